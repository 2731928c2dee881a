"""The words for people: what happened, how things stand and what to do next. Short, plain, in the second person.

Only QtCore is needed here, so that the command line says the same as the window.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.core.activation import State
from app.core.money import PLAIN_FORM, Currency, Money, NumberForm
from app.core.paper import PaperKind
from app.core.problem import Code, Fact, Problem
from app.core.receipt import moment_text
from app.core.shop import DateForm
from app.till.line import Line, LineState
from app.till.papers import Printed
from app.till.ports import PrintOutcome
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.saying import Saying, Words
from app.ui.translation import translate

__all__ = [
    "JOURNAL_FAILED",
    "StateWords",
    "Words",
    "at_the_office",
    "line_words",
    "paper_fault_words",
    "print_words",
    "printer_words",
    "scanner_words",
    "sentence",
    "state_words",
]


@cache
def sayings() -> Mapping[Code, Callable[[], Saying]]:
    """What is said of each fault. The sentences are loaded with the first one: an empty form needs none."""
    from app.ui.batch_sayings import BATCH_SAYINGS, IDS_SAYINGS, PLAN_SAYINGS
    from app.ui.offline_sayings import APPROVAL_SAYINGS, OFFLINE_SAYINGS, POLICY_SAYINGS
    from app.ui.sale_sayings import AMOUNT_SAYINGS, ANSWER_SAYINGS, CARD_SAYINGS, FORM_SAYINGS
    from app.ui.till_sayings import DEVICE_SAYINGS, JOURNAL_SAYINGS, SETTINGS_SAYINGS
    from app.ui.vault_sayings import PRESS_SAYINGS, VAULT_SAYINGS

    return {
        **AMOUNT_SAYINGS,
        **CARD_SAYINGS,
        **FORM_SAYINGS,
        **ANSWER_SAYINGS,
        **OFFLINE_SAYINGS,
        **POLICY_SAYINGS,
        **APPROVAL_SAYINGS,
        **JOURNAL_SAYINGS,
        **DEVICE_SAYINGS,
        **SETTINGS_SAYINGS,
        **VAULT_SAYINGS,
        **PRESS_SAYINGS,
        **PLAN_SAYINGS,
        **IDS_SAYINGS,
        **BATCH_SAYINGS,
    }


AT: Final = "at"
OFFICE: Final = "office"
"""The fact of a problem that is told to head office: where it has words of its own, they are said."""


def at_the_office(problem: Problem) -> Problem:
    """The same problem, to be told to head office and to no cashier."""
    return Problem(problem.code, {**problem.facts, AT: OFFICE})


JOURNAL_FAILED: Final = frozenset(
    {Code.JOURNAL_FULL, Code.JOURNAL_READ_ONLY, Code.JOURNAL_BUSY, Code.JOURNAL_DAMAGED, Code.JOURNAL_FAULT}
)
"""Faults of a journal in use: something could not be saved, and nobody can say more about that than the journal."""

MONEY_FACTS: Final = ("amount", "loaded", "used_minor", "most_minor", "approved_minor", "beyond_minor")
"""Facts in minor units of the fact `currency`."""


def sentence(problem: Problem, form: NumberForm | None = None) -> Words:
    """What happened and what to do, with the problem's facts in it. Never raises for a fact that is missing or odd.

    Money among the facts is written in `form`, or with a point and the currency's letters without one.
    """
    said = sayings()[problem.code]
    if problem.facts.get(AT) == OFFICE:
        from app.ui.office_sayings import OFFICE_SAYINGS

        said = OFFICE_SAYINGS.get(problem.code, said)
    return said().with_facts(_written(problem.facts, form or PLAIN_FORM))


def _written(facts: Mapping[str, Fact], form: NumberForm) -> dict[str, str]:
    """The facts as people read them. Money that is nothing, or whose currency is not known, is left out."""
    written = {name: str(fact) for name, fact in facts.items() if name not in MONEY_FACTS}
    for name in MONEY_FACTS:
        if name in facts and (amount := _amount(facts[name], facts.get("currency", ""), form)):
            written[name] = amount
    if "state" in facts:
        written["state"] = _state_in_words(facts["state"])
    return written


def _amount(fact: Fact, currency: Fact, form: NumberForm) -> str:
    """An amount of minor units in words; one that is already text stands as it is. Empty where it says nothing."""
    if isinstance(fact, str):
        return fact
    try:
        return form.amount(Money(fact, Currency(str(currency)))) if fact > 0 else ""
    except ValueError:  # a currency that the till does not know, or a figure out of all bounds
        return ""


def _state_in_words(fact: Fact) -> str:
    try:
        return state_words(State(str(fact))).label.lower()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state for a row (`label`, two words or three), for a big screen (`title`), and what to `todo` about it."""

    label: str
    title: str
    todo: str


