"""`giftcard-till doctor`: what works, what does not, and what to mend, in words."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Final

import click

from app.command.line import merged, shared
from app.command.speech import DONE, FAULT, Value, say, show_json
from app.compose import Options, World, open_world
from app.config.folders import Home
from app.config.secret import backend_state
from app.config.shop_settings import serial_line
from app.core.problem import Code, Problem, Refusal
from app.till.ports import LedgerFault, PrintOutcome
from app.ui.words import sentence

FREE_BYTES_MIN: Final = 50 * 1024 * 1024
"""Below this the journal may soon not be written (reliability section 2)."""
CLOCK_OFF_MAX: Final = timedelta(minutes=1)
KEYRING_WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Without a problem it is well; `note` says what was seen."""

    name: str
    note: str = ""
    problem: Problem | None = None

    @property
    def is_well(self) -> bool:
        """Nothing to mend here."""
        return self.problem is None


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """Check account, clock, network, login, keyring, printer, scanner and disk. Exit code 5 where something is wrong."""
    findings = list(examine(merged(context, home, sandbox, printer)))
    if as_json:
        show_json({"is_well": all(f.is_well for f in findings), "findings": [_value(f) for f in findings]})
    else:
        for finding in findings:
            say(_line(finding))
    return DONE if all(finding.is_well for finding in findings) else FAULT


def examine(options: Options) -> Iterator[Finding]:
    """Looks at one thing after another; a thing that cannot be looked at is a finding too."""
    yield disk(Home.found(options.home))
    try:
        world = open_world(options, is_reading=True)
    except Refusal as refusal:
        yield Finding("settings", problem=refusal.problem)
        yield keyring()
        return
    except LedgerFault as fault:
        yield Finding("journal", problem=fault.problem)
        return
    with world:
        yield Finding("settings", str(world.home.settings))
        yield Finding("journal", f"{len(world.counter.queue())} waiting, {len(world.counter.cases())} with a person")
        yield account(world)
        if not world.account.is_sandbox:
            yield keyring()
        yield from login_and_clock(world)
        yield printer_state(world)
        yield scanner(world)


def disk(home: Home) -> Finding:
    """Room for the journal."""
    folder = next((place for place in (home.journals, *home.journals.parents) if place.exists()), Path.cwd())
    free = shutil.disk_usage(folder).free
    free_mb = free // (1024 * 1024)
    problem = Problem(Code.DISK_LOW, {"free_mb": free_mb}) if free < FREE_BYTES_MIN else None
    return Finding("disk", f"{free_mb} MB free at {folder}", problem)


def account(world: World) -> Finding:
    """Whose money: test or production."""
    kind = "sandbox" if world.account.is_sandbox else "test account" if world.account.is_test else "PRODUCTION"
    return Finding("account", f"{world.account.account_id} ({kind})")


def keyring() -> Finding:
    """What keeps the client secret."""
    state = backend_state(KEYRING_WAIT_S)
    return Finding("keyring", state.backend, state.problem)


def login_and_clock(world: World) -> Iterator[Finding]:
    """One real login: network, certificate, rights; and the till's clock against the issuer's."""
    try:
        check = world.issuer.made().check_login()
    except Refusal as refusal:
        yield Finding("login", problem=refusal.problem)
        return
    yield Finding("login", "" if check.problem else "the issuer let this till in", check.problem)
    if check.server_at is None:
        return
    off = world.clock.now().astimezone(UTC) - check.server_at.astimezone(UTC)
    seconds = round(off.total_seconds())
    problem = Problem(Code.CLOCK_OFF, {"seconds": abs(seconds)}) if abs(off) > CLOCK_OFF_MAX else None
    yield Finding("clock", f"{seconds} s from the issuer's", problem)


def printer_state(world: World) -> Finding:
    """The printer's own word."""
    report = world.printer.check()
    if report.outcome is PrintOutcome.NO and report.problem is None:
        return Finding("printer", "none: receipts are shown on screen only")
    note = f"{world.printer_address} is ready" if report.outcome is PrintOutcome.YES else world.printer_address
    return Finding("printer", note, report.problem)


def scanner(world: World) -> Finding:
    """The serial scanner, where there is one. A keyboard scanner needs no check: scan something."""
    line = serial_line(world.settings)
    if line is None:
        return Finding("scanner", "keyboard scanners only")
    return Finding("scanner", line.port, serial_problem(line.port, is_there=Path(line.port).exists))


def serial_problem(port: str, is_there: Callable[[], bool]) -> Problem | None:
    """Whether the port is plugged in; on Windows a port has no path and only opening it tells."""
    if port.startswith("/") and not is_there():
        return Problem(Code.SCANNER_AWAY, {"port": port, "reason": "not plugged in"})
    return None


def _value(finding: Finding) -> dict[str, Value]:
    words = sentence(finding.problem) if finding.problem else None
    return {
        "name": finding.name,
        "is_well": finding.is_well,
        "note": finding.note,
        "code": finding.problem.code.value if finding.problem else None,
        "sentence": f"{words.what} {words.todo}" if words else None,
    }


def _line(finding: Finding) -> str:
    if finding.problem is None:
        return f"ok       {finding.name}: {finding.note}"
    words = sentence(finding.problem)
    return f"NOT WELL {finding.name}: {words.what} {words.todo}"
