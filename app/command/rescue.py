"""`giftcard-till rescue`: what a damaged journal still tells comes into the journal of today."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from app.command.line import merged, shared
from app.command.speech import DONE, WITH_A_PERSON, Value, say, show_json
from app.compose.options import Options
from app.compose.world import World, open_world
from app.config.clock import SystemClock
from app.core.activation import Activation, short_id
from app.core.problem import Code, refuse
from app.ledger.damaged import set_aside
from app.ledger.files import JournalFiles
from app.ledger.rescue import Rescued, rescue
from app.till.ports import LedgerFault, Note, NoteKind


@click.command("rescue")
@click.option("--begin", "is_begun", is_flag=True, help="Set the damaged journal aside and begin a new one first.")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of a damaged journal; without it those that were set aside and wait.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(
    context: click.Context,
    is_begun: bool,  # noqa: FBT001 - given by name, by the library
    folder: Path | None,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    as_json: bool,
) -> int:
    """Take over what a damaged journal still tells.

    Its sales wait in the queue then, with the same bytes as before. Doing it twice changes nothing.

    Exit code 0: everything could be read. 4: something could not, or its card has another sale here.
    """
    options = merged(context, home, sandbox, printer)
    if is_begun and not begin_anew(options):
        raise refuse(Code.NOTHING_TO_RESCUE)
    return _told(rescue_due(options, folder), as_json=as_json)


def begin_anew(options: Options) -> bool:
    """Sets the damaged journal of the account aside and begins a new one. False where the journal is whole.

    Raises Refusal as `open_world`; LedgerFault where the journal cannot be opened for another reason than damage.
    """
    path = _damaged(options)
    if path is None:
        return False
    folder = set_aside(path, SystemClock().now())
    with open_world(options) as world:
        world.ledger.note(Note(NoteKind.DAMAGE, world.clock.now(), {"folder": folder.name}))
    return True


def rescue_due(options: Options, folder: Path | None = None) -> list[Rescued]:
    """Takes over from the damaged journal in `folder`, or from each that waits. Raises Refusal, LedgerFault."""
    with open_world(options) as world:
        if folder is None:
            return rescued(world, world.ledger.rescues_due())
        return [rescue(world.ledger, folder, world.clock.now())]


def rescued(world: World, names: Sequence[str]) -> list[Rescued]:
    """Takes over from the damaged journals of these names beside the till's own. Raises Refusal, LedgerFault."""
    beside = world.ledger.room.files.path.parent
    return [rescue(world.ledger, beside / name, world.clock.now()) for name in names]


def _damaged(options: Options) -> Path | None:
    """Where the damaged journal lies: one that cannot be opened, or in which a full look finds damage."""
    try:
        with open_world(options) as world:
            return world.ledger.room.files.path if world.ledger.full_check() else None
    except LedgerFault as fault:
        path = Path(str(fault.problem.facts["path"]))
        has_begun = fault.problem.code is Code.JOURNAL_MISSING and JournalFiles(path).rescues_due()
        if fault.problem.code is Code.JOURNAL_DAMAGED or has_begun:
            return path
        raise


def _told(done: Sequence[Rescued], *, as_json: bool) -> int:
    if as_json:
        show_json({"rescued": [_value(one) for one in done]})
    for line in () if as_json else (line for one in done for line in _lines(one)):
        say(line)
    if not done and not as_json:
        say("No damaged journal waits to be rescued.")
    return DONE if all(one.leaves_nothing for one in done) else WITH_A_PERSON


def _value(one: Rescued) -> dict[str, Value]:
    """The stable names of `rescue --json`."""
    return {
        "folder": str(one.folder),
        "is_whole": one.is_whole,
        "taken_over": [_row(activation) for activation in one.taken_over],
        "known": [_row(activation) for activation in one.known],
        "clashing": [order.activation_id for order in one.clashing],
        "lost": list(one.lost),
        "done_with": one.done_with,
    }


def _row(activation: Activation) -> dict[str, Value]:
    return {"activation_id": activation.id, "state": activation.state.value, "reference": activation.short_id}


def _lines(one: Rescued) -> Iterator[str]:
    taken, known = len(one.taken_over), len(one.known)
    yield f"{one.folder}: {taken} taken over, {known} here already, {one.done_with} cancelled or closed."
    for order in one.clashing:
        reference = short_id(order.activation_id)
        yield f"Not taken over: {reference}. Its card …{order.card.last} has another sale here. Look for its slip."
    for activation_id in one.lost:
        yield f"Not to be read: {short_id(activation_id)}. Look for its slip: nothing else tells of it."
    if not one.leaves_nothing:
        yield "What could not be read may be more than this. Gather the slips of that journal's last days."
