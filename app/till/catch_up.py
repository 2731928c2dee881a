"""Catching up with the queue by itself: what is tried next, and when. It decides; whoever drives it makes the calls.

Nothing here waits or calls: a driver (the window, a command, a simulator) asks `begin` what to try now, has it tried
on workers by `app.till.settle.settle`, and says how each ended. All methods are for the driver's one thread.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from app.core.activation import QUEUE, Activation, State
from app.core.answer import Answer, Kind
from app.core.problem import Code, Problem
from app.core.rules import READS_APART
from app.till.activate import Road
from app.till.line import Line
from app.till.ports import Chance
from app.till.settle import FOR_ALL, Settled

_SECOND: Final = timedelta(seconds=1)

GAPS: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30, 60, 120, 300, 900))
"""T16: how long one activation waits after each try that decided nothing. The last one stays."""

DAY: Final = timedelta(days=1)
"""T16: what was tried in vain for so long is tried once so often, and a person is told."""

PING_GAPS: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 40, 60))
"""Between two looks whether a line that was down is back."""

LOGIN_GAPS: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 900))
"""The same where a person has to mend something first: login, secret or certificate."""

SPREAD: Final = 0.5
"""A gap is made up to so much shorter or longer, so that the tills of a chain do not come back in one second."""

BESIDE: Final = 4
"""So many tries more may be in hand: those whose calls are over, and that are still being written."""

_LINE: Final = frozenset({Code.LINE_DOWN})
_ADMINISTRATOR: Final = frozenset({Code.NOT_ALLOWED})
_PAUSE: Final = frozenset({Code.TOO_MANY_CALLS})


@dataclass(slots=True)
class _Row:
    """One activation of the queue: when it is due, by the running clock, and how often it was tried in vain."""

    due: timedelta
    since: timedelta
    tries: int = 0


@dataclass(slots=True)
class CatchUp:
    """The queue's own pace: oldest first, a bounded number at once, never beside a cashier's sale.

    At no time are more than `at_once` tries on the line. A try whose calls are over has left it, though it is in hand
    until it has been written: neither the disk nor the processor keeps a call waiting.
    One activation that cannot be settled waits by itself and holds up nobody. What would meet every other one too
    stops all: a line that is down (then one light call looks for it, at growing gaps), a pause that the issuer asks
    for, or rights that an administrator has to mend (`stopped`; then nothing is tried until a person says `resume`).
    After any such stop one activation goes ahead of the others.
    """

    road: Road
    chance: Chance
    at_once: int = 4
    rows: dict[str, _Row] = field(default_factory=dict[str, _Row])
    in_hand: set[str] = field(default_factory=set[str])
    on_the_line: set[str] = field(default_factory=set[str])
    stopped: Problem | None = None
    is_pinging: bool = False
    _line: Line = field(default_factory=Line)
    _shut_until: timedelta | None = None
    _pings: int = 0
    _ping_gaps: tuple[timedelta, ...] = PING_GAPS
    _pause_until: timedelta = timedelta(0)
    _allowed: int = 1

    # ------------------------------------------------------------ what is known

    def take(self, waiting: Iterable[Activation]) -> None:
        """All that stands in the queue now, oldest first. What is new is due at once, what is gone is forgotten."""
        now = self.road.clock.running()
        known = self.rows
        self.rows = {
            activation.id: known.get(activation.id) or _Row(now, now)
            for activation in waiting
            if activation.state is not State.SENDING
        }

    def note(self, activation: Activation) -> None:
        """One activation as it stands now, whoever moved it: it joins the queue, or has left it."""
        if activation.state not in QUEUE:
            self.rows.pop(activation.id, None)
        elif activation.state is not State.SENDING and activation.id not in self.rows:
            now = self.road.clock.running()
            self.rows[activation.id] = _Row(now, now)

    def line_changed(self, line: Line) -> None:
        """A call, the cashier's or one of ours, found the line otherwise than before."""
        self._line = line
        if line.is_down:
            self._shut(PING_GAPS)
        elif self._shut_until is not None:
            self._open()

    def resume(self) -> None:
        """A person says that the cause is mended, or wants everything tried now: nothing waits any longer."""
        now = self.road.clock.running()
        self.stopped = None
        self._pause_until = now
        self._open()
        for row in self.rows.values():
            row.due = min(row.due, now)

    @property
    def hands(self) -> int:
        """How many tries may be in hand: so many workers a driver has."""
        return self.at_once + BESIDE

    @property
    def is_waiting_for_line(self) -> bool:
        """Nothing is tried before a light call has found the line."""
        return self._shut_until is not None

    @property
    def has_late(self) -> bool:
        """Something has been tried in vain for a day: a person should look."""
        now = self.road.clock.running()
        return any(now - row.since >= DAY for row in self.rows.values())

    # ------------------------------------------------------------ what to do now

    def begin(self) -> tuple[str, ...]:
        """The ids to try now, oldest first; each is in hand until `ended` is told of it."""
        if not self._may_try():
            return ()
        room = self._room()
        now = self.road.clock.running()
        begun: list[str] = []
        for activation_id, row in self.rows.items():
            if len(begun) >= room:
                break
            if row.due <= now and activation_id not in self.in_hand and self.road.claims.is_free(activation_id):
                begun.append(activation_id)
        self.in_hand.update(begun)
        self.on_the_line.update(begun)
        return tuple(begun)

    def _room(self) -> int:
        on_the_line = min(self.at_once, self._allowed) - len(self.on_the_line)
        return min(on_the_line, self.hands - len(self.in_hand))

    def begin_ping(self) -> bool:
        """Whether to look for the line now, by one `CardIssuer.ping`; then `pinged` is to be told what came of it."""
        is_due = self._shut_until is not None and self.road.clock.running() >= self._shut_until
        if not is_due or self.is_pinging or self.in_hand or self.stopped is not None:
            return False
        self.is_pinging = True
        return True

    def next_in(self) -> timedelta | None:
        """After how long to ask again; None where nothing comes by itself: then an end, a sale or a person does."""
        now = self.road.clock.running()
        if self.stopped is not None:
            return None
        if self._shut_until is not None:
            return None if self.is_pinging else max(timedelta(0), self._shut_until - now)
        if not self.rows or self._room() <= 0:
            return None
        due = [row.due for activation_id, row in self.rows.items() if activation_id not in self.in_hand]
        if not due:
            return None
        return max(_SECOND / 10, max(min(due), self._pause_until) - now)

    def _may_try(self) -> bool:
        return (
            self.stopped is None
            and self._shut_until is None
            and self.road.clock.running() >= self._pause_until
            and not self.road.claims.is_selling
        )

    # ------------------------------------------------------------ how it ended

    def calls_over(self, activation_id: str) -> None:
        """This try, still in hand, makes no more calls, and its last one brought a card (`LastCall`)."""
        self.on_the_line.discard(activation_id)

    def ended(self, activation_id: str, settled: Settled | None) -> None:
        """One try ended so; None where it could not be tried: its row waits as after a try in vain."""
        self.in_hand.discard(activation_id)
        self.on_the_line.discard(activation_id)
        activation = settled.activation if settled else None
        problem = activation.problem if activation else None
        if problem is not None and problem.code in FOR_ALL:
            self._met_by_all(problem)
        elif activation is not None:
            self._allowed = self.at_once
        row = self.rows.get(activation_id)
        if row is None:
            return
        if activation is not None and activation.state not in QUEUE:
            del self.rows[activation_id]
        elif problem is not None and problem.code in FOR_ALL:
            row.due = self.road.clock.running()  # not its own fault: the gate above holds it back
        else:
            self._wait(activation_id, row, activation)

    def pinged(self, answer: Answer) -> None:
        """What a look for the line brought."""
        self.is_pinging = False
        if answer.kind in {Kind.ALIVE, Kind.CARD, Kind.REFUSED}:
            self._open()
        elif self._shut_until is not None:
            self._pings += 1
            self._shut_until = self.road.clock.running() + self._ping_gap()

    def _met_by_all(self, problem: Problem) -> None:
        if problem.code in _ADMINISTRATOR:
            self.stopped = problem
            self._allowed = 1
        elif problem.code in _PAUSE:
            seconds = problem.facts.get("seconds", 1)
            wait = timedelta(seconds=seconds if isinstance(seconds, int) else 1)
            extra = wait * (SPREAD * self.chance.fraction())  # never earlier than the issuer asked for
            self._pause_until = max(self._pause_until, self.road.clock.running() + wait + extra)
            self._allowed = 1
        else:
            self._shut(PING_GAPS if problem.code in _LINE else LOGIN_GAPS)

    def _shut(self, gaps: tuple[timedelta, ...]) -> None:
        if self._shut_until is None:
            self._pings, self._ping_gaps, self._allowed = 0, gaps, 1
            self._shut_until = self.road.clock.running() + self._ping_gap()

    def _open(self) -> None:
        self._shut_until, self._pings, self._allowed = None, 0, 1

    def _ping_gap(self) -> timedelta:
        return self._spread(self._ping_gaps[min(self._pings, len(self._ping_gaps) - 1)])

    def _spread(self, gap: timedelta) -> timedelta:
        return gap * (1 - SPREAD + 2 * SPREAD * self.chance.fraction())

    def _wait(self, activation_id: str, row: _Row, activation: Activation | None) -> None:
        """T16. What waits for the end of its quarantine is looked at again right then; a cancel's second read is due
        as soon as it counts.
        """
        now = self.road.clock.running()
        gap = self._spread(DAY if now - row.since >= DAY else GAPS[min(row.tries, len(GAPS) - 1)])
        if activation is not None and activation.ambiguous:
            rest = self.road.facts.quarantine - self.road.send_times.since(activation_id)
            if rest > timedelta(0):
                gap = min(gap, rest + _SECOND)
            elif activation.state is State.CANCEL_WAIT:
                gap = min(gap, READS_APART + _SECOND)
        row.tries += 1
        row.due = now + gap
