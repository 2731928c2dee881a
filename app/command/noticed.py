"""What a person has to know besides what a command did: of the journal, and of papers that still wait."""

from contextlib import suppress

from app.command.speech import complain, complain_in_words
from app.compose.world import World
from app.till.notices import notice
from app.till.papers import Printed
from app.till.ports import LedgerFault, PrintOutcome


def complain_of_journal(world: World) -> None:
    """Says that the journal was put back or rescued in the last day. One that cannot be read will say so itself."""
    with suppress(LedgerFault):
        told = notice(world.ledger, world.clock.now())
        if told is not None:
            complain(told, world.shop.number_form)


def complain_of_papers(world: World, *printed: Printed | None) -> None:
    """Says how many papers of before still wait for the printer, and how to see them; nothing where nothing printed."""
    own = {each.paper.number for each in printed if each is not None}
    with suppress(LedgerFault):
        jobs = world.counter.print_jobs() if own else ()
        older = sum(job.outcome is PrintOutcome.DUE and job.number not in own for job in jobs)
        if older:
            papers = "1 older paper waits" if older == 1 else f"{older} older papers wait"
            complain_in_words(f"{papers} for the printer: “giftcard-till papers list” shows what and why.")
