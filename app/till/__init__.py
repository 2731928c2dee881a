"""What a cashier does, as use cases over ports: look up, activate, settle, print again."""
