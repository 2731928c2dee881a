"""What the journal keeps as JSON comes back as it was, and anything else is damage."""

import string
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.card import Card
from app.core.paper import Align, BarCode, Blank, Pair, Paper, PaperKind, QrCode, Rule, Text
from app.core.problem import Code, Problem
from app.ledger.codec import (
    card_from_text,
    card_to_text,
    paper_from_text,
    paper_to_text,
    problem_from_text,
    problem_to_text,
    texts_from,
)
from app.ledger.fields import Fields, Unreadable, stamp

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
WHOLE = st.integers(-(10**12), 10**12)
MOMENTS = st.builds(
    lambda moment, minutes: moment.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2200-01-01")),
    st.integers(-14 * 60, 14 * 60),
)
LINES = st.one_of(
    st.builds(Text, WORDS, st.sampled_from(Align), st.booleans(), st.sampled_from([1, 2])),
    st.builds(Pair, WORDS, WORDS, st.booleans()),
    st.just(Rule()),
    st.just(Blank()),
    st.builds(BarCode, st.text(string.ascii_letters + string.digits, min_size=1, max_size=9)),
    st.builds(QrCode, st.text(string.digits, min_size=1, max_size=1600)),
)
CARDS = st.builds(
    Card,
    WORDS,
    WORDS,
    amount=st.none() | WHOLE,
    currency=st.none() | WORDS,
    amount_available=st.none() | WHOLE,
    amount_balance=st.none() | WHOLE,
    customer_id=st.none() | WORDS,
    name=st.none() | WORDS,
    originated_by=st.none() | WORDS,
    active_from=st.none() | MOMENTS,
    expires_at=st.none() | MOMENTS,
    metadata=st.dictionaries(WORDS, WORDS, max_size=3),
)
PROBLEMS = st.builds(Problem, st.sampled_from(Code), st.dictionaries(WORDS, WORDS | WHOLE, max_size=3))


@given(st.none() | PROBLEMS)
def test_a_problem_comes_back(problem: Problem | None) -> None:
    assert problem_from_text(problem_to_text(problem)) == problem


@given(st.none() | CARDS)
def test_a_card_comes_back(card: Card | None) -> None:
    assert card_from_text(card_to_text(card)) == card


@given(st.sampled_from(PaperKind), st.integers(1), st.lists(LINES, max_size=6))
def test_a_paper_comes_back(kind: PaperKind, number: int, lines: list) -> None:
    paper = Paper(kind, number, tuple(lines))
    assert paper_from_text(kind.value, number, paper_to_text(paper)) == paper


@given(MOMENTS)
def test_a_time_comes_back_with_the_offset_it_was_shown_in(moment: datetime) -> None:
    back = Fields({"at": stamp(moment)}).moment("at")
    assert (back, back.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"card_id": 4, "status": "x", "metadata": {}}',
        '{"card_id": "c", "status": "x"}',
        '{"card_id": "c", "status": "x", "metadata": {"a": 1}}',
        '{"card_id": "c", "status": "x", "metadata": {}, "amount": 5.5}',
        '{"card_id": "c", "status": "x", "metadata": {}, "amount": true}',
        '{"card_id": "c", "status": "x", "metadata": {}, "expires_at": "2026-01-01T00:00:00"}',
        '{"card_id": "c", "status": "x", "metadata": {}, "expires_at": "tomorrow"}',
    ],
)
def test_what_is_no_card_is_damage(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each of them breaks in its own words
        card_from_text(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"lines": 4}',
        '{"lines": [{"line": "drawing"}]}',
        '{"lines": [{"line": "pair", "left": "", "right": "", "bold": 2}]}',
    ],
)
def test_what_is_no_paper_is_damage(text: str) -> None:
    with pytest.raises(Unreadable):
        paper_from_text("slip", 1, text)


@pytest.mark.parametrize(
    "text", ['{"code": "no-answer"}', '{"code": "no-answer", "facts": {"a": null}}', '{"code": "x", "facts": {}}']
)
def test_what_is_no_problem_is_damage(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each of them breaks in its own words
        problem_from_text(text)


@pytest.mark.parametrize("text", ["{}", "[4]"])
def test_what_is_no_list_of_texts_is_damage(text: str) -> None:
    with pytest.raises(Unreadable):
        texts_from(text)


def test_only_bytes_are_a_body() -> None:
    with pytest.raises(Unreadable):
        Fields({"body": "text"}).blob("body")
    assert stamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000+00:00"
