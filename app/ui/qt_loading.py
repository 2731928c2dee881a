"""Loads Qt for the program, and keeps what Qt does to Python's `import` from slowing every later one."""

import builtins
import os
from importlib import import_module


def load_qt() -> None:
    """Imports the Qt modules of the window; to be called before any module of ours that uses them.

    PySide6 puts a function of its own in the place of `__import__`, which reads and keeps the source of each module
    imported from then on. It serves `from __feature__ import ...` only, which this program does not use: so Python's
    own is put back. The start is quicker by a tenth, and some megabytes smaller.
    """
    # An input method takes dead keys before the scanner's filter sees them. Whoever chose one by name keeps it.
    if "QT_IM_MODULES" not in os.environ:
        os.environ.setdefault("QT_IM_MODULE", "none")
    plain = builtins.__import__
    import_module("PySide6.QtWidgets")
    builtins.__import__ = plain
