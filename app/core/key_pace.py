"""The pace of a burst's keys: what tells a scanner that types from a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

MEAN_SHARE: Final = 0.55
"""A burst's mean gap is at most this share of the longest gap: 44 of 80 ms. People type slower than that, scanners
do not, though a single gap of either may be shorter or longer."""

BARE_MEAN_SHARE: Final = 0.35
"""As MEAN_SHARE, for a burst whose terminator is late or missing: 28 of 80 ms. Nobody types six signs so fast."""

SLOW_SHARE: Final = 0.7
SLOW_SHORTEST: Final = 12
EVEN_SHARE: Final = 0.25
EVEN_BUT: Final = 8
"""A slower scanner, up to 56 of 80 ms a key, is known by how evenly its keys come: over twelve signs at least its gaps
differ by this share of the longest, one in eight of them apart. People's gaps at that speed differ by more."""

STEP_MS: Final = 20
STEP_SHARE: Final = 3
"""A first gap of more than this and so many times the burst's usual gap lies between a person's key and a scan."""


@dataclass(frozen=True, slots=True)
class KeyPace:
    """When each sign of a burst came, in milliseconds, and how many keys it took: two where Shift went before it.

    `longest_ms` is the longest gap that a scanner leaves by its settings.
    """

    at_ms: tuple[int, ...]
    keys: tuple[int, ...]
    longest_ms: int

    @property
    def mean_ms(self) -> float:
        """The mean time between the keys, Shift among them; 0 for fewer than two."""
        keys = sum(self.keys[1:])
        return (self.at_ms[-1] - self.at_ms[0]) / keys if keys else 0.0

    @property
    def may_be_a_scanners(self) -> bool:
        """Whether a scanner may have pressed these keys so far."""
        return not self._is_slow or (self.mean_ms <= self.longest_ms * SLOW_SHARE and self._is_even)

    @property
    def is_no_persons(self) -> bool:
        """Whether no person can have pressed these keys: they make a scan though no terminator came."""
        return self.mean_ms <= self.longest_ms * BARE_MEAN_SHARE

    @property
    def begins_with_a_persons_key(self) -> bool:
        """Whether a person's key lies before the burst: a wide first gap. To be asked of three signs or more."""
        first, *others = self._gaps
        usual = sorted(others)[len(others) // 2]
        return first > max(STEP_MS, STEP_SHARE * usual)

    def shortest(self, signs: int) -> int:
        """How many signs make a scan at this pace, where `signs` make one at a scanner's usual pace."""
        return max(signs, SLOW_SHORTEST) if self._is_slow else signs

    @property
    def _is_slow(self) -> bool:
        return self.mean_ms > self.longest_ms * MEAN_SHARE

    @property
    def _gaps(self) -> list[int]:
        return [later - earlier for earlier, later in pairwise(self.at_ms)]

    @property
    def _is_even(self) -> bool:
        """Some scanners press Shift at the pace of any key, others along with what it shifts."""
        gaps = self._gaps
        by_key = [gap / keys for gap, keys in zip(gaps, self.keys[1:], strict=True)]
        return any(self._are_even(sorted(times)) for times in (gaps, by_key))

    def _are_even(self, times: Sequence[float]) -> bool:
        kept = times[: len(times) - len(times) // EVEN_BUT]
        return kept[-1] - kept[0] <= self.longest_ms * EVEN_SHARE
