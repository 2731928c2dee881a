"""Who may say no: the issuer, in the API's own words, and nobody in its place."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.core.activation import State
from app.core.answer import Answer, Cause, Kind
from app.core.rules import DEFINITE, Age, Facts, after_activate, after_cancel_read, after_read, cancelled
from app.dintero.reply import Reply
from app.dintero.verdict import answer_of
from tests.dintero.till_side import ORDER, leaving

NO = json.dumps({"error": {"code": "not_found", "message": "Card not found"}}).encode()
PAGE = b"<html><h1>404 Not Found</h1></html>"
LATER = Age(timedelta(hours=1))
DATE = "Mon, 23 Nov 2026 13:03:00 GMT"


def told(status: int, body: bytes | None, kind: str = "application/json", **headers: str) -> Answer:
    length = {"content-length": str(len(body or b""))}
    return answer_of(Reply(status, {"content-type": kind, "date": DATE} | length | headers, body))


def error(**fields: Any) -> bytes:
    return json.dumps({"error": fields}).encode()


@pytest.mark.parametrize("status", sorted(DEFINITE))
@pytest.mark.parametrize(
    "body",
    [
        NO,
        error(message="no"),
        error(message=""),
        error(code=None, message="no"),
        error(code="NOT FOUND", message="no", errors=[{"message": "no"}]),
        error(message="no", more=1),
        b' {"more": 1, "error": {"message": "no"}} ',
    ],
)
def test_a_no_in_the_words_of_the_api_is_a_no(status: int, body: bytes) -> None:
    answer = told(status, body, "application/json; charset=utf-8")
    assert (answer.kind, answer.cause, answer.status) == (Kind.REFUSED, Cause.NONE, status)
    assert answer.server_at is not None


@pytest.mark.parametrize("status", sorted(DEFINITE))
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PAGE, "text/html"),
        (PAGE, "application/json"),
        (b"", "application/json"),
        (b"", ""),
        (NO, "text/html"),
        (NO, "text/plain"),
        (NO, "application/problem+json"),
        (NO, ""),
        (b"{}", "application/json"),
        (b"null", "application/json"),
        (b"[%s]" % NO, "application/json"),
        (NO + NO, "application/json"),
        (NO[:-1], "application/json"),
        (b"\xef\xbb\xbf" + NO, "application/json"),
        (b'{"error": {"message": "a"}, "error": {"message": "b"}}', "application/json"),
        (b'{"error": {"message": "\xff"}}', "application/json"),
        (b'{"message": "Forbidden"}', "application/json"),
        (b'{"error": "Not Found"}', "application/json"),
        (b'{"error": null}', "application/json"),
        (b'{"error": []}', "application/json"),
        (error(), "application/json"),
        (error(code="not_found"), "application/json"),
        (error(message=None), "application/json"),
        (error(message=404), "application/json"),
        (error(message=["no"]), "application/json"),
        (error(code=404, message="Not found", status="NOT_FOUND"), "application/json"),
    ],
)
def test_a_no_in_anything_else_proves_nothing(status: int, body: bytes, kind: str) -> None:
    answer = told(status, body, kind)
    assert (answer.kind, answer.cause, answer.status) == (Kind.UNCLEAR, Cause.ODD, status)


def test_a_no_that_was_cut_or_packed_or_of_unknown_length_proves_nothing() -> None:
    kind = {"content-type": "application/json"}
    cut = answer_of(Reply(404, kind | {"content-length": "900"}, None, Cause.CUT))
    assert (cut.kind, cut.cause, cut.status) == (Kind.UNCLEAR, Cause.CUT, 404)
    assert told(404, NO, **{"content-encoding": "gzip"}).kind is Kind.UNCLEAR
    assert answer_of(Reply(404, kind, NO)).kind is Kind.UNCLEAR


@pytest.mark.parametrize(("status", "kind"), [(401, Kind.UNAUTHORISED), (429, Kind.TOO_MANY)])
@pytest.mark.parametrize("body", [PAGE, NO, b"", None])
def test_who_asks_for_a_log_in_or_a_pause_has_not_carried_the_call_out(
    status: int, kind: Kind, body: bytes | None
) -> None:
    answer = told(status, body, "text/html")
    assert answer.kind is kind
    assert after_activate(leaving(), answer, ORDER.confirmed_at).sends == 0


def test_a_proxy_that_asks_for_its_own_log_in_is_doubt() -> None:
    assert told(407, PAGE, "text/html").kind is Kind.UNCLEAR


@pytest.mark.parametrize("status", sorted(DEFINITE))
def test_an_edges_page_for_an_activate_is_doubt_and_holds_nothing(status: int) -> None:
    step = after_activate(leaving(), told(status, PAGE, "text/html"), ORDER.confirmed_at)
    assert (step.to, step.ambiguous, step.seen_after_send) == (State.UNKNOWN, True, None)


def test_two_pages_that_say_404_cancel_nothing_and_two_answers_of_the_issuer_do() -> None:
    sent = leaving()
    doubt = sent.moved(after_activate(sent, told(500, b""), ORDER.confirmed_at), ORDER.confirmed_at)
    waiting = doubt.moved(cancelled(doubt), ORDER.confirmed_at)
    assert waiting.state is State.CANCEL_WAIT
    for body, kind, ends in ((PAGE, "text/html", State.CANCEL_WAIT), (NO, "application/json", State.CANCELLED)):
        seen = waiting
        for read_twice in (False, True):
            step = after_cancel_read(seen, told(404, body, kind), LATER, Facts(), read_twice=read_twice)
            seen = seen.moved(step, ORDER.confirmed_at)
        assert seen.state is ends


def test_a_page_that_says_404_does_not_end_a_doubt() -> None:
    sent = leaving()
    doubt = sent.moved(after_activate(sent, told(500, b""), ORDER.confirmed_at), ORDER.confirmed_at)
    for body, kind, ends in ((PAGE, "text/html", State.UNKNOWN), (NO, "application/json", State.HELD)):
        step = after_read(doubt, told(404, body, kind), LATER, Facts())
        assert getattr(step, "to", None) is ends
