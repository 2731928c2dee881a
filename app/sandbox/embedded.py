"""A sandbox that starts with the program and ends with it, in a child process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Lock

from app.core.problem import Code, refuse
from app.sandbox.demonstration import card_id

CARDS = 8
SEED = 1
_ROOT = Path(__file__).resolve().parents[2]
"""The child starts where this very program lies: a folder `app` in the caller's own place is not us."""


class EmbeddedSandbox:
    """The child and its address. It ends when its standard input closes, even if this process is killed."""

    def __init__(self, data: Path | None) -> None:
        """Starts nothing yet. `data` keeps its cards between starts; without it they are in memory."""
        self._data = data
        self._child: subprocess.Popen[str] | None = None
        self._base_url: str | None = None
        self._lock = Lock()

    @property
    def cards(self) -> tuple[str, ...]:
        """The codes of its cards; known before it runs, as they follow from the seed."""
        return tuple(card_id(SEED, index) for index in range(CARDS))

    def start(self) -> None:
        """Starts the child if it does not run yet; returns at once. Raises Refusal SANDBOX_NOT_STARTED."""
        with self._lock:
            self._started()

    def base_url(self) -> str:
        """Its address, once it is ready. Raises Refusal SANDBOX_NOT_STARTED when it ended instead."""
        with self._lock:
            if self._base_url is None:
                child = self._started()
                line = child.stdout.readline() if child.stdout else ""
                try:
                    self._base_url = str(json.loads(line)["base_url"])
                except (ValueError, KeyError):
                    self._child = None
                    _end(child)
                    raise refuse(Code.SANDBOX_NOT_STARTED) from None
            return self._base_url

    def stop(self) -> None:
        """Ends the child and waits for it."""
        with self._lock:
            child, self._child, self._base_url = self._child, None, None
        if child is not None:
            _end(child)

    def _started(self) -> subprocess.Popen[str]:
        if self._child is not None:
            return self._child
        keep = ["--data", str(self._data.absolute())] if self._data else []
        words = ["--cards", str(CARDS), "--seed", str(SEED), *keep, "--until-stdin-closes"]
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own program with fixed words, no shell
                [sys.executable, "-m", "app", "sandbox", *words],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        except OSError as fault:
            raise refuse(Code.SANDBOX_NOT_STARTED, reason=fault.strerror or "no process") from fault
        return self._child


def _end(child: subprocess.Popen[str]) -> None:
    """Closes its standard input, which ends it, and waits; a child that does not go is killed."""
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdout:
        child.stdout.close()
