"""A file for one recipient: sealed while it is made, whole or not there, and never in clear on any disk."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedIOBase, BufferedWriter, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core.problem import Code, refuse
from app.vault.durable import sync_folder
from app.vault.seal import seal_stream

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BUFFER: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """A sealed file as it was written: its size in bytes and its SHA-256 in hex, and how much it holds once opened."""

    path: Path
    size: int
    sha256: str
    opened_size: int


def export(pieces: Iterator[bytes], path: Path, recipient: str) -> Exported:
    """Seals the pieces for one recipient into a new file, which appears when it is whole and synced.

    Raises Refusal EXPORT_EXISTS, EXPORT_UNWRITABLE, RECIPIENT_BAD, and whatever the pieces raise: no file is left then.
    """
    if path.exists():
        raise refuse(Code.EXPORT_EXISTS, file=str(path))
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        made = _written(pieces, draft, recipient)
        if path.exists():
            raise refuse(Code.EXPORT_EXISTS, file=str(path))
        draft.rename(path)
        sync_folder(path.parent)
    except OSError as fault:
        raise refuse(Code.EXPORT_UNWRITABLE, file=str(path), reason=fault.strerror or "the system says no") from fault
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Exported(path, *made)


def clear_leftovers(folder: Path, stem: str) -> None:
    """Removes the drafts of exports whose names begin so, which a program left that was ended in the middle.

    Nobody else is writing one: the journal lets one program at a time export a batch.
    """
    draft = re.compile(rf"\.{re.escape(stem)}[A-Za-z0-9.-]*\.age\.[0-9]+\.part", re.ASCII)
    with suppress(OSError):
        for path in [each for each in folder.iterdir() if draft.fullmatch(each.name)]:
            path.unlink()


def _written(pieces: Iterator[bytes], draft: Path, recipient: str) -> tuple[int, str, int]:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with BufferedWriter(FileIO(descriptor, "wb"), _BUFFER) as file:
        source, target = Source(pieces), _Hashed(file)
        seal_stream(source, target, [recipient])
        file.flush()
        os.fsync(file.fileno())
    return target.size, target.digest.hexdigest(), source.size


class Source(BufferedIOBase):
    """Pieces as a stream that can be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")
        self.size = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end. Raises what the pieces raise."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._held = memoryview(piece)
        most = len(self._held) if size is None or size < 0 else size
        part, self._held = self._held[:most], self._held[most:]
        self.size += len(part)
        return bytes(part)


class _Hashed(BufferedIOBase):
    """Writes on, and knows what went through."""

    def __init__(self, into: BufferedIOBase) -> None:
        self._into = into
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, piece: "ReadableBuffer", /) -> int:
        """All of it."""
        count = self._into.write(piece)
        self.digest.update(piece)
        self.size += count
        return count
