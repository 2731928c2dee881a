"""`giftcard-till report`: the day in figures, with every case that is still open."""

from pathlib import Path
from typing import Final

import click

from app.command.activate import read_day
from app.command.line import merged, shared
from app.command.queue_case import case_line, case_value
from app.command.speech import DONE, WITH_A_PERSON, Value, say, show_json
from app.compose.world import World, open_world
from app.till.day_report import DayReport, DrawerOpened, Tally, day_report

ROWS: Final = (
    ("loaded", "Loaded onto cards"),
    ("waiting", "Not active yet"),
    ("in_doubt", "Being checked"),
    ("with_a_person", "With a person"),
    ("cancelled", "Cancelled"),
    ("closed", "Closed by a person"),
)
BESIDE: Final = (
    ("taken_over", "Taken over from another till, which counts it"),
    ("given_back", "Given back to customers"),
    ("moved", "Moved to another card"),
)
"""What is told only where there is any: it is no part of the day's sales, or of another day's."""


@click.command("report")
@click.option("--day", default="", metavar="YYYY-MM-DD", help="Which day; without it today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(context: click.Context, home: Path | None, sandbox: str, printer: str, *, day: str, as_json: bool) -> int:
    """Tell a day in figures. It may be asked for while the till is open.

    Exit code 0: no case is open. 4: a case is open, of whatever day.
    """
    with open_world(merged(context, home, sandbox, printer), is_reading=True) as world:
        now = world.clock.now()
        told = day_report(world.ledger, read_day(day) or now.date(), now)
        if as_json:
            show_json(report_value(world, told))
        else:
            _say(world, told)
        return WITH_A_PERSON if told.open_cases else DONE


def report_value(world: World, told: DayReport) -> dict[str, Value]:
    """The stable names of `report --json`."""
    tallies: dict[str, Value] = {name: _tally_value(getattr(told, name)) for name, _ in ROWS + BESIDE}
    return {
        "day": told.day.isoformat(),
        **tallies,
        "open_cases": [case_value(world, case) for case in told.open_cases],
        "drawer": [_opening_value(each) for each in told.drawer],
        "drawer_with_receipts": told.drawer_with_receipts,
    }


def _opening_value(opened: DrawerOpened) -> dict[str, Value]:
    names = {"person": opened.person, "reason": opened.reason, "supervisor": opened.supervisor}
    return {"at": opened.at.isoformat(), **names, "stayed_shut": opened.stayed_shut}


def _tally_value(tally: Tally) -> dict[str, Value]:
    sums: dict[str, Value] = {money.currency.value: money.minor for money in tally.sums}
    return {"count": tally.count, "minor": sums}


def _say(world: World, told: DayReport) -> None:
    form = world.shop.number_form
    say(f"{told.day.isoformat()}  till {world.shop.till_id}, account {world.account.account_id}")
    for name, words in ROWS:
        tally: Tally = getattr(told, name)
        sums = ", ".join(form.amount(money) for money in tally.sums)
        say(f"{words:<18} {tally.count:>5}  {sums}".rstrip())
    for name, words in BESIDE:
        beside: Tally = getattr(told, name)
        if beside.count:
            say(f"{words}: {beside.count}  {', '.join(form.amount(money) for money in beside.sums)}")
    say(f"Open cases: {len(told.open_cases)}")
    for case in told.open_cases:
        say(f"  {case_line(world, case)}")
    if told.drawer_with_receipts:
        say(f"Drawer opened with a receipt: {told.drawer_with_receipts}")
    if told.drawer:
        say(f"Drawer opened without a sale: {sum(not each.stayed_shut for each in told.drawer)}")
    for each in told.drawer:
        moment = world.clock.now().tzinfo
        leave = f"{each.person}: {each.reason} (leave of {each.supervisor})"
        say(f"  {each.at.astimezone(moment):%H:%M}  {leave}{', but it stayed shut' if each.stayed_shut else ''}")
