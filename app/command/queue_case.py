"""`giftcard-till queue case`: what needs a person, and the ways out, each with name and reason."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from app.command.activate import result_line, sold_value
from app.command.line import merged, shared
from app.command.noticed import complain_of_papers
from app.command.queue_id import demand_slip, found_id, slip_returned
from app.command.scanned import read_codes
from app.command.signed import signed
from app.command.speech import DONE, Value, activation_value, complain, complain_in_words, exit_code_of, say, show_json
from app.compose.world import World, open_world
from app.core.activation import Activation, State
from app.core.card import CardCode, printable
from app.core.case import Case, CaseAction, ways
from app.core.paper import receipt_number
from app.core.problem import Code, Problem, Refusal, refuse
from app.till.activate import Sold
from app.till.counter import Counter
from app.till.ports import PrintOutcome
from app.till.settle import Settled
from app.ui.case_words import action_words, advice


def case_value(world: World, case: Case) -> dict[str, Value]:
    """The stable names of a case in JSON: its activation, and what was done."""
    return standing_value(world, case.activation) | {
        "opened_at": case.opened_at.isoformat(),
        "is_open": case.is_open,
        "ways": sorted(way.value for way in ways(case.activation)) if case.is_open else [],
        "actions": [_action_value(action) for action in case.actions],
    }


def standing_value(world: World, activation: Activation) -> dict[str, Value]:
    """An activation as it stands, with the paper that was last issued about it."""
    record = world.counter.paper_of(activation.id)
    return activation_value(activation, None, world.shop.number_form) | {
        "receipt_number": receipt_number(record.paper.number) if record else None,
        "printed": record.printed.value if record and record.printed else PrintOutcome.NO.value,
    }


def _action_value(action: CaseAction) -> dict[str, Value]:
    return {
        "at": action.at.isoformat(),
        "way": action.way.value,
        "person": action.person,
        "reason": action.reason,
        "closes": action.closes,
        "moved_to": action.other,
    }


def case_line(world: World, case: Case) -> str:
    """A case in words, with what may be done."""
    line = result_line(world, case.activation)
    offered = ", ".join(sorted(way.value for way in ways(case.activation)))
    return f"{line} {advice(case.activation)} You can: {offered or 'wait'}."


@click.group("case")
def command() -> None:
    """Show what needs a person, and deal with it."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List the open cases. Oldest first, with what may be done about each."""
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        found = world.counter.open_cases()
        if as_json:
            show_json({"cases": [case_value(world, case) for case in found]})
            return DONE
        for case in found:
            say(case_line(world, case))
        if not found:
            say("No case is open.")
        return DONE


def _deed(function: Callable[..., int]) -> Callable[..., int]:
    """What every deed is told: of which case, who does it and why."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output."),
        click.option("--reason", required=True, help="Why, in a few words."),
        click.option("--person", required=True, help="Who decides this."),
        click.argument("activation_id"),
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Plain:
    """A way out that needs nothing but a name and a reason. `calls`: the gift-card service is asked at once."""

    name: str
    told: str
    do: Callable[[Counter, str, str, str], Activation | None]
    calls: bool = False
    takes_slip: bool = False
    """Money leaves, or will: the customer's slip has to be here first."""


def _activation(settled: Settled | None) -> Activation | None:
    return settled.activation if settled else None


def _nobody(_activation: Activation) -> None:
    """Nobody watches the steps of a command."""


PLAIN: Final = (
    Plain(
        "refund",
        "The customer has the money back: close the case.",
        lambda counter, key, who, why: counter.refund_case(key, who, why, _nobody),
        takes_slip=True,
    ),
    Plain(
        "accept",
        "The card is as it should be, or was put right: close the case.",
        lambda counter, key, who, why: counter.accept_case(key, who, why, _nobody),
    ),
    Plain(
        "cancel",
        "Give up one that is in doubt. The case stays open: once the card is proven empty, its money may leave.",
        lambda counter, key, who, why: _activation(counter.cancel_case(key, who, why, _nobody)),
        takes_slip=True,
    ),
    Plain(
        "retry",
        "The cause is mended: the same call goes again. Exit code as `activate`.",
        lambda counter, key, who, why: _activation(counter.try_case_again(key, who, why, _nobody)),
        calls=True,
    ),
)


def _plain_command(way: Plain) -> click.Command:
    @click.command(way.name, help=way.told)
    @_deed
    @shared
    @click.pass_context
    def run(
        context: click.Context,
        /,
        home: Path | None,
        sandbox: str,
        printer: str,
        *,
        activation_id: str,
        person: str,
        reason: str,
        as_json: bool,
        is_returned: bool = False,
    ) -> int:
        with open_world(merged(context, home, sandbox, printer)) as world:
            if way.calls:
                world.await_sandbox()
                world.counter.recover()
            who, why = signed(world, person, reason)
            wanted = found_id(world, activation_id)
            demand_slip(world, wanted, is_returned=is_returned or not way.takes_slip)
            after = way.do(world.counter, wanted, who, why)
            if after is None:
                raise refuse(Code.NOTHING_SUCH, reference=printable(activation_id, 40))
            _told(world, after, as_json=as_json)
            return exit_code_of(after.state) if way.calls else DONE

    return slip_returned(run) if way.takes_slip else run


for plain in PLAIN:
    command.add_command(_plain_command(plain))


@command.command("move")
@click.option("--card", required=True, help="The other card's code. - reads stdin.")
@slip_returned
@_deed
@shared
@click.pass_context
def move(
    context: click.Context,
    /,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    card: str,
    activation_id: str,
    person: str,
    reason: str,
    is_returned: bool,
    as_json: bool,
) -> int:
    """Load the money onto another card, and close the case.

    Exit code 0: active. 3: queued or unknown. 4: held, taken or mismatch.
    """
    (code,) = read_codes((card,))
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        who, why = signed(world, person, reason)
        other = _other_card(world, code)
        wanted = found_id(world, activation_id)
        demand_slip(world, wanted, is_returned=is_returned)
        before = world.counter.activation(wanted)
        sold = world.counter.move_case(wanted, other, who, why, lambda _: None)
        if sold is None or before is None:
            raise refuse(Code.NOTHING_SUCH, reference=printable(activation_id, 40))
        if before.state is not State.HELD:
            complain_in_words(f"Card …{before.order.card.last}: {advice(before)}")
        return _moved(world, sold, as_json=as_json)


def _other_card(world: World, code: str) -> CardCode:
    """The card that takes the money. Raises Refusal where it may not be sold."""
    meaning = world.counter.decoded(code)
    if isinstance(meaning, Problem):
        raise Refusal(meaning)
    found = world.counter.look_up(meaning)
    if found.card is None or not found.is_sellable:
        raise Refusal(found.problem or Problem(Code.CARD_NOT_SELLABLE))
    return found.card


def _told(world: World, after: Activation, *, as_json: bool) -> None:
    case = world.counter.case(after.id)
    if as_json and case is not None:
        show_json(case_value(world, case))
        return
    say(result_line(world, after))
    if case is not None and case.actions:
        say(action_words(case.actions[-1]))


def _moved(world: World, sold: Sold, *, as_json: bool) -> int:
    (activation,) = sold.activations
    if as_json:
        show_json(sold_value(sold, world))
    else:
        say(result_line(world, activation))
    if sold.printed is not None and sold.printed.report.problem is not None:
        complain(sold.printed.report.problem, world.shop.number_form)
    complain_of_papers(world, sold.printed)
    return exit_code_of(activation.state)
