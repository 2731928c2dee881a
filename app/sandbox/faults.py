"""The plan of faults: which call meets which mishap, decided by a seed so that a run can be repeated."""

import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from app.sandbox.operations import OPERATION_NAMES

FAULTS: dict[str, str] = {
    "answer-lost-after": "the work is done, then the connection ends without an answer",
    "lost-before": "the connection ends without an answer and the work is not done",
    "late": "the work is done at once, the answer comes after delay_ms",
    "work-late": "the connection ends without an answer at once, the work lands after delay_ms",
    "500-before": "500 (or status) with an error body, the work is not done",
    "500-after": "500 (or status) with an error body, the work is done",
    "502-html": "502 (or status) with an HTML body, the work is not done",
    "502-html-after": "502 (or status) with an HTML body, the work is done",
    "429": "429 with retry_after as the header Retry-After when given, the work is not done",
    "401": "401 and the access token is revoked, the work is not done",
    "403": "403 with an error body, the work is not done",
    "captive-portal": "200 with the HTML of a log-in page, the work is not done",
    "cut-body": "the work is done, the answer ends half-way through its Content-Length",
    "200-empty": "200 with no body, the work is not done",
    "200-empty-after": "200 with no body, the work is done",
    "200-bare": "200 with the body {}, the work is not done",
    "wrong-card": "the work is done, the answer names another card",
    "wrong-amount": "the work is done, the answer names another amount",
    "wrong-currency": "the work is done, the answer names another currency",
    "wrong-type": "the work is done, the right answer comes as text/plain",
    "doubled-keys": "the work is done, the answer holds one key twice with two values",
    "garbage": "the work is done, 200 comes with bytes that are no JSON",
    "huge-body": "the work is done, 200 comes with eight million bytes",
    "redirect": "307 (or status) to another origin, the work is not done",
    "slow-bytes": "the work is done, the answer comes one byte each delay_ms",
}
ANY = "any"
PLACES = (ANY, *OPERATION_NAMES)
ENDINGS = ("reset", "close", "hang")


class BadRule(ValueError):
    """A fault rule that cannot be followed; the text says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the plan. `times` None means without end; the first `skip` matching calls are let through.

    `ending` is how a connection without an answer ends: reset (RST), close (FIN) or hang (left open until the
    client gives up).
    """

    on: str
    fault: str
    times: int | None = 1
    probability: float = 1.0
    skip: int = 0
    delay_ms: int | None = None
    retry_after: int | str | None = None
    status: int | None = None
    ending: str = "reset"

    def __post_init__(self) -> None:
        if self.on not in PLACES:
            raise BadRule(f"no call is named {self.on!r}; there are " + ", ".join(PLACES))
        if self.fault not in FAULTS:
            raise BadRule(f"no fault is named {self.fault!r}; there are " + ", ".join(FAULTS))
        if self.ending not in ENDINGS:
            raise BadRule(f"no ending is named {self.ending!r}; there are " + ", ".join(ENDINGS))
        if not 0 <= self.probability <= 1:
            raise BadRule(f"probability {self.probability} is not between 0 and 1")
        if self.status is not None and not 300 <= self.status <= 599:
            raise BadRule(f"status {self.status} is not between 300 and 599")


@dataclass(slots=True)
class _Count:
    seen: int = 0
    fired: int = 0


class FaultPlan:
    """The rules in order; the first that fires decides what a call meets."""

    __slots__ = ("_chance", "_counts", "_rules", "_seed")

    def __init__(self) -> None:
        self.lay(0, ())

    def lay(self, seed: int, rules: Iterable[Rule]) -> None:
        """Replaces the plan and starts all counting again."""
        self._seed = seed
        self._rules = tuple(rules)
        self._counts = [_Count() for _ in self._rules]
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable plan, nothing to be kept secret

    def next_for(self, operation: str) -> Rule | None:
        """The rule that this call meets, counted as used; None when it goes through unharmed."""
        for rule, count in zip(self._rules, self._counts, strict=True):
            if rule.on not in (ANY, operation) or (rule.times is not None and count.fired >= rule.times):
                continue
            count.seen += 1
            if count.seen <= rule.skip or self._chance.random() >= rule.probability:
                continue
            count.fired += 1
            return rule
        return None

    def now(self) -> dict[str, object]:
        """The plan, with how often each rule was met and fired."""
        rules = [
            {**asdict(rule), "seen": count.seen, "fired": count.fired}
            for rule, count in zip(self._rules, self._counts, strict=True)
        ]
        return {"seed": self._seed, "rules": rules}


def list_faults() -> list[dict[str, str]]:
    """Every kind of fault with its sentence."""
    return [{"name": name, "sentence": sentence} for name, sentence in FAULTS.items()]
