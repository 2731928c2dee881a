"""Every state that a card and the tills that sell it can reach, breadth first, and what must hold in each.

Two tills sell one card; calls are lost, late, refused or carried out in any order; a till may crash after each step it
writes, be put back to a backup, cancel, try again, and take over the other's sale from its slip. Time is ticks,
one or two to a quarantine: a late call lands before its own quarantine is over, or never.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.core import rules
from app.core.rules import Facts
from tests.fakes import QUARANTINE
from tests.simulation.one_till import NOBODY, OneTill, Setting, Slip, Till, World
from tests.simulation.rule_table import RuleTable

BITS = 22
MASK = (1 << BITS) - 1
STATES_MOST = 20_000_000


@dataclass
class Numbers:
    """Values by number, each kept once."""

    values: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)

    def of(self, value) -> int:
        number = self.numbers.get(value)
        if number is None:
            number = self.numbers[value] = len(self.values)
            self.values.append(value)
        return number


@dataclass(frozen=True)
class Found:
    """What a search found: how many states, and the first trace to one where a promise does not hold."""

    states: int
    wrong: str = ""
    trace: tuple[str, ...] = ()


@dataclass
class Search:
    """A search in one setting. A state is one whole number: the world's number and each till's."""

    setting: Setting
    states_most: int = STATES_MOST
    keeps_names: bool = False
    """Names of steps for a trace; then equal states of swapped tills are not taken for one."""

    def __post_init__(self) -> None:
        is_known = self.setting.knows and not self.setting.adds
        self.one_till = OneTill(self.setting, RuleTable(Facts(server_cas=is_known, quarantine=QUARANTINE)))
        self.tills, self.worlds = Numbers(), Numbers()
        self.moves_known: dict[int, list[tuple[int, int, bool, str]]] = {}
        self.ticks: dict[int, int] = {}
        self.turns: dict[int, list[int]] = {}
        self.order: list[int] = []
        self.parents = array("q")
        self.names: list[str] = []
        self.starts, self.good = array("q"), array("q")

    def run(self) -> Found:
        """Searches until a promise does not hold, or everything was seen."""
        before, rules.SENDS_MAX = rules.SENDS_MAX, self.setting.sends
        try:
            return self._run()
        finally:
            rules.SENDS_MAX = before

    def _run(self) -> Found:
        count = self.setting.tills
        places = max(count, 2)
        world = self.worlds.of(World(slips=(Slip.NONE,) * places, refunded=(False,) * places))
        first = self.packed(world, [self.tills.of(Till())] * count)
        seen_at = {first: 0}
        self.order.append(first)
        self.parents.append(-1)
        self.names.append("")
        for place, state in enumerate(self.order):  # the list grows while it is walked
            self.starts.append(len(self.good))
            if what := self._wrong(state):
                return Found(len(self.order), what, self._trace(place))
            for after, is_good, name in self._after(state):
                seen = seen_at.get(after)
                if seen is None:
                    seen = seen_at[after] = len(self.order)
                    self.order.append(after)
                    self.parents.append(place)
                    if self.keeps_names:
                        self.names.append(name)
                if is_good:
                    self.good.append(seen)
            if len(self.order) > self.states_most:
                return Found(len(self.order))
        self.starts.append(len(self.good))
        return self._stuck() or Found(len(self.order))

    # ------------------------------------------------------------ states

    def packed(self, world: int, tills: list[int]) -> int:
        """One number for a state; the smallest of those that differ only in which till is called the first."""
        numbers = [self._together(world, tills)]
        if not self.keeps_names:
            for turn, turned in enumerate(self._turned(world)[1:], 1):
                numbers.append(self._together(turned, tills[turn:] + tills[:turn]))
        return min(numbers)

    def _together(self, world: int, tills: list[int]) -> int:
        for till in tills:
            world = world << BITS | till
        return world

    def apart(self, state: int) -> tuple[int, list[int]]:
        tills = [state >> BITS * place & MASK for place in range(self.setting.tills)]
        return state >> BITS * self.setting.tills, tills[::-1]

    def _turned(self, world: int) -> list[int]:
        """The same world as each till sees it: the card's owner and the slips counted from that till on."""
        if world not in self.turns:
            seen: World = self.worlds.values[world]
            count = self.setting.tills
            self.turns[world] = [self.worlds.of(_turned(seen, turn, count)) for turn in range(count)]
        return self.turns[world]

    def _after(self, state: int) -> Iterator[tuple[int, bool, str]]:
        world, tills = self.apart(state)
        for place, turned in enumerate(self._turned(world)):
            for till, changed, is_good, name in self._moves(tills[place], turned):
                back = self._turned(changed)[-place % self.setting.tills]
                after = self.packed(back, [*tills[:place], till, *tills[place + 1 :]])
                yield after, is_good, f"till {place + 1} {name}"
        ticked = [self._ticked(till) for till in tills]
        if ticked != tills:
            yield self.packed(world, ticked), True, "a tick passes"

    def _moves(self, till: int, world: int) -> list[tuple[int, int, bool, str]]:
        key = world << BITS | till
        moves = self.moves_known.get(key)
        if moves is None:
            moves = [
                (self.tills.of(move.till), self.worlds.of(move.world), move.is_good, move.name)
                for move in self.one_till.moves(self.tills.values[till], self.worlds.values[world])
            ]
            moves = self.moves_known[key] = [move for move in moves if move[:2] != (till, world)]
        return moves

    def _ticked(self, till: int) -> int:
        if till not in self.ticks:
            self.ticks[till] = self.tills.of(self.one_till.ticked(self.tills.values[till]))
        return self.ticks[till]

    # ------------------------------------------------------------ what must hold

    def _wrong(self, state: int) -> str:
        world, tills = self.apart(state)
        for till, turned in zip(tills, self._turned(world), strict=True):
            if what := self.one_till.wrong(self.tills.values[till], self.worlds.values[turned]):
                return what
        return ""

    def _is_settled(self, state: int) -> bool:
        world, tills = self.apart(state)
        seen = zip(tills, self._turned(world), strict=True)
        return all(self.one_till.is_settled(self.tills.values[t], self.worlds.values[w]) for t, w in seen)

    def _stuck(self) -> Found | None:
        """I4: from each state, once the world behaves, an end is reached without a person. Backwards, until no more."""
        ended = bytearray(self._is_settled(state) for state in self.order)
        grows = True
        while grows:
            grows = False
            for place in range(len(self.order) - 1, -1, -1):
                if not ended[place]:
                    ways = self.good[self.starts[place] : self.starts[place + 1]]
                    if any(ended[way] for way in ways):
                        ended[place] = grows = True
        place = ended.find(0)
        if place < 0:
            return None
        return Found(len(self.order), "I4: no end can be reached", self._trace(place))

    # ------------------------------------------------------------ telling

    def _trace(self, place: int) -> tuple[str, ...]:
        if not self.keeps_names:
            return Search(self.setting, self.states_most, keeps_names=True).run().trace
        told: list[str] = []
        while place > 0:
            told.append(self.names[place])
            place = self.parents[place]
        return tuple(told[::-1])


def _turned(world: World, turn: int, count: int) -> World:
    owner = world.owner if world.owner == NOBODY else (world.owner - turn) % count
    slips = world.slips[turn:] + world.slips[:turn]
    refunded = world.refunded[turn:] + world.refunded[:turn]
    return world._replace(owner=owner, slips=slips, refunded=refunded)


def searched(setting: Setting, states_most: int = STATES_MOST) -> Found:
    """What can be reached in one setting, up to so many states, and the first thing that is wrong there."""
    return Search(setting, states_most).run()
