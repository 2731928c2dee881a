"""Loads Qt for the program, and keeps what Qt does to Python's `import` from slowing every later one."""

import builtins
from importlib import import_module


def load_qt() -> None:
    """Imports the Qt modules of the window; to be called before any module of ours that uses them.

    PySide6 puts a function of its own in the place of `__import__`, which reads and keeps the source of each module
    imported from then on. It serves `from __feature__ import ...` only, which this program does not use: so Python's
    own is put back. The start is quicker by a tenth, and some megabytes smaller.
    """
    plain = builtins.__import__
    import_module("PySide6.QtWidgets")
    builtins.__import__ = plain
