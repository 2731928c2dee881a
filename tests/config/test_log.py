"""The log: one record a line, no secrets, bounded, and every uncaught fault in it.

NAMES is how many hostile ones are logged (20,000).
"""

import json
import logging
import os
import random
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.log import BYTES_MAX, FIELDS, JsonLines, begin_log, end_log, fault_text, note_fault
from app.config.redaction import Redactor
from tests.printer.hostile_names import hostile_name
from tests.simulation import figures

NAMES = int(os.environ.get("NAMES", "20000"))
TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0aWxsIn0.c2lnbmF0dXJl-_x"


@pytest.fixture
def log(home):
    before = logging.getLogger().level, logging.getLogger("app").level
    redact = begin_log(home, "debug")
    yield lambda: [json.loads(line) for line in (home / "till.log").read_bytes().splitlines()]
    end_log()
    redact.hide("")
    logging.getLogger().setLevel(before[0])
    logging.getLogger("app").setLevel(before[1])


def test_a_record_is_one_line_with_its_allowed_fields(log):
    ours = "0193a5f7123456789012345678901234"
    extra = {"activation_id": ours, "state": "active", "number": 184, "customer": "Ærlig Øystein Åsen"}
    logging.getLogger("app.till").info("activated %s", "7001123456789012", extra=extra)
    (line,) = log()
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "from": "app.till",
        "text": "activated ····9012",
        "thread": "MainThread",
        "activation_id": ours,
        "state": "active",
        "number": 184,
    }


def test_no_sign_in_a_text_begins_a_second_line(log):
    for sign in "\n\r\x0b\x0c\x1c\x85\u2028\u2029":
        logging.getLogger("app").info('a%sb {"level": "forged"}', sign)
    assert [line["text"][1] for line in log()] == list("\n\r\x0b\x0c\x1c\x85\u2028\u2029")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"scanned {TOKEN} now", "scanned ••• now"),
        ("Authorization: Bearer abc.def-ghi", "•••"),
        ("sent Basic dGlsbDpodXNo==", "sent Basic •••"),
        (f"got {JWT}", "got •••"),
        ('{"client_secret": "hush", "grant_type": "x"}', '{"client_secret": "•••", "grant_type": "x"}'),
        ("access_token=hush&x=1", "access_token=•••&x=1"),
        ("pin: 1234", "pin: •••"),
        ('{"Authorization": "Basic dGlsbDpodXNo"}', '{"Authorization": "•••"}'),
        ("card 7001123456789012.", "card ····9012."),
        ("card 7001 1234-5678 9012", "card ····9012"),
        ("at 2026-11-23 14:03:22 500,00 kr", "at 2026-11-23 14:03:22 500,00 kr"),
        ("receipt 000184, status 404", "receipt 000184, status 404"),
    ],
)
def test_what_looks_like_a_secret_is_gone(text, left):
    redacted = Redactor()(text)
    assert left in redacted
    for secret in (TOKEN, JWT, "hush", "abc.def-ghi", "dGlsbDpodXNo", "70011234", "1234-5678"):
        assert secret not in redacted


def test_the_clients_own_secret_is_gone_from_words_values_fields_and_faults(home, log):
    redact = begin_log(home, "debug")
    redact.hide("canary-9f3c")
    try:
        int("it was canary-9f3c")
    except ValueError:
        logging.getLogger("app").exception("no %s", "canary-9f3c", extra={"code": "canary-9f3c"})
    (line,) = log()
    assert "canary" not in json.dumps(line)
    assert line["fault"].startswith("ValueError: invalid literal")
    assert "\n  test_log.py:" in line["fault"]


def test_a_very_short_secret_does_not_blacken_the_log():
    redact = Redactor()
    redact.hide("a")
    assert redact("a card was sold") == "a card was sold"


@given(st.text())
def test_any_words_make_one_json_line(text):
    record = logging.LogRecord("app", logging.INFO, __file__, 1, text, None, None)
    line = JsonLines(Redactor()).format(record)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert "text" in json.loads(line)


