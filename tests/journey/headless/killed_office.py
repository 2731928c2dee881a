"""What head office does with a batch, each deed to be killed at the commits of its journal, and how it ends well."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.compose.office import open_office
from app.compose.options import Options
from app.office.release import release
from app.vault.seal import opened
from tests.command.head_office import HeadOffice
from tests.journey.headless.dying import BEFORE, Commit, Place, Step, commits
from tests.journey.headless.program import ROOT
from tests.vault.shelf import PRIVATE, PUBLIC

RUNS = 12
"""So often at most a program is called again."""
PERSONS = {"Kari": "271828\n", "Ola": "314159\n"}
KILLED = -9
ENDED = {0, 2, 3, 4}
"""Done, refused because it was done before, to be called again, or for a person to see to."""
OUT = "out"
"""The folder of exports, in the office's home."""

Words = tuple[str, ...]
Rule = dict[str, object]


def die(office: HeadOffice, deed: "Deed", place: Place) -> list[Commit]:
    """Runs the program until it is killed there, or to its end. What it told of its commits."""
    home = office.till.home
    log = home.parent / f"{home.name}.log"
    log.unlink(missing_ok=True)
    number, side = place
    driver = (sys.executable, "-m", "tests.journey.headless.dying", str(log), str(number), side)
    words = (str(home / OUT) if word == OUT else word for word in deed.words)
    whole = (*driver, "batch", *words, "--home", str(home), "--sandbox", office.issuer.url)
    ended = subprocess.run(whole, cwd=ROOT, input=deed.stdin, capture_output=True, text=True, check=False, timeout=60)
    told = commits(log)
    is_there = bool(told) and (told[-1].number, told[-1].side) == place
    assert ended.returncode == KILLED if is_there else ended.returncode in ENDED, (ended.returncode, ended.stderr)
    return told


@dataclass(frozen=True)
class Deed:
    """One of head office's commands that is killed at its commits.

    `steps` and `methods` are those of the journal that it is there for. `ready` makes what it begins with; `rules` say
    of the sandbox what goes wrong for sure. `again` goes on after a kill, and says whether it came to its end.
    """

    words: Words
    steps: frozenset[Step]
    methods: frozenset[str]
    ready: Callable[[HeadOffice], None]
    again: Callable[[HeadOffice], bool]
    rules: tuple[Rule, ...] = ()
    stdin: str = ""


# ------------------------------------------------------------ what a deed begins with

_PLAN = ("plan", "--series", "Spring", "--prefix", "GC", "--token-prefix", "DINCARD:", "--recipient", PUBLIC, "--json")
_RUN = ("run", "1", "--at-once", "1", "--json")


def nothing(_office: HeadOffice) -> None:
    pass


def planned(office: HeadOffice) -> None:
    _planned(office, 6, 2)


def _planned(office: HeadOffice, count: int, chunk: int) -> None:
    told = office.batch(*_PLAN, "--count", str(count), "--chunk", str(chunk))
    assert told.code == 0, told.err


def sealed_unheard(office: HeadOffice) -> None:
    """The answer of the first chunk lies in the vault, and the journal still says that its call is under way."""
    planned(office)
    assert die(office, DEEDS["running"], (3, BEFORE))[-1].steps == {("sending", "sealed")}


def made(office: HeadOffice) -> None:
    """A complete batch of which nothing was lost, and two who may approve."""
    _planned(office, 4, 2)
    assert office.run().code == 0
    for name, pin in PERSONS.items():
        assert office.till.real("approval", "set", name, stdin=pin).code == 0


def released_by_one(office: HeadOffice) -> None:
    made(office)
    released_by(office, "Kari")


def released(office: HeadOffice) -> None:
    made(office)
    released_by(office, *PERSONS)


def released_by(office: HeadOffice, *persons: str) -> None:
    """As far as they did not yet."""
    with open_office(Options(office.till.home, office.till.url)) as found:
        for person in persons:
            standing = found.found("1")
            if person not in standing.released_by:
                assert release(found.book, found.clock, standing, person) is None


def half_gone(office: HeadOffice) -> None:
    """One of two sealed answers is gone."""
    made(office)
    min((office.till.home / "vault").rglob("*.age")).unlink()


def kept_lost(office: HeadOffice) -> None:
    """Two cards lost their secrets, and their places are kept."""
    _planned(office, 6, 2)
    office.issuer.lay({"on": "batch", "fault": "answer-lost-after"})
    assert office.run("--keep-lost").code == 3


# ------------------------------------------------------------ how a deed goes on after a kill


def plan_again(office: HeadOffice) -> bool:
    """An order that was kept without its cards is filled by its run."""
    is_kept = office.batch("status", "1", "--json").code == 0
    return is_kept or office.batch(*_PLAN, "--count", "6", "--chunk", "2").code == 0


