"""One sandbox for all commands that share a worker, put back to its start before each test, and a till beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config.log import end_log
from tests.command.at_the_counter import Till
from tests.sandbox.conftest import fresh
from tests.sandbox.running import Running, running_sandbox


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=4) as running:
        yield running


@pytest.fixture
def issuer(_one_sandbox: Running) -> Iterator[Running]:
    """The issuer as at the start: four inactive cards, no faults, every switch at its default."""
    fresh(_one_sandbox)
    yield _one_sandbox
    fresh(_one_sandbox)


@pytest.fixture
def till(
    issuer: Running, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """A till that was never used."""
    yield Till(home, issuer.url, capsys, monkeypatch)
    end_log()
