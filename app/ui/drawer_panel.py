"""The cash drawer opened without a sale: who, why, and a supervisor's PIN."""

from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.problem import Code, Problem, Refusal
from app.core.sale import checked_text
from app.till.counter import Counter
from app.till.drawer import Opening
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.controls import CardFrame, Field, LineInPlace, announce, button, label, row
from app.ui.deed import WORDS_MAX
from app.ui.desk import Devices
from app.ui.lane import Lane
from app.ui.pin_entry import PinEntry
from app.ui.strip_words import drawer_words, unapproved_words
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence


class DrawerPanel(CardFrame):
    """Stands in the place of the devices. `closed` goes back, `faulted` carries the Problem of a failing journal."""

    closed = Signal()
    faulted = Signal(object)

    def __init__(self, counter: Counter, devices: Devices, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._counter, self._devices, self._lane = counter, devices, lane
        self.line = LineInPlace(theme)
        self.person = Field(translate("Devices", "Your name"))
        self.reason = Field(translate("Devices", "Why"), placeholder=translate("Devices", "In a few words"))
        self.pin = PinEntry(theme, translate("Devices", "Open the drawer"))
        self.back = button(translate("Devices", "Back"), clicked=self.closed.emit)
        self.person.edit.returnPressed.connect(self.reason.edit.setFocus)
        self.reason.edit.returnPressed.connect(self.pin.focus)
        self.pin.entered.connect(self._enter)
        signed = row(self.person, self.reason, spacing=12)
        signed.setStretch(0, 2)
        signed.setStretch(1, 3)
        self.body.addLayout(row(label(translate("Devices", "OPEN THE CASH DRAWER"), "caption"), 1, self.back))
        self.body.addWidget(self.line)
        self.body.addLayout(signed)
        self.body.addWidget(self.pin)
        self.body.addStretch(1)

    def opened(self) -> None:
        """Begins anew, with the focus where the work begins."""
        self.forget()
        self.person.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Nobody's name and no figure of a PIN stays for the next one."""
        for field in (self.person, self.reason):
            field.show_text("")
        self.pin.edit.clear()
        self.pin.show_refused("")
        self.line.say("question", Tone.PLAIN, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to where the form was opened, as its button does."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self, pin: str) -> None:
        signed = self._signature()
        if isinstance(signed, Problem):
            self._say("warning", Tone.BAD, signed)
            (self.reason if self.person.text.strip() else self.person).edit.setFocus()
            return
        who, why = signed
        counter, devices = self._counter, self._devices
        self.pin.show_refused("")
        self.pin.set_busy(is_busy=True)

        def job() -> PrintReport | Problem:
            approval = counter.approve(pin)
            if isinstance(approval, Problem):
                return approval
            return counter.open_drawer(Opening(who, why, approval), devices.kick_drawer)

        self._lane.run(job, self._ended)

    def _signature(self) -> tuple[str, str] | Problem:
        """Who and why, fit for the journal; else CASE_UNSIGNED, or TOKEN_IN_TEXT for a scan that went astray."""
        patterns = self._counter.shop.patterns
        try:
            who = checked_text(self.person.text, WORDS_MAX, Code.CASE_UNSIGNED, patterns)
            why = checked_text(self.reason.text, WORDS_MAX, Code.CASE_UNSIGNED, patterns)
        except Refusal as refusal:
            return refusal.problem
        return Problem(Code.CASE_UNSIGNED) if who is None or why is None else (who, why)

    def _ended(self, future: Future[PrintReport | Problem]) -> None:
        self.pin.set_busy(is_busy=False)
        try:
            ended = future.result()
        except LedgerFault as fault:
            self.faulted.emit(fault.problem)
            return
        if isinstance(ended, Problem):
            words = unapproved_words(ended, self._counter.shop.number_form)
            self.pin.show_refused(f"{words.what} {words.todo}")
            announce(self, f"{words.what} {words.todo}", is_urgent=True)
            return
        if ended.problem is not None:
            words = drawer_words(ended.problem)
            tone = Tone.BAD if ended.outcome is PrintOutcome.NO else Tone.WAIT
            self._tell("warning", tone, f"{words.what} {words.todo}")
            return
        self._tell(
            "tick", Tone.ACTIVE, translate("Devices", "The printer was told to open the drawer. The journal keeps it.")
        )
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, icon: str, tone: Tone, problem: Problem) -> None:
        words = sentence(problem, self._counter.shop.number_form)
        self._tell(icon, tone, f"{words.what} {words.todo}")

    def _tell(self, icon: str, tone: Tone, words: str) -> None:
        self.line.say(icon, tone, words)
        announce(self, words)
