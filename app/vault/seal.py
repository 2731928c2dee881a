"""Encryption to public keys (age, age-encryption.org/v1, through pyrage): who holds a private key opens, nobody else.

age authenticates: a file that was changed by one bit does not open. A key is a line of text; a public one begins with
`age1`, a private one with `AGE-SECRET-KEY-1`.
"""

from collections.abc import Sequence
from io import BufferedIOBase
from typing import TYPE_CHECKING, Final

from app.core.card import printable
from app.core.problem import Code, refuse

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer
    from pyrage.x25519 import Recipient

PUBLIC_MARK: Final = "age1"
PRIVATE_MARK: Final = "AGE-SECRET-KEY-"
OVERHEAD: Final = 1024
"""Bytes that sealing adds at most for a handful of recipients and an answer of some megabytes."""


class DoesNotOpen(Exception):
    """Sealed bytes that this key does not open: for others, damaged, or changed. The text says which, and no secret."""


def checked(recipient: str) -> str:
    """A public key as it will be used. Raises Refusal RECIPIENT_BAD; a private key given by mistake is not shown."""
    text = recipient.strip()
    if text.upper().startswith(PRIVATE_MARK):
        raise refuse(Code.RECIPIENT_BAD, key="•••", reason="it is a private key: it belongs to its owner alone")
    _recipient(text)
    return text


def sealed(plain: bytes, recipients: Sequence[str]) -> bytes:
    """The bytes for these recipients; each opens them alone. Raises Refusal RECIPIENT_BAD, RECIPIENT_MISSING."""
    import pyrage

    return pyrage.encrypt(plain, _recipients(recipients))


def seal_stream(plain: BufferedIOBase, into: BufferedIOBase, recipients: Sequence[str]) -> None:
    """The same for what does not fit the memory: read and written piece by piece.

    Raises Refusal RECIPIENT_BAD, RECIPIENT_MISSING, and whatever `plain` or `into` raise.
    """
    import pyrage

    chosen = _recipients(recipients)
    source, target = _Source(plain), _Target(into)
    try:
        pyrage.encrypt_io(source, target, chosen)
    except pyrage.EncryptError as fault:
        raise source.fault or target.fault or OSError("the stream could not be sealed") from fault
    if target.fault is not None:
        raise target.fault


class _Source(BufferedIOBase):
    """Reads for the library, which passes on no exception but its words; not even that the program is to end."""

    def __init__(self, plain: BufferedIOBase) -> None:
        self._plain = plain
        self.fault: BaseException | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        try:
            return self._plain.read(size)
        except BaseException as fault:
            self.fault = fault
            raise


class _Target(BufferedIOBase):
    """Writes for the library, which keeps the last bytes back and is silent where those find no place."""

    def __init__(self, into: BufferedIOBase) -> None:
        self._into = into
        self.fault: BaseException | None = None

    def write(self, piece: "Buffer", /) -> int:
        """Writes on."""
        try:
            return self._into.write(piece)
        except BaseException as fault:
            self.fault = fault
            raise


def opened(cipher: bytes, identity: str) -> bytes:
    """What was sealed. Raises DoesNotOpen, also where the key is none."""
    import pyrage

    try:
        return pyrage.decrypt(cipher, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.IdentityError:
        raise DoesNotOpen("the key is no private key") from None
    except pyrage.DecryptError as fault:
        raise DoesNotOpen(str(fault)) from fault


def new_identity() -> tuple[str, str]:
    """A new private key, and its public one."""
    from pyrage.x25519 import Identity

    identity = Identity.generate()
    return str(identity), str(identity.to_public())


def public_of(identity: str) -> str:
    """The public key of a private one. Raises DoesNotOpen for what is none."""
    import pyrage

    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError:
        raise DoesNotOpen("the key is no private key") from None


def _recipients(recipients: Sequence[str]) -> "list[Recipient]":
    """Each key once: age lets the same one stand twice, and a header that grows says nothing more."""
    if not recipients:
        raise refuse(Code.RECIPIENT_MISSING)
    return [_recipient(each) for each in dict.fromkeys(recipients)]


def _recipient(text: str) -> "Recipient":
    import pyrage

    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        reason = f"a public key begins with {PUBLIC_MARK} and is copied whole"
        raise refuse(Code.RECIPIENT_BAD, key=printable(text, 80), reason=reason) from None
