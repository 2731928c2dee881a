"""Figures for the ids of new cards."""

from collections import Counter

import pytest

from app.config.secret_figures import SystemFigures


@pytest.mark.parametrize("count", [0, 1, 17, 120_000])
def test_as_many_figures_as_asked_for(count: int) -> None:
    drawn = SystemFigures().figures(count)
    assert len(drawn) == count
    assert not set(drawn) - set("0123456789")


def test_every_figure_is_as_likely_as_any_other() -> None:
    """Ten standard deviations: a fair source passes practically for ever, a byte modulo ten does not."""
    count = 1_000_000
    spread = 10 * (count * 0.1 * 0.9) ** 0.5
    assert all(abs(times - count / 10) < spread for times in Counter(SystemFigures().figures(count)).values())
