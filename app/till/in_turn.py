"""Things that happen on several threads, dealt with one after another."""

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class InTurn(Generic[T]):
    """Gives each thing to `deal` in the order in which they came, one at a time, and keeps nobody waiting for it.

    Who comes while another thread is at it leaves the thing there and goes on: that thread deals with it, too. It
    stands on the two ends of a deque, whose steps cannot be half done, and so needs no lock. What `deal` raises goes
    to who is at it; the other things stay for the next one who comes.
    """

    def __init__(self, deal: Callable[[T], None]) -> None:
        self._deal = deal
        self._things: deque[T] = deque()
        self._turn: deque[None] = deque([None])

    def put(self, thing: T) -> None:
        """One more thing. Dealt with on return, unless another thread is at it or `deal` itself puts it."""
        self._things.append(thing)
        while self._things:  # looked at again once the turn is given back: someone may have left a thing in between
            try:
                self._turn.pop()
            except IndexError:
                return
            try:
                self._deal_with_all()
            finally:
                self._turn.append(None)

    def _deal_with_all(self) -> None:
        while self._things:
            self._deal(self._things.popleft())
