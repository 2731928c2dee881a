"""What is turned to the customer follows the sale on screen, and a second screen may come and go."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.core.customer_view import CustomerView, ViewKind
from app.core.problem import Problem
from app.ui.customer_screen import CustomerScreen
from app.ui.desk import Look
from app.ui.theme import Theme
from tests.fakes import Fate
from tests.ui.scene import Scene
from tests.ui.stage import CARDS, RESOURCES

ROOT = RESOURCES.parent


@dataclass
class Shown:
    """A display that remembers."""

    views: list[CustomerView] = field(default_factory=list)
    is_running: bool = False
    problem: Problem | None = None

    def start(self) -> None:
        self.is_running = True

    def show(self, view: CustomerView) -> None:
        self.views.append(view)

    def stop(self) -> None:
        self.is_running = False


@pytest.fixture
def display() -> Shown:
    return Shown()


@pytest.fixture
def scene(qapp: QApplication, display: Shown) -> Iterator[Scene]:
    made = Scene("light", (1024, 768), display=display, look=Look("light", customer_screen=True))
    yield made
    made.close()


def kinds(display: Shown) -> list[ViewKind]:
    return [view.kind for view in display.views]


def test_the_customer_follows_a_sale_from_the_greeting_to_the_active_card(scene: Scene, display: Shown) -> None:
    assert display.is_running
    scene.scan(CARDS[0]).amount("500").load()
    assert kinds(display) == [ViewKind.IDLE, ViewKind.AMOUNT, ViewKind.WAIT, ViewKind.ACTIVE]
    assert {view.amount for view in display.views[1:]} == {"500,00 kr"}
    scene.page.model.clear()
    assert kinds(display)[-1] is ViewKind.IDLE


def test_a_card_that_waits_is_told_so_and_called_active_only_once_it_is(scene: Scene, display: Shown) -> None:
    scene.stage.issuer.fates.append(Fate.LOST_AFTER)
    scene.scan(CARDS[0]).amount("500").load()
    assert kinds(display)[-1] is ViewKind.IN_DOUBT
    assert ViewKind.ACTIVE not in kinds(display)
    assert scene.window.catching_up is not None
    scene.window.catching_up.resume()
    scene.until(lambda: kinds(display)[-1] is ViewKind.ACTIVE)


def test_nothing_of_cashier_card_or_customer_is_turned_to_the_queue(scene: Scene, display: Shown) -> None:
    scene.scan(CARDS[0]).amount("500").customer().load()
    said = " ".join(f"{view.head} {view.amount} {view.text}" for view in display.views)
    for secret in ("Øystein", "K-2231", "Kari", CARDS[0], CARDS[0][-4:]):
        assert secret not in said


def test_with_one_screen_alone_nothing_covers_the_till(scene: Scene) -> None:
    assert len(QGuiApplication.screens()) == 1
    assert scene.window.customer is not None
    assert scene.window.customer.screens is not None
    assert scene.window.customer.screens.screen is None


def test_the_display_ends_when_it_is_closed(scene: Scene, display: Shown) -> None:
    assert scene.window.customer is not None
    scene.window.customer.close()
    assert not display.is_running


def test_a_second_screen_is_filled_with_what_the_customer_may_see_and_left_when_it_goes(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.two_screens", str(tmp_path / "screens.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(ended.stdout) == ["Active", "500,00 kr", True, True, True]


@pytest.mark.parametrize("kind", ViewKind)
def test_the_second_screen_shows_every_kind_of_view(qapp: QApplication, kind: ViewKind) -> None:
    screen = CustomerScreen(Theme("light", RESOURCES))
    screen.resize(1024, 768)
    screen.show_view(CustomerView(kind, "Head", "500,00 kr", "Text"))
    assert (screen.head.text(), screen.amount.text(), screen.text.text()) == ("Head", "500,00 kr", "Text")
    assert screen.sign.isHidden() is (kind in {ViewKind.IDLE, ViewKind.AMOUNT})
    assert (screen.frame.property("tone") == "active") is (kind is ViewKind.ACTIVE)
    screen.show_view(CustomerView(ViewKind.IDLE, "Welcome"))
    assert screen.amount.isHidden()
    screen.deleteLater()
