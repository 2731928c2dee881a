"""Sets up a scanner that types: it reads three codes from screen or paper, and settings that fit it are proposed."""

from collections.abc import Mapping
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.core.calibration import CODES, SHORTEST_OF_SLOW, Finding, Tap, codes_paper, comes_back, finding, together
from app.core.key_reading import KeyNumbers
from app.core.paper import Paper
from app.core.problem import Problem
from app.core.trial_scan import TrialScan
from app.till.ports import PrintOutcome, PrintReport
from app.ui.calibration_codes import CodePair, Steps
from app.ui.controls import CardFrame, LineInPlace, announce, button, label, row
from app.ui.desk import Devices, Saved
from app.ui.fact_list import FactList
from app.ui.key_capture import KeyCapture
from app.ui.lane import Lane
from app.ui.strip_words import codes_words
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence

Values = Mapping[str, str | int | bool]


class CalibrationPage(QWidget):
    """The page. `used` carries the Saved of new settings, `closed` that nothing more is wanted here."""

    used = Signal(object)
    closed = Signal()

    def __init__(
        self, devices: Devices, capture: KeyCapture, numbers: KeyNumbers | None, lane: Lane, theme: Theme
    ) -> None:
        super().__init__()
        self._devices, self.capture, self._numbers, self._lane = devices, capture, numbers, lane
        self._theme = theme
        self.found: dict[str, Finding] = {}
        self._taps: dict[str, tuple[Tap, ...]] = {}
        self._values: Values | None = None
        capture.captured.connect(self._captured)
        self.steps = Steps(theme)
        self.heading = label("", "subtitle", wraps=True)
        self.lead = label("", "muted", wraps=True)
        self.codes = [CodePair(code, theme) for code in CODES]
        self.facts = FactList()
        self.caution = LineInPlace(theme)
        self.said = LineInPlace(theme)
        self.use = button(translate("Calibration", "Use these settings"), "action", clicked=self._use)
        self.again = button(translate("Calibration", "Begin again"), clicked=self.opened)
        self.print = button(translate("Calibration", "Print these codes"), clicked=self._print)
        self.back = button(translate("Calibration", "Back"), clicked=self.closed.emit)
        self._card = CardFrame(margins=(32, 24, 32, 24), spacing=12)
        self._held = QWidget()
        """Room for what is said, kept while nothing is: a code that moved would be missed by the scanner."""
        self._lay_out()
        self._fit()
        theme.changed.connect(self._fit)
        self.begin()

    def _lay_out(self) -> None:
        card = self._card
        title = label(translate("Calibration", "Set up a scanner that types"), "title", wraps=True)
        for part in (title, self.steps, self.heading, self.lead, *self.codes, self.facts, self.caution):
            card.body.addWidget(part)
            if part is self.steps:
                card.body.addSpacing(8)
        card.body.addStretch(1)
        held = QVBoxLayout(self._held)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.said)
        held.addStretch(1)
        card.body.addWidget(self._held)
        card.body.addLayout(row(self.print, self.again, 1, self.back, self.use, spacing=12))
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addStretch(1)
        layout.addLayout(row(1, card, 1))
        layout.addStretch(2)

    @Slot()
    def _fit(self) -> None:
        """The card keeps to a width that is easy to read, and its buttons stay where they are from step to step."""
        self._card.setFixedWidth(self._theme.pixels(920))
        self._card.setMinimumHeight(self._theme.pixels(624))
        self._held.setFixedHeight(self._theme.pixels(80))

    @Slot()
    def begin(self) -> None:
        """Starts afresh with the first code."""
        self.found, self._taps, self._values = {}, {}, None
        self.said.hide()
        self._show()

    def opened(self) -> None:
        """An earlier attempt is forgotten."""
        self.begin()
        self.back.setFocus()

    def tried_scan(self, trial: TrialScan) -> bool:
        """A scanner that does not type is read right as it is. Its scan sells nothing here."""
        del trial
        words = translate(
            "Calibration", "That scanner does not type, and needs no setting up. The till reads it right."
        )
        self.said.say("tick", Tone.ACTIVE, words)
        announce(self, words)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """While the page is seen, a burst is a code of this page and nothing else."""
        super().showEvent(event)
        self.capture.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """From now on scans are scans again."""
        super().hideEvent(event)
        self.capture.end()

    # ---------------------------------------------------------------- scanning

    @Slot(object)
    def _captured(self, taps: tuple[Tap, ...]) -> None:
        """Any code that was not read yet: on paper all three lie side by side."""
        if self._values is not None:
            return
        read = ((code, finding(taps, code, self._numbers)) for code in CODES)
        code, found = next(((code, found) for code, found in read if found is not None), ("", None))
        if found is None:
            self._say(_unknown())
            return
        if code in self.found:
            self._say(translate("Calibration", "That code was read already. Scan the next one."), Tone.WAIT)
            return
        if found.has_long_prefix or found.has_long_suffix:
            self._say(_too_many_keys(found))
            return
        self.found[code], self._taps[code] = found, taps
        self.said.hide()
        if len(self.found) == len(CODES):
            self._conclude()
        told = translate("Calibration", "Code {number} read").replace("{number}", str(CODES.index(code) + 1))
        self._show(f"{told}." if code in self.found else "")

    def _conclude(self) -> None:
        values = together(tuple(self.found.values()))
        if values is None:
            self.begin()
            self._say(_different())
        elif not all(comes_back(taps, code, values, self._numbers) for code, taps in self._taps.items()):
            self.begin()
            self._say(_not_read())
        else:
            self._values = values

    def _show(self, read: str = "") -> None:
        values = self._values
        following = next((code for code in CODES if code not in self.found), None)
        for pair in self.codes:
            pair.setVisible(pair.code == following)
        self.steps.show_read(tuple(self.found))
        for part in (self.use, self.facts):
            part.setVisible(values is not None)
        self.print.setVisible(values is None)
        self.again.setVisible(bool(self.found))
        self.heading.setText(_heading(is_done=values is not None))
        self.lead.setText(_lead(is_done=values is not None))
        self.facts.show_facts(facts_of(values) if values is not None else ())
        self.caution.say("warning", Tone.WAIT, caution_of(values) if values is not None else "")
        if values is not None:
            self.use.setFocus()
        told = " ".join(f"{name}: {value}." for name, value in self.facts.facts)
        announce(self, " ".join(filter(None, (read, self.heading.text(), told))))

    # ---------------------------------------------------------------- buttons

    @Slot()
    def _print(self) -> None:
        self.print.setEnabled(False)
        self.said.say("printer", Tone.ASK, translate("Calibration", "The codes are printing."))
        self._lane.run(partial(self._devices.print_aside, _paper()), self._printed)

    def _printed(self, future: Future[PrintReport]) -> None:
        self.print.setEnabled(True)
        self.print.setFocus()
        report = future.result()
        if report.problem is not None:
            words = codes_words(report.problem)
            self._say(f"{words.what} {words.todo}", Tone.BAD if report.outcome is PrintOutcome.NO else Tone.WAIT)
        elif report.outcome is PrintOutcome.YES:
            self.said.say(
                "tick", Tone.ACTIVE, translate("Calibration", "The codes are printed: scan them in any order.")
            )
            announce(self, self.said.words.text())
        else:
            self._say(translate("Calibration", "This till has no printer. Scan the codes from the screen."), Tone.WAIT)

    @Slot()
    def _use(self) -> None:
        values = self._values
        if values is not None:
            self.use.setEnabled(False)
            self._lane.run(lambda: self._devices.set_up_scanner(values), self._saved)

    def _saved(self, future: Future[Problem | None]) -> None:
        self.use.setEnabled(True)
        problem = future.result()
        if problem is None:
            told = translate("Calibration", "Saved: the till reads the scanner with these settings now. Scan a card.")
            self.used.emit(Saved(told, is_scanner=True))
            return
        words = sentence(problem)
        self._say(f"{words.what} {words.todo}")
        self.use.setFocus()

    def _say(self, words: str, tone: Tone = Tone.BAD) -> None:
        self.said.say("warning", tone, words)
        announce(self, words, is_urgent=True)


