"""Cards ordered from first to last by commands, against the sandbox."""

import os
from pathlib import Path

import openpyxl
import pytest

from app.core.problem import Code, Problem
from app.ledger.batch_book import SqliteBatchBook
from tests.command.at_the_counter import Till
from tests.command.head_office import MANUFACTURER, HeadOffice
from tests.sandbox.running import Running

IS_WHOLE = os.environ.get("BATCH_SWITCHES") == "all"
SWITCHES = ["skip", "400-partial"] + ["refuse-all", "partial"] * IS_WHOLE
FAULTS = ["answer-lost-after", "cut-body"]
FAULTS += ["lost-before", "late", "work-late", "500-before", "500-after", "502-html-after", "200-empty"] * IS_WHOLE
FAULTS += ["200-empty-after", "200-bare", "captive-portal", "401", "429"] * IS_WHOLE


@pytest.fixture
def office(till: Till, issuer: Running) -> HeadOffice:
    till.settings("[queue]\nquarantine_s = 1\n")
    return HeadOffice(till, issuer)


def test_an_order_from_the_plan_to_the_release(office: HeadOffice) -> None:
    planned = office.plan()
    assert planned.code == 0, planned.err
    assert planned.value["batch"]["state"] == "planned"
    assert not [card for card in office.issuer.cards() if card.startswith("GC")], "nothing is sent by a plan"
    ran = office.run()
    assert (ran.code, ran.value["state"], ran.value["problem"]) == (0, "complete", None)
    office.demand_nothing_lost()
    assert len(list((office.till.home / "journal" / "backups").glob("T00000000.batches-*.db"))) == 1
    checked = office.status("--check")
    assert (checked["checked"], checked["is_checked_whole"]) == ({"inactive": 30}, True)
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert office.till.real("approval", "set", name, stdin=pin + "\n").code == 0
    first = office.batch("release", "1", stdin="271828\n")
    assert (first.code, first.out) == (0, "Kari releases batch 1.\nOne more person has to release it.\n")
    again = office.batch("release", "1", "--json", stdin="271828\n")
    assert (again.code, again.refused) == (4, "batch-same-person")
    assert office.batch("release", "1", "--json", stdin="999999\n").refused == "approval-wrong"
    assert office.batch("release", "1", stdin="314159\n").out == (
        "Ola releases batch 1.\n"
        "It may be printed. “giftcard-till batch export 1 --out FOLDER” writes it for its recipients.\n"
    )
    assert office.batch("list", "--json").value["batches"][0]["released_by"] == ["Kari", "Ola"]
    assert office.batch("list").out == "1  Spring: 30 of 30 cards, released by Kari and Ola\n"
    assert "released by Ola" in office.batch("status", "1").out


def test_no_token_and_no_pin_lies_anywhere_in_the_home(office: HeadOffice) -> None:
    office.plan()
    office.run()
    files = [path.read_bytes() for path in office.till.home.rglob("*") if path.is_file()]
    for token, _ in office.sealed().values():
        assert not any(
            token.encode() in content or token.removeprefix("DINCARD:").encode() in content for content in files
        )


def test_a_plan_that_would_not_work_keeps_nothing(office: HeadOffice) -> None:
    refused = office.plan("--token-length", "36", "--token-symbols", "--token-letters")
    assert (refused.code, refused.refused) == (2, "batch-plan-refused")
    found = {each["problem"]["code"]: each["weight"] for each in refused.value["findings"]}
    assert found["plan-bar-too-wide"] == "refusal"
    assert office.batch("list").out == "No batch was ordered yet.\n"


def test_tokens_and_pins_may_be_of_every_form_that_the_service_knows(office: HeadOffice) -> None:
    tokens = ("--token-prefix", "GC", "--token-no-figures", "--token-letters")
    assert office.plan(*tokens, "--pin-prefix", "P", "--pin-symbols", "--pin-no-figures", count=3).code == 0
    assert office.run().code == 0
    for token, pin in office.sealed().values():
        assert token.startswith("GC")
        assert token[2:].isalpha()
        assert pin.startswith("P")
        assert not any(sign.isalnum() for sign in pin[1:])


