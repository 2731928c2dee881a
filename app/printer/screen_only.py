"""A till without a printer: the paper is shown, and nothing comes out."""

from dataclasses import dataclass, field

from app.core.paper import Paper
from app.core.proof import Proof
from app.till.ports import PrintOutcome, PrintReport


@dataclass(frozen=True, slots=True)
class ScreenOnly:
    """Prints nothing, and that is no fault: its reports are NO without a problem."""

    columns: int
    proof: Proof = field(default=Proof.NO_PRINTER, init=False)

    def print(self, paper: Paper, *, opens_drawer: bool = False) -> PrintReport:
        """Nothing is printed."""
        del paper, opens_drawer
        return PrintReport(PrintOutcome.NO)

    def print_unheard(self, paper: Paper) -> PrintReport:
        """Nothing is printed."""
        return self.print(paper)

    def print_bytes(self, job: bytes) -> PrintReport:
        """Nothing is printed."""
        del job
        return PrintReport(PrintOutcome.NO)

    def check(self) -> PrintReport:
        """There is no printer, as the settings wish."""
        return PrintReport(PrintOutcome.NO)
