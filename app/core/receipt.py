"""What a receipt or slip says, from the activations of one sale. The truth and nothing more.

Only an activation in state ACTIVE may be called active or valid on paper; every other state has words of its own
that promise nothing (reliability section 3.4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app.core.activation import Activation, Order, State, short_id
from app.core.money import Money
from app.core.paper import Align, BarCode, Blank, Pair, Paper, PaperKind, PaperLine, QrCode, Rule, Text, receipt_number
from app.core.shop import DateForm, Shop

WORD_KEYS: Final = (
    *("title", "date", "sold", "number", "till", "card", "customer", "customer_id", "sale", "amount", "sum"),
    *("reference", "replaces", "copy", "test", "loaded", "valid_from", "valid_until", "not_a_purchase"),
    *("slip_code", "queued_head", "queued_text", "unknown_head", "unknown_text", "held_head", "held_text"),
    *("taken_head", "taken_text", "mismatch_head", "mismatch_text"),
    *("cancel_wait_head", "cancel_wait_text", "cancelled_head", "cancelled_text"),
    *("welcome", "wait"),
    *("strip_width", "strip_now", "strip_question", "strip_same", "strip_keep", "strip_job_number", "strip_in_turn"),
    *("strip_on_disk", "strip_handed_over", "strip_no_answer", "strip_not_asked"),
)
"""Every word a language's table must have."""

SLIP_OF: Final[Mapping[State, str]] = {
    State.QUEUED: "queued",
    State.SENDING: "unknown",
    State.UNKNOWN: "unknown",
    State.HELD: "held",
    State.TAKEN: "taken",
    State.MISMATCH: "mismatch",
    State.CANCEL_WAIT: "cancel_wait",
    State.CANCELLED: "cancelled",
    State.CLOSED: "mismatch",
}


WITH_CODE: Final = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN})
"""Another till may settle these by their slip. What a person has to decide, or decided, is not for any till."""


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The words on paper, on a test strip and on the customer's display, in the customer's language, by key."""

    table: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raises ValueError naming the first missing word."""
        for key in WORD_KEYS:
            if not self.table.get(key):
                raise ValueError(f"the receipt words lack {key!r}")

    def __getitem__(self, key: str) -> str:
        return self.table[key]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every paper of this till carries: shop, words, and whether the account is a test account.

    `slip_text` makes the code of a waiting card's slip (`app.core.slip_code`), None where there can be none. It may
    wait for the keyring: paper is issued on a worker's lane.
    """

    shop: Shop
    words: ReceiptWords
    is_test: bool
    slip_text: Callable[[Order], str | None] | None = None


def paper_kind(activations: Sequence[Activation]) -> PaperKind:
    """A RECEIPT as soon as one card of it is active, otherwise a SLIP."""
    return PaperKind.RECEIPT if any(a.state is State.ACTIVE for a in activations) else PaperKind.SLIP


def receipt(letterhead: Letterhead, activations: Sequence[Activation], number: int, at: datetime) -> Paper:
    """The paper of one sale as it stands: one card or several, each with its own result.

    `activations` are those of one sale, in the order they were scanned. Raises ValueError for none.
    """
    if not activations:
        raise ValueError("paper speaks of at least one card")
    order = activations[0].order
    lines: list[PaperLine] = [*_head(letterhead), *_facts(letterhead, order, number, at), Rule()]
    is_alone = len(activations) == 1
    for activation in activations:
        lines += _card(letterhead, activation, is_alone=is_alone)
    if not is_alone:
        lines += _sum(letterhead, activations)
    lines += _foot(letterhead, activations, number)
    return Paper(paper_kind(activations), number, tuple(lines))


def with_codes(letterhead: Letterhead, activations: Sequence[Activation]) -> Letterhead:
    """The same letterhead with the codes of these waiting cards made now: to lay out their paper waits for nothing."""
    if letterhead.slip_text is None:
        return letterhead
    orders = [activation.order for activation in activations if activation.state in WITH_CODE]
    codes = {order.activation_id: letterhead.slip_text(order) for order in orders}

    def made(order: Order) -> str | None:
        return codes.get(order.activation_id)

    return replace(letterhead, slip_text=made)


def preview(letterhead: Letterhead, orders: Sequence[Order], number: int, at: datetime) -> Paper:
    """The slip that would be true now, shown while the form is filled: nothing was loaded yet, and it says so.

    It has no reference and no code yet: they come with the confirmation.
    """
    waiting = [Activation(order, State.QUEUED, 1, at) for order in orders]
    paper = receipt(replace(letterhead, slip_text=None), waiting, number, at)
    name = letterhead.words["reference"]
    return replace(paper, lines=tuple(x for x in paper.lines if not (isinstance(x, Pair) and x.left == name)))


def copy_of(paper: Paper, words: ReceiptWords) -> Paper:
    """The same paper marked as a copy in double size, above everything else."""
    mark = Text(words["copy"], Align.CENTRE, bold=True, size=2)
    return Paper(paper.kind, paper.number, (mark, *paper.lines))


def without_codes(paper: Paper, words: ReceiptWords) -> Paper:
    """The same paper without what another till could settle a card by, and without the words that say so."""

    def is_about_a_code(line: PaperLine) -> bool:
        return isinstance(line, QrCode) or (isinstance(line, Text) and line.text == words["slip_code"])

    return replace(paper, lines=tuple(line for line in paper.lines if not is_about_a_code(line)))


def day_text(moment: datetime, form: DateForm) -> str:
    """The day in the locale's form: `23.11.2026`."""
    return _filled(form.day, moment)


