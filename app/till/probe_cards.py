"""The questions about making cards, their secrets, errors and rights: S6 to S13 and S16 (reliability, 3.1)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.finding import Finding
from app.till.probe_line import Heard, ProbeLine
from app.till.probe_question import Probe, not_tried, seen, unclear

ROUNDING_S: Final = 1
"""What rounding may have taken off a measured time."""
SELDOM: Final = frozenset({"delete", "half", "stranger", "login"})
"""Calls that are no part of every run, or say nothing of a right: an answer that names them could not be compared."""


def token_life(login: Heard) -> Finding:
    """S9."""
    return seen("S9", f"{login.life_s} s", [login], login.life_s)


def secrets_of_inactive(asked: Probe) -> Finding:
    """S12: what a batch that was lost would need, before its cards are written off (reliability, section 4)."""
    card_id = asked.card("first")
    asked.note_word("inactive", asked.line.read(card_id))
    token = asked.line.new_token(card_id, asked.identifiers.new())
    pin = asked.line.rotate_pin(card_id)
    if not all(heard.is_done or heard.is_refusal for heard in (token, pin)):
        return unclear("S12", "neither refused nor given", [token, pin])
    answer = f"token {'given' if token.is_done else 'refused'}, PIN {'given' if pin.is_done else 'refused'}"
    return seen("S12", answer, [token, pin])


def look_up_of_inactive(asked: Probe) -> Finding:
    """S13: whether a card that is sold by its token can be found before it is active."""
    heard = asked.line.look_up(asked.card("first"))
    if heard.is_done and heard.card is not None:
        is_right = heard.card.card_id == asked.card("first")
        return seen("S13", "found" if is_right else "another card was found", [heard])
    return seen("S13", f"refused with {heard.status}", [heard]) if heard.is_refusal else unclear("S13", "odd", [heard])


def errors(asked: Probe) -> Finding:
    """S8: a card that nobody made, an amount that cannot be, and a token that nobody was given."""
    line = asked.line
    tries = [
        line.read(asked.card("nobodys")),
        line.activate(asked.card("first"), -1, asked.mark()),
        line.read_as_stranger(asked.card("first")),
    ]
    told = [f"{heard.told}; fields {', '.join(heard.fields) or 'none'}" for heard in tries]
    if any(heard.status is None or heard.status < 400 for heard in tries):
        return unclear("S8", "what must fail did not", told)
    statuses = ", ".join(str(heard.status) for heard in tries)
    if not all(heard.is_error for heard in tries):
        return seen("S8", f"{statuses}; not always the documented body", told)
    codes = [heard.code for heard in tries]
    has_code = "with" if all(codes) else "without" if not any(codes) else "sometimes with"
    return seen("S8", f"{statuses}; the documented body, {has_code} a code", told)


def deleted_id(asked: Probe) -> Finding:
    """S10: only where a person allows it, since a deletion is not documented."""
    if not asked.wishes.may_delete:
        return not_tried("S10", "deleting a card is not documented (allow it with --delete)")
    line, card_id = asked.line, asked.card("deleted")
    made, gone = line.make([card_id]), line.delete(card_id)
    if not (made.is_done and gone.is_done):
        return unclear("S10", "no card could be deleted", [made, gone])
    again = line.make([card_id])
    after = line.read(card_id)
    evidence = [made, gone, again, after]
    if again.is_done and after.is_done:
        return seen("S10", "may be used again", evidence)
    if again.is_done or again.is_refusal:
        return seen("S10", "stays taken", evidence)
    return unclear("S10", "neither refused nor made", evidence)


def batches(asked: Probe, made_at_once: int) -> Finding:
    """S11: what is made of a batch with a taken id in its middle; as evidence, how many cards a batch may hold."""
    line = asked.line
    ahead, behind = asked.card("ahead"), asked.card("behind")
    tried = line.make([ahead, asked.card("first"), behind])
    found = [line.read(each) for each in (ahead, behind)]
    evidence: list[Heard | str] = [tried, *found, *_sizes(asked, made_at_once)]
    is_ahead, is_behind = (heard.is_done for heard in found)
    is_known = all(heard.is_done or heard.status == 404 for heard in found)
    if not is_known or not (tried.is_done or tried.is_refusal):
        return unclear("S11", "what was made of it cannot be told", evidence)
    how = "accepted" if tried.is_done else "refused"
    fate = {
        (False, False): "nothing is made",
        (True, False): "those before the taken one are made",
        (False, True): "those behind the taken one are made",
        (True, True): "all but the taken one are made",
    }
    return seen("S11", f"{how}, {fate[is_ahead, is_behind]}", evidence)


def _sizes(asked: Probe, made_at_once: int) -> list[Heard | str]:
    """Tries the largest batch allowed, then half of it and so on, down to what was made already."""
    size, told = asked.wishes.batch_max, list[Heard | str]()
    while size > made_at_once:
        heard = asked.line.make([asked.card(f"size{size}-{number}") for number in range(size)])
        told.append(f"a batch of {size}: {heard.told}")
        if not heard.is_refusal:
            return told
        size //= 2
    return [*told, f"a batch of {made_at_once} was made"]


def longest_life(asked: Probe) -> Finding:
    """S6: the part of it that can be measured from here, and only where a person has the time.

    A request whose last byte is held back lives as long as the gateway lets it; one that was kept so long and then
    completed could still land. What the service does with a call behind its gateway stays unknown.
    """
    most_s = asked.wishes.long_s
    if most_s is None:
        return not_tried("S6", "it takes minutes and shows the gateway's part only (allow it with --long SECONDS)")
    heard = asked.line.half_sent(asked.card("first"), most_s)
    if heard.life_s is None:
        return unclear("S6", "the request could not be held", [heard])
    lived_s = heard.life_s + ROUNDING_S
    if heard.life_s < most_s:
        return seen("S6", "the gateway ends it", [heard, f"after {heard.life_s} s"], lived_s)
    return replace(unclear("S6", f"it was still open after {most_s} s", [heard]), figure=lived_s)


def pauses(line: ProbeLine) -> Finding:
    """S7: nothing is provoked; what was met on the way is told."""
    heard = line.heard()
    asked_for = [each for each in heard if each.status == 429 or each.retry_after is not None]
    evidence = [f"{len(heard)} calls", *(f"{each.told}; Retry-After {each.retry_after}" for each in asked_for)]
    if not asked_for:
        return not_tried("S7", f"no pause was asked for in {len(heard)} calls")
    names_time = all(each.retry_after is not None for each in asked_for)
    return seen("S7", "asked for, with its length" if names_time else "asked for, without a length", evidence)


def scopes(line: ProbeLine) -> Finding:
    """S16: a till needs read and activate; a login that may do more is worth more to a thief (reliability, 4)."""
    heard = line.heard()
    calls = sorted({each.call for each in heard})
    may = [call for call in calls if any(each.is_done for each in _of(heard, call))]
    may_not = [call for call in calls if call not in may and all(each.status == 403 for each in _of(heard, call))]
    evidence = [f"allowed: {', '.join(may) or 'none'}", f"refused with 403: {', '.join(may_not) or 'none'}"]
    refused = [call for call in may_not if call not in SELDOM]
    return seen("S16", f"not allowed: {', '.join(refused)}" if refused else "all that was tried", evidence)


def _of(heard: Sequence[Heard], call: str) -> list[Heard]:
    return [each for each in heard if each.call == call]
