"""The sandbox as a shop would start it: a program of its own that can be stopped, and started again where it was."""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0
CARDS = 60


class SandboxProgram:
    """A sandbox beside the till. A context. Its cards are on disk, so that they outlive a stop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._child: subprocess.Popen[str] | None = None
        self._port = 0
        self.url = ""
        self._fresh: Iterator[str] = iter(())

    def __enter__(self) -> Self:
        told = self.start()
        self.url = told["base_url"]
        self._port = int(self.url.rpartition(":")[2])
        self._fresh = iter(told["cards"])
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        """It answers at its address."""
        return self._child is not None

    def start(self) -> dict[str, Any]:
        """Starts it, at the same place as before, and gives its ready line."""
        words = ["sandbox", "--port", str(self._port), "--data", str(self._folder), "--cards", str(CARDS)]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "app", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line, "the sandbox did not start"
        return json.loads(line)

    def stop(self) -> None:
        """The line is down: nobody answers at this address any more."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait(PATIENCE_S)
            if self._child.stdout is not None:
                self._child.stdout.close()
            self._child = None

    def card(self) -> str:
        """A card that no test has used yet."""
        return next(self._fresh)

    def turn(self, **settings: object) -> None:
        """Sets switches."""
        self._call("PUT", "switches", settings)

    def lay(self, *rules: dict[str, object]) -> None:
        """Plans faults."""
        self._call("PUT", "faults", {"rules": rules})

    def truth(self, card: str) -> dict[str, Any]:
        """What is really so of one card."""
        told = self._call("GET", "truth")["cards"]
        return next(each for each in told if each["card_id"] == card)

    def _call(self, method: str, path: str, body: object = None) -> Any:
        with httpx.Client(base_url=self.url, timeout=PATIENCE_S, trust_env=False, verify=False) as client:
            answer = client.request(method, f"/_sandbox/{path}", json=body)
            answer.raise_for_status()
            return answer.json() if answer.content else None
