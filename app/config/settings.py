"""What a shop may set: the tables of settings.toml, their defaults and their limits."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from app.core.limits import CONTACT_HOURS, PER_CASHIER_HOUR, WAITING_COUNT
from app.core.money import Currency
from app.core.scan import DEFAULT_PATTERNS

Whole = int | str
"""A whole number of kroner or euro, as a figure or as text; never a float."""

DEFAULT_MAXIMUM: Final[dict[Currency, int]] = {
    Currency.NOK: 10_000,
    Currency.SEK: 10_000,
    Currency.DKK: 10_000,
    Currency.EUR: 1_000,
    Currency.USD: 1_000,
}
"""The most for one card where the settings name none, in whole units."""


class Account(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose cards are sold, and where. The client's secret is in the keyring, never here."""

    id: str = ""
    base_url: str = "https://api.dintero.com"
    client_id: str = ""


class Network(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the issuer is reached. Nothing of this is taken from the environment."""

    trust: Literal["certifi", "system"] = "certifi"
    ca_file: str = ""
    proxy: str = ""
    connect_timeout_s: Annotated[float, Meta(ge=0.1, le=60)] = 5.0
    deadline_s: Annotated[float, Meta(ge=0.5, le=120)] = 30.0


class ShopTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Names and forms on screen and on paper."""

    name: str = "Gift cards"
    address: tuple[str, ...] = ()
    store_id: str = "store-1"
    till_id: str = "till-1"
    operator_id: str = "operator-1"
    terms: tuple[str, ...] = ()
    locale: str = "nb_NO"
    receipt_language: str = "en"
    mask_first: Annotated[int, Meta(ge=0, le=12)] = 0


class Sale(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What may be sold. Amounts are whole units of a currency."""

    currencies: tuple[Currency, ...] = tuple(Currency)
    maximum: dict[str, Whole] = {}
    presets: tuple[Whole, ...] = (200, 300, 500, 1000)
    expiry_months: Annotated[int, Meta(ge=1, le=120)] | None = None
    cards_max: Annotated[int, Meta(ge=1, le=200)] = 50


class Printer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where paper comes out. The printer's own rooms know the addresses and the profiles."""

    address: str = "none"
    profile: str = "80mm"
    columns: Literal[32, 42, 48] | None = None
    dots: Literal[384, 512, 576] | None = None
    code_page: str | None = None
    code_page_slot: Annotated[int, Meta(ge=0, le=255)] | None = None
    has_cutter: bool | None = None
    has_bar_code: bool | None = None
    has_qr_code: bool | None = None
    logo: str = ""
    drawer: Literal["none", "pin-2", "pin-5"] = "none"
    drawer_on: Literal["never", "receipts"] = "never"


SerialSpeed = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


class SerialTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One more scanner on a serial line."""

    port: str
    speed: SerialSpeed = 9600
    framing: str = "8N1"
    lrc: bool = False


class Scanner(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How codes come in and what they mean."""

    patterns: tuple[str, ...] = DEFAULT_PATTERNS
    wedge_prefix: str = ""
    wedge_suffix: str = "Return"
    wedge_gap_ms_max: Annotated[int, Meta(ge=5, le=500)] = 80
    wedge_shortest: Annotated[int, Meta(ge=3, le=40)] = 6
    wedge_layout: Literal["auto", "typed", "us"] = "auto"
    wedge_minds_caps_lock: bool = False
    serial_port: str = ""
    serial_speed: SerialSpeed = 9600
    serial_framing: str = "8N1"
    serial_lrc: bool = False
    serial: tuple[SerialTable, ...] = ()
    hid: str = ""


class Queue(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How what waits is caught up with, and how doubt is settled."""

    quarantine_s: Annotated[int, Meta(ge=1, le=3600)] = 120
    calls_at_once: Annotated[int, Meta(ge=1, le=6)] = 4
    confirmations: Literal["keep", "print"] = "keep"


class Offline(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What may be sold while the line is down. Amounts are whole units of a currency; each has its own."""

    is_allowed: bool = True
    card_max: dict[str, Whole] = {}
    waiting_max: dict[str, Whole] = {}
    waiting_count_max: Annotated[int, Meta(ge=1, le=10_000)] = WAITING_COUNT
    hours_max: Annotated[int, Meta(ge=1, le=720)] = CONTACT_HOURS
    cashier_hour_max: Annotated[int, Meta(ge=1, le=10_000)] = PER_CASHIER_HOUR
    policy_file: str = ""
    policy_key: str = ""


class Person(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody who may approve a sale, and what is kept of the PIN."""

    name: str
    pin_hash: str


class Approval(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who may approve what passes a limit."""

    people: tuple[Person, ...] = ()


class Journal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the journal is looked after."""

    backup_days: Annotated[int, Meta(ge=0, le=365)] = 14
    free_mb_min: Annotated[int, Meta(ge=10, le=100_000)] = 50


class Look(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the window looks."""

    theme: Literal["system", "light", "dark"] = "system"
    kiosk: bool = False


class Office(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether this computer is one where head office orders cards."""

    batches: bool = False


class Display(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the customer sees: a second screen, or a display of two lines on a serial port."""

    second_screen: bool = False
    port: str = ""
    speed: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    commands: Literal["epson", "cd5220"] = "epson"
    code_page: Literal["CP437", "CP850", "CP865", "CP1252", "CP858"] = "CP858"


class Log(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much is written down."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file. A missing table or key has its default, so that an empty file is a valid one."""

    account: Account = Account()
    network: Network = Network()
    shop: ShopTable = ShopTable()
    sale: Sale = Sale()
    printer: Printer = Printer()
    scanner: Scanner = Scanner()
    queue: Queue = Queue()
    offline: Offline = Offline()
    approval: Approval = Approval()
    journal: Journal = Journal()
    look: Look = Look()
    office: Office = Office()
    display: Display = Display()
    log: Log = Log()
