"""The questions about loading a card: S1 to S5, S14 and S15 of reliability's section 3.1."""

from typing import Final

from app.core.card import Card, Standing, printable
from app.core.finding import AT_ONCE, KEPT, ONE_OF_TWO, REFUSED, Finding
from app.till.probe_line import Heard
from app.till.probe_question import MARKS, Probe, seen, unclear

MINOR: Final = 100
"""What a probe's card is loaded with first, in minor units; other loads differ, so that each can be told apart."""
OTHER: Final = 2 * MINOR
DRAWN: Final = MINOR // 4
READS_MAX: Final = 6
"""So often a card is read at most until a read sees an activation."""
BEFORE: Final = {"pos_probe_before": "1"}
"""What a card carries before its activation, to see what becomes of it."""

NOT_MET: Final = "the two calls did not meet"
UNDECIDED: Final = "not decided by the answers"
LAGGING: Final = "a read does not follow at once, so that an unchanged balance proves nothing"
FIRST_FAILED: Final = "the first activation was not carried out"


def metadata(asked: Probe) -> Finding:
    """S4: on a card of its own, with something there before where the service lets a batch carry it."""
    line, card_id, mark = asked.line, asked.card("meta"), asked.mark()
    made = line.make([card_id], BEFORE)
    made = made if made.is_done else line.make([card_id])
    before = line.read(card_id)
    done = line.activate(card_id, MINOR, mark)
    after = _settled(asked, card_id)
    evidence: list[Heard | str] = [made, before, done, after, f"sent: {', '.join(mark)}", f"came back: {_names(after)}"]
    if not done.is_done or after.card is None or after.card.standing is Standing.INACTIVE:
        return unclear("S4", FIRST_FAILED, evidence)
    came_back = after.card.metadata
    if any(came_back.get(key) != value for key, value in mark.items()):
        return seen("S4", "changed" if set(mark) & set(came_back) else "dropped", evidence)
    if before.card is None or not BEFORE.items() <= before.card.metadata.items():
        return seen("S4", KEPT, evidence)
    fate = "stays beside it" if BEFORE.items() <= came_back.items() else "is replaced"
    return seen("S4", f"{KEPT}, what was there before {fate}", evidence)


def read_your_writes(asked: Probe) -> Finding:
    """S3: activates the first card. What follows of S1 stands on it."""
    line, card_id, mark = asked.line, asked.card("first"), asked.mark()
    done = line.activate(card_id, MINOR, mark)
    if not done.is_done:
        return unclear("S3", FIRST_FAILED, [done])
    reads = [line.read(card_id)]
    while len(reads) < READS_MAX and not _shows(reads[-1], MINOR):
        reads.append(line.read(card_id))
    asked.note_word("activated", reads[-1])
    if not _shows(reads[-1], MINOR):
        return unclear("S3", "no read shows the activation", [done, *reads])
    return seen("S3", AT_ONCE if len(reads) == 1 else "later", [done, *reads])


def second_activate(asked: Probe, *, reads_follow: bool) -> Finding:
    """S1: the same call again, another call, and another once money was drawn; each with the balance looked at."""
    line, card_id = asked.line, asked.card("first")
    before = line.read(card_id)
    if before.card is None or before.card.standing is not Standing.ACTIVE:
        return unclear("S1", FIRST_FAILED, [before])
    mark = {key: value for key, value in before.card.metadata.items() if key in MARKS}
    evidence: list[Heard | str] = [before]
    answers = [_again(asked, MINOR, mark, evidence), _again(asked, OTHER, asked.mark(), evidence)]
    drawn = line.move(card_id, DRAWN, asked.identifiers.new(), "drawdown")
    evidence.append(drawn)
    if drawn.is_done:
        answers.append(_again(asked, OTHER + MINOR, asked.mark(), evidence))
    if not reads_follow:
        return unclear("S1", LAGGING, evidence)
    if None in answers:
        return unclear("S1", "a second activation was neither refused nor accepted", evidence)
    return seen("S1", "; ".join(dict.fromkeys(answer for answer in answers if answer)), evidence)


def _again(asked: Probe, minor: int, mark: dict[str, str], evidence: list[Heard | str]) -> str | None:
    """What a second activation of the first card did; None where that cannot be told."""
    line, card_id = asked.line, asked.card("first")
    before, tried, after = line.read(card_id), line.activate(card_id, minor, mark), line.read(card_id)
    asked.note_word("partly drawn" if _is_drawn(before) else "activated", before)
    evidence += [before, tried, after]
    if before.card is None or after.card is None or not (tried.is_done or tried.is_refusal):
        return None
    had, has = before.card.amount_balance, after.card.amount_balance
    is_same = before.card == after.card
    if tried.is_refusal:
        return REFUSED if is_same else "refused, and yet the card changed"
    if is_same:
        return "accepted, nothing changed"
    if had is not None and has == had + minor:
        return "accepted, the amount was added"
    return "accepted, the balance was set again" if has == minor else "accepted, the card changed"


