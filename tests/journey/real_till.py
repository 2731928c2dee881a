"""A whole till as it stands in a shop: display, printer, scanner, service, and the program as a process of its own."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.journey.accessibility_bus import AccessibilityBus
from tests.journey.display import SMALLEST, Display
from tests.journey.sandbox_program import PATIENCE_S, ROOT, SandboxProgram
from tests.journey.screen_reader import Screen, ScreenReader
from tests.printer.decoder import Decoder
from tests.printer.sink import Faults, Sink
from tests.scanner.pty_scanner import PtyScanner

PRODUCT = "7038010000065"
FOCUS_STEPS_MAX = 120
PRINTED = "printed. Scan the next card."
CUSTOMER = "Ærlig Øystein Åsen"
SETTINGS = """
[shop]
name = "Blåbær & Røyk AS"
address = ["Ærfuglveien 1, 0155 Oslo"]
store_id = "store-7"
till_id = "till-2"
operator_id = "operator-9"
locale = "nb_NO"

[queue]
quarantine_s = 1

[scanner]
serial_port = {port}
"""


class RealTill:
    """The running program with all that is plugged into it."""

    def __init__(
        self, display: Display, bus: AccessibilityBus, service: SandboxProgram, printer: Sink, folder: Path
    ) -> None:
        self.display, self.service, self.printer = display, service, printer
        self.scanner = PtyScanner(folder)
        self.scanner.plug()
        self.home = folder / "till"
        self.home.mkdir()
        (self.home / "settings.toml").write_text(SETTINGS.format(port=json.dumps(self.scanner.port)), "utf-8")
        self.reader = ScreenReader(bus.address)
        self._environment = {**os.environ, **display.environment, **bus.environment}
        self._complaints = folder / "complaints.txt"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the program, and waits until a cashier could scan."""
        printer = f"tcp://127.0.0.1:{self.printer.port}"
        words = ["--kiosk", "--home", str(self.home), "--sandbox", self.service.url, "--printer", printer]
        with self._complaints.open("ab") as complaints:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "app", *words], cwd=ROOT, env=self._environment, stderr=complaints
            )
        self.reader.find_program(self._child)
        self.reader.until(lambda screen: screen.focused == "Card code")

    def kill(self) -> None:
        """Kills the program where it stands: SIGKILL, no farewell."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(PATIENCE_S)
            self._child = None

    def close(self) -> None:
        """Ends everything, and demands that nothing went wrong unseen."""
        self.kill()
        self.scanner.unplug()
        self.reader.__exit__()
        complaints = self._complaints.read_text("utf-8") if self._complaints.exists() else ""
        assert "Traceback" not in complaints, complaints

    # ------------------------------------------------------------ a cashier

    def begin(self) -> None:
        """Everything plugged in and in order, and the selling page with an empty form, whatever was before."""
        if not self.service.is_running:
            self.service.start()
        self.service.turn(latency_ms=0)
        self.service.lay()
        self.printer.faults = Faults()
        self.scanner.plug()
        if self._child is None:
            self.start()
        self.reader.announced.clear()
        self.display.press("F2")

        def is_fresh(screen: Screen) -> bool:
            if screen.focused == "Card code" and not _words_in(screen, "Amount"):
                return True
            self.display.press("F2", "Escape")
            return False

        self.reader.until(is_fresh)

    def tap(self, name: str, times: int = 1) -> None:
        """A finger on the control of this name, once it stands still: a page may be moving things about."""
        seen: list[tuple[int, int]] = []

        def stands(screen: Screen) -> bool:
            found = screen.all_named(name)
            if len(found) != 1 or "enabled" not in found[0].states:  # two: it was read while it moved
                return False
            seen.append(found[0].middle)
            return seen[-2:-1] == seen[-1:]

        self.display.click(*self.reader.until(stands).named(name).middle, times)

    def scan(self, card: str) -> Screen:
        """The keyboard-wedge scanner reads a card; waits until it was looked up and is found ready."""
        self.display.scan(card)
        return self.reader.until_says("Inactive", "ready to load")

    def focus(self, name: str) -> Screen:
        """Tab after Tab, until what begins with this name has the focus."""
        come_to = self.reader.screen().focused
        for _step in range(FOCUS_STEPS_MAX):
            if come_to.startswith(name) and (seen := self.reader.screen()).focused.startswith(name):
                return seen
            come_to = self.reader.until_focus_moves(lambda: self.display.press("Tab"))
        raise AssertionError(f"{name!r} cannot be reached by Tab")

    def type_amount(self, amount: str) -> Screen:
        """The amount by keys; waits until the button says what will happen."""
        self.reader.until(lambda screen: screen.focused == "Amount")
        self.display.write(amount)
        return self.reader.until(lambda screen: _words_in(screen, "Amount") == amount)

    def sell(self, card: str, amount: str) -> None:
        """Card, amount and Enter; how it ends is the test's to see."""
        self.scan(card)
        self.type_amount(amount)
        self.reader.until_says(" onto card ")
        self.display.press("Return")

    # ------------------------------------------------------------ paper

    @property
    def papers(self) -> int:
        """How many papers came out until now."""
        return sum(any(event.what == "cut" for event in job.paper.events) for job in list(self.printer.jobs))

    def paper(self, number: int) -> str:
        """What stands on the paper that came out after so many others, waited for."""
        return _text_of(self.printer.papers(number + 1)[number])


def _words_in(screen: Screen, name: str) -> str:
    return screen.named(name).written if screen.has(name) else ""


def _text_of(paper: Decoder) -> str:
    """The paper's lines and bar codes, as a customer reads them."""
    assert not paper.warnings, paper.warnings
    return "\n".join(event.text for event in paper.events if event.what in {"line", "bar code"}).replace("\u00a0", " ")


@contextlib.contextmanager
def running_till(folder: Path, size: tuple[int, int] = SMALLEST) -> Iterator[RealTill]:
    """Everything plugged in and switched on, and everything ended in the end."""
    with (
        Display(size) as display,
        AccessibilityBus(folder / "bus", display.environment) as bus,
        SandboxProgram(folder / "service") as service,
        Sink() as printer,
    ):
        till = RealTill(display, bus, service, printer, folder)
        try:
            till.start()
            yield till
        finally:
            till.close()
