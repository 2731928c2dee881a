"""`giftcard-till batch rekey`: new secrets for cards that lost theirs."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from app.command.batch_words import batch_line, batch_value
from app.command.line import merged, shared
from app.command.speech import (
    DONE,
    WAITING,
    WITH_A_PERSON,
    Value,
    complain,
    complain_in_words,
    problem_value,
    say,
    show_json,
)
from app.command.waiting import WaitingLine
from app.compose.office import Office, open_office
from app.core.problem import Refusal
from app.office.book import BatchStanding, RekeyOutcome
from app.office.pace import PASSING
from app.office.rekey import (
    DAYS_MOST,
    Choice,
    RekeyCame,
    finish_rekeys,
    note_rekeys,
    rekey,
    why_not_now,
    without_finished,
)
from app.ui.words import at_the_office

_GOOD: Final = frozenset({RekeyOutcome.DONE, RekeyOutcome.SURPLUS})
_OUTCOMES: Final = {
    RekeyOutcome.DONE: "has new secrets and its place in the order",
    RekeyOutcome.SURPLUS: "has new secrets; another card has its place, so it is exported in a file of its own",
}
_OLD_TOKENS: Final = (
    "Nothing that is documented takes a token back: what tokens these cards had before may stay good at the gift-card"
    " service until they end. Nobody knows them."
)


@click.command("rekey", short_help="Give lost cards a new PIN and a new token.")
@click.argument("batch")
@click.option("--card", "card_ids", multiple=True, metavar="ID", help="This card; may be given several times.")
@click.option("--all-lost", is_flag=True, help="Every card of the batch that lost its secrets.")
@click.option(
    "--token-days",
    type=click.IntRange(1, DAYS_MOST),
    required=True,
    help="How many days the new tokens live: the service demands it here, and not of a batch's first tokens.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def rekeying(
    context: click.Context,
    batch: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    card_ids: tuple[str, ...],
    all_lost: bool,
    token_days: int,
    as_json: bool,
) -> int:
    """Give cards whose secrets were lost a new PIN and a new token, where you want that and not other cards.

    For cards that are not to be printed because the answer with their secrets was lost or wrong, before the batch is
    released. A card takes its place in the order again if no other card has it; else it is one more than was ordered,
    and is exported in a file of its own. A pause that the gift-card service asks for, and a line that is down, are
    waited out; Ctrl-C stops it. Exit code 3: call it again later. 4: a card stayed without secrets.
    """
    if bool(card_ids) == all_lost:
        raise click.UsageError("Name the cards with --card, or say --all-lost.")
    choice = Choice(None if all_lost else card_ids, timedelta(days=token_days))
    with open_office(merged(context, home, sandbox, printer)) as office:
        office.await_sandbox()
        standing = office.found(batch)
        if (not_now := why_not_now(standing)) is not None:
            raise Refusal(not_now)
        came, is_stopped = _done(office, standing, choice, shows=not as_json)
        after = office.found(standing.order.batch_id)
        if as_json:
            values = [_value(each) for each in came]
            problem = _problem_value(came[-1]) if came else None
            show_json(batch_value(after) | {"rekeyed_now": values, "is_stopped": is_stopped, "problem": problem})
        elif came:
            complain_in_words(_OLD_TOKENS)
            say(batch_line(after))
        elif not is_stopped:
            say("No card of this batch has lost its secrets.")
        return _stopped() if is_stopped else _code(came)


def _done(office: Office, batch: BatchStanding, choice: Choice, *, shows: bool) -> tuple[list[RekeyCame], bool]:
    """What came of each card, told at once and noted at the end; and whether it was stopped from the keyboard.

    A call that was under way then is looked for when it is called again.
    """
    road, order = office.road, batch.order
    line = WaitingLine(shows=sys.stderr.isatty(), is_quiet=not shows)
    came = [*finish_rekeys(road, order)]
    for each in came:
        _tell(each, shows=shows)
    is_stopped = False
    if not any(each.is_for_all for each in came):
        try:
            for each in rekey(road, order, without_finished(choice, came), line.wait):
                line.end()
                came.append(each)
                _tell(each, shows=shows)
        except KeyboardInterrupt:
            line.end()
            is_stopped = True
    note_rekeys(road, order, came)
    office.back_up()
    return came, is_stopped


def _tell(came: RekeyCame, *, shows: bool) -> None:
    if came.outcome in _GOOD and shows:
        say(f"{came.card_id}  {_OUTCOMES[came.outcome]}")
    if came.problem is not None:
        complain(at_the_office(came.problem))


def _stopped() -> int:
    complain_in_words("It was stopped. Call it again for the cards that are left.")
    return WAITING


def _code(came: list[RekeyCame]) -> int:
    if all(each.outcome in _GOOD for each in came):
        return DONE
    last = came[-1].problem
    return WAITING if last is not None and last.code in PASSING else WITH_A_PERSON


def _value(came: RekeyCame) -> Value:
    return {"card_id": came.card_id, "outcome": came.outcome.value, "problem": _problem_value(came)}


def _problem_value(came: RekeyCame) -> Value:
    return problem_value(at_the_office(came.problem) if came.problem else None)
