"""The client's secret and the chain's slip key: in the operating system's keyring and nowhere else.

Every call here may block while a person is asked to unlock the keyring: never call from the window's thread. Each is
waited for `wait_s_max` seconds and then told as KEYRING_LOCKED; what was asked may still be done once somebody unlocks.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn, Protocol, TypeVar

from app.core.problem import Code, Problem, Refusal, refuse

SERVICE: Final = "giftcard-till"
WAIT_S_MAX: Final = 120.0
"""How long a person may take to unlock the keyring."""

SECRET_MAX: Final = 1024
"""Characters: the Windows keyring keeps 1,280 at most."""

SLIP_KEY_MIN: Final = 16
"""Characters of a chain's key for its slips: whoever has a slip could try shorter ones."""

ALLOWED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
"""The back ends that keep a secret sealed. Everything else, a plain file above all, is refused by its class."""

_CHAINER: Final = "keyring.backends.chainer.ChainerBackend"
_NOTHING: Final = "keyring.backends.fail.Keyring"

T = TypeVar("T")


class BackEnd(Protocol):
    """What is asked of a keyring's back end."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """The secret kept for this name; None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Keeps a secret in place of an earlier one."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Forgets the secret."""
        ...


class Secret:
    """A secret that never shows itself: not in a repr, a log line, an f-string, a pickle or a traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def typed(cls, text: str) -> "Secret":
        """What a person typed or pasted, without outer white space.

        Raises Refusal SECRET_EMPTY, or SETTINGS_BAD_VALUE for one that cannot be a secret; neither shows it.
        """
        value = text.strip()
        if not value:
            raise refuse(Code.SECRET_EMPTY)
        if len(value) > SECRET_MAX or not value.isprintable():
            reason = f"must be one line of {SECRET_MAX} characters at most"
            raise refuse(Code.SETTINGS_BAD_VALUE, key="secret", value="•••", reason=reason)
        return cls(value)

    def reveal(self) -> str:
        """The secret itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "•••"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


@dataclass(frozen=True, slots=True)
class KeyringState:
    """What keeps secrets on this machine: the back end's class, and what stands in its way."""

    backend: str
    problem: Problem | None = None


def read_secret(account_id: str, client_id: str, wait_s_max: float = WAIT_S_MAX) -> Secret:
    """The secret of this client.

    Raises Refusal SECRET_MISSING, KEYRING_ABSENT, KEYRING_REFUSED or KEYRING_LOCKED.
    """
    secret = _read(_user(account_id, client_id), wait_s_max)
    if secret is None:
        raise refuse(Code.SECRET_MISSING, account=account_id, client=client_id)
    return secret


def save_secret(account_id: str, client_id: str, secret: Secret, wait_s_max: float = WAIT_S_MAX) -> None:
    """Keeps the secret of this client, in place of an earlier one. Raises the KEYRING refusals of `read_secret`."""
    _save(_user(account_id, client_id), secret, wait_s_max)


def delete_secret(account_id: str, client_id: str, wait_s_max: float = WAIT_S_MAX) -> bool:
    """Forgets the secret of this client; whether there was one. Raises the KEYRING refusals of `read_secret`."""
    return _delete(_user(account_id, client_id), wait_s_max)


def checked_slip_key(secret: Secret) -> Secret:
    """A chain's key for the seal on its slips. Raises Refusal SETTINGS_BAD_VALUE for one that can be guessed."""
    if len(secret.reveal()) < SLIP_KEY_MIN:
        reason = f"must have {SLIP_KEY_MIN} characters at least"
        raise refuse(Code.SETTINGS_BAD_VALUE, key="slip key", value="•••", reason=reason)
    return secret


def read_slip_key(account_id: str, wait_s_max: float = WAIT_S_MAX) -> Secret | None:
    """The chain's key for its slips; None where none was set. Raises the KEYRING refusals of `read_secret`."""
    return _read(_slip_user(account_id), wait_s_max)


def save_slip_key(account_id: str, key: Secret, wait_s_max: float = WAIT_S_MAX) -> None:
    """Keeps the chain's key for its slips, in place of an earlier one. Raises the refusals of `read_slip_key`."""
    _save(_slip_user(account_id), key, wait_s_max)


def delete_slip_key(account_id: str, wait_s_max: float = WAIT_S_MAX) -> bool:
    """Forgets the chain's key for its slips; whether there was one. Raises the refusals of `read_slip_key`."""
    return _delete(_slip_user(account_id), wait_s_max)


def read_key(account_id: str, name: str, wait_s_max: float = WAIT_S_MAX) -> Secret | None:
    """A key of this account that the program made itself; None where there is none. Raises as `read_slip_key` does."""
    return _read(_key_user(account_id, name), wait_s_max)


def save_key(account_id: str, name: str, key: Secret, wait_s_max: float = WAIT_S_MAX) -> None:
    """Keeps such a key. Raises the refusals of `read_slip_key`."""
    _save(_key_user(account_id, name), key, wait_s_max)


