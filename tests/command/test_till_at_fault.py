"""The till itself is at fault: exit code 5 and words, and never a claim about a sale."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.problem import Code, Problem
from app.ledger.journal import SqliteLedger
from app.ledger.lock import JournalLock
from app.till.ports import LedgerFault
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running


def journal_of(till: Till) -> Path:
    return till.home / "journal" / "T00000000.db"


@contextmanager
def in_use(till: Till) -> Iterator[None]:
    """Another program has this till's journal."""
    till.journal()
    lock = JournalLock.take(journal_of(till).with_suffix(".lock"))
    try:
        yield
    finally:
        lock.release()


def test_a_journal_in_use_sells_nothing(till: Till, issuer: Running) -> None:
    card = issuer.cards()[0]
    with in_use(till):
        told = till.sell(card)
        assert (told.code, told.refused, told.value["state"]) == (5, "journal-in-use", "fault")
        for words in (("queue", "retry"), ("queue", "cancel", "0000-0000")):
            again = till.here(*words, "--json")
            assert (again.code, again.refused) == (5, "journal-in-use")
        assert till.here("queue", "list", "--json").code == 0
        assert till.here("doctor", "--json").code == 0
    assert issuer.truth(card)["calls"] == []
    assert till.sell(card).code == 0


@pytest.mark.parametrize("damage", [b"not a journal" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_journal_is_named_and_nothing_is_sold(till: Till, issuer: Running, damage: bytes) -> None:
    till.journal()
    journal_of(till).write_bytes(damage)
    card = issuer.cards()[0]
    told = till.sell(card)
    assert (told.code, told.refused, told.value["state"]) == (5, "journal-damaged", "fault")
    for words in (("journal",), ("queue", "list"), ("queue", "retry"), ("card", card)):
        assert till.here(*words, "--json").code == 5
    assert issuer.truth(card)["calls"] == []


def test_a_sale_without_room_on_the_disk_is_refused_and_never_began(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_room(*_ledger: object) -> None:
        raise LedgerFault(Problem(Code.DISK_LOW, {"free": "12 MB", "least": "50 MB"}), is_certain=True)

    card = issuer.cards()[0]
    with monkeypatch.context() as full_disk:
        full_disk.setattr(SqliteLedger, "demand_room", without_room)
        told = till.sell(card)
    assert (told.code, told.refused, told.value["state"]) == (4, "disk-low", "refused")
    assert "12 MB left, and a new sale needs 50 MB" in told.err
    assert issuer.truth(card)["calls"] == []
    assert till.sell(card).code == 0


@pytest.mark.parametrize("is_emptied", [False, True], ids=["deleted", "emptied"])
def test_a_journal_that_is_gone_is_told_and_no_other_begun(till: Till, issuer: Running, is_emptied: bool) -> None:
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    assert till.sell(issuer.cards()[0]).code == 3
    issuer.lay()
    journal_of(till).unlink()
    if is_emptied:
        journal_of(till).touch(0o600)
    card = issuer.cards()[1]
    told = till.sell(card)
    assert (told.code, told.refused, told.value["state"]) == (5, "journal-missing", "fault")
    assert str(journal_of(till)) in told.err
    for words in (("journal",), ("queue", "list"), ("queue", "retry"), ("card", card)):
        again = till.here(*words, "--json")
        assert (again.code, again.refused) == (5, "journal-missing")
    told = till.here("doctor", "--json")
    assert told.code == 5
    assert {f["name"]: f["code"] for f in told.value["findings"] if f["code"]} == {"journal": "journal-missing"}
    assert issuer.truth(card)["calls"] == []
    journal_of(till).with_suffix(".made").unlink()
    assert till.sell(card).code == 0


def test_a_journal_of_a_newer_program_is_left_alone(till: Till, issuer: Running) -> None:
    import apsw

    till.journal()
    db = apsw.Connection(str(journal_of(till)))
    db.pragma("user_version", 9999)
    db.close()
    told = till.sell(issuer.cards()[0])
    assert (told.code, told.refused) == (5, "journal-newer")


def test_a_journal_that_an_interrupted_start_left_empty_can_still_be_read(till: Till) -> None:
    folder = till.home / "journal"
    folder.mkdir(mode=0o700)
    journal_of(till).touch(0o600)
    assert till.journal() == []


def test_a_home_that_cannot_be_made_is_a_fault_with_its_place(till: Till, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "till"
    words = ("--home", str(home), "--sandbox", till.url, "--json")
    told = till.run("activate", "--card", "7001913901460665", "--amount", "5", *words)
    assert (told.code, told.refused, told.value["state"]) == (5, "settings-unreadable", "fault")
    assert str(home) in told.err
    assert till.run("journal", *words).code == 5
    assert till.run("doctor", *words).code == 5


@pytest.mark.parametrize("code", [Code.JOURNAL_FULL, Code.JOURNAL_FAULT, Code.JOURNAL_READ_ONLY])
def test_a_journal_that_fails_in_mid_sale_claims_nothing(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch, code: Code
) -> None:
    """The first step after QUEUED cannot be written: nothing was sent, and the sale is there to be found."""
    card = issuer.cards()[0]

    def failing(*_step: object) -> None:
        raise LedgerFault(Problem(code), is_certain=False)

    with monkeypatch.context() as failing_disk:
        failing_disk.setattr(SqliteLedger, "step", failing)
        told = till.sell(card)
    assert (told.code, told.refused, told.value["state"]) == (5, code.value, "fault")
    assert told.value["card_id"] == card
    (row,) = till.journal()
    assert told.value["activation_id"] == row["activation_id"]
    assert issuer.truth(card)["loads"] == 0
    assert till.retry().code == 0
    assert issuer.truth(card)["loads"] == 1


def test_a_journal_that_fails_at_the_paper_hides_no_activation(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_paper: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True)

    with monkeypatch.context() as full_disk:
        full_disk.setattr(SqliteLedger, "issue_paper", failing)
        told = till.sell(issuer.cards()[0])
        words = till.here("activate", "--card", issuer.cards()[1], "--amount", "5")
    assert (told.code, told.value["state"], told.value["printed"]) == (0, "active", "unknown")
    assert told.problem == "journal-full"
    assert "The card is active" in words.out
    assert "its disk is full" in words.err


def test_a_terminal_without_our_signs_gets_them_spelled_out(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", paper)
    till.here("activate", "--card", issuer.cards()[0], "--amount", "500", "--name", "Ærlig")
    paper.flush()
    assert b"The card is active" in paper.buffer.getvalue()


def test_a_journal_that_fails_at_the_paper_of_a_settled_card_hides_no_activation(
    till: Till, issuer: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_paper: object, **_how: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_FULL), is_certain=True)

    issuer.lay({"on": "activate", "fault": "answer-lost-after"})
    assert till.sell(issuer.cards()[0]).value["state"] == "unknown"
    with monkeypatch.context() as full_disk:
        full_disk.setattr(SqliteLedger, "step_with_receipt", failing)
        told = till.retry()
    (row,) = told.value["activations"]
    assert (told.code, row["state"], row["printed"], row["problem"]["code"]) == (0, "active", "unknown", "journal-full")
    assert "its disk is full" in told.err


@pytest.mark.parametrize("words", [("secret", "set"), ("activate", "--card", "-", "--amount", "5")])
def test_standard_input_that_is_no_text_is_refused_without_showing_it(till: Till, words: tuple[str, ...]) -> None:
    till.settings('[account]\nid = "T11223344"\nclient_id = "till-7"\n')
    till.patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"canary\xff\xfe\n"), encoding="utf-8"))
    told = till.real(*words)
    assert told.code == 2
    assert told.err
    assert "canary" not in told.err + told.out


def test_a_sandbox_that_does_not_start_is_a_fault_and_no_line_that_is_down(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    words = ("--home", str(till.home), "--sandbox", "--json")
    told = till.run("activate", "--card", "7001913901460665", "--amount", "5", *words)
    assert (told.code, told.refused, told.value["state"]) == (5, "sandbox-not-started", "fault")
    assert till.run("card", "7001913901460665", *words).code == 5
    assert till.run("queue", "retry", *words).code == 5
    told = till.run("doctor", *words)
    assert {f["name"]: f["code"] for f in told.value["findings"] if f["code"]} == {"network": "sandbox-not-started"}
    monkeypatch.setattr("sys.executable", "/nothing/here")
    assert till.run("card", "7001913901460665", *words).refused == "sandbox-not-started"
    assert till.run("journal", *words).value["activations"] == [], "what needs no sandbox starts none"


def test_a_command_that_is_interrupted_ends_as_such(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_card: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SqliteLedger, "open_for", interrupted)
    assert till.sell("7001913901460665").code == 130
