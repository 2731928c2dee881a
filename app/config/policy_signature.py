"""The signature of a policy: Ed25519 over its exact text, both in one file, so that no copy can part them."""

import base64
import json
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from app.config.secret import Secret
from app.core.problem import Code, refuse

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_PREFIX: Final = b"giftcard-till policy 1\n"
"""Signed along with the text: a signature made for anything else is none for a policy."""

KEY_NAME: Final = ":policy"
"""Whose secret the private key is in the keyring. No client's id holds a colon."""


class _Envelope(Struct, frozen=True, forbid_unknown_fields=True):
    policy: str
    signature: str


def new_key() -> tuple[Secret, str]:
    """A new private key, sealed, and its public key as tills are told it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Secret(_text(Ed25519PrivateKey.generate().private_bytes_raw()))
    return private, public_key_of(private)


def public_key_of(private: Secret) -> str:
    """The public key that belongs to a private one. Raises Refusal POLICY_KEY_BAD for what is none."""
    return _text(_private(private).public_key().public_bytes_raw())


def signed(text: str, private: Secret) -> str:
    """A policy's text with its signature, as the file that goes to the tills. Raises Refusal POLICY_KEY_BAD."""
    signature = _private(private).sign(_PREFIX + text.encode())
    return json.dumps({"policy": text, "signature": _text(signature)}, indent=1) + "\n"


def opened(sealed: str, public_key: str, file: str) -> str:
    """The policy's text, once its signature is proven to be by this key.

    Raises Refusal POLICY_UNREADABLE for what is no signed policy, and POLICY_SIGNATURE; nothing of a text whose
    signature is wrong is looked at.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        envelope = msgspec.json.decode(sealed, type=_Envelope)
    except msgspec.DecodeError as fault:
        raise refuse(Code.POLICY_UNREADABLE, file=file, reason="it is no signed policy") from fault
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        signature = base64.b64decode(envelope.signature, validate=True)
        key.verify(signature, _PREFIX + envelope.policy.encode())
    except (InvalidSignature, ValueError) as fault:
        raise refuse(Code.POLICY_SIGNATURE, file=file) from fault
    return envelope.policy


def _private(secret: Secret) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret.reveal(), validate=True))
    except ValueError:  # its words could hold what was read
        raise refuse(Code.POLICY_KEY_BAD) from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
