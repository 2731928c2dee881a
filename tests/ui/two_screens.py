"""A till with two screens, in a process of its own as Qt reads its screens once: `python -m tests.ui.two_screens FILE`.

Prints what stood on the second screen, and whether it was gone when that screen went.
"""

import json
import os
import sys
from pathlib import Path

SCREENS = [
    {"name": name, "x": x, "y": 0, "width": 1024, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    for name, x in (("first", 0), ("second", 1024))
]


def main(file: Path) -> None:
    file.write_text(json.dumps({"screens": SCREENS}), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    from app.ui.desk import Look
    from tests.ui.scene import Scene
    from tests.ui.stage import CARDS

    scene = Scene("light", (1024, 700), look=Look("light", customer_screen=True))
    customer = scene.window.customer
    assert customer is not None
    assert customer.screens is not None
    screen = customer.screens.screen
    assert screen is not None
    scene.scan(CARDS[0]).amount("500").load()
    is_beside = screen.screen() is not scene.window.screen()
    told = [screen.head.text(), screen.amount.text(), is_beside, screen.size() == screen.screen().size()]
    own = scene.window.screen()
    QGuiApplication.screens = staticmethod(lambda: [own])  # as Qt has it once the cable is out
    application.screenRemoved.emit(own)
    sys.stdout.write(json.dumps([*told, customer.screens.screen is None]) + "\n")
    scene.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
