"""The rules, searched: in no state that can be reached is a promise broken, and each wrong rule is found.

MODEL=long searches larger worlds too.
"""

import os
from dataclasses import replace

import pytest

from tests.simulation import figures
from tests.simulation.checker import OF_INVARIANT, Tally, Zero
from tests.simulation.one_till import Setting, SlipRule
from tests.simulation.search import Found, searched
from tests.simulation.wrong_steps import EQUIVALENT, NOT_IN_THE_SEARCH, PATCHED, WRONG, Wrong
from tests.till.wrong_rules import MUTANTS

IS_LONG = os.environ.get("MODEL") == "long"
ONE_TILL = Setting(tills=1, takes_over=True)
ADDING = replace(ONE_TILL, adds=True)
CARELESS = replace(ONE_TILL, ticks=1, drops_ids=True, loads_other_sums=True)
TWO_TILLS = Setting(ticks=1, reads_before=(True,), restores=False, takes_over=True)

SETTINGS = {
    "one till": ONE_TILL,
    "one till and an issuer that adds": ADDING,
    "one till and an issuer that drops ids and loads other sums": CARELESS,
    "two tills that send once": replace(TWO_TILLS, sends=1),
}
LONG_SETTINGS = {
    "two tills that know that the issuer refuses": replace(TWO_TILLS, sends=1, knows=True),
    "two tills": TWO_TILLS,
    "two tills in finer time": Setting(restores=False, takes_over=True),
    "two tills and their backups": Setting(sends=1, ticks=1, reads_before=(False,)),
    "two tills and an issuer that drops ids": replace(TWO_TILLS, sends=1, drops_ids=True, loads_other_sums=True),
    "three tills": Setting(tills=3, sends=1, ticks=1, reads_before=(True,), restores=False),
    "three sends": replace(ADDING, sends=3),
}
ALL = SETTINGS | (LONG_SETTINGS if IS_LONG else {})
SMALL = (
    replace(ADDING, ticks=1, reads_before=(False,)),
    replace(CARELESS, knows=True, takes_over=False, reads_before=(False,)),
    replace(TWO_TILLS, sends=1, reads_before=(False,)),
)


def note(found: Found, name: str) -> Found:
    tally = Tally()
    tally.add("states", found.states)
    if found.wrong:
        tally.add(OF_INVARIANT.get(found.wrong[:2], Zero.LIE))
    figures.keep("search of the rules", name, tally.told())
    return found


@pytest.mark.parametrize("name", ALL)
def test_no_promise_is_broken_in_any_state(name: str) -> None:
    found = note(searched(ALL[name]), name)
    assert (found.wrong, found.trace) == ("", ())


def noticed(wrong: Wrong, patch: pytest.MonkeyPatch) -> list[str]:
    wrong.patch(patch)
    for setting in SMALL:
        if what := searched(wrong.change(setting), states_most=70_000).wrong:
            return [what]
    return []


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name.replace("_", " "))
def test_the_search_finds_a_wrong_rule(wrong: Wrong, monkeypatch: pytest.MonkeyPatch) -> None:
    (what,) = noticed(wrong, monkeypatch)
    assert what[:2] in {"I1", "I2", "I3", "I4", "I5", "a "}, "it says what does not hold"


@pytest.mark.parametrize("name", EQUIVALENT)
def test_what_changes_nothing_in_the_search_is_listed_with_its_reason(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, reason = EQUIVALENT[name]
    assert (noticed(wrong, monkeypatch), len(reason) > 40) == ([], True)


def test_every_wrong_rule_of_the_walks_is_caught_or_has_its_reason() -> None:
    names = {mutant.__name__ for mutant in MUTANTS}
    as_settings = {
        "doubt_is_sent_again_without_a_look",
        "sending_is_written_after_the_call",
        "a_restart_ends_a_quarantine",
    }
    assert names == {mutant.__name__ for mutant in PATCHED} | as_settings | set(NOT_IN_THE_SEARCH)


def test_with_an_issuer_that_adds_two_tills_load_a_card_twice_whatever_they_do() -> None:
    """Both read `inactive`, both send: no client is safe from that (the issuer, or one till to a card, has to be)."""
    found = searched(replace(TWO_TILLS, adds=True))
    assert found.wrong == "I1: loaded twice"


SCANNED_BEFORE_THE_CANCEL = (
    "till 1 sells, not read before",
    "till 1 prints a slip",
    "till 2 takes over the next till's slip",
    "till 1 cancels (T22)",
    "a tick passes",
    "till 2 reads: inactive",
    "till 2 writes SENDING",
    "till 2 the call is carried out, hears SILENCE -> unknown (T07)",
)


def test_a_slip_that_was_scanned_elsewhere_loads_a_card_that_was_cancelled_here() -> None:
    """Why a take-over keeps the slip, and a cancel asks for it: nothing that one till can read proves the cancel."""
    for rule in (SlipRule.NOTHING, SlipRule.WAIT, SlipRule.TAKEN_BACK):
        small = replace(TWO_TILLS, sends=1, reads_before=(False,), slip_rule=rule)
        found = searched(small)
        assert found.wrong == "I3: cancelled and loaded"
        if rule is SlipRule.TAKEN_BACK:
            assert found.trace == SCANNED_BEFORE_THE_CANCEL
