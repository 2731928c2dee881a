"""The same code twice within a second is one scan, whichever scanner told it."""

from app.core.scan_repeat import Heard, ScanRepeats
from app.core.trial_scan import ScanSource

CODE = "GIFT-4711"


def at(seconds, text=CODE, source=ScanSource.SERIAL, arrived=None):
    return Heard(text, source, seconds, seconds if arrived is None else arrived)


def test_a_code_that_comes_again_after_something_else_was_done_is_meant() -> None:
    repeats = ScanRepeats()
    heard = Heard("7001448200004711", ScanSource.SERIAL, 1.0, 1.0)
    assert not repeats.is_again(heard)
    assert repeats.is_again(heard)
    repeats.forget()
    assert not repeats.is_again(heard)


def test_the_same_code_within_a_second_is_one_scan():
    repeats = ScanRepeats()
    assert not repeats.is_again(at(10.0))
    assert repeats.is_again(at(10.9))
    assert repeats.is_again(at(11.8))
    assert not repeats.is_again(at(12.8))


def test_another_code_in_between_makes_it_new():
    repeats = ScanRepeats()
    assert not repeats.is_again(at(10.0))
    assert not repeats.is_again(at(10.1, "GIFT-4712"))
    assert not repeats.is_again(at(10.2))


def test_two_scanners_agree_though_only_one_names_the_bar_code_and_each_has_a_clock_of_its_own():
    repeats = ScanRepeats()
    assert not repeats.is_again(at(10.0, f"]C0{CODE}", arrived=50.0))
    assert repeats.is_again(at(900.0, source=ScanSource.KEYBOARD, arrived=50.5))
    assert not repeats.is_again(at(51.6, arrived=51.6))


def test_two_scans_that_waited_for_a_stall_to_end_are_still_two():
    repeats = ScanRepeats()
    assert not repeats.is_again(at(10.0, source=ScanSource.KEYBOARD, arrived=50.0))
    assert not repeats.is_again(at(12.0, source=ScanSource.KEYBOARD, arrived=50.0))


def test_what_was_heard_shows_nothing_of_a_token():
    assert CODE not in repr(at(10.0))