def run_again(office: HeadOffice) -> bool:
    return office.batch(*_RUN).code == 0


_REKEY = ("rekey", "1", "--all-lost", "--token-days", "9", "--json")


def rekey_again(office: HeadOffice) -> bool:
    return office.batch(*_REKEY).code == 0


def release_again(office: HeadOffice) -> bool:
    released_by(office, *PERSONS)
    return True


def export_again(office: HeadOffice) -> bool:
    """What the killed one had finished is whole; the next begins in the same folder, unless that is finished."""
    folder = office.till.home / OUT
    for file in folder.glob("*.age"):
        if file.with_name(f"{file.name}.manifest.json").exists():
            assert len(rows_of(file)) == 4
            return True
    return office.batch("export", "1", "--out", str(folder), "--json").code == 0


def write_off_again(office: HeadOffice) -> bool:
    return office.batch("write-off", "1", "--json", stdin=PERSONS["Kari"]).code == 0


# ------------------------------------------------------------ the deeds


def lost(on: str, fault: str, *, skip: int = 0) -> Rule:
    return {"on": on, "fault": fault, "skip": skip, "times": 1}


_MADE = frozenset({("planned", "sending"), ("sending", "sealed"), ("sealed", "checked")})
_UNKNOWN = frozenset({("sending", "unknown"), ("unknown", "settled")})

DEEDS = {
    "running": Deed(_RUN, _MADE, frozenset({"doubt", "step", "check"}), planned, run_again),
    "running while answers are lost": Deed(
        _RUN,
        _MADE | _UNKNOWN | {("", "planned")},
        frozenset({"doubt", "step", "check", "settle", "plan"}),
        planned,
        run_again,
        (lost("batch", "answer-lost-after", skip=1), lost("batch", "lost-before", skip=1)),
    ),
    "running without a token at first": Deed(
        _RUN,
        frozenset({("sending", "planned")}),
        frozenset({"step"}),
        planned,
        run_again,
        (lost("token", "lost-before"),),
    ),
    "going on behind an answer that was sealed unheard": Deed(
        _RUN,
        frozenset({("sending", "unknown"), ("unknown", "sealed"), ("sealed", "checked")}),
        frozenset({"doubt", "step", "check"}),
        sealed_unheard,
        run_again,
    ),
    "planning": Deed(
        (*_PLAN, "--count", "6", "--chunk", "2"),
        frozenset({("", "planned")}),
        frozenset({"order", "plan"}),
        nothing,
        plan_again,
    ),
    "re-keying": Deed(
        _REKEY,
        frozenset({("", "rekeying"), ("rekeying", "sealed"), ("sealed", "checked"), ("rekeying", "settled")}),
        frozenset({"begin_rekey", "rekeyed", "step", "note"}),
        kept_lost,
        rekey_again,
        (lost("tokens", "answer-lost-after"),),
    ),
    "releasing as the first": Deed(
        ("release", "1", "--json"), frozenset(), frozenset({"release"}), made, release_again, stdin=PERSONS["Kari"]
    ),
    "releasing as the second": Deed(
        ("release", "1", "--json"),
        frozenset({("checked", "released")}),
        frozenset({"release"}),
        released_by_one,
        release_again,
        stdin=PERSONS["Ola"],
    ),
    "exporting": Deed(
        ("export", "1", "--out", OUT, "--json"), frozenset(), frozenset({"note"}), released, export_again
    ),
    "writing off": Deed(
        ("write-off", "1", "--json"),
        frozenset(),
        frozenset({"write_off"}),
        half_gone,
        write_off_again,
        stdin=PERSONS["Kari"],
    ),
}


# ------------------------------------------------------------ how it must end


def rows_of(file: Path) -> list[dict[str, str]]:
    """The cards of an export, as its recipient reads them."""
    text = opened(file.read_bytes(), PRIVATE).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def demand_whole(office: HeadOffice, before: set[str]) -> None:
    """Every card that the issuer made is listed, or exported with its right secrets: exactly the ordered number is."""
    released_by(office, *PERSONS)
    folder = office.till.home / "last"
    told = office.batch("export", "1", "--out", str(folder), "--json")
    assert told.code == 0, told.err
    (file,) = folder.glob("*.age")
    rows = rows_of(file)
    status = office.status()
    listed = {card["card_id"] for card in status["cards"] if card["do_not_print"]}
    exported = {row["card_id"] for row in rows}
    assert (len(rows), len(exported), len({row["token"] for row in rows})) == (status["ordered"],) * 3
    assert not listed & exported
    assert set(office.issuer.cards()) - before == (listed & set(office.issuer.cards())) | exported
    for row in rows:
        answer = office.issuer.post("/info", {"token": row["token"], "pin": row["pin"]})
        assert answer.json()["card_id"] == row["card_id"]
