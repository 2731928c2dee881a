"""A job in a queue, followed to whichever end it comes to."""

from collections import deque
from dataclasses import dataclass, field

import pytest

from app.core.problem import Code
from app.printer import escpos_bytes
from app.printer.patience import Patience
from app.printer.print_queue import JobStanding, JobState, QueueState
from app.printer.profile import PRESETS
from app.printer.spooled_printer import SpooledPrinter
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import shop_papers

NO, UNKNOWN = PrintOutcome.NO, PrintOutcome.UNKNOWN
HASTY = Patience(answer_s=0.0, bytes_a_second=1_000_000)
PATIENT = Patience(answer_s=10.0)
WELL = QueueState(takes_jobs=True)
PENDING = JobStanding(JobState.PENDING, was_begun=False)
PROCESSING = JobStanding(JobState.PROCESSING, was_begun=True)
GONE = OSError("the scheduler is gone")


@dataclass
class ScriptedQueue:
    """A queue that says of its job what it is told to, the last thing for ever."""

    jobs: list[JobStanding | Exception]
    after_cancel: JobStanding | Exception | None = None
    standing: QueueState | None = WELL
    number: int | Exception | None = 7
    cancelled: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    address: str = "cups:receipts"

    def state(self, wait_s: float) -> QueueState | None:
        if isinstance(self.standing, Exception):
            raise self.standing
        return self.standing

    def hand_over(self, job: bytes, title: str, wait_s: float) -> int | None:
        self.titles.append(title)
        if isinstance(self.number, Exception):
            raise self.number
        return self.number

    def job(self, number: int, wait_s: float) -> JobStanding:
        said = deque(self.jobs)
        now = said.popleft()
        if len(self.jobs) > 1:
            self.jobs.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    def take_back(self, number: int, wait_s: float) -> JobStanding:
        self.cancelled.append(number)
        assert self.after_cancel is not None
        if isinstance(self.after_cancel, Exception):
            raise self.after_cancel
        return self.after_cancel


def told(report: PrintReport) -> tuple[PrintOutcome, Code | None]:
    return report.outcome, report.problem.code if report.problem else None


def printed(queue: ScriptedQueue, patience: Patience) -> tuple[PrintOutcome, Code | None]:
    return told(SpooledPrinter(queue, PRESETS["80mm"], patience).print(shop_papers.one_card()))


def ended(state: JobState, *, was_begun: bool) -> JobStanding:
    return JobStanding(state, was_begun)


ENDS = [
    ([PROCESSING, ended(JobState.COMPLETED, was_begun=True)], UNKNOWN, Code.PRINTER_HANDED_OVER),
    ([PENDING, ended(JobState.CANCELLED, was_begun=False)], NO, Code.PRINTER_SILENT),
    ([PROCESSING, ended(JobState.CANCELLED, was_begun=True)], UNKNOWN, Code.PRINTER_SILENT),
    ([ended(JobState.ABORTED, was_begun=False)], NO, Code.PRINTER_SILENT),
    ([PROCESSING, ended(JobState.ABORTED, was_begun=True)], UNKNOWN, Code.PRINTER_SILENT),
    ([PROCESSING, GONE], UNKNOWN, Code.PRINTER_SILENT),
]


@pytest.mark.parametrize(("jobs", "outcome", "code"), ENDS)
def test_a_job_that_ends_by_itself(jobs, outcome, code) -> None:
    queue = ScriptedQueue(jobs)
    assert printed(queue, PATIENT) == (outcome, code)
    assert not queue.cancelled
    assert queue.titles == ["000184"]


TAKEN_BACK = [
    (PENDING, ended(JobState.CANCELLED, was_begun=False), NO),
    (PENDING, ended(JobState.CANCELLED, was_begun=True), UNKNOWN),
    (PROCESSING, ended(JobState.CANCELLED, was_begun=True), UNKNOWN),
    (PENDING, PENDING, UNKNOWN),
    (PENDING, GONE, UNKNOWN),
]


@pytest.mark.parametrize(("before", "after", "outcome"), TAKEN_BACK)
def test_a_job_that_waits_too_long_is_taken_back(before, after, outcome) -> None:
    queue = ScriptedQueue([before], after)
    assert printed(queue, HASTY) == (outcome, Code.PRINTER_SILENT)
    assert queue.cancelled == [7]


def test_a_job_that_comes_through_while_it_is_taken_back_was_handed_over() -> None:
    queue = ScriptedQueue([PROCESSING], ended(JobState.COMPLETED, was_begun=True))
    assert printed(queue, HASTY) == (UNKNOWN, Code.PRINTER_HANDED_OVER)


def test_a_job_that_the_queue_stopped_is_taken_back_at_once_and_says_why() -> None:
    queue = ScriptedQueue([JobStanding(JobState.STOPPED, was_begun=True)], ended(JobState.CANCELLED, was_begun=True))
    queue.standing = QueueState(takes_jobs=True, problem=Code.PRINTER_NO_PAPER)
    assert printed(queue, PATIENT) == (UNKNOWN, Code.PRINTER_NO_PAPER)
    assert queue.cancelled == [7]


@pytest.mark.parametrize(
    ("standing", "number", "outcome", "code"),
    [
        (None, 7, NO, Code.PRINTER_QUEUE_UNKNOWN),
        (QueueState(takes_jobs=False), 7, NO, Code.PRINTER_QUEUE_STOPPED),
        (QueueState(takes_jobs=False, problem=Code.PRINTER_NO_PAPER), 7, NO, Code.PRINTER_NO_PAPER),
        (GONE, 7, NO, Code.PRINTER_UNREACHABLE),
        (WELL, None, NO, Code.PRINTER_QUEUE_STOPPED),
        (WELL, ValueError("no answer"), UNKNOWN, Code.PRINTER_SILENT),
    ],
)
def test_a_job_that_does_not_get_into_the_queue(standing, number, outcome, code) -> None:
    queue = ScriptedQueue([GONE], standing=standing, number=number)
    assert printed(queue, PATIENT) == (outcome, code)
    assert not queue.cancelled


def test_a_queue_that_knows_of_little_paper_warns() -> None:
    queue = ScriptedQueue([ended(JobState.COMPLETED, was_begun=True)], standing=QueueState(True, is_low=True))
    printer = SpooledPrinter(queue, PRESETS["80mm"], PATIENT)
    for report in (printer.print(shop_papers.one_card()), printer.check()):
        assert report.warning is not None
        assert report.warning.code is Code.PRINTER_PAPER_LOW


def test_a_library_that_cannot_be_loaded_is_told_and_not_thrown(monkeypatch) -> None:
    def full(*_paper, **_how) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(escpos_bytes, "receipt_bytes", full)
    assert printed(ScriptedQueue([PENDING]), PATIENT) == (NO, Code.DISK_LOW)
