"""All that one till may do next, and all that may happen to it, over one card: the steps of the search.

The order of reading, writing and calling is that of `app.till.activate` and `app.till.settle`; a crash may come after
each of them. What a row becomes is asked of the real rules (`rule_table`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto, unique
from typing import NamedTuple

from app.core.activation import OPEN, QUEUE, State
from tests.simulation.rule_table import NO_ROW, Heard, RuleTable, View, needs_a_person

OWN, NEXT_TILLS = 0, 1
"""The two rows a till may hold: its own sale of the card, and the sale of the next till, taken over from its slip."""
BOTH = (OWN, NEXT_TILLS)
NOBODY = -1
UNSALEABLE = OPEN | {State.ACTIVE, State.MISMATCH}


@unique
class Slip(Enum):
    """Where the paper is that a sale can be taken over with."""

    NONE = auto()
    """Never printed, or taken back."""
    OUT = auto()
    """The customer has it."""
    KEPT = auto()
    """The till that took it over kept it."""


@unique
class SlipRule(Enum):
    """What is asked of whoever cancels a sale whose slip is out."""

    NOTHING = auto()
    """T18 and T22 as they stand."""
    WAIT = auto()
    """The row is read before it is cancelled, and cancelled as one in doubt: two reads after a quarantine."""
    TAKEN_BACK = auto()
    """The customer's slip is taken back; it may have been scanned elsewhere before."""
    BATON = auto()
    """Who takes a sale over keeps the slip. Only who holds the slip cancels, and never what was taken over."""


@dataclass(frozen=True)
class Setting:
    """How large the world is, and how it behaves.

    A quarantine is `ticks` long; a call that is late lands before the tick that ends the quarantine since it was sent.
    """

    tills: int = 2
    sends: int = 2
    ticks: int = 2
    reads_before: tuple[bool, ...] = (False, True)
    adds: bool = False
    knows: bool = False
    restores: bool = True
    takes_over: bool = False
    slip_rule: SlipRule = SlipRule.BATON
    drops_ids: bool = False
    loads_other_sums: bool = False
    journals_first: bool = True
    looks_first: bool = True
    notes_take_over: bool = True
    forgets_age: bool = True
    """A process that begins takes every send for one that ended just now."""


class Till(NamedTuple):
    """One till: its rows (numbers of the rule table), what its process remembers, and its calls still on the way."""

    rows: tuple[int, int] = (NO_ROW, NO_ROW)
    ages: tuple[int, int] = (0, 0)
    late: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    busy: tuple[str, int, bool] | None = None
    has_sold: bool = False
    is_fresh: bool = False
    backup: tuple[int, int] | None = None
    was_restored: bool = False


class World(NamedTuple):
    """The card and the slips, as one till sees them: place 0 is its own, place 1 the next till's."""

    owner: int = NOBODY
    view: View = View.INACTIVE
    loads: int = 0
    slips: tuple[Slip, ...] = (Slip.NONE, Slip.NONE)
    refunded: tuple[bool, ...] = (False, False)
    """A cancel was told, whatever became of the journal that knew of it: the money was given back."""
    broken: str = ""


class Move(NamedTuple):
    """One step: what happened, what came of it, and whether it needs no mishap and no person."""

    name: str
    till: Till
    world: World
    is_good: bool = False


def put(pair: tuple, place: int, value) -> tuple:
    return (*pair[:place], value, *pair[place + 1 :])


