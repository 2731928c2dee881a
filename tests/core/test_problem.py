"""Problems, answers and the shop's own facts: small values that refuse to contradict themselves."""

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import Card
from app.core.problem import Code, Problem, Refusal, refuse
from app.core.rules import problem_of
from app.core.shop import DateForm
from tests.fakes import letterhead, shop

CARD = Card("GIFT-4711", "unused")


def test_a_refusal_carries_its_problem_and_no_facts_in_its_text() -> None:
    refusal = refuse(Code.CARD_CODE_BAD, code="4711")
    assert isinstance(refusal, Refusal)
    assert refusal.problem == Problem(Code.CARD_CODE_BAD, {"code": "4711"})
    assert str(refusal) == "card-code-bad"


def test_codes_are_stable_words() -> None:
    assert all(code.value == code.name.lower().replace("_", "-") for code in Code)


@pytest.mark.parametrize(
    ("kind", "card"), [(Kind.CARD, None), *((kind, CARD) for kind in Kind if kind is not Kind.CARD)]
)
def test_only_an_answer_of_a_card_holds_a_card(kind: Kind, card: Card | None) -> None:
    with pytest.raises(ValueError, match="kind CARD"):
        Answer(kind, card=card)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(Kind.NOT_SENT), Problem(Code.LINE_DOWN)),
        (Answer(Kind.NOT_SENT, Cause.LINE), Problem(Code.LINE_DOWN)),
        (Answer(Kind.NOT_SENT, Cause.CERTIFICATE), Problem(Code.CERTIFICATE_REFUSED)),
        (Answer(Kind.NOT_SENT, Cause.EXPIRED), Problem(Code.CERTIFICATE_REFUSED)),
        (Answer(Kind.NOT_SENT, Cause.CLOCK), Problem(Code.CLOCK_OFF)),
        (Answer(Kind.NOT_SENT, Cause.SECRET), Problem(Code.SECRET_MISSING)),
        (Answer(Kind.UNAUTHORISED, Cause.LOGIN, 401), Problem(Code.LOGIN_REFUSED)),
        (Answer(Kind.UNAUTHORISED, Cause.SECRET), Problem(Code.SECRET_MISSING)),
        (Answer(Kind.UNAUTHORISED, Cause.ACCOUNT, 404), Problem(Code.ACCOUNT_UNKNOWN)),
        (Answer(Kind.ALIVE, status=200), Problem(Code.ANSWER_UNCLEAR, {"status": 200})),
        (Answer(Kind.TOO_MANY, status=429, retry_after_s=7), Problem(Code.TOO_MANY_CALLS, {"seconds": 7})),
        (Answer(Kind.TOO_MANY, status=429), Problem(Code.TOO_MANY_CALLS)),
        (Answer(Kind.REFUSED, status=403, message="no\x00"), Problem(Code.NOT_ALLOWED, {"message": "no"})),
        (Answer(Kind.REFUSED, status=404), Problem(Code.CARD_UNKNOWN)),
        (Answer(Kind.REFUSED, status=400, message="bad"), Problem(Code.REFUSED, {"status": 400, "message": "bad"})),
        (Answer(Kind.UNCLEAR, status=500), Problem(Code.ANSWER_UNCLEAR, {"status": 500})),
        (Answer(Kind.UNCLEAR, Cause.TIME_OUT), Problem(Code.NO_ANSWER)),
        (Answer(Kind.CARD, status=200, card=CARD), Problem(Code.ANSWER_UNCLEAR, {"status": 200})),
    ],
)
def test_every_answer_that_proves_nothing_has_its_problem(answer: Answer, problem: Problem) -> None:
    assert problem_of(answer) == problem


def test_the_issuer_is_told_where_a_card_was_sold() -> None:
    assert shop(store_id="BERGEN", till_id="4").originated_by == "BERGEN/4"


def test_a_shop_without_a_locale_writes_days_as_iso_does() -> None:
    assert (DateForm().day, DateForm().time) == ("yyyy-MM-dd", "HH:mm")
    assert letterhead(is_test=True).is_test
