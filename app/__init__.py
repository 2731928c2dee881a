"""A gift-card till: scan, load through the wallets API, print, and go on when the line is down."""

__version__ = "0.1.0"
