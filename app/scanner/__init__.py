"""Readers of bar-code scanners."""
