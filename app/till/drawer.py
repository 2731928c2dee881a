"""The cash drawer opened without a sale: by a supervisor's leave, and never without a line in the journal."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.problem import Fact
from app.till.offline import Approval
from app.till.ports import Clock, Ledger, Note, NoteKind, PrintOutcome, PrintReport


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opens the drawer and why, and whose leave that has."""

    person: str
    reason: str
    approval: Approval

    @property
    def facts(self) -> dict[str, Fact]:
        """As the journal keeps them."""
        return {"person": self.person, "reason": self.reason, "supervisor": self.approval.person}


def open_drawer(ledger: Ledger, clock: Clock, opening: Opening, kick: Callable[[], PrintReport]) -> PrintReport:
    """Writes the opening down, and then opens the drawer by `kick`. What the printer said of it.

    One that certainly stayed shut is written down as that, behind the first line. Raises LedgerFault; before the first
    line is written nothing opens.
    """
    ledger.note(Note(NoteKind.DRAWER, clock.now(), opening.facts))
    report = kick()
    if report.outcome is PrintOutcome.NO:
        why = report.problem.code.value if report.problem else "no-printer"
        ledger.note(Note(NoteKind.DRAWER, clock.now(), opening.facts | {"stayed_shut": why}))
    return report
