"""The vault as head office meets it: ready before a call, opened with the batch's own key, shut for good at its end."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.problem import Code, Problem
from app.office.ports import CardSecret, SealedFile
from app.vault.answer_lines import AnswerLines, cards_in
from app.vault.batch_keys import BatchKeys
from app.vault.seal import new_identity, opened, sealed
from app.vault.sealed_answers import TIMES_EXPECTED, SealedAnswers, room_for
from app.vault.sealed_folder import NotKept, SealedFolder
from tests.fakes import FakeClock
from tests.ledger.small_disk import filled_up, remounted, small_disk
from tests.vault.shelf import PRIVATE, PUBLIC, Shelf, order

CARDS = (CardSecret("70010001", "4711471147114711", "0815"), CardSecret("70010002", "4711471147114712", "0816"))


class Office:
    """A vault, its keyring and its clock, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.shelf, self.clock, self.folder = Shelf(), FakeClock(), folder
        self.files = SealedFolder(folder)
        self.vault = SealedAnswers(self.files, BatchKeys(self.shelf), self.clock.running)

    def keep(self, *cards: CardSecret, chunk_id: str = "chunk-1", rest: bytes = b"") -> SealedFile:
        """An answer with these cards, sealed as a chunk's process does it."""
        lines = AnswerLines("batch-1", chunk_id)
        for card in cards:
            lines.add(card, {"status": "inactive"})
        lines.add_rest(rest)
        assert self.vault.ready(order(chunk_id=chunk_id)) is None
        cipher = sealed(lines.content, self.vault.recipients(order(chunk_id=chunk_id)))
        return self.files.keep("batch-1", chunk_id, cipher)

    def code(self, **changes: Any) -> Code | None:
        problem = self.vault.ready(order(**changes))
        return None if problem is None else problem.code


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "vault")


def wanted(*cards: CardSecret) -> frozenset[str]:
    return frozenset(card.card_id for card in cards)


def test_what_was_sealed_is_opened_by_the_batchs_key_and_by_the_recipients(office: Office) -> None:
    file = office.keep(*CARDS)
    assert office.vault.opened(file, wanted(*CARDS)) == list(CARDS)
    cipher = (office.folder / file.name).read_bytes()
    assert b"4711471147114711" in opened(cipher, PRIVATE)
    assert b"4711471147114711" in opened(cipher, office.shelf.keys["batch batch-1"])
    for path in office.folder.rglob("*"):
        assert path.is_dir() or b"47114711" not in path.read_bytes()


def test_the_file_is_this_users_alone_and_nothing_else_is_left(office: Office) -> None:
    file = office.keep(*CARDS)
    assert [path.name for path in (office.folder / "batch-1").iterdir()] == ["chunk-1.age"]
    assert (office.folder / file.name).stat().st_mode & 0o077 == 0
    assert (office.folder / file.name).stat().st_size == file.size


def test_only_the_wanted_cards_come_out_and_one_that_stands_twice_does_not(office: Office) -> None:
    first, second = CARDS
    odd = CardSecret("70010003", "1", "2")
    file = office.keep(first, second, odd, odd, rest=b'{"cards":[{"card_id"')
    assert office.vault.opened(file, wanted(second, odd)) == [second]
    assert office.vault.opened(file, frozenset()) == []


