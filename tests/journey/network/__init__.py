"""The till's real client, a line that does its worst, and the real sandbox: what the journal says must be true."""
