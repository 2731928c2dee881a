"""`giftcard-till drawer`: the cash drawer opened without a sale, by a supervisor's leave."""

from pathlib import Path
from typing import Final

import click

from app.command.line import merged, shared
from app.command.signed import signed
from app.command.speech import DONE, FAULT, WAITING, Value, complain_in_words, say, show_json
from app.command.typed import typed_unseen
from app.compose.printing import has_drawer, kick_drawer, profile_of
from app.compose.world import World, open_world
from app.core.problem import Code, Problem, Refusal, refuse
from app.till.drawer import Opening
from app.till.ports import PrintOutcome, PrintReport
from app.ui.strip_words import drawer_words

_EXITS: Final = {PrintOutcome.YES: DONE, PrintOutcome.UNKNOWN: WAITING}


@click.group("drawer")
def command() -> None:
    """Open the cash drawer at the printer."""


@command.command("open")
@click.option("--person", required=True, help="Who opens it.")
@click.option("--reason", required=True, help="Why, in a few words.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def opening(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, person: str, reason: str, as_json: bool
) -> int:
    """Open the drawer without a sale.

    Asks for a supervisor's PIN (a line of standard input where that is no terminal). The journal keeps who opened it,
    why and by whose leave: “journal --notes” shows it.

    Exit code 0: the printer took the order. 3: nobody knows. 5: it stayed shut. 2: no drawer is set, or bad input.
    4: the PIN is not taken.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        profile = profile_of(world.settings.printer)
        if not has_drawer(world.printer, world.settings.printer):
            raise refuse(Code.DRAWER_NOT_SET)
        who, why = signed(world, person, reason)
        approval = world.counter.approve(typed_unseen("Supervisor's PIN", "PIN"))
        if isinstance(approval, Problem):
            raise Refusal(approval)
        opened = Opening(who, why, approval)
        report = world.counter.open_drawer(opened, lambda: kick_drawer(world.printer, profile))
        _tell(world, opened, report, as_json=as_json)
        return _EXITS.get(report.outcome, FAULT)


def _tell(world: World, opened: Opening, report: PrintReport, *, as_json: bool) -> None:
    words = drawer_words(report.problem) if report.problem else None
    told = f"{words.what} {words.todo}" if words else ""
    if as_json:
        problem: Value = {"code": report.problem.code.value, "sentence": told} if report.problem else None
        show_json({"opened": report.outcome.value, **opened.facts, "problem": problem})
    elif report.outcome is PrintOutcome.YES:
        pin = world.settings.printer.drawer
        say(f"The printer was told to open the drawer at {pin}. The journal keeps who and why.")
    if told:
        complain_in_words(told)
