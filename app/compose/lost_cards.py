"""What the window does for cards that lost their secrets: new ones for some of them, and others are written off."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event
from typing import Final

from app.compose.office import Office
from app.core.problem import Problem
from app.office.book import BatchStanding
from app.office.pace import Waiting
from app.office.rekey import Choice, RekeyCame, chosen, finish_rekeys, note_rekeys, rekey, why_not_now, without_finished
from app.office.write_off import why_not_off, write_off
from app.ui.office_desk import Rekeying, UnsoundAnswers

FAULTS_TOLD: Final = 6
"""So many files are named with what is wrong with them."""
TOLD_EVERY: Final = timedelta(seconds=1)


class _Stopped(Exception):
    """Ends a wait that a person does not want any longer."""


def rekeyed(
    office: Office, batch_id: str, choice: Choice, tell: Callable[[Rekeying], None], stops: Event
) -> Rekeying | Problem:
    """Tries that an earlier process did not end come first. Raises Refusal as `chosen` does, and VAULT_UNWRITABLE."""
    batch = office.found(batch_id)
    if (not_now := why_not_now(batch)) is not None:
        return not_now
    came: list[RekeyCame] = []
    try:
        return _rekeyed(office, batch, choice, came, tell, stops)
    finally:
        note_rekeys(office.road, batch.order, came)
        office.back_up()


def _rekeyed(
    office: Office,
    batch: BatchStanding,
    choice: Choice,
    came: list[RekeyCame],
    tell: Callable[[Rekeying], None],
    stops: Event,
) -> Rekeying:
    road, order = office.road, batch.order
    came += finish_rekeys(road, order)
    choice = without_finished(choice, came)
    now, later = chosen(road.book, order.batch_id, choice)
    most = len(came) + len(now) + len(later)
    tell(Rekeying(most, tuple(came)))

    def wait(waiting: Waiting) -> None:
        tell(Rekeying(most, tuple(came), waiting))
        if stops.wait(min(waiting.left, TOLD_EVERY).total_seconds()):
            raise _Stopped

    if any(each.is_for_all for each in came):
        return Rekeying(most, tuple(came))
    try:
        for each in rekey(road, order, choice, wait):
            came.append(each)
            tell(Rekeying(most, tuple(came)))
            if stops.is_set():
                break
    except _Stopped:
        pass
    return Rekeying(most, tuple(came))


def looked_over(office: Office, batch_id: str) -> UnsoundAnswers:
    """Whether each sealed answer is there as it was written."""
    batch = office.found(batch_id)
    seen = office.look_at(batch)
    found = seen.unsound
    return UnsoundAnswers(
        tuple(each.chunk.file.name for each in found),
        sum(len(each.chunk.good) for each in found),
        tuple(each.problem for each in found[:FAULTS_TOLD]),
        why_not_off(office.book, batch, seen, may_be_all=True) if found else None,
        seen.problem if len(found) == seen.files else None,
    )


def written_off(office: Office, batch_id: str, pin: str, files: Sequence[str]) -> int | Problem:
    """Files that were put back meanwhile keep their cards, and what was found since then waits for another look."""
    batch = office.found(batch_id)
    seen = office.look_at(batch)
    told = [each for each in seen.unsound if each.chunk.file.name in files]
    problem = why_not_off(office.book, batch, seen, may_be_all=len(told) == seen.files)
    if problem is not None:
        return problem
    if not told:
        return 0
    person = office.approvers.check(pin)
    if isinstance(person, Problem):
        return person
    cards = write_off(office.book, office.clock, batch, told, person)
    office.back_up()
    return cards
