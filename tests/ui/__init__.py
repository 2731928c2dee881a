"""Sentences about the window."""
