"""The window's life: application, first paint, devices, and an orderly end."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.ui.desk import Desk
from app.ui.garbage import GarbageRounds
from app.ui.window import TillWindow

log = logging.getLogger(__name__)

SWITCH_S: Final = 0.001
"""So long a lane's thread may keep the window from its turn. Python's own five milliseconds are felt: a plan of many
cards computes without a pause, and each turn of the event loop waited for it as long."""


class CrashLine(QObject):
    """Where everything ends that nobody expected: in the log with its trace, and on the window's one crash line."""

    told = Signal(str)

    def crashed(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """For `sys.excepthook`; may be called on any thread. The window is told the kind, never the text."""
        log.critical("an unexpected fault", exc_info=(kind, fault, trace))
        self.told.emit(kind.__name__)

    def crashed_in_thread(self, hook: threading.ExceptHookArgs) -> None:
        """For `threading.excepthook`."""
        if hook.exc_value is not None:
            self.crashed(hook.exc_type, hook.exc_value, hook.exc_traceback)


def run_window(
    desk: Desk,
    resources: Path,
    on_ready: Callable[[TillWindow], None] | None = None,
    *,
    exit_at_ready: bool = False,
) -> int:
    """Shows the window until it is closed, and returns the exit code. `resources` holds `icons`.

    `on_ready` is called once, when the window is painted, has the focus where a sale begins, and the event loop
    turned once; with `exit_at_ready` the program then ends. The desk is closed in any case.
    """
    application = _application()
    rounds = GarbageRounds(application)
    before, threads_before, switch_before = sys.excepthook, threading.excepthook, sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    window = TillWindow(desk, resources)
    crash_line = CrashLine(window)
    crash_line.told.connect(window.show_crash, Qt.ConnectionType.QueuedConnection)
    sys.excepthook, threading.excepthook = crash_line.crashed, crash_line.crashed_in_thread
    if on_ready is not None:
        window.ready.connect(lambda: on_ready(window))
    if exit_at_ready:
        window.ready.connect(application.quit)
    try:
        if desk.look.kiosk:
            # Where no window manager runs, as on many terminals, nobody else makes it as large as the screen.
            window.setGeometry(window.screen().geometry())
            window.showFullScreen()
        else:
            window.show()
        return application.exec()
    finally:
        window.close()
        window.close_down()
        rounds.stop()
        sys.setswitchinterval(switch_before)
        sys.excepthook, threading.excepthook = before, threads_before


def _application() -> QApplication:
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    application.setApplicationName("giftcard-till")
    application.setApplicationDisplayName("")
    return application
