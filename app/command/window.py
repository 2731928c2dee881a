"""Opens the window: a desk for a till that is set up, the first-run screen for one that is not."""

import json
import logging
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.compose.options import EMBEDDED, Options
from app.compose.printer_watch import PrinterWatch
from app.compose.world import World, open_world
from app.config.folders import Home
from app.config.resources import RESOURCES
from app.config.settings import Display, Scanner
from app.config.settings_file import load_settings, save_account
from app.config.shop_settings import serial_lines
from app.core.key_reading import Layout
from app.core.paper import Paper
from app.core.problem import Code, Problem, Refusal
from app.till.counter import printing_aside
from app.till.notices import notice
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.desk import Desk, DeviceState, DeviceStatus, FoundDevice, Listener, Look, WedgeSettings
from app.ui.qt_loading import load_qt

if TYPE_CHECKING:
    from app.compose.batch_desk import BatchDesk
    from app.compose.office import Office
    from app.compose.scanners import Scanners
    from app.printer.line_display import LineDisplay

log = logging.getLogger(__name__)

_SET_UP_FIRST: Final = frozenset({Code.ACCOUNT_MISSING})


def open_window(options: Options, *, exit_at_ready: bool = False, print_modules: bool = False) -> int:
    """Runs the window to its end and returns the exit code.

    `exit_at_ready` ends it once it is painted and ready to scan; `print_modules` then prints one JSON object with
    the modules loaded at that moment and the private memory in kB (0 where the system does not tell).
    """
    desk = desk_for(options)
    load_qt()
    from app.ui.run import run_window

    def report(_window: object) -> None:
        _show_practice_cards(desk)
        if print_modules:
            sys.stdout.write(json.dumps({"modules": sorted(sys.modules), "private_kb": private_kb()}) + "\n")

    return run_window(desk, RESOURCES, report, exit_at_ready=exit_at_ready)


def _show_practice_cards(desk: Desk) -> None:
    """The embedded sandbox's cards on the terminal: codes to type, and on a real terminal bar codes to scan."""
    if not desk.demonstration_cards:
        return
    sys.stdout.write("Sandbox: nothing is real. Cards to scan or type:\n")
    for card in desk.demonstration_cards:
        if sys.stdout.isatty():
            from app.command.terminal_bar_code import terminal_bar_code

            sys.stdout.write(terminal_bar_code(card) + "\n")
        sys.stdout.write(f"  {card}\n")
    sys.stdout.flush()


def private_kb() -> int:
    """This process's private memory, as Linux counts it; 0 elsewhere."""
    try:
        rows = [row.split() for row in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()]
    except OSError:
        return 0
    return sum(int(row[1]) for row in rows if row[0].startswith("Private_"))


def desk_for(options: Options) -> Desk:
    """The desk these options make; a desk without a counter where something stands in the way. Never raises."""
    try:
        world = open_world(options)
    except (Refusal, LedgerFault) as fault:
        return _closed_desk(options, fault.problem)
    return _open_desk(options, world)


def _closed_desk(options: Options, problem: Problem) -> Desk:
    is_new = problem.code in _SET_UP_FIRST
    return Desk(
        counter=None,
        devices=None,
        account=None,
        setup=FirstRun(options) if is_new else None,
        problem=None if is_new else problem,
        reopen=lambda: desk_for(options),
        begin_anew=lambda: begun_anew(options),
        sandbox=(lambda: desk_for(replace(options, sandbox=EMBEDDED))) if is_new else None,
    )


def _open_desk(options: Options, world: World) -> Desk:
    settings = world.settings
    _rescue(world)
    office = _office(world) if options.is_office or settings.office.batches else None
    display = _display(settings.display)
    return Desk(
        counter=printing_aside(world.counter),
        devices=TillDevices(world, display),
        account=world.account,
        wedge=_wedge(settings.scanner),
        look=Look(
            settings.look.theme,
            kiosk=options.is_kiosk or settings.look.kiosk,
            customer_screen=settings.display.second_screen,
        ),
        display=display,
        office=office,
        demonstration_cards=world.sandbox.cards if world.sandbox else (),
        reopen=lambda: desk_for(options),
        begin_anew=lambda: begun_anew(options),
        notice=_notice(world),
        upkeep=lambda: look_after(world),
        close=lambda: _close(world, office),
    )


def _office(world: World) -> "BatchDesk":
    from app.compose.batch_desk import BatchDesk

    def opened() -> "Office":
        from app.compose.office import office_of

        return office_of(world)

    return BatchDesk(opened)


def _close(world: World, office: "BatchDesk | None") -> None:
    try:
        if office is not None:
            office.close()
    finally:
        world.close()


def _rescue(world: World) -> None:
    """What waits to be taken over from a damaged journal is taken over before anything is sold."""
    try:
        due = world.ledger.rescues_due()
        if due:
            from app.command.rescue import rescued

            rescued(world, due)
    except (Refusal, LedgerFault) as fault:  # the new journal is sound: selling goes on
        log.warning("a damaged journal is set aside and not yet rescued: %s", fault.problem.code.value)


def _notice(world: World) -> Problem | None:
    """What has to be known though the till sells on; a journal that cannot tell will say so itself."""
    try:
        if world.ledger.rescues_due():
            return Problem(Code.RESCUE_DUE)
        return notice(world.ledger, world.clock.now())
    except LedgerFault:
        return None


def begun_anew(options: Options) -> Desk:
    """Sets the damaged journal aside and takes over what can be read of it. What cannot be taken over now stays due.

    Raises Refusal, LedgerFault where no new journal can be begun.
    """
    from app.command.rescue import begin_anew

    begin_anew(options)
    return desk_for(options)


