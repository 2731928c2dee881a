"""How good cards stand is counted, and asking is given up where no answers come any more."""

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import Card
from app.core.problem import Code
from app.office.status import SILENT_IN_A_ROW, Checked, Found, StateCheck

INACTIVE = Answer(Kind.CARD, status=200, card=Card("1", "inactive"))
GONE = Answer(Kind.REFUSED, status=404)
DOWN = Answer(Kind.NOT_SENT, Cause.LINE)


def asked(*answers: Answer, most: int = 1_000) -> StateCheck:
    check = StateCheck(most)
    for answer in answers:
        check.take(answer)
    return check


def test_each_answer_is_counted_as_what_it_says_of_its_card() -> None:
    used, odd = (Answer(Kind.CARD, status=200, card=Card("1", word)) for word in ("used", "frozen"))
    told = asked(INACTIVE, INACTIVE, used, odd, GONE, Answer(Kind.REFUSED, status=400), most=6).so_far()
    assert told == Checked(6, {Found.INACTIVE: 2, Found.IN_USE: 1, Found.UNDECIDED: 2, Found.GONE: 1})
    assert told.is_whole


def test_a_read_without_an_answer_makes_its_card_not_known_and_ends_nothing() -> None:
    row = [DOWN] * (SILENT_IN_A_ROW - 1)
    check = asked(*row, INACTIVE, *row, most=len(row) * 2 + 1)
    assert check.problem is None
    assert check.so_far().found == {Found.INACTIVE: 1, Found.UNDECIDED: 2 * len(row)}
    assert check.so_far().is_whole


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (DOWN, Code.LINE_DOWN),
        (Answer(Kind.UNCLEAR, Cause.TIME_OUT), Code.NO_ANSWER),
        (Answer(Kind.UNCLEAR, status=503), Code.ANSWER_UNCLEAR),
        (Answer(Kind.TOO_MANY, status=429, retry_after_s=7), Code.TOO_MANY_CALLS),
        (Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401), Code.LOGIN_REFUSED),
        (Answer(Kind.REFUSED, status=403), Code.NOT_ALLOWED),
    ],
)
def test_many_in_a_row_without_one_end_it_with_the_reason_and_what_was_found_before(answer: Answer, code: Code) -> None:
    told = asked(INACTIVE, GONE, *[answer] * SILENT_IN_A_ROW, most=2).so_far()
    assert told.problem is not None
    assert told.problem.code is code
    assert told.found == {Found.INACTIVE: 1, Found.GONE: 1}, "cards that nobody could ask for are not counted as read"
    assert not told.is_whole
