"""A policy of head office: genuine and in force it sets the limits; otherwise the till is never looser than without."""

import base64
import json
import os
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.policy import EXAMPLE, limits_of, read_policy
from app.config.policy_file import PolicyWatch, Standing
from app.config.policy_signature import new_key, opened, public_key_of, signed
from app.config.secret import Secret
from app.config.settings_file import read_settings
from app.core.limits import Limits, stricter
from app.core.money import Currency
from app.core.problem import Code, Refusal
from tests.fake_clock import FakeClock

FILE = "policy.json"
PRIVATE, PUBLIC = new_key()
NOK, EUR = Currency.NOK, Currency.EUR
TEXT = """\
account = "T12345678"
issued = 2026-11-23
ends = 2026-11-30
[limits]
card_max = { NOK = 2000 }
waiting_count_max = 80
"""
LOOSE = Limits(waiting_count=70, contact_hours=72)
"""Settings that allow more than the program's defaults."""


def code_of(call) -> Code:
    with pytest.raises(Refusal) as told:
        call()
    return told.value.problem.code


def facts_of(text: str) -> tuple[Code, str]:
    with pytest.raises(Refusal) as told:
        read_policy(text, FILE)
    facts = told.value.problem.facts
    assert facts["file"] == FILE
    return told.value.problem.code, str(facts.get("reason", facts.get("key")))


def test_what_was_signed_is_opened_to_the_letter():
    for text in (TEXT, EXAMPLE, "æ\r\n\t“quoted”\\ \u2028"):
        assert opened(signed(text, PRIVATE), PUBLIC, FILE) == text
    assert public_key_of(PRIVATE) == PUBLIC
    assert len(base64.b64decode(PUBLIC)) == 32


@given(st.data())
def test_whatever_is_changed_in_the_text_or_the_signature_shows(data):
    sealed = json.loads(signed(TEXT, PRIVATE))
    part = data.draw(st.sampled_from(["policy", "signature"]))
    place = data.draw(st.integers(0, len(sealed[part]) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda sign: sign != sealed[part][place]))
    before = base64.b64decode(sealed["signature"])
    sealed[part] = sealed[part][:place] + other + sealed[part][place + 1 :]
    try:
        is_same = part == "signature" and base64.b64decode(sealed["signature"], validate=True) == before
    except ValueError:
        is_same = False
    if not is_same:  # the last sign of base64 has bits that mean nothing
        assert code_of(lambda: opened(json.dumps(sealed), PUBLIC, FILE)) is Code.POLICY_SIGNATURE


def test_another_key_proves_nothing():
    other, other_public = new_key()
    assert code_of(lambda: opened(signed(TEXT, other), PUBLIC, FILE)) is Code.POLICY_SIGNATURE
    assert code_of(lambda: opened(signed(TEXT, PRIVATE), other_public, FILE)) is Code.POLICY_SIGNATURE


@pytest.mark.parametrize("sealed", ["", "{}", "[]", TEXT, '{"policy": 5, "signature": ""}', '{"policy": "", "x": 1}'])
def test_what_is_no_signed_policy_cannot_be_read(sealed):
    assert code_of(lambda: opened(sealed, PUBLIC, FILE)) is Code.POLICY_UNREADABLE


@pytest.mark.parametrize("secret", ["", "hush", base64.b64encode(b"x" * 31).decode(), "ø" * 44])
def test_what_is_no_private_key_signs_nothing_and_is_not_shown(secret):
    with pytest.raises(Refusal) as told:
        signed(TEXT, Secret(secret))
    assert told.value.problem.code is Code.POLICY_KEY_BAD
    assert told.value.problem.facts == {}


def test_a_policy_says_who_from_when_until_when_and_how_much():
    policy = read_policy(EXAMPLE, FILE)
    assert (policy.account, policy.issued, policy.ends) == ("T12345678", date(2026, 12, 1), date(2027, 1, 31))
    own = Limits({NOK: 1, EUR: 2}, {NOK: 3, EUR: 4}, per_cashier_hour=5)
    assert limits_of(policy, own) == Limits({NOK: 150_000, EUR: 2}, {NOK: 3, EUR: 4}, 80, per_cashier_hour=5)


