"""Network, printer and scanner: how each is, what to do about it, and a button to ask again."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.shop import Shop
from app.till.line import Line
from app.ui.controls import CardFrame, button, label, row
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.icons import Picture
from app.ui.status_line import device_tone, line_tone
from app.ui.theme import Theme, Tone
from app.ui.words import Words, line_words, printer_words, scanner_words

translate = QCoreApplication.translate


class DeviceCard(CardFrame):
    """One device: its icon, its name, its state and what to do."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__(margins=(24, 20, 24, 20), spacing=10)
        self._icon = icon
        self.picture = Picture(theme, icon, Tone.MUTED, size=40)
        self.what = label("", "title", wraps=True)
        self.todo = label("", "lead", wraps=True)
        self.name = label("", "small", wraps=True)
        self.body.addLayout(row(self.picture, label(name, "caption"), 1, spacing=14))
        for part in (self.what, self.todo, self.name):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_state(self, tone: Tone, words: Words, name: str = "") -> None:
        """Shows a state and what it is called in the settings."""
        self.picture.show_drawing(self._icon, tone)
        self.what.setText(words.what)
        self.todo.setText(words.todo)
        self.name.setText(name)


class DevicesPage(QWidget):
    """The page. `printer_asked` wants the printer asked, `queue_wanted` the queue opened."""

    printer_asked = Signal()
    queue_wanted = Signal()

    def __init__(self, theme: Theme, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.network = DeviceCard(theme, "network", translate("Devices", "NETWORK"))
        self.printer = DeviceCard(theme, "printer", translate("Devices", "PRINTER"))
        self.scanner = DeviceCard(theme, "scanner", translate("Devices", "SCANNER"))
        self.ask = button(translate("Devices", "Ask the printer"), clicked=self.printer_asked.emit)
        self.queue = button(translate("Devices", "Open the queue"), clicked=self.queue_wanted.emit)
        self.network.body.addWidget(self.queue)
        self.printer.body.addWidget(self.ask)
        grid = QGridLayout()
        grid.setSpacing(theme.pixels(16))
        for place, card in enumerate((self.network, self.printer, self.scanner)):
            grid.addWidget(card, 0, place)
            grid.setColumnStretch(place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(label(translate("Devices", "Line and devices"), "title"))
        layout.addLayout(grid, 2)
        layout.addStretch(1)
        self.show_line(Line())
        self.show_printer(DeviceStatus(DeviceState.LOOKING))
        self.show_scanner(DeviceStatus(DeviceState.NONE))

    def opened(self) -> None:
        """The focus goes to what can be done."""
        self.ask.setFocus()

    def show_line(self, line: Line) -> None:
        """The line to the gift-card service."""
        self.network.show_state(line_tone(line), line_words(line, self._shop.date_form))

    def show_printer(self, status: DeviceStatus) -> None:
        """The printer."""
        self.printer.show_state(device_tone(status), printer_words(status), status.name)
        self.ask.setEnabled(status.state is not DeviceState.LOOKING)

    def show_scanner(self, status: DeviceStatus) -> None:
        """The serial scanner."""
        self.scanner.show_state(device_tone(status), scanner_words(status), status.name)
