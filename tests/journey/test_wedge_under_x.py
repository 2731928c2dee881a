"""A scanner that types, under a real display server: any layout, any pace, Caps Lock, a busy window, every field.

`WEDGE=all` tries every layout at every pace with and without Caps Lock, and every place that can have the keyboard.
"""

import contextlib
import itertools
import json
import os
import random
import subprocess
import sys
from functools import partial
from itertools import pairwise, product

import pytest

from tests.journey.display import Display
from tests.journey.sandbox_program import ROOT
from tests.journey.wedge_target import TITLE
from tests.scanner.pty_scanner import until

COUNTER = itertools.count(1)
LAYOUTS = ("us", "no", "se", "dk", "de", "fr")
PACES_MS = (1, 5, 20, 50)
IS_WHOLE = os.environ.get("WEDGE") == "all"
GRID = (
    list(product(LAYOUTS, PACES_MS, (False, True)))
    if IS_WHOLE
    else [
        ("us", 5, True),
        ("no", 1, False),
        ("no", 50, True),
        ("se", 20, True),
        ("dk", 5, False),
        ("de", 1, True),
        ("fr", 5, True),
    ]
)
BUSY = list(product(LAYOUTS[1:], PACES_MS, (False, True))) if IS_WHOLE else [("no", 3, False)]
DIALOGS = list(product(("field", "button"), PACES_MS if IS_WHOLE else (2,)))
PAGES = ("sell", "check", "queue", "journal", "cases", "devices", "help") if IS_WHOLE else ("sell", "check")


def new_token():
    """The same code again within a second would be one scan with the one before."""
    return f"DINCARD:6ccfec5d-3a53-47de-910a-97d6dda2{next(COUNTER):04x}"


def new_number():
    return f"70014482{next(COUNTER):08d}"


class Target:
    """The window's process, asked one thing at a time."""

    def __init__(self, display, errors):
        self.display = display
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.journey.wedge_target"],
            cwd=ROOT,
            env={**os.environ, **display.environment, "QT_IM_MODULE": "none"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )

    def ask(self, command):
        self._child.stdin.write(f"{command}\n")
        self._child.stdin.flush()
        told = json.loads(self._child.stdout.readline())
        assert not (isinstance(told, dict) and "fault" in told), told
        return told

    def begin(self, page="sell"):
        self.ask("close")
        places = self.ask(f"page {page}")
        self.display.focus_window(TITLE)
        self.ask("clear")
        return places

    def becomes(self, wanted):
        """Waits until what was told since the last look adds up to what is wanted."""
        told = {"scans": [], "times": [], "pressed": []}

        def is_so():
            state = self.ask("state")
            for name in told:
                told[name] += state[name]
            told["fields"], told["spoilt"] = state["fields"], state["spoilt"]
            return wanted(told)

        with contextlib.suppress(AssertionError):
            until(is_so, seconds=6)
        return told

    def end(self):
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            pipe.close()


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    errors = tmp_path_factory.mktemp("wedge") / "errors.txt"
    with Display() as display, errors.open("w") as stream:
        made = Target(display, stream)
        try:
            yield made
        finally:
            made.end()
    assert "Traceback" not in errors.read_text()


@contextlib.contextmanager
def caps_lock(display, is_on):
    if is_on:
        display.press("Caps_Lock")
    try:
        yield
    finally:
        if is_on:
            display.press("Caps_Lock")


TRIES = 6
LONGEST_MS = 80
FAST_MS = 44
SLOW_MS = 56
SPREAD_MS = 20
SHORTEST = 6
CERTAIN_MS = 28
STALL_MS = 300


