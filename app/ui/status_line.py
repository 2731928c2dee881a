"""The line at the foot: network, printer, scanner, queue and cases, in words and icon. Each opens its page."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.core.money import Money
from app.core.problem import Code
from app.core.shop import Shop
from app.till.counter import Waiting
from app.till.line import DOWN, Line, LineState
from app.ui.controls import button
from app.ui.desk import DeviceState, DeviceStatus
from app.ui.icons import Picture
from app.ui.paper_words import count_words
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import Words, line_words, printer_words, scanner_words

_LINE_TONES = {LineState.ONLINE: Tone.ACTIVE, LineState.NOT_TRIED: Tone.MUTED}
_LINE_FAULTS = DOWN - {LineState.OFFLINE, LineState.SILENT}
_DEVICE_TONES = {DeviceState.READY: Tone.ACTIVE, DeviceState.TROUBLE: Tone.BAD}


def line_tone(line: Line) -> Tone:
    """The tone of the line's state."""
    return _LINE_TONES.get(line.state, Tone.BAD if line.state in _LINE_FAULTS else Tone.WAIT)


def device_tone(status: DeviceStatus) -> Tone:
    """The tone of a device's state. A printer that cannot answer, or has little paper, prints: that is no red alarm."""
    if status.problem is not None and status.problem.code in {Code.PRINTER_SILENT, Code.PRINTER_PAPER_LOW}:
        return Tone.WAIT
    return _DEVICE_TONES.get(status.state, Tone.MUTED)


class StatusItem(QPushButton):
    """One state: an icon in its tone, and its words."""

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        self.setAutoDefault(False)
        self._theme = theme
        self._icon = icon
        self.picture = Picture(theme, icon, Tone.MUTED, size=18)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(10, 0, 0, 0)
        self._layout.addWidget(self.picture)
        self._layout.addStretch(1)

    def show_state(self, tone: Tone, words: Words, icon: str = "") -> None:
        """Shows a state; what to do about it stands in the tooltip and is what a screen reader adds."""
        self.picture.show_drawing(icon or self._icon, tone)
        self.setText(words.what)
        self.setAccessibleName(words.what)
        self.setAccessibleDescription(words.todo)
        self.setToolTip(words.todo)
        set_mark(self, "tone", tone.value)


class StatusLine(QFrame):
    """`opened` carries the name of the page that a state opens."""

    opened = Signal(str)

    def __init__(self, theme: Theme, shop: Shop) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self._shop = shop
        self._printer, self._papers = DeviceStatus(DeviceState.LOOKING), (0, 0)
        self.network = StatusItem(theme, "network")
        self.printer = StatusItem(theme, "printer")
        self.scanner = StatusItem(theme, "scanner")
        self.queue = StatusItem(theme, "queue")
        self.cases = StatusItem(theme, "stop")
        self.help = button(translate("Window", "F1 Help"), "footnote")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(2)
        for item, page in (
            (self.network, "devices"),
            (self.printer, ""),
            (self.scanner, "devices"),
            (self.queue, "queue"),
            (self.cases, "cases"),
        ):
            item.clicked.connect(partial(self._open, page) if page else self._open_printer)
            layout.addWidget(item)
        layout.addStretch(1)
        layout.addWidget(self.help)
        self.help.clicked.connect(partial(self._open, "help"))
        self.show_line(Line())
        self.show_printer(DeviceStatus(DeviceState.LOOKING))
        self.show_scanner(DeviceStatus(DeviceState.NONE))
        self.show_queue(Waiting())

    def show_line(self, line: Line) -> None:
        """The line to the gift-card service."""
        self.network.show_state(
            line_tone(line), line_words(line, self._shop.date_form), "network-off" if line.is_down else "network"
        )

    def show_printer(self, status: DeviceStatus) -> None:
        """The printer; while papers wait for it, how many."""
        self._printer = status
        counted = count_words(*self._papers)
        if not counted:
            self.printer.show_state(device_tone(status), printer_words(status))
            return
        told = translate("Window", "Opens the papers.")
        is_trouble = status.state is DeviceState.TROUBLE
        words = f"{printer_words(status).what} · {counted}" if is_trouble else counted
        tone = Tone.ASK if self._papers[1] else Tone.BAD if is_trouble else Tone.WAIT
        self.printer.show_state(tone, Words(words, told))

    def show_papers(self, waiting: int, asked: int) -> None:
        """How many papers wait for the printer, and of how many it is asked whether they came out."""
        self._papers = (waiting, asked)
        self.show_printer(self._printer)

    def _open_printer(self) -> None:
        self._open("papers" if any(self._papers) else "devices")

    def show_scanner(self, status: DeviceStatus) -> None:
        """The serial scanner; one that types is always ready."""
        self.scanner.show_state(device_tone(status), scanner_words(status))

    def show_queue(self, waiting: Waiting) -> None:
        """What waits, with its sum in each currency, and how many cases are open: nothing is said of none."""
        self._show_cases(waiting.cases)
        if not waiting.count:
            nothing = translate("Window", "No card waits")
            self.queue.show_state(Tone.MUTED, Words(nothing, translate("Window", "The queue is empty.")))
            return
        text = translate("Window", "{count} waiting · {sum}")
        form = self._shop.number_form
        sums = ", ".join(form.amount(Money(minor, currency)) for currency, minor in waiting.minor.items())
        words = text.replace("{count}", str(waiting.count)).replace("{sum}", sums)
        self.queue.show_state(Tone.WAIT, Words(words, translate("Window", "Opens the queue.")))

    def _show_cases(self, count: int) -> None:
        self.cases.setVisible(bool(count))
        one, many = translate("Window", "1 case"), translate("Window", "{count} cases")
        words = one if count == 1 else many.replace("{count}", str(count))
        self.cases.show_state(Tone.BAD, Words(words, translate("Window", "A person has to decide. Opens the cases.")))

    def _open(self, page: str) -> None:
        self.opened.emit(page)
