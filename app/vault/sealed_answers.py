"""The vault: ready before a call, opened for an export, destroyed at the end."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Lock
from typing import Final

from app.core.problem import Code, Problem, Refusal, refuse
from app.office.ports import CallFate, CardSecret, ChunkAnswer, ChunkOrder, SealedFile
from app.vault.answer_lines import Unreadable, cards_in, made_in
from app.vault.batch_keys import BatchKeys
from app.vault.seal import DoesNotOpen, checked, opened, sealed
from app.vault.sealed_folder import SealedFolder, batch_of

TIMES_EXPECTED: Final = 4
"""So many times the expected answer is set aside on the disk."""
_CARD_BYTES: Final = 600
"""What an answer says of a card beside its codes, generously."""
KEY_TRUSTED: Final = timedelta(seconds=30)
"""How long a trial with the keyring's key holds: each asks the keyring, and a chunk takes less than a second."""


class SealedAnswers:
    """Implements `app.office.ports.Vault`, and what the maker of cards needs before its calls. Any thread may use it.

    `running` is a clock that cannot be set.
    """

    def __init__(self, folder: SealedFolder, keys: BatchKeys, running: Callable[[], timedelta]) -> None:
        self._folder = folder
        self._keys = keys
        self._running = running
        self._lock = Lock()
        self._publics: dict[str, tuple[str, timedelta]] = {}
        self._private: tuple[str, str] | None = None

    def ready(self, order: ChunkOrder) -> Problem | None:
        """Whether the next answer could be kept: every key, the folder, room, a trial that was sealed and opened."""
        try:
            self.recipients(order)
            self._folder.set_aside(order.batch_id, order.chunk_id, room_for(order))
        except Refusal as refusal:
            return refusal.problem
        return None

    def recipients(self, order: ChunkOrder) -> tuple[str, ...]:
        """Whom the answer is sealed for: those of the order, and the batch's own key, which was tried.

        Raises Refusal RECIPIENT_MISSING, RECIPIENT_BAD, VAULT_KEY_MISSING, VAULT_TRIAL_FAILED and the KEYRING codes.
        """
        if not order.recipients:
            raise refuse(Code.RECIPIENT_MISSING)
        named = tuple(checked(each) for each in order.recipients)
        return (*named, self._tried(order.batch_id, named))

    def opened(self, file: SealedFile, wanted: frozenset[str]) -> Sequence[CardSecret] | Problem:
        """As `Vault.opened`. The batch's key is read once and held for its next file."""
        try:
            return cards_in(opened(self._folder.read(file), self._key_of(batch_of(file))), wanted)
        except Refusal as refusal:
            return refusal.problem
        except (DoesNotOpen, Unreadable) as fault:
            return Problem(Code.SEALED_FILE_SHUT, {"file": file.name, "reason": str(fault)})

    def fault_of(self, file: SealedFile) -> Problem | None:
        """As `Vault.fault_of`."""
        try:
            self._folder.read(file)
        except Refusal as refusal:
            return refusal.problem
        return None

    def key_of_found(self, order: ChunkOrder) -> str | Problem | None:
        """The key that opens what lies here as a chunk's answer, for `found_in`; None where nothing does.

        A Problem where the key is locked or gone.
        """
        if not self._folder.has_answer(order.batch_id, order.chunk_id):
            return None
        try:
            return self._key_of(order.batch_id)
        except Refusal as refusal:
            return refusal.problem

    def shred(self, batch_id: str, files: Sequence[SealedFile]) -> Mapping[str, Problem]:
        """As `Vault.shred`: every file of the batch goes, also one that `files` does not name.

        The key goes first. Where it cannot be destroyed no file is touched, and the batch's own id is named.
        """
        with self._lock:
            self._publics.pop(batch_id, None)
            self._private = None
        try:
            self._keys.destroy(batch_id)
        except Refusal as refusal:
            return {batch_id: refusal.problem}
        left = self._folder.remove(batch_id)
        left |= {file.name: "it lies elsewhere" for file in files if batch_of(file) != batch_id}
        return {name: Problem(Code.NOT_SHREDDED, {"file": name, "reason": why}) for name, why in left.items()}

    def _tried(self, batch_id: str, named: tuple[str, ...]) -> str:
        """The batch's public key. What it seals could be opened just now."""
        with self._lock:
            public, tried_at = self._publics.get(batch_id, ("", timedelta()))
            if public and self._running() - tried_at < KEY_TRUSTED:
                return public
            private, public = self._keys.begun(batch_id, is_new=not self._folder.has_answers(batch_id))
            _try(private, (*named, public))
            self._publics[batch_id] = (public, self._running())
            return public

    def _key_of(self, batch_id: str) -> str:
        with self._lock:
            if self._private is None or self._private[0] != batch_id:
                self._private = (batch_id, self._keys.private(batch_id))
            return self._private[1]


def found_in(folder: SealedFolder, order: ChunkOrder, private: str) -> ChunkAnswer | None:
    """A chunk's answer that lies in the folder and of which nobody heard, as `CardMaker.found` has it.

    It is opened: for the short-lived process of a chunk alone.
    """
    try:
        file = folder.found(order.batch_id, order.chunk_id)
        if file is None:
            return None
        made = made_in(opened(folder.read(file), private), order.batch_id, order.chunk_id, order.is_as_asked)
    except (Refusal, DoesNotOpen, Unreadable, OSError):
        return None
    is_whole_chunk = sorted(card.card_id for card in made) == sorted(order.card_ids)
    return ChunkAnswer(CallFate.SEALED, file, made) if is_whole_chunk else None


def room_for(order: ChunkOrder) -> int:
    """The bytes to set aside for a chunk's sealed answer."""
    codes = order.token.whole_length + (order.pin.whole_length if order.pin else 36)
    return TIMES_EXPECTED * sum(_CARD_BYTES + codes + 2 * len(card_id) for card_id in order.card_ids)


def _try(private: str, recipients: tuple[str, ...]) -> None:
    trial = secrets.token_bytes(1024)
    try:
        is_same = opened(sealed(trial, recipients), private) == trial
    except DoesNotOpen as fault:
        raise refuse(Code.VAULT_TRIAL_FAILED, reason=str(fault)) from None
    if not is_same:
        raise refuse(Code.VAULT_TRIAL_FAILED, reason="something else came out")