def are_paced(times_ms):
    """Whether keys came at a scanner's pace: fast, or slower and then evenly."""
    gaps = sorted(later - earlier for earlier, later in pairwise(times_ms))
    mean = sum(gaps) / len(gaps)
    kept = gaps[: len(gaps) - len(gaps) // 8]
    is_even = mean <= SLOW_MS and kept[-1] - kept[0] <= SPREAD_MS
    return gaps[-1] <= LONGEST_MS and (mean <= FAST_MS or is_even)


def are_a_scanners(times_ms):
    """Whether the keys came as the settings say that a scanner's do, from the first to the last.

    A machine with other work presses them unevenly at times, and then nobody could know them for a scanner's. What
    began as no person types may stall for a while.
    """
    counts = range(SHORTEST, len(times_ms))
    certain = next((n for n in counts if times_ms[n - 1] - times_ms[0] <= CERTAIN_MS * (n - 1)), len(times_ms))
    stalls = [later - earlier for earlier, later in pairwise(times_ms[certain - 1 :])]
    return all(are_paced(times_ms[:n]) for n in range(2, certain + 1)) and max(stalls, default=0) <= STALL_MS


def scan_is_heard(target, ready, made, pace_ms):
    """Presses a code's keys and demands that it was heard, with nothing typed and nothing pressed.

    Once more where the machine pressed them as no scanner does, and only then.
    """
    for _again in range(TRIES):
        ready()
        code = made()
        target.display.press_keys(code, pace_ms)
        told = target.becomes(lambda told, code=code: told["scans"] and len(told["times"]) > len(code))
        if told["scans"] == [code] or are_a_scanners(told["times"]):
            is_a_scan(told, code)
            return
    raise AssertionError(f"{TRIES} times this machine pressed the keys as no scanner does, at last at {told['times']}")


def is_a_scan(told, code):
    assert told["scans"] == [code], told
    assert set(told["fields"]) <= {""}
    assert told["pressed"] == []


@pytest.mark.parametrize(("layout", "pace_ms", "has_caps_lock"), GRID)
def test_a_scanner_set_to_a_us_keyboard_is_read_on_any_layout(target, layout, pace_ms, has_caps_lock):
    target.display.set_layout(layout)
    with caps_lock(target.display, has_caps_lock):
        scan_is_heard(target, target.begin, new_token, pace_ms)


@pytest.mark.parametrize("layout", ["no", "de"])
def test_an_identifier_whose_bracket_is_a_dead_key_is_read_all_the_same(target, layout):
    target.display.set_layout(layout)
    scan_is_heard(target, target.begin, lambda: f"]C0{new_token()}", 2)


def in_place(target, page, place):
    target.begin(page)
    target.ask(f"focus {place}")


@pytest.mark.parametrize("page", PAGES)
def test_a_scan_falls_into_no_field_and_presses_nothing(target, page):
    target.display.set_layout("no")
    places = range(target.begin(page))
    for place in places if IS_WHOLE else places[::3]:
        scan_is_heard(target, partial(in_place, target, page, place), new_number, 1)


def over_a_dialog(target, part):
    target.begin()
    target.ask(f"dialog_over {part}")
    target.display.focus_window("Dialog")


@pytest.mark.parametrize(("part", "pace_ms"), DIALOGS)
def test_a_scan_over_a_dialog_presses_nothing_there(target, part, pace_ms):
    target.display.set_layout("no")
    scan_is_heard(target, partial(over_a_dialog, target, part), new_token, pace_ms)


def busy(target):
    target.begin("check")
    target.ask("busy 2")


@pytest.mark.parametrize(("layout", "pace_ms", "has_caps_lock"), BUSY)
def test_a_scan_into_a_window_that_is_busy_for_two_seconds_is_heard(target, layout, pace_ms, has_caps_lock):
    target.display.set_layout(layout)
    with caps_lock(target.display, has_caps_lock):
        scan_is_heard(target, partial(busy, target), new_token, pace_ms)


def test_typing_into_a_window_that_is_busy_for_two_seconds_stays_typing(target):
    target.display.set_layout("no")
    target.begin("check")
    target.ask("busy 2")
    target.display.write("7001448200004711", 75)
    told = target.becomes(lambda told: "7001448200004711" in told["fields"])
    assert told["scans"] == []
    assert "7001448200004711" in told["fields"]


@pytest.mark.parametrize("seed", range(20 if IS_WHOLE else 2))
def test_a_person_who_types_a_cards_number_at_45_to_90_ms_is_typing(target, seed):
    target.begin("check")
    target.display.set_layout("no")
    chance = random.Random(seed)
    target.display.write_at_paces("7001448200004711", [chance.randint(45, 90) for _key in range(16)])
    told = target.becomes(lambda told: "7001448200004711" in told["fields"])
    assert told["scans"] == []
    assert "7001448200004711" in told["fields"]


def test_a_scanner_whose_layout_nothing_explains_is_told_as_that(target):
    target.begin()
    target.display.set_layout("no")
    target.display.press_keys("DINCARD:1", 2)  # too short for a token by any reading
    told = target.becomes(lambda told: told["spoilt"])
    assert told["spoilt"]
    assert told["scans"] == []
