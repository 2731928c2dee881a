"""Where the receipt goes, as `--printer` says; and a fault of the printer never hides an activation."""

from pathlib import Path

import pytest

from tests.command.at_the_counter import Till
from tests.printer.decoder import Decoder, decoded, paper_text
from tests.printer.sink import Mode, Sink
from tests.sandbox.running import Running


def text_of(paper: Decoder) -> str:
    return paper_text(paper.events, 48)


def test_a_printer_on_the_network_prints_and_says_so(till: Till, issuer: Running) -> None:
    with Sink() as sink:
        told = till.sell(issuer.cards()[0], "--name", "Ærlig Øystein Åsen", "--printer", f"tcp://127.0.0.1:{sink.port}")
        (paper,) = sink.papers()
    assert (told.code, told.value["printed"], told.value["problem"]) == (0, "yes", None)
    assert "Ærlig Øystein Åsen" in text_of(paper)


@pytest.mark.parametrize("faults", [{"paper": "out"}, {"cover_open": True}])
def test_a_printer_at_fault_hides_no_activation(till: Till, issuer: Running, faults: dict[str, object]) -> None:
    card = issuer.cards()[0]
    with Sink(**faults) as sink:
        told = till.sell(card, "--printer", f"tcp://127.0.0.1:{sink.port}")
    assert (told.code, told.value["state"], told.value["printed"]) == (0, "active", "no")
    assert told.problem is not None
    assert told.problem.startswith("printer-")
    assert issuer.truth(card)["loads"] == 1


def test_a_printer_that_says_nothing_leaves_the_print_unknown(till: Till, issuer: Running) -> None:
    with Sink(mode=Mode.MUTE) as sink:
        told = till.sell(issuer.cards()[0], "--printer", f"tcp://127.0.0.1:{sink.port}")
    assert (told.code, told.value["state"], told.value["printed"]) == (0, "active", "unknown")
    assert till.journal()[0]["printed"] == "unknown"


def test_no_printer_at_the_address_is_told_beside_the_activation(till: Till, issuer: Running) -> None:
    with Sink() as sink:
        gone = f"tcp://127.0.0.1:{sink.port}"
    told = till.here("activate", "--card", issuer.cards()[0], "--amount", "500", "--printer", gone)
    assert told.code == 0
    assert "The card is active" in told.out
    assert "Receipt 000001 is kept in the journal." in told.out
    assert "cannot be reached" in told.err


def test_a_file_holds_the_receipt(till: Till, issuer: Running, tmp_path: Path) -> None:
    file = tmp_path / "receipt.bin"
    told = till.sell(issuer.cards()[0], "--printer", f"file:{file}")
    assert (told.code, told.value["printed"]) == (0, "yes")
    assert told.value["receipt_number"] in text_of(decoded(file.read_bytes()))


def test_a_file_that_cannot_be_written_is_told_beside_the_activation(till: Till, issuer: Running) -> None:
    told = till.sell(issuer.cards()[0], "--printer", f"file:{till.home}")
    assert (told.code, told.value["state"], told.value["printed"], told.problem) == (0, "active", "no", "printer-file")


def test_none_keeps_the_receipt_in_the_journal_alone(till: Till, issuer: Running) -> None:
    till.settings('[printer]\naddress = "tcp://127.0.0.1:9"\n')
    told = till.sell(issuer.cards()[0], "--printer", "none")
    assert (told.code, told.value["printed"], told.value["problem"]) == (0, "no", None)
    assert told.value["receipt_number"] == "000001"


@pytest.mark.parametrize("address", ["lpt1", "tcp://", "tcp://host:0", "tcp://host:many", "file:", "udp://host:9100"])
def test_an_address_that_is_no_printers_sells_nothing(till: Till, issuer: Running, address: str) -> None:
    card = issuer.cards()[0]
    told = till.sell(card, "--printer", address)
    assert (told.code, told.refused) == (2, "printer-address-bad")
    assert issuer.truth(card)["loads"] == 0


def test_a_receipt_that_came_later_is_printed_when_the_card_is_settled(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "activate", "fault": "answer-lost-after"})
    assert till.sell(issuer.cards()[0]).value["state"] == "unknown"
    with Sink() as sink:
        told = till.retry("--printer", f"tcp://127.0.0.1:{sink.port}")
        (paper,) = sink.papers()
    (row,) = told.value["activations"]
    assert (row["state"], row["printed"]) == ("active", "yes")
    assert row["receipt_number"] in text_of(paper)
