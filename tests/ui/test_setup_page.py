"""First run: the account is kept, the secret goes to the keyring and nowhere else, and mistakes are told in place."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from app.core.problem import Code, Problem
from app.ui.lane import Lane
from app.ui.setup_page import DEFAULT_BASE_URL, SetupPage, address_words
from app.ui.theme import Theme
from tests.ui.shop_floor import RESOURCES, controls_without_a_name

SECRET = "CANARY-7f3a91"


@dataclass
class KeepsWhatItIsGiven:
    """A setup that keeps each account it is given, or refuses with the problems it was handed first."""

    problems: list[Problem] = field(default_factory=list)
    kept: list[tuple[str, str, str, str]] = field(default_factory=list)

    def save(self, account_id: str, base_url: str, client_id: str, secret: str) -> Problem | None:
        if self.problems:
            return self.problems.pop(0)
        self.kept.append((account_id, base_url, client_id, secret))
        return None


@pytest.fixture
def lane(qapp) -> Iterator[Lane]:
    made = Lane("setup")
    yield made
    made.close()


@pytest.fixture
def setup() -> KeepsWhatItIsGiven:
    return KeepsWhatItIsGiven()


@pytest.fixture
def page(setup, lane, qtbot) -> SetupPage:
    made = SetupPage(setup, lane, Theme("light", RESOURCES))
    qtbot.addWidget(made)
    made.show()
    made.opened()
    return made


def fill(page: SetupPage, account: str = "T12345678", client: str = "till-7", secret: str = SECRET) -> None:
    page.account.edit.setText(account)
    page.client.edit.setText(client)
    page.secret.edit.setText(secret)


def test_a_whole_account_is_saved_and_the_secret_leaves_the_screen(page, setup, qtbot) -> None:
    fill(page, account=" t12345678 ", secret=f" {SECRET} ")
    with qtbot.waitSignal(page.saved):
        page.save.click()
    assert setup.kept == [("T12345678", DEFAULT_BASE_URL, "till-7", SECRET)]
    assert page.secret.text == ""


def test_the_example_of_an_account_is_no_value(page) -> None:
    assert page.account.edit.placeholderText() == "e.g. T12345678"
    assert page.account.text == ""


def test_an_address_with_something_stuck_to_it_is_marked_beside_its_field(page, setup, qtbot) -> None:
    fill(page)
    page.address.edit.setFocus()
    page.address.edit.setText(f"{DEFAULT_BASE_URL}T12345678")
    qtbot.keyClick(page.address.edit, Qt.Key.Key_Tab)
    assert "api.dintero.comt12345678" in page.address.problem.text()
    page.save.click()
    assert page.focusWidget() is page.address.edit
    assert not page.address.problem.isHidden()
    assert setup.kept == []


@pytest.mark.parametrize(
    "address",
    ["https://api.dintero.com", "http://127.0.0.1:8800", "https://gateway1/dintero", "https://[::1]", "http://[x"],
)
def test_an_address_that_may_be_meant_is_left_alone(address) -> None:
    assert address_words(address) == ""


def test_enter_goes_from_field_to_field_and_saves_at_the_end(page, setup, qtbot) -> None:
    for place, text in (
        (page.account, "P87654321"),
        (page.address, ""),
        (page.client, "till-7"),
        (page.secret, SECRET),
    ):
        assert page.focusWidget() is place.edit
        qtbot.keyClicks(place.edit, text)
        if place is page.secret:
            with qtbot.waitSignal(page.saved):
                qtbot.keyClick(place.edit, Qt.Key.Key_Return)
        else:
            qtbot.keyClick(place.edit, Qt.Key.Key_Return)
    assert setup.kept[0][0] == "P87654321"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("t", "TEST ACCOUNT: nothing is real"), ("P1", "PRODUCTION: real money"), ("", "T is a test account")],
)
def test_test_and_production_are_told_from_the_first_letter_on(page, typed, told) -> None:
    page.account.edit.setText(typed)
    assert page.kind.text().startswith(told)
    assert page.account.edit.accessibleDescription().startswith(told)


@pytest.mark.parametrize("account", ["", "12345678", "X12345678", "T1234567", "T123456789", "T1234567a"])
def test_what_is_no_account_id_is_told_beside_its_field_and_nothing_is_saved(page, setup, account) -> None:
    fill(page, account=account)
    page.save.click()
    assert "not an account id" in page.account.problem.text()
    assert page.focusWidget() is page.account.edit
    assert not setup.kept


def test_a_missing_client_id_and_a_missing_secret_are_told_beside_their_fields(page, setup) -> None:
    fill(page, client=" ")
    page.save.click()
    assert "client id" in page.client.problem.text()
    fill(page, secret="")
    page.save.click()
    assert page.client.problem.isHidden()
    assert "secret is empty" in page.secret.problem.text()
    assert not setup.kept


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        (Problem(Code.ACCOUNT_BAD, {"account": "T0"}), "account"),
        (Problem(Code.ADDRESS_NOT_HTTPS, {"address": "http://api.example"}), "address"),
        (Problem(Code.SETTINGS_BAD_VALUE, {"key": "account.base_url", "value": "x", "reason": "is none"}), "address"),
        (Problem(Code.SETTINGS_BAD_VALUE, {"key": "account.client_id", "value": "x", "reason": "is none"}), "client"),
        (Problem(Code.SETTINGS_BAD_VALUE, {"file": "keyring", "key": "secret", "reason": "is too long"}), "secret"),
    ],
)
def test_what_saving_refuses_is_told_beside_the_field_it_is_about(page, setup, qtbot, problem, name) -> None:
    setup.problems.append(problem)
    fill(page)
    page.save.click()
    place = getattr(page, name)
    qtbot.waitUntil(lambda: not place.problem.isHidden())
    assert "keyring" not in place.problem.text()
    assert page.trouble.isHidden()


def test_a_locked_keyring_is_told_above_the_buttons_and_what_was_typed_stays(page, setup, qtbot) -> None:
    setup.problems.append(Problem(Code.KEYRING_LOCKED))
    fill(page)
    page.save.click()
    qtbot.waitUntil(lambda: not page.trouble.isHidden())
    assert page.trouble.words.text().startswith("The system's keyring is locked.")
    with qtbot.waitSignal(page.saved):
        page.save.click()
    assert setup.kept[0][3] == SECRET


def test_a_second_press_while_saving_does_nothing(page, setup, qtbot) -> None:
    fill(page)
    with qtbot.waitSignal(page.saved):
        page.save.click()
        page.save.click()
    assert len(setup.kept) == 1


def test_the_secret_never_reaches_the_clipboard(page, qtbot) -> None:
    QGuiApplication.clipboard().setText("before")
    page.secret.edit.setText(SECRET)
    page.secret.edit.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(page.secret.edit, key, Qt.KeyboardModifier.ControlModifier)
    page.secret.edit.copy()
    assert QGuiApplication.clipboard().text() == "before"
    assert page.secret.edit.echoMode() is QLineEdit.EchoMode.Password
    assert SECRET not in page.secret.edit.displayText()


def test_whoever_types_on_is_not_scolded_any_more(page, qtbot) -> None:
    page.save.click()
    assert not page.account.problem.isHidden()
    qtbot.keyClicks(page.account.edit, "T")
    assert page.account.problem.isHidden()


def test_the_sandbox_is_one_press_away(page, qtbot) -> None:
    with qtbot.waitSignal(page.sandbox_wanted):
        page.sandbox.click()


def test_without_a_sandbox_it_is_not_offered(setup, lane, qtbot) -> None:
    page = SetupPage(setup, lane, Theme("light", RESOURCES), has_sandbox=False)
    qtbot.addWidget(page)
    assert page.sandbox.isHidden()


def test_every_control_has_a_name(page) -> None:
    assert controls_without_a_name(page) == []
