"""From a key to its painted sign: the amount field of the real window, beside a bare line edit."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.bar import Bar, compared
from tests.bench.start import environment

ROUNDS = 9
FIGURES = "1234567890123456"


def bars(folder: Path) -> list[Bar]:
    """Measured in a process of its own, which prints the rounds' medians."""
    command = [sys.executable, "-m", "tests.bench.keys", str(folder / "till")]
    done = subprocess.run(command, env=environment(folder), check=True, capture_output=True, text=True)
    measured = json.loads(done.stdout.splitlines()[-1])
    return [compared("key to painted over a bare line edit", "us", measured["floor"], measured["figure"], 2.0)]


def measure(home: Path) -> dict[str, list[float]]:
    """Types sixteen figures, again and again, into both fields in turn."""
    import time

    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

    from app.command.window import desk_for
    from app.compose.options import Options
    from app.config.resources import RESOURCES
    from app.ui.window import TillWindow

    application = QApplication([])

    def per_key_us(field: QLineEdit) -> float:
        field.window().activateWindow()
        field.setFocus()
        application.processEvents()
        taken = []
        for sign in FIGURES:
            key = Qt.Key(ord(sign))
            begun = time.perf_counter()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign))
            application.processEvents()
            field.repaint()
            taken.append((time.perf_counter() - begun) * 1e6)
        field.clear()
        return sorted(taken)[len(taken) // 2]

    bare = QMainWindow()
    floor = QLineEdit()
    bare.setCentralWidget(floor)
    window = TillWindow(desk_for(Options(home, "http://127.0.0.1:9")), RESOURCES)
    for shown in (bare, window):
        shown.resize(1024, 768)
        shown.show()
    application.processEvents()
    field = window.findChild(QLineEdit)
    rounds = [(per_key_us(floor), per_key_us(field)) for _ in range(ROUNDS + 1)][1:]
    window.close_down()
    return {"floor": [pair[0] for pair in rounds], "figure": [pair[1] for pair in rounds]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]))) + "\n")
