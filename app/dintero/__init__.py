"""The HTTP client of Dintero's wallets API."""
