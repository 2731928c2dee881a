"""What every test stands on: a home of its own, no screen, no keyring, and the project's Hypothesis profile.

JOURNALS=disk keeps what a test writes on the disk, as `make soak` does; else it lies in memory where there is room.
FIGURES=added leaves the figures of the run before, so that the last of several tells them all.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.simulation import figures

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before the first import of Qt

# A till on two busy cores is slow now and then; that is no fault of the rule under test.
# A developer's run explores; a run of CI is repeatable, so that what fails there was caused by what changed.
hypothesis.settings.register_profile("till", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", hypothesis.settings.get_profile("till"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "till")

FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "runtime",
}
# What would let a test reach the keyring, the settings, the printer or the network of whoever runs it.
REACHES_OUT = (
    "DBUS_SESSION_BUS_ADDRESS",
    "GIFTCARD_TILL_HOME",
    "ALL_PROXY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
MEMORY = Path("/dev/shm")
ROOM_LEAST = 2 * 2**30
"""Bytes. A container may have far less in memory than its disk has."""


def has_memory() -> bool:
    """Whether folders of tests lie in memory: a sync costs nothing there, and what is synced is the same."""
    wanted = os.environ.get("JOURNALS") != "disk"
    return wanted and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_LEAST


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """An empty folder for one test, gone at its end."""
    with tempfile.TemporaryDirectory(prefix="till-", dir=MEMORY if has_memory() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home() -> Iterator[Path]:
    """Keeps every test away from the home folder, the keyring and the proxies of whoever runs it."""
    with tempfile.TemporaryDirectory(prefix="till-") as folder, pytest.MonkeyPatch.context() as environment:
        for variable, name in FOLDERS.items():
            path = Path(folder, name)
            path.mkdir(mode=0o700)
            environment.setenv(variable, str(path))
        for variable in REACHES_OUT:
            environment.delenv(variable, raising=False)
        environment.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield Path(folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder for settings, journal and logs, as `--home` takes it."""
    folder = tmp_path / "till"
    folder.mkdir(mode=0o700)
    return folder


def pytest_sessionstart(session: pytest.Session) -> None:
    """A run tells its own figures and no earlier one's, unless it is told to add to them."""
    if not hasattr(session.config, "workerinput") and os.environ.get("FIGURES") != "added":
        figures.forget()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that the tests proved, where any kept some."""
    for line in figures.told():
        terminalreporter.write_line(line)
