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
    return _back_at(parent, QFileDialog.getExistingDirectory(parent, title, str(_begins_in())))


def chosen_file(parent: QWidget, title: str, kinds: str = "") -> str:
    """A file that is there; empty where none was chosen. `kinds` is a filter as QFileDialog has it."""
    return _back_at(parent, QFileDialog.getOpenFileName(parent, title, str(_begins_in()), kinds)[0])


def new_file(parent: QWidget, title: str, name: str, kinds: str) -> str:
    """Where a new file is to be written; empty where that was not chosen. `name` is what it could be called.

    Where no ending was written, that of `name` is put behind.
    """
    at = str(_begins_in() / name)
    option = QFileDialog.Option.DontConfirmOverwrite  # nothing is ever overwritten: whoever writes it says so
    chosen = _back_at(parent, QFileDialog.getSaveFileName(parent, title, at, kinds, options=option)[0])
    return chosen + Path(name).suffix if chosen and not Path(chosen).suffix else chosen


def _begins_in() -> Path:
    """The documents of whoever works here, or their home: a folder that is not there is taken for a file's name."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def _back_at(parent: QWidget, chosen: str) -> str:
    """Has the keys come to the program's window again: a display without a window manager gives them to none."""
    parent.activateWindow()
    return chosen
