"""One thing said to a person: what happened and what to do, with places for the facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """`what` happened, and what `todo` next. Both are whole sentences of plain text, never empty."""

    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Saying:
    """The sentences of one fault before its facts are filled in.

    `whats` are told from the fullest to the barest: the first whose facts are all known is the one to say. The last
    has no places, so that a missing fact never leaves a hole. `one` goes before them where `count` says one.
    """

    whats: tuple[str, ...]
    todo: str
    one: str = ""

    def with_facts(self, facts: Mapping[str, str]) -> Words:
        """The fullest sentence that the facts allow. A fact is put in as it is: its own braces mean nothing."""
        known = {name: text for name, text in facts.items() if text}
        whats = (self.one, *self.whats) if self.one and known.get("count") == "1" else self.whats
        fitting = [what for what in whats if set(_PLACE.findall(what)) <= known.keys()]
        chosen = fitting[0] if fitting else self.whats[-1]
        return Words(_PLACE.sub(lambda place: known.get(place[1], ""), chosen), self.todo)


def says(*whats: str, todo: str, one: str = "") -> Saying:
    """A saying, its sentences in the order from the fullest to the barest; `one` where what is counted is one alone."""
    return Saying(whats, todo, one)
