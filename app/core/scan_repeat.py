"""The same code twice within a second is one scan: a trigger that was held, or two scanners that saw one card."""

from dataclasses import dataclass, field
from typing import Final

from app.core.scan import bare
from app.core.trial_scan import ScanSource

REPEAT_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A code and when it came: by its source's own clock, and by the clock on which all arrive; seconds of each.

    After a stall what waited arrives all at once, but its source knows when it was scanned.
    """

    text: str = field(repr=False)
    source: ScanSource
    source_s: float
    arrived_s: float


class ScanRepeats:
    """Remembers the last code, to tell it from the next. One for all scanners of a till."""

    def __init__(self) -> None:
        self._last: Heard | None = None

    def forget(self) -> None:
        """Somebody did something else meanwhile: the same code again is meant."""
        self._last = None

    def is_again(self, heard: Heard) -> bool:
        """Whether this code came less than a second ago, from whichever scanner.

        A code that comes again and again without a pause stays one scan.
        """
        before, self._last = self._last, heard
        if before is None or bare(before.text) != bare(heard.text):
            return False
        if before.source is heard.source:
            return heard.source_s - before.source_s < REPEAT_S
        return heard.arrived_s - before.arrived_s < REPEAT_S