_STATES: Final[Mapping[State, Callable[[], StateWords]]] = {
    State.QUEUED: lambda: StateWords(
        translate("States", "Not active yet"),
        translate("States", "Saved, not active yet"),
        translate("States", "The money goes onto the card when the shop is online. The slip says so."),
    ),
    State.SENDING: lambda: StateWords(
        translate("States", "Sending"),
        translate("States", "Sending"),
        translate("States", "Wait for the answer. Keep the card here."),
    ),
    State.UNKNOWN: lambda: StateWords(
        translate("States", "Being checked"),
        translate("States", "Checking the card"),
        translate("States", "Keep the card here. Do not sell another card for this payment."),
    ),
    State.ACTIVE: lambda: StateWords(
        translate("States", "Active"),
        translate("States", "The card is active"),
        translate("States", "Give the customer the card and the receipt."),
    ),
    State.MISMATCH: lambda: StateWords(
        translate("States", "Not as confirmed"),
        translate("States", "Loaded, but not as confirmed"),
        translate("States", "Keep the card and call your manager."),
    ),
    State.TAKEN: lambda: StateWords(
        translate("States", "Already sold"),
        translate("States", "This card was already sold"),
        translate("States", "Put it aside and take another card."),
    ),
    State.HELD: lambda: StateWords(
        translate("States", "Not loaded"),
        translate("States", "The card was not loaded"),
        translate("States", "Put the card aside and call your manager."),
    ),
    State.CANCEL_WAIT: lambda: StateWords(
        translate("States", "Being cancelled"),
        translate("States", "Cancelling, not confirmed yet"),
        translate("States", "Do not give the card to the customer before this is confirmed (about two minutes)."),
    ),
    State.CANCELLED: lambda: StateWords(
        translate("States", "Cancelled"),
        translate("States", "Cancelled"),
        translate("States", "This till loaded nothing. The card may be sold again."),
    ),
    State.CLOSED: lambda: StateWords(
        translate("States", "Closed"),
        translate("States", "Closed by a manager"),
        translate("States", "There is nothing left for you to do."),
    ),
}


def state_words(state: State) -> StateWords:
    """How an activation stands. Only ACTIVE is called active; every other state promises nothing."""
    return _STATES[state]()


_LINES: Final[Mapping[LineState, Callable[[], Words]]] = {
    LineState.NOT_TRIED: lambda: Words(
        translate("Line", "Not asked yet"),
        translate("Line", "The gift-card service is asked with the first card you scan."),
    ),
    LineState.ONLINE: lambda: Words(
        translate("Line", "Online"),
        translate("Line", "Cards are loaded at once."),
    ),
    LineState.SLOW: lambda: Words(
        translate("Line", "Slow"),
        translate("Line", "The gift-card service takes its time. Cards are loaded, only later."),
    ),
    LineState.OFFLINE: lambda: Words(
        translate("Line", "Offline"),
        translate("Line", "Go on selling: what you confirm is saved, and goes out by itself when the line is back."),
    ),
    LineState.SILENT: lambda: Words(
        translate("Line", "No clear answer"),
        translate("Line", "What you confirm is saved. The till goes on asking by itself."),
    ),
    LineState.BUSY: lambda: Words(
        translate("Line", "Service busy"),
        translate("Line", "The till waits as long as the service asks for, and goes on by itself."),
    ),
    LineState.LOGIN_REFUSED: lambda: Words(
        translate("Line", "Login refused"),
        translate("Line", "Call your manager: the client id or the client secret has to be put right."),
    ),
    LineState.ACCOUNT: lambda: Words(
        translate("Line", "Account unknown"),
        translate("Line", "Call your manager: the account id in the settings has to be put right."),
    ),
    LineState.NOT_ALLOWED: lambda: Words(
        translate("Line", "Not allowed"),
        translate("Line", "Call your manager: the till's rights have to be put right."),
    ),
    LineState.CERTIFICATE: lambda: Words(
        translate("Line", "Not trusted"),
        translate("Line", "Call your manager: check the till's clock, and who answers on this network."),
    ),
    LineState.CLOCK: lambda: Words(
        translate("Line", "Clock wrong"),
        translate("Line", "This computer's clock is wrong: set it to the right day, time and zone."),
    ),
}

_WITH_TIME: Final = frozenset({LineState.OFFLINE, LineState.SILENT})


