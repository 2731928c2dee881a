"""Sealed answers on the disk: room is set aside before the call, and what was written is read back before the next.

One folder a batch, one file a chunk. A file appears under its name only when it is whole and synced (reliability,
section 4), and is never written to again.
"""

import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.core.problem import Code, refuse
from app.office.ports import SealedFile
from app.vault.durable import sync_folder

ENDING: Final = ".age"
_ROOM: Final = ".room"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", re.ASCII)
_PIECE: Final = 1024 * 1024


class NotKept(Exception):
    """An answer that could not be written, or that was read back as something else."""


class SealedFolder:
    """The vault's files. Any thread and any process of this user may use it: no two write the same chunk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def set_aside(self, batch_id: str, chunk_id: str, size: int) -> None:
        """Takes `size` bytes of the disk for a chunk's answer, for good. Room that was taken before counts.

        Raises Refusal VAULT_FULL, VAULT_UNWRITABLE; ValueError for a name that cannot be one.
        """
        room = self._room(batch_id, chunk_id)
        try:
            self._make(room.parent)
            _fill(room, size)
        except OSError as fault:
            folder = str(self._folder)
            if fault.errno in _FULL:
                raise refuse(Code.VAULT_FULL, folder=folder, least=_in_kb(size)) from fault
            reason = fault.strerror or "the system says no"
            raise refuse(Code.VAULT_UNWRITABLE, folder=folder, reason=reason) from fault

    def give_back(self, batch_id: str, chunk_id: str) -> None:
        """The room of a chunk that brought no answer."""
        with suppress(OSError):
            self._room(batch_id, chunk_id).unlink()

    def keep(self, batch_id: str, chunk_id: str, cipher: bytes) -> SealedFile:
        """A sealed answer in the room that was set aside: written, synced, named, and read back from the disk.

        Raises NotKept with the reason; the room is then still there.
        """
        room, target = self._room(batch_id, chunk_id), self._file(batch_id, chunk_id)
        digest = hashlib.sha256(cipher).hexdigest()
        try:
            if target.exists():
                raise NotKept("there is an answer of this chunk already")
            _write(room, cipher)
            room.rename(target)
            sync_folder(target.parent)
            found = _digest_on_disk(target)
        except OSError as fault:
            raise NotKept(fault.strerror or type(fault).__name__) from fault
        if found != digest:
            raise NotKept("what was read back is not what was written")
        return SealedFile(f"{batch_id}/{target.name}", len(cipher), digest)

    def found(self, batch_id: str, chunk_id: str) -> SealedFile | None:
        """A chunk's sealed answer that lies here without anybody having said so, synced anew. Raises OSError."""
        target = self._file(batch_id, chunk_id)
        if not target.is_file():
            return None
        with target.open("rb") as stream:
            if sys.platform != "win32":  # there a file is synced by who writes it alone
                os.fsync(stream.fileno())
        sync_folder(target.parent)
        return SealedFile(f"{batch_id}/{target.name}", target.stat().st_size, _digest_on_disk(target))

    def has_answer(self, batch_id: str, chunk_id: str) -> bool:
        """Whether something lies here as this chunk's sealed answer."""
        return self._file(batch_id, chunk_id).is_file()

    def read(self, file: SealedFile) -> bytes:
        """A sealed answer as it was written. Raises Refusal SEALED_FILE_MISSING, SEALED_FILE_CHANGED."""
        try:
            cipher = self._named(file.name).read_bytes()
        except (OSError, ValueError):
            raise refuse(Code.SEALED_FILE_MISSING, file=file.name) from None
        if len(cipher) != file.size or hashlib.sha256(cipher).hexdigest() != file.sha256:
            raise refuse(Code.SEALED_FILE_CHANGED, file=file.name)
        return cipher

    def has_answers(self, batch_id: str) -> bool:
        """Whether anything of this batch was ever sealed and is still there."""
        return any(self._batch(batch_id).glob(f"*{ENDING}"))

    def remove(self, batch_id: str) -> dict[str, str]:
        """Takes every file of a batch off the disk. What could not be removed, with the reason, by its name."""
        left: dict[str, str] = {}
        folder = self._batch(batch_id)
        for path in sorted(folder.glob("*")):
            try:
                path.unlink()
            except OSError as fault:
                left[f"{batch_id}/{path.name}"] = fault.strerror or type(fault).__name__
        with suppress(OSError):
            folder.rmdir()
            sync_folder(self._folder)
        return left

    def _make(self, batch: Path) -> None:
        """A batch's folder and the way down to it: a file is only as durable as the names above it. Raises OSError."""
        if batch.is_dir():
            return
        batch.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self._folder, *self._folder.parents[:2]):
            sync_folder(folder)

    def _batch(self, batch_id: str) -> Path:
        return self._folder / _checked(batch_id)

    def _file(self, batch_id: str, chunk_id: str) -> Path:
        return self._batch(batch_id) / (_checked(chunk_id) + ENDING)

    def _room(self, batch_id: str, chunk_id: str) -> Path:
        return self._batch(batch_id) / f".{_checked(chunk_id)}{_ROOM}"

    def _named(self, name: str) -> Path:
        """Raises ValueError for a name that leads anywhere else."""
        batch_id, _, rest = name.partition("/")
        return self._file(batch_id, rest.removesuffix(ENDING))


def batch_of(file: SealedFile) -> str:
    """Whose answer it is."""
    return file.name.partition("/")[0]


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("a name of batch or chunk has letters, figures, - and _ alone")
    return name


if sys.platform == "win32":
    _FULL: Final = frozenset({28})
else:
    import errno

    _FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _fill(room: Path, size: int) -> None:
    """The blocks are given, not promised. A file that nobody else can read."""
    descriptor = os.open(room, os.O_WRONLY | os.O_CREAT | _no_link(), 0o600)
    try:
        if sys.platform == "linux":
            os.posix_fallocate(descriptor, 0, size)
        elif os.fstat(descriptor).st_size < size:
            for start in range(0, size, _PIECE):
                os.write(descriptor, bytes(min(_PIECE, size - start)))
            os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            room.unlink()
        raise
    finally:
        os.close(descriptor)


def _write(room: Path, cipher: bytes) -> None:
    descriptor = os.open(room, os.O_WRONLY | _no_link())
    try:
        left = memoryview(cipher)
        while left:
            left = left[os.write(descriptor, left) :]
        os.ftruncate(descriptor, len(cipher))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _no_link() -> int:
    """A link that somebody laid in the way is not followed."""
    return getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _digest_on_disk(path: Path) -> str:
    """As the disk has it: the system is asked to forget what it still holds in memory."""
    with path.open("rb") as stream:
        if sys.platform == "linux":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _in_kb(size: int) -> str:
    return f"{max(1, size // 1024)} kB"
