"""Every activation with its state and history."""

from tests.command.at_the_counter import Till
from tests.sandbox.running import Running


def test_a_till_that_never_sold_has_an_empty_journal(till: Till) -> None:
    assert till.journal() == []
    assert till.here("journal").out == "Nothing was sold from this till yet.\n"


def test_each_step_of_an_activation_is_there_in_order(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    sold = till.sell(card, "--customer-id", "K-77", "--name", "Ærlig Øystein Åsen", "--operator", "Kari").value
    (row,) = till.journal()
    assert row["activation_id"] == sold["activation_id"]
    assert (row["state"], row["card_id"], row["amount_minor"], row["sends"]) == ("active", card, 50_000, 1)
    assert (row["customer_id"], row["name"], row["operator_id"]) == ("K-77", "Ærlig Øystein Åsen", "Kari")
    assert [event["state"] for event in row["history"]] == ["queued", "sending", "active"]
    assert [event["seq"] for event in row["history"]] == [1, 2, 3]
    assert row["receipt_number"] == sold["receipt_number"]


def test_the_newest_come_first_and_most_says_how_many(till: Till, issuer: Running) -> None:
    ids = [till.sell(card).value["activation_id"] for card in issuer.cards()[:3]]
    assert [row["activation_id"] for row in till.journal()] == ids[::-1]
    told = till.here("journal", "--json", "--most", "2")
    assert [row["activation_id"] for row in told.value["activations"]] == ids[:0:-1]
    assert len(till.here("journal").out.splitlines()) == 3


def test_why_an_activation_waits_is_told_in_words(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "activate", "fault": "500-before"})
    till.sell(issuer.cards()[0])
    (row,) = till.journal()
    assert (row["state"], row["is_ambiguous"]) == ("unknown", True)
    assert row["problem"]["sentence"]
    assert row["history"][-1]["problem"]["code"] == row["problem"]["code"]


def test_a_sandbox_and_an_account_never_share_a_journal(till: Till, issuer: Running) -> None:
    till.sell(issuer.cards()[0])
    till.settings('[account]\nid = "T11223344"\nclient_id = "till-7"\n')
    told = till.real("journal", "--json")
    assert told.value == {"account_id": "T11223344", "activations": []}
    assert len(till.journal()) == 1


def test_nothing_less_than_one_row_can_be_asked_for(till: Till) -> None:
    assert till.here("journal", "--most", "0").code == 2


def test_what_the_till_noted_of_itself_is_told_newest_first(till: Till, issuer: Running) -> None:
    assert till.here("journal", "--notes").out == "The till noted nothing of itself yet.\n"
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    till.sell(issuer.cards()[0])
    issuer.lay()
    till.sell(issuer.cards()[1])
    notes = till.here("journal", "--notes", "--json").value["notes"]
    assert [(note["kind"], note["facts"]["to"]) for note in notes] == [("line", "online"), ("line", "offline")]
    words = till.here("journal", "--notes").out.splitlines()
    assert len(words) == len(notes)
    assert "to online" in words[0]
