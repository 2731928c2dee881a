"""One sandbox for all tests that share a worker, put back to its start before each."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sandbox.running import Running, running_sandbox


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=3) as running:
        yield running


@pytest.fixture
def issuer(_one_sandbox: Running) -> Iterator[Running]:
    """The issuer as at the start: three inactive cards, no faults, every switch at its default."""
    fresh(_one_sandbox)
    yield _one_sandbox
    fresh(_one_sandbox)


def fresh(running: Running) -> None:
    running.clock.ahead = timedelta(0)
    assert running.client.post("/_sandbox/reset").status_code == 200
    running.sign_in()
