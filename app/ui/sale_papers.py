"""What one sale has on paper and in sum: its papers once more, what was told of their prints, and its amount."""

from collections.abc import Sequence

from app.core.activation import Activation
from app.core.money import Money
from app.till.counter import Counter
from app.till.papers import Printed
from app.till.ports import PrintOutcome, PrintReport


def whole_again(counter: Counter, printed: Printed) -> tuple[Printed, ...]:
    """The one paper that speaks of every card of the sale. For a worker's lane. Raises LedgerFault."""
    return (Printed(printed.paper, counter.print_again(printed.paper.number)),)


def each_again(counter: Counter, activations: Sequence[Activation]) -> tuple[Printed, ...]:
    """What is true of each card: its receipt or a slip. A paper that several cards share comes out once.

    For a worker's lane. Raises LedgerFault, StepRefused.
    """
    printed: dict[int, Printed] = {}
    for activation in activations:
        kept = counter.paper_of(activation.id)
        if kept is None or kept.paper.number not in printed:
            made = counter.print_slip(activation)
            printed[made.paper.number] = made
    return tuple(printed.values())


def to_look_at(printed: Sequence[Printed]) -> Printed | None:
    """The paper a person should hear about: the first that did not come out, else the last."""
    troubled = [paper for paper in printed if paper.report.outcome is not PrintOutcome.YES]
    return next(iter(troubled or printed[-1:]), None)


class PrintsHeard:
    """What was told of each print since the sale began: it may end before the sale hears that it was handed over."""

    def __init__(self) -> None:
        self._told: dict[int, PrintReport] = {}

    def hear(self, printed: Printed) -> None:
        """News of one paper."""
        self._told[printed.paper.number] = printed.report

    def forget(self, number: int | None = None) -> None:
        """What was told of this paper, or of all, is over: it is printed anew."""
        if number is None:
            self._told.clear()
        else:
            self._told.pop(number, None)

    def as_known(self, printed: Printed | None) -> Printed | None:
        """The paper with the last word about its print."""
        if printed is None:
            return None
        return Printed(printed.paper, self._told.get(printed.paper.number, printed.report))


def sum_of(activations: tuple[Activation, ...]) -> Money | None:
    """What stands on these activations together; None for none."""
    if not activations:
        return None
    total = activations[0].order.money
    for activation in activations[1:]:
        total += activation.order.money
    return total
