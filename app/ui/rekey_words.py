"""What is said while lost cards get new secrets, and of what came of each."""

from collections.abc import Sequence
from typing import Final

from app.office.book import RekeyOutcome
from app.office.rekey import RekeyCame
from app.ui.batch_words import counted
from app.ui.office_desk import Rekeying
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

CAME_SHOWN: Final = 60
"""So many cards are told of one by one; `batch status` lists them all."""
GOOD: Final = frozenset({RekeyOutcome.DONE, RekeyOutcome.SURPLUS})


def way_words(known: Rekeying | None, *, is_stopping: bool) -> str:
    """How far it is."""
    if is_stopping:
        return translate("Batches", "Stopping: the card in hand is being finished.")
    if known is None:
        return translate("Batches", "Beginning …")
    text = translate("Batches", "{done} of {most} cards tried …")
    return text.replace("{done}", counted(len(known.came))).replace("{most}", counted(known.most))


def end_words(known: Rekeying) -> str:
    """How many cards have new secrets now, and what of the old ones."""
    good = sum(each.outcome in GOOD for each in known.came)
    text = translate("Batches", "{good} of {most} cards have new secrets.")
    told = text.replace("{good}", counted(good)).replace("{most}", counted(known.most))
    return f"{told} {old_tokens_words()}" if known.came else told


def old_tokens_words() -> str:
    """What nobody can undo."""
    return translate(
        "Batches",
        "Tokens that these cards had before may stay good at the gift-card service until they end: no call takes a"
        " token back. Nobody knows them.",
    )


def came_facts(came: Sequence[RekeyCame]) -> list[tuple[str, str]]:
    """Each card with what came of it, those without secrets first."""
    ordered = sorted(came, key=lambda each: each.outcome in GOOD)
    return [(each.card_id, came_words(each)) for each in ordered[:CAME_SHOWN]]


def came_words(came: RekeyCame) -> str:
    """What came of one card."""
    if came.problem is not None:
        told = sentence(at_the_office(came.problem))
        return f"{told.what} {told.todo}"
    if came.outcome is RekeyOutcome.SURPLUS:
        return translate("Batches", "New secrets. Another card has its place, so it is exported in a file of its own.")
    return translate("Batches", "New secrets, and its place in the order again.")
