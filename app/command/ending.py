"""A program that is told to end does so in good order: what it had begun is cleaned away."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ENDED: Final = 128 + signal.SIGTERM
"""The exit code of what was ended so, as shells have it."""


@contextmanager
def ended_in_order() -> Generator[None]:
    """SIGTERM ends the program from where it is, as an exception does. For the main thread alone."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(ENDED)
