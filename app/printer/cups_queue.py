"""One print queue of a CUPS scheduler: what it says of itself, and a job from its handing over to its end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Final
from urllib.parse import quote

from app.core.problem import Code
from app.printer import ipp
from app.printer.ipp import Answer, Attribute, Operation, Value
from app.printer.print_queue import JobStanding, JobState, QueueState

PORT: Final = 631
LOCAL: Final = "localhost"
LOCAL_SOCKETS: Final = ("/run/cups/cups.sock", "/var/run/cups/cups.sock", "/private/var/run/cupsd")
"""Where a scheduler of this machine listens, if it does."""
RAW: Final = "application/vnd.cups-raw"
"""Bytes for the printer as they are: no filter touches them."""
PASSING_ON: Final = 4
STOPPED: Final = 5
"""States of a queue (RFC 8011, 5.4.11): it passes a job on; it takes jobs and passes none on."""
SAYS_UNREACHABLE: Final = ("unavailable", "unreachable", "not responding", "is busy", "unable to locate")
"""Words of CUPS about a printer that nobody hears, while it tries again and again: it has no keyword for that."""


_REASONS: Final = (
    (("media-empty", "media-needed"), Code.PRINTER_NO_PAPER),
    (("cover-open", "door-open"), Code.PRINTER_COVER_OPEN),
    (("connecting-to-device", "offline", "timed-out", "shutdown"), Code.PRINTER_UNREACHABLE),
    (("paused", "stopped", "moving-to-paused"), Code.PRINTER_QUEUE_STOPPED),
)
"""What a queue says of its printer (RFC 8011, 5.4.12), the most telling first."""


@dataclass(frozen=True, slots=True)
class CupsQueue:
    """A queue by its name, at a scheduler. Every method raises OSError or ValueError where nobody answers well."""

    name: str
    host: str = LOCAL
    port: int = PORT

    @property
    def address(self) -> str:
        """As settings and sentences name it: `cups:receipts`, or `cups://HOST:PORT/receipts`."""
        if self.host == LOCAL and self.port == PORT:
            return f"cups:{self.name}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"cups://{host}:{self.port}/{self.name}"

    def state(self, wait_s: float) -> QueueState | None:
        """How the queue is; None where the scheduler knows no queue of this name."""
        wanted = ["printer-state", "printer-state-reasons", "printer-state-message", "printer-is-accepting-jobs"]
        answer = self._asked(Operation.GET_PRINTER_ATTRIBUTES, [_requested(wanted)], wait_s)
        if answer.status == ipp.NOT_FOUND:
            return None
        said = _of(answer, ipp.PRINTER_GROUP)
        reasons = _reasons(said.get("printer-state-reasons", ()))
        is_stopped = STOPPED in said.get("printer-state", ()) or False in said.get("printer-is-accepting-jobs", ())
        problem = Code.PRINTER_QUEUE_STOPPED if is_stopped else None
        if PASSING_ON in said.get("printer-state", ()) and _is_unheard(_text(said, "printer-state-message")):
            problem = Code.PRINTER_UNREACHABLE
        told = next((code for words, code in _REASONS if reasons.intersection(words)), problem)
        return QueueState(not is_stopped, told, is_low="media-low" in reasons)

    def hand_over(self, job: bytes, title: str, wait_s: float) -> int | None:
        """The number of the job that was made of these bytes; None where it was refused and none was made."""
        attributes = [Attribute("job-name", ipp.NAME, [title]), Attribute("document-format", ipp.MIME_TYPE, [RAW])]
        answer = self._asked(Operation.PRINT_JOB, attributes, wait_s, job)
        if not answer.is_success:
            return None
        return _whole(next(iter(answer.of(ipp.JOB_GROUP).get("job-id", ())), None))

    def job(self, number: int, wait_s: float) -> JobStanding:
        """How a job stands."""
        wanted = ["job-state", "time-at-processing"]
        attributes = [Attribute("job-id", ipp.INTEGER, [number]), _requested(wanted)]
        said = _of(self._asked(Operation.GET_JOB_ATTRIBUTES, attributes, wait_s), ipp.JOB_GROUP)
        state = JobState(_whole(next(iter(said.get("job-state", ())), None)))
        begun_at = said.get("time-at-processing", (0,))
        return JobStanding(state, was_begun=state is JobState.PROCESSING or begun_at != (None,))

    def take_back(self, number: int, wait_s: float) -> JobStanding:
        """Takes a job out of the queue; one that has ended already stays as it ended."""
        self._asked(Operation.CANCEL_JOB, [Attribute("job-id", ipp.INTEGER, [number])], wait_s)
        return self.job(number, wait_s)

    def _asked(self, operation: Operation, attributes: Iterable[Attribute], wait_s: float, data: bytes = b"") -> Answer:
        name = quote(self.name)
        own = (
            Attribute("printer-uri", ipp.URI, [f"ipp://{LOCAL}/printers/{name}"]),
            *_number_first(attributes),
        )
        request = ipp.request_bytes(operation, own) + data
        return ipp.ask(self.host, self.port, f"/printers/{name}", request, wait_s, _local_socket(self.host, self.port))


def queues(wait_s: float, host: str = LOCAL, port: int = PORT) -> tuple[tuple[str, str], ...]:
    """The queues of a scheduler: name, and what people call it. None where nobody listens."""
    request = ipp.request_bytes(Operation.GET_PRINTERS, [_requested(["printer-name", "printer-info"])])
    try:
        answer = ipp.ask(host, port, "/", request, wait_s, _local_socket(host, port))
    except (OSError, ValueError):
        return ()
    found = [attributes for tag, attributes in answer.groups if tag == ipp.PRINTER_GROUP]
    return tuple((_text(said, "printer-name"), _text(said, "printer-info")) for said in found if "printer-name" in said)


def _number_first(attributes: Iterable[Attribute]) -> tuple[Attribute, ...]:
    """A job's number follows its printer's name, and the person's name comes after both (RFC 8011, 4.1.5)."""
    given = tuple(attributes)
    numbers = tuple(attribute for attribute in given if attribute.name == "job-id")
    others = tuple(attribute for attribute in given if attribute.name != "job-id")
    return (*numbers, Attribute("requesting-user-name", ipp.NAME, [_user()]), *others)


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a service's account may have no name
        return "giftcard-till"


def _local_socket(host: str, port: int) -> str:
    """The scheduler of this machine by its socket, where there is one."""
    if host != LOCAL or port != PORT:
        return ""
    return next((path for path in LOCAL_SOCKETS if Path(path).exists()), "")


def _requested(names: list[str]) -> Attribute:
    return Attribute("requested-attributes", ipp.KEYWORD, names)


def _of(answer: Answer, group: int) -> Mapping[str, tuple[Value, ...]]:
    if not answer.is_success:
        raise ValueError(f"the scheduler refused with status {answer.status:#06x}")
    return answer.of(group)


def _reasons(values: Iterable[Value]) -> frozenset[str]:
    """Without how bad they are: `media-empty-error` and `media-empty-report` are the same to a cashier."""
    return frozenset(
        str(value).removesuffix("-error").removesuffix("-warning").removesuffix("-report") for value in values
    )


def _is_unheard(message: str) -> bool:
    return any(words in message.casefold() for words in SAYS_UNREACHABLE)


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise ValueError("the scheduler gave no number")  # noqa: TRY004 - from outside: a bad answer, no bug of ours
    return value


def _text(said: Mapping[str, tuple[Value, ...]], name: str) -> str:
    return str(next(iter(said.get(name, ())), None) or "")
