"""`giftcard-till queue take-over`: settles here what another till's slip asks for."""

from pathlib import Path

import click

from app.command.activate import result_line
from app.command.line import merged, shared
from app.command.noticed import complain_of_papers
from app.command.scanned import FROM_STDIN
from app.command.speech import WITH_A_PERSON, activation_value, exit_code_of, say, show_json
from app.command.typed import typed_unseen
from app.compose.world import open_world
from app.core.activation import State
from app.core.problem import Code, Problem, Refusal, refuse


@click.command("take-over")
@click.option("--code", default="-", show_default=True, help="The slip's code. - reads stdin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(context: click.Context, home: Path | None, sandbox: str, printer: str, *, code: str, as_json: bool) -> int:
    """Settle a slip of another till, which is lost or broken.

    Asks for a supervisor's PIN (the next line of standard input where that is no terminal). The card is read first,
    and loaded only when the first till cannot have a call on its way any more.

    Exit code 0: active. 3: it waits, and goes on by itself. 4: something needs a person, or it was cancelled here.
    """
    text = typed_unseen("The slip's code", "code").strip() if code == FROM_STDIN else code
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.await_sandbox()
        world.counter.recover()
        request = world.counter.read_slip(text)
        if request is None:
            raise refuse(Code.SLIP_UNREADABLE)
        if isinstance(request, Problem):
            raise Refusal(request)
        approval = world.counter.approve(typed_unseen("Supervisor's PIN", "PIN"))
        if isinstance(approval, Problem):
            raise Refusal(approval)
        settled = world.counter.take_over(request, approval, lambda _: None)
        if settled is None:
            raise refuse(Code.NOTHING_SUCH, reference="")
        form = world.shop.number_form
        if as_json:
            show_json(activation_value(settled.activation, settled.printed, form, settled.fault))
        else:
            say(result_line(world, settled.activation))
        complain_of_papers(world, settled.printed)
        state = settled.activation.state
        return WITH_A_PERSON if state in {State.CANCELLED, State.CLOSED} else exit_code_of(state)