def delete_key(account_id: str, name: str, wait_s_max: float = WAIT_S_MAX) -> bool:
    """Forgets such a key; whether there was one. Raises the refusals of `read_slip_key`."""
    return _delete(_key_user(account_id, name), wait_s_max)


def _read(user: str, wait_s_max: float) -> Secret | None:
    def read() -> Secret | None:
        value = _keyring().get_password(SERVICE, user)
        return Secret(value) if value else None

    return _within(wait_s_max, read)


def _save(user: str, secret: Secret, wait_s_max: float) -> None:
    def keep() -> bool:
        _keyring().set_password(SERVICE, user, secret.reveal())
        return True

    _within(wait_s_max, keep)


def _delete(user: str, wait_s_max: float) -> bool:
    def forget() -> bool:
        backend = _keyring()
        if backend.get_password(SERVICE, user) is None:
            return False
        backend.delete_password(SERVICE, user)
        return True

    return _within(wait_s_max, forget)


def backend_state(wait_s_max: float = WAIT_S_MAX) -> KeyringState:
    """Which back end would be used, for `doctor`. Looks at it without asking anybody to unlock it."""
    try:
        return KeyringState(_within(wait_s_max, lambda: _class_of(_keyring())))
    except Refusal as refusal:
        return KeyringState(str(refusal.problem.facts.get("backend", "")), refusal.problem)


def _user(account_id: str, client_id: str) -> str:
    if not account_id or not client_id:
        raise refuse(Code.ACCOUNT_MISSING)
    return f"{account_id}/{client_id}"


def _slip_user(account_id: str) -> str:
    """No client's name has a space, so this entry is nobody's client secret."""
    if not account_id:
        raise refuse(Code.ACCOUNT_MISSING)
    return f"{account_id} slip key"


def _key_user(account_id: str, name: str) -> str:
    """As above: no client's name has a space, and no name of a key is the slip key's."""
    if not account_id:
        raise refuse(Code.ACCOUNT_MISSING)
    return f"{account_id} key {name}"


def _class_of(backend: BackEnd) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _keyring() -> BackEnd:
    """The back end to use, judged by its class: the environment and a user's file can name any."""
    try:
        import keyring

        chosen = keyring.get_keyring()
    except RuntimeError as fault:  # the one that was named cannot work here
        raise refuse(Code.KEYRING_ABSENT, backend="", reason=type(fault).__name__) from None
    except (ImportError, AttributeError, TypeError, ValueError) as fault:  # what was named is no back end at all
        raise refuse(Code.KEYRING_REFUSED, backend="", reason=type(fault).__name__) from None
    if _class_of(chosen) == _CHAINER:
        return _first_of_chain(chosen)
    _judge(chosen)
    return chosen


def _first_of_chain(chain: BackEnd) -> BackEnd:
    """A chain writes to the first and reads from all, so every one of it must be allowed; then one suffices."""
    links: list[BackEnd] = list(getattr(chain, "backends", ()))
    if not links:
        raise refuse(Code.KEYRING_ABSENT, backend=_CHAINER, reason="nothing in the chain")
    for link in links:
        _judge(link)
    return links[0]


def _judge(backend: BackEnd) -> None:
    name = _class_of(backend)
    if name == _NOTHING:
        raise refuse(Code.KEYRING_ABSENT, backend=name, reason="no keyring on this machine")
    if name not in ALLOWED:
        raise refuse(Code.KEYRING_REFUSED, backend=name, reason="keeps secrets unsealed, or is not known")


def _within(wait_s_max: float, call: Callable[[], T]) -> T:
    """Runs a keyring call on a thread of its own and gives up waiting in time: a prompt may stay open for ever.

    Only the class of a back end's fault is kept: its words could hold what was to be stored.
    """
    results: list[T] = []
    refusals: list[Refusal] = []

    def run() -> None:
        try:
            results.append(call())
        except Refusal as refusal:
            refusals.append(refusal)
        except Exception as fault:  # noqa: BLE001 - back ends raise their own libraries' faults, of many families
            refusals.append(_refusal_of(fault))

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(wait_s_max)
    if refusals:
        raise refusals[0]
    if not results:
        raise refuse(Code.KEYRING_LOCKED, backend="", reason="nobody unlocked it in time")
    return results[0]


def _refusal_of(fault: Exception) -> Refusal:
    """Locked where the back end is there but closed, absent where it cannot be reached."""
    from keyring.errors import InitError, KeyringLocked

    is_locked = isinstance(fault, KeyringLocked | InitError) or type(fault).__name__ in {
        "LockedException",
        "PromptDismissedException",
    }
    code = Code.KEYRING_LOCKED if is_locked else Code.KEYRING_ABSENT
    return refuse(code, backend="", reason=type(fault).__name__)
