"""An answer that was sealed while nobody heard of it: taken for what it is, or for nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.problem import Code, Problem
from app.office.ports import CallFate, CardSecret, ChunkAnswer, MadeCard
from app.vault.answer_lines import AnswerLines
from app.vault.batch_keys import BatchKeys
from app.vault.seal import sealed
from app.vault.sealed_answers import SealedAnswers, found_in
from app.vault.sealed_folder import SealedFolder
from tests.vault.shelf import Shelf, order

ORDER = order("70010001", "70010002")
FILE = Path("batch-1") / "chunk-1.age"


class Place:
    """A vault whose chunk was sealed; its word was lost."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.shelf = folder, Shelf()
        self.vault = self.anew()

    def anew(self) -> SealedAnswers:
        """As another process opens it: nothing is held in memory."""
        return SealedAnswers(SealedFolder(self.folder), BatchKeys(self.shelf), timedelta)

    def found(self) -> ChunkAnswer | Problem | None:
        """As another process finds it."""
        key = self.anew().key_of_found(ORDER)
        return found_in(SealedFolder(self.folder), ORDER, key) if isinstance(key, str) else key

    def keep(self, lines: AnswerLines) -> None:
        assert self.vault.ready(ORDER) is None
        cipher = sealed(lines.content, self.vault.recipients(ORDER))
        SealedFolder(self.folder).keep(ORDER.batch_id, ORDER.chunk_id, cipher)


def lines(*card_ids: str, chunk_id: str = "chunk-1", token: str = "4711471147114711") -> AnswerLines:
    made = AnswerLines("batch-1", chunk_id)
    for card_id in card_ids:
        made.add(CardSecret(card_id, token, "0815"), {"card_id": card_id, "status": "inactive"})
    return made


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "vault").mkdir(mode=0o700)
    return Place(tmp_path / "vault")


def test_a_whole_answer_of_exactly_these_cards_is_found(place: Place) -> None:
    assert place.found() is None
    place.keep(lines(*reversed(ORDER.card_ids)))
    found = place.found()
    assert isinstance(found, ChunkAnswer)
    assert found.fate is CallFate.SEALED
    assert found.made == tuple(MadeCard(each, "inactive", is_whole=True) for each in reversed(ORDER.card_ids))
    opened = place.vault.opened(found.file, frozenset(ORDER.card_ids))
    assert [card.card_id for card in opened] == list(reversed(ORDER.card_ids))


def test_codes_that_are_not_as_they_were_asked_for_are_told_as_such(place: Place) -> None:
    place.keep(lines(*ORDER.card_ids, token="short"))
    assert {card.is_whole for card in place.found().made} == {False}


@pytest.mark.parametrize(
    "other",
    [
        lines("70010001"),
        lines("70010001", "70010002", "70010003"),
        lines("70010001", "70010002", "70010002"),
        lines("70010001", "70010003"),
        lines("70010001", "70010002", chunk_id="chunk-2"),
        lines(),
    ],
)
def test_an_answer_with_other_cards_or_of_another_chunk_is_not_taken(place: Place, other: AnswerLines) -> None:
    place.keep(other)
    assert place.found() is None


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def bent(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-5] ^= 1
    file.write_bytes(content)


def foreign(file: Path) -> None:
    file.write_bytes(sealed(lines(*ORDER.card_ids).content, ORDER.recipients))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("harm", [torn, bent, foreign, emptied, a_folder])
def test_a_torn_a_changed_and_a_foreign_file_are_never_taken(place: Place, harm: Callable[[Path], None]) -> None:
    place.keep(lines(*ORDER.card_ids))
    harm(place.folder / FILE)
    assert place.found() is None


def test_what_opens_but_is_no_answer_is_not_taken(place: Place) -> None:
    assert place.vault.ready(ORDER) is None
    cipher = sealed(b"no answer", place.vault.recipients(ORDER))
    SealedFolder(place.folder).keep(ORDER.batch_id, ORDER.chunk_id, cipher)
    assert place.found() is None


@pytest.mark.parametrize("code", [Code.KEYRING_LOCKED, Code.VAULT_KEY_MISSING])
def test_without_the_key_it_is_said_and_nothing_is_given_up(place: Place, code: Code) -> None:
    place.keep(lines(*ORDER.card_ids))
    if code is Code.KEYRING_LOCKED:
        place.shelf.is_locked = True
    else:
        place.shelf.keys.clear()
    found = place.found()
    assert isinstance(found, Problem)
    assert found.code is code
