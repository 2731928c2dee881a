"""What the queue says: how much waits since when, what came of a try, and how many cases are open."""

from collections.abc import Iterable, Sequence

from app.core.activation import CASES, QUEUE, Activation, State
from app.core.money import Currency, Money, NumberForm
from app.till.settle import Settled
from app.ui.translation import translate
from app.ui.words import paper_fault_words, print_words, state_words


def waiting_words(waiting: Sequence[Activation], form: NumberForm, since: str) -> str:
    """`2 waiting · 1 250,50 kr · the oldest since 14:04`; empty where nothing waits."""
    if not waiting:
        return ""
    told = translate("Queue", "{count} waiting · {sum} · the oldest since {time}")
    sums = " + ".join(form.amount(total) for total in _sums(waiting))
    return told.replace("{count}", str(len(waiting))).replace("{sum}", sums).replace("{time}", since)


def _sums(activations: Iterable[Activation]) -> list[Money]:
    """The sum of each currency among them."""
    totals: dict[Currency, Money] = {}
    for activation in activations:
        money = activation.order.money
        totals[money.currency] = totals[money.currency] + money if money.currency in totals else money
    return list(totals.values())


def cases_words(count: int) -> str:
    """`2 cases need a person.`; empty for none."""
    if not count:
        return ""
    one, many = translate("Queue", "1 case needs a person."), translate("Queue", "{count} cases need a person.")
    return one if count == 1 else many.replace("{count}", str(count))


def tried_words(settled: Settled) -> str:
    """What came of a try: how the card stands now and, if paper came of it, what became of that."""
    after = settled.activation
    state = state_words(after.state)
    if after.state is State.CANCELLED:
        words = f"{state.title}."
    elif after.state in CASES:
        told = translate("Queue", "Tried just now: {state}. It needs a person: open the cases.")
        words = told.replace("{state}", state.title)
    elif after.state in QUEUE:
        words = translate("Queue", "Tried just now: still {state}.").replace("{state}", state.label.lower())
    else:
        words = translate("Queue", "Tried just now: {state}.").replace("{state}", state.title)
    if settled.kept is not None:
        words = f"{words} {translate('Queue', 'Its receipt is kept.')}"
    if settled.printed is not None:
        words = f"{words} {print_words(settled.printed).what}"
    return words if settled.fault is None else f"{words} {paper_fault_words(settled.fault)}"
