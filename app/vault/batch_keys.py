"""The key of each batch: made with its first chunk, kept in the keyring, destroyed with the batch."""

from typing import Protocol

from app.core.problem import Code, refuse
from app.vault.seal import DoesNotOpen, new_identity, public_of


class KeyShelf(Protocol):
    """Where private keys lie. Each call may wait for a person, and raises the KEYRING refusals."""

    def read(self, name: str) -> str | None:
        """The key of this name; None where there is none."""
        ...

    def save(self, name: str, key: str) -> None:
        """Keeps a key."""
        ...

    def delete(self, name: str) -> bool:
        """Forgets a key; whether there was one."""
        ...


class BatchKeys:
    """The keys of batches, by the batch's id."""

    def __init__(self, shelf: KeyShelf) -> None:
        self._shelf = shelf

    def private(self, batch_id: str) -> str:
        """The key that opens the batch's answers. Raises Refusal VAULT_KEY_MISSING and the KEYRING codes."""
        key = self._shelf.read(_name(batch_id))
        if key is None:
            raise refuse(Code.VAULT_KEY_MISSING, batch=batch_id)
        return key

    def begun(self, batch_id: str, *, is_new: bool) -> tuple[str, str]:
        """The batch's private and public key, made where `is_new` allows it and there is none.

        Raises Refusal VAULT_KEY_MISSING, VAULT_TRIAL_FAILED and the KEYRING codes.
        """
        key = self._shelf.read(_name(batch_id))
        if key is not None:
            return key, _public(key)
        if not is_new:
            raise refuse(Code.VAULT_KEY_MISSING, batch=batch_id)
        key, public = new_identity()
        self._shelf.save(_name(batch_id), key)
        if self._shelf.read(_name(batch_id)) != key:
            raise refuse(Code.VAULT_TRIAL_FAILED, reason="the keyring does not give back what it was given")
        return key, public

    def destroy(self, batch_id: str) -> bool:
        """Deletes the batch's key for good; whether there was one. Raises the KEYRING refusals."""
        return self._shelf.delete(_name(batch_id))


def _public(key: str) -> str:
    try:
        return public_of(key)
    except DoesNotOpen as fault:
        raise refuse(Code.VAULT_TRIAL_FAILED, reason=str(fault)) from None


def _name(batch_id: str) -> str:
    return f"batch {batch_id}"