def line_words(line: Line, form: DateForm | None = None) -> Words:
    """How the line is, in a word or two for the foot line, and what that means. With `form`, since when it is down."""
    words = _LINES[line.state]()
    if form is None or line.since is None or line.state not in _WITH_TIME:
        return words
    since = moment_text(line.since, DateForm(day="", time=form.time)).strip()
    told = translate("Line", "{state} since {time}").replace("{state}", words.what).replace("{time}", since)
    return Words(told, words.todo)


def printer_words(status: DeviceStatus) -> Words:
    """The printer for the foot line, and what to do about it."""
    if status.problem is not None:
        from app.ui.till_sayings import PRINTER_STATES, PRINTS_ALL_THE_SAME

        told = PRINTER_STATES.get(status.problem.code)
        if told is None:
            return Words(translate("Devices", "Printer: look here"), _both(sentence(status.problem)))
        if status.problem.code in PRINTS_ALL_THE_SAME:
            return told()
        return Words(told().what, f"{told().todo} {translate('Devices', 'Receipts are kept meanwhile.')}")
    match status.state:
        case DeviceState.NONE:
            return Words(translate("Devices", "No printer"), translate("Devices", "Receipts are shown on screen only."))
        case DeviceState.LOOKING:
            return Words(translate("Devices", "Looking for printer"), translate("Devices", "You can sell meanwhile."))
        case DeviceState.READY:
            return Words(
                translate("Devices", "Printer ready"), translate("Devices", "Receipts come out by themselves.")
            )
        case DeviceState.TROUBLE:
            return Words(
                translate("Devices", "Printer: look here"),
                translate("Devices", "Check that it is on, connected and has paper."),
            )


def scanner_words(status: DeviceStatus) -> Words:
    """The serial scanner for the foot line, and what to do about it. A scanner that types needs no setting up."""
    if status.problem is not None:
        from app.ui.till_sayings import SCANNER_STATES

        told = SCANNER_STATES.get(status.problem.code)
        facts = {name: fact for name, fact in status.problem.facts.items() if name != "port"}  # the name tells it
        words = sentence(Problem(status.problem.code, facts))
        if told is None or status.problem.code is Code.SCANNER_GARBLED:  # the two words leave out at which speed
            return Words(told() if told else translate("Devices", "Scanner: look here"), _both(words))
        return Words(told(), words.todo)
    match status.state:
        case DeviceState.NONE:
            return Words(translate("Devices", "Scan any time"), translate("Devices", "A scanner that types is heard."))
        case DeviceState.LOOKING:
            return Words(translate("Devices", "Looking for scanner"), translate("Devices", "You can type meanwhile."))
        case DeviceState.READY:
            return Words(translate("Devices", "Scanner ready"), translate("Devices", "Scan a card at any time."))
        case DeviceState.TROUBLE:
            return Words(
                translate("Devices", "Scanner: look here"),
                translate("Devices", "Check its cable. You can type the card's code meanwhile."),
            )


def print_words(printed: Printed) -> Words:
    """What became of a paper. That it came out is said only with the printer's own word for it."""
    paper, report = printed.paper, printed.report
    if report.problem is not None:
        return sentence(report.problem)
    if report.outcome is PrintOutcome.NO:
        told = translate("Printing", "Paper {number} is kept. This till has no printer.")
        return Words(told.replace("{number}", paper.number_text), translate("Printing", "It is shown on the screen."))
    if report.outcome is PrintOutcome.DUE:
        told = translate("Printing", "Paper {number} waits for the printer.")
        todo = translate("Printing", "It comes out by itself.")
        return Words(told.replace("{number}", paper.number_text), todo)
    if report.outcome is PrintOutcome.DROPPED:
        told = translate("Printing", "Paper {number} is not printed.")
        return Words(told.replace("{number}", paper.number_text), translate("Printing", "Somebody said so."))
    if report.outcome is not PrintOutcome.YES:
        return sentence(Problem(Code.PRINTER_SILENT))
    if paper.kind is PaperKind.RECEIPT:
        told = translate("Printing", "Receipt {number} is printed.")
    else:
        told = translate("Printing", "Slip {number} is printed.")
    return Words(told.replace("{number}", paper.number_text), translate("Printing", "Take it from the printer."))


def paper_fault_words(problem: Problem) -> str:
    """The journal failed while paper was written: what is shown beside it stands, and nothing more can be kept."""
    if problem.code not in JOURNAL_FAILED:
        return _both(sentence(problem))
    told = translate(
        "Printing", "What is shown here is saved. But then the till could not save what became of the paper."
    )
    todo = translate("Printing", "Look at the printer. Sell no more gift cards on this till, and call your manager.")
    return f"{told} {todo}"


def _both(words: Words) -> str:
    return f"{words.what} {words.todo}"
