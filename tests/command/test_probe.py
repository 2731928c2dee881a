"""`giftcard-till probe`: never in production, every finding told, the facts kept, a change an alarm."""

import json
import re

import pytest

from app.config.facts_file import SANDBOX, facts_in_use
from app.till.ports import NoteKind
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running

ACCOUNT = "T00000000"


def facts(till: Till):
    return json.loads((till.home / "facts.json").read_text())["accounts"][ACCOUNT]


def test_it_tells_all_sixteen_findings_and_writes_the_facts_that_the_till_reads(till: Till, issuer: Running) -> None:
    told = till.here("probe", "--json")
    assert told.code == 0, told.err
    value = told.value
    assert [finding["id"] for finding in value["findings"]] == [f"S{number}" for number in range(1, 17)]
    assert (value["account"], value["server_cas"], value["metadata_kept"]) == (ACCOUNT, True, True)
    assert (value["changed"], value["problem"]) == ([], None)
    assert facts(till)["address"] == SANDBOX
    assert facts(till)["last"]["server_cas"] is True


def test_for_people_it_says_the_question_the_answer_and_the_evidence(till: Till, issuer: Running) -> None:
    told = till.here("probe")
    assert told.code == 0
    assert "S1   Is a second activation of an active card refused, with the balance unchanged?\n" in told.out
    assert "       refused\n" in told.out
    assert "activate: 400, bad_request “Card is not inactive”" in told.out
    assert "- S10  May the id of a deleted card be used again?" in told.out
    assert "A second activation is refused for certain: yes." in told.out


def test_a_production_account_is_refused_before_anything_is_made(till: Till) -> None:
    till.settings('[account]\nid = "P12345678"\nclient_id = "till"\n')
    told = till.real("probe", "--json")
    assert (told.code, told.refused) == (2, "probe-in-production")
    assert "P12345678" in told.err
    assert [path.name for path in till.home.iterdir()] == ["settings.toml"]


def test_a_changed_fact_is_an_alarm_in_words_in_the_file_and_in_the_journal(till: Till, issuer: Running) -> None:
    assert till.here("probe").code == 0
    issuer.turn(activate_not_inactive="200-added")
    told = till.here("probe", "--json")
    assert told.code == 4
    assert told.problem == "facts-changed"
    assert "ALARM" in told.err
    assert "refused" in told.err
    assert {change["id"] for change in told.value["changed"]} == {"S1", "S2", "server_cas"}
    assert [probe["server_cas"] for probe in facts(till)["history"]] == [True]
    assert facts(till)["last"]["server_cas"] is False
    again = till.here("probe")
    assert (again.code, "CHANGED" in again.out) == (0, False)
    issuer.turn(activate_not_inactive="400")
    assert "CHANGED  S1: “accepted, the amount was added” before, “refused” now\n" in till.here("probe").out


def test_the_alarm_stands_in_the_journal(till: Till, issuer: Running) -> None:
    from app.compose.options import Options
    from app.compose.world import open_world

    till.here("probe")
    issuer.turn(activate_metadata="drop")
    till.here("probe")
    with open_world(Options(till.home, issuer.url), is_reading=True) as world:
        (note,) = world.ledger.notes(5, NoteKind.FACTS)
    assert note.facts["S4"] == "kept, what was there before is replaced → dropped"
    assert note.facts["metadata_kept"] == "yes → no"


def test_while_the_journal_is_in_use_the_alarm_is_told_and_the_file_is_written(till: Till, issuer: Running) -> None:
    from app.ledger.lock import JournalLock

    till.here("probe")
    issuer.turn(activate_metadata="drop")
    lock = JournalLock.take(till.home / "journal" / f"{ACCOUNT}.lock")
    try:
        told = till.here("probe")
    finally:
        lock.release()
    assert told.code == 4
    assert "ALARM" in told.err
    assert facts(till)["last"]["metadata_kept"] is False


def test_what_was_found_decides_how_long_the_till_waits_before_it_sends_again(till: Till, issuer: Running) -> None:
    """With the fact a doubtful sale is sent again at once; without it the till waits out the quarantine."""
    doubtful, later = issuer.cards()[:2]
    issuer.lay({"on": "activate", "fault": "lost-before"})
    assert till.sell(doubtful).code == 3
    assert till.retry().code == 3
    issuer.lay()
    till.here("probe")
    assert till.retry().code == 0
    assert issuer.truth(doubtful)["loads"] == 1
    issuer.turn(activate_not_inactive="409")
    assert issuer.truth(later)["loads"] == 0


def test_a_line_that_is_down_leaves_the_facts_as_they_are(till: Till, issuer: Running) -> None:
    till.here("probe")
    before = (till.home / "facts.json").read_bytes()
    issuer.lay({"on": "batch", "fault": "lost-before", "times": None})
    told = till.here("probe", "--json")
    assert told.code != 0
    assert told.refused == "no-answer"
    assert (till.home / "facts.json").read_bytes() == before


def test_a_damaged_file_is_told_and_put_aside(till: Till, issuer: Running) -> None:
    (till.home / "facts.json").write_text("{")
    told = till.here("probe", "--json")
    assert (told.code, told.problem) == (0, "facts-unreadable")
    assert "cannot be believed" in told.err
    assert facts(till)["last"]["server_cas"] is True


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_no_secret_of_any_card_is_in_the_output_or_in_any_file(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Every value that the sandbox makes up is a canary, and no canary may be seen anywhere but on the wire."""
    from app.sandbox import codes

    made: list[str] = []
    plain = codes.OneTimeCode.shown

    def shown(self: codes.OneTimeCode) -> dict[str, object]:
        made.append(self.value)
        return plain(self)

    monkeypatch.setattr(codes.OneTimeCode, "shown", shown)
    told = till.here("probe", "--delete", *words)
    assert told.code == 0, told.err
    files = [path for path in till.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".jsonl" for path in files)
    text = told.out + told.err + "".join(path.read_bytes().decode("latin-1") for path in files)
    tokens = {value for value in made if len(value) >= 16}
    pins = {value for value in made if len(value) == 4}
    assert len(tokens) >= 5
    assert pins
    assert not [token for token in tokens if token in text]
    # Four figures stand in many an id by chance; a PIN that leaked would stand alone.
    assert not [pin for pin in pins if re.search(rf'["“ ]{pin}["” ,]', text)]


def test_limits_of_its_options_are_told(till: Till) -> None:
    assert till.here("probe", "--batch-max", "0").code == 2
    assert till.here("probe", "--long", "0").code == 2


def test_the_facts_of_a_sandbox_are_not_those_of_an_account(till: Till, issuer: Running) -> None:
    from app.config.clock import SystemClock

    till.here("probe")
    file, now = till.home / "facts.json", SystemClock().now()
    assert facts_in_use(file, ACCOUNT, SANDBOX, now).facts.server_cas
    assert not facts_in_use(file, ACCOUNT, "https://api.dintero.com", now).facts.server_cas
