"""`giftcard-till doctor`: what works, what does not, and what to mend, in words."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import click

from app.command.line import merged, shared
from app.command.speech import DONE, FAULT, Value, say, show_json
from app.compose.account import facts_address
from app.compose.options import Options
from app.compose.printing import profile_of
from app.compose.world import World, open_world
from app.config.facts_file import facts_in_use
from app.config.folders import Home
from app.config.secret import backend_state, read_slip_key
from app.config.settings import Settings
from app.config.settings_file import load_settings
from app.config.shop_settings import serial_lines
from app.core.problem import Code, Problem, Refusal
from app.printer.destination import NONE, check
from app.printer.logo import logo_picture
from app.till.clock_watch import clock_off
from app.till.notices import notice
from app.till.ports import LedgerFault, PrintOutcome
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.words import printer_words, sentence

FREE_BYTES_MIN: Final = 50 * 1024 * 1024
"""Below this the journal may soon not be written (reliability section 2)."""
CLOCK_OFF_MAX: Final = timedelta(minutes=1)
KEYRING_WAIT_S: Final = 10.0
OF_THE_ACCOUNT: Final = ("journal", "account", "facts", "network", "token", "clock")
"""What can only be looked at with an account."""
_OF_THE_LINE: Final = frozenset(
    {Code.LINE_DOWN, Code.NO_ANSWER, Code.ANSWER_UNCLEAR, Code.CERTIFICATE_REFUSED, Code.TOO_MANY_CALLS}
)
_BEFORE_THE_LINE: Final = frozenset(
    {Code.SECRET_MISSING, Code.KEYRING_ABSENT, Code.KEYRING_LOCKED, Code.KEYRING_REFUSED}
)
"""Without a secret nobody is called, so that nothing is known of the line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Without a problem it is well; `note` says what was seen.

    `unchecked` says why it could not be looked at: then nothing is known of it, and it is not called well.
    """

    name: str
    note: str = ""
    problem: Problem | None = None
    unchecked: str = ""

    @property
    def is_well(self) -> bool:
        """It was looked at, and there is nothing to mend."""
        return self.problem is None and not self.unchecked

    @property
    def words(self) -> str:
        """What is wrong and what to do, or why it is not known; empty where all is well."""
        if self.unchecked:
            return f"Not checked, because {self.unchecked}."
        if self.problem is None:
            return ""
        if self.name == "printer":  # nothing is being printed, so nothing is said of a paper
            told = printer_words(DeviceStatus(DeviceState.TROUBLE, problem=self.problem))
            return f"{told.what}. {told.todo}"
        words = sentence(self.problem)
        return f"{words.what} {words.todo}"


def unchecked(names: Sequence[str], reason: str) -> Iterator[Finding]:
    """What could not be looked at, each with the reason: silence would pass for health."""
    return (Finding(name, unchecked=reason) for name in names)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """Look at everything, and say what to mend.

    Account, journal, clock, network, login, keyring, slips, printer, scanner and disk. Exit code 5: something is wrong.
    """
    findings = list(examine(merged(context, home, sandbox, printer)))
    if as_json:
        show_json({"is_well": all(f.is_well for f in findings), "findings": [_value(f) for f in findings]})
    else:
        for finding in findings:
            say(_line(finding))
    return DONE if all(finding.is_well for finding in findings) else FAULT


def examine(options: Options) -> Iterator[Finding]:
    """Looks at one thing after another; a thing that cannot be looked at is a finding too."""
    home = Home.found(options.home)
    yield disk(home)
    try:
        home.make()
        settings = load_settings(home.settings)
    except Refusal as refusal:
        yield Finding("settings", problem=refusal.problem)
        yield from unchecked((*OF_THE_ACCOUNT, "printer", "scanner"), "the settings cannot be read")
        yield keyring()
        return
    yield Finding("settings", str(home.settings) if home.settings.exists() else "no file: the defaults hold")
    yield from account_and_line(options)
    if not options.sandbox:
        yield keyring()
        yield slip_key(settings)
    yield printer_state(options, settings)
    yield scanner(settings)


def account_and_line(options: Options) -> Iterator[Finding]:
    """The account, its journal and its line. A printer at fault does not hide them."""
    try:
        world = open_world(replace(options, printer=NONE), is_reading=True)
    except Refusal as refusal:
        yield Finding("account", problem=refusal.problem)
        is_new = refusal.problem.code is Code.ACCOUNT_MISSING
        reason = "the account is not filled in" if is_new else "the account cannot be used"
        yield from unchecked([name for name in OF_THE_ACCOUNT if name != "account"], reason)
        return
    except LedgerFault as fault:
        yield Finding("journal", problem=fault.problem)
        yield from unchecked([name for name in OF_THE_ACCOUNT if name != "journal"], "the journal cannot be opened")
        return
    with world:
        yield journal(world)
        yield account(world)
        yield facts(world)
        yield from login_and_clock(world)


def journal(world: World) -> Finding:
    """What waits and what needs a person, if the journal can be read; and a damaged one that is not rescued yet."""
    try:
        told = f"{len(world.counter.queue())} waiting, {len(world.counter.cases())} with a person"
        due = world.ledger.rescues_due()
        return Finding("journal", told, Problem(Code.RESCUE_DUE) if due else notice(world.ledger, world.clock.now()))
    except LedgerFault as fault:
        return Finding("journal", problem=fault.problem)


def facts(world: World) -> Finding:
    """What a probe found out about the gift-card service, and why it is no more than that. The worst is no fault."""
    address = facts_address(world.account, world.settings)
    used = facts_in_use(world.home.facts, world.account.account_id, address, world.clock.now())
    if used.why:
        return Finding("facts", f"the worst is assumed of the gift-card service: {used.why}")
    known = used.facts
    said = ("a second activation is refused", known.server_cas), ("metadata comes back", known.metadata_kept)
    return Finding("facts", ", ".join(f"{what}: {'yes' if is_so else 'not for certain'}" for what, is_so in said))


def disk(home: Home) -> Finding:
    """Room for the journal."""
    folder = next((place for place in (home.journals, *home.journals.parents) if place.exists()), Path.cwd())
    problem = _write_problem(folder)
    free = shutil.disk_usage(folder).free
    free_mb = free // (1024 * 1024)
    if problem is None and free < FREE_BYTES_MIN:
        problem = Problem(Code.DISK_LOW, {"free": f"{free_mb} MB"})
    return Finding("disk", f"{free_mb} MB free at {folder}", problem)


def _write_problem(folder: Path) -> Problem | None:
    """Whether a byte can be put there and synced, tried by doing it: a disk may be read-only since a fault of it."""
    try:
        with TemporaryFile(dir=folder, buffering=0) as trial:
            trial.write(b"?")
            os.fsync(trial.fileno())
    except OSError:
        return Problem(Code.JOURNAL_READ_ONLY)
    return None


def account(world: World) -> Finding:
    """Whose money: test or production."""
    kind = "sandbox" if world.account.is_sandbox else "test account" if world.account.is_test else "PRODUCTION"
    return Finding("account", f"{world.account.account_id} ({kind})")


def keyring() -> Finding:
    """What keeps the client secret."""
    state = backend_state(KEYRING_WAIT_S)
    return Finding("keyring", state.backend, state.problem)


def slip_key(settings: Settings) -> Finding:
    """With which key this till's slips are sealed: only tills that have the same read each other's."""
    account_id = settings.account.id
    if not account_id:
        return Finding("slips", unchecked="the account is not filled in")
    try:
        key = read_slip_key(account_id, KEYRING_WAIT_S)
    except Refusal:  # told as the keyring's own finding
        return Finding("slips", unchecked="the keyring cannot be read")
    if key is not None:
        return Finding("slips", "sealed with the chain's slip key")
    return Finding("slips", "sealed with a key made of the client secret: tills with the same secret read them")


def login_and_clock(world: World) -> Iterator[Finding]:
    """One real login: network, certificate and token; and the till's clock against the gift-card service's."""
    try:
        check = world.issuer.made().check_login()
    except Refusal as refusal:
        yield Finding("network", problem=refusal.problem)
        yield from unchecked(("token", "clock"), "nobody could be called")
        return
    yield from network_and_token(check.problem)
    if check.server_at is None:
        yield from unchecked(("clock",), "the gift-card service did not name its time")
        return
    off = world.clock.now().astimezone(UTC) - check.server_at.astimezone(UTC)
    seconds = round(off.total_seconds())
    problem = clock_off(off) if abs(off) > CLOCK_OFF_MAX else None
    yield Finding("clock", f"{seconds} s from the gift-card service's", problem)


def network_and_token(problem: Problem | None) -> Iterator[Finding]:
    """What a login says of the line and of the account. What was not reached is not called well."""
    if problem is not None and problem.code in _OF_THE_LINE:
        yield Finding("network", problem=problem)
        yield from unchecked(("token",), "the gift-card service did not answer")
        return
    if problem is not None and problem.code in _BEFORE_THE_LINE:
        yield from unchecked(("network",), "there is no client secret to call with")
    else:
        yield Finding("network", "the gift-card service answers")
    yield Finding("token", "" if problem else "the gift-card service let this till in", problem)


def printer_state(options: Options, settings: Settings) -> Finding:
    """The printer's own word."""
    address = options.printer or settings.printer.address
    try:
        profile = profile_of(settings.printer, str(Home.found(options.home).settings))
        report = check(address, profile)
    except Refusal as refusal:
        return Finding("printer", problem=refusal.problem)
    if report.outcome is PrintOutcome.NO and report.problem is None:
        return Finding("printer", "none: receipts are shown on screen only")
    note = f"{address} is ready" if report.outcome is PrintOutcome.YES else address
    soon = f"; {sentence(report.warning).what}" if report.warning else ""
    is_bare = profile.logo is not None and logo_picture(profile.logo, profile.dots) is None
    bare = "; its logo cannot be read and is left out" if is_bare else ""
    return Finding("printer", f"{note}{soon}{bare}", report.problem)


