"""Bars 1 and 2 and private memory: the till's form, ready to scan, beside a bare window."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.bar import Bar, compared

ROUNDS = 9
HEAVY = ("httpx", "escpos", "PIL", "keyring", "asyncio", "fastapi", "serial", "barcode", "babel.dates", "click")
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
    floor_report = json.loads(_output([*bare, "--report"], around))
    till_report = json.loads(_output([*till, "--print-modules"], around).splitlines()[-1])
    too_early = [name for name in HEAVY if name in till_report["modules"]]
    modules = compared(
        "2 modules at ready", "modules", [len(floor_report["modules"])], [len(till_report["modules"])], 1.5
    )
    return [
        compared("1 start to a usable form", "ms", floors, figures, 1.6),
        Bar(
            modules.name,
            modules.unit,
            modules.floor,
            modules.figure,
            modules.ratio,
            1.5,
            modules.is_met and not too_early,
        ),
        compared("private memory at ready", "kB", [floor_report["private_kb"]], [till_report["private_kb"]], 1.4),
    ]


def _timed_ms(command: list[str], around: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=around, check=True, capture_output=True)
    return (time.perf_counter() - begun) * 1000


def _output(command: list[str], around: dict[str, str]) -> str:
    return subprocess.run(command, env=around, check=True, capture_output=True, text=True).stdout
