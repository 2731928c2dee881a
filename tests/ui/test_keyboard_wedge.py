"""A scanner that types is told from a person, and reaches no field."""

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.core.key_reading import typed_reading
from app.ui.desk import WedgeSettings
from app.ui.keyboard_wedge import KeyboardWedge
from tests.ui.keys import Keyboard

CODE = "7001448200004711"


class Place:
    def __init__(self, qtbot, **settings):
        self.window = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("Load")
        self.button.setDefault(True)
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.scans, self.pressed, self.entered = [], [], []
        self.button.clicked.connect(lambda: self.pressed.append(True))
        self.field.returnPressed.connect(lambda: self.entered.append(self.field.text()))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)
        self.wedge = KeyboardWedge(WedgeSettings(**settings), self.window)
        self.wedge.watch(self.window.windowHandle())
        self.wedge.scanned.connect(lambda burst: self.scans.append(burst.text))
        self.keys = Keyboard(self.window)


@pytest.fixture
def place(qtbot):
    return Place(qtbot)


@pytest.mark.parametrize("gap", [1, 8, 20, 40, [20, 40], [40, 1, 1, 1], [7, 16]])
def test_a_burst_with_its_return_is_a_scan_and_types_nothing(place, gap):
    place.keys.scan(CODE, gap)
    assert place.scans == [CODE]
    assert (place.field.text(), place.entered) == ("", [])


@pytest.mark.parametrize("gap", [50, 55, [48, 54], [50, 50, 58]])
def test_a_slow_scanner_is_known_by_how_evenly_its_keys_come(place, gap):
    place.keys.scan(CODE, gap)
    assert place.scans == [CODE]
    assert (place.field.text(), place.entered) == ("", [])
    place.keys.scan("500000", gap)
    assert place.scans == [CODE]
    assert place.entered == ["500000"]


def test_six_signs_are_enough_and_five_are_not(place):
    place.keys.scan("GIFT-1")
    assert place.scans == ["GIFT-1"]
    place.keys.scan("50000")
    assert place.scans == ["GIFT-1"]
    assert place.entered == ["50000"]


@pytest.mark.parametrize("seed", range(40))
def test_a_fast_typist_is_never_a_scanner(place, seed):
    chance = random.Random(seed)
    gaps = [chance.randint(45, 90) for _key in range(17)]
    place.keys.scan(CODE, gaps)
    assert place.scans == []
    assert place.entered == [CODE]


def test_a_typed_sign_appears_within_the_longest_gap(place, qtbot):
    place.keys.type("5")
    qtbot.waitUntil(lambda: place.field.text() == "5", timeout=1000)


def tap(place):
    """A press that comes the way a real one does: by the window, behind the keys that were pressed before it."""
    handle, spot = place.window.windowHandle(), place.button.geometry().center()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


@pytest.mark.parametrize("typed", ["5", "500"])
def test_a_figure_typed_right_before_a_tap_is_in_the_field_when_the_button_is_pressed(place, typed):
    seen = []
    place.button.clicked.connect(lambda: seen.append(place.field.text()))
    place.keys.type(typed)
    tap(place)
    assert seen == [typed]


def test_a_tap_in_the_middle_of_a_scan_types_nothing_of_it(place):
    place.keys.type(CODE[:8], 8)
    tap(place)
    place.keys.type(CODE[8:] + "\r", 8)
    assert (place.scans, place.field.text()) == ([CODE], "")


def test_a_scan_right_after_typing_keeps_the_typing_and_is_whole(place, qtbot):
    place.keys.type("500")
    qtbot.waitUntil(lambda: place.field.text() == "500")
    place.keys.scan(CODE)
    assert place.scans == [CODE]
    assert place.field.text() == "500"


def test_the_terminator_never_presses_the_button_that_has_the_focus(place):
    place.button.setFocus()
    place.keys.scan(CODE)
    assert place.scans == [CODE]
    assert place.pressed == []


def test_a_return_alone_goes_its_way(place):
    place.keys.type("\r")
    assert place.entered == [""]


@pytest.mark.parametrize("at", [6, 8, 15])
@pytest.mark.parametrize("stall", [90, 150, 290])
def test_a_scan_that_stalls_on_a_busy_computer_stays_one_scan(place, at, stall):
    place.keys.scan(CODE, [8] * at + [stall] + [8] * (16 - at))
    assert place.scans == [CODE]
    assert (place.field.text(), place.entered) == ("", [])


def test_a_prefixed_scan_that_stalls_stays_one_scan(qtbot):
    place = Place(qtbot, prefix="F9", suffix="Tab")
    place.keys.key(Qt.Key.Key_F9)
    place.keys.type(CODE + "\t", [8, 8, 250])
    assert (place.scans, place.field.text()) == ([CODE], "")