def at_once(asked: Probe, races: int, *, reads_follow: bool) -> Finding:
    """S2: two tills, one card, one moment; on several cards.

    Two calls that did not meet are no race: another card is made and they are tried again, as often as there are races.
    """
    evidence: list[Heard | str] = []
    answers: list[str] = []
    for number in range(2 * races):
        if number >= races:
            asked.line.make([asked.card(f"race{number}")])
        answers.append(_race(asked, asked.card(f"race{number}"), evidence))
        if len(answers) - answers.count(NOT_MET) == races:
            break
    decided = list(dict.fromkeys(answer for answer in answers if answer != NOT_MET))
    if not reads_follow:
        return unclear("S2", LAGGING, evidence)
    if UNDECIDED in decided or not decided:
        return unclear("S2", "a race was not decided by the answers", evidence)
    return seen("S2", "; ".join(decided), evidence)


def _race(asked: Probe, card_id: str, evidence: list[Heard | str]) -> str:
    line, marks = asked.line, (asked.mark(), asked.mark())
    one, other = asked.together(
        lambda: line.activate(card_id, MINOR, marks[0]), lambda: line.activate(card_id, OTHER, marks[1])
    )
    after = line.read(card_id)
    evidence += [one, other, after]
    if after.card is None or not all(heard.is_done or heard.is_refusal for heard in (one, other)):
        return UNDECIDED
    if not one.overlaps(other):
        return NOT_MET
    if one.is_done and other.is_done:
        return "both accepted"
    if not one.is_done and not other.is_done:
        return "both refused"
    won = MINOR if one.is_done else OTHER
    return ONE_OF_TWO if _shows(after, won) else "one of two, with another balance"


def zero(asked: Probe) -> Finding:
    """S15: half of a way to load a card that may be repeated (reliability, section 3.6)."""
    card_id = asked.card("zero")
    tried = asked.line.activate(card_id, 0, asked.mark())
    after = asked.line.read(card_id)
    evidence = [tried, after]
    if tried.is_refusal:
        return seen("S15", REFUSED, evidence)
    if not tried.is_done or after.card is None:
        return unclear("S15", "neither refused nor accepted", evidence)
    asked.note_word("activated with 0", after)
    is_active = after.card.standing is not Standing.INACTIVE
    return seen("S15", "accepted, the card is active" if is_active else "accepted, the card stays inactive", evidence)


def fund_again(asked: Probe) -> Finding:
    """S14: the other half: the same fund twice with one ref_id."""
    line, card_id, ref_id = asked.line, asked.card("zero"), asked.identifiers.new()
    before = line.read(card_id)
    if before.card is not None and before.card.standing is Standing.INACTIVE:
        line.activate(card_id, MINOR, asked.mark())
        before = line.read(card_id)
    first = line.move(card_id, OTHER, ref_id, "fund")
    between = line.read(card_id)
    again = line.move(card_id, OTHER, ref_id, "fund")
    after = line.read(card_id)
    evidence = [before, first, between, again, after]
    had, has, last = (_balance(heard) for heard in (before, between, after))
    if had is None or has is None or has != had + OTHER or last is None or not (again.is_done or again.is_refusal):
        return unclear("S14", "the first load was not seen on the card", evidence)
    if last != has:
        return seen("S14", "loaded twice" if last == has + OTHER else "the balance changed", evidence)
    if again.is_refusal:
        return seen("S14", "once, the repeat is refused", evidence)
    is_first = bool(again.id) and again.id == first.id
    return seen("S14", "once, with the first answer again" if is_first else "once, with another answer", evidence)


def words(asked: Probe) -> Finding:
    """S5: draws the first card empty, and names every word that was seen on the way."""
    line, card_id = asked.line, asked.card("first")
    left = _balance(line.read(card_id))
    evidence: list[Heard | str] = []
    if left:
        evidence.append(line.move(card_id, left, asked.identifiers.new(), "drawdown"))
        emptied = line.read(card_id)
        evidence.append(emptied)
        if _balance(emptied) == 0:
            asked.note_word("drawn empty", emptied)
    listed = line.listed()
    cards = [*listed.cards, *(Card("", word) for word in asked.words.values())]
    evidence.append(f"in the account's list: {_told({card.status for card in listed.cards})}")
    strange = {card.status for card in cards if card.standing is Standing.UNDECIDED}
    if strange:
        evidence.append(f"words that decide nothing for this till: {_told(strange)}")
    if "activated" not in asked.words:
        return unclear("S5", "no active card was read", evidence)
    return seen("S5", ", ".join(f"{stage}: {printable(word)}" for stage, word in sorted(asked.words.items())), evidence)


def _settled(asked: Probe, card_id: str) -> Heard:
    """The card as the last of several reads shows it, or the first that shows it active."""
    heard = asked.line.read(card_id)
    for _ in range(READS_MAX - 1):
        if _shows(heard, MINOR):
            break
        heard = asked.line.read(card_id)
    return heard


def _shows(heard: Heard, minor: int) -> bool:
    card = heard.card
    return (
        card is not None
        and card.standing is not Standing.INACTIVE
        and (card.amount, _balance(heard))
        == (
            minor,
            minor,
        )
    )


def _balance(heard: Heard) -> int | None:
    return None if heard.card is None else heard.card.amount_balance


def _is_drawn(heard: Heard) -> bool:
    return heard.card is not None and heard.card.amount_balance != heard.card.amount


def _names(heard: Heard) -> str:
    return ", ".join(sorted(heard.card.metadata)) if heard.card is not None and heard.card.metadata else "nothing"


def _told(words_seen: set[str]) -> str:
    return ", ".join(sorted(printable(word) for word in words_seen)) or "none"
