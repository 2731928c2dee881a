"""A sandbox for each worker, a home to copy, and the commands of a till."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.config.log import end_log
from tests.command.at_the_counter import Till
from tests.sandbox.conftest import fresh
from tests.sandbox.running import Running, running_sandbox

SETTINGS = "[queue]\nquarantine_s = 1\n\n[network]\ndeadline_s = 5\n"


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=2) as running:
        yield running


@pytest.fixture
def issuer(_one_sandbox: Running) -> Iterator[Running]:
    """The issuer as at the start, with as many inactive cards as a test then asks it to make."""
    fresh(_one_sandbox)
    yield _one_sandbox
    fresh(_one_sandbox)


@pytest.fixture(scope="session")
def used_home(tmp_path_factory: pytest.TempPathFactory, _one_sandbox: Running) -> Path:
    """A home whose journal is made and empty, to be copied: the short way to a till that is in use."""
    home = tmp_path_factory.mktemp("home") / "till"
    home.mkdir(mode=0o700)
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    assert main(["journal", "--home", str(home), "--sandbox", _one_sandbox.url]) == 0
    end_log()
    return home


@pytest.fixture
def till(
    issuer: Running, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Till]:
    """A till that was never used, with a short quarantine."""
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    yield Till(home, issuer.url, capsys, monkeypatch)
    end_log()
