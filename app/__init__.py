"""A gift-card terminal for store tills."""
