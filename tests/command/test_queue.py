"""What waits, and settling it by hand."""

import shutil
from pathlib import Path

import pytest

from app.compose.options import Options
from app.compose.world import open_world
from app.till.ports import PrintOutcome
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running, until


def queued(till: Till, issuer: Running, card: str) -> dict[str, str]:
    """A sale made with the line down."""
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    told = till.sell(card)
    issuer.lay()
    assert told.value["state"] == "queued"
    return told.value


def queued_onto(file: Path, till: Till, issuer: Running) -> dict[str, str]:
    """A sale made with the line down, whose slip came out."""
    till.settings(f'[printer]\naddress = "file:{file}"\n')
    return queued(till, issuer, issuer.cards()[0])


def in_doubt(till: Till, issuer: Running, card: str) -> dict[str, str]:
    """A sale whose call never reached the issuer, which the till cannot know."""
    issuer.lay({"on": "activate", "fault": "lost-before"})
    told = till.sell(card)
    assert told.value["state"] == "unknown"
    return told.value


def held(till: Till, issuer: Running, card: str) -> dict[str, str]:
    """A sale that was refused for certain."""
    issuer.lay({"on": "activate", "fault": "403"})
    told = till.sell(card)
    assert told.value["state"] == "held"
    return told.value


def test_what_waits_and_what_needs_a_person_is_listed(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    assert till.here("queue", "list").out == "Nothing waits.\n"
    waiting, case = queued(till, issuer, first), held(till, issuer, second)
    told = till.here("queue", "list", "--json").value
    assert [row["activation_id"] for row in told["waiting"]] == [waiting["activation_id"]]
    assert [row["activation_id"] for row in told["cases"]] == [case["activation_id"]]
    words = till.here("queue", "list").out
    assert waiting["reference"] in words
    assert case["reference"] in words


def test_everything_that_waits_is_settled_in_one_go(till: Till, issuer: Running) -> None:
    cards = issuer.cards()[:3]
    for card in cards:
        queued(till, issuer, card)
    told = till.retry()
    assert told.code == 0
    assert [row["card_id"] for row in told.value["activations"]] == cards
    assert {row["state"] for row in told.value["activations"]} == {"active"}
    assert [issuer.truth(card)["loads"] for card in cards] == [1, 1, 1]
    assert till.retry().value == {"activations": []}


def test_one_that_cannot_go_on_does_not_stop_those_behind_it(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    queued(till, issuer, first)
    queued(till, issuer, second)
    issuer.lay({"on": "get", "fault": "500-before"})
    told = till.retry()
    assert [row["state"] for row in told.value["activations"]] == ["queued", "active"]
    assert told.code == 3


@pytest.mark.parametrize("name", ["activation_id", "reference"])
def test_one_activation_is_settled_by_its_id_or_by_its_reference(till: Till, issuer: Running, name: str) -> None:
    first, second = issuer.cards()[:2]
    queued(till, issuer, first)
    wanted = queued(till, issuer, second)
    told = till.retry(wanted[name].lower())
    assert told.code == 0
    assert [row["card_id"] for row in told.value["activations"]] == [second]
    assert issuer.truth(first)["loads"] == 0


def test_a_held_activation_goes_again_in_somebodys_name_once_its_cause_is_mended(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    case = held(till, issuer, card)
    assert till.retry().value == {"activations": []}, "what needs a person does not go by itself"
    assert till.retry(case["reference"]).refused == "case-unsigned"
    assert issuer.truth(card)["loads"] == 0
    signed = ("--person", "Kari", "--reason", "the rights are mended")
    told = till.here("queue", "case", "retry", case["reference"], *signed, "--json")
    assert told.code == 0
    assert issuer.truth(card)["loads"] == 1


def test_a_command_says_that_the_journal_was_put_back_before_it_works_with_it(till: Till, issuer: Running) -> None:
    queued(till, issuer, issuer.cards()[0])
    older = till.home / "older"
    shutil.copytree(till.home / "journal", older)
    queued(till, issuer, issuer.cards()[1])
    shutil.rmtree(till.home / "journal")
    older.rename(till.home / "journal")
    assert "put back" in till.retry().err
    for words in (("queue", "list"), ("queue", "catch-up")):
        assert "put back" in till.here(*words).err
    findings = {finding["name"]: finding for finding in till.here("doctor", "--json").value["findings"]}
    assert findings["journal"]["code"] == "journal-restored"


def test_doubt_waits_for_the_quarantine_and_then_goes_again(till: Till, issuer: Running) -> None:
    till.settings("[queue]\nquarantine_s = 3600\n")
    card = issuer.cards()[0]
    in_doubt(till, issuer, card)
    told = till.retry()
    assert (told.code, told.value["activations"][0]["state"]) == (3, "unknown")
    assert issuer.truth(card)["loads"] == 0
    till.settings("[queue]\nquarantine_s = 1\n")
    until(lambda: till.retry().value["activations"][0]["state"] == "active")
    assert issuer.truth(card)["loads"] == 1


@pytest.mark.parametrize("name", ["activation_id", "reference"])
def test_what_never_left_is_cancelled_at_once(till: Till, issuer: Running, name: str) -> None:
    card = issuer.cards()[0]
    waiting = queued(till, issuer, card)
    told = till.here("queue", "cancel", waiting[name], "--json")
    assert (told.code, told.value["activations"][0]["state"]) == (0, "cancelled")
    assert till.retry().value == {"activations": []}
    assert issuer.truth(card)["loads"] == 0
    assert till.sell(card).code == 0, "the card may be sold again"


def test_a_sale_is_cancelled_only_when_its_slip_was_taken_back(till: Till, issuer: Running) -> None:
    """Any till of the chain could settle the sale with it."""
    till.settings(f'[printer]\naddress = "file:{till.home / "paper.bin"}"\n')
    waiting = queued(till, issuer, issuer.cards()[0])
    told = till.here("queue", "cancel", waiting["reference"], "--json")
    assert (told.code, told.refused) == (2, "slip-out")
    assert waiting["receipt_number"] in told.err
    done = till.here("queue", "cancel", waiting["reference"], "--slip-returned", "--json")
    assert (done.code, done.value["activations"][0]["state"]) == (0, "cancelled")


def test_money_of_a_case_leaves_only_when_its_slip_was_taken_back(till: Till, issuer: Running) -> None:
    till.settings(f'[printer]\naddress = "file:{till.home / "paper.bin"}"\n[queue]\nquarantine_s = 1\n')
    till.reads_soon()
    first, second = issuer.cards()[:2]
    case = in_doubt(till, issuer, first)
    issuer.lay({"on": "get", "fault": "403", "status": 404, "times": None})
    till.here("queue", "catch-up", "--wait", "20")
    issuer.lay()
    signed = ("--person", "Kari", "--reason", "wrong card", "--json")
    cancel = ("queue", "case", "cancel", case["reference"], *signed)
    assert till.here(*cancel).refused == "slip-out"
    assert till.here(*cancel, "--slip-returned").value["state"] == "cancel_wait"
    till.here("queue", "catch-up", "--wait", "30")
    for way in (("refund",), ("move", "--card", second)):
        assert till.here("queue", "case", *way, case["reference"], *signed).refused == "slip-out"
    refund = till.here("queue", "case", "refund", case["reference"], *signed, "--slip-returned")
    assert (refund.value["state"], refund.value["is_open"]) == ("cancelled", False)


def test_a_slip_that_came_out_once_is_out_though_a_later_paper_did_not(till: Till, issuer: Running) -> None:
    file = till.home / "paper.bin"
    waiting = queued_onto(file, till, issuer)
    file.unlink()
    file.mkdir()  # nothing can be printed any more
    with open_world(Options(till.home, till.url, f"file:{file}")) as world:
        world.counter.print_again(int(waiting["receipt_number"]))
        record = world.counter.paper_of(waiting["activation_id"])
        assert record is not None
        assert record.printed is PrintOutcome.DUE
    assert till.here("queue", "cancel", waiting["reference"], "--json").refused == "slip-out"


def test_a_receipt_of_several_cards_holds_the_code_of_the_one_that_waits(till: Till, issuer: Running) -> None:
    first, second = issuer.cards()[:2]
    issuer.lay({"on": "activate", "fault": "answer-lost-after", "skip": 1})
    told = till.sell(first, "--card", second, "--printer", f"file:{till.home / 'paper.bin'}")
    states = {card["state"]: card["reference"] for card in told.value["cards"]}
    assert set(states) == {"active", "unknown"}
    assert till.here("queue", "cancel", states["unknown"], "--json").refused == "slip-out"
    done = till.here("queue", "cancel", states["unknown"], "--slip-returned", "--json")
    assert done.value["activations"][0]["state"] == "cancel_wait"


@pytest.mark.parametrize("way", ["accept", "retry"])
def test_where_no_money_leaves_nobody_asks_for_a_slip(till: Till, way: str) -> None:
    assert "--slip-returned" not in till.run("queue", "case", way, "--help").out
    assert "--slip-returned" in till.run("queue", "case", "refund", "--help").out


def test_what_was_settled_long_ago_is_found_by_its_reference_too(till: Till, issuer: Running) -> None:
    sold = till.sell(issuer.cards()[0]).value
    told = till.here("queue", "show", sold["reference"], "--json")
    assert (told.value["activation_id"], told.value["state"]) == (sold["activation_id"], "active")


def test_a_slip_that_came_out_is_told_with_what_waits(till: Till, issuer: Running) -> None:
    till.settings(f'[printer]\naddress = "file:{till.home / "paper.bin"}"\n')
    waiting = queued(till, issuer, issuer.cards()[0])
    (row,) = till.here("queue", "list", "--json").value["waiting"]
    assert (row["receipt_number"], row["printed"]) == (waiting["receipt_number"], waiting["printed"])
    assert row["printed"] != "no"


def test_a_cancel_of_a_sale_in_doubt_is_not_confirmed_at_once(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    doubt = in_doubt(till, issuer, card)
    told = till.here("queue", "cancel", doubt["activation_id"], "--json")
    assert (told.code, told.value["activations"][0]["state"]) == (3, "cancel_wait")
    again = till.here("queue", "cancel", doubt["activation_id"], "--json")
    assert (again.code, again.value["activations"][0]["state"]) == (3, "cancel_wait")


def test_a_cancel_that_comes_too_late_says_so(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    issuer.lay({"on": "activate", "fault": "answer-lost-after"})
    doubt = till.sell(card).value
    till.here("queue", "cancel", doubt["activation_id"])
    told = till.retry()
    assert told.value["activations"][0]["state"] == "active"
    assert told.value["activations"][0]["problem"]["code"] == "cancel-failed"
    assert issuer.truth(card)["loads"] == 1


def test_an_active_card_is_not_cancelled(till: Till, issuer: Running) -> None:
    sold = till.sell(issuer.cards()[0]).value
    told = till.here("queue", "cancel", sold["activation_id"], "--json")
    assert (told.code, told.refused) == (2, "step-not-allowed")
    assert till.journal()[0]["state"] == "active"


@pytest.mark.parametrize("command", ["retry", "cancel"])
@pytest.mark.parametrize("wanted", ["--", "-", "0", "0000-0000", "nothing\x1b[2J", ""])
def test_what_names_no_activation_touches_none(till: Till, issuer: Running, command: str, wanted: str) -> None:
    card = issuer.cards()[0]
    queued(till, issuer, card)
    place = ("--home", str(till.home), "--sandbox", till.url)
    told = till.run("queue", command, "--json", *place, "--", wanted)
    assert (told.code, told.refused) == (2, "nothing-such")
    assert "\x1b" not in told.err
    assert [row["state"] for row in till.journal()] == ["queued"]


def test_a_part_of_a_reference_is_not_enough(till: Till, issuer: Running) -> None:
    waiting = queued(till, issuer, issuer.cards()[0])
    told = till.here("queue", "cancel", waiting["reference"][-4:], "--json")
    assert (told.code, told.refused) == (2, "nothing-such")
    assert waiting["reference"][-4:] in told.err


def test_people_are_told_what_became_of_each(till: Till, issuer: Running) -> None:
    waiting = queued(till, issuer, issuer.cards()[0])
    told = till.here("queue", "retry")
    assert told.code == 0
    assert "The card is active" in told.out
    assert waiting["reference"] in told.out
    assert till.here("queue", "retry").out == "Nothing waits.\n"


def test_a_printer_at_fault_is_told_beside_what_was_settled(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "activate", "fault": "answer-lost-after"})
    till.sell(issuer.cards()[0])
    told = till.here("queue", "retry", "--printer", f"file:{till.home}")
    assert told.code == 0
    assert "The card is active" in told.out
    assert "could not be written" in told.err
