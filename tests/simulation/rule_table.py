"""What the real rules say about every row that a till may hold, asked once for each and then remembered.

Nothing of a rule stands here: each step comes out of `app.core.rules`, by the name the till calls it by, and is checked
by `Activation.moved`. Only what no rule looks at (the order of writing, times for people) is then left out, so that
equal rows are equal.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum, auto, unique

from app.core import rules
from app.core.activation import QUEUE, Activation, BadTransition, Order, State, Step, queued, taken_over
from app.core.answer import Answer, Cause, Kind
from app.core.attribution import METADATA_KEY
from app.core.card import Card
from app.core.case import Way, ways
from app.core.problem import Code
from app.core.rules import Age, Facts, SendAgain
from app.till import activate, settle
from tests.fakes import MONDAY, QUARANTINE, order

NOBODYS = "f" * 32
NO_ROW = -1
LATER = timedelta(hours=1)
KEPT_PROBLEMS = frozenset({Code.CARD_WITHOUT_ID, Code.CANCEL_FAILED})
"""What a row's problem may change of its way on: all others are words."""


@unique
class View(IntEnum):
    """The card as a row's order sees it."""

    INACTIVE = 0
    OURS = auto()
    ANOTHERS = auto()
    WITHOUT_ID = auto()
    """Active for the sum that was ordered, and nobody's id on it: the issuer dropped the metadata."""
    OTHER_SUM = auto()
    """Ours, and another sum than ordered."""


@unique
class Heard(IntEnum):
    """What came back of a call, beside the card as it stands (a View)."""

    NOT_SENT = 10
    SILENCE = auto()
    UNAUTHORISED = auto()
    TOO_MANY = auto()
    REFUSED = auto()
    CONFLICT = auto()
    PORTAL = auto()


PLAIN = {
    Heard.NOT_SENT: Answer(Kind.NOT_SENT, Cause.LINE),
    Heard.SILENCE: Answer(Kind.UNCLEAR, Cause.TIME_OUT),
    Heard.UNAUTHORISED: Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401),
    Heard.TOO_MANY: Answer(Kind.TOO_MANY, status=429),
    Heard.REFUSED: Answer(Kind.REFUSED, status=400),
    Heard.CONFLICT: Answer(Kind.UNCLEAR, status=409),
    Heard.PORTAL: Answer(Kind.UNCLEAR, Cause.ODD, 200),
}
UNREAD, READ = (order(read_before=read, activation_id="a" * 32) for read in (False, True))


def _card_seen(view: View, ordered: Order) -> Card:
    minor, currency = ordered.money.minor, ordered.money.currency.value
    if view is View.INACTIVE:
        return Card(ordered.card.text, "inactive")
    ours = Card(ordered.card.text, "unused", minor, currency, minor, minor)
    ours = replace(ours, metadata={METADATA_KEY: ordered.activation_id})
    match view:
        case View.ANOTHERS:
            return replace(ours, metadata={METADATA_KEY: NOBODYS})
        case View.WITHOUT_ID:
            return replace(ours, metadata={})
        case View.OTHER_SUM:
            return replace(ours, amount=minor - 100, amount_balance=minor - 100)
        case _:
            return ours


def answer_of(heard: int, ordered: Order) -> Answer:
    """The answer as the client hands it to the rules."""
    if heard in PLAIN:
        return PLAIN[Heard(heard)]
    return Answer(Kind.CARD, status=200, card=_card_seen(View(heard), ordered))


@dataclass(frozen=True)
class Next:
    """Where a rule leads: a row's number, a send, or a step that `Activation.moved` refuses."""

    row: int = NO_ROW
    sends: bool = False
    refused: str = ""
    rule: str = ""


@dataclass
class RuleTable:
    """The rows met so far by number, and what the rules said about each."""

    facts: Facts = field(default_factory=lambda: Facts(quarantine=QUARANTINE))
    rows: list[Activation] = field(default_factory=list)
    numbers: dict[tuple, int] = field(default_factory=dict)
    known: dict[tuple, Next] = field(default_factory=dict)

    def number(self, activation: Activation) -> int:
        """The number of this row, and of every row that no rule tells apart from it."""
        problem = activation.problem if activation.problem and activation.problem.code in KEPT_PROBLEMS else None
        note = activation.note if activation.note in {rules.ONE_MORE, rules.PUT_BACK} else ""
        if activation.note.startswith(rules.READ_ONCE):
            note = rules.READ_ONCE
        key = (
            activation.order.read_before,
            activation.state,
            activation.sends,
            activation.ambiguous,
            note,
            problem and problem.code,
        )
        if key not in self.numbers:
            self.numbers[key] = len(self.rows)
            bare = replace(activation, seq=1, at=MONDAY, send_ended_at=None, problem=problem, evidence=None, note=note)
            self.rows.append(bare)
        return self.numbers[key]

    def sold(self, *, read_before: bool) -> int:
        """T01."""
        return self.number(queued(READ if read_before else UNREAD))

    def taken_over(self) -> int:
        """T27."""
        return self.number(taken_over(UNREAD, MONDAY, "a slip"))

    def state(self, row: int) -> State | None:
        return None if row == NO_ROW else self.rows[row].state

    def may_send_unread(self, row: int, *, fresh: bool) -> bool:
        return activate.may_send_unread(self.rows[row], MONDAY if fresh else MONDAY + LATER)

    def after(self, rule: str, row: int, heard: int = 0, *, past: bool = False) -> Next:
        """What the rule of this name makes of a row. `past`: the last send is longer ago than the quarantine."""
        key = (rule, row, heard, past)
        if key not in self.known:
            self.known[key] = self._asked(rule, self.rows[row], heard, Age(QUARANTINE if past else timedelta(0)))
        return self.known[key]

    def _asked(self, rule: str, row: Activation, heard: int, age: Age) -> Next:
        try:
            step = self._step(rule, row, answer_of(heard, row.order), age)
            if isinstance(step, SendAgain):
                return Next(sends=True)
            moved = row.moved(step, MONDAY)
        except BadTransition as refused:
            return Next(refused=str(refused))
        assert moved.order is row.order, "I8: the order of a row was changed"
        return Next(self.number(moved), rule=step.rule)

    def _step(self, rule: str, row: Activation, answer: Answer, age: Age) -> Step | SendAgain:
        match rule:
            case "sending":
                return activate.sending(row)
            case "after_activate":
                return activate.after_activate(row, answer, MONDAY)
            case "after_read" if row.state is State.CANCEL_WAIT:
                read_twice = row.note.startswith(rules.READ_ONCE)
                return settle.after_cancel_read(row, answer, age, self.facts, read_twice=read_twice)
            case "after_read":
                return activate.after_read(row, answer, age, self.facts)
            case "recovered":
                return settle.recovered(row)
            case "restored":
                return rules.restored(row)
            case "put_back":
                return rules.put_back(row)
            case "retried":
                return rules.retried(row)
            case "cancelled":
                return settle.cancelled(row)
            case _:
                return rules.closed(row, "dealt with")


def needs_a_person(activation: Activation) -> bool:
    """No further read will end this doubt, and a person may close it."""
    return activation.state in QUEUE and Way.ACCEPT in ways(activation)
