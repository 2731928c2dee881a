"""The command line: each command reads its words, asks the counter, and says what came of it."""
