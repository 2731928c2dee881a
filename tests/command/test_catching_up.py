"""Catching up without a window, cases, slips of other tills and the day's report: over real HTTP."""

import pytest

from tests.command.at_the_counter import Till
from tests.command.test_queue import held, in_doubt, queued
from tests.sandbox.running import Running

SIGNED = ("--person", "Kari", "--reason", "the scanner read the wrong card")
PIN = "482913"


def test_a_queue_is_caught_up_with_a_few_at_once(till: Till, issuer: Running) -> None:
    cards = issuer.cards()
    for card in cards:
        queued(till, issuer, card)
    told = till.here("queue", "catch-up", "--json")
    assert told.code == 0
    assert {row["state"] for row in told.value["activations"]} == {"active"}
    assert [issuer.truth(card)["loads"] for card in cards] == [1] * len(cards)
    assert till.here("queue", "catch-up").out == "Nothing waits.\n"


def test_doubt_ends_by_itself_within_the_patience_given(till: Till, issuer: Running) -> None:
    till.settings("[queue]\nquarantine_s = 1\n")
    card = issuer.cards()[0]
    in_doubt(till, issuer, card)
    told = till.here("queue", "catch-up", "--wait", "20", "--json")
    assert (told.code, told.value["activations"][0]["state"]) == (0, "active")
    assert issuer.truth(card)["loads"] == 1


