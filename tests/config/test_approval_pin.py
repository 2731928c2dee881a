"""A supervisor's PIN: who has it, and how often somebody may guess."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.config.approval_pin import (
    STATE_NAME,
    PinApprovers,
    checked_pin,
    fits,
    forget_wrong_tries,
    hashed,
    owner_of,
    pause_after,
)
from app.config.boot import boot_and_uptime
from app.config.settings import Person
from app.core.problem import Code, Problem, Refusal, refuse
from app.till.trust import Approvers
from tests.fake_clock import FakeClock

KARI_PIN, OLA_PIN, WRONG = "271828", "314159", "161803"
KARI = Person(name="Kari", pin_hash=hashed(KARI_PIN, b"k" * 16))
OLA = Person(name="Ola", pin_hash=hashed(OLA_PIN, b"o" * 16))


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """One turn of scrypt for each PIN and salt: its slowness is the point at a till, not here."""
    known: dict[tuple[str, bytes | None], str] = {}

    def once(pin: str, salt: bytes | None = None) -> str:
        if (pin, salt) not in known:
            known[pin, salt] = hashed(pin, salt)
        return known[pin, salt]

    monkeypatch.setattr("app.config.approval_pin.hashed", once)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def state(tmp_path):
    return tmp_path / STATE_NAME


def started(state, clock) -> PinApprovers:
    """The till's approvers after a start."""
    clock.restart()
    return PinApprovers(lambda: (KARI, OLA), state, clock)


@pytest.fixture
def approvers(state, clock):
    return started(state, clock)


def test_a_pause_goes_on_while_no_program_runs_where_the_machine_names_its_runs(state, clock) -> None:
    run = ["one", 1_000.0]

    def began() -> PinApprovers:
        clock.restart()
        return PinApprovers(lambda: (KARI, OLA), state, clock, lambda: (run[0], run[1]))

    guessed(began(), 5)
    run[1] += 40
    assert began().check(KARI_PIN) == locked(1)
    run[1] += 21
    assert began().check(KARI_PIN) == KARI.name
    guessed(began(), 5)
    run[:] = ["two", 5_000.0]
    assert began().check(KARI_PIN) == locked(1), "the machine was started anew: nobody knows how long ago that was"


def test_this_machine_names_its_runs_or_says_that_it_does_not(tmp_path) -> None:
    assert boot_and_uptime(tmp_path / "none") is None
    told = boot_and_uptime()
    if sys.platform == "linux":
        assert told is not None
        assert told[0]
        assert told[1] > 0


def locked(minutes: int) -> Problem:
    return Problem(Code.APPROVAL_LOCKED, {"minutes": minutes})


def wrong(left: int) -> Problem:
    return Problem(Code.APPROVAL_WRONG, {"left": left})


def guessed(approvers: Approvers, times: int) -> list[str | Problem]:
    return [approvers.check(WRONG) for _ in range(times)]


def test_a_pin_is_kept_as_a_salted_hash_and_never_itself():
    one, other = hashed(KARI_PIN), hashed(KARI_PIN)
    assert one != other
    assert KARI_PIN not in one
    assert one.startswith("scrypt$15$8$1$")
    assert fits(KARI_PIN, one)
    assert fits(KARI_PIN, other)
    assert not fits(WRONG, one)


@pytest.mark.parametrize("kept", ["", "271828", KARI.pin_hash.replace("$15$", "$1$"), KARI.pin_hash + "\n"])
def test_what_no_command_wrote_fits_no_pin(kept):
    assert not fits(KARI_PIN, kept)


def test_the_pin_says_who_approves(approvers):
    assert approvers.check(KARI_PIN) == "Kari"
    assert approvers.check(f" {OLA_PIN}\n") == "Ola"
    assert owner_of(WRONG, (KARI, OLA)) is None


@pytest.mark.parametrize("text", ["", "12345", "1234567890123", "27182a", "²71828", "١٢٣٤٥٧", "27 18 28"])
def test_a_pin_is_six_to_twelve_figures(text):
    with pytest.raises(Refusal) as told:
        checked_pin(text, ())
    assert told.value.problem.code is Code.APPROVAL_PIN_BAD
    assert not text or text not in str(told.value.problem.facts)


@pytest.mark.parametrize("text", ["000000", "123456", "987654", "456789012", "210987"])
def test_a_pin_that_everybody_tries_first_is_refused(text):
    with pytest.raises(Refusal, match="approval-pin-bad"):
        checked_pin(text, ())


def test_two_people_never_have_the_same_pin():
    assert checked_pin(f" {KARI_PIN}\n", [OLA]) == KARI_PIN
    with pytest.raises(Refusal) as told:
        checked_pin(KARI_PIN, [OLA, KARI])
    assert "Kari" not in str(told.value.problem.facts)


