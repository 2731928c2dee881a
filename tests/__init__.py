"""The tests: they read as sentences about the shop, and mirror the folders of app."""
