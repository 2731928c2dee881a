"""Bars 1 and 2 and private memory: the till's form, ready to scan, beside a bare window."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.bench.bar import Bar, compared

ROUNDS = 9
HEAVY = ("httpcore", "escpos", "PIL", "keyring", "asyncio", "fastapi", "serial", "barcode", "babel.dates", "click")
"""What must not be loaded before the form is painted."""

_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    painted = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, lambda: QApplication.exit(0))
application = QApplication(sys.argv[:1])
window = Window()
window.setCentralWidget(QLabel("ready"))
window.resize(1024, 768)
window.show()
application.exec()
if "--report" in sys.argv:
    import json
    rows = [line.split() for line in open("/proc/self/smaps_rollup") if line.startswith("Private_")]
    print(json.dumps({"modules": sorted(sys.modules), "private_kb": sum(int(row[1]) for row in rows)}))
"""


def environment(home: Path) -> dict[str, str]:
    """Off screen, with a home of its own, and with bytecode allowed: a till is an installed program."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}


def commands(home: Path) -> tuple[list[str], list[str]]:
    """The bare window and the till, each ending at its first paint."""
    bare = [sys.executable, "-c", _BARE]
    till = [sys.executable, "-m", "app", "--home", str(home / "till"), "--sandbox", "http://127.0.0.1:9"]
    return bare, [*till, "--exit-at-ready"]


def bars(folder: Path) -> list[Bar]:
    """Start, modules and private memory."""
    bare, till = commands(folder)
    around = environment(folder)
    floors, figures = [], []
    for turn in range(ROUNDS + 1):
        floor, figure = _timed_ms(bare, around), _timed_ms(till, around)
        if turn:  # the first round warms the file cache
            floors.append(floor)
            figures.append(figure)
    # In rotation too: a page of a library counts as private only while no other process has it mapped.
    reports = [(_report([*bare, "--report"], around), _report([*till, "--print-modules"], around)) for _ in range(5)]
    floor_modules, till_modules = (report["modules"] for report in reports[0])
    ours = [name for name in till_modules if name.partition(".")[0] == "app"]
    return [
        compared("1 start to a usable form", "ms", floors, figures, 1.6),
        _modules("2 modules at ready", floor_modules, till_modules),
        _modules("2b modules of others at ready", floor_modules, [name for name in till_modules if name not in ours]),
        compared(
            "private memory at ready",
            "kB",
            [floor["private_kb"] for floor, _ in reports],
            [till["private_kb"] for _, till in reports],
            1.4,
        ),
    ]


def _modules(name: str, floor: Sequence[str], figure: Sequence[str]) -> Bar:
    """Met only where nothing heavy is among them."""
    bar = compared(name, "modules", [len(floor)], [len(figure)], 1.5)
    return replace(bar, is_met=bar.is_met and not set(HEAVY) & set(figure))


def _timed_ms(command: list[str], around: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=around, check=True, capture_output=True)
    return (time.perf_counter() - begun) * 1000


def _report(command: list[str], around: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=around, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
