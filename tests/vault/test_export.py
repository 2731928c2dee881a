"""What leaves for the manufacturer: sealed for him alone, whole or not there, and signed for."""

import csv
import hashlib
import io
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.command.ending import ended_in_order
from app.compose.export import ExportOrder, Form, export_cards
from app.core.problem import Code, Problem, Refusal
from app.office.ports import CardSecret, SealedFile
from app.press.card_row import COLUMNS
from app.vault.manifest import beside, signing_key, verified
from app.vault.seal import DoesNotOpen, new_identity, opened
from app.vault.sealed_export import clear_leftovers
from tests.fake_clock import MONDAY
from tests.ledger.small_disk import small_disk
from tests.vault.shelf import PRIVATE, PUBLIC, Shelf


class Answers:
    """A vault whose answers each hold a hundred cards."""

    def __init__(self) -> None:
        self.lacks: str = ""
        self.problem: Problem | None = None

    def opened(self, file: SealedFile, wanted: frozenset[str]) -> list[CardSecret] | Problem:
        if self.problem is not None:
            return self.problem
        return [
            CardSecret(each, f"tok{each}", each[-4:]) for each in sorted(wanted, reverse=True) if each != self.lacks
        ]

    def shred(self, batch_id: str, files: object) -> dict[str, Problem]:
        raise AssertionError("an export destroys nothing")

    def turn(self, count: int) -> Iterator[tuple[SealedFile, tuple[str, ...]]]:
        ids = [f"7001{number:06}" for number in range(count)]
        for start in range(0, count, 100):
            yield SealedFile(f"b/{start}.age", 1, ""), tuple(ids[start : start + 100])


SHELF = Shelf()
SIGNS, KNOWN = signing_key(SHELF)
ORDER = ExportOrder("batch-1", "Høst", 250, PUBLIC, Form.CSV, COLUMNS, MONDAY, check_digit=lambda card: card[-1])


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> Code:
    return caught.value.problem.code


@pytest.fixture
def vault() -> Answers:
    return Answers()


def test_the_recipient_alone_opens_the_file_and_finds_every_card(tmp_path: Path, vault: Answers) -> None:
    manifest = export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS)
    content = (tmp_path / manifest.file).read_bytes()
    with pytest.raises(DoesNotOpen):
        opened(content, new_identity()[0])
    text = opened(content, PRIVATE).decode("utf-8-sig")
    head, *cells = csv.reader(io.StringIO(text, newline=""))
    assert head == list(COLUMNS)
    assert cells == [[f"7001{n:06}", f"tok7001{n:06}", f"{n:06}"[-4:], str(n % 10), "Høst", ""] for n in range(250)]
    assert b"tok7001" not in content + beside(tmp_path / manifest.file).read_bytes()
    assert (tmp_path / manifest.file).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", Form)
def test_the_manifest_tells_how_many_cards_which_and_in_what(tmp_path: Path, vault: Answers, form: Form) -> None:
    order = replace(ORDER, form=form, columns=("token", "pin"))
    manifest = export_cards(order, vault.turn(250), vault, tmp_path, SIGNS)
    file = tmp_path / manifest.file
    assert (manifest.cards, manifest.first_card, manifest.last_card) == (250, "7001000000", "7001000249")
    assert (manifest.form, manifest.columns, manifest.recipient) == (form.value, ("token", "pin"), PUBLIC)
    assert manifest.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert manifest.opened_size == len(opened(file.read_bytes(), PRIVATE))
    assert verified(file, KNOWN) == manifest
    assert {path.name for path in tmp_path.iterdir()} == {file.name, beside(file).name}


def test_a_changed_file_does_not_pass(tmp_path: Path, vault: Answers) -> None:
    file = tmp_path / export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS).file
    content = file.read_bytes()
    for changed in (content[:-1], content + b"\0", content[:500] + bytes([content[500] ^ 1]) + content[501:]):
        file.write_bytes(changed)
        with pytest.raises(Refusal) as caught:
            verified(file, KNOWN)
        assert code_of(caught) is Code.EXPORT_CHANGED
    file.unlink()
    with pytest.raises(Refusal) as caught:
        verified(file, KNOWN)
    assert code_of(caught) is Code.EXPORT_MISSING


def test_a_file_under_anothers_name_does_not_pass(tmp_path: Path, vault: Answers) -> None:
    file = tmp_path / export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS).file
    other = tmp_path / "other.csv.age"
    beside(other).write_bytes(beside(file).read_bytes())
    file.rename(other)
    with pytest.raises(Refusal) as caught:
        verified(other, KNOWN)
    assert code_of(caught) is Code.EXPORT_CHANGED


