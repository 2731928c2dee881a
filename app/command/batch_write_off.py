"""`giftcard-till batch write-off`: cards whose sealed answers are gone or were changed are no good ones any more."""

from pathlib import Path

import click

from app.command.batch_words import batch_line, batch_value, counted, unsound_lines
from app.command.line import merged, shared
from app.command.speech import DONE, complain, complain_in_words, say, show_json
from app.command.typed import typed_unseen
from app.compose.office import open_office
from app.core.problem import Problem, Refusal
from app.office.write_off import why_not_off, write_off


@click.command("write-off", short_help="Write off cards whose sealed answers are gone.")
@click.argument("batch")
@click.option("--all", "may_be_all", is_flag=True, help="Also where not one sealed answer is there: all are lost.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def writing_off(
    context: click.Context,
    batch: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    may_be_all: bool,
    as_json: bool,
) -> int:
    """Write off the cards whose sealed answers are gone or were changed, where no copy can be put back.

    They are not to be printed from then on: “batch run” makes others in their places, or “batch rekey” gives them new
    secrets, and two persons release the batch anew. Only before anything was exported. Asks for the PIN of one who may
    approve, or reads it from standard input.
    """
    with open_office(merged(context, home, sandbox, printer)) as office:
        standing = office.found(batch)
        seen = office.look_at(standing)
        problem = why_not_off(office.book, standing, seen, may_be_all=may_be_all)
        if problem is not None:
            raise Refusal(problem)
        if (unwhole := seen.problem) is not None:
            complain(unwhole)
        for line in unsound_lines(seen):
            complain_in_words(line)
        cards, found = 0, seen.unsound
        if found:
            person = office.approvers.check(typed_unseen("PIN", "PIN"))
            if isinstance(person, Problem):
                raise Refusal(person)
            cards = write_off(office.book, office.clock, standing, found, person)
            office.back_up()
        after = office.found(standing.order.batch_id)
        if as_json:
            show_json(batch_value(after) | {"written_off": cards, "files": [each.chunk.file.name for each in found]})
            return DONE
        say(f"Written off: {counted(cards)}." if cards else "Every sealed answer is there as it was written.")
        say(batch_line(after))
        return DONE
