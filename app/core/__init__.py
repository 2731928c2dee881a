"""Pure values and rules: money, card code, scan, activation states, paper, problems. No I/O, no clock, no Qt."""
