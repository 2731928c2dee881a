"""The HTTP client of the wallets API."""
