"""The plug is pulled: writes that were not synced are lost, reordered or torn, and no promised row is among them.

POWER_LOSSES is how many states of the disk are looked at (5,000).
"""

import os
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import apsw
import pytest

from tests.ledger.pulled_plug import run
from tests.simulation import figures

CARDS = 6
LOSSES = int(os.environ.get("POWER_LOSSES", "5000"))
CARELESS = 400
"""So many states show that a journal which does not sync its commits loses rows."""
SECTOR = 512
MADE = "journal.made"
WRITTEN_AT_ONCE = {MADE, "journal.mark"}
CALLS = "openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink"
LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Change:
    """One thing that happened to the disk, in the order it was asked for."""

    kind: str
    name: str = ""
    offset: int = 0
    data: bytes = b""


def text_of(argument: str) -> bytes:
    return bytes.fromhex(argument.replace("\\x", ""))


def name_in(folder: Path, path: bytes) -> str:
    """The name of a file in the folder, `.` for the folder itself, nothing for what lies elsewhere."""
    found = Path(path.decode())
    if found == folder:
        return "."
    return found.name if found.parent == folder else ""


def calls(log: str, folder: Path) -> Iterator[tuple[str, str, str, list[bytes]]]:
    """Each call that strace saw: its name, the name of its file, its arguments and the texts among them."""
    opened: dict[str, str] = {"1": "standard output"}
    for found in filter(None, map(LINE.match, log.splitlines())):
        arguments = found["arguments"]
        texts = [text_of(text) for text in TEXT.findall(arguments)]
        if found["call"] == "openat":
            opened[found["result"]] = name_in(folder, texts[0])
            yield "openat", opened[found["result"]], arguments, texts
        elif found["call"] == "unlink":
            yield "unlink", name_in(folder, texts[0]), arguments, texts
        else:
            yield found["call"], opened.get(arguments.split(",")[0], ""), arguments, texts


def changes(log: str, folder: Path) -> Iterator[Change]:
    """Files made, written, cut, synced and removed in the journal's folder, and promises made, in their order."""
    for call, name, arguments, texts in calls(log, folder):
        match call:
            case "write" if name == "standard output" and texts[0].startswith(b"lasts"):
                yield Change("promise", texts[0].split()[1].decode())
            case "write" if name in WRITTEN_AT_ONCE:  # each in one go, from its start
                yield Change("write", name, 0, texts[0])
            case "write" if name not in {"", "standard output", "journal.lock"}:
                raise AssertionError(f"a write without a place: {name}")
            case "openat" if name and "O_CREAT" in arguments:
                yield Change("make", name)
            case "pwrite64" if name:
                yield Change("write", name, int(arguments.rsplit(", ", 1)[1]), texts[0])
            case "ftruncate" if name:
                yield Change("cut", name, int(arguments.rsplit(", ", 1)[1]))
            case "fdatasync" | "fsync" if name:
                yield Change("sync", name)
            case "unlink" if name:
                yield Change("remove", name)