def test_codes_of_no_signs_are_none(office: HeadOffice) -> None:
    told = office.plan("--token-no-figures")
    assert (told.code, told.refused) == (2, "usage")
    assert "made of symbols, numbers or characters" in str(told.value["problem"])


def test_a_dry_run_says_all_and_keeps_nothing(office: HeadOffice) -> None:
    told = office.batch("plan", "--series", "S", "--count", "5", "--recipient", MANUFACTURER, "--dry-run")
    assert told.code == 0
    assert "Warning: " in told.out
    assert told.out.endswith("nothing refuses it.\nIt was only tried: nothing was written and nothing was sent.\n")
    assert office.batch("list", "--json").value == {"batches": []}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--recipient", "age1nonsense"), "recipient-bad"),
        (("--prefix", "=GC"), "card-code-bad"),
        (("--series", " "), "usage"),
    ],
)
def test_what_cannot_be_planned_is_said(office: HeadOffice, words: tuple[str, str], problem: str) -> None:
    told = office.plan(*words)
    assert (told.code, told.value["problem"]["code"]) == (2, problem)


def test_a_plan_without_recipient_or_number_is_none(office: HeadOffice) -> None:
    told = office.batch("plan", "--series", "S", "--count", "5", "--json")
    assert told.refused == "recipient-missing"
    assert office.plan(count=None).value["problem"]["code"] == "usage"


@pytest.mark.parametrize("word", ["7", "zz", ""])
def test_a_batch_that_is_not_there_is_said(office: HeadOffice, word: str) -> None:
    assert office.batch("run", word, "--json").refused == "batch-unknown"


