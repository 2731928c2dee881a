"""A small issuer and a small vault behind the office's ports, whose faults are chosen call by call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random

from app.core.answer import Answer, Kind
from app.core.card import Card, CardCode
from app.core.problem import Code, Problem
from app.office.ports import CallFate, ChunkAnswer, ChunkOrder, MadeCard, SealedFile
from tests.fake_clock import FakeClock

CALL_S = 0.5


class Fault(Enum):
    """What happens to one call."""

    NONE = auto()
    NOT_SENT = auto()
    LOST_BEFORE = auto()
    """It never arrived, and nobody can know."""
    LOST_AFTER = auto()
    """It was carried out, and the answer was lost."""
    LATE = auto()
    """It is carried out a minute after the caller gave up."""
    PAUSE = auto()
    """429: come back later."""


@dataclass
class ModelIssuer:
    """Cards with their secrets, and the switches of the API's undocumented points."""

    clock: FakeClock
    duplicate: str = "refuse-all"
    limit: int = 1_000_000
    order: str = "same"
    word: str = "inactive"
    bad_ids: frozenset[str] = frozenset()
    no_rekey: str = ""
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    calls: list[int] = field(default_factory=list)
    late: list[tuple[float, ChunkOrder]] = field(default_factory=list)
    spoil: Callable[[list[MadeCard]], list[MadeCard]] = field(default=lambda made: made)

    def batch(self, order: ChunkOrder) -> list[str] | str:
        """The ids made, or the words of a refusal."""
        self.calls.append(len(order.card_ids))
        if len(order.card_ids) > self.limit:
            return f"a batch holds at most {self.limit} cards"
        if bad := self.bad_ids & set(order.card_ids):
            return f"{min(bad)} is no card_id"
        taken = [each for each in order.card_ids if each in self.cards]
        fresh = [each for each in order.card_ids if each not in self.cards]
        if taken and self.duplicate == "refuse-all":
            return f"{taken[0]} is taken"
        if taken and self.duplicate in {"partial", "400-partial"}:
            fresh = list(order.card_ids[: order.card_ids.index(taken[0])])
        if self.duplicate == "reissue":  # the worst there could be: what was sealed before is wrong from now on
            fresh = list(order.card_ids)
        for each in fresh:
            self.cards[each] = (f"T{len(self.calls)}-{each}", f"P{len(self.calls)}")
        if taken and self.duplicate == "400-partial":
            return f"{taken[0]} is taken; the cards before it were made"
        return fresh[::-1] if self.order == "reversed" else fresh

    def rekey(self, order: ChunkOrder) -> list[str] | str:
        """A new PIN, then a new token, for a card that exists; or the words of a refusal."""
        if self.no_rekey:
            return self.no_rekey
        self.calls.append(1)
        (card_id,) = order.card_ids
        self.cards[card_id] = (f"T{len(self.calls)}-{card_id}", f"P{len(self.calls)}")
        return [card_id]

    def settle_late(self) -> None:
        """Calls that were on their way all the time arrive."""
        now = self.clock.passed.total_seconds()
        due = [order for at, order in self.late if at <= now]
        self.late = [(at, order) for at, order in self.late if at > now]
        for order in due:
            if order.token_life_s is None:
                self.batch(order)
            else:
                self.rekey(order)


@dataclass
class ModelReader:
    """Reads the issuer's cards; `fault` says whether this read decides nothing."""

    issuer: ModelIssuer
    fault: Callable[[], bool] = lambda: False
    reads: int = 0

    def read(self, card: CardCode) -> Answer:
        self.reads += 1
        self.issuer.settle_late()
        if self.fault():
            return Answer(Kind.UNCLEAR)
        if card.text in self.issuer.cards:
            return Answer(Kind.CARD, status=200, card=Card(card.text, self.issuer.word))
        return Answer(Kind.REFUSED, status=404)


@dataclass
class ModelMaker:
    """Calls the model issuer, and seals into a dictionary. `fault` chooses each call's."""

    issuer: ModelIssuer
    fault: Callable[[], Fault] = lambda: Fault.NONE
    vault: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    answers: dict[str, tuple[MadeCard, ...]] = field(default_factory=dict)
    not_ready: Problem | None = None
    ready_asked: int = 0

    def ready(self, order: ChunkOrder) -> Problem | None:
        self.ready_asked += 1
        return self.not_ready

    def make(self, order: ChunkOrder) -> ChunkAnswer:
        clock = self.issuer.clock
        clock.move(CALL_S)
        self.issuer.settle_late()
        fault = self.fault()
        match fault:
            case Fault.NOT_SENT:
                return ChunkAnswer(CallFate.NOT_SENT, problem=Problem(Code.LINE_DOWN))
            case Fault.PAUSE:
                problem = Problem(Code.TOO_MANY_CALLS)
                return ChunkAnswer(CallFate.NOT_SENT, status=429, retry_after_s=7, problem=problem)
            case Fault.LOST_BEFORE:
                return ChunkAnswer(CallFate.UNKNOWN)
            case Fault.LATE:
                self.issuer.late.append((clock.passed.total_seconds() + 60, order))
                return ChunkAnswer(CallFate.UNKNOWN)
            case _:
                made = self.issuer.batch(order) if order.token_life_s is None else self.issuer.rekey(order)
        if fault is Fault.LOST_AFTER:
            return ChunkAnswer(CallFate.UNKNOWN)
        if isinstance(made, str):
            return ChunkAnswer(CallFate.REFUSED, status=400, message=made)
        return self._sealed(order, made)

    def found(self, order: ChunkOrder) -> ChunkAnswer | None:
        made = self.answers.get(order.chunk_id, ())
        if sorted(card.card_id for card in made) != sorted(order.card_ids):
            return None
        return ChunkAnswer(CallFate.SEALED, SealedFile(order.chunk_id, 1, "00"), made)

    def _sealed(self, order: ChunkOrder, made: Iterable[str]) -> ChunkAnswer:
        assert order.chunk_id not in self.vault, "a sealed file is never written over"
        cards = self.issuer.spoil([MadeCard(each, self.issuer.word, is_whole=True) for each in made])
        self.answers[order.chunk_id] = tuple(cards)
        kept = self.vault[order.chunk_id] = {}
        for each in cards:  # a card that comes twice comes with other secrets, and nobody knows which are right
            kept[each.card_id] = (
                ("other", "?") if each.card_id in kept else self.issuer.cards.get(each.card_id, ("", ""))
            )
        return ChunkAnswer(CallFate.SEALED, SealedFile(order.chunk_id, 1, "00"), tuple(cards), status=200)


@dataclass
class SeededFigures:
    """Figures by a seed: a test's ids are the same each time."""

    random: Random

    def figures(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))