@dataclass
class Disk:
    """What would be found after a power loss. Names wait for a sync of the folder, contents for one of their file."""

    contents: dict[str, bytearray] = field(default_factory=dict)
    durable_names: set[str] = field(default_factory=set)
    pending: list[Change] = field(default_factory=list)
    promised: int = 0

    def happen(self, change: Change) -> None:
        match change.kind:
            case "promise":
                self.promised += 1
            case "make":
                self.contents.setdefault(change.name, bytearray())
            case "remove":
                self.contents.pop(change.name, None)
                self.durable_names.discard(change.name)
                self.pending = [waiting for waiting in self.pending if waiting.name != change.name]
            case "sync" if change.name == ".":
                self.durable_names = set(self.contents)
            case "sync":
                for waiting in [waiting for waiting in self.pending if waiting.name == change.name]:
                    self.land(waiting)
                self.pending = [waiting for waiting in self.pending if waiting.name != change.name]
            case _:
                self.pending.append(change)

    def land(self, change: Change) -> None:
        content = self.contents[change.name]
        if change.kind == "cut":
            del content[change.offset :]
            return
        content.extend(bytes(max(0, change.offset - len(content))))
        content[change.offset : change.offset + len(change.data)] = change.data

    def copy(self) -> "Disk":
        contents = {name: bytearray(content) for name, content in self.contents.items()}
        return Disk(contents, set(self.durable_names), list(self.pending), self.promised)

    def lose_what_was_not_synced(self) -> None:
        """Nothing that was not synced arrived."""
        self.contents = {name: self.contents[name] for name in self.contents.keys() & self.durable_names}

    def lose_power(self, chance: random.Random) -> None:
        """Any part of what was not synced landed, in any order, some of it torn at a sector; unsynced names may go."""
        for waiting in chance.sample(self.pending, len(self.pending)):
            if chance.random() < 0.5:
                torn = waiting.kind == "write" and chance.random() < 0.3
                sectors = chance.randint(0, len(waiting.data) // SECTOR)
                self.land(
                    Change("write", waiting.name, waiting.offset, waiting.data[: SECTOR * sectors]) if torn else waiting
                )
        for name in self.contents.keys() - self.durable_names:
            if chance.random() < 0.5:
                del self.contents[name]


@dataclass
class Losses:
    """How many states were looked at, how many of them differ, had lost a promised row, or could not be read."""

    states: int = 0
    lost: int = 0
    unreadable: int = 0
    found: dict[int, int | None] = field(default_factory=dict)

    def look_at(self, disk: Disk, folder: Path) -> None:
        """The same contents are read once, whatever was promised of them."""
        self.states += 1
        key = hash(tuple(sorted((name, hash(bytes(content))) for name, content in disk.contents.items())))
        if key not in self.found:
            self.found[key] = steps_found(folder / str(len(self.found)), disk)
        found = self.found[key]
        self.unreadable += found is None
        self.lost += found is not None and not disk.promised <= found <= disk.promised + 1


def after_power_losses(tmp_path: Path, states: int, *how: str) -> Losses:
    """A till that sells, and the disk as it would be found after a power cut at so many moments of its life."""
    folder = tmp_path / "till"
    log = tmp_path / "log"
    run(folder / "journal.db", CARDS, *how, strace=("-xx", "-s", "200000", "-o", str(log), "-e", f"trace={CALLS}"))
    happened = [c for c in changes(log.read_text(), folder) if not c.name.endswith(("-shm", ".lock"))]
    assert sum(change.kind == "promise" for change in happened) == 3 * CARDS
    chance, losses, disk, past = random.Random(7), Losses(), Disk(), 0
    for number, place in enumerate(sorted(chance.randrange(len(happened) + 1) for _ in range(states))):
        for change in happened[past:place]:
            disk.happen(change)
        past, after = place, disk.copy()
        if number % 4:
            after.lose_power(chance)
        else:
            after.lose_what_was_not_synced()
        losses.look_at(after, tmp_path / "after")
    return losses


def steps_found(folder: Path, disk: Disk) -> int | None:
    folder.mkdir(parents=True)
    for name, content in disk.contents.items():
        (folder / name).write_bytes(content)
    if not (folder / "journal.db").exists():
        assert MADE not in disk.contents
        return 0
    db = apsw.Connection(str(folder / "journal.db"), flags=apsw.SQLITE_OPEN_READWRITE)
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    try:
        if db.pragma("integrity_check") != "ok":
            return None
        if not db.pragma("user_version"):
            assert MADE not in disk.contents, "a journal that was never whole must not count as one that was lost"
            return 0
        return db.execute("SELECT count(*) FROM event").get
    except (apsw.CorruptError, apsw.NotADBError):
        return None
    finally:
        db.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("how", [(), ("often",)], ids=["as it is", "log carried over each time"])
def test_a_power_loss_takes_no_promised_row(tmp_path: Path, how: tuple[str, ...]) -> None:
    losses = after_power_losses(tmp_path, LOSSES // 2, *how)
    counts = {"states": losses.states, "different": len(losses.found), "lost": losses.lost}
    figures.keep("power losses", "often" if how else "as it is", counts | {"unreadable": losses.unreadable})
    assert (losses.lost, losses.unreadable) == (0, 0)


def test_a_journal_that_does_not_sync_its_commits_would_be_caught(tmp_path: Path) -> None:
    assert after_power_losses(tmp_path, CARELESS, "normal").lost > CARELESS // 10