def look_after(world: World) -> Problem | None:
    """Looks the journal's pages over, and makes the backup of the day. Tells what a person must know. For a worker."""
    found = world.ledger.quick_check()
    if found is not None:
        return found
    try:
        world.ledger.backup(world.clock.now(), world.settings.journal.backup_days)
    except LedgerFault as fault:
        log.warning("no backup of the journal was made: %s", fault.problem.code.value)
        return fault.problem if fault.problem.code is Code.JOURNAL_DAMAGED else None
    return None


def _display(table: Display) -> "LineDisplay | None":
    if not table.port:
        return None
    from app.printer.line_display import LineDisplay

    return LineDisplay(table.port, table.speed, table.commands, table.code_page)


def _wedge(scanner: Scanner) -> WedgeSettings:
    return WedgeSettings(
        scanner.wedge_prefix,
        scanner.wedge_suffix,
        scanner.wedge_gap_ms_max,
        scanner.wedge_shortest,
        Layout(scanner.wedge_layout),
        minds_caps_lock=scanner.wedge_minds_caps_lock,
    )


class FirstRun:
    """What the first-run screen saves: the account in the settings, the secret in the keyring."""

    def __init__(self, options: Options) -> None:
        self._home = Home.found(options.home)

    def save(self, account_id: str, base_url: str, client_id: str, secret: str) -> Problem | None:
        """Keeps both, the secret first: settings without a secret would be half an account."""
        from app.config.secret import Secret, save_secret
        from app.dintero.connection import Connection

        try:
            self._home.make()
            Connection(base_url, account_id, client_id)
            save_secret(account_id, client_id, Secret.typed(secret))
            save_account(self._home.settings, account_id, base_url, client_id)
        except Refusal as refusal:
            return refusal.problem
        return None


class TillDevices:
    """The printer and the scanners of one till, and the sandbox that starts with it."""

    def __init__(self, world: World, display: "LineDisplay | None" = None) -> None:
        self._world = world
        self._display = display
        self._scanners: Scanners | None = None
        self._watch: PrinterWatch | None = None

    def start(self, listener: Listener) -> None:
        """Starts what listens. Called once, after the first paint."""
        self._world.on_line.append(listener.line_changed)
        self._watch = PrinterWatch(lambda: listener.printer_changed(self.check_printer()))
        if self._world.sandbox is not None:
            with suppress(Refusal):  # the first call finds it missing, and the line says so
                self._world.sandbox.start()
        settings = self._world.settings
        if not serial_lines(settings) and not settings.scanner.hid:
            listener.scanner_changed(DeviceStatus(DeviceState.NONE))
            return
        from app.compose.scanners import Scanners

        self._scanners = Scanners(settings, listener.scanned, listener.scanner_changed)
        self._scanners.start()

    def check_printer(self) -> DeviceStatus:
        """How the printer is, by its own word. May wait some seconds."""
        report = self._world.printer.check()
        name = self._world.printer_address
        if report.outcome is PrintOutcome.NO and report.problem is None:
            return DeviceStatus(DeviceState.NONE, name)
        state = DeviceState.TROUBLE if report.problem else DeviceState.READY
        return DeviceStatus(state, name, report.problem or report.warning)

    def found(self) -> tuple[FoundDevice, ...]:
        """What this machine has. May wait."""
        from app.compose.found import found_devices

        return found_devices(load_settings(self._world.home.settings))

    @property
    def has_drawer(self) -> bool:
        """Whether a drawer hangs on the till's own printer."""
        from app.compose.printing import has_drawer

        return has_drawer(self._world.printer, self._world.settings.printer)

    def kick_drawer(self) -> PrintReport:
        """Opens it."""
        from app.compose.printing import kick_drawer, profile_of

        return kick_drawer(self._world.printer, profile_of(self._world.settings.printer))

    def use(self, found: FoundDevice) -> Problem | None:
        """Names a device in the settings, for the desk that is opened next."""
        from app.compose.found import use

        return use(self._world.home.settings, found)

    def set_up_scanner(self, values: Mapping[str, str | int | bool]) -> Problem | None:
        """Writes how the scanner types into the settings."""
        from app.config.settings_file import save_values

        try:
            save_values(self._world.home.settings, "scanner", values)
        except Refusal as refusal:
            return refusal.problem
        return None

    def print_strip(self, address: str) -> PrintReport:
        """The test strip on the printer at an address."""
        from app.compose.found import print_trial

        return print_trial(self._world, address)

    def try_display(self) -> Problem | None:
        """A trial text on the customer's display, until the next sale shows something else."""
        from app.core.customer_view import trial

        return self._display.tried(trial(self._world.counter.letterhead.words)) if self._display else None

    @property
    def strip_lines(self) -> int:
        """As many as the strip has candidates."""
        from app.printer.strip import CANDIDATES

        return len(CANDIDATES)

    def keep_line(self, number: int) -> Problem | None:
        """Writes what that line stands for into the settings."""
        from app.compose.found import keep_line

        return keep_line(self._world.home.settings, number)

    def print_aside(self, paper: Paper) -> PrintReport:
        """A paper that belongs to no sale, on the till's own printer."""
        return self._world.printer.print(paper)

    def watch(self, every_s: float | None) -> None:
        """The printer's light follows the printer, that often."""
        if self._watch is not None:
            self._watch.turn(every_s)

    def stop(self) -> None:
        """Ends the threads of watch and scanners."""
        if self._watch is not None:
            self._watch.stop()
        if self._scanners is not None:
            self._scanners.stop()
