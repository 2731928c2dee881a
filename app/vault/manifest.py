"""What goes with a sealed file: how many cards, which ones, and the file's hash, signed by head office (Ed25519).

It holds no secret. The signature is over the exact text, and both stand in one file, so that no copy can part them.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from app.core.problem import Code, Refusal, refuse
from app.vault.batch_keys import KeyShelf

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ENDING: Final = ".manifest.json"
KEY_NAME: Final = "office"
"""What the signing key is called on its shelf."""
_PREFIX: Final = b"giftcard-till manifest 1\n"
"""Signed along with the text: a signature made for anything else is none for a manifest."""
_BYTES_MAX: Final = 1_000_000


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What a sealed file holds. `first_card` and `last_card` are the ends of its range in the file's order."""

    batch: str
    series: str
    made_at: str
    form: str
    columns: tuple[str, ...]
    cards: int
    first_card: str
    last_card: str
    file: str
    size: int
    sha256: str
    opened_size: int
    recipient: str


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    manifest: str
    public_key: str
    signature: str


def signing_key(shelf: KeyShelf) -> tuple[str, str]:
    """Head office's private and public key for manifests, made when there is none. Raises the KEYRING refusals."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = shelf.read(KEY_NAME)
    if private is None:
        private = _text(Ed25519PrivateKey.generate().private_bytes_raw())
        shelf.save(KEY_NAME, private)
    return private, _text(_private(private).public_key().public_bytes_raw())


def known_public_key(shelf: KeyShelf) -> str | None:
    """Head office's public key where its private one is on this shelf. Raises the KEYRING refusals, OFFICE_KEY_BAD."""
    private = shelf.read(KEY_NAME)
    return None if private is None else _text(_private(private).public_key().public_bytes_raw())


def signed(manifest: Manifest, private: str) -> bytes:
    """The manifest's file. Raises Refusal OFFICE_KEY_BAD."""
    text = json.dumps(msgspec.to_builtins(manifest), indent=1)
    key = _private(private)
    signature = _text(key.sign(_PREFIX + text.encode()))
    envelope = {"manifest": text, "public_key": _text(key.public_key().public_bytes_raw()), "signature": signature}
    return json.dumps(envelope, indent=1).encode() + b"\n"


def beside(file: Path) -> Path:
    """Where the manifest of a file lies."""
    return file.with_name(file.name + ENDING)


def verified(file: Path, public_key: str) -> Manifest:
    """The manifest of a sealed file, once its signature is this key's and the file is the one that it speaks of.

    Raises Refusal PUBLIC_KEY_BAD; EXPORT_MISSING, MANIFEST_UNREADABLE for what cannot be read; EXPORT_CHANGED,
    MANIFEST_BAD, MANIFEST_SIGNATURE for what is not as it was signed. Nothing of a manifest whose signature is wrong is
    looked at.
    """
    key = _public(public_key)
    try:
        with file.open("rb") as stream:
            manifest = _opened(beside(file), key)
            found, size = hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
    except OSError as fault:
        raise refuse(Code.EXPORT_MISSING, file=str(file), reason=fault.strerror or "the system says no") from fault
    if manifest.file != file.name:
        raise _changed(file, f"it was called {manifest.file}")
    if size != manifest.size:
        raise _changed(file, f"it has {size} bytes, not {manifest.size}")
    if found != manifest.sha256:
        raise _changed(file, "its checksum is another one")
    return manifest


def _public(text: str) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except ValueError:  # what was typed may be a private key, and is not said again
        raise refuse(Code.PUBLIC_KEY_BAD) from None


def _opened(path: Path, key: "Ed25519PublicKey") -> Manifest:
    from cryptography.exceptions import InvalidSignature

    try:
        with path.open("rb") as stream:
            envelope = msgspec.json.decode(stream.read(_BYTES_MAX), type=_Envelope)
        key.verify(base64.b64decode(envelope.signature, validate=True), _PREFIX + envelope.manifest.encode())
        return msgspec.json.decode(envelope.manifest, type=Manifest)
    except OSError as fault:
        reason = fault.strerror or "it cannot be read"
        raise refuse(Code.MANIFEST_UNREADABLE, file=str(path), reason=reason) from fault
    except InvalidSignature:
        raise refuse(Code.MANIFEST_SIGNATURE, file=str(path)) from None
    except (msgspec.DecodeError, ValueError) as fault:
        raise refuse(Code.MANIFEST_BAD, file=str(path)) from fault


def _changed(file: Path, reason: str) -> Refusal:
    return refuse(Code.EXPORT_CHANGED, file=str(file), reason=reason)


def _private(private: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(private, validate=True))
    except ValueError:  # its words could hold what was read
        raise refuse(Code.OFFICE_KEY_BAD, reason="the keyring holds no private key there") from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
