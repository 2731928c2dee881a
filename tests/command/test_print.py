"""A test strip by command, and keeping the line that looked right on it."""

import tomllib

import pytest

from app.printer.strip import CANDIDATES
from tests.command.at_the_counter import Till
from tests.printer.decoder import decoded
from tests.printer.sink import Sink


def test_the_strip_comes_out_and_says_which_proof_the_printer_gives(till: Till) -> None:
    with Sink(paper="low") as sink:
        address = f"tcp://127.0.0.1:{sink.port}"
        told = till.real("print", "--test", "--json", "--printer", address)
        (paper,) = sink.papers()
    assert told.code == 0, told.err
    assert (told.value["printed"], told.value["proof"]) == ("yes", "in-turn")
    assert told.value["warning"]["code"] == "printer-paper-low"
    assert [line["number"] for line in told.value["lines"]] == list(range(1, len(CANDIDATES) + 1))
    printed = [event.text for event in paper.events if event.what == "line"]
    assert address in printed
    assert "48 characters, 576 dots" in printed
    assert any("tells of each paper" in line for line in printed)


def test_the_strip_is_told_in_words_and_goes_wherever_receipts_go(till: Till) -> None:
    file = till.home / "strip.bin"
    till.settings(f'[printer]\naddress = "file:{file}"\nprofile = "58mm"\n')
    told = till.real("print", "--test")
    assert (told.code, told.err) == (0, "")
    assert "print --pick NUMBER" in told.out
    assert "32 characters, 384 dots" in [event.text for event in decoded(file.read_bytes()).events]


def test_a_printer_that_cannot_print_is_told_with_what_to_do(till: Till) -> None:
    with Sink(paper="out") as sink:
        told = till.real("print", "--test", "--printer", f"tcp://127.0.0.1:{sink.port}")
    assert told.code == 5
    assert "out of paper" in told.err


def test_without_a_printer_there_is_no_strip(till: Till) -> None:
    told = till.real("print", "--test", "--json")
    assert (told.code, told.value["printed"], told.value["proof"]) == (2, "no", "no-printer")


def test_the_line_that_looked_right_is_kept_and_the_next_strip_uses_it(till: Till) -> None:
    file = till.home / "strip.bin"
    till.settings(f'# our own\n[printer]\naddress = "file:{file}"\n')
    told = till.real("print", "--test", "--pick", "4", "--json")
    assert told.value == {"code_page": "CP1252", "code_page_slot": 71, "problem": None}
    text = (till.home / "settings.toml").read_text("utf-8")
    assert tomllib.loads(text)["printer"] == {"address": f"file:{file}", "code_page": "CP1252", "code_page_slot": 71}
    assert text.startswith("# our own\n")
    assert not file.exists()
    assert till.real("print", "--test").code == 0
    assert "Now: CP1252 at 71" in [event.text for event in decoded(file.read_bytes()).events]
    assert "at 19." in till.real("print", "--pick", "1").out


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_a_line_that_the_strip_lacks_changes_nothing(till: Till, number: str) -> None:
    told = till.real("print", "--pick", number)
    assert told.code == 2
    assert not (till.home / "settings.toml").exists()


def test_the_command_says_what_it_wants(till: Till) -> None:
    told = till.real("print")
    assert told.code == 2
    assert "--test" in told.err
