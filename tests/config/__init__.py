"""The tests of settings, secrets, folders and logging."""
