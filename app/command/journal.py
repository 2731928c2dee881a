"""`giftcard-till journal`: every activation of this till with its state and history."""

from pathlib import Path

import click

from app.command.line import merged, shared
from app.command.speech import DONE, FAULT, Value, complain, problem_value, say, show_json
from app.compose.options import Options
from app.compose.world import World, open_world
from app.core.activation import Activation, Event
from app.core.card import printable
from app.core.paper import receipt_number
from app.core.problem import Code
from app.till.ports import LedgerFault, Note

PAGE = 200


@click.command("journal")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.option(
    "--most", type=click.IntRange(1), default=1000, show_default=True, help="At most so many activations, newest first."
)
@click.option("--notes", "is_notes", is_flag=True, help="What the till noted of itself instead, newest first.")
@click.option("--check", "is_check", is_flag=True, help="Look the whole journal over for damage instead.")
@shared
@click.pass_context
def command(
    context: click.Context,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    as_json: bool,
    most: int,
    is_notes: bool,
    is_check: bool,
) -> int:
    """List the activations of this till, newest first. It may be read while the till is open.

    With --check, exit code 0: the journal is whole. 5: it is damaged.
    """
    if is_check:
        return check(merged(context, home, sandbox, printer), as_json=as_json)
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        if is_notes:
            return tell_notes(world, most, as_json=as_json)
        rows = newest(world, most)
        if as_json:
            show_json({"account_id": world.account.account_id, "activations": [row_value(world, row) for row in rows]})
            return DONE
        for row in rows:
            say(row_line(world, row))
        if not rows:
            say("Nothing was sold from this till yet.")
        return DONE


def tell_notes(world: World, most: int, *, as_json: bool) -> int:
    """The line, the clock, approvals, limits, restored and damaged journals: each with its time and facts."""
    notes = world.ledger.notes(most)
    if as_json:
        show_json({"notes": [note_value(note) for note in notes]})
        return DONE
    for note in notes:
        facts = ", ".join(f"{name} {printable(str(fact), 200)}" for name, fact in note.facts.items())
        say(f"{note.at.isoformat(sep=' ', timespec='seconds')}  {note.kind.value:<8}  {facts}".rstrip())
    if not notes:
        say("The till noted nothing of itself yet.")
    return DONE


def note_value(note: Note) -> dict[str, Value]:
    """The stable names of `journal --notes --json`."""
    return {"kind": note.kind.value, "at": note.at.isoformat(), "facts": dict(note.facts)}


def check(options: Options, *, as_json: bool) -> int:
    """Reads every page and every row, beside a till that may be open, and says what was found."""
    try:
        with open_world(options, is_reading=True) as world:
            found = world.ledger.full_check()
    except LedgerFault as fault:
        if fault.problem.code is not Code.JOURNAL_DAMAGED:
            raise
        found = fault.problem
    if as_json:
        what = found.facts.get("found") if found else None
        show_json({"is_whole": found is None, "found": what, "problem": problem_value(found)})
    elif found is None:
        say("The journal is whole.")
    if found is None:
        return DONE
    if "found" in found.facts and not as_json:
        say(printable(str(found.facts["found"]), 200))
    complain(found)
    return FAULT


def newest(world: World, most: int) -> list[Activation]:
    """The newest activations first, page by page."""
    rows: list[Activation] = []
    while len(rows) < most:
        page = world.counter.latest(min(PAGE, most - len(rows)), rows[-1].id if rows else None)
        if not page:
            break
        rows.extend(page)
    return rows


def row_line(world: World, row: Activation) -> str:
    """One activation as a line for people."""
    amount = world.shop.number_form.amount(row.order.money)
    moment = row.order.confirmed_at.isoformat(sep=" ", timespec="seconds")
    return f"{moment}  {row.state.value:<11}  {amount:>14}  card …{row.order.card.last}  {row.short_id}"


def row_value(world: World, row: Activation) -> dict[str, Value]:
    """The stable names of `journal --json`."""
    order, form = row.order, world.shop.number_form
    record = world.counter.paper_of(row.id)
    return {
        "activation_id": row.id,
        "sale_id": order.sale_id,
        "state": row.state.value,
        "card_id": order.card.text,
        "amount_minor": order.money.minor,
        "currency": order.money.currency.value,
        "customer_id": order.customer_id,
        "name": order.customer_name,
        "operator_id": order.operator_id,
        "till_id": order.till_id,
        "confirmed_at": order.confirmed_at.isoformat(),
        "sends": row.sends,
        "is_ambiguous": row.ambiguous,
        "receipt_number": receipt_number(record.paper.number) if record else None,
        "printed": record.printed.value if record and record.printed else "no",
        "problem": problem_value(row.problem, form),
        "history": [event_value(world, event) for event in world.counter.history(row.id)],
    }


def event_value(world: World, event: Event) -> dict[str, Value]:
    """One step of an activation."""
    return {
        "seq": event.seq,
        "state": event.state.value,
        "at": event.at.isoformat(),
        "rule": event.rule,
        "sends": event.sends,
        "is_ambiguous": event.ambiguous,
        "problem": problem_value(event.problem, world.shop.number_form),
    }
