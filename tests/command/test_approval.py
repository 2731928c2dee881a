"""Who may approve at this till: the PIN is typed and shows up nowhere."""

import os
import subprocess
import sys
from contextlib import suppress

from app.config.approval_pin import STATE_NAME, fits
from app.config.settings_file import load_settings
from tests.command.at_the_counter import Till
from tests.config.secret_service import ROOT

PIN = "271828"


def typed(till: Till, *lines: str) -> tuple[int, str]:
    """`approval set Kari` at a terminal where these lines are typed, one for each question."""
    keyboard, terminal = os.openpty()
    words = [sys.executable, "-m", "app", "approval", "set", "Kari", "--home", str(till.home)]
    child = subprocess.Popen(words, cwd=ROOT, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    try:
        for question, line in zip((b"PIN of Kari", b"The same again"), lines, strict=False):
            while question not in shown:
                shown += os.read(keyboard, 1024)
            os.write(keyboard, line.encode() + b"\n")
        with suppress(OSError):  # the terminal ends with the program
            while said := os.read(keyboard, 1024):
                shown += said
    finally:
        code = child.wait(20)
        os.close(keyboard)
    return code, shown.decode()


def test_people_are_set_listed_and_taken_away(till: Till) -> None:
    assert till.real("approval", "list").out == "Nobody may approve at this till yet.\n"
    for name, pin in (("Kari", PIN), ("Ola Nordmann", "314159")):
        told = till.real("approval", "set", name, stdin=pin + "\n")
        assert (told.code, told.out, told.err) == (0, f"{name} may approve at this till.\n", "")
    assert till.real("approval", "list").out == "Kari\nOla Nordmann\n"
    assert till.real("approval", "remove", "ola nordmann").code == 0
    assert till.real("approval", "list", "--json").value == {"people": ["Kari"]}
    assert till.real("approval", "remove", "Ola").code == 2


def test_the_pin_lies_nowhere_but_as_a_hash(till: Till) -> None:
    till.real("approval", "set", "Kari", stdin=PIN)
    files = [path for path in till.home.rglob("*") if path.is_file()]
    assert not [path for path in files if PIN.encode() in path.read_bytes()]
    (kari,) = load_settings(till.home / "settings.toml").approval.people
    assert fits(PIN, kari.pin_hash)


def test_a_pin_is_no_argument(till: Till) -> None:
    assert till.real("approval", "set", "Kari", PIN).code == 2


def test_a_bad_pin_is_refused_and_not_shown(till: Till) -> None:
    for pin in ("", "27182", "111111", "27182x"):
        told = till.real("approval", "set", "Kari", stdin=pin)
        assert told.code == 2
        assert "This PIN cannot be used" in told.err
        assert not pin or pin not in told.err
    assert not (till.home / "settings.toml").exists()


def test_the_same_pin_is_not_given_to_a_second_person_but_may_be_set_again(till: Till) -> None:
    assert till.real("approval", "set", "Kari", stdin=PIN).code == 0
    told = till.real("approval", "set", "Ola", stdin=PIN)
    assert (told.code, "cannot be told apart" in told.err) == (2, True)
    assert till.real("approval", "set", "kari", stdin=PIN).code == 0


def test_a_pin_that_is_set_anew_ends_a_pause(till: Till) -> None:
    till.real("settings", "--write")
    state = till.home / "journal" / STATE_NAME
    state.write_text('{"wrong": 9}')
    assert till.real("approval", "set", "Kari", stdin=PIN).code == 0
    assert state.read_text() == '{"wrong": 0}\n'


def test_at_the_terminal_it_is_typed_twice_and_not_shown(till: Till) -> None:
    code, shown = typed(till, PIN, PIN)
    assert (code, PIN in shown) == (0, False)
    assert "Kari may approve at this till." in shown
    code, shown = typed(till, "314159", "314158")
    assert (code, "3141" in shown) == (2, False)
    assert "the two are not the same" in shown
    (kari,) = load_settings(till.home / "settings.toml").approval.people
    assert fits(PIN, kari.pin_hash)
