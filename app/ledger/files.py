"""The journal's files: the database, its log, the lock beside it, the marks and the reserve, and its backups."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class JournalFiles:
    """Where one journal lies. `path` is the database; the others stand beside it under its name.

    `mark_folder` is another place, so that whoever puts a backup back puts no mark back with it. None: no mark is kept.
    """

    path: Path
    mark_folder: Path | None = None

    @property
    def mark(self) -> Path | None:
        """How far the journal had come."""
        return self.mark_folder / f"{self.path.stem}.mark" if self.mark_folder else None

    @property
    def lock(self) -> Path:
        """Held by the one program that may write."""
        return self.path.with_suffix(".lock")

    @property
    def fault(self) -> Path:
        """There while a commit's outcome is not known (transition T03)."""
        return self.path.with_suffix(".fault")

    @property
    def made(self) -> Path:
        """There since the journal was made whole, and holds its id: what is not found later was lost."""
        return self.path.with_suffix(".made")

    @property
    def rescue(self) -> Path:
        """There while damaged journals wait to be rescued: names their folders, one a line."""
        return self.path.with_suffix(".rescue")

    @property
    def reserve(self) -> Path:
        """Holds room on the disk, to be given up when settling finds none."""
        return self.path.with_suffix(".reserve")

    @property
    def backups(self) -> Path:
        """The folder of its backups; other journals that lie beside it keep theirs there, too."""
        return self.path.parent / "backups"

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log."""
        return self.path.with_name(self.path.name + "-wal")

    def make_folder(self) -> None:
        """Makes the journal's folder, open to nobody else. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def make(self) -> None:
        """Makes an empty database file, open to nobody else, and its name durable. Raises OSError."""
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            self.sync_folder()

    def is_empty(self) -> bool:
        """There is no database, or not a byte of one. Raises OSError where nobody can tell."""
        try:
            return self.path.stat().st_size == 0
        except FileNotFoundError:
            return True

    def has_log(self) -> bool:
        """Something may stand in the log that is not in the database. Raises OSError where nobody can tell."""
        try:
            return self.log.stat().st_size > 0
        except FileNotFoundError:
            return False

    def note_made(self, journal_id: str) -> None:
        """Notes, durably, that there is a journal now and which. Raises OSError."""
        _write_synced(self.made, journal_id)
        self.sync_folder()

    def made_id(self) -> str | None:
        """The id of the journal that was made here, or None where none was. Raises OSError where nobody can tell.

        Empty where the power went after the mark's name was on the disk and before the id was.
        """
        try:
            return self.made.read_bytes().strip(b"\0").decode(errors="replace")
        except FileNotFoundError:
            return None

    def note_rescues(self, folders: Sequence[str]) -> None:
        """Notes, durably, which damaged journals wait to be rescued. Raises OSError."""
        if folders:
            part = self.rescue.with_name(self.rescue.name + ".part")
            _write_synced(part, "".join(f"{name}\n" for name in folders))
            part.replace(self.rescue)
        else:
            self.rescue.unlink(missing_ok=True)
        self.sync_folder()

    def rescues_due(self) -> tuple[str, ...]:
        """The names of the folders whose rescue is due, in the order they came. Raises OSError."""
        try:
            return tuple(self.rescue.read_text("utf-8").split("\n")[:-1])
        except FileNotFoundError:
            return ()

    def sync_folder(self) -> None:
        """Makes the names in the folder durable. Raises OSError."""
        sync_names(self.path.parent)

    def identity(self) -> tuple[tuple[int, int], ...]:
        """Which files the names lead to: another answer later says that one was moved or deleted. Raises OSError."""
        return tuple((found.st_dev, found.st_ino) for found in (self.path.stat(), self.log.stat()))

    def mark_fault(self, what: str) -> None:
        """Notes that a commit's outcome is not known, for the next start. As well as a failing disk allows."""
        with suppress(OSError):  # the disk that refused the commit may refuse this too; the till stops either way
            _write_synced(self.fault, what)

    def has_fault(self) -> bool:
        """A commit of an earlier process may have come back from the dead. Raises OSError where nobody can tell."""
        try:
            self.fault.read_bytes()
        except FileNotFoundError:
            return False
        return True

    def clear_fault(self) -> None:
        """The rows of that commit were dealt with. Raises OSError."""
        self.fault.unlink()
        self.sync_folder()


def sync_names(folder: Path) -> None:
    """Makes the names in a folder durable. Raises OSError."""
    if sys.platform != "win32":  # there a folder cannot be opened, and NTFS keeps its names in a log of its own
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_synced(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
