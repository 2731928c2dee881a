"""Line, printer and scanner: how each is and what to do about it; what else the machine has; a scan to try."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.trial_scan import TrialScan
from app.till.counter import Counter
from app.till.line import Line
from app.ui.controls import CardFrame, LineInPlace, announce, button, label, row
from app.ui.desk import Devices, DeviceState, DeviceStatus, Saved
from app.ui.drawer_panel import DrawerPanel
from app.ui.found_panel import FoundPanel
from app.ui.icons import Picture
from app.ui.lane import Lane
from app.ui.status_line import device_tone, line_tone
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.trial_panel import TrialPanel
from app.ui.words import Words, line_words, printer_words, scanner_words


class DeviceCard(CardFrame):
    """One device: its icon, its name, its state and what to do."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__(margins=(20, 16, 20, 16), spacing=6)
        self._icon = icon
        self.picture = Picture(theme, icon, Tone.MUTED, size=28)
        self.what = label("", "subtitle", wraps=True)
        self.todo = label("", "muted", wraps=True)
        self.name = label("", "small", wraps=True)
        self.body.addLayout(row(self.picture, label(name, "caption"), 1, spacing=14))
        for part in (self.what, self.todo, self.name):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addSpacing(6)

    def show_state(self, tone: Tone, words: Words, name: str = "") -> None:
        """Shows a state and what it is called in the settings."""
        self.picture.show_drawing(self._icon, tone)
        self.what.setText(words.what)
        self.todo.setText(words.todo)
        self.name.setText(name)
        self.name.setVisible(bool(name))


class DevicesPage(QWidget):
    """The page. `printer_asked` wants the printer asked, `queue_wanted` the queue opened.

    `used` carries the Saved of another device, `watched` tells whether somebody looks at this page,
    `scanner_wanted` wants the scanner set up; `faulted` carries the Problem of a journal that failed.
    """

    printer_asked = Signal()
    queue_wanted = Signal()
    scanner_wanted = Signal()
    faulted = Signal(object)
    used = Signal(object)
    watched = Signal(bool)

    def __init__(self, counter: Counter, devices: Devices, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._shop = counter.shop
        self.network = DeviceCard(theme, "network", translate("Devices", "NETWORK"))
        self.printer = DeviceCard(theme, "printer", translate("Devices", "PRINTER"))
        self.scanner = DeviceCard(theme, "scanner", translate("Devices", "SCANNER"))
        self.ask = button(translate("Devices", "Ask the printer"), clicked=self.printer_asked.emit)
        self.queue = button(translate("Devices", "Open the queue"), clicked=self.queue_wanted.emit)
        self.found = FoundPanel(devices, lane, theme)
        self.trial = TrialPanel(theme)
        self.drawer = DrawerPanel(counter, devices, lane, theme)
        self.open_drawer = button(translate("Devices", "Open the drawer"), clicked=self._show_drawer)
        self.set_up = button(translate("Scanner", "Set up the scanner"), clicked=self.scanner_wanted.emit)
        self.told = LineInPlace(theme)
        self._lay_out(theme)
        self.open_drawer.setVisible(devices.has_drawer)
        self.found.used.connect(self.used)
        self.drawer.closed.connect(self._hide_drawer)
        self.drawer.faulted.connect(self.faulted)
        self.show_line(Line())
        self.show_printer(DeviceStatus(DeviceState.LOOKING))
        self.show_scanner(DeviceStatus(DeviceState.NONE))

    def _lay_out(self, theme: Theme) -> None:
        self.network.body.addWidget(self.queue)
        self.scanner.body.addWidget(self.set_up)
        self.printer.body.addWidget(self.ask)
        self.printer.body.addWidget(self.open_drawer)
        grid = QGridLayout()
        grid.setSpacing(theme.pixels(16))
        grid.setContentsMargins(0, 0, 0, 0)
        for place, card in enumerate((self.network, self.printer, self.scanner)):
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, 1)
        grid.addWidget(self.found, 1, 0, 1, 2)
        grid.addWidget(self.trial, 1, 2)
        grid.setRowStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        head = row(label(translate("Devices", "Line and devices"), "title"), self.told, spacing=24)
        head.setStretch(1, 1)
        layout.addLayout(head)
        self._usual = QWidget()
        self._usual.setLayout(grid)
        layout.addWidget(self._usual, 1)
        layout.addWidget(self.drawer)
        layout.addStretch()
        self.drawer.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.drawer.hide()

    def tried_scan(self, trial: TrialScan) -> bool:
        """Takes scans while one is tried; otherwise they go to the sale, as from any page."""
        return self.trial.take(trial)

    def opened(self) -> None:
        """The focus goes to what can be done."""
        self._hide_drawer()
        self.found.refresh()

    def tell(self, saved: Saved) -> None:
        """Says what was saved just now, until the page is left. A scanner is on trial at once: it sells nothing yet."""
        self.told.say("tick", Tone.ACTIVE, saved.words)
        announce(self, saved.words)
        if saved.is_scanner:
            self.trial.turn_on()

    def _show_drawer(self) -> None:
        self.trial.turn_off()
        self._usual.hide()
        self.drawer.show()
        self.drawer.opened()

    def _hide_drawer(self) -> None:
        self.drawer.hide()
        self._usual.show()
        (self.set_up if self.ask.isHidden() else self.ask).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks: the lights follow the plugs."""
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more: a trial is over, what was typed is gone, and the printer is left alone."""
        super().hideEvent(event)
        self.trial.turn_off()
        self.told.hide()
        self.drawer.forget()
        self.watched.emit(False)

    def show_line(self, line: Line) -> None:
        """The line to the gift-card service."""
        self.network.show_state(line_tone(line), line_words(line, self._shop.date_form))

    def show_printer(self, status: DeviceStatus) -> None:
        """The printer."""
        self.printer.show_state(device_tone(status), printer_words(status), status.name)
        self.ask.setEnabled(status.state is not DeviceState.LOOKING)
        self.ask.setVisible(status.state is not DeviceState.NONE)

    def show_scanner(self, status: DeviceStatus) -> None:
        """The serial scanner."""
        self.scanner.show_state(device_tone(status), scanner_words(status), status.name)
