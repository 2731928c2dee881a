"""A head office that is killed: at any write of its journal, or in the middle of a call."""

from collections.abc import Callable
from typing import Any

from app.ledger.batch_book import SqliteBatchBook
from app.office.ports import ChunkAnswer, ChunkOrder
from tests.office.model import ModelMaker

WRITES = frozenset({"order", "plan", "doubt", "step", "check", "settle", "begin_rekey", "rekeyed", "note", "release"})


class Killed(BaseException):
    """The process ends here. Nothing in the program may catch it."""


class Fuse:
    """Burns down by one with every place where a process can end; at the end it does."""

    def __init__(self, places: int) -> None:
        self.left = places

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


class KilledBook:
    """The journal, with a place to die before and after each of its writes."""

    def __init__(self, book: SqliteBatchBook, fuse: Fuse) -> None:
        self._book, self._fuse = book, fuse

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self._book, name)
        return self._dying(method) if name in WRITES else method

    def _dying(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            self._fuse.burn()
            result = method(*args, **named)
            self._fuse.burn()
            return result

        return call


class KilledMaker:
    """The maker, with a place to die before its call and after it, its answer sealed or not."""

    def __init__(self, maker: ModelMaker, fuse: Fuse) -> None:
        self.maker, self._fuse = maker, fuse

    def ready(self, order: ChunkOrder) -> Any:
        return self.maker.ready(order)

    def found(self, order: ChunkOrder) -> Any:
        return self.maker.found(order)

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        self._fuse.burn()
        answer = self.maker.make(order)
        self._fuse.burn()
        return answer
