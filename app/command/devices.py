"""`giftcard-till devices`: what this machine has that could print or scan, and what of it is in use."""

from pathlib import Path

import click

from app.command.line import merged, shared_but_unused
from app.command.speech import DONE, Value, say, show_json
from app.compose.found import found_devices
from app.config.folders import Home
from app.config.settings_file import load_settings
from app.ui.desk import FoundDevice, FoundKind
from app.ui.proof_words import network_printer_words


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared_but_unused
@click.pass_context
def command(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """List printers and scanners that are there.

    And what the settings name though no look finds it, as a customer's display. Each with the address that the settings
    take. A printer on the network is not found: its own test page names its address. How those in use are, “doctor”
    tells.
    """
    settings = load_settings(Home.found(merged(context, home, sandbox, printer).home).settings)
    found = found_devices(settings)
    if as_json:
        show_json({"devices": [_value(each) for each in found]})
        return DONE
    for each in found:
        name = "" if each.name == each.address else f"{each.name}  "
        say(f"{'in use' if each.is_in_use else '':8}{each.kind.value:12}{name}{_key(each)} = {each.address}")
    if not found:
        say("Nothing was found by cable.")
    say(network_printer_words())
    return DONE


def _key(found: FoundDevice) -> str:
    return {
        FoundKind.PRINTER: "printer.address",
        FoundKind.SCANNER: "scanner.serial_port",
        FoundKind.HID_SCANNER: "scanner.hid",
        FoundKind.DISPLAY: "display.port",
    }[found.kind]


def _value(found: FoundDevice) -> dict[str, Value]:
    return {
        "kind": found.kind.value,
        "name": found.name,
        "address": found.address,
        "key": _key(found),
        "is_in_use": found.is_in_use,
    }