@pytest.mark.parametrize(
    ("known", "scans"), [({CODE}, [CODE]), ({CODE, CODE[1:]}, [CODE[1:]]), ({CODE[1:]}, [CODE[1:]])]
)
def test_a_first_key_that_came_early_is_a_persons_unless_only_with_it_there_is_a_code(place, known, scans):
    place.wedge.obey(WedgeSettings(), lambda strokes: typed_reading(strokes) in known)
    place.keys.scan(CODE, [0, 40] + [5] * 15)
    assert place.scans == scans
    assert place.field.text() == ("" if scans == [CODE] else CODE[0])


def test_two_scans_in_a_row_are_two(place):
    place.keys.scan(CODE)
    place.keys.scan("7001448200004712")
    assert place.scans == [CODE, "7001448200004712"]


@pytest.mark.parametrize("gap", [18, 25, 30, 44, 50, 60, 70, 79, 90, 150])
def test_a_scan_right_after_a_persons_key_is_a_scan_and_its_return_confirms_nothing(place, qtbot, gap):
    place.keys.now += 1000
    place.keys.key(ord("K"), "K", gap=0)
    for number, sign in enumerate(CODE):
        place.keys.key(ord(sign), sign, gap=gap if number == 0 else 5)
    place.keys.key(Qt.Key.Key_Return, "\r", gap=5)
    assert place.entered == []
    if gap > 20:
        assert place.scans == [CODE]
        qtbot.waitUntil(lambda: place.field.text() == "K")
    else:  # too near to be told apart: the code is refused by its form, and the field stays as it was
        assert place.scans == ["K" + CODE]
        assert place.field.text() == ""


def test_a_terminator_that_is_late_still_belongs_to_its_scan(place, qtbot):
    place.keys.type(CODE, 5)
    qtbot.waitUntil(lambda: place.scans == [CODE])
    place.keys.key(Qt.Key.Key_Return, "\r", gap=300)
    assert (place.field.text(), place.entered) == ("", [])
    place.keys.key(Qt.Key.Key_Return, "\r", gap=300)
    assert place.entered == [""]


def test_a_return_long_after_a_scan_is_a_persons(place, qtbot):
    place.keys.type(CODE, 5)
    qtbot.waitUntil(lambda: place.scans == [CODE])
    place.keys.key(Qt.Key.Key_Return, "\r", gap=900)
    assert place.entered == [""]


def test_a_scanner_that_ends_with_tab_is_heard_too(place):
    place.keys.now += 1000
    for sign in CODE:
        place.keys.key(ord(sign), sign, gap=5)
    place.keys.key(Qt.Key.Key_Tab, "\t", gap=5)
    assert place.scans == [CODE]
    assert place.field.hasFocus()


def test_a_burst_at_a_fast_hands_speed_without_an_end_is_typing(place, qtbot):
    place.keys.type(CODE, 40)
    qtbot.waitUntil(lambda: place.field.text() == CODE)
    assert place.scans == []


def test_a_held_down_key_is_a_person(place):
    place.keys.key(Qt.Key.Key_5, "5")
    for repeat in range(10):
        place.keys.key(Qt.Key.Key_5, "5", gap=30 if repeat else 400, repeat=True)
    assert place.field.text() == "5" * 11


def test_backspace_and_commands_go_through_at_once(place):
    place.keys.type("ab")
    place.keys.key(Qt.Key.Key_Backspace, "\b", gap=200)
    assert place.field.text() == "a"
    place.keys.key(Qt.Key.Key_A, "\x01", modifiers=Qt.KeyboardModifier.ControlModifier)
    assert place.field.selectedText() == "a"


def test_capital_letters_with_their_shift_keys_are_part_of_the_scan(place):
    place.keys.now += 1000
    for sign in "GIFT-4711":
        if sign.isalpha():
            place.keys.key(Qt.Key.Key_Shift, gap=2)
        place.keys.key(ord(sign), sign, gap=2, modifiers=Qt.KeyboardModifier.ShiftModifier)
    place.keys.key(Qt.Key.Key_Return, "\r", gap=2)
    assert place.scans == ["GIFT-4711"]


def test_keys_without_a_time_are_typing(place):
    place.keys.now = 0
    for sign in "12345678":
        place.keys.key(ord(sign), sign, gap=0)
    place.keys.key(Qt.Key.Key_Return, "\r", gap=0)
    assert place.scans == []
    assert place.entered == ["12345678"]


