"""A test strip by command, and keeping the line that looked right on it."""

import tomllib

import pytest

from app.command import print as print_command
from app.core.problem import Code, Problem
from app.core.proof import Proof
from app.printer.strip import CANDIDATES, LETTERS
from app.till.ports import PrintOutcome, PrintReport
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
    assert (told.code, told.out) == (5, ""), "what it proves is not known yet, and nothing is said of it"
    assert told.err == "The printer is out of paper. Put in a new roll, then print the strip again.\n"


class Silent:
    """A printer that takes what it is given and says nothing, without keeping anybody waiting for it."""

    proof = Proof.NO_ANSWER

    def check(self) -> PrintReport:
        return PrintReport(PrintOutcome.UNKNOWN, Problem(Code.PRINTER_SILENT))

    def print_bytes(self, _job: bytes) -> PrintReport:
        return self.check()


def test_of_a_printer_that_is_silent_no_more_is_told_than_of_this_time(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_command, "printer_of", lambda *_asked: Silent())
    told = till.real("print", "--test")
    assert told.code == 3
    assert "did not answer when it was asked" in told.out
    assert "If no strip came, print it again." in told.err


def test_without_a_printer_there_is_no_strip(till: Till) -> None:
    told = till.real("print", "--test", "--json")
    assert (told.code, told.value["printed"], told.value["proof"]) == (2, "no", "no-printer")


def test_the_line_that_looked_right_is_kept_and_the_next_strip_uses_it(till: Till) -> None:
    file = till.home / "strip.bin"
    till.settings(f'# our own\n[printer]\naddress = "file:{file}"\n')
    told = till.real("print", "--test", "--pick", "4", "--json")
    assert told.value == {"code_page": "CP1252", "code_page_slot": 71, "printed": "yes", "problem": None}
    text = (till.home / "settings.toml").read_text("utf-8")
    assert tomllib.loads(text)["printer"] == {"address": f"file:{file}", "code_page": "CP1252", "code_page_slot": 71}
    assert text.startswith("# our own\n")
    file.unlink()
    assert till.real("print", "--test").code == 0
    assert "Now: CP1252 at 71" in [event.text for event in decoded(file.read_bytes()).events]
    assert "at 19." in till.real("print", "--pick", "1").out


def test_a_line_that_was_picked_is_printed_on_trial_and_can_be_picked_anew(till: Till) -> None:
    file = till.home / "trial.bin"
    told = till.real("print", "--pick", "2", "--printer", f"file:{file}")
    events = decoded(file.read_bytes()).events
    assert [event.text for event in events if event.what == "line"] == ["Are both lines the same?", LETTERS]
    assert [event.what for event in events].count("picture") == 1, "the letters as they should be"
    assert "To pick anew: giftcard-till print --test" in told.out


def test_a_picked_line_is_kept_where_no_printer_can_show_it(till: Till) -> None:
    with Sink(paper="out") as sink:
        told = till.real("print", "--pick", "2", "--json", "--printer", f"tcp://127.0.0.1:{sink.port}")
    assert (told.code, told.value["code_page_slot"], told.problem) == (0, 16, "printer-no-paper")
    told = till.real("print", "--pick", "2")
    assert (told.code, told.err, "on trial" in told.out) == (0, "", False)


@pytest.mark.parametrize("number", ["0", "99", "x"])
def test_a_line_that_the_strip_lacks_changes_nothing(till: Till, number: str) -> None:
    told = till.real("print", "--pick", number)
    assert told.code == 2
    assert not (till.home / "settings.toml").exists()


def test_the_command_says_what_it_wants(till: Till) -> None:
    told = till.real("print")
    assert told.code == 2
    assert "--test" in told.err


def test_the_strip_speaks_the_shops_language(till: Till) -> None:
    file = till.home / "strip.bin"
    till.settings(f'[shop]\nreceipt_language = "de"\n[printer]\naddress = "file:{file}"\n')
    assert till.real("print", "--test").code == 0
    lines = [event.text for event in decoded(file.read_bytes()).events if event.what == "line"]
    assert {"Welche Zeile zeigt genau diese Buchstaben?", "48 Zeichen, 576 Punkte"} <= set(lines)
    file.unlink()
    assert till.real("print", "--pick", "1").code == 0
    assert "Sind beide Zeilen gleich?" in [event.text for event in decoded(file.read_bytes()).events]
