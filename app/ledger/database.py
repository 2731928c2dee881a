"""What the journal asks of a SQLite connection, with exact types (the binding's own name a type Python 3.11 lacks)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Protocol, Self

SqlValue = str | int | bytes | None
"""What the journal's columns hold. Never a float: no money and no time is one."""


class Answer(Protocol):
    """The rows of a question, read once."""

    def __iter__(self) -> Iterator[tuple[SqlValue, ...]]: ...

    def get_description(self) -> tuple[tuple[str, str | None], ...]:
        """Each column's name and declared type, while there are rows."""
        ...


class Copying(Protocol):
    """A copy on its way, ended by leaving its block."""

    done: bool

    def step(self, npages: int = -1) -> bool:
        """Copies so many pages more."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, etype: type[BaseException] | None, evalue: BaseException | None, etraceback: TracebackType | None
    ) -> bool | None: ...


class Database(Protocol):
    """An `apsw.Connection`. Every method raises apsw.Error."""

    in_transaction: bool

    def execute(self, statements: str, bindings: Sequence[SqlValue] | None = None) -> Answer:
        """Runs one statement, or several without bindings."""
        ...

    def executemany(self, statements: str, bindings: Iterable[Sequence[SqlValue]]) -> Answer:
        """Runs one statement for each of the bindings."""
        ...

    def pragma(self, name: str, value: SqlValue = None) -> object:
        """Sets or asks a pragma."""
        ...

    def set_busy_timeout(self, milliseconds: int) -> None:
        """How long to wait for another connection's lock."""
        ...

    def set_wal_hook(self, hook: Callable[["Database", str, int], int] | None) -> None:
        """Called after each commit with the number of pages in the log."""
        ...

    def wal_autocheckpoint(self, pages: int) -> None:
        """When a commit also carries the log over; 0: never."""
        ...

    def wal_checkpoint(self, dbname: str | None = None, mode: int = 0) -> tuple[int, int]:
        """Carries the log over into the database."""
        ...

    def backup(self, databasename: str, sourceconnection: "Database", sourcedatabasename: str) -> Copying:
        """Begins to copy another connection's database over this one."""
        ...

    def reserve_bytes(self, schema: str, reserve: int = -1) -> int:
        """How many bytes at the end of each page are not SQLite's; asks for as many from the next VACUUM on."""
        ...

    def close(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the binding's own signature
        """Ends the connection."""
        ...