def test_a_policy_may_set_every_limit():
    more = """[limits]
is_allowed = false
waiting_max = { EUR = "9" }
hours_max = 0
cashier_hour_max = 1
approved_factor = 3
"""
    limits = limits_of(read_policy(TEXT.partition("[limits]")[0] + more, FILE), Limits())
    assert (limits.is_allowed, limits.contact_hours, limits.per_cashier_hour, limits.approved_factor) == (
        False,
        0,
        1,
        3,
    )
    assert (limits.waiting_minor[EUR], limits.waiting_minor[NOK]) == (900, 1_000_000)


HEAD = 'account = "T12345678"\nissued = 2026-11-23\nends = 2026-11-30\n'


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        (HEAD + "cards = 5", Code.POLICY_UNKNOWN_KEY, "cards"),
        (HEAD + "[limits]\nwaiting_max_count = 5", Code.POLICY_UNKNOWN_KEY, "limits.waiting_max_count"),
        (HEAD + "[limits]\nwaiting_count_max = 1.5", Code.POLICY_UNREADABLE, "limits.waiting_count_max must be"),
        (HEAD + "[limits]\nhours_max = -1", Code.POLICY_UNREADABLE, "limits.hours_max must be"),
        (HEAD + "[limits]\napproved_factor = 11", Code.POLICY_UNREADABLE, "limits.approved_factor must be"),
        (HEAD + "[limits]\ncard_max = { GBP = 5 }", Code.POLICY_UNREADABLE, "limits.card_max.GBP is none of"),
        (HEAD + "[limits]\nwaiting_max = { NOK = '1,5' }", Code.POLICY_UNREADABLE, "limits.waiting_max.NOK must be"),
        (HEAD.replace("T", "X"), Code.POLICY_UNREADABLE, "account must be P or T"),
        (HEAD.replace("11-30", "11-22"), Code.POLICY_UNREADABLE, "ends lies before issued"),
        (HEAD.replace("2026-11-30", "2026-11-30T10:00:00Z"), Code.POLICY_UNREADABLE, "ends must be a day such as"),
        ('account = "T12345678"', Code.POLICY_UNREADABLE, "Object missing required field"),
        ("account = ", Code.POLICY_UNREADABLE, "Invalid value"),
    ],
)
def test_what_a_policy_cannot_say_is_told_and_never_guessed(text, code, reason):
    said = facts_of(text)
    assert said[0] is code
    assert said[1].startswith(reason), said


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def file(tmp_path):
    return tmp_path / FILE


def laid(file, text: str = TEXT, private: Secret = PRIVATE) -> None:
    """A file of its own each time, as a copy over the network makes it."""
    draft = file.with_name("draft")
    draft.write_text(signed(text, private), "utf-8")
    draft.replace(file)


def watch(file, clock, own: Limits = LOOSE, told=lambda _: None) -> PolicyWatch:
    return PolicyWatch(own, "T12345678", clock, file, PUBLIC, told)


def test_a_genuine_policy_sets_the_limits_from_its_first_day_to_its_last(file, clock):
    laid(file)
    watching = watch(file, clock)
    assert (watching.limits().waiting_count, watching.limits().card_minor[NOK]) == (80, 200_000)
    assert watching.limits().contact_hours == 72, "what it does not name is the shop's"
    clock.move(7 * 86_400)
    assert watching.standing().problem is None
    clock.move(86_400)
    standing = watching.standing()
    assert standing.problem is not None
    assert (standing.problem.code, standing.problem.facts["day"]) == (Code.POLICY_ENDED, "2026-11-30")
    assert standing.limits == Limits(), "no figure above the settings, the defaults or the policy that ended"


