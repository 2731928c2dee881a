"""A scan that sells nothing: what came and how, so that a new scanner can be tried before a customer stands there."""

from dataclasses import dataclass

from PySide6.QtCore import Qt

from app.core.key_reading import Layout
from app.core.problem import Problem
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a scan is, and what to do about it."""

    icon: str
    tone: Tone
    what: str
    todo: str = ""


class TrialPanel(CardFrame):
    """Off until somebody asks: while it is on, scans come here and nowhere else. Of a code its end alone is shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.is_on = False
        self.switch = button("", clicked=self._turn)
        self.picture = Picture(theme, size=24)
        self.what = label("", "subtitle", wraps=True)
        self.facts = FactList()
        self.todo = label("", "muted", wraps=True)
        sign = row(self.picture, self.what, spacing=12)
        sign.setStretch(1, 1)
        sign.setAlignment(self.picture, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row(label(translate("Devices", "TRY A SCAN"), "caption"), 1, self.switch))
        self.body.addLayout(sign)
        for part in (self.facts, self.todo):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._show_state()

    def take(self, trial: TrialScan) -> bool:
        """A scan came. Whether the trial was on, and took it."""
        if not self.is_on:
            return False
        self._show(_verdict(trial))
        self.facts.show_facts(facts_of(trial))
        announce(self, f"{self.what.text()} {self.todo.text()}")
        return True

    def turn_on(self) -> None:
        """From now on scans come here."""
        if not self.is_on:
            self._turn()
        self.switch.setFocus()

    def turn_off(self) -> None:
        """Scans go where they went before."""
        if self.is_on:
            self._turn()

    def _turn(self) -> None:
        self.is_on = not self.is_on
        self._show_state()

    def _show_state(self) -> None:
        on, off = translate("Devices", "End"), translate("Devices", "Begin")
        self.switch.setText(on if self.is_on else off)
        self.switch.setAccessibleName(f"{translate('Devices', 'Try a scan')}: {self.switch.text()}")
        what = translate("Devices", "Scan any card now.") if self.is_on else ""
        todo = translate("Devices", "A scan shows here what the scanner sends, and sells nothing.")
        self._show(_Verdict("scanner", Tone.ASK, what, todo))
        self.facts.show_facts(())

    def _show(self, verdict: _Verdict) -> None:
        self.picture.show_drawing(verdict.icon, verdict.tone)
        self.picture.setVisible(bool(verdict.what))
        show_words(self.what, verdict.what)
        show_words(self.todo, verdict.todo)


def _verdict(trial: TrialScan) -> _Verdict:
    match trial.kind:
        case ScanKind.CARD:
            return _right(translate("Devices", "A gift card's number"))
        case ScanKind.TOKEN:
            return _right(translate("Devices", "A gift card's secret"))
        case ScanKind.SLIP:
            return _right(translate("Devices", "A waiting sale's slip"))
        case ScanKind.OTHER:
            return _other(trial)


def _right(what: str) -> _Verdict:
    return _Verdict("tick", Tone.ACTIVE, what, translate("Devices", "Read right. Nothing was sold."))


def _other(trial: TrialScan) -> _Verdict:
    if trial.reading is not None and trial.reading.is_spoilt:
        what = translate("Devices", "Wrong keyboard layout")
        return _Verdict("warning", Tone.BAD, what, translate("Devices", "Press Set up the scanner."))
    if trial.problem is None:
        return _Verdict("question", Tone.ASK, translate("Devices", "It came, but is no code of the till."))
    words = sentence(Problem(trial.problem.code))  # without its facts: they hold the whole code
    return _Verdict("question", Tone.ASK, words.what, words.todo)


def facts_of(trial: TrialScan) -> tuple[tuple[str, str], ...]:
    """What came, by which way, from which kind of bar code where the scanner says so, how fast and how it was read."""
    code = translate("Devices", "{count} characters").replace("{count}", str(trial.length))
    if trial.last_four:
        code = f"{code}, …{trial.last_four}"
    way = {
        ScanSource.KEYBOARD: translate("Devices", "Keyboard"),
        ScanSource.SERIAL: translate("Devices", "Serial line"),
        ScanSource.HID_POS: translate("Devices", "HID-POS"),
    }[trial.source]
    pace = translate("Devices", "{ms} ms a key") if trial.gap_ms is not None else ""
    layout = has_caps_lock = ""
    if trial.reading is not None and trial.reading.layout is Layout.US:
        layout = translate("Devices", "As a US keyboard")
    if trial.reading is not None and trial.reading.had_caps_lock:
        has_caps_lock = translate("Devices", "On")
    return (
        (translate("Devices", "Code"), code),
        (translate("Devices", "Came by"), way),
        (translate("Devices", "Bar code"), trial.symbology),
        (translate("Devices", "Pace"), pace.replace("{ms}", f"{trial.gap_ms or 0:.0f}")),
        (translate("Devices", "Read"), layout),
        (translate("Devices", "Caps Lock"), has_caps_lock),
    )