def test_with_a_prefix_the_decision_is_at_once_and_typing_is_never_late(qtbot):
    place = Place(qtbot, prefix="F9", suffix="Tab")
    place.keys.type("5", 1)
    assert place.field.text() == "5"
    place.keys.key(Qt.Key.Key_F9)
    place.keys.type("A1\t", 60)
    assert place.scans == ["A1"]
    assert place.field.text() == "5"


def test_new_settings_are_obeyed_from_the_next_key_on_and_nothing_held_is_lost(place):
    place.keys.type("50")
    place.wedge.obey(WedgeSettings(prefix="F9", suffix="Tab", gap_ms_max=200, shortest=3))
    assert place.field.text() == "50"
    place.keys.key(Qt.Key.Key_F9)
    place.keys.type("4711\t", 150)
    assert (place.scans, place.field.text()) == (["4711"], "50")
    place.keys.key(Qt.Key.Key_F9)
    place.keys.type("47", 5)
    place.wedge.obey(WedgeSettings())
    place.keys.scan(CODE)
    assert (place.scans, place.field.text()) == (["4711", CODE], "50")


def test_a_prefixed_scan_that_breaks_off_is_dropped_and_never_typed(qtbot):
    place = Place(qtbot, prefix="~")
    place.keys.type("~700", 5)
    place.keys.type("5", 500)
    assert place.scans == []
    assert place.field.text() == "5"


def test_a_scanner_without_a_suffix_ends_with_its_pause(qtbot):
    place = Place(qtbot, suffix="")
    place.keys.type(CODE, 5)
    qtbot.waitUntil(lambda: place.scans == [CODE])
    assert place.field.text() == ""


def test_a_person_who_types_evenly_is_no_slow_scanner_without_a_suffix(qtbot):
    place = Place(qtbot, suffix="")
    place.keys.type("500000", 50)
    qtbot.waitUntil(lambda: place.field.text() == "500000")
    assert place.scans == []


def test_a_stroke_keeps_what_a_second_reading_needs(place):
    seen = []
    place.wedge.scanned.connect(seen.append)
    place.keys.scan("GIFT-4711")
    assert {stroke.scan_code for stroke in seen[0].strokes} == {30}


def test_a_scan_over_a_dialog_is_heard_and_reaches_neither_the_dialog_nor_the_window(place, qtbot):
    dialog = QDialog(place.window)
    field, button = QLineEdit(), QPushButton("Yes")
    layout = QVBoxLayout(dialog)
    layout.addWidget(field)
    layout.addWidget(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(True))
    dialog.open()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    field.setFocus()
    keys = Keyboard(dialog)
    keys.scan(CODE)
    assert place.scans == [CODE]
    keys.type("5", 1000)
    qtbot.waitUntil(lambda: field.text() == "5")
    assert pressed == []
    assert dialog.isVisible()
    dialog.close()
    place.window.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is place.window.windowHandle())
    place.keys.now = keys.now
    place.keys.scan("7001448200004712")
    assert place.scans == [CODE, "7001448200004712"]
    assert place.field.text() == ""


def test_a_dead_key_in_a_scan_is_a_stroke_that_a_second_reading_needs(place):
    seen = []
    place.wedge.scanned.connect(seen.append)
    place.keys.now += 1000
    place.keys.key(Qt.Key.Key_Dead_Diaeresis, "", gap=0)
    place.keys.type("C0GIFT-4711\r", 5)
    assert [stroke.text for stroke in seen[0].strokes] == ["", *"C0GIFT-4711"]
    assert place.field.text() == ""


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([(Qt.Key.Key_Dead_Acute, ""), (Qt.Key.Key_E, "e")], "é"),
        ([(Qt.Key.Key_Dead_Diaeresis, ""), (Qt.Key.Key_Shift, ""), (Qt.Key.Key_O, "O")], "Ö"),
        ([(Qt.Key.Key_Dead_Grave, ""), (Qt.Key.Key_Space, " ")], "`"),
        ([(Qt.Key.Key_Dead_Circumflex, ""), (Qt.Key.Key_Dead_Circumflex, "")], "^"),
        ([(Qt.Key.Key_Dead_Acute, ""), (Qt.Key.Key_5, "5")], "´5"),
        ([(Qt.Key.Key_Dead_Acute, ""), (Qt.Key.Key_Left, ""), (Qt.Key.Key_E, "e")], "e"),
    ],
)
def test_an_accent_that_a_person_types_is_put_onto_its_letter(place, qtbot, keys, text):
    for key, sign in keys:
        place.keys.key(key, sign, gap=150)
    qtbot.waitUntil(lambda: place.field.text() == text)
    assert place.scans == []
