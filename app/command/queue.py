"""`giftcard-till queue`: what waits, and settling it by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from app.command.activate import result_line
from app.command.line import merged, shared
from app.command.speech import DONE, Value, activation_value, complain, exit_code_of, say, show_json
from app.compose import World, open_world
from app.core.card import printable
from app.core.problem import Code, refuse
from app.till.ports import PrintOutcome
from app.till.settle import Settled

REFERENCE_SIGNS: Final = 8
"""A slip's reference without its hyphen (Activation.short_id)."""


@click.group("queue")
def command() -> None:
    """Show what waits, and settle it."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List what waits. Oldest first, with what needs a person at the end."""
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        waiting, cases = world.counter.queue(), world.counter.cases()
        if as_json:
            form = world.shop.number_form
            show_json(
                {
                    "waiting": [activation_value(activation, None, form) for activation in waiting],
                    "cases": [activation_value(activation, None, form) for activation in cases],
                }
            )
            return DONE
        for activation in (*waiting, *cases):
            say(result_line(world, activation))
        if not waiting and not cases:
            say("Nothing waits.")
        return DONE


@command.command("retry")
@click.argument("activation_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def retry(
    context: click.Context, activation_id: str | None, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Try what waits once more.

    Everything, oldest first; or one activation, by its id or its slip's reference: then a held one, too.

    Exit code 0: nothing waits any more. 3: something still does. 4: something needs a person.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        if activation_id is None:
            return _told(world, world.counter.settle_all(lambda _: None), as_json=as_json)
        settled = world.counter.retry(found_id(world, activation_id), lambda _: None)
        return _told_one(world, settled, activation_id, as_json=as_json)


@command.command("cancel")
@click.argument("activation_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def cancel(
    context: click.Context, activation_id: str, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Cancel one activation.

    At once where nothing can have been loaded, else after a wait and two reads of the card.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        settled = world.counter.cancel(found_id(world, activation_id), lambda _: None)
        return _told_one(world, settled, activation_id, as_json=as_json)


def found_id(world: World, wanted: str) -> str:
    """The whole id for a slip's reference (`0192-7F3A`) among what is open or needs a person, else what was given.

    Only a whole reference is looked for, and only one that fits a single activation: nothing is settled by chance.
    """
    plain = wanted.replace("-", "").strip().casefold()
    if len(plain) != REFERENCE_SIGNS:
        return plain
    rows = (*world.counter.queue(), *world.counter.cases())
    fitting = [activation.id for activation in rows if activation.id.endswith(plain)]
    return fitting[0] if len(fitting) == 1 else plain


def _told_one(world: World, settled: Settled | None, wanted: str, *, as_json: bool) -> int:
    if settled is None:
        raise refuse(Code.NOTHING_SUCH, reference=printable(wanted, 40))
    return _told(world, [settled], as_json=as_json)


def _told(world: World, tries: Sequence[Settled], *, as_json: bool) -> int:
    form = world.shop.number_form
    if as_json:
        values: list[Value] = [activation_value(tried.activation, tried.printed, form, tried.fault) for tried in tries]
        show_json({"activations": values})
    for tried in tries:
        if not as_json:
            say(result_line(world, tried.activation))
        report = tried.printed.report if tried.printed else None
        if report and report.outcome is not PrintOutcome.YES and report.problem:
            complain(report.problem, form)
        if tried.fault:
            complain(tried.fault, form)
    if not tries and not as_json:
        say("Nothing waits.")
    return max((exit_code_of(tried.activation.state) for tried in tries), default=DONE)
