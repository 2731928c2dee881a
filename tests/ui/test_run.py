"""The window's life from start to end, each in a process of its own, as in a shop."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"httpcore", "escpos", "keyring", "babel", "PIL", "asyncio", "serial", "fastapi", "uvicorn", "barcode"}
LIFE = """
import json
import sys

from app.ui.run import run_window
from tests.fakes import order
from tests.ui.stage import RESOURCES, Stage

stage, seen = Stage(), {"hook": sys.excepthook, "switch": sys.getswitchinterval()}
stage.ledger.add([order("CARD-0001")])
desk = stage.desk(close=lambda: seen.update(closed=True))


def ready(window):
    seen.update(is_prompt=sys.getswitchinterval() < seen["switch"])
    seen.update(visible=window.isVisible(), focus=window.focusWidget().accessibleName())
    seen.update(waiting=window.foot.queue.text().split(" ")[:2])


seen["code"] = run_window(desk, RESOURCES, ready, exit_at_ready=True)
seen["hook"] = sys.excepthook is seen["hook"]
seen["switch"] = sys.getswitchinterval() == seen["switch"]
print(json.dumps(seen | {"stopped": stage.devices.is_stopped}))
"""
MODULES = """
import sys

import app.ui.run

print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


IMPORT = """
import builtins

plain = builtins.__import__

from app.ui.qt_loading import load_qt

load_qt()

from PySide6.QtWidgets import QApplication

print(builtins.__import__ is plain)
"""


def said_by(program: str) -> str:
    child = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
    return child.stdout


def test_it_is_ready_when_painted_and_focused_and_the_queue_is_counted_and_ends_when_asked():
    assert json.loads(said_by(LIFE)) == {
        "code": 0,
        "visible": True,
        "focus": "Card code",
        "waiting": ["1", "waiting"],
        "closed": True,
        "stopped": True,
        "hook": True,
        "is_prompt": True,
        "switch": True,
    }


def test_nothing_heavy_is_imported_before_the_form_is_there():
    assert not HEAVY & set(said_by(MODULES).split())


def test_qt_leaves_the_import_statement_as_it_was():
    assert said_by(IMPORT) == "True\n"
