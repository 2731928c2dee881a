"""A card whose secrets were lost gets new ones, where head office wants that instead of another card in its place.

Only a card that reads as inactive is touched. Each try is in the journal before its calls; what its answer held is
sealed as a chunk's is. Where the answer is lost the card stays lost, and may be tried again: the last PIN counts. The
tokens of earlier answers stay, unknown to everybody, for no documented call takes a token back.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.core.answer import Answer, Kind
from app.core.batch import REKEYED_FROM, BatchOrder, Chunk, ChunkState
from app.core.card import CardCode, Standing
from app.core.problem import Code, Problem, refuse
from app.office.book import BatchBook, BatchNote, BatchStanding, FateTold, NotedBatch, RekeyOutcome
from app.office.doubt import problem_of
from app.office.pace import Waiting, WaitsFor, pause_after
from app.office.ports import CallFate, ChunkAnswer, ChunkOrder
from app.office.run import BatchRoad, asked_of

PAGE: Final = 50
LOST_IN_A_ROW: Final = 3
"""Each lost answer may leave a token behind that nobody knows: then a person should look at the line."""

DAYS_MOST: Final = 36_500
"""How many days a new token may live at most."""

Wait = Callable[[Waiting], None]
"""Told what is waited for and how long still; it may return sooner, and raise to end it all."""

_ALL: Final = 1_000_000_000
_OF_ONE_CARD: Final = frozenset({Code.REKEY_NOT_INACTIVE, Code.REKEY_LOST, Code.REKEY_ODD})


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lost cards get new secrets: these, or all (`card_ids` is None); and how long their new tokens live."""

    card_ids: tuple[str, ...] | None
    token_life: timedelta

    @property
    def token_life_s(self) -> int:
        """In seconds, as the API wants it."""
        return int(self.token_life.total_seconds())


@dataclass(frozen=True, slots=True)
class RekeyCame:
    """What came of one card: what became of the try, and why where it has no new secrets."""

    card_id: str
    outcome: RekeyOutcome
    problem: Problem | None = None
    wait: timedelta = timedelta(0)
    """How long the issuer asked to be left alone."""

    @property
    def is_for_all(self) -> bool:
        """Any other card would have met the same."""
        return self.problem is not None and self.problem.code not in _OF_ONE_CARD


def why_not_now(standing: BatchStanding) -> Problem | None:
    """Why no card of this batch gets new secrets any more, if so: what a person released is not changed."""
    if standing.is_shredded:
        return Problem(Code.BATCH_SHREDDED)
    return Problem(Code.BATCH_RELEASED) if standing.released_by else None


def lost_cards(book: BatchBook, batch_id: str) -> Iterator[FateTold]:
    """The cards of a batch whose secrets are lost and that are ours, page by page."""
    after = 0
    while page := book.fates(batch_id, after, PAGE):
        yield from (told for told in page if told.fate in REKEYED_FROM)
        after = page[-1].chunk


def in_doubt(book: BatchBook, batch_id: str) -> frozenset[str]:
    """Cards of which a call of an earlier try may still arrive, and change the PIN: the quarantine is theirs, too."""
    return frozenset(told.card_id for told in book.rekeys(batch_id) if told.outcome is RekeyOutcome.IN_DOUBT)


def finish_rekeys(road: BatchRoad, order: BatchOrder) -> tuple[RekeyCame, ...]:
    """Tries whose end an earlier process did not see: sealed all the same, or lost. Before any other try."""
    begun = road.book.chunks(order.batch_id, ChunkState.REKEYING, _ALL)
    return tuple(_finished(road, order, chunk) for chunk in begun)


def without_finished(choice: Choice, came: Sequence[RekeyCame]) -> Choice:
    """The same choice without cards that got their secrets meanwhile, by a try whose end nobody had seen."""
    good = {each.card_id for each in came if each.problem is None}
    if choice.card_ids is None or not good:
        return choice
    return replace(choice, card_ids=tuple(card_id for card_id in choice.card_ids if card_id not in good))


def chosen(book: BatchBook, batch_id: str, choice: Choice) -> tuple[Sequence[FateTold], Sequence[FateTold]]:
    """The lost cards of a choice: those to be tried at once, and those that wait for the quarantine.

    Raises Refusal REKEY_NOT_LOST for a card that is no lost one.
    """
    by_id = {told.card_id: told for told in lost_cards(book, batch_id)}
    card_ids = dict.fromkeys(by_id if choice.card_ids is None else choice.card_ids)
    for card_id in card_ids:
        if card_id not in by_id:
            raise refuse(Code.REKEY_NOT_LOST, card=card_id)
    doubtful = in_doubt(book, batch_id)
    waiting = [by_id[card_id] for card_id in card_ids if card_id in doubtful]
    return [by_id[card_id] for card_id in card_ids if card_id not in doubtful], waiting


def rekey(road: BatchRoad, order: BatchOrder, choice: Choice, wait: Wait) -> Iterator[RekeyCame]:
    """One try for each chosen card; those in doubt are the last, after the quarantine.

    How long ago an earlier process sent a call nobody knows, so the quarantine counts from now. What passes by itself
    is waited out, as a run of a batch does. Raises as `chosen`.
    """
    until = road.clock.running() + road.quarantine
    at_once, waiting = chosen(road.book, order.batch_id, choice)
    for came in _rekey_cards(road, order, at_once, choice.token_life_s, wait):
        yield came
        if came.is_for_all:
            return
    if waiting:
        _wait_until(road, until, Waiting(WaitsFor.REKEY, timedelta(0), len(waiting)), wait)
    yield from _rekey_cards(road, order, waiting, choice.token_life_s, wait)


