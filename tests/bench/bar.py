"""A figure beside its floor and its bar."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the bench. `floor` and `figure` are medians in `unit`; `ratio` is that of the rounds' ratios."""

    name: str
    unit: str
    floor: float
    figure: float
    ratio: float
    bar: float
    is_met: bool

    def value(self) -> dict[str, object]:
        """As JSON, with figures short enough to read."""
        return {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()}


def compared(name: str, unit: str, floors: Sequence[float], figures: Sequence[float], bar: float) -> Bar:
    """Pairs floor and figure round by round, so that a machine that drifts drifts under both."""
    ratios = [figure / floor for floor, figure in zip(floors, figures, strict=True)]
    ratio = statistics.median(ratios)
    return Bar(name, unit, statistics.median(floors), statistics.median(figures), ratio, bar, ratio <= bar)
