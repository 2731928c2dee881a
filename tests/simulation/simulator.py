"""A chain of one to three tills over one issuer, with everything that can happen to them, all of it told by one seed.

The issuer knows the truth. After each deed nothing that was told may differ from it; and once the world behaves and
time has passed, each sale is active exactly once, or open with a person.
"""

import random
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.core.activation import State
from app.core.case import Way, ways
from app.core.rules import Facts
from app.till.ports import StepRefused
from tests.fake_clock import FakeClock
from tests.fake_issuer import QUARANTINE, FakeIssuer, Fate, Second
from tests.fakes import CountingIdentifiers
from tests.simulation.checker import Tally, Zero, demand
from tests.simulation.deeds import DEEDS, NOTHING, take
from tests.simulation.one_shop_till import SimulatedTill, new_journal, read_code
from tests.till.simulated_shop import FATES, READS, REFUSING

CARDS = tuple(f"GIFT-47{number:02d}" for number in range(6))
ADDING = frozenset({Second.ADD, Second.RESET})
ROUNDS = 60
MOODS = (
    FATES,
    (Fate.LATE, Fate.LOST_BEFORE, Fate.LOST_AFTER, Fate.ERROR_BEFORE, Fate.ERROR_AFTER, Fate.GARBAGE),
    (Fate.BAD_REQUEST, Fate.FORBIDDEN, Fate.LATE, Fate.LOST_AFTER),
    (Fate.BAD_REQUEST, Fate.FORBIDDEN, Fate.CONFLICT, Fate.TOO_MANY, Fate.UNAUTHORISED, Fate.NOT_SENT),
    (Fate.PORTAL, Fate.STILL_INACTIVE, Fate.OTHER_CARD, Fate.OTHER_AMOUNT, Fate.METADATA_DROPPED, Fate.ODD_WORD),
)
"""A few of the fates, again and again: what takes three rare things in a row is found so."""
WORLDS = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""A disk in memory: what is synced there costs nothing, and a power cut is not what is tested here."""


@cache
def empty_journal() -> Path:
    """Made once a process: a till that begins is a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="simulated-", dir=WORLDS))
    new_journal(folder / "empty")
    return folder / "empty"


