"""`giftcard-till devices`, and a device put to use: by the settings, which keep all else."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.compose.found import found_devices, keep_line, print_trial, use
from app.compose.options import EMBEDDED, Options
from app.compose.printer_watch import PrinterWatch
from app.compose.settings import settings_of
from app.compose.world import open_world
from app.config.folders import Home
from app.config.settings import ShopTable
from app.config.settings_file import load_settings, save_values
from app.core.problem import Code
from app.printer.patience import Patience
from app.printer.profile import PRESETS
from app.printer.raw_printer import RawPrinter
from app.till.ports import PrintOutcome
from app.ui.desk import FoundDevice, FoundKind
from app.ui.printer_eye import OFTEN_S
from tests.command.at_the_counter import Till
from tests.printer import shop_papers
from tests.printer.decoder import decoded
from tests.sandbox.running import Running, until


@dataclass(frozen=True)
class Port:
    """A serial port as the system lists it."""

    device: str
    manufacturer: str | None = "Prolific"
    product: str | None = "USB-Serial Controller"
    description: str | None = "n/a"
    vid: int | None = 0x067B
    pid: int | None = 0x2303
    serial_number: str | None = None


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[Port]:
    """The serial ports of this machine."""
    there: list[Port] = []
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: list(there))
    return there


def test_a_line_of_the_strip_is_kept_in_the_settings_and_all_else_stays(till: Till) -> None:
    till.settings("# our own\n[printer]\ncolumns = 32\n")
    file = till.home / "settings.toml"
    assert keep_line(file, 4) is None
    table = load_settings(file).printer
    assert (table.code_page, table.code_page_slot, table.columns) == ("CP1252", 71, 32)
    assert file.read_text("utf-8").startswith("# our own\n")
    till.settings("[printer\n")
    refused = keep_line(file, 4)
    assert refused is not None
    assert refused.code is Code.SETTINGS_UNREADABLE


def test_nothing_by_cable_says_how_a_printer_on_the_network_is_named(till: Till, ports: list[Port]) -> None:
    told = till.here("devices")
    assert (told.code, ports) == (0, [])
    assert "Nothing was found by cable." in told.out
    assert 'address = "tcp://HOST:9100" under [printer]' in told.out
    assert till.here("devices", "--json").value == {"devices": []}


def test_what_is_there_is_listed_with_its_key_and_what_is_in_use(till: Till, ports: list[Port]) -> None:
    ports += [Port("/dev/ttyUSB0"), Port("/dev/ttyACM0")]
    till.settings('[scanner]\nserial_port = "/dev/ttyACM0"\n')
    devices = till.here("devices", "--json").value["devices"]
    (used,) = [each for each in devices if each["is_in_use"]]
    assert (used["kind"], used["address"], used["key"]) == ("scanner", "/dev/ttyACM0", "scanner.serial_port")
    assert devices[0] == used, "what is in use comes first"
    assert {each["key"] for each in devices} == {"scanner.serial_port", "printer.address"}
    told = till.here("devices")
    assert "in use" in told.out
    assert "A printer on the network cannot be found by looking" in told.out, "whatever else was found"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (FoundKind.PRINTER, "usb:/dev/usb/lp0"),
        (FoundKind.SCANNER, "/dev/ttyACM0"),
        (FoundKind.DISPLAY, "/dev/ttyUSB1"),
    ],
)
def test_a_device_is_put_to_use_and_the_rest_of_the_settings_stays(
    tmp_path: Path, kind: FoundKind, address: str, ports: list[Port]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# ours\n[shop]\nname = "Nordlys"\n', "utf-8")
    assert use(file, FoundDevice(kind, "Maker", address)) is None
    settings = load_settings(file)
    chosen = (settings.printer.address, settings.scanner.serial_port, settings.display.port)
    assert address in chosen
    assert settings.shop.name == "Nordlys"
    assert file.read_text("utf-8").startswith("# ours\n")
    named = [] if kind is FoundKind.SCANNER else [FoundDevice(kind, address, address, is_in_use=True)]
    assert list(found_devices(settings)) == named, "what is set up is there to be tried, though no look finds it"
    assert ports == []


def test_settings_that_cannot_be_written_are_a_problem_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "place").write_text("no folder", "utf-8")
    problem = use(tmp_path / "place" / "settings.toml", FoundDevice(FoundKind.SCANNER, "Maker", "/dev/ttyACM0"))
    assert problem is not None
    assert problem.code in {Code.SETTINGS_UNREADABLE, Code.SETTINGS_UNWRITABLE}


def test_a_trial_print_is_no_receipt_and_takes_no_number(till: Till, issuer: Running) -> None:
    paper = till.home / "paper.bin"
    with open_world(Options(till.home, issuer.url)) as world:
        number = world.counter.next_number()
        assert print_trial(world, f"file:{paper}").outcome is PrintOutcome.YES
        assert print_trial(world, "nowhere").problem is not None
        assert world.counter.next_number() == number
    texts = [event.text for event in decoded(paper.read_bytes()).events]
    assert "TEST - NO VALUE" in texts
    assert any("æøåÆØÅ" in text for text in texts)


def test_the_printer_is_asked_again_and_again_only_while_somebody_looks() -> None:
    asked: list[None] = []
    watch = PrinterWatch(lambda: asked.append(None))
    watch.turn(None)
    watch.turn(0.001)
    until(lambda: len(asked) > 3)
    watch.turn(None)
    watch.turn(600.0)
    more = len(asked) + 3
    watch.turn(0.001)  # a quicker pace is taken at once
    until(lambda: len(asked) > more)
    watch.stop()
    ended = len(asked)
    watch.turn(0.001)
    assert len(asked) == ended


@dataclass
class Gone:
    """A place whose plug was pulled: as long as one waits, nothing answers."""

    address: str = "tcp://10.0.0.7:9100"
    waited_s: float = 0.0

    def open(self, patience: Patience) -> Code:
        self.waited_s = patience.connect_s
        return Code.PRINTER_UNREACHABLE


def test_the_light_of_a_printer_whose_plug_was_pulled_is_wrong_for_less_than_two_seconds() -> None:
    place = Gone()
    printer = RawPrinter(place, PRESETS["80mm"])
    assert printer.check().problem is not None
    assert place.waited_s + OFTEN_S < 2
    printer.print(shop_papers.one_card())
    assert place.waited_s == Patience().connect_s, "a paper is worth a longer wait"


def test_a_device_that_is_set_up_on_trial_leaves_the_invented_shop_as_it_was(tmp_path: Path) -> None:
    home = Home.found(tmp_path)
    before = settings_of(Options(sandbox=EMBEDDED), home)
    save_values(home.settings, "scanner", {"wedge_suffix": "Tab"})
    after = settings_of(Options(sandbox=EMBEDDED), home)
    assert (after.shop, after.scanner.wedge_suffix) == (before.shop, "Tab")
    assert settings_of(Options(), home).shop == ShopTable(), "a real till is not named after it"
    save_values(home.settings, "shop", {"till_id": "9"})
    assert settings_of(Options(sandbox=EMBEDDED), home).shop == ShopTable(till_id="9")


def test_what_the_settings_name_is_listed_though_no_look_finds_it(till: Till, ports: list[Port]) -> None:
    assert ports == []
    till.settings('[printer]\naddress = "tcp://192.0.2.7:9100"\n[display]\nport = "/dev/ttyUSB1"\n')
    told = [
        (each["key"], each["address"], each["is_in_use"]) for each in till.here("devices", "--json").value["devices"]
    ]
    assert told == [("printer.address", "tcp://192.0.2.7:9100", True), ("display.port", "/dev/ttyUSB1", True)]
    assert "in use  printer     printer.address = tcp://192.0.2.7:9100" in till.here("devices").out
