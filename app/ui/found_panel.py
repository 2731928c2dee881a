"""What the machine has that could print or scan: each with its name, and buttons to try it and to use it."""

from concurrent.futures import Future
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.core.problem import Problem
from app.till.ports import PrintOutcome, PrintReport
from app.ui.controls import CardFrame, LineInPlace, announce, button, isolated, label, row
from app.ui.desk import Devices, FoundDevice, FoundKind, Saved
from app.ui.icons import Picture
from app.ui.lane import Lane
from app.ui.margin_scroll import BAR, MarginScroll
from app.ui.proof_words import network_printer_words
from app.ui.strip_pick import StripPick
from app.ui.strip_words import strip_words
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence

ICONS: Final = {
    FoundKind.PRINTER: "printer",
    FoundKind.SCANNER: "scanner",
    FoundKind.HID_SCANNER: "scanner",
    FoundKind.DISPLAY: "person",
}


class FoundRow(QFrame):
    """One device that was found. What it may be used as is for the person to say: a serial port can be anything."""

    def __init__(self, theme: Theme, found: FoundDevice) -> None:
        super().__init__()
        self.setProperty("kind", "deed")
        self.found = found
        self.name = label(isolated(found.name), "strong", wraps=True)
        self.address = label(isolated(found.address), "small", wraps=True)
        self.state = label(translate("Devices", "In use") if found.is_in_use else "", "badge")
        self.state.setProperty("tone", "plain")
        self.attempt = button(translate("Devices", "Try it"))
        self.attempt.setAccessibleName(f"{self.attempt.text()}: {found.name}")
        self.use = button(_use_words(found.kind))
        self.use.setAccessibleName(f"{self.use.text()}: {found.name}")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.name)
        words.addWidget(self.address)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(12)
        layout.addWidget(Picture(theme, ICONS[found.kind], Tone.MUTED, size=24), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(words, 1)
        for part in (self.state, self.attempt, self.use):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self._show_what_it_has()

    def _show_what_it_has(self) -> None:
        """Once each part has its place: what shows itself before that is a window of its own for a moment."""
        found = self.found
        self.address.setVisible(found.address != found.name)
        self.state.setVisible(found.is_in_use)
        is_own_display = found.kind is FoundKind.DISPLAY and found.is_in_use
        self.attempt.setVisible(found.kind is FoundKind.PRINTER or is_own_display)
        self.use.setVisible(not found.is_in_use)


def _use_words(kind: FoundKind) -> str:
    return {
        FoundKind.PRINTER: translate("Devices", "Use as printer"),
        FoundKind.SCANNER: translate("Devices", "Use as scanner"),
        FoundKind.HID_SCANNER: translate("Devices", "Use as scanner"),
        FoundKind.DISPLAY: translate("Devices", "Use as display"),
    }[kind]


def _saved(found: FoundDevice) -> Saved:
    told = {
        FoundKind.PRINTER: translate("Devices", "Saved: {name} is the printer in the settings now. Try it once."),
        FoundKind.SCANNER: translate("Devices", "Saved: {name} is the scanner in the settings now. Scan a card."),
        FoundKind.HID_SCANNER: translate("Devices", "Saved: {name} is the scanner in the settings now. Scan a card."),
        FoundKind.DISPLAY: translate("Devices", "Saved: {name} is the customer's display in the settings now."),
    }[found.kind]
    is_scanner = found.kind in {FoundKind.SCANNER, FoundKind.HID_SCANNER}
    return Saved(told.replace("{name}", isolated(found.name)), is_scanner=is_scanner)


class FoundPanel(CardFrame):
    """The list. `used` carries the Saved of another device: the desk is to be opened anew."""

    used = Signal(object)

    def __init__(self, devices: Devices, lane: Lane, theme: Theme) -> None:
        super().__init__(margins=(20, 16, 20 - BAR, 16))
        self._devices = devices
        self._lane = lane
        self._theme = theme
        self.rows: list[FoundRow] = []
        self._pressed: QPushButton | None = None
        self.look = button(translate("Devices", "Look again"), clicked=self.refresh)
        self.line = LineInPlace(theme)
        self.pick = StripPick(theme)
        self.empty = label("", "muted", wraps=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._list.addStretch(1)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, BAR, 0)
        above.addLayout(row(label(translate("Devices", "FOUND OR SET UP"), "caption"), 1, self.look))
        above.addWidget(self.line)
        above.addWidget(self.pick)
        above.addWidget(self.empty)
        self.pick.hide()
        self.pick.picked.connect(self._keep)
        self.body.addLayout(above)
        self.body.addWidget(MarginScroll(self._list, translate("Devices", "What this machine has")), 1)

    def refresh(self) -> None:
        """Looks again, on a lane: a spooler may take its time."""
        self.look.setEnabled(False)
        self.empty.setText(translate("Devices", "Looking…"))
        self.empty.show()
        self._lane.run(self._devices.found, self._found)

    def _found(self, future: Future[tuple[FoundDevice, ...]]) -> None:
        self.look.setEnabled(True)
        for old in self.rows:
            self._list.removeWidget(old)
            old.deleteLater()
        self.rows = [self._row(found) for found in future.result()]
        for place, made in enumerate(self.rows):
            self._list.insertWidget(place, made)
        nothing = "" if self.rows else translate("Devices", "Nothing was found by cable. Plug it in, then look again.")
        self.empty.setText(f"{nothing} {network_printer_words()}".strip())

    def _row(self, found: FoundDevice) -> FoundRow:
        made = FoundRow(self._theme, found)
        made.attempt.clicked.connect(partial(self._try, made))
        made.use.clicked.connect(partial(self._use, made))
        return made

    def _try(self, shown: FoundRow, *_is_checked: object) -> None:
        self._set_busy(shown.attempt)
        self.pick.hide()
        if shown.found.kind is FoundKind.DISPLAY:
            self.line.say("person", Tone.ASK, translate("Devices", "A trial text goes to the display."))
            self._lane.run(self._devices.try_display, self._display_tried)
            return
        self.line.say("printer", Tone.ASK, translate("Devices", "A test strip is printing."))
        self._lane.run(partial(self._devices.print_strip, shown.found.address), self._tried)

    def _tried(self, future: Future[PrintReport]) -> None:
        self._set_idle()
        report = future.result()
        if report.outcome is not PrintOutcome.NO:
            self._ask_for_line()
        if report.problem is not None:
            words = strip_words(report.problem)
            tone = Tone.BAD if report.outcome is PrintOutcome.NO else Tone.WAIT
            self._say("warning", tone, f"{words.what} {words.todo}")
        else:
            done = translate("Devices", "The printer says that the strip came out.")
            self._say("tick", Tone.ACTIVE, done)

    def _display_tried(self, future: Future[Problem | None]) -> None:
        self._set_idle()
        problem = future.result()
        if problem is None:
            done = translate("Devices", "Look at the display: the trial text stands there until the next sale.")
            self._say("tick", Tone.ACTIVE, done)
            return
        self._complain(problem)

    def _ask_for_line(self) -> None:
        self.empty.hide()
        self.pick.ask(self._devices.strip_lines)
        if self._pressed is not None and self._pressed.hasFocus():
            self.pick.number.setFocus()

    def _keep(self, number: int) -> None:
        self.pick.setEnabled(False)
        self._lane.run(partial(self._devices.keep_line, number), partial(self._kept, number))

    def _kept(self, number: int, future: Future[Problem | None]) -> None:
        self.pick.setEnabled(True)
        problem = future.result()
        if problem is not None:
            self._complain(problem)
            self.pick.number.setFocus()
            return
        told = translate("Devices", "Saved: the till prints as in line {number} of the strip now.")
        self.used.emit(Saved(told.replace("{number}", str(number))))

    def _use(self, shown: FoundRow, *_is_checked: object) -> None:
        self._set_busy(shown.use)
        self._lane.run(partial(self._devices.use, shown.found), partial(self._was_used, shown.found))

    def _was_used(self, found: FoundDevice, future: Future[Problem | None]) -> None:
        self._set_idle()
        problem = future.result()
        if problem is not None:
            self._complain(problem)
            return
        self.used.emit(_saved(found))

    def _complain(self, problem: Problem) -> None:
        words = sentence(problem)
        self._say("warning", Tone.BAD, f"{words.what} {words.todo}")

    def _say(self, icon: str, tone: Tone, words: str) -> None:
        self.line.say(icon, tone, words)
        announce(self, words)

    def _set_busy(self, pressed: QPushButton) -> None:
        """One at a time. The focus stays near: left to itself it would leave the page."""
        self._pressed = pressed if pressed.hasFocus() else None
        if self._pressed is not None:
            self.look.setFocus()
        for shown in self.rows:
            shown.attempt.setEnabled(False)
            shown.use.setEnabled(False)

    def _set_idle(self) -> None:
        """Whoever works by keys goes on from the button that was pressed."""
        for shown in self.rows:
            shown.attempt.setEnabled(True)
            shown.use.setEnabled(True)
        if not any(self._pressed in {shown.attempt, shown.use} for shown in self.rows):
            self._pressed = None  # the list was read anew meanwhile
        if self._pressed is not None and self.look.hasFocus():
            self._pressed.setFocus()
