"""`giftcard-till papers`: what waits for the printer, and what a person says of it."""

from pathlib import Path

import click

from app.command.line import merged, shared
from app.command.speech import DONE, WAITING, Value, complain, problem_value, say, show_json
from app.compose.world import World, open_world
from app.core.activation import short_id
from app.core.paper import PaperKind, receipt_number
from app.core.problem import Code, refuse
from app.till.papers import Printed
from app.till.ports import PrintJob, PrintOutcome
from app.till.print_queue import AT_ONCE, PrintQueue
from app.ui.moment_words import moment_words

_WORDS = {
    PrintOutcome.DUE: "waits for the printer",
    PrintOutcome.WAITING: "is being printed",
    PrintOutcome.UNKNOWN: "did it come out?",
}


@click.group("papers")
def command() -> None:
    """Show the papers that wait for the printer, and deal with them."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List what waits, and what nobody knows to have come out.

    In the order in which it comes out. Exit code 0: nothing does. 3: something.
    """
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        return _tell(world, as_json=as_json)


@command.command("print")
@click.option(
    "--all-the-same", "dares", is_flag=True, help="Send one paper even to a printer that answered before and is silent."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def printing(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, dares: bool, as_json: bool
) -> int:
    """Print what waits now, in its order.

    It ends with the first paper that does not come out. What nobody knows to have come out is left to a person.
    Exit code 0: nothing waits any more. 3: something still does.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.counter.recover()
        queue = PrintQueue(world.counter.road.papers)
        if dares:
            queue.dare()
        ended: list[Printed] = []

        def heard(printed: Printed) -> None:
            if printed.report.outcome in {PrintOutcome.YES, PrintOutcome.NO}:
                ended.append(printed)

        while queue.print_next(heard) == AT_ONCE:
            if queue.is_slowed:
                break
        return _tell(world, ended, as_json=as_json)


@command.command("drop")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def dropping(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, number: int, as_json: bool
) -> int:
    """Take paper NUMBER off those that wait: it does not come out. The journal keeps it."""
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.counter.recover()
        world.counter.drop_print(_demanded(world, number))
        return _tell(world, as_json=as_json)


@command.command("came-out")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.option("--all", "is_of_all", is_flag=True, help="All papers of which that is asked now came out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def came_out(
    context: click.Context,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    number: int | None,
    is_of_all: bool,
    as_json: bool,
) -> int:
    """Say that paper NUMBER came out whole; or, once you saw them, --all of which that is asked."""
    if (number is None) is not is_of_all:
        raise click.UsageError("Say the NUMBER of one paper, or --all.")
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.counter.recover()
        if number is not None:
            world.counter.answer_print(_demanded(world, number), came_out=True)
            return _tell(world, as_json=as_json)
        asked = [job.number for job in world.counter.print_jobs() if job.outcome is PrintOutcome.UNKNOWN]
        return _tell(world, came_out=world.counter.answer_prints(asked), as_json=as_json)


@command.command("not-come-out")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def not_come_out(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, number: int, as_json: bool
) -> int:
    """Say that paper NUMBER did not come out whole.

    It waits again, and is marked as a copy: a part of it may have come out.
    """
    with open_world(merged(context, home, sandbox, printer)) as world:
        world.counter.recover()
        world.counter.answer_print(_demanded(world, number), came_out=False)
        return _tell(world, as_json=as_json)


def _demanded(world: World, number: int) -> int:
    """The number of a paper that this till issued. Raises Refusal NOTHING_SUCH for any other."""
    if world.counter.paper(number) is None:
        raise refuse(Code.NOTHING_SUCH, reference=receipt_number(number))
    return number


def _tell(world: World, ended: list[Printed] | None = None, *, came_out: int | None = None, as_json: bool) -> int:
    """What is open now, after what `ended`, and how many a person said `came_out`."""
    jobs, form = world.counter.print_jobs(), world.shop.number_form
    if as_json:
        papers: list[Value] = [_job_value(world, job) for job in jobs]
        printed: list[Value] = [paper.paper.number_text for paper in ended or ()]
        done: dict[str, Value] = {} if ended is None else {"printed": printed}
        counted: dict[str, Value] = {} if came_out is None else {"came_out": came_out}
        show_json({**done, **counted, "papers": papers})
        return WAITING if jobs else DONE
    if came_out is not None:
        say("1 paper came out." if came_out == 1 else f"{came_out} papers came out.")
    for paper in ended or ():
        told = "is printed" if paper.report.outcome is PrintOutcome.YES else "is kept: this till has no printer"
        say(f"Paper {paper.paper.number_text} {told}.")
    for job in jobs:
        say(_job_line(world, job))
        if job.problem is not None:
            complain(job.problem, form)
    if not jobs:
        say("No paper waits.")
    return WAITING if jobs else DONE


def _job_line(world: World, job: PrintJob) -> str:
    kind = "Receipt" if job.record.paper.kind is PaperKind.RECEIPT else "Slip"
    references = ", ".join(map(short_id, job.record.activation_ids))
    since = moment_words(job.since, world.clock.now(), world.shop.date_form)
    return f"{kind} {job.record.paper.number_text}  {_WORDS[job.outcome]}  since {since}  {references}"


def _job_value(world: World, job: PrintJob) -> dict[str, Value]:
    """The stable names of `papers --json`; `outcome` is `due`, `waiting` or `unknown`.

    `since` is when the paper was wanted first, `last_try` when something last became of it.
    """
    return {
        "number": job.record.paper.number_text,
        "kind": job.record.paper.kind.value,
        "outcome": job.outcome.value,
        "since": job.since.isoformat(),
        "last_try": job.last_at.isoformat(),
        "sale_id": job.record.sale_id,
        "activation_ids": list(job.record.activation_ids),
        "is_copy": job.record.may_be_out,
        "problem": problem_value(job.problem, world.shop.number_form),
    }
