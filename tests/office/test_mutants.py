"""Rules made wrong on purpose: the simulated head offices must find each of them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.core.batch import CardFate, ChunkState, Fate
from app.office import check, doubt, run, split
from app.office.book import Verdict
from app.office.ports import CallFate, ChunkAnswer
from tests.office.model import Fault, ModelMaker
from tests.office.shop import Office, an_order, opened

SEEDS = 40

Wrong = Callable[[pytest.MonkeyPatch], None]


def by_place(patch: pytest.MonkeyPatch) -> None:
    """Secrets belong to whatever card stood at that place."""
    patch.setattr(run, "verdict_on", lambda asked, made: Verdict())


def silence_is_a_no(patch: pytest.MonkeyPatch) -> None:
    """A lost answer means that nothing was made, so it goes again."""
    make = ModelMaker.make

    def hopeful(maker: ModelMaker, order: object) -> ChunkAnswer:
        answer = make(maker, order)
        return replace(answer, fate=CallFate.NOT_SENT) if answer.fate is CallFate.UNKNOWN else answer

    patch.setattr(ModelMaker, "make", hopeful)


def one_look_is_enough(patch: pytest.MonkeyPatch) -> None:
    """What is absent at once is absent for ever."""
    look_at = doubt.look_at

    def hasty(road: run.BatchRoad, order: object, chunk: object, of: doubt.Doubt) -> run.Came:
        of.absent = of.absent or frozenset(chunk.card_ids)
        of.since -= road.quarantine
        return look_at(road, order, chunk, of)

    patch.setattr("app.office.pace.look_at", hasty)


def what_exists_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Cards whose secrets were lost are told as never made."""
    patch.setattr(doubt, "lost", lambda ids, fate: tuple(CardFate(each, Fate.REFUSED) for each in ids))


def what_a_refusal_made_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The same where the service refused the chunk."""
    patch.setattr(split, "lost", lambda ids, fate: tuple(CardFate(each, Fate.REFUSED) for each in ids))


def doubled_cards_are_good(patch: pytest.MonkeyPatch) -> None:
    """The first of two secrets is taken for the right one."""
    verdict_on = check.verdict_on

    def lenient(asked: object, made: object) -> Verdict:
        verdict = verdict_on(asked, made)
        return replace(verdict, fates=tuple(each for each in verdict.fates if each.fate is not Fate.DOUBLED))

    patch.setattr(run, "verdict_on", lenient)


def loses_something(folder: Path, seed: int) -> bool:
    """Whether a small head office in bad weather ends with a card that is wrong, lost or not listed."""
    chance = Random(seed)
    book = opened(folder / f"{seed}.db")
    office = Office(book, seed)
    office.issuer.duplicate = chance.choice(["skip", "400-partial", "reissue"])
    weather = [Fault.NONE] * 3 + [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE]
    office.maker.fault = lambda: chance.choice(weather)
    office.issuer.spoil = lambda made: [*made, made[0]] if made and len(office.issuer.calls) == 2 else made
    order = office.planned(an_order(40, chunk_size=5))
    strange = office.book.chunks(order.batch_id, ChunkState.PLANNED, 3)[2].card_ids[2]
    office.issuer.cards[strange] = ("somebody's", "else's")
    try:
        while office.run(order, 2).stopped is not None:
            pass
        office.demand_nothing_lost(order)
    except (AssertionError, KeyError):
        return True
    finally:
        book.close()
    return False


def test_the_rules_as_they_are_lose_nothing(tmp_path: Path) -> None:
    assert not [seed for seed in range(SEEDS // 4) if loses_something(tmp_path, seed)]


@pytest.mark.parametrize(
    "wrong",
    [
        by_place,
        silence_is_a_no,
        one_look_is_enough,
        what_exists_is_forgotten,
        what_a_refusal_made_is_forgotten,
        doubled_cards_are_good,
    ],
)
def test_a_wrong_rule_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Wrong) -> None:
    wrong(monkeypatch)
    assert any(loses_something(tmp_path, seed) for seed in range(SEEDS))