def test_without_a_policy_in_the_settings_their_own_limits_hold(clock):
    assert PolicyWatch.of(read_settings("[offline]\nhours_max = 9", FILE), "T12345678", clock).standing() == Standing(
        Limits(contact_hours=9)
    )


def test_the_settings_name_the_file_and_the_key(file, clock):
    laid(file)
    settings = read_settings(f"[offline]\npolicy_file = '{file}'\npolicy_key = '{PUBLIC}'", FILE)
    heard = []
    assert PolicyWatch.of(settings, "T12345678", clock, heard.append).limits().waiting_count == 80
    assert len(heard) == 1


NEVER_GOOD = [
    ("gone", lambda file: None, Code.POLICY_UNREADABLE),
    ("a folder", lambda file: file.mkdir(), Code.POLICY_UNREADABLE),
    ("not text", lambda file: file.write_bytes(b"\xff"), Code.POLICY_UNREADABLE),
    ("another's key", lambda file: laid(file, TEXT, new_key()[0]), Code.POLICY_SIGNATURE),
    ("an unknown word", lambda file: laid(file, "colour = 1\n" + TEXT), Code.POLICY_UNKNOWN_KEY),
    ("another account", lambda file: laid(file, TEXT.replace("T1", "T9")), Code.POLICY_OTHER_ACCOUNT),
]


@pytest.mark.parametrize(("lay", "code"), [row[1:] for row in NEVER_GOOD], ids=[row[0] for row in NEVER_GOOD])
def test_a_policy_that_does_not_hold_never_leaves_the_till_looser(file, clock, lay, code):
    lay(file)
    standing = watch(file, clock).standing()
    assert standing.problem is not None
    assert (standing.problem.code, standing.problem.facts["file"]) == (code, str(file))
    assert standing.limits == Limits()
    strict = Limits(waiting_count=3, is_allowed=False)
    assert watch(file, clock, strict).limits() == strict


def test_a_policy_that_is_still_to_come_holds_from_its_day_on(file, clock):
    laid(file, TEXT.replace("11-23", "11-24"))
    watching = watch(file, clock)
    problem = watching.standing().problem
    assert problem is not None
    assert problem.code is Code.POLICY_NOT_YET
    clock.move(86_400)
    assert watching.limits().waiting_count == 80


def test_a_strict_policy_that_ended_or_was_spoilt_is_not_escaped_from(file, clock):
    laid(file, HEAD + "[limits]\nwaiting_count_max = 5\ncard_max = { NOK = 100 }")
    watching = watch(file, clock)
    strict = stricter(Limits(waiting_count=5), Limits(dict.fromkeys(Currency, 100_000) | {NOK: 10_000}))
    assert watching.limits().waiting_count == 5
    file.unlink()
    assert watching.limits() == strict
    laid(file, TEXT, new_key()[0])
    assert watching.limits() == strict
    laid(file)
    assert watching.limits().waiting_count == 80


def test_a_file_is_read_again_only_when_it_changed(file, clock, monkeypatch):
    laid(file)
    heard: list[Standing] = []
    watching = watch(file, clock, told=heard.append)
    for _ in range(3):
        watching.limits()
    assert len(heard) == 1
    stamp = file.stat()
    with file.open("r+b") as stream:  # the same size at the same time: as good as never touched
        stream.write(b"[")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert watching.standing().problem is None
    os.utime(file)
    assert watching.standing().problem is not None
    assert [standing.problem is None for standing in heard] == [True, False]


@given(st.integers(0, 99), st.integers(0, 99), st.integers(-20, 20))
def test_whatever_day_it_is_the_till_is_at_its_loosest_under_a_policy_that_holds(tmp_path_factory, said, own, days):
    file = tmp_path_factory.getbasetemp() / FILE
    laid(file, HEAD + f"[limits]\nwaiting_count_max = {said}")
    clock = FakeClock()
    clock.wall += timedelta(days=days)
    limits = watch(file, clock, Limits(waiting_count=own)).limits()
    assert limits.waiting_count == (said if 0 <= days <= 7 else min(said, own, 50))
