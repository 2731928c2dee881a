"""The policy file of head office as it lies on this till: read at the start, and again whenever it changes on disk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.config.policy import Policy, limits_of, read_policy, standing_problem
from app.config.policy_signature import opened
from app.config.settings import Settings
from app.config.settings_file import read_text
from app.config.shop_settings import to_limits
from app.core.limits import Limits, stricter
from app.core.problem import Code, Problem, Refusal, refuse
from app.till.ports import Clock

_Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The limits in force, the policy that was read last and, where that does not hold, what is wrong with it."""

    limits: Limits
    policy: Policy | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class PolicyWatch:
    """The limits in force: the settings' `own`, and in their place those of a policy while it is genuine and holds.

    While the settings name a policy that does not hold, whatever the reason, each limit is the lowest of three: the
    settings' own, the program's defaults, and the last policy that was genuine, if this program read one. A till is
    thus never looser for a policy that was spoilt, forgotten or taken away.

    `told` hears each change of what stands, on the thread that asked.
    """

    own: Limits
    account_id: str
    clock: Clock
    file: Path | None = None
    public_key: str = ""
    told: Callable[[Standing], None] = lambda _: None
    _read: tuple[_Stamp, Policy | Problem] | None = field(default=None, init=False)
    _genuine: Policy | None = field(default=None, init=False)
    _last: Standing | None = field(default=None, init=False)

    @classmethod
    def of(
        cls, settings: Settings, account_id: str, clock: Clock, told: Callable[[Standing], None] = lambda _: None
    ) -> "PolicyWatch":
        """The watch that these settings ask for."""
        table = settings.offline
        file = Path(table.policy_file) if table.policy_file else None
        return cls(to_limits(settings), account_id, clock, file, table.policy_key, told)

    def limits(self) -> Limits:
        """The limits in force now."""
        return self.standing().limits

    def standing(self) -> Standing:
        """What is in force now, and why. Asks the disk for the file's stamp; reads it only where that changed."""
        now = self._standing()
        if now != self._last:
            self._last = now
            self.told(now)
        return now

    def _standing(self) -> Standing:
        if self.file is None:
            return Standing(self.own)
        found = self._policy(self.file)
        if isinstance(found, Problem):
            return Standing(self._strictest(), None, found)
        refusal = standing_problem(found, self.account_id, self._today(), str(self.file))
        if refusal is None or refusal.problem.code is not Code.POLICY_OTHER_ACCOUNT:
            self._genuine = found
        if refusal is None:
            return Standing(limits_of(found, self.own), found)
        return Standing(self._strictest(), found, refusal.problem)

    def _today(self) -> date:
        return self.clock.now().date()

    def _strictest(self) -> Limits:
        careful = stricter(self.own, Limits())
        return stricter(careful, limits_of(self._genuine, careful)) if self._genuine else careful

    def _policy(self, file: Path) -> Policy | Problem:
        stamp = _stamp(file)
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, _read(file, self.public_key)
        return self._read[1]


def policy_text(file: Path) -> str:
    """What lies there, signed or not. Raises Refusal POLICY_UNREADABLE with file and reason."""
    try:
        text = read_text(file)
    except Refusal as refusal:
        reason = refusal.problem.facts.get("reason", "")
        raise refuse(Code.POLICY_UNREADABLE, file=str(file), reason=reason) from refusal
    if text is None:
        raise refuse(Code.POLICY_UNREADABLE, file=str(file), reason="it is not there")
    return text


def _read(file: Path, public_key: str) -> Policy | Problem:
    try:
        return read_policy(opened(policy_text(file), public_key, str(file)), str(file))
    except Refusal as refusal:
        return refusal.problem


def _stamp(file: Path) -> _Stamp:
    """What changes when a file does; None where there is none to be seen."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