@pytest.mark.parametrize("odd", [float("inf"), "\ud800", [[["deep"] * 3]], {"a": float("nan")}])
def test_what_else_an_answer_says_never_keeps_its_cards_from_being_read(odd: object) -> None:
    lines = AnswerLines("batch-1", "chunk-1")
    lines.add(CARDS[0], {"odd": odd})
    lines.add(CardSecret("half a sign", "\ud800", "1"), {})
    lines.add(CARDS[1], {})
    assert cards_in(lines.content, wanted(*CARDS)) == list(CARDS)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_answer_has_its_name_only_once_it_is_synced_and_its_name_is_synced_before_it_counts(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, os.rename

    def synced(descriptor: int) -> None:
        steps.append("synced " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def renamed(before: str, after: str) -> None:
        steps.append(f"{Path(before).name} is {Path(after).name}")
        rename(before, after)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "rename", renamed)
    office.keep(*CARDS)
    made, kept = steps[:3], steps[3:]
    assert made[0] == "synced vault", "the batch's own folder is there after a pulled plug"
    assert kept == ["synced .chunk-1.room", ".chunk-1.room is chunk-1.age", "synced batch-1"]


def test_a_card_that_is_printed_shows_no_secret() -> None:
    assert "4711" not in f"{CARDS[0]!r} {CARDS[0]} {[CARDS[0]]}"


def test_an_order_for_nobody_is_not_sent(office: Office) -> None:
    assert office.code(recipients=()) is Code.RECIPIENT_MISSING
    assert office.code(recipients=(PUBLIC, "age1nobody")) is Code.RECIPIENT_BAD


def test_a_locked_keyring_is_found_before_the_call(office: Office) -> None:
    office.shelf.is_locked = True
    assert office.code() is Code.KEYRING_LOCKED


def test_a_key_that_is_gone_is_found_before_the_next_call_and_no_new_one_is_made(office: Office) -> None:
    file = office.keep(*CARDS)
    office.shelf.keys.clear()
    office.clock.move(31)
    assert office.code(chunk_id="chunk-2") is Code.VAULT_KEY_MISSING
    problem = office.vault.opened(file, wanted(*CARDS))
    assert isinstance(problem, Problem)
    assert problem.code is Code.VAULT_KEY_MISSING
    assert not office.shelf.keys


def test_another_key_in_its_place_is_found_when_an_answer_is_opened(office: Office) -> None:
    file = office.keep(*CARDS)
    office.shelf.keys["batch batch-1"] = new_identity()[0]
    problem = office.vault.opened(file, wanted(*CARDS))
    assert isinstance(problem, Problem)
    assert problem.code is Code.SEALED_FILE_SHUT


def test_what_is_no_key_is_found_before_the_call(office: Office) -> None:
    office.shelf.keys["batch batch-1"] = "no key"
    assert office.code() is Code.VAULT_TRIAL_FAILED


def test_a_keyring_that_keeps_nothing_is_found_before_the_call(office: Office) -> None:
    office.shelf.save = lambda _name, _key: None
    assert office.code() is Code.VAULT_TRIAL_FAILED


def test_the_keyring_is_asked_once_in_half_a_minute_and_not_for_each_chunk(office: Office) -> None:
    for number in range(5):
        assert office.code(chunk_id=f"chunk-{number}") is None
    reads = office.shelf.reads
    office.clock.move(31)
    assert office.code(chunk_id="chunk-6") is None
    assert reads <= 2 < office.shelf.reads <= reads + 1


def test_four_times_the_expected_answer_is_set_aside_and_given_back(office: Office) -> None:
    chunk = order(*(f"7001{number:04}" for number in range(100)))
    assert office.vault.ready(chunk) is None
    (room,) = (office.folder / "batch-1").iterdir()
    assert room.stat().st_size == room_for(chunk) >= TIMES_EXPECTED * 100 * 600
    assert room.stat().st_blocks * 512 >= room_for(chunk)
    assert office.vault.ready(chunk) is None, "room that was set aside before counts"
    office.files.give_back("batch-1", "chunk-1")
    assert not list((office.folder / "batch-1").iterdir())


def test_a_full_disk_is_found_before_the_call(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 512) as disk:
        office = Office(disk / "vault")
        assert office.code() is None
        filled_up(disk, leaving=8192)
        problem = office.vault.ready(order(*(f"7001{number:04}" for number in range(100)), chunk_id="chunk-2"))
        assert problem is not None
        assert (problem.code, problem.facts["folder"]) == (Code.VAULT_FULL, str(disk / "vault"))
        assert office.code() is None, "a chunk whose room is there already may go"


def test_a_disk_that_nobody_may_write_is_found_before_the_call(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 512) as disk:
        office = Office(disk / "vault")
        remounted(disk, "ro")
        assert office.code() is Code.VAULT_UNWRITABLE
        remounted(disk, "rw")
        assert office.code() is None


@pytest.mark.parametrize("place", [0, 40, 300, -1])
def test_a_sealed_answer_that_was_changed_is_told_and_nothing_of_it_is_used(office: Office, place: int) -> None:
    file = office.keep(*CARDS)
    path = office.folder / file.name
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    problem = office.vault.opened(file, wanted(*CARDS))
    assert problem == Problem(Code.SEALED_FILE_CHANGED, {"file": file.name})


def test_a_sealed_answer_that_is_gone_is_told(office: Office) -> None:
    file = office.keep(*CARDS)
    (office.folder / file.name).unlink()
    assert office.vault.opened(file, wanted(*CARDS)) == Problem(Code.SEALED_FILE_MISSING, {"file": file.name})


@pytest.mark.parametrize("name", ["../../etc/passwd", "batch-1/../../x.age", "", "batch-1", "/batch-1/chunk-1.age"])
def test_a_name_leads_nowhere_else(office: Office, name: str) -> None:
    office.keep(*CARDS)
    problem = office.vault.opened(SealedFile(name, 1, "0"), wanted(*CARDS))
    assert isinstance(problem, Problem)
    assert problem.code in {Code.SEALED_FILE_MISSING, Code.VAULT_KEY_MISSING}


def test_what_opens_and_is_no_answer_is_told(office: Office) -> None:
    assert office.vault.ready(order()) is None
    file = office.files.keep("batch-1", "chunk-1", sealed(b"{}\nno json\n", office.vault.recipients(order())))
    problem = office.vault.opened(file, wanted(*CARDS))
    assert isinstance(problem, Problem)
    assert problem.code is Code.SEALED_FILE_SHUT


def test_an_answer_is_never_written_over(office: Office) -> None:
    file = office.keep(*CARDS)
    with pytest.raises(NotKept, match="already"):
        office.keep(CARDS[0])
    assert office.vault.opened(file, wanted(*CARDS)) == list(CARDS)


def test_a_batch_that_is_destroyed_can_be_opened_by_nobody_here(office: Office) -> None:
    files = [office.keep(*CARDS), office.keep(*CARDS, chunk_id="chunk-2")]
    assert office.vault.ready(order(chunk_id="chunk-3")) is None, "and room stands for a chunk that never came"
    assert office.vault.shred("batch-1", files[:1]) == {}
    assert not office.shelf.keys
    assert not list(office.folder.iterdir())
    assert isinstance(office.vault.opened(files[0], wanted(*CARDS)), Problem)
    assert office.vault.shred("batch-1", files) == {}, "once more does no harm"


def test_a_batch_whose_key_cannot_be_destroyed_keeps_its_files(office: Office) -> None:
    file = office.keep(*CARDS)
    office.shelf.is_locked = True
    assert office.vault.shred("batch-1", [file])["batch-1"].code is Code.KEYRING_LOCKED
    office.shelf.is_locked = False
    assert office.vault.opened(file, wanted(*CARDS)) == list(CARDS)


def test_a_file_that_cannot_be_removed_is_named_and_the_rest_is_gone(office: Office) -> None:
    files = [office.keep(*CARDS), office.keep(*CARDS, chunk_id="chunk-2")]
    stuck = office.folder / files[0].name
    stuck.unlink()
    stuck.mkdir()
    left = office.vault.shred("batch-1", files)
    assert {name: problem.code for name, problem in left.items()} == {files[0].name: Code.NOT_SHREDDED}
    assert not (office.folder / files[1].name).exists()


def test_a_disk_that_fails_in_the_middle_is_told_with_its_reason(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 512) as disk:
        office = Office(disk / "vault")
        assert office.vault.ready(order()) is None
        remounted(disk, "ro")
        with pytest.raises(NotKept, match="ead-only"):
            office.files.keep("batch-1", "chunk-1", b"sealed")
        remounted(disk, "rw")
        filled_up(disk)
        with pytest.raises(NotKept, match="No space"):
            office.files.keep("batch-1", "chunk-1", bytes(600_000))
