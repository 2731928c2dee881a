"""The journal on disk: SQLite, rows are only ever added."""
