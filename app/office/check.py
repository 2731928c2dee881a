"""Whether an answer holds the cards that were asked for: by their ids, never by their places."""

from collections import Counter
from collections.abc import Sequence

from app.core.batch import CardFate, Fate
from app.core.card import Card, Standing
from app.office.book import Verdict
from app.office.ports import MadeCard


def verdict_on(asked: Sequence[str], made: Sequence[MadeCard]) -> Verdict:
    """What is wrong with an answer, card by card; nothing where it is as it was asked for.

    A card that came twice has two secrets, one that is not inactive is no card to sell, and one whose token or PIN is
    not as it was asked for may be somebody else's. None of them is printed. What nobody asked for is not ours.
    """
    if [card.card_id for card in made] == list(asked) and all(map(_is_good, made)):
        return Verdict()
    times = Counter(card.card_id for card in made)
    wanted = dict.fromkeys(asked)
    fates = [CardFate(card_id, Fate.DOUBLED) for card_id, count in times.items() if count > 1 and card_id in wanted]
    fates += [CardFate(card_id, Fate.FOREIGN) for card_id in times if card_id not in wanted]
    odd = (card.card_id for card in made if card.card_id in wanted and times[card.card_id] == 1 and not _is_good(card))
    fates += [CardFate(card_id, Fate.ODD) for card_id in odd]
    return Verdict(tuple(fates), tuple(card_id for card_id in asked if card_id not in times))


def _is_good(card: MadeCard) -> bool:
    return card.is_whole and Card(card.card_id, card.status).standing is Standing.INACTIVE
