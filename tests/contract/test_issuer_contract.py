"""The client over real HTTP and the fake of the tests keep the same promises."""

from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.card import CardCode
from app.core.scan import Token
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from tests.contract.issuer_contract import IssuerContract, IssuerWorld
from tests.contract.wire_examples import ACCOUNT_ID, STANDING_CARD, STANDING_TOKEN
from tests.fakes import FakeClock, FakeIssuer, Fate
from tests.sandbox.running import Running, running_sandbox


@pytest.fixture(scope="module")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=1, seed=1) as running:
        yield running


RULES: dict[str, dict[str, Any]] = {
    "lost-before": {"fault": "lost-before"},
    "lost-after": {"fault": "answer-lost-after"},
    "error-before": {"fault": "500-before"},
    "error-after": {"fault": "500-after"},
    "refused": {"fault": "403", "status": 400},
    "forbidden": {"fault": "403"},
    "unauthorised": {"fault": "401", "times": 2},
    "too-many": {"fault": "429", "retry_after": 7},
    "portal": {"fault": "captive-portal"},
    "portal-404": {"fault": "captive-portal", "status": 404},
    "portal-403": {"fault": "502-html", "status": 403},
    "cut": {"fault": "cut-body"},
    "other-card": {"fault": "wrong-card"},
    "other-amount": {"fault": "wrong-amount"},
}


class OverHttp:
    """The real client and a sandbox behind it."""

    def __init__(self, sandbox: Running, issuer: DinteroIssuer) -> None:
        self.sandbox = sandbox
        self.issuer = issuer
        self.card = CardCode(STANDING_CARD)
        self.token = Token(STANDING_TOKEN)

    def spoil_activate(self, how: str) -> None:
        self.sandbox.lay({"on": "activate"} | RULES[how])

    def spoil_read(self, how: str) -> None:
        self._spoil_safe("get", how)

    def spoil_ping(self, how: str) -> None:
        self._spoil_safe("list", how)

    def _spoil_safe(self, operation: str, how: str) -> None:
        # A safe call may be repeated once on a kept connection, so a lost one has to be lost twice.
        self.sandbox.lay({"on": operation} | RULES[how] | ({"times": 2} if how == "lost-before" else {}))

    def cut_off(self) -> None:
        self.issuer.close()

    def loads(self) -> int:
        loads: int = self.sandbox.truth(self.card.text)["loads"]
        return loads


class TestTheClient(IssuerContract):
    """app.dintero, held to the contract against a sandbox."""

    @pytest.fixture
    def world(self, _one_sandbox: Running) -> Iterator[IssuerWorld]:
        assert _one_sandbox.client.post("/_sandbox/reset").json()["cards"] == [STANDING_CARD]
        _one_sandbox.sign_in()
        settings = Connection(_one_sandbox.url, ACCOUNT_ID, CLIENT_ID, deadline_s=10)
        issuer = DinteroIssuer(settings, lambda: CLIENT_SECRET, FakeClock(), "1")
        yield OverHttp(_one_sandbox, issuer)
        issuer.close()


FATES = {
    "lost-before": Fate.LOST_BEFORE,
    "lost-after": Fate.LOST_AFTER,
    "error-before": Fate.ERROR_BEFORE,
    "error-after": Fate.ERROR_AFTER,
    "refused": Fate.BAD_REQUEST,
    "forbidden": Fate.FORBIDDEN,
    "unauthorised": Fate.UNAUTHORISED,
    "too-many": Fate.TOO_MANY,
    "portal": Fate.PORTAL,
    "portal-404": Fate.PORTAL,
    "portal-403": Fate.PORTAL,
    "cut": Fate.GARBAGE,
    "other-card": Fate.OTHER_CARD,
    "other-amount": Fate.OTHER_AMOUNT,
}


class InMemory:
    """The fake."""

    def __init__(self) -> None:
        self.card = CardCode(STANDING_CARD)
        self.token = Token(STANDING_TOKEN)
        self.issuer = FakeIssuer(tokens={STANDING_TOKEN: STANDING_CARD}).with_cards(STANDING_CARD)

    def spoil_activate(self, how: str) -> None:
        self.issuer.fates.append(FATES[how])

    def spoil_read(self, how: str) -> None:
        self.issuer.read_fates.append(FATES[how])

    def spoil_ping(self, how: str) -> None:
        self.issuer.ping_fates.append(FATES[how])

    def cut_off(self) -> None:
        self.issuer.fates = deque([Fate.NOT_SENT] * 9)
        self.issuer.read_fates = deque([Fate.NOT_SENT] * 9)
        self.issuer.ping_fates = deque([Fate.NOT_SENT] * 9)

    def loads(self) -> int:
        return self.issuer.truth(STANDING_CARD).loads


class TestTheFake(IssuerContract):
    """tests.fakes.FakeIssuer, held to the same contract."""

    @pytest.fixture
    def world(self) -> IssuerWorld:
        return InMemory()
