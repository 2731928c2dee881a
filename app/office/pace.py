"""A batch's own pace: what is worked on next, and when. It decides; whoever drives it makes the calls.

Nothing here waits or calls: a driver (a command, the window, a simulator) asks `begin` what to do now, has it done by
`work` on its workers, and says how each ended. But for `work`, all methods are for the driver's one thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum, unique
from typing import Final

from app.core.batch import BatchOrder, Chunk, ChunkState, Fate
from app.core.problem import Code, Problem
from app.office.book import BatchNote, BatchStanding, NotedBatch
from app.office.doubt import Doubt, look_at
from app.office.plan import fill
from app.office.run import BatchRoad, Came, check_chunk, make_chunk
from app.office.split import cut_down, look_at_refused

_ALL: Final = 1_000_000_000


@unique
class WaitsFor(StrEnum):
    """Why nothing is done at the moment."""

    DOUBT = "doubt"
    """A call whose answer was lost may still arrive."""
    LINE = "line"
    PAUSE = "pause"
    """The issuer asked to be left alone."""
    REKEY = "rekey"
    """A call that changes a card's PIN may still arrive."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is waited for, how long still, and for how many cards where it is of some alone."""

    what: WaitsFor
    left: timedelta
    cards: int = 0


GAPS: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30, 60, 120, 300))
"""Between tries while the line is down; after the last of them the run stops."""

LOST_IN_A_ROW: Final = 5
"""Each lost answer may cost a chunk of cards: after so many, one behind the other, a person should look at the line."""

REFUSED_AT_FIRST: Final = 3
REFUSED_IN_ALL: Final = 20
"""So many ids may be refused one by one, before any card was made and in all, until the ids are not to blame."""

PASSING: Final = frozenset({Code.LINE_DOWN, Code.NO_ANSWER, Code.ANSWER_UNCLEAR, Code.TOO_MANY_CALLS})
"""What passes by itself. Anything else waits for a person."""


def pause_after(problem: Problem, failures: int, asked: timedelta) -> Waiting | None:
    """The wait before the next try after so many in a row that failed, and never shorter than was asked.

    None where it were no use: `problem` is for a person, or too many failed.
    """
    if problem.code not in PASSING or failures >= len(GAPS):
        return None
    what = WaitsFor.PAUSE if problem.code is Code.TOO_MANY_CALLS else WaitsFor.LINE
    return Waiting(what, max(asked, GAPS[failures]))


