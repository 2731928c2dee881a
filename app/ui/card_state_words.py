"""Why asking for each card's state was given up, in words: for the command as for the window."""

from typing import Final

from app.core.problem import Code, Problem
from app.ui.saying import Words
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

_PASSING: Final = frozenset({Code.LINE_DOWN, Code.NO_ANSWER, Code.ANSWER_UNCLEAR, Code.TOO_MANY_CALLS})
"""For these the words of a batch being made would promise what asking does not do: to go on where it was."""


def given_up(problem: Problem) -> Words:
    """What stood in the way, and that asking begins anew."""
    words = sentence(at_the_office(problem))
    if problem.code not in _PASSING:
        return words
    todo = translate("Batches", "Have the network looked at, then ask again: it begins with the first card.")
    if problem.code is Code.TOO_MANY_CALLS:
        todo = translate("Batches", "Wait a little, then ask again: it begins with the first card.")
    return Words(words.what, todo)
