"""The calls of a probe: each recorded, none of them with a secret, and no fault of the line ends one."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import Currency
from app.dintero.cleaned import HIDDEN, Secret, cleaned, json_of, secrets_in, token_in
from app.dintero.connection import Connection
from app.dintero.half_sent import life_of_half_sent
from app.dintero.probe_calls import ProbeCalls
from app.dintero.reply import Call
from tests.dintero.raw_server import RawServer, after_login, http, http_json
from tests.dintero.till_side import till

CARD = "PROBE-1"


@contextmanager
def calls(*bodies: bytes) -> Iterator[ProbeCalls]:
    """A probe's calls to a server that gives a token and then these answers, one after another."""
    rest = iter(bodies)
    with RawServer(after_login(lambda visit, _: visit.say(next(rest)))) as server, till(server.url) as at:
        yield at.probe_calls(Currency.NOK)


@contextmanager
def gateway(patience_s: float) -> Iterator[str]:
    """A server that takes one connection, reads what comes and ends it after a while. Its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            wire, _ = listener.accept()
            with wire, contextlib.suppress(OSError):
                wire.settimeout(patience_s)
                while wire.recv(65_536):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def test_the_answer_of_a_batch_is_recorded_without_its_secrets_and_its_token_is_used_for_a_look_up():
    made = {
        "cards": [
            {
                "card_id": CARD,
                "status": "inactive",
                "name": "CANARY name",
                "pin": {"pin": {"value": "CANARY-pin"}},
                "card_token": {"token": {"value": "CANARY-token", "barcode_128": "data:image/png;base64,CANARY"}},
            }
        ]
    }
    card = {"card_id": CARD, "status": "inactive"}
    with calls(http_json(200, made), http_json(200, card)) as probe:
        heard = probe.make([CARD])
        found = probe.look_up(CARD)
        said = json.dumps([str(probe.record()), str(probe.heard()), str(vars(probe))])
    assert [each.card_id for each in heard.cards] == [CARD]
    assert found.card is not None
    assert "CANARY" not in said
    assert HIDDEN in str(probe.record())


def test_a_message_cannot_carry_a_pin_out():
    with calls(
        http_json(200, {"pin": {"pin": {"value": "4711"}}}),
        http_json(400, {"error": {"message": "PIN 4711 is wrong", "code": "bad"}}),
    ) as probe:
        probe.rotate_pin(CARD)
        refused = probe.read(CARD)
        assert (refused.is_refusal, refused.message, refused.code) == (True, "PIN … is wrong", "bad")
        assert "4711" not in str(probe.record())


def test_a_card_without_a_token_is_not_looked_up():
    with calls() as probe:
        assert probe.look_up(CARD).told == "info: no answer (no token was had for this card)"


def test_a_token_that_has_ended_is_renewed_once_and_the_call_made_again():
    ended = http_json(401, {"error": {"message": "ended"}})
    with calls(ended, http_json(200, {"card_id": CARD, "status": "unused"})) as probe:
        assert probe.read(CARD).is_done


def test_a_page_of_somebody_else_is_no_refusal_and_no_card():
    page, portal = (http(status, b"<html>", kind="text/html") for status in (403, 200))
    with calls(page, portal, http(200, b"[1]"), http(429, b"{}", "Retry-After: 5")) as probe:
        refused = probe.read(CARD)
        assert (refused.is_refusal, refused.is_done, refused.card) == (False, False, None)
        assert probe.read(CARD).card is None
        listed = probe.listed()
        assert (listed.cards, listed.card) == ((), None)
        pause = probe.listed()
        assert (pause.retry_after, pause.is_refusal) == ("5", False)


def test_silence_is_told_with_what_it_proves():
    with RawServer(after_login(lambda visit, _: visit.reset())) as server, till(server.url) as at:
        probe = at.probe_calls(Currency.NOK)
        heard = probe.activate(CARD, 100, {})
        assert (heard.status, heard.note) == (None, "cut, sent")
        assert probe.record()[-1].answer is None
    with till("http://127.0.0.1:1") as at:
        probe = at.probe_calls(Currency.NOK)
        assert probe.log_in().note == "line-down"
        assert probe.read(CARD).told == "read: no answer (line-down)"
        assert probe.half_sent(CARD, 1).note == "line-down"


def test_a_request_held_back_lives_until_the_other_side_ends_it():
    with gateway(0.3) as url:
        call = Call("POST", "/x", "/x", False, {"A": "b"}, b"{}")
        lived_s, was_ended = life_of_half_sent(Connection(url, "T00000000", "till"), call, 30)
    assert was_ended
    assert 0 <= lived_s < 10


def test_a_request_held_back_that_is_kept_open_or_cannot_be_sent_is_told_apart():
    with calls() as probe:
        open_still = probe.half_sent(CARD, 1)
        assert (open_still.note, open_still.life_s) == ("still open", 1)
    with pytest.raises(OSError, match="refused"):
        life_of_half_sent(Connection("http://127.0.0.1:1", "T00000000", "till"), Call("GET", "/", "/", False), 1)


def test_through_a_proxy_no_request_is_held_back():
    with calls() as probe:
        probe._connection = replace(probe._connection, base_url="https://api.dintero.com", proxy="http://127.0.0.1:1")
        assert probe.half_sent(CARD, 1).note == "not through a proxy"
        probe._connection = replace(probe._connection, base_url="http://127.0.0.1:1", proxy=None)
        assert probe.half_sent(CARD, 1).note == "Connection refused"


def test_a_secret_shows_itself_to_nobody():
    secret = Secret("CANARY")
    assert "CANARY" not in repr(secret) + str(secret) + f"{secret}"
    assert secret.reveal() == "CANARY"


TEXTS = st.text(min_size=12, max_size=30).map(lambda text: f"CANARY{text}")
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_text_under_a_name_that_nobody_knows_is_blotted_out(value):
    assert "CANARY" not in json.dumps(cleaned({"x": value}))


@given(TEXTS, st.sampled_from(["message", "status", "ref_id", "id", "code"]))
def test_a_secret_that_is_known_is_blotted_out_wherever_it_stands(secret, name):
    shown = cleaned({"error": {name: f"a {secret} b"}}, [Secret(secret)])
    assert secret not in json.dumps(shown, ensure_ascii=False)


def test_secrets_are_found_wherever_the_api_puts_them():
    found = secrets_in({"cards": [{"pin": {"pin": {"value": "1"}}, "card_token": {"token": {"value": "2"}}}], "pin": 3})
    assert [secret.reveal() for secret in found] == ["3", "1", "2"] or {s.reveal() for s in found} == {"1", "2", "3"}
    assert token_in({"card_token": "odd"}) is None
    assert token_in({"token": {"value": 5}}) is None
    assert json_of(b"\xff") is None
    assert json_of(None) is None
