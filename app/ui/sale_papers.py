"""The papers of one sale once more: the sale's own paper, or each that its cards got since."""

from collections.abc import Sequence

from app.core.activation import Activation
from app.till.counter import Counter
from app.till.papers import Printed
from app.till.ports import PrintOutcome


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
