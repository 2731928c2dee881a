"""One sandbox for the client's tests, put back to its start before each."""

from collections.abc import Iterator

import pytest

from tests.sandbox.running import Running, running_sandbox


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=3) as running:
        yield running


@pytest.fixture
def sandbox(_one_sandbox: Running) -> Iterator[Running]:
    """Three inactive cards, no faults, every switch at its default."""
    assert _one_sandbox.client.post("/_sandbox/reset").status_code == 200
    _one_sandbox.sign_in()
    yield _one_sandbox
    assert _one_sandbox.client.post("/_sandbox/reset").status_code == 200