def scanner(settings: Settings) -> Finding:
    """The serial scanners, where there are any. A keyboard scanner needs no check: scan something."""
    lines = serial_lines(settings)
    if not lines:
        return Finding("scanner", "keyboard scanners only")
    problems = (serial_problem(line.port, is_there=Path(line.port).exists) for line in lines)
    ports = ", ".join(line.port for line in lines)
    return Finding("scanner", ports, next((problem for problem in problems if problem is not None), None))


def serial_problem(port: str, is_there: Callable[[], bool]) -> Problem | None:
    """Whether the port is plugged in; on Windows a port has no path and only opening it tells."""
    if port.startswith("/") and not is_there():
        return Problem(Code.SCANNER_AWAY, {"port": port, "reason": "not plugged in"})
    return None


def _value(finding: Finding) -> dict[str, Value]:
    return {
        "name": finding.name,
        "is_well": finding.is_well,
        "is_checked": not finding.unchecked,
        "note": finding.note,
        "code": finding.problem.code.value if finding.problem else None,
        "sentence": finding.words or None,
    }


def _line(finding: Finding) -> str:
    if finding.unchecked:
        return f"-        {finding.name}: not checked, because {finding.unchecked}"
    return (
        f"ok       {finding.name}: {finding.note}" if finding.is_well else f"NOT WELL {finding.name}: {finding.words}"
    )
