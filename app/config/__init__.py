"""Settings, secrets in the keyring, folders and logging."""