def test_five_wrong_tries_lock_it_and_even_the_right_pin_waits(approvers, clock):
    assert guessed(approvers, 6) == [wrong(4), wrong(3), wrong(2), wrong(1), locked(1), locked(1)]
    assert approvers.check(KARI_PIN) == locked(1)
    clock.move(59)
    assert approvers.check(KARI_PIN) == locked(1)
    clock.move(1)
    assert approvers.check(KARI_PIN) == "Kari"
    assert approvers.check(WRONG) == wrong(4), "a right PIN ends the count"


def test_each_further_wrong_try_makes_the_pause_longer(approvers, clock):
    guessed(approvers, 5)
    for waited, minutes in ((1, 5), (5, 15), (15, 60), (60, 60), (60, 60)):
        clock.move(waited * 60)
        assert approvers.check(WRONG) == locked(minutes)
    assert [pause_after(count).total_seconds() for count in (0, 4, 5, 99)] == [0, 0, 60, 3600]


def test_a_restart_neither_ends_the_count_nor_shortens_the_pause(approvers, state, clock):
    guessed(approvers, 3)
    approvers = started(state, clock)
    assert guessed(approvers, 2) == [wrong(1), locked(1)]
    clock.move(50)
    approvers = started(state, clock)
    clock.move(59)
    assert approvers.check(KARI_PIN) == locked(1)
    clock.move(1)
    assert approvers.check(KARI_PIN) == "Kari"
    assert started(state, clock).check(WRONG) == wrong(4)


@pytest.mark.parametrize("turned", [86_400, -86_400, 400 * 86_400])
def test_no_turn_of_the_clock_shortens_the_pause(approvers, state, clock, turned):
    guessed(approvers, 5)
    clock.turn(turned)
    assert approvers.check(KARI_PIN) == locked(1)
    approvers = started(state, clock)
    clock.turn(turned)
    assert approvers.check(KARI_PIN) == locked(1)
    clock.move(60)
    assert approvers.check(KARI_PIN) == "Kari"


def test_a_program_that_is_ended_in_the_middle_of_a_try_has_used_it(state, clock, monkeypatch):
    def pulled_plug(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("app.config.approval_pin.owner_of", pulled_plug)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                started(state, clock).check(KARI_PIN)
    assert started(state, clock).check(KARI_PIN) == locked(1)


def test_what_cannot_be_a_pin_is_wrong_and_does_not_count(approvers, state):
    for text in ("ola", "²71828", "9" * 13):
        assert approvers.check(text) == Problem(Code.APPROVAL_WRONG)
    for text in ("", " \n"):
        assert approvers.check(text) == Problem(Code.APPROVAL_EMPTY)
    assert not state.exists()


def test_tries_from_several_hands_at_once_are_all_counted(approvers):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(approvers.check, [WRONG] * 12))
    counted = sorted(said.facts["left"] for said in told if said != locked(1))  # whose turn it is nobody promises
    assert counted == [1, 2, 3, 4]
    assert told.count(locked(1)) == 8


def test_a_pause_that_another_program_began_is_waited_out_here(approvers, state, clock):
    assert approvers.check(WRONG) == wrong(4)
    clock.move(3600)
    state.write_text('{"wrong": 5}')
    assert approvers.check(KARI_PIN) == locked(1)


def test_without_anybody_nobody_is_asked_for(state, clock):
    assert PinApprovers(tuple, state, clock).check(KARI_PIN) == Problem(Code.APPROVAL_NOT_SET)
    assert not state.exists()


def test_settings_that_cannot_be_read_approve_nothing(state, clock):
    def unreadable():
        raise refuse(Code.SETTINGS_UNREADABLE, file="settings.toml")

    told = PinApprovers(unreadable, state, clock).check(KARI_PIN)
    assert told == Problem(Code.SETTINGS_UNREADABLE, {"file": "settings.toml"})


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", '{"wrong": "no"}', '{"wrong": -9}', '{"wrong": true}', "[" * 9999]
)
def test_a_count_that_was_tampered_with_is_the_longest_pause(state, clock, content):
    state.write_text(content)
    assert started(state, clock).check(KARI_PIN) == locked(60)


def test_a_count_that_is_no_text_is_the_longest_pause(state, clock):
    state.write_bytes(b"\xff\xfe")
    assert started(state, clock).check(KARI_PIN) == locked(60)


def test_where_no_try_can_be_written_down_no_pin_is_taken(tmp_path, clock):
    (tmp_path / "file").write_text("")
    told = PinApprovers(lambda: (KARI,), tmp_path / "file" / STATE_NAME, clock).check(KARI_PIN)
    assert isinstance(told, Problem)


def test_a_disk_that_fails_while_a_try_is_written_down_takes_no_pin(approvers, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    told = approvers.check(KARI_PIN)
    assert told == Problem(Code.APPROVAL_UNCOUNTED, {"reason": "No space left on device"})


def test_the_file_that_counts_holds_no_pin_and_is_this_users_alone(approvers, state):
    approvers.check(WRONG)
    assert json.loads(state.read_text()) == {"wrong": 1}
    assert state.stat().st_mode & 0o777 == 0o600
    forget_wrong_tries(state)
    assert approvers.check(WRONG) == wrong(4)
