"""The shop's sentences about app.core."""
