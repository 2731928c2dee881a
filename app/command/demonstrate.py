"""`giftcard-till demonstrate`: a sale through the real window without a screen, for machines that have none."""

import json
import os
from pathlib import Path

import click

from app.command.journal import newest, row_value
from app.command.line import merged, shared
from app.command.speech import DONE, FAULT, say
from app.command.window import desk_for
from app.compose.options import EMBEDDED, Options
from app.compose.printing import profile_of
from app.compose.world import open_world
from app.config.resources import RESOURCES

AMOUNT = "500,00"


@click.command("demonstrate", hidden=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out/demonstration"))
@shared
@click.pass_context
def command(context: click.Context, out: Path, home: Path | None, sandbox: str, printer: str) -> int:
    """Sell a card of an embedded sandbox through the window, off screen, and keep pictures, receipt and journal."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.ui.demonstration import demonstrate

    out.mkdir(parents=True, exist_ok=True)
    given = merged(context, home or out / "home", sandbox, printer)
    options = Options(given.home, EMBEDDED, given.printer or f"file:{out / 'receipt.bin'}")
    card = next_card(options)
    if card is None:
        say(f"Every card of this sandbox is sold. Delete {given.home} to begin anew.")
        return FAULT
    shown = demonstrate(desk_for(options), RESOURCES, card, AMOUNT, out)
    keep_papers(options, out)
    for picture in shown.pictures:
        say(f"picture  {picture}")
    say(f"receipt  {out / 'receipt.png'} (as sent to the printer: {out / 'receipt.bin'})")
    say(f"journal  {out / 'journal.json'} (the journal itself: {given.home}/journal)")
    say(
        "The card is active: the gift-card service said so."
        if shown.is_active
        else "The sale did not end well: see the pictures."
    )
    return DONE if shown.is_active else FAULT


def next_card(options: Options) -> str | None:
    """A card of the sandbox that this till has not sold yet."""
    with open_world(options) as world:
        sold = {row.order.card.text for row in newest(world, 1000)}
        cards = world.sandbox.cards if world.sandbox else ()
    return next((card for card in cards if card not in sold), None)


def keep_papers(options: Options, out: Path) -> None:
    """The last receipt as a picture and the journal as JSON, from what is on disk."""
    from app.printer.picture import paper_png

    with open_world(options, is_reading=True) as world:
        rows = newest(world, 10)
        record = world.counter.paper_of(rows[0].id) if rows else None
        if record is not None:
            (out / "receipt.png").write_bytes(paper_png(record.paper, profile_of(world.settings.printer)))
        values = [row_value(world, row) for row in rows]
        (out / "journal.json").write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
