"""`batch rekey` at a real sandbox: lost cards get new secrets that the service knows, and come out in the export."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from app.command.waiting import WaitingLine
from app.compose.office import Office, open_office
from app.compose.options import Options
from app.office import pace
from app.office.pace import Waiting
from app.office.release import release
from app.vault.seal import opened
from tests.command.at_the_counter import Till
from tests.command.head_office import HeadOffice
from tests.sandbox.running import Running
from tests.vault.shelf import PRIVATE, PUBLIC

SHORT = timedelta(seconds=0.1)
LONG = ("--token-days", "3650")


@pytest.fixture
def office(till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch) -> HeadOffice:
    """One that has little patience: its quarantine and its pauses are a tenth of a second."""
    road = Office.road.fget
    monkeypatch.setattr(Office, "road", property(lambda self: replace(road(self), quarantine=SHORT)))
    monkeypatch.setattr(pace, "GAPS", (SHORT,) * len(pace.GAPS))
    return HeadOffice(till, issuer, "L")


def with_lost_cards(office: HeadOffice, tmp_path: Path, *, is_listed: bool) -> None:
    """A batch of six, of which the first answer with two cards was lost."""
    ids = tmp_path / "ids.csv"
    ids.write_text("".join(f"L-{place:08d}\n" for place in range(6)), "utf-8")
    words = ("--ids", str(ids)) if is_listed else ("--count", "6", "--prefix", "L")
    keys = ("--recipient", PUBLIC, "--token-prefix", "DINCARD:", "--series", "Spring", "--chunk", "2")
    assert office.batch("plan", *words, *keys, "--json").code == 0
    office.issuer.lay({"on": "batch", "fault": "answer-lost-after"})
    told = office.run(*(("--keep-lost",) if is_listed else ()))
    assert (told.code, told.problem) == ((3, "batch-lost-kept") if is_listed else (0, None))


def exported(office: HeadOffice, out: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """The codes of each file, after two persons released it."""
    with open_office(Options(office.till.home, office.till.url)) as opened_office:
        for person in ("Kari", "Ola"):
            assert release(opened_office.book, opened_office.clock, opened_office.found("1"), person) is None
    told = office.batch("export", "1", "--out", str(out), "--json")
    assert told.code == 0, told.err
    files: dict[str, dict[str, tuple[str, str]]] = {}
    for each in told.value["files"]:
        text = opened((out / each["file"]).read_bytes(), PRIVATE).decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        files[each["file"]] = {row["card_id"]: (row["token"], row["pin"]) for row in rows}
    return files


def demand_good(office: HeadOffice, cards: dict[str, tuple[str, str]]) -> None:
    for card_id, (token, pin) in cards.items():
        assert office.issuer.post("/info", {"token": token, "pin": pin}).json()["card_id"] == card_id


def test_cards_of_a_list_get_their_places_back_and_are_exported_with_their_new_secrets(
    office: HeadOffice, tmp_path: Path
) -> None:
    with_lost_cards(office, tmp_path, is_listed=True)
    office.issuer.lay({"on": "tokens", "fault": "answer-lost-after"})
    assert "No others were planned for the lost ones." in office.batch("status", "1").err
    told = office.batch("rekey", "1", "--all-lost", *LONG, "--json")
    assert told.code == 4
    assert [card["outcome"] for card in told.value["rekeyed_now"]] == ["in-doubt", "rekeyed"]
    told = office.batch("rekey", "1", "--card", "L-00000000", *LONG)
    assert told.code == 0, told.err
    assert "L-00000000  has new secrets and its place in the order" in told.out
    assert "An earlier answer was lost, and a late call may still change the PIN. Cards in doubt: 1." in told.err
    assert "Nothing that is documented takes a token back" in told.err
    office.demand_nothing_lost()
    status = office.status()
    assert (status["good"], status["do_not_print"], status["rekeyed"], status["surplus"]) == (6, 0, 2, 0)
    assert [each["outcome"] for each in status["rekeys"]] == ["in-doubt", "rekeyed", "rekeyed"]
    [cards] = exported(office, tmp_path).values()
    assert len(cards) == 6
    demand_good(office, cards)
    refused = office.batch("rekey", "1", "--all-lost", *LONG)
    assert refused.code == 4
    assert "released already" in refused.err


def test_a_card_whose_place_is_taken_is_exported_in_a_file_of_its_own(office: HeadOffice, tmp_path: Path) -> None:
    with_lost_cards(office, tmp_path, is_listed=False)
    assert office.batch("rekey", "1", "--all-lost", *LONG).code == 0
    told = office.batch("status", "1", "--check")
    assert (told.code, "2 re-keyed, 2 of them beyond the order" in told.out, "inactive: 8\n" in told.out) == (
        0,
        True,
        True,
    )
    order, beyond = exported(office, tmp_path).items()
    assert (len(order[1]), len(beyond[1])) == (6, 2)
    assert "-rekeyed-" in beyond[0]
    demand_good(office, order[1] | beyond[1])
    assert not office.status()["cards"], "none is kept from print any more"
    assert "re-keyed: it has new secrets, is one more than was ordered" in office.batch("status", "1").out


def test_cards_beyond_the_order_keep_their_secrets_until_their_own_file_was_confirmed(
    office: HeadOffice, tmp_path: Path
) -> None:
    with_lost_cards(office, tmp_path, is_listed=False)
    assert office.batch("rekey", "1", "--all-lost", *LONG).code == 0
    order, beyond = (sha256((tmp_path / file).read_bytes()).hexdigest() for file in exported(office, tmp_path))
    assert office.till.real("approval", "set", "Kari", stdin="271828\n").code == 0
    for _again in range(2):
        assert office.batch("shred", "1", "--receipt", order, "--json", stdin="271828\n").refused == "receipt-missing"
    assert len(office.sealed()) == 8, "six of the order and two beyond it"
    told = office.batch("shred", "1", "--receipt", beyond, stdin="271828\n")
    assert (told.code, "are destroyed" in told.out) == (0, True)
    assert not list((office.till.home / "vault").rglob("*.age"))


def test_a_pause_that_is_waited_out_is_told_and_ctrl_c_ends_it(
    office: HeadOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_lost_cards(office, tmp_path, is_listed=True)
    office.issuer.lay({"on": "get", "fault": "429", "retry_after": 7})
    monkeypatch.setattr(WaitingLine, "wait", ctrl_c)
    told = office.batch("rekey", "1", "--all-lost", *LONG)
    assert (told.code, told.out) == (3, "")
    assert told.err == (
        "The gift-card service asks for a pause. The next try is in 0:00:07.\n"
        "It was stopped. Call it again for the cards that are left.\n"
    )


def ctrl_c(line: WaitingLine, waiting: Waiting) -> None:
    line.show(waiting)
    raise KeyboardInterrupt


def test_which_cards_and_how_long_their_tokens_live_has_to_be_said(office: HeadOffice) -> None:
    assert office.plan().code == 0
    assert office.batch("rekey", "1", *LONG).code == 2
    assert office.batch("rekey", "1", "--all-lost").code == 2
    assert "No card of this batch has lost its secrets." in office.batch("rekey", "1", "--all-lost", *LONG).out
    told = office.batch("rekey", "1", "--card", "X", *LONG)
    assert (told.code, "Card X is no card of this batch that lost" in told.err) == (2, True)
