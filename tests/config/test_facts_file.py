"""The facts file: believed only where it is whole, of this account and address, and not too old."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.facts_file import GOOD_FOR, HISTORY_MAX, SANDBOX, facts_in_use, keep_findings
from app.config.settings import Settings
from app.config.shop_settings import to_facts
from app.core.finding import Certainty, Change, Finding, ProbedFacts
from app.core.problem import Code, Refusal

API = "https://api.dintero.com"
TEST, PRODUCTION = "T12345678", "P12345678"
NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
WORST = ProbedFacts()
BEST = ProbedFacts(server_cas=True, metadata_kept=True, quarantine_s=301)


def findings(s1: str = "refused", s4: str = "kept", s6: int | None = 301) -> tuple[Finding, ...]:
    return (
        Finding("S1", "?", Certainty.SEEN, s1, ("activate: 400 “Card is not inactive”",)),
        Finding("S2", "?", Certainty.SEEN, "one of two"),
        Finding("S3", "?", Certainty.SEEN, "at once"),
        Finding("S4", "?", Certainty.SEEN, s4),
        Finding("S6", "?", Certainty.NOT_TRIED if s6 is None else Certainty.SEEN, "the gateway ends it", (), s6),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.json"


def test_what_was_kept_is_in_use_and_readable_by_its_owner_alone(file):
    kept = keep_findings(file, TEST, API, findings(), NOW)
    assert (kept.facts, kept.changed, kept.damage) == (BEST, (), None)
    assert facts_in_use(file, TEST, API, NOW).facts == BEST
    assert facts_in_use(file, TEST, API, NOW).why == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_file_the_worst_is_assumed(file):
    used = facts_in_use(file, TEST, API, NOW)
    assert (used.facts, used.why) == (WORST, "the issuer was never probed")


def test_the_production_account_has_the_facts_of_the_test_account_with_the_same_figures(file):
    keep_findings(file, TEST, API, findings(), NOW)
    assert facts_in_use(file, PRODUCTION, API, NOW).facts == BEST


def test_another_account_or_another_address_has_none_of_them(file):
    keep_findings(file, TEST, API, findings(), NOW)
    assert facts_in_use(file, "T12345679", API, NOW).facts == WORST
    assert facts_in_use(file, "P87654321", API, NOW).facts == WORST
    used = facts_in_use(file, TEST, SANDBOX, NOW)
    assert (used.facts, used.why) == (WORST, "the facts are those of another address")


def test_each_account_keeps_its_own_section(file):
    keep_findings(file, TEST, API, findings(), NOW)
    keep_findings(file, "T00000000", SANDBOX, findings("accepted, nothing changed"), NOW)
    assert facts_in_use(file, TEST, API, NOW).facts.server_cas
    assert not facts_in_use(file, "T00000000", SANDBOX, NOW).facts.server_cas


def test_old_facts_and_facts_from_the_future_are_not_believed(file):
    keep_findings(file, TEST, API, findings(), NOW)
    assert facts_in_use(file, TEST, API, NOW + GOOD_FOR).facts == BEST
    old = facts_in_use(file, TEST, API, NOW + GOOD_FOR + timedelta(seconds=1))
    assert (old.facts, old.why) == (WORST, "the facts are 180 days old")
    early = facts_in_use(file, TEST, API, NOW - timedelta(days=1, seconds=1))
    assert (early.facts, early.why) == (WORST, "the facts are dated in the future")


def test_a_changed_fact_is_told_and_the_old_one_is_kept_beside_it(file):
    keep_findings(file, TEST, API, findings(), NOW)
    later = NOW + timedelta(days=1)
    kept = keep_findings(file, TEST, API, findings("accepted, the amount was added"), later)
    assert kept.changed == (
        Change("S1", "refused", "accepted, the amount was added"),
        Change("server_cas", "yes", "no"),
    )
    assert not facts_in_use(file, TEST, API, later).facts.server_cas
    section = json.loads(file.read_text())["accounts"][TEST]
    assert [probe["server_cas"] for probe in section["history"]] == [True]
    assert section["history"][0]["findings"][0]["answer"] == "refused"


def test_the_history_holds_what_differed_and_grows_no_longer_than_its_limit(file):
    for number in range(HISTORY_MAX + 5):
        keep_findings(file, TEST, API, findings(s4=f"kept {number}"), NOW)
        keep_findings(file, TEST, API, findings(s4=f"kept {number}"), NOW)
    history = json.loads(file.read_text())["accounts"][TEST]["history"]
    assert len(history) == HISTORY_MAX
    assert history[0]["findings"][3]["answer"] == f"kept {HISTORY_MAX + 3}"


def test_what_was_not_tried_this_time_stays_known(file):
    keep_findings(file, TEST, API, findings(), NOW)
    kept = keep_findings(file, TEST, API, findings(s6=None), NOW)
    assert (kept.facts.quarantine_s, kept.changed) == (301, ())


def test_a_probe_at_another_address_begins_anew(file):
    keep_findings(file, TEST, API, findings(), NOW)
    kept = keep_findings(file, TEST, "https://other.example", findings("accepted, nothing changed"), NOW)
    assert kept.changed == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 2, "accounts": {}}',
        '{"accounts": {}, "extra": 1}',
        '{"accounts": {"../../x": {}}}',
        '{"accounts": {"T12345678": {"address": "https://api.dintero.com"}}}',
        "\ufeff{}",
    ],
)
def test_a_damaged_file_means_the_worst_and_is_put_aside_by_the_next_probe(file, text):
    file.write_text(text, "utf-8")
    used = facts_in_use(file, TEST, API, NOW)
    assert used.facts == WORST
    assert used.why.startswith("the facts file cannot be believed: ")
    kept = keep_findings(file, TEST, API, findings(), NOW)
    assert kept.damage is not None
    assert kept.damage.code is Code.FACTS_UNREADABLE
    assert file.with_name("facts.json.damaged").read_text("utf-8") == text
    assert facts_in_use(file, TEST, API, NOW).facts == BEST


def test_bytes_that_are_no_text_and_a_file_without_end_mean_the_worst(file):
    file.write_bytes(b'{"accounts": {"\xff": 1}}')
    assert facts_in_use(file, TEST, API, NOW).facts == WORST
    file.write_bytes(b" " * 4_000_001)
    assert facts_in_use(file, TEST, API, NOW).why == "the facts file cannot be believed: it is too large"


def test_a_file_that_cannot_be_read_means_the_worst(tmp_path):
    assert facts_in_use(tmp_path, TEST, API, NOW).facts == WORST
    with pytest.raises(Refusal) as told:
        keep_findings(tmp_path / "file" / "facts.json", TEST, API, findings(), _beside(tmp_path / "file"))
    assert told.value.problem.code in {Code.SETTINGS_UNREADABLE, Code.FACTS_UNREADABLE}


def _beside(file: Path) -> datetime:
    """A file where the folder should be."""
    file.write_text("")
    return NOW


def test_a_true_that_a_hand_wrote_is_not_believed(file):
    keep_findings(file, TEST, API, findings("accepted, the amount was added"), NOW)
    file.write_text(file.read_text().replace('"server_cas": false', '"server_cas": true'))
    assert not facts_in_use(file, TEST, API, NOW).facts.server_cas


def test_only_an_account_has_a_section(file):
    with pytest.raises(ValueError, match="account id"):
        keep_findings(file, "../x", API, findings(), NOW)


@given(cut=st.integers(min_value=0))
def test_a_file_cut_anywhere_is_believed_whole_or_not_at_all(tmp_path_factory, cut):
    file = tmp_path_factory.mktemp("facts") / "facts.json"
    keep_findings(file, TEST, API, findings(), NOW)
    whole = file.read_bytes().rstrip()
    file.write_bytes(whole[: cut % len(whole)])
    assert facts_in_use(file, TEST, API, NOW).facts == WORST


def test_a_probe_lengthens_the_wait_and_never_shortens_it():
    settings = Settings()
    assert to_facts(settings).quarantine == timedelta(seconds=120)
    assert not to_facts(settings).server_cas
    assert to_facts(settings, BEST).quarantine == timedelta(seconds=301)
    assert to_facts(settings, BEST).server_cas
    assert to_facts(settings, ProbedFacts(quarantine_s=3)).quarantine == timedelta(seconds=120)
