"""Establishes what the API's documentation does not say, with a handful of cards made for it (reliability, S1 to S16).

Nothing here is a sale: no journal, no paper. A card that the probe loads is a test account's and worth nothing.
"""

from typing import Final

from app.core.finding import AT_ONCE, Certainty, Finding
from app.core.problem import Code, Fact, Problem, Refusal
from app.till import probe_cards, probe_loads
from app.till.ports import Identifiers
from app.till.probe_line import Heard, ProbeLine
from app.till.probe_question import Probe, Together, Wishes

RACES: Final = 3
"""On so many cards two activations are tried at once: one race may end well by luck."""


def probe(line: ProbeLine, identifiers: Identifiers, together: Together, wishes: Wishes) -> tuple[Finding, ...]:
    """Asks everything, in an order in which no question spoils another, and returns the findings S1 to S16.

    Raises Refusal where nothing can be found out at all: the line is down, the login is refused, no card can be made.
    """
    asked = Probe(line, identifiers, together, wishes, identifiers.new()[-10:])
    login = line.log_in()
    if not login.is_done:
        raise _refusal(login)
    at_once = _made(asked, [asked.card(name) for name in ("first", "zero", *(f"race{n}" for n in range(RACES)))])
    of_inactive = [
        probe_cards.token_life(login),
        probe_cards.secrets_of_inactive(asked),
        probe_cards.look_up_of_inactive(asked),
        probe_cards.errors(asked),
        probe_loads.metadata(asked),
    ]
    reads = probe_loads.read_your_writes(asked)
    follow = reads.certainty is Certainty.SEEN and reads.answer == AT_ONCE
    of_active = [
        reads,
        probe_loads.second_activate(asked, reads_follow=follow),
        probe_loads.at_once(asked, RACES, reads_follow=follow),
        probe_loads.zero(asked),
        probe_loads.fund_again(asked),
        probe_loads.words(asked),
        probe_cards.deleted_id(asked),
        probe_cards.batches(asked, at_once),
        probe_cards.longest_life(asked),
        probe_cards.pauses(line),
        probe_cards.scopes(line),
    ]
    return tuple(sorted((*of_inactive, *of_active), key=lambda finding: int(finding.id[1:])))


def _made(asked: Probe, card_ids: list[str]) -> int:
    """Makes the probe's cards: in one batch or, where that is refused, one by one. How many were made at once.

    Raises Refusal where there are none.
    """
    heard = asked.line.make(card_ids)
    if heard.is_done:
        return len(card_ids)
    if heard.status != 400:
        raise _refusal(heard)
    tries = [asked.line.make([card_id]) for card_id in card_ids]
    failed = next((each for each in tries if not each.is_done), None)
    if failed is not None:
        raise _refusal(failed)
    return 1


def _refusal(heard: Heard) -> Refusal:
    """Why nothing could be found out."""
    facts: dict[str, Fact] = {"message": heard.message} if heard.message else {}
    if heard.note in set(Code):
        return Refusal(Problem(Code(heard.note), facts))
    if heard.status is None:
        return Refusal(Problem(Code.NO_ANSWER))
    if heard.status == 403:
        return Refusal(Problem(Code.NOT_ALLOWED, facts))
    code = Code.REFUSED if heard.is_refusal else Code.ANSWER_UNCLEAR
    return Refusal(Problem(code, {**facts, "status": heard.status}))
