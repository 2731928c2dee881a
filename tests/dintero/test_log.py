"""The log tells what happened, and no secret."""

import logging

import pytest

from app.core.card import CardCode
from app.core.scan import Token
from tests.dintero.raw_server import RawServer, Seen, Visit, granted, http_json, saying
from tests.dintero.till_side import CARD, ORDER, SECRET, card_fields, till

TOKEN = "DINCARD:CANARY-t0ken"


@pytest.fixture(autouse=True)
def _log_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another test's tool may have set up logging anew and so turned off every logger there was."""
    monkeypatch.setattr(logging.getLogger("app.dintero"), "disabled", False)


def test_a_call_is_told_by_method_masked_path_status_and_time(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with RawServer(saying(http_json(200, card_fields()))) as server, till(server.url) as issuer:
        issuer.activate(ORDER)
    told = [record.getMessage() for record in caplog.records if record.name == "app.dintero"]
    assert told[0].startswith("POST /v1/accounts/T00000000/auth/token -> 200, ")
    assert told[1].startswith("POST /v1/accounts/T00000000/wallets/cards/····0665/activate -> 200, ")
    assert told[1].endswith(" ms")
    assert CARD not in caplog.text


def test_a_refusal_is_told_with_its_code_and_a_silence_with_what_it_proves(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    refusal = http_json(404, {"error": {"code": "not_found", "message": "CANARY"}})
    with RawServer(saying(refusal)) as server:
        with till(server.url) as issuer:
            issuer.read(CardCode(CARD))
            assert caplog.records[-1].levelno == logging.WARNING
            assert caplog.text.rstrip().endswith(" ms, not_found")
        issuer.read(CardCode(CARD))
    assert "not sent, LINE" in caplog.text
    assert "CANARY" not in caplog.text


def test_no_secret_reaches_a_log_even_when_everything_logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def script(visit: Visit, request: Seen) -> None:
        is_login = request.target.endswith("/auth/token")
        told = {"error": {"code": "CANARY-bearer", "message": f"{TOKEN} CANARY-bearer"}}
        visit.say(granted("CANARY-bearer") if is_login else http_json(400, told))

    with RawServer(script) as server, till(server.url) as issuer:
        issuer.look_up(Token(TOKEN))
        issuer.activate(ORDER)
    told = http_json(401, {"error": {"code": SECRET}})
    with RawServer(lambda visit, _: visit.say(told)) as server, till(server.url) as issuer:
        issuer.read(CardCode(CARD))
    everything = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert "CANARY" not in everything
    assert "Basic" not in everything
    assert "Bearer" not in everything
    assert ORDER.activation_id not in everything
    assert not [record.name for record in caplog.records if record.name.startswith(("httpx", "httpcore"))]


def test_nothing_that_holds_a_secret_shows_it() -> None:
    with RawServer(saying(http_json(200, card_fields()))) as server, till(server.url) as issuer:
        issuer.read(CardCode(CARD))
        shown = repr(issuer) + repr(vars(issuer)) + repr(vars(issuer._tokens))
    assert "CANARY" not in shown
    assert "t0ken" not in shown
