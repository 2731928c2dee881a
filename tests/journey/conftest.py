"""What the journeys through the window stand on: one running till for each file, in order before each test."""

from collections.abc import Iterator

import pytest

from tests.journey.real_till import RealTill, running_till


@pytest.fixture(scope="module")
def open_till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealTill]:
    """The real program with everything plugged in."""
    with running_till(tmp_path_factory.mktemp("counter")) as till:
        yield till


@pytest.fixture
def till(open_till: RealTill) -> RealTill:
    """The till ready for the next customer, whatever the test before left behind."""
    open_till.begin()
    return open_till
