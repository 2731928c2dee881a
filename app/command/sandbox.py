"""`giftcard-till sandbox`: a wallets server of our own on loopback, to try and to test against."""

from pathlib import Path

import click

from app.command.line import shared
from app.command.speech import DONE, say, show_json


@click.command("sandbox")
@click.option("--port", default=0, show_default=True, help="A port on loopback; 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Keep the state here, not in memory.")
@click.option("--cards", default=20, show_default=True, help="How many inactive cards it begins with.")
@click.option("--seed", default=1, show_default=True, help="Decides the cards' codes and the faults.")
@click.option("--set", "settings", multiple=True, metavar="SWITCH=VALUE", help="A switch's position; may be given again.")
@click.option("--list-switches", is_flag=True, help="Name every switch with its values, and end.")
@click.option("--json", "as_json", is_flag=True, help="With --list-switches: as one JSON object.")
@click.option("--until-stdin-closes", is_flag=True, hidden=True)
@shared
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
        show_json({"switches": switches})  # type: ignore[dict-item]  # plain JSON values by the sandbox's promise
        return
    for switch in switches:
        say(f"{switch['name']}: {switch['values']} (default {switch['default']})")
