"""Who does something and why, as the journal keeps it: never without both, and never with a card's secret in it."""

from typing import Final

from app.compose.world import World
from app.core.problem import Code, refuse
from app.core.sale import checked_text

WORDS_MAX: Final = 200
"""The longest name or reason."""


def signed(world: World, person: str, reason: str) -> tuple[str, str]:
    """Who and why, fit for the journal. Raises Refusal CASE_UNSIGNED where one is missing, TOKEN_IN_TEXT."""
    patterns = world.shop.patterns
    who = checked_text(person, WORDS_MAX, Code.CASE_UNSIGNED, patterns)
    why = checked_text(reason, WORDS_MAX, Code.CASE_UNSIGNED, patterns)
    if who is None or why is None:
        raise refuse(Code.CASE_UNSIGNED)
    return who, why
