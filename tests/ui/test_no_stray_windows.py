"""Nothing shows itself before it has its place: it would be a window of its own for a moment, and take the keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.window import TillWindow
from tests.ui.scene import Scene, line_down, turned
from tests.ui.screenshots import DESKS

PAGES = ("check", "queue", "papers", "cases", "slip", "journal", "devices", "calibration", "help", "sell")


class Watcher(QObject):
    """Notes every window but the till's own that shows itself."""

    def __init__(self) -> None:
        super().__init__()
        self.strays: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow() and not isinstance(watched, TillWindow):
            self.strays.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.fixture
def watcher(qapp: QApplication) -> Iterator[Watcher]:
    made = Watcher()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_no_page_of_the_till_shows_a_part_before_its_place(watcher: Watcher) -> None:
    scene = Scene("light", (1024, 768))
    scene.stage.devices.has_drawer = True
    line_down(scene)
    for page in PAGES:
        turned(page)(scene)
    scene.close()
    assert watcher.strays == []


def test_nor_does_the_first_run_screen(watcher: Watcher) -> None:
    scene = Scene("light", (1024, 768), **DESKS["setup"])
    scene.close()
    assert watcher.strays == []