def test_missing_rights_stop_the_queue_and_are_told(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    queued(till, issuer, first)
    queued(till, issuer, second)
    issuer.lay({"on": "get", "fault": "403", "times": None})
    told = till.here("queue", "catch-up", "--wait", "2", "--json")
    assert told.code == 3
    assert {row["state"] for row in told.value["activations"]} == {"queued"}
    assert "rights" in told.err


def test_a_line_that_comes_back_is_found(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    queued(till, issuer, card)
    issuer.lay({"on": "get", "fault": "502-html", "times": 1})
    told = till.here("queue", "catch-up", "--wait", "20", "--json")
    assert (told.code, issuer.truth(card)["loads"]) == (0, 1)


def test_one_activation_is_shown_whole(till: Till, issuer: Running) -> None:
    case = held(till, issuer, issuer.cards()[0])
    told = till.here("queue", "show", case["reference"], "--json").value
    assert [step["rule"] for step in told["history"]] == ["T01", "T04", "T10"]
    assert told["case"]["is_open"] is True
    words = till.here("queue", "show", case["activation_id"]).out
    assert "T10" in words
    assert "You can: move, refund, retry" in words
    assert till.here("queue", "show", "0000-0000", "--json").refused == "nothing-such"


def test_a_case_is_closed_by_a_refund_and_stays_readable(till: Till, issuer: Running) -> None:
    case = held(till, issuer, issuer.cards()[0])
    told = till.here("queue", "case", "refund", case["reference"], *SIGNED, "--json")
    assert (told.code, told.value["state"], told.value["is_open"]) == (0, "cancelled", False)
    assert told.value["actions"][0]["person"] == "Kari"
    assert till.here("queue", "case", "list").out == "No case is open.\n"
    assert till.here("queue", "case", "list", "--json").value == {"cases": []}
    again = till.here("queue", "case", "refund", case["activation_id"], *SIGNED, "--json")
    assert (again.code, again.refused) == (2, "step-not-allowed")
    assert "Kari: the scanner read the wrong card" in till.here("queue", "show", case["activation_id"]).out


def test_a_case_moves_its_money_to_another_card(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    case = held(till, issuer, first)
    told = till.here("queue", "case", "move", case["reference"], "--card", second, *SIGNED, "--json")
    assert (told.code, told.value["state"], told.value["card_id"]) == (0, "active", second)
    assert (issuer.truth(first)["loads"], issuer.truth(second)["loads"]) == (0, 1)
    assert till.here("queue", "case", "list", "--json").value == {"cases": []}


def test_a_case_is_tried_again_and_people_are_told(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    case = held(till, issuer, card)
    told = till.here("queue", "case", "retry", case["reference"], *SIGNED)
    assert told.code == 0
    assert "The card is active" in told.out
    assert issuer.truth(card)["loads"] == 1


def test_what_is_in_doubt_is_cancelled_in_somebodys_name_and_then_given_back(till: Till, issuer: Running) -> None:
    till.settings("[queue]\nquarantine_s = 1\n")
    till.reads_soon()
    card = issuer.cards()[0]
    case = in_doubt(till, issuer, card)
    issuer.lay({"on": "get", "fault": "403", "status": 404, "times": None})
    till.here("queue", "catch-up", "--wait", "20")
    issuer.lay()
    assert "You can: cancel, retry" in till.here("queue", "case", "list").out
    told = till.here("queue", "case", "cancel", case["reference"], *SIGNED, "--json")
    assert (told.code, told.value["state"], told.value["is_open"]) == (0, "cancel_wait", True)
    assert [(done["way"], done["person"]) for done in told.value["actions"]] == [("cancel", "Kari")]
    assert till.here("queue", "catch-up", "--wait", "30").code == 0
    refunded = till.here("queue", "case", "refund", case["reference"], *SIGNED, "--json")
    assert (refunded.value["state"], refunded.value["is_open"]) == ("cancelled", False)
    assert issuer.truth(card)["loads"] == 0


def test_whoever_moves_money_from_a_card_that_has_some_is_told_to_keep_it(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    issuer.lay({"on": "activate", "fault": "wrong-amount"})
    wrong = till.sell(first).value
    assert wrong["state"] == "mismatch"
    told = till.here("queue", "case", "move", wrong["reference"], "--card", second, *SIGNED)
    assert told.code == 0
    assert "Have its money taken off" in told.err
    report = till.here("report", "--json").value
    assert (report["closed"]["count"], report["moved"]["count"], report["loaded"]["count"]) == (1, 1, 1)
    assert "Moved to another card: 1" in till.here("report").out


def test_a_try_that_is_due_later_is_announced(till: Till, issuer: Running) -> None:
    in_doubt(till, issuer, issuer.cards()[0])
    told = till.here("queue", "catch-up")
    assert told.code == 3
    assert "The next try is due in" in told.out


@pytest.mark.parametrize("way", ["refund", "accept", "retry", "cancel"])
def test_nobody_decides_without_name_and_reason(till: Till, issuer: Running, way: str) -> None:
    case = held(till, issuer, issuer.cards()[0])
    told = till.here("queue", "case", way, case["reference"], "--person", " ", "--reason", "x", "--json")
    assert (told.code, told.refused) == (2, "case-unsigned")
    missing = till.here("queue", "case", way, "0" * 32, *SIGNED, "--json")
    assert (missing.code, missing.refused) == (2, "nothing-such")


def test_what_cannot_be_accepted_is_refused(till: Till, issuer: Running) -> None:
    case = held(till, issuer, issuer.cards()[0])
    told = till.here("queue", "case", "accept", case["reference"], *SIGNED, "--json")
    assert told.refused == "step-not-allowed"
    assert "You can: move, refund, retry" in till.here("queue", "case", "list").out


@pytest.mark.parametrize("card", ["", "4006381333931"])
def test_money_moves_to_gift_cards_only(till: Till, issuer: Running, card: str) -> None:
    case = held(till, issuer, issuer.cards()[0])
    told = till.here("queue", "case", "move", case["reference"], "--card", card, *SIGNED, "--json")
    assert told.code == 2
    assert len(till.here("queue", "case", "list", "--json").value["cases"]) == 1


def test_a_sold_card_takes_no_moved_money(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    till.sell(second)
    case = held(till, issuer, first)
    told = till.here("queue", "case", "move", case["reference"], "--card", second, *SIGNED, "--json")
    assert told.refused == "card-sold-here"
    assert issuer.truth(second)["loads"] == 1


def test_the_day_is_told_in_figures_with_its_open_cases(till: Till, issuer: Running) -> None:
    first, second, third = issuer.cards()[:3]
    till.sell(first)
    queued(till, issuer, second)
    quiet = till.here("report", "--json")
    assert (quiet.code, quiet.value["loaded"]) == (0, {"count": 1, "minor": {"NOK": 50_000}})
    assert quiet.value["waiting"] == {"count": 1, "minor": {"NOK": 50_000}}
    case = held(till, issuer, third)
    told = till.here("report")
    assert told.code == 4
    assert "Open cases: 1" in told.out
    assert case["reference"] in told.out
    assert till.here("report", "--day", "2020-01-01", "--json").value["loaded"]["count"] == 0
    assert till.here("report", "--day", "yesterday", "--json").refused == "date-unreadable"


def test_a_sale_over_a_limit_needs_a_supervisor_while_the_line_is_down(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    assert till.here("approval", "set", "Kari", stdin=f"{PIN}\n{PIN}\n").code == 0
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    told = till.sell(card, amount="1500,00")
    assert (told.code, told.problem) == (4, "offline-card-limit")
    assert "--approve" in told.err
    words = ("activate", "--card", card, "--amount", "1500,00", "--approve", "--json")
    wrong = till.here(*words, stdin="000111\n")
    assert (wrong.code, wrong.problem) == (4, "approval-wrong")
    sold = till.here(*words, stdin=f"{PIN}\n")
    assert (sold.code, sold.value["state"]) == (3, "queued")
    issuer.lay()
    assert till.here("queue", "catch-up", "--json").code == 0
    assert issuer.truth(card)["loads"] == 1


def test_what_is_no_slip_is_not_taken_over(till: Till, issuer: Running) -> None:
    told = till.here("queue", "take-over", "--json", stdin=f"{issuer.cards()[0]}\n")
    assert (told.code, told.refused) == (2, "slip-unreadable")
    forged = till.here("queue", "take-over", "--code", "7547" + "1" * 120, "--json")
    assert forged.refused in {"slip-unreadable", "slip-not-signed", "slip-too-new"}
