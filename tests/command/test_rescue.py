"""A damaged journal: looked over, set aside, read, and its sales settled by the new one."""

from pathlib import Path

from tests.command.at_the_counter import Till
from tests.ledger.damaging import pages_of, zero
from tests.sandbox.running import Running


def journal_of(till: Till) -> Path:
    return till.home / "journal" / "T00000000.db"


def damage(till: Till, table: str) -> None:
    for page in pages_of(journal_of(till), table):
        zero(journal_of(till), page)


def test_a_whole_journal_is_called_whole(till: Till, issuer: Running) -> None:
    till.sell(issuer.cards()[0])
    assert till.here("journal", "--check").out == "The journal is whole.\n"
    told = till.here("journal", "--check", "--json")
    assert (told.code, told.value) == (0, {"is_whole": True, "found": None, "problem": None})
    told = till.here("rescue", "--json")
    assert (told.code, told.value) == (0, {"rescued": []})
    assert till.here("rescue").out == "No damaged journal waits to be rescued.\n"
    told = till.here("rescue", "--begin", "--json")
    assert (told.code, told.refused) == (2, "nothing-to-rescue")


def test_a_damaged_journal_is_found_and_what_is_wrong_is_said(till: Till, issuer: Running) -> None:
    till.sell(issuer.cards()[0])
    damage(till, "order_of_sale")
    told = till.here("journal", "--check", "--json")
    assert (told.code, told.value["is_whole"], told.value["problem"]["code"]) == (5, False, "journal-damaged")
    told = till.here("journal", "--check")
    assert told.code == 5
    assert "damaged" in told.err


def test_a_journal_that_cannot_be_looked_over_is_another_fault(till: Till) -> None:
    till.journal()
    journal_of(till).unlink()
    assert till.here("journal", "--check", "--json").refused == "journal-missing"


def test_the_sales_of_a_damaged_journal_are_settled_by_the_new_one(till: Till, issuer: Running) -> None:
    active, lost = issuer.cards()[:2]
    assert till.sell(active).code == 0
    issuer.lay({"on": "activate", "fault": "answer-lost-after"})
    assert till.sell(lost).value["state"] == "unknown"
    issuer.lay()
    before = till.journal()
    damage(till, "print_event")
    damage(till, "order_of_sale")
    damage(till, "allowed")
    assert till.sell(issuer.cards()[2]).refused == "journal-damaged"
    told = till.here("rescue", "--begin", "--json")
    (rescued,) = told.value["rescued"]
    assert (told.code, rescued["is_whole"], rescued["lost"]) == (0, True, [])
    assert {row["state"] for row in rescued["taken_over"]} == {"active", "unknown"}
    for card in (active, lost):
        assert till.sell(card).code == 4, "no card is sold twice"
    assert till.retry().code == 0
    assert {row["activation_id"] for row in till.journal()} == {row["activation_id"] for row in before}
    assert {row["state"] for row in till.journal()} == {"active"}
    assert [issuer.truth(card)["loads"] for card in (active, lost)] == [1, 1]
    again = till.here("rescue", "--from", rescued["folder"], "--json")
    assert again.value["rescued"][0]["taken_over"] == []


def test_what_cannot_be_read_is_named_so_that_its_slip_is_looked_for(till: Till, issuer: Running) -> None:
    sold = till.sell(issuer.cards()[0]).value
    damage(till, "activation_order")
    told = till.here("rescue", "--begin")
    assert told.code == 4
    assert f"Not to be read: {sold['reference']}. Look for its slip" in told.out
    assert "0 taken over" in told.out
    assert till.sell(issuer.cards()[1]).code == 0, "selling goes on"


def test_a_folder_that_holds_none_is_told(till: Till, tmp_path: Path) -> None:
    told = till.here("rescue", "--from", str(tmp_path), "--json")
    assert (told.code, told.refused) == (2, "nothing-to-rescue")
