"""What the card manufacturer gets: files of codes, and pages of cards."""