# ---------------------------------------------------------------- words


def _heading(*, is_done: bool) -> str:
    if is_done:
        return translate("Calibration", "This is how the scanner types")
    return translate("Calibration", "Scan one of these two")


def _lead(*, is_done: bool) -> str:
    if is_done:
        return translate("Calibration", "With these settings the till reads it right.")
    return translate(
        "Calibration", "Both say the same. A scanner with a laser reads nothing from a screen: print the codes for it."
    )


def _unknown() -> str:
    return translate(
        "Calibration",
        "That was another code, or keys that the till cannot read. Scan it again. If that does not help, set the"
        " scanner to a US keyboard with the codes in its manual.",
    )


def _too_many_keys(found: Finding) -> str:
    if found.has_long_prefix:
        return translate(
            "Calibration",
            "More than one key came before this code, and the till takes one there. If you typed them, scan it again."
            " Else let the scanner send one key such as F9 before each code, or none: its manual has the codes for it.",
        )
    return translate(
        "Calibration",
        "More than one key came after this code, and the till takes one there. If you typed them, scan it again."
        " Else let the scanner send Enter after each code and nothing more: its manual has the codes for it.",
    )


def _different() -> str:
    return translate(
        "Calibration",
        "The three codes came in different ways. Scan all three once more, with one scanner.",
    )


