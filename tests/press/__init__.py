"""What the card manufacturer gets."""
