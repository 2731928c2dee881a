"""The shop's sentences about app.till."""
