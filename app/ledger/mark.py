"""The high-water mark: how far a journal had come, kept where a backup of the journal does not reach."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app.ledger.fields import Fields
from app.ledger.files import sync_names

_LENGTH: Final = 256
"""Of the whole file: within one sector, which a disk writes wholly or not at all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a journal has come: the rows of history it holds, and the highest number that a paper was given.

    `epoch` counts how often it was put back: rows of one epoch are never those of another.
    """

    journal_id: str
    epoch: int
    steps: int
    papers: int


def mark_from(fields: Fields) -> Mark:
    """A mark as a row or a file has it. Raises ValueError for anything else."""
    return Mark(fields.text("journal_id"), fields.whole("epoch"), fields.whole("steps"), fields.whole("papers"))


@dataclass(slots=True)
class MarkFile:
    """One mark on the disk. A mark that is older than its journal is right: a power cut may take the newest ones."""

    path: Path
    _descriptor: int = field(default=-1, init=False)
    _last: Mark | None = field(default=None, init=False)

    def read(self) -> Mark | None:
        """The mark as it was last written; None where there is none, or none that can be read. Raises OSError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            fields = Fields(json.loads(content))
            return Mark(fields.text("journal_id"), fields.whole("epoch"), fields.whole("steps"), fields.whole("papers"))
        except (ValueError, AttributeError):  # AttributeError: JSON, but no object
            return None

    def begin(self, mark: Mark) -> None:
        """Makes the file where there is none, and its name and the mark durable. Raises OSError."""
        self.close()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        self._put(mark)
        os.fsync(self._descriptor)
        sync_names(self.path.parent)

    def move(self, *, steps: int, papers: int) -> None:
        """Writes how far the journal has come since `begin`, in one write that is not synced.

        One that fails leaves an older mark, which is right all the same; the next start tells of it.
        """
        mark = self._last and replace(self._last, steps=steps, papers=papers)
        if mark is not None and mark != self._last:
            with suppress(OSError):
                self._put(mark)

    def close(self) -> None:
        """Ends the writing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _put(self, mark: Mark) -> None:
        fields = {"journal_id": mark.journal_id, "epoch": mark.epoch, "steps": mark.steps, "papers": mark.papers}
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, json.dumps(fields).encode().ljust(_LENGTH - 1) + b"\n")
        self._last = mark
