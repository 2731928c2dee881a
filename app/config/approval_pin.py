"""The PINs of those who may approve: kept as slow hashes, with a pause after wrong tries that nothing shortens."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from app.config.settings import Person
from app.config.settings_checks import PIN_HASH
from app.config.settings_file import read_text, write_whole
from app.core.problem import Code, Problem, Refusal, refuse
from app.till.ports import Clock

FIGURES_MIN: Final = 6
FIGURES_MAX: Final = 12

TRIES: Final = 5
"""So many wrong tries in a row begin a pause."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""The pause after the fifth wrong try, and after each further one; the last holds for all that follow."""

STATE_NAME: Final = "approval.json"
"""The file beside the journal that counts wrong tries."""

_SALT_BYTES: Final = 16
_MEMORY_MAX: Final = 64 * 1024 * 1024
"""scrypt with these costs needs 32 MiB; Python's own bound is just below that."""


def hashed(pin: str, salt: bytes | None = None) -> str:
    """What is kept of a PIN: scrypt (n = 2**15, r = 8, p = 1), salted. Takes about a tenth of a second."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    made = hashlib.scrypt(pin.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=_MEMORY_MAX, dklen=32)
    return f"scrypt$15$8$1${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def fits(pin: str, kept: str) -> bool:
    """Whether `kept` was made of this PIN. Takes as long for a wrong PIN as for the right one."""
    if not PIN_HASH.fullmatch(kept):
        return False
    return hmac.compare_digest(hashed(pin, base64.b64decode(kept.split("$")[4])), kept)


def owner_of(pin: str, people: Sequence[Person]) -> str | None:
    """Whose PIN this is. Everybody's is compared, so that the time tells nothing."""
    found = [person.name for person in people if fits(pin, person.pin_hash)]
    return found[0] if found else None


def checked_pin(text: str, others: Sequence[Person]) -> str:
    """A new PIN, as it was typed. It alone says who approves, so that no two people may have the same.

    Raises Refusal APPROVAL_PIN_BAD with the fact reason, which never holds the PIN.
    """
    pin = text.strip()
    if not (pin.isascii() and pin.isdecimal() and FIGURES_MIN <= len(pin) <= FIGURES_MAX):
        raise refuse(
            Code.APPROVAL_PIN_BAD, reason=f"it must have {FIGURES_MIN} to {FIGURES_MAX} figures and no other sign"
        )
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        raise refuse(Code.APPROVAL_PIN_BAD, reason="it is one figure again and again, or runs up or down")
    if owner_of(pin, others) is not None:
        raise refuse(Code.APPROVAL_PIN_BAD, reason="it cannot be told apart from another one")
    return pin


def pause_after(wrong: int) -> timedelta:
    """How long no PIN is taken after so many wrong tries in a row."""
    return PAUSES[min(wrong - TRIES, len(PAUSES) - 1)] if wrong >= TRIES else timedelta(0)


def forget_wrong_tries(state: Path) -> None:
    """Ends the count and any pause: a PIN was set anew. Raises Refusal APPROVAL_UNCOUNTED."""
    _keep(state, 0, None)


@dataclass(slots=True)
class PinApprovers:
    """`Approvers` over the settings' people. `state` is the file that counts the wrong tries.

    A try is counted on disk before its PIN is looked at, so that ending the program wins none. The pause is measured
    from the try, in the machine's running time where the system names it, so that it goes on while no program runs;
    else in the program's, from its start: no clock shortens it. A count that cannot be read is taken for the highest,
    and where none can be written no PIN is taken.
    """

    people: Callable[[], Sequence[Person]]
    state: Path
    clock: Clock
    uptime: Callable[[], tuple[str, float] | None] = lambda: None
    """As `app.config.boot.boot_and_uptime`."""
    _since: timedelta = field(init=False)
    _wrong: int | None = field(default=None, init=False)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self._since = self.clock.running()

    def check(self, pin: str) -> str | Problem:
        """As Approvers.check; what cannot be a PIN is wrong without being counted."""
        with self._one_at_a_time:
            try:
                return self._checked(pin.strip())
            except Refusal as refusal:
                return refusal.problem

    def _checked(self, pin: str) -> str | Problem:
        people = self.people()
        if not people:
            return Problem(Code.APPROVAL_NOT_SET)
        wrong = self._counted()
        if (left := self._pause_left()) > timedelta(0):
            return _locked(left)
        if not pin:
            return Problem(Code.APPROVAL_EMPTY)
        if not (pin.isascii() and pin.isdecimal() and len(pin) <= FIGURES_MAX):
            return Problem(Code.APPROVAL_WRONG)
        self._count(wrong + 1)
        owner = owner_of(pin, people)
        if owner is not None:
            with suppress(Refusal):  # the count then stands too high, which is safe
                self._count(0)
            return owner
        self._since = self.clock.running()
        if (left := self._pause_left()) > timedelta(0):
            return _locked(left)
        return Problem(Code.APPROVAL_WRONG, {"left": TRIES - wrong - 1})

    def _counted(self) -> int:
        """The count on disk, and since when it stands there: as far as it tells, else from this program's start.

        Where another program changed it meanwhile, and does not tell when, it is taken as from now.
        """
        kept = _Kept.read(self.state)
        if kept.wrong != self._wrong:
            if self._wrong is not None:
                self._since = self.clock.running()
            ago = kept.ago(self.uptime())
            if ago is not None:
                self._since = self.clock.running() - ago
        self._wrong = kept.wrong
        return kept.wrong

    def _count(self, wrong: int) -> None:
        _keep(self.state, wrong, self.uptime())
        self._wrong = wrong

    def _pause_left(self) -> timedelta:
        return pause_after(self._wrong or 0) - (self.clock.running() - self._since)


def _locked(left: timedelta) -> Problem:
    return Problem(Code.APPROVAL_LOCKED, {"minutes": -(-left // timedelta(minutes=1))})


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: so many wrong tries, the last of them in this run of the machine, at this age of it."""

    wrong: int
    boot: str = ""
    at_s: float = 0.0

    @classmethod
    def read(cls, state: Path) -> "_Kept":
        try:
            text = read_text(state)
            if text is None:
                return cls(0)
            raw: Any = json.loads(text)
            wrong, boot, at_s = raw["wrong"], raw.get("boot", ""), raw.get("at", 0.0)
            if type(wrong) is int and wrong >= 0 and isinstance(boot, str) and type(at_s) is float:
                return cls(wrong, boot, at_s)
        except (Refusal, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # damaged, or tampered with
            pass
        return cls(TRIES + len(PAUSES))

    def ago(self, uptime: tuple[str, float] | None) -> timedelta | None:
        """How long ago that was; None where it was in another run of the machine, or nobody knows."""
        if uptime is None or self.boot != uptime[0] or not 0.0 <= self.at_s <= uptime[1]:
            return None
        return timedelta(seconds=uptime[1] - self.at_s)


def _keep(state: Path, wrong: int, uptime: tuple[str, float] | None) -> None:
    told = {"boot": uptime[0], "at": uptime[1]} if uptime else {}
    try:
        write_whole(state, json.dumps({"wrong": wrong, **told}) + "\n")
    except Refusal as refusal:
        raise refuse(Code.APPROVAL_UNCOUNTED, reason=refusal.problem.facts.get("reason", "")) from refusal
