"""What a probe found out about the issuer, question by question, and what the till may rely on because of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class Certainty(StrEnum):
    """How much a finding is worth."""

    SEEN = "seen"
    """The issuer's own answers show it."""
    UNCLEAR = "unclear"
    """It was tried, and the answers decide nothing."""
    NOT_TRIED = "not-tried"
    """It was left alone; the answer says why."""


REFUSED: Final = "refused"
"""S1: a second activation of an active card is refused, and the card stays as it was."""
ONE_OF_TWO: Final = "one of two"
"""S2: of two activations at once one is carried out and the other refused."""
AT_ONCE: Final = "at once"
"""S3: a read straight after an activation sees it."""
KEPT: Final = "kept"
"""S4: metadata comes back as it was sent."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question of reliability's section 3.1 (S1 to S16).

    `answer` is short and says the same on every run that sees the same, so that two runs can be compared. `evidence`
    is what the issuer was asked and what it answered, without any secret. `figure` is the answer as a number, in
    seconds, where it is one.
    """

    id: str
    question: str
    certainty: Certainty
    answer: str
    evidence: tuple[str, ...] = ()
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class ProbedFacts:
    """What the till may rely on. Each default is the worst that can be.

    `server_cas`: a second activation was seen to be refused, one after the other and at once, with the balance
    unchanged. `metadata_kept`: what an activation carries comes back as it was sent. `quarantine_s`: how long a call
    was seen to live on its way, in seconds; it may only ever lengthen the wait of the settings.
    """

    server_cas: bool = False
    metadata_kept: bool = False
    quarantine_s: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as an earlier probe found it."""

    id: str
    before: str
    after: str


def facts_of(findings: Sequence[Finding]) -> ProbedFacts:
    """What the findings allow the till to rely on.

    A balance that is said to be unchanged is only as good as the read that shows it: where a read does not follow an
    activation at once (S3), S1 and S2 prove nothing.
    """
    seen = {finding.id: finding for finding in findings if finding.certainty is Certainty.SEEN}
    answers = {name: finding.answer for name, finding in seen.items()}
    return ProbedFacts(
        server_cas=(answers.get("S1"), answers.get("S2"), answers.get("S3")) == (REFUSED, ONE_OF_TWO, AT_ONCE),
        metadata_kept=(answers.get("S4") or "").startswith(KEPT),
        quarantine_s=next((finding.figure for finding in findings if finding.id == "S6"), None),
    )


def with_earlier(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """The later findings; what was not tried this time stays as it was found before."""
    earlier = {finding.id: finding for finding in before}
    return tuple(
        earlier.get(finding.id, finding) if finding.certainty is Certainty.NOT_TRIED else finding for finding in after
    )


def changes(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Change, ...]:
    """What two probes saw differently. What either did not see is no change, but for a fact that is now lost."""
    earlier, later = tuple(before), tuple(after)
    seen = {finding.id: finding for finding in earlier if finding.certainty is Certainty.SEEN}
    now = [finding for finding in later if finding.certainty is Certainty.SEEN and finding.id in seen]
    differing = [Change(f.id, seen[f.id].answer, f.answer) for f in now if f.answer != seen[f.id].answer]
    had, has = facts_of(earlier), facts_of(later)
    lost = [
        Change(name, "yes", "no")
        for name in ("server_cas", "metadata_kept")
        if getattr(had, name) and not getattr(has, name)
    ]
    return (*differing, *lost)
