"""`giftcard-till batch`: cards for a manufacturer, from the plan to the release."""

from pathlib import Path

import click

from app.command.batch_handover import export, key_of_the_office, proof, shred, verify
from app.command.batch_plan import add, plan
from app.command.batch_rekey import rekeying
from app.command.batch_run import run
from app.command.batch_status import status
from app.command.batch_words import batch_line, batch_value, next_words
from app.command.batch_write_off import writing_off
from app.command.line import merged, shared
from app.command.speech import DONE, say, show_json
from app.command.typed import typed_unseen
from app.compose.office import open_office
from app.core.problem import Problem, Refusal
from app.office.release import PERSONS, release, why_nobody_releases
from app.till.ports import LedgerFault
from app.ui.words import at_the_office


class OfficeGroup(click.Group):
    """Tells what stops a command in head office's words: nobody has a card in the hand here."""

    def invoke(self, ctx: click.Context) -> object:
        """As the library does it. Raises what the command raises, its problem marked."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Refusal(at_the_office(refusal.problem)) from refusal
        except LedgerFault as fault:
            raise LedgerFault(at_the_office(fault.problem), is_certain=fault.is_certain) from fault


@click.group("batch", cls=OfficeGroup)
def command() -> None:
    """Order cards for a manufacturer.

    Plan, run, release by two persons, export, and shred when it has arrived.
    """


for each in (plan, add, run, rekeying, writing_off, status, proof, export, verify, key_of_the_office, shred):
    command.add_command(each)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def listing(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List the batches, the newest first."""
    with open_office(merged(context, home, sandbox, printer), is_reading=True) as office:
        batches = office.book.batches()
        if as_json:
            show_json({"batches": [batch_value(batch) for batch in batches]})
            return DONE
        for batch in batches:
            say(batch_line(batch))
        if not batches:
            say("No batch was ordered yet.")
        return DONE


@command.command("release")
@click.argument("batch")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def releasing(
    context: click.Context, batch: str, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Release a batch for printing. Two persons have to, each with the PIN of “giftcard-till approval set”.

    Asks for the PIN of one of them, or reads it from standard input; call it once for each.
    """
    with open_office(merged(context, home, sandbox, printer)) as office:
        standing = office.found(batch)
        if (not_now := why_nobody_releases(standing)) is not None:
            raise Refusal(not_now)
        if (unwhole := office.look_at(standing).problem) is not None:
            raise Refusal(unwhole)
        person = office.approvers.check(typed_unseen("PIN", "PIN"))
        if isinstance(person, Problem):
            raise Refusal(person)
        problem = release(office.book, office.clock, standing, person)
        if problem is not None:
            raise Refusal(problem)
        after = office.found(standing.order.batch_id)
        if as_json:
            show_json(batch_value(after))
            return DONE
        left = PERSONS - len(after.released_by)
        say(f"{person} releases batch {after.number}.")
        say("One more person has to release it." if left else f"It may be printed. {next_words(after)}")
        return DONE
