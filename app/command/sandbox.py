"""`giftcard-till sandbox`: a wallets server of our own on loopback, to try and to test against."""

import json
import sys
from pathlib import Path

import click

from app.command.line import shared_but_unused
from app.command.speech import DONE, say


@click.command("sandbox")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, show_default=True, help="On loopback; 0: a free one."
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep the state here, not in memory.")
@click.option("--cards", type=click.IntRange(0, 10_000), default=20, show_default=True, help="Inactive cards at first.")
@click.option("--seed", default=1, show_default=True, help="Decides the cards' codes and the faults.")
@click.option("--set", "settings", multiple=True, metavar="SWITCH=VALUE", help="A switch's position; again for more.")
@click.option("--list-switches", is_flag=True, help="Name every switch with its values, and end.")
@click.option("--json", "as_json", is_flag=True, help="With --list-switches: as one JSON object.")
@click.option("--until-stdin-closes", is_flag=True, hidden=True)
@shared_but_unused
def command(
    *,
    port: int,
    data: Path | None,
    cards: int,
    seed: int,
    settings: tuple[str, ...],
    list_switches: bool,
    as_json: bool,
    until_stdin_closes: bool,
    **_shared: object,
) -> int:
    """Run a sandbox until it is interrupted. It prints one JSON line when it is ready."""
    from app.sandbox.serve import run
    from app.sandbox.switches import list_switches as switches

    if list_switches:
        _show(switches(), as_json=as_json)
        return DONE
    chosen: dict[str, str] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise click.BadParameter(f"{setting!r} is not SWITCH=VALUE", param_hint="--set")
        chosen[name] = value
    return run(port, data, cards, seed, chosen, until_stdin_closes)


def _show(switches: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"switches": switches}) + "\n")
        return
    for switch in switches:
        say(f"{switch['name']}: {switch['values']} (default {switch['default']}). {switch['sentence']}")
