"""The till's log: JSON lines in a few files of bounded size, without secrets, and every uncaught fault in it."""

import io
import json
import logging
import os
import re
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from app.config.redaction import Redactor

FILE: Final = "till.log"
BYTES_MAX: Final = 1_000_000
FILES_KEPT: Final = 5
TEXT_MAX: Final = 4_000
"""A record's words are cut here: no answer from outside fills the disk."""

FIELDS: Final = (
    "activation_id",
    "sale_id",
    "state",
    "rule",
    "code",
    "status",
    "number",
    "milliseconds",
    "screen",
    "port",
)
"""The only extra fields a record may carry (`extra={...}`); anything else is left out."""

_OURS: Final = re.compile(r"[0-9a-f]{32}")


class JsonLines(logging.Formatter):
    """One record, one line, ASCII only, so that no sign in a text can begin a second line."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The record as a JSON object: when, level, place, words, allowed fields, and a fault's class and places."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["text"] = self._redact(_words(record))[:TEXT_MAX]
        line["thread"] = self._redact(record.threadName or "")
        for name in FIELDS:
            if name in record.__dict__:
                line[name] = self._field(record.__dict__[name])
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = self._redact(fault_text(record.exc_info[1]))[:TEXT_MAX]
        return json.dumps(line)

    def _field(self, value: object) -> str | int:
        """Whole numbers and our own ids as they are, any other text without secrets."""
        if isinstance(value, int):
            return value
        text = str(value)
        return text if _OURS.fullmatch(text) else self._redact(text)[:TEXT_MAX]


class BoundedFile(logging.Handler):
    """A file of bounded size that this user alone can read, and a few older ones beside it.

    Each record is one write at the file's end, so that two programs of one till do not break each other's lines. A
    full disk, or a value that cannot be written, costs the record and never the sale. The standard library's own
    rotating file would bring sockets and pickling along before the first paint.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._stream = _opened(file)

    def emit(self, record: logging.LogRecord) -> None:
        """Writes one record; called with the handler's lock held."""
        try:
            line = self.format(record).encode("ascii") + b"\n"
            if self._stream.tell() + len(line) > BYTES_MAX:
                self._roll()
            self._stream.write(line)
        except Exception:  # noqa: BLE001, S110 - the record's words may not reach standard error unredacted, nor stop a sale
            pass

    def close(self) -> None:
        """Closes the file."""
        with self.lock or nullcontext():
            self._stream.close()
        super().close()

    def _roll(self) -> None:
        """till.log becomes till.log.1, that till.log.2 and so on; the oldest goes."""
        self._stream.close()
        try:
            for number in range(FILES_KEPT - 1, 0, -1):
                with suppress(FileNotFoundError):
                    self._older(number).replace(self._older(number + 1))
            self._file.replace(self._older(1))
        finally:
            self._stream = _opened(self._file)

    def _older(self, number: int) -> Path:
        return self._file.with_name(f"{self._file.name}.{number}")


def _opened(file: Path) -> io.FileIO:
    return io.FileIO(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a")


def begin_log(folder: Path, level: str = "info") -> Redactor:
    """Sends what `app.*` has to say from `level` up, and warnings of everything else, to `folder`/till.log.

    Calling it again replaces the earlier file. Returns the redactor, to be told of the secret when it is read. Where
    the folder cannot be written the till goes on without a log.
    """
    redact = Redactor()
    end_log()
    try:
        handler = BoundedFile(folder / FILE)
    except OSError:
        return redact
    handler.setFormatter(JsonLines(redact))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("app").setLevel(level.upper())
    for chatty in ("httpcore", "keyring", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # their lesser words hold addresses with card codes
    return redact


def end_log() -> None:
    """Closes the till's log file, if one is open."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, BoundedFile)]:
        root.removeHandler(handler)
        handler.close()


def note_fault(fault: BaseException, redact: Redactor) -> str:
    """Writes a fault that nobody expected into the log, and returns it as words without secrets and without locals."""
    logging.getLogger("app").critical("uncaught fault", exc_info=fault)
    return redact(fault_text(fault))


def fault_text(fault: BaseException) -> str:
    """A fault's class, its words and the places it went through, for each fault behind it; never a local value."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = fault
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        parts.append(f"{type(current).__qualname__}: {current}{_places(current.__traceback__)}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(parts)


def _places(trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"\n  {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return "".join(places[-20:])


def _words(record: logging.LogRecord) -> str:
    """The record's words; a record whose words and values do not fit each other is no reason to fail."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)
