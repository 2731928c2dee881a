"""`giftcard-till settings`: where things lie, and a settings file to begin with."""

import sys
from pathlib import Path

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import BAD_INPUT, DONE, Value, say, show_json
from app.config.folders import Home
from app.config.settings_file import load_settings, write_default


@click.command("settings")
@click.option("--write", is_flag=True, help="Write a settings file with every key explained, if there is none.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
@click.pass_context
def command(
    context: click.Context, home: Path | None, sandbox: str, printer: str, *, write: bool, as_json: bool
) -> int:
    """Show where things lie, and check the settings.

    Settings, journals and logs; with --write a settings file to begin with.
    """
    place = Home.found(merged(context, home, sandbox, printer).home)
    was_written = write and _written(place)
    if not write or was_written:
        load_settings(place.settings)
    if as_json:
        places: dict[str, Value] = {"settings": str(place.settings), "journals": str(place.journals)}
        show_json(places | {"log": str(place.log), "is_there": place.settings.exists(), "was_written": was_written})
    if write and not was_written:
        sys.stderr.write(f"{place.settings} exists and was left as it is.\n")
        return BAD_INPUT
    if as_json:
        return DONE
    if was_written:
        say(f"Written: {place.settings}")
        say("Fill in [account] and [shop], then “giftcard-till secret set”.")
        return DONE
    say(f"Settings: {place.settings}{'' if place.settings.exists() else ' (not there yet: the defaults hold)'}")
    say(f"Journals: {place.journals}")
    say(f"Log:      {place.log}")
    return DONE


def _written(place: Home) -> bool:
    """Whether the file was written: what stands there is never touched. Raises Refusal SETTINGS_UNREADABLE."""
    place.make()
    return not place.settings.exists() and write_default(place.settings)
