"""An order of cards and its chunks: what may be ordered, and which steps a chunk may take."""

from dataclasses import replace

import pytest

from app.core.batch import DO_NOT_PRINT, GOOD, NEXT, OPEN, BadChunkStep, BatchOrder, CardType, Chunk, ChunkState, Fate
from app.core.card_ids import IdScheme
from app.core.code_format import CodeFormat
from tests.fake_clock import MONDAY

ORDER = BatchOrder(
    "0192",
    "Spring 2027",
    1000,
    CardType.GIFT_CARD,
    IdScheme("GC", 12),
    CodeFormat(16),
    CodeFormat(4),
    ("age1office", "age1maker"),
    MONDAY,
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"count": 10_000_001},
        {"chunk_size": 0},
        {"chunk_size": 10_001},
        {"series": "  "},
        {"series": "x" * 65},
        {"series": "two\nlines"},
        {"recipients": ()},
        {"recipients": ("age1a", "age1a")},
    ],
)
def test_an_order_that_nobody_could_carry_out_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"order|chunk|series"):
        replace(ORDER, **wrong)


def test_a_lost_answer_costs_a_hundred_cards_unless_somebody_wants_more() -> None:
    assert ORDER.chunk_size == 100


@pytest.mark.parametrize("state", ChunkState)
@pytest.mark.parametrize("to", ChunkState)
def test_a_chunk_takes_the_steps_of_the_table_and_no_other(state: ChunkState, to: ChunkState) -> None:
    chunk = Chunk("0192", 7, ("a",), state, 3)
    if to in NEXT[state]:
        chunk.demand_step(to)
    else:
        with pytest.raises(BadChunkStep, match="0192-00000007"):
            chunk.demand_step(to)


def test_what_may_have_been_made_is_never_sent_again_as_it_is() -> None:
    """From UNKNOWN and REFUSED no road leads to SENDING; and every open chunk has a way on."""
    assert NEXT[ChunkState.UNKNOWN] == {ChunkState.SEALED, ChunkState.SETTLED}
    assert NEXT[ChunkState.REFUSED] == {ChunkState.SETTLED}
    assert not NEXT[ChunkState.SETTLED]
    assert all(NEXT[state] for state in OPEN)
    assert not OPEN & GOOD


def test_a_card_that_was_never_made_or_went_on_is_not_listed_as_one_to_keep_from_print() -> None:
    assert set(Fate) - DO_NOT_PRINT == {Fate.REFUSED, Fate.MOVED}
