"""Print queues of a real CUPS scheduler, with the printer behind them well, slow, out of paper, dead or stopped."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.problem import Code
from app.core.proof import Proof
from app.printer.cups_queue import CupsQueue, queues
from app.printer.escpos_bytes import receipt_bytes
from app.printer.patience import Patience
from app.printer.print_queue import JobStanding, JobState
from app.printer.profile import PRESETS
from app.printer.spooled_printer import SpooledPrinter
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import shop_papers
from tests.printer.cups_daemon import cups, queue, why_not
from tests.printer.sink import Sink

YES, NO, UNKNOWN = PrintOutcome.YES, PrintOutcome.NO, PrintOutcome.UNKNOWN
PROFILE = PRESETS["80mm"]
PATIENT = Patience(connect_s=10.0, answer_s=20.0)
HASTY = Patience(connect_s=10.0, answer_s=1.0, bytes_a_second=10_000)
NOBODY = 9
"""Nobody listens on this port."""

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "there is a scheduler")


@dataclass
class Shop:
    """A scheduler, and the printers behind its queues by the queue's name."""

    port: int
    printers: dict[str, Sink]

    def printer(self, name: str, patience: Patience = PATIENT) -> SpooledPrinter:
        return SpooledPrinter(CupsQueue(name, "127.0.0.1", self.port), PROFILE, patience)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    folder = Path(tempfile.mkdtemp(prefix="till-cups-"))
    folder.chmod(0o755)  # the scheduler changes to a user of its own
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        printers = {
            "well": stack.enter_context(Sink()),
            "slow": stack.enter_context(Sink(bytes_a_second=2_000, buffer=512)),
            "no-paper": stack.enter_context(Sink(paper="out")),
        }
        entries = {name: queue(name, sink.port) for name, sink in printers.items()}
        entries |= {
            "dead": queue("dead", NOBODY),
            "dead-and-aborts": queue("dead-and-aborts", NOBODY, policy="abort-job"),
            "dead-and-stops": queue("dead-and-stops", NOBODY, policy="stop-printer"),
            "stopped": queue("stopped", NOBODY, state="Stopped"),
            "closed": queue("closed", NOBODY, accepting="No"),
        }
        yield Shop(stack.enter_context(cups(folder, entries)), printers)


def told(report: PrintReport) -> tuple[PrintOutcome, Code | None]:
    return report.outcome, report.problem.code if report.problem else None


FATES = {
    "well": (PATIENT, UNKNOWN, Code.PRINTER_HANDED_OVER),
    "slow": (PATIENT, UNKNOWN, Code.PRINTER_HANDED_OVER),
    "no-paper": (HASTY, UNKNOWN, Code.PRINTER_SILENT),
    "dead": (HASTY, UNKNOWN, Code.PRINTER_UNREACHABLE),
    "dead-and-aborts": (HASTY, UNKNOWN, Code.PRINTER_UNREACHABLE),
    "dead-and-stops": (HASTY, UNKNOWN, Code.PRINTER_UNREACHABLE),
    "stopped": (HASTY, NO, Code.PRINTER_QUEUE_STOPPED),
    "closed": (HASTY, NO, Code.PRINTER_QUEUE_STOPPED),
    "absent": (HASTY, NO, Code.PRINTER_QUEUE_UNKNOWN),
}


def test_the_fate_of_each_job_is_told(shop: Shop) -> None:
    def fate(name: str) -> tuple[PrintOutcome, Code | None]:
        return told(shop.printer(name, FATES[name][0]).print(shop_papers.one_card()))

    with ThreadPoolExecutor(len(FATES)) as threads:
        told_of = dict(zip(FATES, threads.map(fate, FATES), strict=True))
    assert told_of == {name: (outcome, code) for name, (_patience, outcome, code) in FATES.items()}
    for name in ("well", "slow"):
        shop.printers[name].papers()
        assert bytes(shop.printers[name].jobs[0].received) == receipt_bytes(shop_papers.one_card(), PROFILE)


def test_what_was_taken_back_never_comes_out(shop: Shop) -> None:
    """The job of a queue that stopped after it was asked is taken back before it was begun: nothing came out."""
    line = CupsQueue("stopped", "127.0.0.1", shop.port)
    number = line.hand_over(b"receipt", "000001", 10)
    assert number is not None
    assert line.job(number, 10) == JobStanding(JobState.PENDING, was_begun=False)
    for _ in range(2):
        assert line.take_back(number, 10) == JobStanding(JobState.CANCELLED, was_begun=False)


def test_a_queue_says_how_it_is_and_which_proof_it_gives(shop: Shop) -> None:
    assert told(shop.printer("well").check()) == (YES, None)
    assert told(shop.printer("stopped").check()) == (NO, Code.PRINTER_QUEUE_STOPPED)
    assert told(shop.printer("absent").check()) == (NO, Code.PRINTER_QUEUE_UNKNOWN)
    assert shop.printer("well").proof is Proof.HANDED_OVER
    assert shop.printer("well").columns == 48


def test_the_schedulers_queues_are_found_by_name(shop: Shop) -> None:
    found = queues(10, "127.0.0.1", shop.port)
    assert ("well", "The queue well") in found
    assert len(found) == 8
