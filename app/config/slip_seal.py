"""The seal on slips: HMAC-SHA256 with a key that every till of the chain has, read once and kept in memory only.

Where the keyring has a slip key (`giftcard-till secret set --slip-key`), that is it. Else the key is derived from the
client secret, so that tills which share one API client read each other's slips without anything being rolled out. A
chain that gives each till a client of its own sets one slip key on all of them. Slips sealed before that are still
known by their till, and by those that share its client.
"""

import hashlib
import hmac
from collections.abc import Callable
from threading import Lock
from typing import Final

TAG_BYTES: Final = 16
_SALT: Final = b"giftcard-till slip 1"
_KEY_BYTES: Final = 32


class ChainSlipSeal:
    """Sets and knows the seal of one account's tills. Any thread may use it.

    `client_secret` and `slip_key` read what is kept, once: what they raise (a locked keyring) comes out, and the next
    call tries again. `slip_key` answers None where none was set. A slip of a test account never passes at a real one:
    the account's id is part of every key.
    """

    def __init__(
        self, account_id: str, client_secret: Callable[[], str], slip_key: Callable[[], str | None] = lambda: None
    ) -> None:
        self._account_id = account_id
        self._client_secret = client_secret
        self._slip_key = slip_key
        self._keys: tuple[bytes, ...] = ()
        self._reading = Lock()

    def sign(self, payload: bytes) -> bytes:
        """The seal of a slip's content. Raises Refusal: the KEYRING codes, SECRET_MISSING."""
        return _tag(self._known_keys()[0], payload)

    def verify(self, payload: bytes, tag: bytes) -> bool:
        """Whether `tag` is a seal of this chain. Raises Refusal: the KEYRING codes, SECRET_MISSING."""
        return any(hmac.compare_digest(_tag(key, payload), tag) for key in self._known_keys())

    def _known_keys(self) -> tuple[bytes, ...]:
        """The key that seals, then the others that are known."""
        with self._reading:
            if not self._keys:
                slip_key = self._slip_key()
                secrets = [self._client_secret()] if slip_key is None else [slip_key, self._client_secret()]
                self._keys = tuple(_derived(secret, self._account_id) for secret in secrets)
            return self._keys


def _derived(secret: str, account_id: str) -> bytes:
    """HKDF-SHA256 (RFC 5869) for one block: the account's id is the context."""
    extracted = hmac.digest(_SALT, secret.encode(), hashlib.sha256)
    return hmac.digest(extracted, account_id.encode() + b"\x01", hashlib.sha256)[:_KEY_BYTES]


def _tag(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, payload, hashlib.sha256)[:TAG_BYTES]
