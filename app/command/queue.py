"""`giftcard-till queue`: what waits, catching up with it, and settling it by hand."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from pathlib import Path

import click

from app.command.activate import result_line
from app.command.catching_up import catch_up
from app.command.journal import row_line, row_value
from app.command.line import merged, shared
from app.command.noticed import complain_of_journal, complain_of_papers
from app.command.queue_case import case_line, case_value, standing_value
from app.command.queue_case import command as case_group
from app.command.queue_id import demand_slip, found_id, slip_returned
from app.command.queue_slip import command as take_over
from app.command.speech import DONE, Value, activation_value, complain, exit_code_of, say, show_json
from app.compose.world import World, open_world
from app.core.activation import State
from app.core.card import printable
from app.core.problem import Code, refuse
from app.till.ports import PrintOutcome
from app.till.settle import Settled


@click.group("queue")
def command() -> None:
    """Show what waits, and settle it."""


command.add_command(case_group)
command.add_command(take_over)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List what waits. Oldest first, with what needs a person at the end."""
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        complain_of_journal(world)
        waiting, cases = world.counter.queue(), world.counter.open_cases()
        if as_json:
            show_json(
                {
                    "waiting": [standing_value(world, activation) for activation in waiting],
                    "cases": [case_value(world, case) for case in cases],
                }
            )
            return DONE
        for activation in waiting:
            say(result_line(world, activation))
        for case in cases:
            say(case_line(world, case))
        if not waiting and not cases:
            say("Nothing waits.")
        return DONE


@command.command("show")
@click.argument("activation_id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def show(
    context: click.Context, activation_id: str, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Show one activation whole.

    How it stands, every step on its way there, and what persons did about it.
    """
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        wanted = found_id(world, activation_id)
        activation = world.counter.activation(wanted)
        if activation is None:
            raise refuse(Code.NOTHING_SUCH, reference=printable(activation_id, 40))
        case = world.counter.case(wanted)
        if as_json:
            show_json(row_value(world, activation) | {"case": case_value(world, case) if case else None})
            return DONE
        say(row_line(world, activation))
        say(case_line(world, case) if case and case.is_open else result_line(world, activation))
        for event in world.counter.history(wanted):
            say(f"{event.at.isoformat(sep=' ', timespec='seconds')}  {event.rule:<4} {event.state.value}")
        for action in case.actions if case else ():
            moment = action.at.isoformat(sep=" ", timespec="seconds")
            say(f"{moment}  {action.way.value} by {action.person}: {action.reason}")
        return DONE


@command.command("catch-up")
@click.option(
    "--wait", type=click.IntRange(0, 86_400), default=0, show_default=True, help="Begin tries for so many seconds."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def catching_up(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, wait: int, as_json: bool
) -> int:
    """Catch up with what waits, as the open window does.

    A few at once, oldest first; doubt is looked at again when its time has come. Exit code 0: nothing waits any more.
    3: something still does. 4: something needs a person.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        complain_of_journal(world)
        tries: dict[str, Settled] = {}
        plan = catch_up(world, timedelta(seconds=wait), lambda tried: tries.update({tried.activation.id: tried}))
        left = [Settled(activation) for activation in world.counter.queue() if activation.id not in tries]
        code = _told(world, [*tries.values(), *left], as_json=as_json)
        if plan.stopped is not None:
            complain(plan.stopped, world.shop.number_form)
        elif not as_json and (next_in := plan.next_in()) is not None:
            say(f"The next try is due in {ceil(next_in.total_seconds())} s. An open window goes on by itself.")
        return code


@command.command("retry")
@click.argument("activation_id", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def retry(
    context: click.Context, activation_id: str | None, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Try what waits once more.

    Everything, oldest first; or one activation, by its id or its slip's reference. One that was held is a case: it goes
    again in somebody's name, by “queue case retry”.

    Exit code 0: nothing waits any more. 3: something still does. 4: something needs a person.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        complain_of_journal(world)
        if activation_id is None:
            return _told(world, world.counter.settle_all(lambda _: None), as_json=as_json)
        settled = world.counter.settle(_demanded_unheld(world, found_id(world, activation_id)), lambda _: None)
        return _told_one(world, settled, activation_id, as_json=as_json)


def _demanded_unheld(world: World, activation_id: str) -> str:
    """What a person decides is signed. Raises Refusal CASE_UNSIGNED for a held activation."""
    activation = world.counter.activation(activation_id)
    if activation is not None and activation.state is State.HELD:
        raise refuse(Code.CASE_UNSIGNED)
    return activation_id


@command.command("cancel")
@click.argument("activation_id")
@slip_returned
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def cancel(
    context: click.Context,
    activation_id: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    is_returned: bool,
    as_json: bool,
) -> int:
    """Cancel one activation. Take the customer's slip back first: with it any till of the chain could settle the sale.

    At once where nothing can have been loaded, else after a wait and two reads of the card.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        complain_of_journal(world)
        wanted = found_id(world, activation_id)
        demand_slip(world, wanted, is_returned=is_returned)
        settled = world.counter.cancel(wanted, lambda _: None)
        return _told_one(world, settled, activation_id, as_json=as_json)


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
    complain_of_papers(world, *(tried.printed for tried in tries))
    if not tries and not as_json:
        say("Nothing waits.")
    return max((exit_code_of(tried.activation.state) for tried in tries), default=DONE)
