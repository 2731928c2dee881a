"""Sealed is sealed: only a recipient opens it, and no changed bit goes unseen."""

import io

import pytest

from app.core.problem import Code, Refusal
from app.vault.seal import DoesNotOpen, checked, new_identity, opened, public_of, seal_stream, sealed

SECRET = b"DINCARD:7381029384756102 PIN 4711" * 50


def test_each_recipient_opens_what_was_sealed_for_both() -> None:
    (first, first_public), (second, second_public) = new_identity(), new_identity()
    cipher = sealed(SECRET, [first_public, second_public])
    assert opened(cipher, first) == opened(cipher, second) == SECRET
    assert b"4711" not in cipher


def test_nobody_else_opens_it() -> None:
    cipher = sealed(SECRET, [new_identity()[1]])
    with pytest.raises(DoesNotOpen):
        opened(cipher, new_identity()[0])
    with pytest.raises(DoesNotOpen, match="no private key"):
        opened(cipher, "not a key")


def test_every_changed_byte_is_seen() -> None:
    private, public = new_identity()
    cipher = sealed(b"4711", [public])
    for place in range(len(cipher)):
        changed = bytearray(cipher)
        changed[place] ^= 1
        with pytest.raises(DoesNotOpen):
            opened(bytes(changed), private)
    for length in (0, 1, len(cipher) // 2, len(cipher) - 1):
        with pytest.raises(DoesNotOpen):
            opened(cipher[:length], private)


def test_a_stream_is_sealed_as_a_whole_is() -> None:
    private, public = new_identity()
    into = io.BytesIO()
    seal_stream(io.BytesIO(SECRET * 1000), into, [public, public])
    assert opened(into.getvalue(), private) == SECRET * 1000


@pytest.mark.parametrize("length", [0, 100, 100_000])
def test_a_disk_that_is_full_stops_a_stream_also_at_its_last_bytes(length: int) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        seal_stream(io.BytesIO(bytes(length)), Full(), [new_identity()[1]])


def test_a_stream_that_breaks_off_is_not_sealed_as_if_it_were_whole() -> None:
    class Broken(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise LookupError("the next row cannot be had")

    with pytest.raises(LookupError, match="next row"):
        seal_stream(Broken(), io.BytesIO(), [new_identity()[1]])


def test_sealing_for_nobody_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        sealed(SECRET, [])
    assert refused.value.problem.code is Code.RECIPIENT_MISSING


@pytest.mark.parametrize("text", ["", "age1", "age1qqqqqq", "ssh-ed25519 AAAA"])
def test_what_is_no_public_key_is_named(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(text)
    assert refused.value.problem.code is Code.RECIPIENT_BAD
    assert refused.value.problem.facts["key"] == text


def test_a_private_key_given_as_a_recipient_is_not_shown() -> None:
    private, _ = new_identity()
    for text in (private, private.lower()):
        with pytest.raises(Refusal) as refused:
            checked(text)
        assert private.casefold() not in str(refused.value.problem).casefold()


def test_a_public_key_may_have_spaces_around_it() -> None:
    private, public = new_identity()
    assert checked(f" {public}\n") == public == public_of(private)
    with pytest.raises(DoesNotOpen):
        public_of(public)
