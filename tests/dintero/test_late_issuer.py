"""An issuer that is made at its first call; what stops its making is an answer."""

import pytest

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.core.problem import Code, Refusal, refuse
from app.core.scan import Token
from app.dintero.issuer import DinteroIssuer
from app.dintero.late_issuer import LateIssuer
from tests.dintero.raw_server import RawServer, http_json, saying
from tests.dintero.till_side import CARD, ORDER, SECRET, card_fields, connection
from tests.fakes import FakeClock


def test_it_is_made_once_at_the_first_call_and_closed_with_the_last() -> None:
    made: list[DinteroIssuer] = []

    with RawServer(saying(http_json(200, card_fields()))) as server:

        def make() -> DinteroIssuer:
            made.append(DinteroIssuer(connection(server.url), lambda: SECRET, FakeClock(), "1"))
            return made[-1]

        late = LateIssuer(make)
        late.close()
        assert not made
        answers = (late.read(CardCode(CARD)), late.activate(ORDER), late.look_up(Token("DINCARD:x")))
        assert {answer.kind for answer in answers} == {Kind.CARD}
        late.close()
        assert len(made) == 1
        assert made[0].read(CardCode(CARD)) == Answer(Kind.NOT_SENT, Cause.LINE)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (Code.KEYRING_LOCKED, Answer(Kind.UNAUTHORISED, Cause.SECRET)),
        (Code.ACCOUNT_MISSING, Answer(Kind.UNAUTHORISED, Cause.SECRET)),
        (Code.SANDBOX_NOT_STARTED, Answer(Kind.NOT_SENT, Cause.LINE)),
    ],
)
def test_what_stops_its_making_is_an_answer_and_nothing_was_sent(code: Code, answer: Answer) -> None:
    def stopped() -> DinteroIssuer:
        raise refuse(code)

    late = LateIssuer(stopped)
    assert late.activate(ORDER) == answer
    assert late.read(CardCode(CARD)) == answer
    assert late.ping() == answer
    with pytest.raises(Refusal):
        late.made()