def test_ids_of_a_list_are_used_and_what_they_lack_is_asked_for(office: HeadOffice, tmp_path: Path) -> None:
    ids = tmp_path / "ids.csv"
    ids.write_text("\ufeffcard_id;name\r\n" + "".join(f"GC-{number:05d};x\r\n" for number in range(20)), "utf-8")
    told = office.plan("--ids", str(ids), "--count", "21", count=None)
    assert (told.code, "The list has 20 ids of its own: leave --count and --prefix out." in told.err) == (2, True)
    planned = office.plan("--ids", str(ids), count=None)
    assert planned.code == 0, planned.err
    assert "invisible mark" in planned.err or "byte order mark" in planned.err
    again = office.plan("--ids", str(ids), count=None)
    assert (again.stopped, again.value["batch"]["batch"]) == ((4, "batch-ids-short"), 2), "it is kept, and lacks them"
    assert "It lacks ids: 20. “giftcard-till batch add 2 FILE” gives it more.\n" in office.batch("status", "2").out
    office.issuer.lay({"on": "batch", "fault": "answer-lost-after"})
    ran = office.run("--at-once", "1")
    assert (ran.code, ran.value["problem"]["code"]) == (4, "batch-ids-short")
    more = tmp_path / "more.xlsx"
    book = openpyxl.Workbook()
    for number in range(30):
        book.active.append([f"GC-9{number:04d}"])
    book.save(more)
    added = office.batch("add", "1", str(more), "--json").value
    assert (added["open"], added["ids_taken"]) == (10, 10)
    assert office.run().code == 0
    office.demand_nothing_lost()
    assert "Ids that were taken: 0 of 30. The batch lacked 0.\n" in office.batch("add", "1", str(more)).out


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"GC0001\nGC0001\n", "ids-doubled"),
        (b"GC0001\n GC0002\n", "ids-spaces"),
        (b"GC" + b"0" * 254 + b"\n", "ids-too-long"),
        (b"=cmd()\n", "ids-formula"),
        ("GCØ001\n".encode(), "ids-bad-sign"),
        (b"", "ids-none"),
        (b"\xff\xfe\x00", "ids-unreadable"),
        (b"PK\x03\x04 nothing", "ids-unreadable"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(office: HeadOffice, tmp_path: Path, content: bytes, problem: str) -> None:
    ids = tmp_path / "ids.csv"
    ids.write_bytes(content)
    told = office.plan("--ids", str(ids), count=None)
    assert (told.code, told.refused) == (2, problem)
    assert office.batch("list", "--json").value == {"batches": []}


def test_a_number_in_a_workbook_is_no_id(office: HeadOffice, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([4711])
    book.save(tmp_path / "ids.xlsx")
    assert office.plan("--ids", str(tmp_path / "ids.xlsx"), count=None).refused == "ids-number"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_costs_its_chunk_at_most(office: HeadOffice, fault: str) -> None:
    office.plan()
    office.issuer.lay({"on": "batch", "fault": fault, "delay_ms": 100})
    ran = office.run("--at-once", "1")
    if ran.code == 4:
        assert ran.value["problem"]["code"] == "batch-answer-odd"
        ran = office.run()
    assert ran.code == 0, ran.err
    assert ran.value["do_not_print"] <= 10
    office.demand_nothing_lost()


@pytest.mark.parametrize("switch", SWITCHES)
def test_whatever_the_service_does_with_a_taken_id_the_batch_becomes_whole(office: HeadOffice, switch: str) -> None:
    office.plan()
    taken = office.planned_ids()[13]
    office.issuer.post("/cards/batch", {"cards": [{"card_id": taken, "type": "gift_card"}]})
    office.issuer.turn(batch_duplicate=switch, batch_order="shuffled", inactive_word="created")
    ran = office.run("--at-once", "2")
    assert (ran.code, ran.value["state"]) == (0, "complete")
    assert taken in {card["card_id"] for card in office.status()["cards"] if card["do_not_print"]}
    office.demand_nothing_lost()


def test_chunks_that_are_too_large_become_smaller_for_good(office: HeadOffice) -> None:
    office.plan()
    office.issuer.turn(batch_limit=7)
    assert office.run("--at-once", "1").value["chunk_size"] == 5
    assert "chunks were made smaller (size: 5)" in office.batch("status", "1").out
    office.demand_nothing_lost()


def test_cards_that_are_not_inactive_stop_the_batch(office: HeadOffice) -> None:
    office.plan()
    office.issuer.turn(inactive_word="dormant")
    ran = office.run("--at-once", "1")
    assert (ran.code, ran.value["problem"]["code"], ran.value["do_not_print"]) == (4, "batch-answer-odd", 10)
    assert "do not print" in office.batch("status", "1").out


def test_rights_that_are_missing_stop_the_batch_and_blame_no_card(office: HeadOffice) -> None:
    office.plan()
    office.issuer.turn(scopes="read:wallets")
    ran = office.run()
    assert (ran.code, ran.value["problem"]["code"], ran.value["state"]) == (4, "not-allowed", "planned")


def test_who_has_no_card_in_the_hand_hears_of_no_sale(office: HeadOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    office.plan(count=1)
    assert office.batch("release", "1", "--json").stopped == (4, "batch-not-complete"), "nobody is asked for a PIN"
    disk_low = Problem(Code.DISK_LOW, {"free": "9 MB", "least": "58 MB"})
    with monkeypatch.context() as full:
        full.setattr(SqliteBatchBook, "ready", lambda _: disk_low)
        told = office.run()
    assert told.problem == "disk-low"
    assert "a batch needs 58 MB to go on safely. Free some space, then do it again. Nothing was sent." in told.err
    assert office.batch("run", "1").out == (
        "1  Spring: 1 of 1 card, complete, not released\n"
        "Two persons have to release it: “giftcard-till batch release 1”, once for each.\n"
    )
    told = office.batch("release", "1", stdin="1\n")
    assert (told.code, "Nothing of the batch was changed." in told.err) == (4, True)
