"""A Dintero wallets server of our own, on loopback only: for demonstration, practice and tests."""