def moment_text(moment: datetime, form: DateForm) -> str:
    """Day and time in the locale's form: `23.11.2026 14:03`."""
    return f"{_filled(form.day, moment)} {_filled(form.time, moment)}"


def _filled(pattern: str, moment: datetime) -> str:
    fields = {
        "yyyy": f"{moment.year:04d}",
        "dd": f"{moment.day:02d}",
        "MM": f"{moment.month:02d}",
        "HH": f"{moment.hour:02d}",
        "mm": f"{moment.minute:02d}",
    }
    for name, value in fields.items():
        pattern = pattern.replace(name, value)
    return pattern


def _head(letterhead: Letterhead) -> list[PaperLine]:
    shop, words = letterhead.shop, letterhead.words
    lines: list[PaperLine] = [Text(shop.shop_name, Align.CENTRE, bold=True)]
    lines += [Text(line, Align.CENTRE) for line in shop.address]
    lines.append(Text(words["title"], Align.CENTRE))
    if letterhead.is_test:
        lines += [Blank(), Text(words["test"], Align.CENTRE, bold=True, size=2), Blank()]
    return lines


def _facts(letterhead: Letterhead, order: Order, number: int, at: datetime) -> list[PaperLine]:
    shop, words = letterhead.shop, letterhead.words
    lines: list[PaperLine] = [
        Rule(),
        Pair(words["date"], moment_text(at, shop.date_form)),
        *_sold_earlier(letterhead, order, at),
        Pair(words["number"], receipt_number(number)),
        Pair(words["till"], f"{order.till_id} / {order.operator_id}"),
    ]
    if order.sale_reference:
        lines.append(Pair(words["sale"], order.sale_reference))
    if order.customer_name:
        lines.append(Pair(words["customer"], order.customer_name))
    if order.customer_id:
        lines.append(Pair(words["customer_id"], order.customer_id))
    return lines


def _sold_earlier(letterhead: Letterhead, order: Order, at: datetime) -> list[PaperLine]:
    """When the sale was confirmed, on paper that comes more than a minute after it."""
    if at - order.confirmed_at < timedelta(minutes=1):
        return []
    return [Pair(letterhead.words["sold"], moment_text(order.confirmed_at, letterhead.shop.date_form))]


def _card(letterhead: Letterhead, activation: Activation, *, is_alone: bool) -> list[PaperLine]:
    shop, words = letterhead.shop, letterhead.words
    lines: list[PaperLine] = [Pair(words["card"], activation.order.card.masked(shop.mask_first))]
    if activation.state is State.ACTIVE:
        lines += _loaded(letterhead, activation, is_alone=is_alone)
    else:
        lines += _not_loaded(letterhead, activation)
    lines.append(Pair(words["reference"], activation.short_id))
    if activation.order.replaces:
        lines.append(Pair(words["replaces"], short_id(activation.order.replaces)))
    return [*lines, *_slip_code(letterhead, activation), Rule()]


def _slip_code(letterhead: Letterhead, activation: Activation) -> list[PaperLine]:
    """The code by which any till of the chain settles a waiting card, and what it is there for."""
    if activation.state not in WITH_CODE or letterhead.slip_text is None:
        return []
    code = letterhead.slip_text(activation.order)
    return [Blank(), Text(letterhead.words["slip_code"], Align.CENTRE), QrCode(code)] if code else []


def _loaded(letterhead: Letterhead, activation: Activation, *, is_alone: bool) -> list[PaperLine]:
    """One card has its amount in large figures; of several each has a line, and the paper stays short."""
    shop, words, order = letterhead.shop, letterhead.words, activation.order
    amount = shop.number_form.amount(order.money)
    lines: list[PaperLine] = [Pair(words["loaded"], amount, bold=True)]
    if is_alone:
        large = Text(amount, Align.CENTRE, bold=True, size=2)
        lines = [Blank(), large, Text(words["loaded"], Align.CENTRE), Blank()]
    if order.active_from:
        lines.append(Pair(words["valid_from"], day_text(order.active_from, shop.date_form)))
    if order.expires_at:
        lines.append(Pair(words["valid_until"], day_text(order.expires_at, shop.date_form)))
    return lines


def _not_loaded(letterhead: Letterhead, activation: Activation) -> list[PaperLine]:
    words = letterhead.words
    state = SLIP_OF[activation.state]
    return [
        Blank(),
        Text(words[f"{state}_head"], Align.CENTRE, bold=True, size=2),
        Text(words[f"{state}_text"], Align.CENTRE),
        Blank(),
        Pair(words["amount"], letterhead.shop.number_form.amount(activation.order.money)),
    ]


def _sum(letterhead: Letterhead, activations: Sequence[Activation]) -> list[PaperLine]:
    """The sum of what was loaded, a line a currency, and a rule. What was not loaded is in no sum."""
    totals = dict[str, Money]()
    for activation in activations:
        money = activation.order.money
        if activation.state is State.ACTIVE:
            totals[money.currency] = totals[money.currency] + money if money.currency in totals else money
    form, words = letterhead.shop.number_form, letterhead.words
    sums: list[PaperLine] = [Pair(words["sum"], form.amount(total), bold=True) for total in totals.values()]
    return [*sums, Rule()] if sums else []


def _foot(letterhead: Letterhead, activations: Sequence[Activation], number: int) -> list[PaperLine]:
    lines: list[PaperLine] = []
    if paper_kind(activations) is PaperKind.RECEIPT:
        lines.append(Text(letterhead.words["not_a_purchase"], Align.CENTRE))
        lines += [Text(line, Align.CENTRE) for line in letterhead.shop.terms]
    return [*lines, Blank(), BarCode(receipt_number(number))]
