"""A real Secret Service (gnome-keyring) on a bus of its own, around a child program."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The daemon's password comes by standard input, so that it is no argument of any process.
_SESSION = """
if [ -n "$KEYRING_OF_THE_TEST" ]; then
    printf %s "$KEYRING_OF_THE_TEST" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
fi
unset KEYRING_OF_THE_TEST
exec "$@"
"""

PASSWORD = "test-passord"


@dataclass(frozen=True)
class Ended:
    """What a child program printed and how long the whole session took at most."""

    out: str
    err: str


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a child: its home, keyrings and bus lie in `folder`, and nothing names a back end."""
    own = {key: value for key, value in os.environ.items() if key not in {"PYTHON_KEYRING_BACKEND", "DISPLAY"}}
    own.pop("DBUS_SESSION_BUS_ADDRESS", None)
    for variable, name in {
        "HOME": "home",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_CACHE_HOME": "cache",
        "XDG_RUNTIME_DIR": "run",
    }.items():
        (folder / name).mkdir(mode=0o700, exist_ok=True)
        own[variable] = str(folder / name)
    return {**own, "PYTHONPATH": str(ROOT), **more}


def without_a_bus(folder: Path, program: str, **more: str) -> Ended:
    """Runs a Python program where no session bus is."""
    return _run([sys.executable, "-W", "error", "-c", program], environment(folder, **more))


def with_secret_service(folder: Path, program: str, *, password: str = PASSWORD, **more: str) -> Ended:
    """Runs a Python program with a Secret Service; an empty password leaves it locked."""
    session = ["dbus-run-session", "--", "sh", "-c", _SESSION, "sh", sys.executable, "-W", "error", "-c", program]
    return _run(session, environment(folder, KEYRING_OF_THE_TEST=password, **more))


def _run(command: list[str], own: dict[str, str]) -> Ended:
    child = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert child.returncode == 0, child.stderr
    return Ended(child.stdout.strip(), child.stderr)
