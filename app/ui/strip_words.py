"""What is said of a test strip: it is no paper of a sale, so it waits for nothing and asks for nothing."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication

from app.core.problem import Code, Problem
from app.ui.saying import Words
from app.ui.words import sentence

translate = QCoreApplication.translate

_NEXT: Final[Mapping[Code, Callable[[], str]]] = {
    Code.PRINTER_UNREACHABLE: lambda: translate(
        "Devices", "Check that it is on and connected, then print the strip again."
    ),
    Code.PRINTER_OFFLINE: lambda: translate("Devices", "Look at its lamps and buttons, then print the strip again."),
    Code.PRINTER_NO_PAPER: lambda: translate("Devices", "Put in a new roll, then print the strip again."),
    Code.PRINTER_COVER_OPEN: lambda: translate("Devices", "Close it, then print the strip again."),
    Code.PRINTER_BUSY: lambda: translate(
        "Devices", "Wait a moment, or switch it off and on, then print the strip again."
    ),
    Code.PRINTER_DENIED: lambda: translate("Devices", "Whoever looks after the till has to allow it."),
    Code.PRINTER_QUEUE_STOPPED: lambda: translate(
        "Devices", "Resume it in the system's printer settings, then print the strip again."
    ),
    Code.PRINTER_FILE: lambda: translate("Devices", "Check the folder and its free space, then print the strip again."),
    Code.PRINTER_SILENT: lambda: translate("Devices", "Look at the printer. If no strip came, print it again."),
    Code.PRINTER_HANDED_OVER: lambda: translate("Devices", "Look at the printer. If no strip came, print it again."),
}


def strip_words(problem: Problem) -> Words:
    """What happened to a strip, and what to do: as for a paper, but that nothing waits."""
    words = sentence(problem)
    following = _NEXT.get(problem.code)
    return Words(words.what, following() if following is not None else words.todo)