@dataclass
class OneTill:
    """The steps of one till in one setting."""

    setting: Setting
    table: RuleTable

    def moves(self, till: Till, world: World) -> Iterator[Move]:
        if till.busy is None:
            yield from self._sell(till, world)
            yield from self._papers(till, world)
            for which in BOTH:
                yield from self._look(till, world, which)
                yield from self._retry_or_close(till, world, which)
        elif till.busy[0] == "read":
            yield self._looked(till, world)
        else:
            yield from self._call(till, world)
        for which in BOTH:
            yield from self._cancel(till, world, which)
            yield from self._land(till, world, which)
        yield from self._power(till, world)

    def ticked(self, till: Till) -> Till:
        """One tick passes."""
        late = tuple(tuple(life - 1 for life in lives if life > 1) for lives in till.late)
        ages = tuple(min(age + 1, self.setting.ticks) for age in till.ages)
        return till._replace(late=late, ages=ages, is_fresh=False)

    def view(self, world: World, which: int) -> View:
        """The card as the order of this row sees it."""
        if world.view in {View.INACTIVE, View.WITHOUT_ID} or world.owner == which:
            return world.view
        return View.ANOTHERS

    # ------------------------------------------------------------ what a cashier does

    def _sell(self, till: Till, world: World) -> Iterator[Move]:
        if till.has_sold or any(self.table.state(row) in UNSALEABLE for row in till.rows):
            return
        for read_before in self.setting.reads_before:
            if world.view is View.INACTIVE or not read_before:
                rows = put(till.rows, OWN, self.table.sold(read_before=read_before))
                sold = till._replace(rows=rows, has_sold=True, is_fresh=read_before)
                yield Move(f"sells, {'read' if read_before else 'not read'} before", sold, world)

    def _papers(self, till: Till, world: World) -> Iterator[Move]:
        if not self.setting.takes_over:
            return
        waits = self.table.state(till.rows[OWN]) in {State.QUEUED, State.UNKNOWN}
        if waits and world.slips[OWN] is Slip.NONE:
            yield Move("prints a slip", till, world._replace(slips=put(world.slips, OWN, Slip.OUT)))
        for which in BOTH:
            if till.rows[which] == NO_ROW and world.slips[which] is not Slip.NONE:
                yield from self._take_over(till, world, which)

    def _take_over(self, till: Till, world: World, which: int) -> Iterator[Move]:
        """T27. A slip that another till kept is out of reach; one that this till kept can be scanned again."""
        if self.table.state(till.rows[1 - which]) in UNSALEABLE or (which == OWN and world.slips[OWN] is Slip.KEPT):
            return
        rows = put(till.rows, which, self.table.taken_over())
        ages = put(till.ages, which, 0 if self.setting.notes_take_over else self.setting.ticks)
        is_kept = which == NEXT_TILLS and self.setting.slip_rule is SlipRule.BATON
        slips = put(world.slips, which, Slip.KEPT) if is_kept else world.slips
        name = "takes over the next till's slip" if which == NEXT_TILLS else "takes over its own slip"
        yield Move(name, till._replace(rows=rows, ages=ages), world._replace(slips=slips), is_good=True)

    def _cancel(self, till: Till, world: World, which: int) -> Iterator[Move]:
        after = self.table.after("cancelled", till.rows[which]) if till.rows[which] != NO_ROW else None
        if after is None or after.refused or (till.busy and till.busy[0] == "call"):
            return
        rule, slip = self.setting.slip_rule, world.slips[which]
        if rule is SlipRule.BATON and (which == NEXT_TILLS or slip is Slip.KEPT):
            return
        row = after.row
        if rule is SlipRule.WAIT and slip is not Slip.NONE and self.table.state(row) is State.CANCELLED:
            row = self._in_doubt(till.rows[which])
        if row == NO_ROW:
            return
        slips = put(world.slips, which, Slip.NONE) if rule in {SlipRule.TAKEN_BACK, SlipRule.BATON} else world.slips
        cancelled = till._replace(rows=put(till.rows, which, row), busy=None)
        told = self._told(world._replace(slips=slips), which, self.table.state(row))
        yield Move(f"cancels ({after.rule})", cancelled, told)

    def _in_doubt(self, row: int) -> int:
        """A row of which nothing was sent, cancelled as one that may have been: as if it were restored first."""
        doubted = self.table.after("restored", row)
        return NO_ROW if doubted.refused else self.table.after("cancelled", doubted.row).row

    def _retry_or_close(self, till: Till, world: World, which: int) -> Iterator[Move]:
        row = till.rows[which]
        state = self.table.state(row)
        may_retry = self.table.rows[row].sends <= self.setting.sends and not world.refunded[which]
        if state is State.HELD and may_retry:
            after = self.table.after("retried", row)
            yield from self._stepped("retries (T24)", till, world, which, after)
        if state in {State.MISMATCH, State.TAKEN} or self._is_beyond(row):
            yield from self._stepped("closes the case", till, world, which, self.table.after("closed", row))

    def _stepped(self, name: str, till: Till, world: World, which: int, after, *, is_good=False) -> Iterator[Move]:
        if after.refused:
            yield Move(name, till, world._replace(broken=f"a step that is not allowed: {after.refused}"))
        else:
            state = self.table.state(after.row)
            stepped = till._replace(rows=put(till.rows, which, after.row), busy=None)
            yield Move(f"{name} -> {state} ({after.rule})", stepped, self._told(world, which, state), is_good)

    def _told(self, world: World, which: int, state: State | None) -> World:
        if state is not State.CANCELLED or world.refunded[which]:
            return world
        return world._replace(refunded=put(world.refunded, which, True))

    # ------------------------------------------------------------ reading

    def _look(self, till: Till, world: World, which: int) -> Iterator[Move]:
        row = till.rows[which]
        state = self.table.state(row)
        if state not in {State.QUEUED, State.UNKNOWN, State.CANCEL_WAIT}:
            return
        is_unread = which == OWN and self.table.may_send_unread(row, fresh=till.is_fresh)
        if is_unread or (not self.setting.looks_first and state is State.UNKNOWN):
            yield self._leaving(till, world, which)
            return
        past = (
            till.ages[which] >= self.setting.ticks
        )  # measured before the read: it may be served as soon as it is sent
        view = self.view(world, which)
        if view is View.INACTIVE:
            yield Move("reads: inactive", till._replace(busy=("read", which, past)), world, is_good=True)
        else:
            after = self.table.after("after_read", row, view, past=past)
            yield from self._stepped(f"reads: {view.name}", till, world, which, after, is_good=True)
        failed = self.table.after("after_read", row, Heard.SILENCE, past=past)
        yield from self._stepped("reads: no answer", till, world, which, failed)

    def _looked(self, till: Till, world: World) -> Move:
        """The answer to a read arrives; much may have happened since it was served."""
        _, which, past = till.busy
        after = self.table.after("after_read", till.rows[which], View.INACTIVE, past=past)
        if after.sends:
            return self._leaving(till, world, which)
        (move,) = self._stepped("hears it", till._replace(busy=None), world, which, after, is_good=True)
        return move

    # ------------------------------------------------------------ calling

    def _leaving(self, till: Till, world: World, which: int) -> Move:
        rows = till.rows
        if self.setting.journals_first:
            rows = put(rows, which, self.table.after("sending", rows[which]).row)
        return Move("writes SENDING", till._replace(rows=rows, busy=("call", which, False)), world, is_good=True)

    def _call(self, till: Till, world: World) -> Iterator[Move]:
        which = till.busy[1]
        if self.table.state(till.rows[which]) is not State.SENDING:
            till = till._replace(rows=put(till.rows, which, self.table.after("sending", till.rows[which]).row))
            world = world._replace(broken="I5: a call that the journal does not know of")
        never = (*Heard, View.INACTIVE)
        for heard in never:
            yield from self._answered(f"never arrives, hears {heard.name}", till, world, heard)
        on_its_way = till._replace(late=put(till.late, which, tuple(sorted((*till.late[which], self.setting.ticks)))))
        yield from self._answered("is late, hears SILENCE", on_its_way, world, Heard.SILENCE)
        yield self._crashed(on_its_way, world, "the call is late, and the till crashes")
        for landed, said in self._landed(world, which):
            yield from self._answered("is carried out, hears SILENCE", till, landed, Heard.SILENCE)
            yield self._crashed(till, landed, "the call is carried out, and the till crashes")
            is_good = landed == world or landed.view is not View.OTHER_SUM
            for heard in said:
                name = f"is carried out, hears {heard.name}"
                yield from self._answered(name, till, landed, heard, is_good=is_good)

    def _landed(self, world: World, which: int) -> Iterator[tuple[World, tuple[int, ...]]]:
        """What the issuer makes of a call: each way, and what it may answer."""
        if world.view is View.INACTIVE:
            views = [View.OURS, *([View.WITHOUT_ID] * self.setting.drops_ids)]
            views += [View.OTHER_SUM] * self.setting.loads_other_sums
            for view in views:
                yield world._replace(owner=which, view=view, loads=1), (view,)
        elif self.setting.adds:
            yield world._replace(loads=2), (self.view(world, which),)
        else:
            yield world, (Heard.REFUSED, Heard.CONFLICT)

    def _answered(self, name: str, till: Till, world: World, heard: int, *, is_good=False) -> Iterator[Move]:
        which = till.busy[1]
        after = self.table.after("after_activate", till.rows[which], heard)
        if heard != Heard.NOT_SENT:
            till = till._replace(ages=put(till.ages, which, 0))
        yield from self._stepped(f"the call {name}", till, world, which, after, is_good=is_good)

    def _land(self, till: Till, world: World, which: int) -> Iterator[Move]:
        """A late call lands: any of those on the way."""
        for life in set(till.late[which]):
            lives = list(till.late[which])
            lives.remove(life)
            rest = till._replace(late=put(till.late, which, tuple(lives)))
            for landed, _ in self._landed(world, which):
                yield Move("a late call lands", rest, landed)

    # ------------------------------------------------------------ power, backups

    def _power(self, till: Till, world: World) -> Iterator[Move]:
        if till.rows != (NO_ROW, NO_ROW):
            yield self._crashed(till, world, "crashes")
        if not self.setting.restores:
            return
        if till.backup is None:
            yield Move("a backup is made", till._replace(backup=till.rows), world)
        elif not till.was_restored:
            yield self._restored(till, world)

    def _crashed(self, till: Till, world: World, name: str) -> Move:
        """The process is gone and starts anew: T11 comes before anything else."""
        rows = till.rows
        for which in BOTH:
            if self.table.state(rows[which]) is State.SENDING:
                after = self.table.after("recovered", rows[which])
                if after.refused:
                    world = world._replace(broken=f"a step that is not allowed: {after.refused}")
                rows = put(rows, which, after.row)
        age = 0 if self.setting.forgets_age else self.setting.ticks
        return Move(name, till._replace(rows=rows, ages=(age, age), busy=None), world)

    def _restored(self, till: Till, world: World) -> Move:
        """T28: what is open in the journal that was put back is not believed."""
        rows = till.backup
        for which in BOTH:
            if self.table.state(rows[which]) in OPEN:
                after = self.table.after("put_back", rows[which])
                rows = rows if after.refused else put(rows, which, after.row)
        back = till._replace(rows=rows, busy=None, is_fresh=False, was_restored=True)
        return self._crashed(back, world, "the backup is put back")

    # ------------------------------------------------------------ what must hold

    def wrong(self, till: Till, world: World) -> str:
        """The promise that does not hold for this till and its world; empty where all hold."""
        if world.broken or world.loads > 1:
            return world.broken or "I1: loaded twice"
        if world.owner in BOTH and world.refunded[world.owner]:
            return "I3: cancelled and loaded"
        for which in BOTH:
            if (row := till.rows[which]) != NO_ROW and (what := self._wrong_row(row, which, world)):
                return what
        return ""

    def _wrong_row(self, row: int, which: int, world: World) -> str:
        state, is_ours = self.table.state(row), world.owner == which
        if state is State.ACTIVE and self.view(world, which) is not View.OURS:
            return "I2: active by its own word only"
        if state is State.MISMATCH and self.view(world, which) is not View.OTHER_SUM:
            return "I2: a mismatch without a load"
        claims_no_load = {State.CANCELLED, State.TAKEN}
        if not self.setting.takes_over:
            claims_no_load |= {State.HELD, State.QUEUED}
        if state in claims_no_load and is_ours:
            return f"I3: {state} and loaded"
        return ""

    def is_settled(self, till: Till, world: World) -> bool:
        """I4's end: nothing waits for the issuer, and no slip waits for a row that was lost."""
        if till.busy or any(self.table.state(row) in QUEUE and not self._is_beyond(row) for row in till.rows):
            return False
        return not (till.has_sold and till.rows[OWN] == NO_ROW and world.slips[OWN] is Slip.OUT)

    def _is_beyond(self, row: int) -> bool:
        return row != NO_ROW and needs_a_person(self.table.rows[row])
