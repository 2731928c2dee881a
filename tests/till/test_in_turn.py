"""Things of several threads are dealt with one after another, and none is left behind."""

from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.till.in_turn import InTurn

THREADS, EACH = 6, 2_000


def test_one_thing_after_another_is_dealt_with_and_none_twice() -> None:
    dealt: list[int] = []
    at_once: list[int] = []
    inside = Counter[str]()

    def deal(thing: int) -> None:
        inside["now"] += 1
        at_once.append(inside["now"])
        dealt.append(thing)
        inside["now"] -= 1

    turns, ready = InTurn(deal), Barrier(THREADS)

    def put(first: int) -> None:
        ready.wait(10)
        for place in range(EACH):
            turns.put(first + place)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(put, range(0, THREADS * EACH, EACH)))
    assert sorted(dealt) == list(range(THREADS * EACH))
    assert set(at_once) == {1}
    for first in range(0, THREADS * EACH, EACH):
        assert [thing for thing in dealt if first <= thing < first + EACH] == list(range(first, first + EACH))


def test_what_is_put_in_while_one_is_dealt_with_comes_after_it() -> None:
    dealt: list[str] = []

    def deal(thing: str) -> None:
        if thing == "first":
            turns.put("second")
        dealt.append(thing)

    turns = InTurn(deal)
    turns.put("first")
    assert dealt == ["first", "second"]


def test_a_thing_that_fails_does_not_hold_up_the_next() -> None:
    dealt: deque[int] = deque()

    def deal(thing: int) -> None:
        if thing == 0:
            turns.put(1)
            raise ValueError("a bug")
        dealt.append(thing)

    turns = InTurn(deal)
    with pytest.raises(ValueError, match="a bug"):
        turns.put(0)
    turns.put(2)
    assert list(dealt) == [1, 2]
