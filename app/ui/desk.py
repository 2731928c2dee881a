"""What the window is handed by `app.compose`: the counter, the devices, and who we are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Protocol

from app.core.customer_view import CustomerView
from app.core.key_reading import Layout
from app.core.paper import Paper
from app.core.problem import Problem
from app.core.trial_scan import ScanSource
from app.till.counter import Counter
from app.till.line import Line
from app.till.ports import PrintReport

if TYPE_CHECKING:
    from app.ui.office_desk import Office


@unique
class DeviceState(StrEnum):
    """A printer or scanner in one word."""

    NONE = "none"
    LOOKING = "looking"
    READY = "ready"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A device's state and, in trouble, what is wrong. `name` is what it is called in settings, for tooltips."""

    state: DeviceState
    name: str = ""
    problem: Problem | None = None


@unique
class FoundKind(StrEnum):
    """What a device that was found could be for the till."""

    PRINTER = "printer"
    SCANNER = "scanner"
    HID_SCANNER = "hid-scanner"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A device that this machine has: `name` by its maker, `address` as the settings would name it."""

    kind: FoundKind
    name: str
    address: str
    is_in_use: bool = False


class Listener(Protocol):
    """What the devices tell. Every method may be called on any thread; the window brings it over to its own."""

    def scanned(self, text: str, source: ScanSource = ScanSource.SERIAL) -> None:
        """A code came from a scanner that is not a keyboard."""
        ...

    def line_changed(self, line: Line) -> None:
        """The line to the issuer changed."""
        ...

    def printer_changed(self, status: DeviceStatus) -> None:
        """The printer's state changed."""
        ...

    def scanner_changed(self, status: DeviceStatus) -> None:
        """The serial scanner's state changed."""
        ...


class Devices(Protocol):
    """The devices behind the window."""

    def start(self, listener: Listener) -> None:
        """Starts listening: called once, after the first paint."""
        ...

    def check_printer(self) -> DeviceStatus:
        """Asks the printer how it is. May wait; for a lane."""
        ...

    def found(self) -> tuple[FoundDevice, ...]:
        """What this machine has, by cable or by its spooler. May wait; for a lane."""
        ...

    def print_strip(self, address: str) -> PrintReport:
        """Prints the test strip on the printer at an address. May wait; for a lane."""
        ...

    def try_display(self) -> Problem | None:
        """Shows a trial text on the customer's display; why it is not to be seen, if so. May wait; for a lane."""
        ...

    @property
    def strip_lines(self) -> int:
        """How many lines there are on the strip to pick from. Quick."""
        ...

    def keep_line(self, number: int) -> Problem | None:
        """Keeps the code page of this line of the strip, for the desk that is opened next. For a lane."""
        ...

    def print_aside(self, paper: Paper) -> PrintReport:
        """Prints, on the till's own printer, a paper that belongs to no sale. May wait; for a lane."""
        ...

    @property
    def has_drawer(self) -> bool:
        """Whether the settings name a cash drawer, and there is a printer for it to hang on. Quick."""
        ...

    def kick_drawer(self) -> PrintReport:
        """Opens the cash drawer, and what the printer says of that. May wait; for a lane."""
        ...

    def use(self, found: FoundDevice) -> Problem | None:
        """Names a device in the settings: a desk that is opened from now on uses it. For a lane."""
        ...

    def set_up_scanner(self, values: Mapping[str, str | int | bool]) -> Problem | None:
        """Writes these keys of the scanner's table into the settings, for the desk that is opened next. For a lane."""
        ...

    def watch(self, every_s: float | None) -> None:
        """From now on the printer is asked so often, and told as `printer_changed`; None: not at all. Quick."""
        ...

    def stop(self) -> None:
        """Ends every thread of the devices, promptly."""
        ...


class CustomerDisplay(Protocol):
    """A small display turned to the customer. Its faults keep nobody waiting."""

    @property
    def problem(self) -> Problem | None:
        """Why nothing is to be seen on it; None while it shows what it was told."""
        ...

    def start(self) -> None:
        """Begins to show: called once, after the first paint."""
        ...

    def show(self, view: CustomerView) -> None:
        """From now on this is to be seen. Quick."""
        ...

    def stop(self) -> None:
        """Ends its thread, promptly."""
        ...


class Setup(Protocol):
    """The first-run screen's way to the settings and the keyring."""

    def save(self, account_id: str, base_url: str, client_id: str, secret: str) -> Problem | None:
        """Keeps the account in the settings and the secret in the keyring. May wait; for a lane."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money this is, shown loudly. `is_sandbox` says that nothing is real."""

    account_id: str
    is_test: bool
    is_sandbox: bool = False


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How a keyboard-wedge scanner is told from a person: key names or characters, and milliseconds between keys.

    `layout` is the reading of its keys that counts; `minds_caps_lock`: it turns Shift round while Caps Lock is on.
    """

    prefix: str = ""
    suffix: str = "Return"
    gap_ms_max: int = 80
    shortest: int = 6
    layout: Layout = Layout.AUTO
    minds_caps_lock: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """`theme` is `system`, `light` or `dark`."""

    theme: str = "system"
    kiosk: bool = False
    customer_screen: bool = False
    """Whether a second screen, where there is one, is turned to the customer."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A device was set up, and the settings know it: said in `words`. A scanner is tried at once."""

    words: str
    is_scanner: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """One window's world. Without a counter the window shows the first-run screen, or `problem` in full."""

    counter: Counter | None
    devices: Devices | None
    account: Account | None
    setup: Setup | None = None
    problem: Problem | None = None
    wedge: WedgeSettings = field(default_factory=WedgeSettings)
    look: Look = field(default_factory=Look)
    display: CustomerDisplay | None = None
    office: "Office | None" = None
    """Head office's batches, where this computer orders cards."""
    demonstration_cards: tuple[str, ...] = ()
    reopen: Callable[[], "Desk"] | None = None
    """After the first-run screen saved an account: the desk it makes."""
    sandbox: Callable[[], "Desk"] | None = None
    """The first-run screen's other way: a desk against an embedded sandbox."""
    begin_anew: Callable[[], "Desk"] | None = None
    """Sets a damaged journal aside, begins a new one, and takes over what can be read: the desk it makes."""
    saved: Saved | None = None
    """What was set up by hand just now: the devices' page is seen first, and says it."""
    notice: Problem | None = None
    """What has to be known though the till sells on."""
    upkeep: Callable[[], Problem | None] | None = None
    """For a worker, after the start: looks the journal's pages over and makes the day's backup. Tells what is wrong."""
    close: Callable[[], None] = lambda: None
    """Ends what the desk started: lanes' parts, a sandbox, the journal's lock."""
