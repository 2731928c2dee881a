"""What two sides of one border both promise."""
