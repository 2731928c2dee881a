"""The program's own entry, called as a terminal calls it, and what it said."""

import io
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main


@dataclass(frozen=True)
class Told:
    """A command's exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON object on standard output; nothing else may stand there."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        value = json.loads(lines[0])
        assert isinstance(value, dict)
        return value

    @property
    def problem(self) -> str | None:
        """The code of the problem told as JSON."""
        problem = self.value["problem"]
        return problem["code"] if problem else None

    @property
    def refused(self) -> str:
        """The code of what stopped the command; its sentence must be on standard error for people, too."""
        problem = self.value["problem"]
        assert problem["sentence"]
        assert problem["sentence"] in self.err
        return problem["code"]

    @property
    def stopped(self) -> tuple[int, str]:
        """The exit code, and as `refused`."""
        return self.code, self.refused


@dataclass(frozen=True)
class Till:
    """A till with a home of its own, at a sandbox."""

    home: Path
    url: str
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def reads_soon(self) -> None:
        """The two reads that prove a cancel may follow each other after a second: what proves it is told elsewhere."""
        for room in ("catch_up", "settle"):
            self.patch.setattr(f"app.till.{room}.READS_APART", timedelta(seconds=1))

    def run(self, *words: str, stdin: str | None = None) -> Told:
        """Runs exactly these words."""
        self.capsys.readouterr()
        if stdin is not None:
            self.patch.setattr("sys.stdin", io.StringIO(stdin))
        code = main(list(words))
        said = self.capsys.readouterr()
        return Told(code, said.out, said.err)

    def here(self, *words: str, stdin: str | None = None) -> Told:
        """Runs a command with this till's home, at the sandbox."""
        return self.run(*words, "--home", str(self.home), "--sandbox", self.url, stdin=stdin)

    def real(self, *words: str, stdin: str | None = None) -> Told:
        """Runs a command with this till's home and the account of its settings."""
        return self.run(*words, "--home", str(self.home), stdin=stdin)

    def sell(self, card: str, *words: str, amount: str = "500,00") -> Told:
        """`activate --json` of one card."""
        return self.here("activate", "--card", card, "--amount", amount, "--json", *words)

    def retry(self, *words: str) -> Told:
        return self.here("queue", "retry", "--json", *words)

    def try_again(self, activation_id: str) -> Told:
        """A held one goes again in somebody's name; any other is tried as the queue is."""
        if self.state_of(activation_id) != "held":
            return self.retry(activation_id)
        signed = ("--person", "Kari", "--reason", "the cause is mended", "--json")
        return self.here("queue", "case", "retry", activation_id, *signed)

    def state_of(self, activation_id: str) -> str:
        return next(row["state"] for row in self.journal() if row["activation_id"] == activation_id)

    def journal(self) -> list[dict[str, Any]]:
        told = self.here("journal", "--json")
        assert told.code == 0, told.err
        return told.value["activations"]

    def settings(self, text: str) -> None:
        """Writes the till's settings file."""
        (self.home / "settings.toml").write_text(text, "utf-8")
