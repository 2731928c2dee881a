"""The seal on slips: known by every till that shares the chain's secret or key, and by nobody else."""

import pytest

from app.config.secret import Secret, checked_slip_key
from app.config.slip_seal import ChainSlipSeal
from app.core.problem import Code, Refusal, refuse
from tests.config.secret_service import with_secret_service
from tests.config.test_secret import FIRST

PAYLOAD = b"what stands on a slip"
CANARY = "canary-slip-key-9f3c-7d21"


def seal(secret: str = "client secret", account: str = "T11223344", key: str | None = None) -> ChainSlipSeal:
    return ChainSlipSeal(account, lambda: secret, lambda: key)


def test_tills_that_share_an_api_client_know_each_others_slips() -> None:
    tag = seal().sign(PAYLOAD)
    assert len(tag) == 16
    assert seal().verify(PAYLOAD, tag)
    assert not seal().verify(PAYLOAD + b"!", tag)
    assert not seal().verify(PAYLOAD, bytes(16))
    assert not seal().verify(PAYLOAD, b"")


def test_another_client_or_another_account_does_not() -> None:
    tag = seal().sign(PAYLOAD)
    assert not seal(secret="another").verify(PAYLOAD, tag)
    assert not seal(account="P11223344").verify(PAYLOAD, tag)


def test_a_slip_key_joins_tills_of_different_clients() -> None:
    tag = seal("client one", key=CANARY).sign(PAYLOAD)
    assert seal("client two", key=CANARY).verify(PAYLOAD, tag)
    assert not seal("client one").verify(PAYLOAD, tag)
    assert not seal("client two", "P11223344", CANARY).verify(PAYLOAD, tag)


def test_slips_from_before_the_slip_key_are_still_known() -> None:
    assert seal(key=CANARY).verify(PAYLOAD, seal().sign(PAYLOAD))


def test_the_key_is_no_plain_hash_of_the_secret_and_never_changes() -> None:
    """Slips are kept for weeks: a later program has to know them. The figure is from another HKDF-SHA256 (RFC 5869)."""
    assert seal().sign(PAYLOAD).hex() == "fa696a738da5add3968183c117e34903"


def test_the_key_is_read_once_and_a_locked_keyring_is_asked_again() -> None:
    asked: list[str] = []

    def secret() -> str:
        asked.append("secret")
        if len(asked) == 1:
            raise refuse(Code.KEYRING_LOCKED)
        return "client secret"

    locked_at_first = ChainSlipSeal("T11223344", secret)
    with pytest.raises(Refusal) as told:
        locked_at_first.sign(PAYLOAD)
    assert told.value.problem.code is Code.KEYRING_LOCKED
    tag = locked_at_first.sign(PAYLOAD)
    assert locked_at_first.verify(PAYLOAD, tag)
    assert len(asked) == 2


def test_a_slip_key_that_can_be_guessed_is_refused_without_showing_it() -> None:
    with pytest.raises(Refusal) as told:
        checked_slip_key(Secret("short-canary"))
    assert told.value.problem.code is Code.SETTINGS_BAD_VALUE
    assert "canary" not in str(dict(told.value.problem.facts))
    assert checked_slip_key(Secret("x" * 16)).reveal() == "x" * 16


def test_the_slip_key_lies_beside_the_client_secret_in_a_real_secret_service(tmp_path) -> None:
    program = f"""{FIRST}
print(read_slip_key("T11223344"))
save_secret("T11223344", "till-7", Secret("the client's"))
save_slip_key("T11223344", Secret({CANARY!r}))
print(read_slip_key("T11223344").reveal() == {CANARY!r}, read_slip_key("P11223344"))
print(read_secret("T11223344", "till-7").reveal() == "the client's")
print(delete_slip_key("T11223344"), delete_slip_key("T11223344"), read_slip_key("T11223344"))
print(told(lambda: read_slip_key("")))
"""
    ended = with_secret_service(tmp_path, program)
    assert ended.out.splitlines() == ["None", "True None", "True", "True False None", "account-missing"]
