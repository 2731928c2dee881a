"""What the headers of a reply say."""

from datetime import UTC, datetime

import pytest

from app.dintero.reply import Reply

DATE = "Mon, 23 Nov 2026 13:03:00 GMT"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("0", 1),
        ("-30", 1),
        ("36000", 300),
        ("99999999999999999999", 300),
        ("Mon, 23 Nov 2026 13:03:45 GMT", 45),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 1),
        ("Tue, 23 Nov 2027 13:03:00 GMT", 300),
        ("soon", None),
        ("1.5", None),
        ("7, 9", None),
        ("", None),
        ("Mon, 99 Nov 2026 13:03:45 GMT", None),
    ],
)
def test_a_pause_asked_for_is_kept_within_bounds(text: str, seconds: int | None) -> None:
    assert Reply(429, {"retry-after": text, "date": DATE}).retry_after_s == seconds


def test_a_pause_until_a_time_means_nothing_without_the_issuers_own_time() -> None:
    assert Reply(429, {"retry-after": DATE}).retry_after_s is None
    assert Reply(429).retry_after_s is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (DATE, datetime(2026, 11, 23, 13, 3, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 13:03:00 -0000", datetime(2026, 11, 23, 13, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("Mon, 23 Nov 99999 13:03:00 GMT", None),
    ],
)
def test_the_issuers_time_is_read_from_the_date(text: str, moment: datetime | None) -> None:
    assert Reply(200, {"date": text}).server_at == moment


@pytest.mark.parametrize(
    ("age", "is_of_now"), [("0", True), (" 0 ", True), ("1", False), ("86400", False), ("x", False)]
)
def test_the_time_of_an_answer_that_a_cache_kept_is_not_the_issuers_now(age: str, is_of_now: bool) -> None:
    assert (Reply(200, {"date": DATE, "age": age}).server_at is not None) is is_of_now


@pytest.mark.parametrize(
    ("kind", "is_json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json;charset="utf-8"', True),
        ("application/json; charset=latin-1", False),
        ("application/json, application/json", False),
        ("application/problem+json", False),
        ("text/html", False),
        ("", False),
    ],
)
def test_only_json_in_utf_8_is_json(kind: str, is_json: bool) -> None:
    assert Reply(200, {"content-type": kind, "content-length": "2"}, b"{}").is_whole_json is is_json


def test_a_body_of_unknown_length_or_packed_or_cut_is_not_whole() -> None:
    kind = {"content-type": "application/json"}
    assert Reply(200, kind | {"transfer-encoding": "chunked"}, b"{}").is_whole_json
    assert not Reply(200, kind, b"{}").is_whole_json
    assert not Reply(200, kind | {"content-length": "2", "content-encoding": "gzip"}, b"{}").is_whole_json
    assert not Reply(200, kind | {"content-length": "2"}, None).is_whole_json
