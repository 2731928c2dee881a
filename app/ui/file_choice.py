"""Which file, or which folder: asked in the system's own window."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.translation import translate


def list_kinds() -> str:
    """The kinds of files that lists of ids come in, as a file window shows them."""
    return translate("Batches", "Lists (*.csv *.txt *.xlsx)")


def chosen_folder(parent: QWidget, title: str) -> str:
    """A folder that is there; empty where none was chosen."""
    return QFileDialog.getExistingDirectory(parent, title, _documents())


def chosen_file(parent: QWidget, title: str, kinds: str = "") -> str:
    """A file that is there; empty where none was chosen. `kinds` is a filter as QFileDialog has it."""
    return QFileDialog.getOpenFileName(parent, title, _documents(), kinds)[0]


def new_file(parent: QWidget, title: str, name: str) -> str:
    """Where a new file is to be written; empty where that was not chosen. `name` is what it could be called."""
    at = str(Path(_documents()) / name)
    option = QFileDialog.Option.DontConfirmOverwrite  # nothing is ever overwritten: whoever writes it says so
    return QFileDialog.getSaveFileName(parent, title, at, options=option)[0]


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
