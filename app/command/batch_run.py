"""`giftcard-till batch run`: makes a batch, from wherever it stands, and shows how far it is."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from app.command.batch_words import batch_line, batch_value, lost_problem, next_words
from app.command.count_line import CountLine
from app.command.line import merged, shared
from app.command.speech import DONE, WAITING, WITH_A_PERSON, complain, problem_value, say, show_json
from app.command.waiting import WaitingLine
from app.compose.batch_drive import drive
from app.compose.office import open_office
from app.office.book import BatchStanding, BatchState
from app.office.pace import PASSING, BatchRun, Waiting
from app.ui.words import at_the_office

AT_ONCE_MOST: Final = 16


@click.command("run", short_help="Make the cards of a batch, or go on with it.")
@click.argument("batch")
@click.option("--at-once", type=click.IntRange(1, AT_ONCE_MOST), help="Calls at once; without it calls_at_once rules.")
@click.option("--keep-lost", is_flag=True, help="Plan no others in the places of lost cards: they are to be re-keyed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def run(
    context: click.Context,
    batch: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    at_once: int | None,
    keep_lost: bool,
    as_json: bool,
) -> int:
    """Make the cards of a batch, and go on where an earlier run stopped or was killed.

    Ctrl-C stops it after the calls that are under way. Exit code 0: complete. 3: it goes on when it is run again. 4: it
    stopped for something that a person has to see to.
    """
    with open_office(merged(context, home, sandbox, printer)) as office:
        office.await_sandbox()
        standing = office.found(batch)
        calls = at_once or office.settings.queue.calls_at_once
        making = BatchRun(office.road, standing.order, calls, keeps_lost=keep_lost)
        progress = Progress(standing, office.clock.running, shows=sys.stderr.isatty(), is_quiet=as_json)
        drive(making, office.clock.running, lambda: progress.show(making.standing(), making.waiting()))
        progress.end()
        office.back_up()
        after = making.standing()
        stopped = at_the_office(making.stopped) if making.stopped else None
        lost = lost_problem(after)
        if as_json:
            problem = stopped or (lost if after.owed > 0 else None)
            show_json(batch_value(after) | {"problem": problem_value(problem)})
        else:
            _tell(after)
        if stopped is not None:
            complain(stopped)
            return WAITING if stopped.code in PASSING else WITH_A_PERSON
        return DONE if after.is_complete else WAITING


def _tell(batch: BatchStanding) -> None:
    say(batch_line(batch))
    if batch.state is BatchState.COMPLETE:
        say(next_words(batch))
    if (lost := lost_problem(batch)) is not None:
        complain(lost)


class Progress:
    """How many cards are made, as `CountLine` tells it; or what is waited for and why."""

    def __init__(
        self, standing: BatchStanding, running: Callable[[], timedelta], *, shows: bool, is_quiet: bool = False
    ) -> None:
        most, good = standing.order.count, standing.good
        self._count = CountLine(most, running, begun_at=good, shows=shows, is_quiet=is_quiet)
        self._waiting = WaitingLine(shows=shows, is_quiet=is_quiet)

    def show(self, standing: BatchStanding, waiting: Waiting | None = None) -> None:
        """How it is now."""
        if waiting is not None:
            self._waiting.show(waiting)
            return
        self._waiting.end()
        self._count.show(standing.good)

    def end(self) -> None:
        """Leaves the terminal's line."""
        self._count.end()