@dataclass
class Simulator:
    """The world of one seed."""

    seed: int
    folder: Path
    tally: Tally = field(default_factory=Tally)
    deeds: int = 14

    def __post_init__(self) -> None:
        self.chance = chance = random.Random(self.seed)
        self.clock = FakeClock()
        count = chance.choice([1, 1, 2, 2, 3])
        self.second = chance.choice(list(Second))
        self.is_adding = self.second in ADDING
        self.issuer = FakeIssuer(self.clock, self.second).with_cards(*CARDS)
        self.issuer.tells_time = chance.random() < 0.7
        knows = chance.random() < 0.5 and self.second in REFUSING
        facts = Facts(server_cas=knows, quarantine=QUARANTINE)
        identifiers = CountingIdentifiers()
        self.tills: list[SimulatedTill] = []
        for place in range(count):
            folder = self.folder / f"till-{place}"
            shutil.copytree(empty_journal(), folder)
            name = str(place + 1)
            self.tills.append(SimulatedTill(name, folder, self.issuer, chance, facts, identifiers, self.tally))
            self.tills[-1].line.bodies = self.tills[0].line.bodies
        self.slips: dict[str, str] = {}
        self.kept_by: dict[str, SimulatedTill] = {}
        self.weights = [weight * chance.choice([0, 1, 1, 3]) + 0.1 for weight in DEEDS.values()]
        self._set_moods()

    def _set_moods(self) -> None:
        for till in self.tills:
            mood = self.chance.choice(MOODS)
            till.line.fates = self.chance.sample(mood, min(len(mood), self.chance.randint(1, 3)))
            till.line.fates += [Fate.LATE] * self.chance.choice([0, 1, 3])
            till.line.late_calls = self.chance.choice([1, 2, 5, 99, 99, 99])
            till.line.read_fates = self.chance.sample(READS, self.chance.randint(1, 3))
            till.line.trouble = self.chance.choice([0.2, 0.5, 0.9])
            till.line.is_up = self.chance.random() < 0.8
            till.printer.trouble = self.chance.choice([0, 0, 0.4])

    def run(self) -> None:
        """Raises Broken where a promise does not hold."""
        try:
            for _ in range(self.deeds):
                self._do_something(self.chance.choice(self.tills))
                self.check()
            self.finish()
        finally:
            for till in self.tills:
                self.tally.add("calls", till.line.calls)
                till.close()

    def _do_something(self, till: SimulatedTill) -> None:
        """Where a deed finds nothing to be done with, another is tried."""
        self._maybe_pull_the_plug(till)
        for deed in self.chance.choices(list(DEEDS), self.weights, k=4):
            try:
                if deed(self, till) is not NOTHING:
                    break
            except StepRefused:
                self.tally.add("refused deeds")
        till.ledger.cut_in = till.line.pull_in = -1

    def _maybe_pull_the_plug(self, till: SimulatedTill) -> None:
        if self.chance.random() < 0.12:
            till.ledger.cut_in, till.ledger.cuts_after = self.chance.randrange(5), self.chance.random() < 0.5
        elif self.chance.random() < 0.08:
            till.line.pull_in = self.chance.randrange(4)

    def cards_of(self, till: SimulatedTill) -> list[str]:
        """Where an issuer adds, a card belongs to one till: no two tills are safe from each other there."""
        if not self.is_adding:
            return list(CARDS[:3])
        place = self.tills.index(till)
        return list(CARDS[2 * place : 2 * place + 2])

    # ------------------------------------------------------------ what must hold

    def check(self) -> None:
        self._collect_slips()
        for card in CARDS:
            demand(self.issuer.truth(card).loads <= 1, Zero.TWICE, f"{card} was loaded twice")
        for till in self.tills:
            till.check_denied()
            till.check(is_shared=lambda activation_id: activation_id in self.kept_by)

    def _collect_slips(self) -> None:
        for till in self.tills:
            for code in till.printer.in_hand:
                self.slips.setdefault(read_code(code).activation_id, code)
            till.printer.in_hand.clear()

    def finish(self) -> None:
        """The world behaves, administrators mend, customers come back with their slips, and time passes."""
        self.clock.move(300)
        for till in self.tills:
            till.line.is_up, till.line.trouble, till.printer.trouble = True, 0, 0
            till.plan.resume()
        for activation_id in sorted(self.slips):
            if not any(activation_id in till.standing for till in self.tills):
                self._come_back_with(activation_id)
        for till in self.tills:
            self._drain(till)
        self.check()
        for activation_id in self._all_ids():
            self._end_of(activation_id)

    def _come_back_with(self, activation_id: str) -> None:
        """Its journal was lost: some till takes it over, or refuses and tells, and then a person deals with it."""
        for till in self.tills:
            take(self, till, activation_id)
            if activation_id in till.standing:
                return

    def _drain(self, till: SimulatedTill) -> None:
        """The queue settles by itself, without anybody's help, and within hours."""
        for _ in range(ROUNDS):
            till.catches_up()
            if not any(till.waits_for_itself()):
                return
            self.clock.move(till.next_in_s() or 1)
            self.check()
        left = [activation.state.value for activation in till.waits_for_itself()]
        demand(not left, Zero.UNSETTLED, f"{left} for ever")

    def _all_ids(self) -> list[str]:
        loaded = {activation_id for card in self.issuer.cards.values() for activation_id in card.loaded_by}
        known = {activation_id for till in self.tills for activation_id in till.standing}
        return sorted((loaded | known) - {""})

    def _end_of(self, activation_id: str) -> None:
        rows = [till.standing[activation_id] for till in self.tills if activation_id in till.standing]
        is_loaded = any(activation_id in card.loaded_by for card in self.issuer.cards.values())
        is_told = any(
            row.state in {State.ACTIVE, State.MISMATCH, State.CLOSED} or Way.ACCEPT in ways(row) for row in rows
        )
        waits = any(row.state is State.HELD and row.ambiguous for row in rows)
        if is_loaded and rows:
            demand(is_told or waits, Zero.LOST, f"loaded, and {[row.state.value for row in rows]}")
        self.tally.add(
            "ended active" if any(row.state is State.ACTIVE for row in rows) else "ended with a person or not sold"
        )


def simulated(seed: int, tally: Tally | None = None) -> None:
    """Runs the world of this seed. Raises Broken, which says the seed."""
    folder = Path(tempfile.mkdtemp(prefix="simulated-", dir=WORLDS))
    try:
        Simulator(seed, folder, tally or Tally()).run()
    except Exception as broken:
        broken.add_note(f"to see it again: SEED={seed}")
        raise
    finally:
        shutil.rmtree(folder)
