"""From a receipt to the bytes of a printer, and the ways to bring them there."""
