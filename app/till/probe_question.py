"""What every question of a probe is asked with, and the ways to answer one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.core.finding import Certainty, Finding
from app.till.ports import Identifiers
from app.till.probe_line import Heard, ProbeLine

CARD_PREFIX: Final = "PROBE-"
"""How the ids of a probe's cards begin, so that a person knows them in the account's list."""

MARKS: Final = ("pos_activation_id", "pos_sale_id", "pos_till_id")
"""What a sale's metadata holds."""

QUESTIONS: Final[Mapping[str, str]] = {
    "S1": "Is a second activation of an active card refused, with the balance unchanged?",
    "S2": "Of two activations of one card at once, is exactly one carried out?",
    "S3": "Does a read straight after an activation see it?",
    "S4": "Does metadata come back as it was sent, and what becomes of what was there before?",
    "S5": "Which words does the status have?",
    "S6": "How long may one call live on its way?",
    "S7": "Does the service ask for a pause, and for how long?",
    "S8": "What does an error look like?",
    "S9": "How long does an access token live?",
    "S10": "May the id of a deleted card be used again?",
    "S11": "Is a batch with an id that is taken made whole, in part or not at all?",
    "S12": "Can an inactive card be given a new token and a new PIN?",
    "S13": "Can an inactive card be looked up by its token?",
    "S14": "Does a repeated ref_id load a card twice?",
    "S15": "Can a card be activated with an amount of 0?",
    "S16": "Which calls may this login make?",
}
"""Reliability, section 3.1."""

Together = Callable[[Callable[[], Heard], Callable[[], Heard]], tuple[Heard, Heard]]
"""Runs two calls at the same moment and gives both outcomes, in order."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person allows beyond the ordinary. `long_s` is how long a held-back request is waited for (S6)."""

    batch_max: int = 5
    may_delete: bool = False
    long_s: int | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """One run. `series` makes its ids its own; `words` collects status words by what had happened to the card."""

    line: ProbeLine
    identifiers: Identifiers
    together: Together
    wishes: Wishes
    series: str
    words: dict[str, str] = field(default_factory=dict[str, str])

    def card(self, name: str) -> str:
        """The id of one of the probe's cards."""
        return f"{CARD_PREFIX}{self.series}-{name}"

    def mark(self) -> dict[str, str]:
        """Metadata as a sale writes it, with an activation id of its own."""
        made = self.identifiers.new()
        return dict(zip(MARKS, (made, made, "probe"), strict=True))

    def note_word(self, stage: str, heard: Heard) -> None:
        """Remembers what the service calls a card at this stage."""
        if heard.card is not None:
            self.words[stage] = heard.card.status


def seen(name: str, answer: str, evidence: Iterable[Heard | str], figure: int | None = None) -> Finding:
    """An answer that the service itself showed."""
    return Finding(name, QUESTIONS[name], Certainty.SEEN, answer, _lines(evidence), figure)


def unclear(name: str, answer: str, evidence: Iterable[Heard | str]) -> Finding:
    """It was tried, and nothing follows from what came back."""
    return Finding(name, QUESTIONS[name], Certainty.UNCLEAR, f"not known: {answer}", _lines(evidence))


def not_tried(name: str, why: str) -> Finding:
    """A question that was left alone, and why."""
    return Finding(name, QUESTIONS[name], Certainty.NOT_TRIED, f"not tried: {why}")


def _lines(evidence: Iterable[Heard | str]) -> tuple[str, ...]:
    return tuple(each.told if isinstance(each, Heard) else each for each in evidence)