def note_rekeys(road: BatchRoad, order: BatchOrder, came: Sequence[RekeyCame]) -> None:
    """Writes down that lost cards were to get new secrets, and of how many came what; nothing where none was tried."""
    counts = Counter(each.outcome.value for each in came)
    if counts:
        road.book.note(order.batch_id, NotedBatch(BatchNote.REKEYED, road.clock.now(), facts=dict(counts)))


def _wait_until(road: BatchRoad, until: timedelta, waiting: Waiting, wait: Wait) -> None:
    while (left := until - road.clock.running()) > timedelta(0):
        wait(replace(waiting, left=left))


def _rekey_cards(
    road: BatchRoad, order: BatchOrder, lost: Sequence[FateTold], token_life_s: int, wait: Wait
) -> Iterator[RekeyCame]:
    """One try for each of these cards, in turn, until something is met that any card would meet."""
    in_a_row = 0
    for each in lost:
        came = _rekey_patiently(road, order, each, token_life_s, wait)
        yield came
        in_a_row = in_a_row + 1 if came.outcome is RekeyOutcome.IN_DOUBT else 0
        if came.is_for_all or in_a_row >= LOST_IN_A_ROW:
            return


def _rekey_patiently(road: BatchRoad, order: BatchOrder, lost: FateTold, token_life_s: int, wait: Wait) -> RekeyCame:
    """One card, again after each pause while what is in the way passes by itself and nothing is in doubt."""
    failures = 0
    while True:
        came = rekey_card(road, order, lost, token_life_s)
        is_undone = came.outcome is RekeyOutcome.NOT_DONE
        pause = pause_after(came.problem, failures, came.wait) if came.problem and is_undone else None
        if pause is None:
            return came
        failures += 1
        _wait_until(road, road.clock.running() + pause.left, pause, wait)


def rekey_card(road: BatchRoad, order: BatchOrder, lost: FateTold, token_life_s: int) -> RekeyCame:
    """One try for one card, from its read to its sealed secrets."""
    if (unready := road.book.ready()) is not None:
        return RekeyCame(lost.card_id, RekeyOutcome.NOT_DONE, unready)
    read = road.reader.read(CardCode(lost.card_id))
    if (why_not := _why_not(read, lost.card_id)) is not None:
        return RekeyCame(lost.card_id, RekeyOutcome.NOT_DONE, why_not, _asked_wait(read))
    chunk = road.book.begin_rekey(order.batch_id, lost, road.clock.now())
    asked = _asked(order, chunk, token_life_s)
    problem = road.maker.ready(asked)
    answer = ChunkAnswer(CallFate.NOT_SENT, problem=problem) if problem else road.maker.make(asked)
    return _ended(road, order, chunk, answer)


def _why_not(answer: Answer, card_id: str) -> Problem | None:
    """Nobody's PIN is changed who may have the card in a pocket."""
    if answer.card is not None and answer.card.standing is Standing.INACTIVE:
        return None
    if answer.card is not None or (answer.kind is Kind.REFUSED and answer.status == 404):
        return Problem(Code.REKEY_NOT_INACTIVE, {"card": card_id})
    return problem_of(answer)


def _finished(road: BatchRoad, order: BatchOrder, chunk: Chunk) -> RekeyCame:
    found = road.maker.found(asked_of(order, chunk))
    if isinstance(found, Problem):
        return RekeyCame(chunk.card_ids[0], RekeyOutcome.UNDER_WAY, found)
    return _ended(road, order, chunk, found or ChunkAnswer(CallFate.UNKNOWN))


def _ended(road: BatchRoad, order: BatchOrder, chunk: Chunk, answer: ChunkAnswer) -> RekeyCame:
    """The card has its place in the order again, unless another one has it; or it stays lost, and why."""
    (card_id,) = chunk.card_ids
    now = road.clock.now()
    is_whole = answer.fate is CallFate.SEALED and all(card.is_whole for card in answer.made)
    if not is_whole:
        road.book.step(chunk, ChunkState.SETTLED, now, answer)
        outcome = RekeyOutcome.IN_DOUBT if answer.fate is CallFate.UNKNOWN else RekeyOutcome.NOT_DONE
        return RekeyCame(card_id, outcome, _problem_of(answer, card_id), _asked_wait(answer))
    standing = road.book.standing(order.batch_id)
    is_surplus = standing is None or standing.owed <= 0
    road.book.rekeyed(chunk, answer, now, is_surplus=is_surplus)
    return RekeyCame(card_id, RekeyOutcome.SURPLUS if is_surplus else RekeyOutcome.DONE)


def _asked_wait(answer: Answer | ChunkAnswer) -> timedelta:
    return timedelta(seconds=answer.retry_after_s or 0)


def _problem_of(answer: ChunkAnswer, card_id: str) -> Problem:
    match answer.fate:
        case CallFate.SEALED:
            return Problem(Code.REKEY_ODD, {"card": card_id})
        case CallFate.UNKNOWN:
            return Problem(Code.REKEY_LOST, {"card": card_id})
        case CallFate.REFUSED if answer.status != 403:
            return Problem(Code.REFUSED, {"message": answer.message, "status": answer.status or 0})
        case _:
            return answer.problem or Problem(Code.LINE_DOWN)


def _asked(order: BatchOrder, chunk: Chunk, token_life_s: int) -> ChunkOrder:
    return replace(asked_of(order, chunk), token_life_s=token_life_s)
