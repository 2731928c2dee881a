"""The words for people: each fault has its sentence and its help page, and no sentence leaves a hole."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.activation import State
from app.core.money import Currency, NumberForm
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.core.shop import DateForm
from app.till.line import Line, LineState
from app.till.papers import Printed
from app.till.ports import PrintOutcome, PrintReport
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.office_sayings import OFFICE_SAYINGS
from app.ui.saying import says
from app.ui.status_line import device_tone
from app.ui.theme import Tone
from app.ui.words import (
    at_the_office,
    line_words,
    print_words,
    printer_words,
    sayings,
    scanner_words,
    sentence,
    state_words,
)

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "resources" / "help"
GUIDES = ("selling", "queue", "batches", "cases", "slip", "setup", "scanning", "receipts", "checking")
NORWEGIAN = NumberForm(",", "\u00a0", ((Currency.NOK, "{}\u00a0kr"),))
HOLE = re.compile(r"[{}]|“”|\s{2}|\s[.,:]|: \.")
EVERY_FACT: dict[str, str | int] = {
    "speed": 9600,
    "framing": "8N1",
    "typed": "5o0",
    "currency": "NOK",
    "decimals": 2,
    "maximum": "5 000,00 kr",
    "code": "7038010",
    "card": "4711",
    "where": "OSLO/2",
    "amount": 50000,
    "loaded": 30000,
    "word": "frozen",
    "state": "queued",
    "reference": "0192-7F3A",
    "length": 300,
    "most": 255,
    "message": "No such card",
    "status": 422,
    "seconds": 30,
    "sends": 3,
    "address": "tcp://10.0.0.9:9100",
    "path": "receipt.bin",
    "port": "COM3",
    "file": "settings.toml",
    "keys": "id and client_id",
    "line": 7,
    "key": "till.stor",
    "reason": "is no number",
    "value": "abc",
    "account": "X1",
    "free": "9 MB",
    "used": 31,
    "approved": 60,
    "beyond": 60,
    "used_minor": 150000,
    "most_minor": 100000,
    "approved_minor": 200000,
    "beyond_minor": 200000,
    "minutes": 5,
    "left": 2,
    "trial": "/var/till/journal/T00000000.db",
    "day": "2027-01-31",
    "person": "Kari",
    "least": "50 MB",
    "hours": 2,
    "days": 2,
    "doubtful": 3,
    "number": "000004",
    "taken_over": 12,
    "missing": 3,
    "batch": "spring-2027",
    "folder": "/var/till/damaged-2026-11-23-1",
    "what": "token",
    "fine": "22.4",
    "usual": "29.5",
    "wide": "38.9",
    "figures": 52,
    "signs": ": @",
    "chance": 10_000,
    "count": 100,
    "room": 1000,
    "row": 4,
    "id": "GC 1",
    "first": 2,
}


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("facts", [{}, EVERY_FACT], ids=["no facts", "every fact"])
def test_every_fault_says_what_happened_and_what_to_do_without_a_hole(code: Code, facts: dict[str, str | int]) -> None:
    words = sentence(Problem(code, facts), NORWEGIAN)
    for text in (words.what, words.todo):
        assert len(text.split()) >= 3
        assert text[-1] in ".”/"
        assert not HOLE.search(text), text
    assert code.value not in words.what.lower().split()
    assert not re.search(r"[a-z]+-[a-z]+(-[a-z]+)+", words.what), "a code is no sentence"


@pytest.mark.parametrize("code", OFFICE_SAYINGS)
@pytest.mark.parametrize("facts", [{}, EVERY_FACT], ids=["no facts", "every fact"])
def test_head_office_hears_of_no_sale_and_of_no_card_in_the_hand(code: Code, facts: dict[str, str | int]) -> None:
    words = sentence(at_the_office(Problem(code, facts)))
    assert words != sentence(Problem(code, facts))
    assert not HOLE.search(words.what + words.todo)
    assert not re.search(r"(?i)sold|sell|payment|the card here|put the card", words.what + words.todo)
    assert "{" not in words.todo + OFFICE_SAYINGS[code]().whats[-1]


def test_what_head_office_has_no_words_of_its_own_for_is_said_as_everywhere() -> None:
    problem = Problem(Code.BATCH_UNKNOWN, {"batch": "7"})
    assert sentence(at_the_office(problem)) == sentence(problem)


@pytest.mark.parametrize("code", Code)
def test_every_known_fact_finds_its_place(code: Code) -> None:
    saying = sayings()[code]()
    places = {place for what in saying.whats for place in re.findall(r"\{([a-z_]+)\}", what)}
    assert places <= EVERY_FACT.keys()
    assert set(re.findall(r"\{([a-z_]+)\}", saying.one)) <= places
    assert "{" not in saying.whats[-1], "the barest sentence needs no fact"
    assert "{" not in saying.todo


def test_a_card_sold_elsewhere_says_where_and_for_how_much() -> None:
    facts = {"where": "OSLO/2", "amount": 50000, "currency": "NOK"}
    words = sentence(Problem(Code.CARD_ALREADY_ACTIVE, facts), NORWEGIAN)
    assert words.what == "This card was already activated at OSLO/2 for 500,00\u00a0kr."


@pytest.mark.parametrize(
    "facts",
    [
        {"where": "OSLO/2", "amount": 0, "currency": "NOK"},
        {"where": "OSLO/2", "amount": 50000, "currency": "XXX"},
        {"where": "OSLO/2", "amount": 50000},
        {"where": "OSLO/2", "amount": 10**15, "currency": "NOK"},
    ],
    ids=["nothing on it", "an unknown currency", "no currency", "a figure out of all bounds"],
)
def test_money_that_cannot_be_told_is_left_out(facts: dict[str, str | int]) -> None:
    words = sentence(Problem(Code.CARD_ALREADY_ACTIVE, facts), NORWEGIAN)
    assert words.what == "This card was already activated at OSLO/2."


def test_without_a_locale_money_has_a_point_and_its_letters() -> None:
    words = sentence(Problem(Code.WRONG_AMOUNT_LOADED, {"loaded": 30000, "currency": "NOK"}))
    assert "300.00 NOK" in words.what


def test_a_state_among_the_facts_is_told_in_words() -> None:
    facts = {"card": "4711", "state": State.UNKNOWN.value, "reference": "0192-7F3A"}
    assert "being checked" in sentence(Problem(Code.CARD_OPEN_HERE, facts)).what
    assert "4711" in sentence(Problem(Code.CARD_OPEN_HERE, {**facts, "state": "elsewhere"})).what


def test_braces_in_an_outside_text_stay_what_they_are() -> None:
    words = says("It says “{message}” and {card}.", "It says something.", todo="Wait.").with_facts(
        {"message": "{card} {0} %s", "card": "4711"}
    )
    assert words.what == "It says “{card} {0} %s” and 4711."


def test_one_alone_is_told_as_one() -> None:
    lost = [sentence(Problem(Code.BATCH_CARDS_LOST, {"count": count})).what for count in (1, 2)]
    assert [words.split(" of ")[0] for words in lost] == ["One card", "2 cards"]
    assert (
        sentence(Problem(Code.BATCH_NOT_WHOLE, {"count": 1})).what
        == "Some sealed answers of this batch are gone or not as they were written."
    )


@pytest.mark.parametrize("code", Code)
def test_every_fault_has_a_help_page_that_says_why_and_what_to_do(code: Code) -> None:
    page = (HELP / f"{code.value}.md").read_text("utf-8")
    title, _, rest = page.partition("\n")
    assert title.startswith("# ")
    assert "-" not in code.value or code.value not in page
    for part in ("## Why it happens\n\n", "## What to do\n\n- "):
        assert part in rest
    assert len(rest.split()) > 25


def test_every_help_page_is_of_a_fault_or_of_a_screen() -> None:
    assert {page.stem for page in HELP.glob("*.md")} == {code.value for code in Code} | set(GUIDES)


@pytest.mark.parametrize("state", State)
def test_only_an_active_card_is_called_active(state: State) -> None:
    words = state_words(state)
    for text in (words.label, words.title, words.todo):
        assert text
        promises = re.search(r"\b(active|valid|balance)\b", text.lower().replace("not active", ""))
        assert bool(promises) <= (state is State.ACTIVE), text
    assert "active" in state_words(State.ACTIVE).title


def test_a_card_in_doubt_stays_here_and_is_not_sold_twice() -> None:
    assert state_words(State.UNKNOWN).todo == "Keep the card here. Do not sell another card for this payment."
    assert "Do not give the card to the customer" in state_words(State.CANCEL_WAIT).todo


@pytest.mark.parametrize("state", LineState)
def test_the_line_is_told_in_a_word_or_two(state: LineState) -> None:
    words = line_words(Line(state))
    assert 0 < len(words.what) <= 16
    assert words.todo.endswith(".")


def test_a_line_that_is_down_tells_since_when() -> None:
    since = datetime(2026, 11, 23, 13, 51, tzinfo=UTC)
    form = DateForm(day="dd.MM.yyyy", time="HH:mm")
    assert line_words(Line(LineState.OFFLINE, since), form).what == "Offline since 13:51"
    assert line_words(Line(LineState.OFFLINE, since)).what == "Offline"
    assert line_words(Line(LineState.ONLINE, since), form).what == "Online"


@pytest.mark.parametrize("state", DeviceState)
def test_printer_and_scanner_are_told_in_words(state: DeviceState) -> None:
    for words in (printer_words(DeviceStatus(state)), scanner_words(DeviceStatus(state))):
        assert words.what
        assert words.todo.endswith(".")


def test_a_device_in_trouble_says_what_is_wrong() -> None:
    status = DeviceStatus(DeviceState.TROUBLE, "tcp://10.0.0.9:9100", Problem(Code.PRINTER_NO_PAPER))
    assert printer_words(status).todo == "Put in a new roll. Receipts are kept meanwhile."
    assert printer_words(status).what == "Printer: no paper"
    away = DeviceStatus(DeviceState.TROUBLE, "COM3", Problem(Code.SCANNER_AWAY, {"port": "COM3"}))
    assert scanner_words(away).todo.startswith("Plug it in"), "that it is not there is said before"


@pytest.mark.parametrize("code", [code for code in Code if code.value.startswith("scanner-")])
def test_each_fault_of_a_scanner_has_its_words_for_the_foot_line(code: Code) -> None:
    words = scanner_words(DeviceStatus(DeviceState.TROUBLE, "COM3", Problem(code)))
    assert words.what.startswith("Scanner: ")
    assert words.what != "Scanner: look here"
    assert words.todo.endswith(".")


PRINTER_CODES = [code for code in Code if code.value.startswith("printer-")]


@pytest.mark.parametrize("code", PRINTER_CODES)
def test_a_printer_at_rest_speaks_of_no_paper_that_was_to_come_and_of_no_button(code: Code) -> None:
    words = printer_words(DeviceStatus(DeviceState.TROUBLE, "", Problem(code)))
    at_stake = {Code.PRINTER_FILE, Code.PRINTER_ADDRESS_BAD, Code.PRINTER_HANDED_OVER}
    if code not in at_stake:  # these are found only where a paper is at stake
        assert words.what != "Printer: look here"
        assert "again" not in words.todo
    assert words.todo.endswith(".")


def test_a_printer_that_cannot_answer_is_no_red_alarm() -> None:
    silent = DeviceStatus(DeviceState.TROUBLE, "", Problem(Code.PRINTER_SILENT))
    assert printer_words(silent).what == "Printer: no answer"
    assert device_tone(silent) is Tone.WAIT
    assert device_tone(DeviceStatus(DeviceState.TROUBLE, "", Problem(Code.PRINTER_NO_PAPER))) is Tone.BAD


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_is_called_printed_only_with_the_printers_own_word(kind: PaperKind) -> None:
    paper = Paper(kind, 184, ())
    assert print_words(Printed(paper, PrintReport(PrintOutcome.YES))).what == f"{kind.value.title()} 000184 is printed."
    for outcome in (PrintOutcome.NO, PrintOutcome.UNKNOWN, PrintOutcome.WAITING):
        assert "is printed" not in print_words(Printed(paper, PrintReport(outcome))).what
    no_paper = PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER))
    assert print_words(Printed(paper, no_paper)).what == "The printer is out of paper."


def test_every_translated_text_is_a_literal_so_that_translators_are_given_it() -> None:
    found = 0
    for path in sorted({*(ROOT / "app" / "ui").glob("*.py")} - {ROOT / "app" / "ui" / "translation.py"}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                not isinstance(node, ast.Call)
                or getattr(node.func, "attr", getattr(node.func, "id", "")) != "translate"
            ):
                continue
            found += 1
            literals = [isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.args[:2]]
            assert literals == [True, True], f"{path.name}:{node.lineno}"
    assert found > 2 * len(Code)
