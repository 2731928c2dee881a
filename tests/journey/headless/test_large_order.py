"""A large order by the real program over HTTP, killed half-way: its memory stays that of a small one to the export.

`ORDER_CARDS` says how large: a million takes most of an hour.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.vault.seal import new_identity
from tests.journey.headless.conftest import SETTINGS
from tests.journey.headless.program import KILLED, ROOT, program
from tests.simulation import figures

CARDS = int(os.environ.get("ORDER_CARDS", "0"))
SMALL = 10_000
CHUNK = 1_000
MEMORY_MOST = 1.2
RESUME_S_MOST = 30.0
"""Until it has sealed more than what was under way: eight calls of a thousand cards, and its own start."""
LOOK_S = 0.2
UNDER_WAY = 8
"""At most so many answers come after their program was killed: those that processes of their own still sealed."""

pytestmark = [
    pytest.mark.skipif(CARDS <= SMALL, reason="ORDER_CARDS says of how many cards the large order is"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


@dataclass(frozen=True)
class Ended:
    """How a program ended, its highest memory, and the seconds until it had sealed some answers of its own."""

    code: int
    told: str
    peak_kb: int
    first_s: float


@dataclass(frozen=True)
class Head:
    """Head office in a home of its own."""

    home: Path
    url: str

    def __post_init__(self) -> None:
        self.home.mkdir(mode=0o700)
        (self.home / "settings.toml").write_text(SETTINGS, "utf-8")

    def sealed(self) -> int:
        """Answers in the vault."""
        return sum(1 for _ in self.home.glob("vault/*/*/*.age"))

    def does(self, *words: str, stdin: str = "", until: Callable[[], bool] = lambda: False) -> Ended:
        """Runs a command, and kills it once it is so."""
        before, first_s, peak, begun = self.sealed(), 0.0, 0, time.monotonic()
        line = program(*words, "--home", str(self.home), "--sandbox", self.url)
        with subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdin is not None
            running.stdin.write(stdin)
            running.stdin.close()
            while (code := _waited(running)) is None:
                peak = max(peak, peak_kb(running.pid))
                if not first_s and self.sealed() > before + UNDER_WAY:
                    first_s = time.monotonic() - begun
                if until():
                    running.send_signal(signal.SIGKILL)
            assert running.stdout is not None
            return Ended(code, running.stdout.read(), peak, first_s)

    def orders(self, count: int) -> None:
        usual = (
            "--series",
            "Spring",
            "--prefix",
            f"L{count}-",
            "--chunk",
            str(CHUNK),
            "--recipient",
            new_identity()[1],
        )
        assert self.does("batch", "plan", *usual, "--count", str(count)).code == 0


def _waited(running: subprocess.Popen[str]) -> int | None:
    try:
        return running.wait(LOOK_S)
    except subprocess.TimeoutExpired:
        return None


def peak_kb(pid: int) -> int:
    """Of a program that runs; nothing of one that is about to end."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0
    return int((status.partition("VmHWM:")[2].split() or ["0"])[0])


@pytest.fixture
def url() -> Iterator[str]:
    """A sandbox in a process of its own: it keeps every card, and the program none."""
    words = program("sandbox", "--port", "0", "--cards", "1", "--seed", "5")
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sandbox:
        assert sandbox.stdout is not None
        yield json.loads(sandbox.stdout.readline())["base_url"]
        sandbox.terminate()


def test_a_large_order_takes_the_memory_of_a_small_one_and_goes_on_at_once(url: str, tmp_path: Path) -> None:
    small, large = Head(tmp_path / "small", url), Head(tmp_path / "large", url)
    small.orders(SMALL)
    usual = small.does("batch", "run", "1")
    assert usual.code == 0
    usual_export = released_and_exported(small, tmp_path / "out of the small one")
    large.orders(CARDS)
    half = CARDS // CHUNK // 2
    killed = large.does("batch", "run", "1", until=lambda: large.sealed() >= half)
    assert killed.code in KILLED
    again = large.does("batch", "run", "1", "--json")
    standing = json.loads(again.told)
    assert (again.code, standing["good"]) == (0, CARDS)
    assert again.first_s < RESUME_S_MOST
    assert max(killed.peak_kb, again.peak_kb) <= MEMORY_MOST * usual.peak_kb
    exported = released_and_exported(large, tmp_path / "out")
    assert exported.peak_kb <= MEMORY_MOST * usual_export.peak_kb
    peaks = {"kB of a small one": usual.peak_kb, "kB": max(killed.peak_kb, again.peak_kb)}
    exports = {"kB of a small one's export": usual_export.peak_kb, "kB of its export": exported.peak_kb}
    told = {"cards": CARDS, "ms to go on": int(again.first_s * 1000)}
    figures.keep("large orders", "ordered", told | peaks | exports)


def released_and_exported(head: Head, out: Path) -> Ended:
    for name, pin in (("Kari", "271828\n"), ("Ola", "314159\n")):
        assert head.does("approval", "set", name, stdin=pin).code == 0
        assert head.does("batch", "release", "1", stdin=pin).code == 0
    ended = head.does("batch", "export", "1", "--out", str(out), "--json")
    assert ended.code == 0
    return ended
