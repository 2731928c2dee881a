"""Sets up a scanner that types: three codes are scanned from the screen, and the settings that fit it are proposed."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.calibration import CODES, Finding, Tap, finding, together
from app.core.key_reading import KeyNumbers
from app.core.problem import Problem
from app.ui.controls import CardFrame, LineInPlace, announce, button, label, row
from app.ui.demonstration_panel import BarCodeView
from app.ui.key_capture import KeyCapture
from app.ui.lane import Lane
from app.ui.theme import Theme, Tone
from app.ui.words import sentence

translate = QCoreApplication.translate

Values = Mapping[str, str | int | bool]
Save = Callable[[Values], Problem | None]


class CalibrationPage(QWidget):
    """The page. `used` tells that the settings were changed, `closed` that nothing more is wanted here."""

    used = Signal()
    closed = Signal()

    def __init__(self, save: Save, numbers: KeyNumbers | None, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._save, self._numbers, self._lane = save, numbers, lane
        self._found: list[Finding] = []
        self._values: Values | None = None
        self.capture = KeyCapture(self)
        self.capture.captured.connect(self._captured)
        self.step = label("", "heading", wraps=True)
        self.codes = [BarCodeView(code, theme) for code in CODES]
        self.result = label("", "lead", wraps=True)
        self.said = LineInPlace(theme)
        self.use = button(translate("Calibration", "Use these settings"), "primary", clicked=self._use)
        self.again = button(translate("Calibration", "Begin again"), clicked=self.begin)
        self.back = button(translate("Calibration", "Back"), clicked=self.closed.emit)
        frame = CardFrame(margins=(24, 20, 24, 20), spacing=16)
        frame.body.addWidget(self.step)
        for view in self.codes:
            frame.body.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        frame.body.addWidget(self.result)
        frame.body.addWidget(self.said)
        frame.body.addStretch(1)
        frame.body.addLayout(row(self.use, self.again, 1, self.back, spacing=12))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(label(translate("Calibration", "Set up the scanner"), "title"))
        layout.addWidget(frame, 1)
        self.begin()

    @Slot()
    def begin(self) -> None:
        """Starts afresh with the first code."""
        self._found, self._values = [], None
        self.said.hide()
        self._show()

    def opened(self) -> None:
        """An earlier attempt is forgotten."""
        self.begin()
        self.back.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """While the page is seen, a burst is a code of this page and nothing else."""
        super().showEvent(event)
        self.capture.begin(self.window().windowHandle())

    def hideEvent(self, event: QHideEvent) -> None:
        """From now on scans are scans again."""
        super().hideEvent(event)
        self.capture.end()

    @Slot(object)
    def _captured(self, taps: tuple[Tap, ...]) -> None:
        if self._values is not None:
            return
        found = finding(taps, CODES[len(self._found)], self._numbers)
        if found is None:
            self._say(
                translate("Calibration", "That was another code, or keys that the till cannot read. Scan it again.")
            )
            return
        self._found.append(found)
        self.said.hide()
        if len(self._found) == len(CODES):
            self._values = together(self._found)
            if self._values is None:
                self.begin()
                self._say(translate("Calibration", "The three codes came in different ways. Scan them once more."))
        self._show()

    def _show(self) -> None:
        done = self._values is not None
        for place, view in enumerate(self.codes):
            view.setVisible(not done and place == len(self._found))
        self.use.setVisible(done)
        self.again.setVisible(bool(self._found))
        if self._values is None:
            text = translate("Calibration", "Scan this code from the screen ({step} of {count}).")
            self.step.setText(text.replace("{step}", str(len(self._found) + 1)).replace("{count}", str(len(CODES))))
            self.result.setText("")
        else:
            self.step.setText(translate("Calibration", "This is how the scanner types:"))
            self.result.setText(told(self._values))
            self.use.setFocus()
        announce(self, f"{self.step.text()} {self.result.text()}".strip())

    def _say(self, words: str) -> None:
        self.said.say("warning", Tone.BAD, words)
        announce(self, words, is_urgent=True)

    @Slot()
    def _use(self) -> None:
        values = self._values
        if values is not None:
            self.use.setEnabled(False)
            self._lane.run(lambda: self._save(values), self._saved)

    def _saved(self, future: Future[Problem | None]) -> None:
        self.use.setEnabled(True)
        problem = future.result()
        if problem is None:
            self.used.emit()
            return
        words = sentence(problem)
        self._say(f"{words.what} {words.todo}")


def told(values: Values) -> str:
    """What was found, a line for each thing."""
    nothing = translate("Calibration", "nothing")
    layout = (
        translate("Calibration", "Keyboard: that of a US keyboard; the till reads its keys by their place.")
        if values["wedge_layout"] == "us"
        else translate("Calibration", "Keyboard: the same as this computer's.")
    )
    ends = translate("Calibration", "Before a code it sends {prefix}, after it {suffix}.")
    ends = ends.replace("{prefix}", str(values["wedge_prefix"]) or nothing)
    ends = ends.replace("{suffix}", str(values["wedge_suffix"]) or nothing)
    pace = translate("Calibration", "Pause between its keys: {ms} thousandths of a second at most.")
    lines = [layout, ends, pace.replace("{ms}", str(values["wedge_gap_ms_max"]))]
    if values["wedge_minds_caps_lock"]:
        lines.append(translate("Calibration", "It turns Shift round by itself while Caps Lock is on."))
    return "\n".join(lines)
