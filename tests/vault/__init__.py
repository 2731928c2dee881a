"""The vault: what is sealed stays sealed, and what lies on the disk is what was sealed."""
