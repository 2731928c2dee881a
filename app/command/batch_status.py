"""`giftcard-till batch status`: how far a batch is, whether its sealed answers are whole, and how its cards stand."""

import sys
from pathlib import Path
from threading import Event

import click

from app.command.batch_words import (
    batch_line,
    batch_value,
    counted,
    export_values,
    fate_lines,
    fate_values,
    look_value,
    lost_problem,
    next_words,
    note_lines,
    rekey_lines,
    rekey_values,
    unsound_lines,
)
from app.command.count_line import CountLine
from app.command.line import merged, shared
from app.command.speech import DONE, WAITING, WITH_A_PERSON, complain, complain_in_words, problem_value, say, show_json
from app.compose.card_states import ask_states
from app.compose.office import Office, open_office
from app.office.book import BatchStanding
from app.office.status import Checked, Found
from app.office.write_off import Look
from app.ui.card_state_words import given_up


@click.command("status", short_help="Show one batch, and every card not to print.")
@click.argument("batch")
@click.option("--check", is_flag=True, help="Ask the gift-card service for each good card's state.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def status(
    context: click.Context, batch: str, home: Path | None, sandbox: str, printer: str, *, check: bool, as_json: bool
) -> int:
    """Show one batch: how far it is, every card that must not be printed, and what was done with it.

    Each sealed answer is looked at, without opening any: one that is gone or was changed is named. With --check each
    good card is read, and it is told how many are inactive, in use, or gone; Ctrl-C ends it. Exit code 4: a sealed
    answer is not as it was written, or some cards are not inactive. 3: not every card could be asked for.

    In --json cards_by_state counts cards by the state of their chunks; chunks is its earlier name, and not a number of
    chunks.
    """
    with open_office(merged(context, home, sandbox, printer), is_reading=True) as office:
        standing = office.found(batch)
        seen = office.look_at(standing)
        checked = _checked(office, standing, is_quiet=as_json) if check else None
        if as_json:
            _show(office, standing, seen, checked)
        else:
            _tell(office, standing, seen, checked)
        return _code(seen, checked)


def _code(seen: Look, checked: Checked | None) -> int:
    if seen.problem is not None or (checked is not None and not set(checked.found) <= {Found.INACTIVE}):
        return WITH_A_PERSON
    return DONE if checked is None or checked.is_whole else WAITING


def _show(office: Office, batch: BatchStanding, seen: Look, checked: Checked | None) -> None:
    batch_id = batch.order.batch_id
    show_json(
        batch_value(batch)
        | {
            "cards": fate_values(office.book, batch_id),
            "rekeys": rekey_values(office.book, batch_id),
            "exports": export_values(office.book.notes(batch_id)),
            "sealed_answers": look_value(seen),
            "checked": {kind.value: count for kind, count in checked.found.items()} if checked is not None else None,
            "is_checked_whole": checked.is_whole if checked is not None else None,
            "problem": problem_value(seen.problem or (checked.problem if checked is not None else None)),
        }
    )


def _tell(office: Office, batch: BatchStanding, seen: Look, checked: Checked | None) -> None:
    batch_id = batch.order.batch_id
    say(batch_line(batch))
    notes = office.book.notes(batch_id)
    for line in note_lines(notes):
        say(line)
    if (lost := lost_problem(batch)) is not None:
        complain(lost)
    for line in fate_lines(office.book, batch_id):
        say(line)
    for line in rekey_lines(office.book, batch_id):
        say(line)
    if seen.problem is not None:
        complain(seen.problem)
    elif seen.files:
        say(f"Sealed answers: {seen.files}, each as it was written.")
    for line in unsound_lines(seen):
        say(line)
    if checked is not None:
        _tell_states(checked)
    if (lost is None or batch.owed <= 0) and seen.problem is None and (following := next_words(batch, notes)):
        say(following)


def _tell_states(checked: Checked) -> None:
    for kind, count in sorted(checked.found.items()):
        say(f"{kind.value}: {count}")
    if not checked.is_whole:
        were = "was" if checked.most == 1 else "were"
        say(f"Stopped: {checked.read} of {counted(checked.most)} {were} read.")
    if checked.problem is not None:
        words = given_up(checked.problem)
        complain_in_words(f"{words.what} {words.todo}")


def _checked(office: Office, batch: BatchStanding, *, is_quiet: bool) -> Checked:
    office.await_sandbox()
    line = CountLine(batch.good + batch.surplus, office.clock.running, shows=sys.stderr.isatty(), is_quiet=is_quiet)
    try:
        return ask_states(office, batch, Event(), lambda checked: line.show(checked.read))
    finally:
        line.end()
