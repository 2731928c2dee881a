"""Sandboxes for many tills at once: each a program of its own, so that its work is not done on the tills' time."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.sandbox.running import plain_client

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Issuer:
    """A running sandbox and a client of its own routes."""

    port: int
    client: httpx.Client
    program: subprocess.Popen[str]

    def new_cards(self, ids: Sequence[str]) -> None:
        answer = self.client.post("/_sandbox/cards", json={"card_ids": list(ids)})
        answer.raise_for_status()

    def turn(self, **settings: object) -> None:
        self.client.put("/_sandbox/switches", json=settings).raise_for_status()

    def reset(self) -> None:
        """As at the start: no cards, every switch back."""
        self.client.post("/_sandbox/reset").raise_for_status()

    def freeze(self) -> None:
        """It stands still from now on; the system goes on to take what is sent to it."""
        self.program.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.program.send_signal(signal.SIGCONT)

    def truth(self) -> dict[str, dict[str, Any]]:
        """Every card as it really is."""
        return {card["card_id"]: card for card in self.client.get("/_sandbox/truth").json()["cards"]}


@contextlib.contextmanager
def issuer(*settings: str) -> Iterator[Issuer]:
    """A sandbox in memory with these switches turned; it ends with the test."""
    words = [word for setting in settings for word in ("--set", setting)]
    command = [sys.executable, "-m", "app", "sandbox", "--cards", "0", "--until-stdin-closes", *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        ready = child.stdout.readline()
        assert ready, "the sandbox did not start"
        url = json.loads(ready)["base_url"]
        with plain_client(url, timeout=60, is_kept=False) as client:
            yield Issuer(int(url.rpartition(":")[2]), client, child)
        child.communicate(timeout=20)
