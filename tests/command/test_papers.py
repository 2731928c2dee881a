"""`giftcard-till papers`: what waits for the printer is listed, printed in its order, dropped and answered."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from app.compose.options import Options
from app.compose.world import open_world
from app.till.ports import PrintOutcome
from tests.command.at_the_counter import Till, Told
from tests.printer.decoder import paper_text
from tests.printer.sink import Mode, Sink
from tests.sandbox.running import Running


@pytest.fixture
def nowhere() -> str:
    """An address where no printer listens any more."""
    with Sink() as gone:
        return f"tcp://127.0.0.1:{gone.port}"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as listening:
        yield listening


def at(sink: Sink) -> tuple[str, str]:
    return "--printer", f"tcp://127.0.0.1:{sink.port}"


def numbers(told: Told) -> list[tuple[str, str]]:
    return [(row["number"], row["outcome"]) for row in told.value["papers"]]


def test_nothing_waits_at_a_till_whose_papers_came_out(till: Till, issuer: Running, sink: Sink) -> None:
    till.sell(issuer.cards()[0], *at(sink))
    told = till.here("papers", "list", "--json")
    assert (told.code, told.value) == (0, {"papers": []})
    assert "No paper waits." in till.here("papers", "list").out


def test_what_did_not_come_out_waits_and_is_printed_in_its_order(
    till: Till, issuer: Running, sink: Sink, nowhere: str
) -> None:
    for card in issuer.cards()[:2]:
        till.sell(card, "--printer", nowhere)
    told = till.here("papers", "list", "--json")
    assert (told.code, numbers(told)) == (3, [("000001", "due"), ("000002", "due")])
    assert told.value["papers"][0]["problem"]["code"] == "printer-unreachable"
    printed = till.here("papers", "print", "--json", *at(sink))
    assert (printed.code, printed.value) == (0, {"printed": ["000001", "000002"], "papers": []})
    texts = [paper_text(paper.events, 48) for paper in sink.papers(2)]
    assert ["000001" in texts[0], "000002" in texts[1], "000001" in texts[1]] == [True, True, False]
    assert till.journal()[0]["printed"] == "yes"


def test_what_waited_is_printed_before_the_paper_of_another_sale(
    till: Till, issuer: Running, sink: Sink, nowhere: str
) -> None:
    one, two = issuer.cards()[:2]
    told = till.here("activate", "--card", one, "--amount", "500", "--printer", nowhere)
    assert "papers print" in told.out
    assert "older" not in told.err
    told = till.sell(two, *at(sink))
    assert (told.value["printed"], told.err) == ("yes", "")
    texts = [paper_text(paper.events, 48) for paper in sink.papers(2)]
    assert ["000001" in texts[0], "000002" in texts[1]] == [True, True]
    assert till.here("papers", "list").code == 0


def test_a_sale_whose_paper_waits_behind_others_says_how_many(till: Till, issuer: Running, nowhere: str) -> None:
    for card in issuer.cards()[:2]:
        till.sell(card, "--printer", nowhere)
    told = till.sell(issuer.cards()[2], "--printer", nowhere)
    assert (told.code, told.value["printed"], told.problem) == (0, "no", "printer-unreachable")
    assert "2 older papers wait for the printer: “giftcard-till papers list”" in told.err


def test_a_sale_sends_nothing_to_a_silent_printer_that_had_no_paper(till: Till, issuer: Running, sink: Sink) -> None:
    sink.faults.paper = "out"
    till.sell(issuer.cards()[0], *at(sink))
    sink.faults.paper, sink.faults.mode = "ok", Mode.MUTE
    told = till.sell(issuer.cards()[1], *at(sink))
    assert (told.value["printed"], told.problem) == ("no", "printer-fell-silent"), "there is no doubt to be had"
    assert "1 older paper waits" in told.err
    sink.faults.mode = Mode.NORMAL
    assert till.here("papers", "print", "--json", *at(sink)).value["printed"] == ["000001", "000002"]


def test_a_printer_in_trouble_ends_the_printing(till: Till, issuer: Running, nowhere: str) -> None:
    for card in issuer.cards()[:2]:
        till.sell(card, "--printer", nowhere)
    told = till.here("papers", "print", "--printer", nowhere)
    assert told.code == 3
    assert told.out.count("waits for the printer") == 2
    assert "cannot be reached" in told.err


def test_a_dropped_paper_stays_in_the_journal_alone(till: Till, issuer: Running, nowhere: str, sink: Sink) -> None:
    till.sell(issuer.cards()[0], "--printer", nowhere)
    assert numbers(till.here("papers", "drop", "1", "--json")) == []
    assert till.journal()[0]["printed"] == "dropped"
    told = till.here("papers", "print", *at(sink))
    assert (told.code, told.out.strip()) == (0, "No paper waits.")
    again = till.here("papers", "drop", "000001", "--json")
    assert (again.code, again.refused) == (2, "paper-not-open")


@pytest.mark.parametrize(("answer", "left"), [("came-out", []), ("not-come-out", [("000001", "due")])])
def test_a_person_answers_whether_a_paper_came_out(
    till: Till, issuer: Running, sink: Sink, answer: str, left: list[tuple[str, str]]
) -> None:
    sink.faults.mode = Mode.MUTE
    sold = till.here("activate", "--card", issuer.cards()[0], "--amount", "500", *at(sink))
    assert "“giftcard-till papers came-out 1” or “giftcard-till papers not-come-out 1”" in sold.out
    assert "papers not-come-out" in sold.err
    assert "did it come out?" in till.here("papers", "list").out
    for unknown in ("came-out", "not-come-out", "drop"):
        never = till.here("papers", unknown, "99", "--json")
        assert (never.code, never.refused) == (2, "nothing-such"), "no such paper was ever issued"
    assert numbers(till.here("papers", answer, "1", "--json")) == left
    sink.faults.mode = Mode.NORMAL
    told = till.here("papers", "print", "--json", *at(sink))
    assert told.value["printed"] == [number for number, _outcome in left]


def test_a_till_without_a_printer_keeps_what_waited(till: Till, issuer: Running, nowhere: str) -> None:
    till.sell(issuer.cards()[0], "--printer", nowhere)
    told = till.here("papers", "print", "--printer", "none")
    assert (told.code, "this till has no printer" in told.out) == (0, True)


def test_a_paper_waits_since_it_was_wanted_and_not_since_it_was_last_tried(
    till: Till, issuer: Running, nowhere: str
) -> None:
    till.sell(issuer.cards()[0], "--printer", nowhere)
    (first,) = till.here("papers", "list", "--json").value["papers"]
    till.here("papers", "print", "--printer", nowhere)
    (later,) = till.here("papers", "list", "--json").value["papers"]
    assert later["since"] == first["since"] <= first["last_try"]
    since = datetime.fromisoformat(first["since"]).astimezone()
    assert f"{since:%H:%M}  " in till.here("papers", "list").out


def test_all_open_questions_are_answered_at_once_and_counted(till: Till, issuer: Running, nowhere: str) -> None:
    for card in issuer.cards()[:3]:
        till.sell(card, "--printer", nowhere)
    with open_world(Options(till.home, issuer.url)) as world:
        for number in (1, 3):
            world.ledger.note_print(number, PrintOutcome.WAITING, world.clock.now())
    told = till.here("papers", "came-out", "--all", "--json")
    assert (told.code, told.value["came_out"], numbers(told)) == (3, 2, [("000002", "due")])
    assert "0 papers came out." in till.here("papers", "came-out", "--all").out
    for words in (("--all", "2"), ()):
        assert till.here("papers", "came-out", *words).code == 2
