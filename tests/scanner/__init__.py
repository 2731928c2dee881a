"""The tests of serial scanners."""