def test_twenty_thousand_hostile_names_are_a_line_each():
    chance, lines = random.Random(54), JsonLines(Redactor())
    for _ in range(NAMES):
        name = hostile_name(chance)
        record = logging.LogRecord("app", logging.WARNING, __file__, 1, "sold to %s", (name,), None)
        line = lines.format(record)
        assert len(line.splitlines()) == 1
        assert line.isascii()
        assert json.loads(line)["text"].startswith("sold to")
    figures.keep("hostile names", "log", {"logged": NAMES})


@pytest.mark.parametrize(("words", "value"), [("one %s two %s", "only"), ("%d", "text"), ("no place", "extra")])
def test_words_and_values_that_do_not_fit_each_other_are_no_reason_to_fail(words, value):
    record = logging.LogRecord("app", logging.INFO, __file__, 1, words, (value,), None)
    assert json.loads(JsonLines(Redactor()).format(record))["text"] == words


def test_what_others_chat_is_left_out_and_their_warnings_are_kept(log):
    logging.getLogger("httpcore").info("HTTP Request: POST https://a/v1/cards/GC-47/activate")
    logging.getLogger("stranger").info("hello")
    logging.getLogger("stranger").warning("careful")
    assert [line["text"] for line in log()] == ["careful"]


def test_the_level_of_the_settings_holds(home, log):
    begin_log(home, "error")
    logging.getLogger("app.till").warning("no")
    logging.getLogger("app.till").error("yes")
    assert [line["text"] for line in log()] == ["yes"]


def test_the_log_is_its_users_alone_and_stays_small(home, log):
    words = "x" * 3_900
    for _ in range(BYTES_MAX // 4_000 * 2 + 10):
        logging.getLogger("app").info(words)
    files = sorted(home.glob("till.log*"))
    assert 2 <= len(files) <= 6
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert all(file.stat().st_size <= BYTES_MAX for file in files)


def test_endless_words_are_cut(log):
    logging.getLogger("app").info("y " * 10_000)
    assert len(log()[0]["text"]) == 4_000


def test_beginning_again_does_not_write_twice(home, log):
    begin_log(home, "info")
    begin_log(home, "info")
    logging.getLogger("app").info("once")
    assert len(log()) == 1


def test_where_the_log_cannot_be_written_the_till_goes_on(home):
    (home / "file").write_text("")
    redact = begin_log(home / "file" / "log", "info")
    logging.getLogger("app").info("into the void")
    assert redact("pin: 1234") == "pin: •••"


def test_a_full_disk_costs_the_record_and_says_nothing_unredacted(home, capsys):
    (home / "till.log").symlink_to("/dev/full")
    begin_log(home, "info")
    logging.getLogger("app").info("pin: 1234")
    end_log()
    assert "1234" not in "".join(capsys.readouterr())


def test_a_fault_nobody_expected_reaches_the_log_and_its_teller_without_secrets_or_locals(log):
    def fails():
        hidden_local = "local-value"
        raise RuntimeError(f"canary-9f3c pin: {len(hidden_local)}")

    redact = Redactor()
    redact.hide("canary-9f3c")
    with pytest.raises(RuntimeError) as raised:
        fails()
    words = note_fault(raised.value, redact)
    assert words.startswith("RuntimeError: ••• pin: •••\n")
    assert "test_log.py" in words
    (line,) = log()
    assert line["level"] == "critical"
    assert "local-value" not in json.dumps(line) + words


def test_a_fault_behind_a_fault_is_told_and_a_hidden_one_is_not():
    def chain(*, hidden: bool):
        try:
            {}["inner"]
        except KeyError as fault:
            raise ValueError("outer") from None if hidden else fault

    for hidden in (False, True):
        with pytest.raises(ValueError, match="outer") as told:
            chain(hidden=hidden)
        assert ("caused by KeyError" in fault_text(told.value)) is not hidden


def test_no_allowed_field_could_hold_a_customer_or_a_card():
    assert not {"card", "card_id", "customer", "name", "token", "secret"} & set(FIELDS)


def test_a_status_behind_the_path_of_the_token_call_is_no_secret(log):
    logging.getLogger("app.dintero").info("POST /v1/accounts/T00000000/auth/token -> 401, 60 ms")
    (line,) = log()
    assert "-> 401, 60 ms" in json.dumps(line)