def test_a_changed_manifest_does_not_pass(tmp_path: Path, vault: Answers) -> None:
    file = tmp_path / export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS).file
    good = beside(file).read_text()
    for old, new, code in (
        (r"\"cards\": 250", r"\"cards\": 251", Code.MANIFEST_SIGNATURE),
        (KNOWN, signing_key(Shelf())[1], None),
        ("{", "", Code.MANIFEST_BAD),
        (good, "", Code.MANIFEST_BAD),
    ):
        assert old in good
        beside(file).write_text(good.replace(old, new, 1))
        if code is None:
            assert verified(file, KNOWN).cards == 250, "the key that travels along is believed by nobody"
            continue
        with pytest.raises(Refusal) as caught:
            verified(file, KNOWN)
        assert code_of(caught) is code
    beside(file).unlink()
    with pytest.raises(Refusal) as caught:
        verified(file, KNOWN)
    assert code_of(caught) is Code.MANIFEST_UNREADABLE


def test_a_manifest_that_somebody_else_signed_does_not_pass(tmp_path: Path, vault: Answers) -> None:
    file = tmp_path / export_cards(ORDER, vault.turn(250), vault, tmp_path, signing_key(Shelf())[0]).file
    with pytest.raises(Refusal) as caught:
        verified(file, KNOWN)
    assert code_of(caught) is Code.MANIFEST_SIGNATURE
    with pytest.raises(Refusal) as caught:
        verified(file, "no key")
    assert code_of(caught) is Code.PUBLIC_KEY_BAD


def test_the_signing_key_is_made_once() -> None:
    assert signing_key(SHELF) == (SIGNS, KNOWN)
    with pytest.raises(Refusal) as caught:
        signing_key(_with("no key"))
    assert code_of(caught) is Code.OFFICE_KEY_BAD


def _with(key: str) -> Shelf:
    shelf = Shelf()
    shelf.keys["office"] = key
    return shelf


def test_a_program_that_is_to_end_leaves_no_half_export_and_clears_what_an_earlier_one_left(
    tmp_path: Path, vault: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_to_end(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(vault, "opened", told_to_end)
    with pytest.raises(SystemExit) as ended, ended_in_order():
        export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS)
    assert (ended.value.code, list(tmp_path.iterdir())) == (143, [])
    theirs = {".batch-1-x.csv.part", ".batch-2-x.csv.age.7.part", "batch-1-x.csv.age", ".batch-1-x.csv.age.part"}
    for name in (*theirs, ".batch-1-x.csv.age.7.part", ".batch-1-rekeyed-x.svg.zip.age.815.part"):
        (tmp_path / name).touch()
    clear_leftovers(tmp_path, "batch-1")
    assert {path.name for path in tmp_path.iterdir()} == theirs


@pytest.mark.parametrize("stop", ["a card is missing", "an answer is missing", "an answer is changed", "a bad key"])
def test_an_export_that_cannot_be_whole_leaves_nothing(tmp_path: Path, vault: Answers, stop: str) -> None:
    order, private, count, code = ORDER, SIGNS, 250, Code.EXPORT_INCOMPLETE
    if stop == "a card is missing":
        vault.lacks = "7001000177"
    elif stop == "an answer is missing":
        count = 200
    elif stop == "an answer is changed":
        code, vault.problem = Code.SEALED_FILE_CHANGED, Problem(Code.SEALED_FILE_CHANGED, {"file": "x"})
    else:
        code, private = Code.OFFICE_KEY_BAD, "no key"
    with pytest.raises(Refusal) as caught:
        export_cards(order, vault.turn(count), vault, tmp_path, private)
    assert code_of(caught) is code
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_never_written_over(tmp_path: Path, vault: Answers) -> None:
    export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Refusal) as caught:
        export_cards(ORDER, vault.turn(250), vault, tmp_path, SIGNS)
    assert code_of(caught) is Code.EXPORT_EXISTS
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_full_disk_leaves_nothing(tmp_path: Path, vault: Answers) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        with pytest.raises(Refusal) as caught:
            export_cards(replace(ORDER, cards=5000), vault.turn(5000), vault, disk, SIGNS)
        assert code_of(caught) is Code.EXPORT_UNWRITABLE
        assert list(disk.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, vault: Answers) -> None:
    with pytest.raises(Refusal) as caught:
        export_cards(ORDER, vault.turn(250), vault, tmp_path / "nowhere", SIGNS)
    assert code_of(caught) is Code.EXPORT_UNWRITABLE