@dataclass(slots=True)
class BatchRun:
    """One run of a batch, from wherever it stands to its end or to a stop that a person can act on (`stopped`).

    At most `at_once` chunks are in hand. With `keeps_lost` no new cards are planned in the places of those that lost
    their secrets: they are to get new ones. What went wrong comes first: answers that were not compared yet, refused
    chunks, doubts. After anything that any chunk would have met, one goes ahead of the others.
    """

    road: BatchRoad
    order: BatchOrder
    at_once: int = 1
    keeps_lost: bool = False
    stopped: Problem | None = None
    is_over: bool = False
    is_stopping: bool = False
    _in_hand: set[int] = field(default_factory=set[int])
    _doubts: dict[int, tuple[Chunk, Doubt]] = field(default_factory=dict[int, tuple[Chunk, Doubt]])
    _has_new_doubts: bool = True
    _pause_until: timedelta = timedelta(0)
    _pauses_for: WaitsFor = WaitsFor.LINE
    _failures: int = 0
    _lost: int = 0
    _allowed: int = 1
    _made: int = 0
    _refused: int = 0
    _words: str = ""
    _halved: dict[int, int] = field(default_factory=dict[int, int])
    _size: int = 0

    def __post_init__(self) -> None:
        """Whatever an earlier process was sending when it ended is in doubt, before anything else is done."""
        self.road.book.doubt(self.order.batch_id, self.road.clock.now())
        self._size = self.standing().size_most

    def standing(self) -> BatchStanding:
        """The batch as it stands. Raises ValueError where the journal does not know it."""
        standing = self.road.book.standing(self.order.batch_id)
        if standing is None:
            raise ValueError(f"no batch {self.order.batch_id}")
        return standing

    def stop(self) -> None:
        """A person wants it to stop: nothing more is begun, and what is in hand ends as it would."""
        self.is_stopping = True

    # ------------------------------------------------------------ what to do now

    def begin(self) -> tuple[Chunk, ...]:
        """The chunks to work on now; each is in hand until `ended` is told of it."""
        if self.is_stopping or self.stopped is not None:
            self.is_over = self.is_over or not self._in_hand
            return ()
        if self.road.clock.running() < self._pause_until:
            return ()
        self._take_doubts()
        begun = self._chosen(min(self.at_once, self._allowed) - len(self._in_hand))
        if not begun and not self._in_hand:
            self._refill()
        self._in_hand.update(chunk.number for chunk in begun)
        return begun

    def next_in(self) -> timedelta | None:
        """After how long to ask again; None where something in hand ends first, or all is over."""
        now = self.road.clock.running()
        if self.is_over or self._in_hand:
            return None
        if now < self._pause_until:
            return self._pause_until - now
        due = [self._due(doubt) for _, doubt in self._doubts.values()]
        return max(timedelta(0), min(due) - now) if due else timedelta(0)

    def waiting(self) -> Waiting | None:
        """What is waited for now, for people; None where something is under way or can be begun."""
        left = self.next_in()
        if not left:
            return None
        if self.road.clock.running() < self._pause_until:
            return Waiting(self._pauses_for, left)
        return Waiting(WaitsFor.DOUBT, left, sum(len(chunk.card_ids) for chunk, _ in self._doubts.values()))

    def _take_doubts(self) -> None:
        """Doubts of this process and of earlier ones: how long ago those were sent nobody knows, so it counts anew."""
        if not self._has_new_doubts:
            return
        now = self.road.clock.running()
        for chunk in self.road.book.chunks(self.order.batch_id, ChunkState.UNKNOWN, _ALL):
            self._doubts.setdefault(chunk.number, (chunk, Doubt(now)))
        self._has_new_doubts = False

    def _chosen(self, room: int) -> tuple[Chunk, ...]:
        if room <= 0:
            return ()
        found: dict[int, Chunk] = {}
        for chunk in self._candidates(room + len(self._in_hand)):
            if chunk.number not in self._in_hand:
                found.setdefault(chunk.number, chunk)
            if len(found) >= room:
                break
        return tuple(found.values())

    def _candidates(self, most: int) -> Iterator[Chunk]:
        book, batch_id = self.road.book, self.order.batch_id
        yield from book.chunks(batch_id, ChunkState.SEALED, most)
        yield from book.chunks(batch_id, ChunkState.REFUSED, most)
        now = self.road.clock.running()
        yield from [chunk for chunk, doubt in self._doubts.values() if self._due(doubt) <= now]
        yield from book.chunks(batch_id, ChunkState.PLANNED, most)

    def _due(self, doubt: Doubt) -> timedelta:
        return doubt.since if doubt.absent is None else doubt.since + self.road.quarantine

    def _refill(self) -> None:
        """Nothing is left to do now: cards that were lost get new ones in their places, or the end has come."""
        road, keeps = self.road, self.keeps_lost
        problem = fill(road.book, road.figures, road.clock, self.order.batch_id, keeps_lost=keeps)
        if self._doubts:
            return  # what they come to may be owed, too; a list's shortage is told once, as a whole
        if problem is not None:
            self._stop_with(problem)
        standing = self.standing()
        self.is_over = problem is not None or standing.is_complete or (keeps and not standing.under_way)

    # ------------------------------------------------------------ doing it

    def work(self, chunk: Chunk) -> Came:
        """Takes one chunk that `begin` gave as far as it goes now. On any thread."""
        match chunk.state:
            case ChunkState.SEALED:
                return check_chunk(self.road, chunk)
            case ChunkState.REFUSED:
                return look_at_refused(self.road, chunk)
            case ChunkState.UNKNOWN:
                return look_at(self.road, self.order, chunk, self._doubts[chunk.number][1])
            case _ if len(chunk.card_ids) > self._size:
                cut_down(self.road, chunk, self._size)
                return Came(chunk)
            case _:
                return make_chunk(self.road, self.order, chunk)

    # ------------------------------------------------------------ how it ended

    def ended(self, chunk: Chunk, came: Came) -> None:
        """One chunk ended so."""
        self._in_hand.discard(chunk.number)
        problem = came.problem
        if chunk.state is ChunkState.UNKNOWN:
            self._looked(chunk)
        match came.chunk.state:
            case ChunkState.CHECKED:
                self._checked(came)
            case ChunkState.UNKNOWN if chunk.state is not ChunkState.UNKNOWN:
                self._doubts[chunk.number] = (came.chunk, Doubt(self.road.clock.running()))
                self._lost += 1
            case ChunkState.REFUSED:
                self._refused_whole(chunk, came)
                problem = None if chunk.state is ChunkState.PLANNED else problem
            case _:
                pass
        if problem is None:
            self._failures = 0
        else:
            self._wait(problem, came.wait)
        if self._lost >= LOST_IN_A_ROW and problem is not None:
            self._stop_with(problem)

    def _checked(self, came: Came) -> None:
        self._has_new_doubts = self._has_new_doubts or came.has_left_out
        self._allowed = self.at_once
        self._lost = 0
        self._made += 1
        parent = came.chunk.made_from
        if came.problem is None and parent in self._halved:
            self._halved[parent] += 1
            if self._halved[parent] == 2:
                self._lower(len(came.chunk.card_ids))

    def _lower(self, size: int) -> None:
        """Both halves of a refused chunk were taken: it was too large, and so would be others of its size."""
        if size < self._size:
            self._size = size
            note = NotedBatch(BatchNote.SIZE_LOWERED, self.road.clock.now(), facts={"size": size})
            self.road.book.note(self.order.batch_id, note)

    def _looked(self, chunk: Chunk) -> None:
        doubt = self._doubts[chunk.number][1]
        if doubt.is_settled:
            del self._doubts[chunk.number]

    def _refused_whole(self, chunk: Chunk, came: Came) -> None:
        if chunk.state is ChunkState.PLANNED:
            self._allowed = 1
            self._words = str(came.problem.facts.get("message", "")) if came.problem else ""
        elif came.problem is None and not came.spoilt:
            self._halved[chunk.number] = 0
        elif any(fate.fate is Fate.REFUSED for fate in came.spoilt):
            self._refused += 1
            if self._refused >= (REFUSED_IN_ALL if self._made else REFUSED_AT_FIRST):
                self._stop_with(Problem(Code.BATCH_IDS_REFUSED, {"count": self._refused, "message": self._words}))

    def _wait(self, problem: Problem, wait: timedelta) -> None:
        pause = pause_after(problem, self._failures, wait)
        if pause is None:
            self._stop_with(problem)
            return
        self._allowed = 1
        self._pauses_for = pause.what
        self._failures += 1
        self._pause_until = max(self._pause_until, self.road.clock.running() + pause.left)

    def _stop_with(self, problem: Problem) -> None:
        if self.stopped is None:
            self.stopped = problem
            note = NotedBatch(BatchNote.STOPPED, self.road.clock.now(), facts={"problem": problem.code.value})
            self.road.book.note(self.order.batch_id, note)