def _not_read() -> str:
    return translate(
        "Calibration",
        "No settings read this scanner right: what they make of these scans is not what stands in the codes. Nothing"
        " was changed. Let the scanner send nothing before a code and Enter after it, then scan the three once more.",
    )


def facts_of(values: Values) -> tuple[tuple[str, str], ...]:
    """What was found, name by name."""
    is_us = values["wedge_layout"] == "us"
    keyboard = (
        translate("Calibration", "US, another than this computer's: the till reads the keys by their place")
        if is_us
        else translate("Calibration", "Same as this computer's")
    )
    pace = translate("Calibration", "At most {ms} ms between two keys").replace("{ms}", str(values["wedge_gap_ms_max"]))
    shortest = translate("Calibration", "{count} characters")
    turns = translate("Calibration", "The scanner turns large and small letters round by itself while it is on")
    return (
        (translate("Calibration", "Keyboard"), keyboard),
        (translate("Calibration", "Before a code"), _key(str(values["wedge_prefix"]))),
        (translate("Calibration", "After a code"), _key(str(values["wedge_suffix"]))),
        (translate("Calibration", "Pace"), pace),
        (translate("Calibration", "Shortest code"), shortest.replace("{count}", str(values["wedge_shortest"]))),
        (translate("Calibration", "Caps Lock"), turns if values["wedge_minds_caps_lock"] else ""),
    )


def _key(name: str) -> str:
    if not name:
        return translate("Calibration", "Nothing")
    enter = translate("Calibration", "The Enter key")
    key = translate("Calibration", "The key {name}")
    return enter if name == "Return" else key.replace("{name}", name)


def caution_of(values: Values) -> str:
    """What a person should know of these settings; nothing where they are as good as any."""
    if values["wedge_shortest"] == SHORTEST_OF_SLOW:
        return translate(
            "Calibration",
            "This scanner is so slow that quick typing can look like a scan. Make it faster, or let it send a key such"
            " as F9 before each code, and begin again.",
        )
    if not values["wedge_suffix"]:
        return translate(
            "Calibration",
            "It sends nothing after a code. The till waits a moment for each; Enter would make it quicker.",
        )
    return ""


def _paper() -> Paper:
    step = translate("Calibration", "Code {number} of {count}").replace("{count}", str(len(CODES)))
    return codes_paper(
        translate("Calibration", "Set up a scanner that types"),
        translate("Calibration", "Scan one of each pair, on the page of the till that asks for them."),
        [step.replace("{number}", str(place)) for place in range(1, len(CODES) + 1)],
    )
