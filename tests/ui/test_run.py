"""The window's life from start to end."""

import subprocess
import sys

from app.ui.run import run_window
from tests.ui.stage import RESOURCES, Stage

HEAVY = {"httpx", "escpos", "keyring", "babel", "PIL", "asyncio", "serial", "fastapi", "uvicorn", "barcode"}


def test_it_is_ready_when_painted_and_focused_and_ends_when_asked(qapp):
    stage = Stage()
    closed, seen = [], []
    desk = stage.desk(close=lambda: closed.append(True))

    def ready(window):
        seen.append((window.isVisible(), window.focusWidget().accessibleName()))

    assert run_window(desk, RESOURCES, ready, exit_at_ready=True) == 0
    assert seen == [(True, "Card code")]
    assert stage.devices.is_stopped
    assert closed == [True]
    assert sys.excepthook.__name__ != "crashed"


def test_nothing_heavy_is_imported_before_the_form_is_there():
    program = """
import sys
import app.ui.run
from PySide6.QtWidgets import QApplication
print(" ".join(sorted(name.split(".")[0] for name in sys.modules)))
"""
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not HEAVY & set(child.stdout.split())
