"""Sentences about receipt printers, real ones and their paper."""
