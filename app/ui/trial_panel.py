"""A scan that sells nothing: what came and how, so that a new scanner can be tried before a customer stands there."""

from PySide6.QtCore import QCoreApplication

from app.core.key_reading import Layout
from app.core.shop import Shop
from app.core.trial_scan import ScanKind, ScanSource, TrialScan
from app.ui.controls import CardFrame, announce, button, label, row, show_words
from app.ui.words import sentence

translate = QCoreApplication.translate


class TrialPanel(CardFrame):
    """Off until somebody asks: while it is on, scans come here and nowhere else. Of a code its end alone is shown."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self.is_on = False
        self.switch = button(translate("Devices", "Try a scanner"), clicked=self._turn)
        self.what = label("", "subtitle", wraps=True)
        self.how = label("", "body", wraps=True)
        self.todo = label("", "muted", wraps=True)
        self.body.addLayout(row(label(translate("Devices", "TRY A SCAN"), "caption"), 1, self.switch))
        for part in (self.what, self.how, self.todo):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self._show_state()

    def take(self, trial: TrialScan) -> bool:
        """A scan came. Whether the trial was on, and took it."""
        if not self.is_on:
            return False
        show_words(self.what, _what(trial))
        show_words(self.how, _how(trial))
        show_words(self.todo, self._kind(trial))
        announce(self, f"{self.what.text()} {self.todo.text()}")
        return True

    def turn_off(self) -> None:
        """Scans go where they went before."""
        if self.is_on:
            self._turn()

    def _kind(self, trial: TrialScan) -> str:
        match trial.kind:
            case ScanKind.CARD:
                return translate("Devices", "It is the number of a gift card. Nothing was sold.")
            case ScanKind.TOKEN:
                return translate("Devices", "It is the secret code of a gift card. Nothing was sold.")
            case ScanKind.SLIP:
                return translate("Devices", "It is the code of a waiting sale's slip. Nothing was done with it.")
            case ScanKind.OTHER:
                if trial.reading is not None and trial.reading.is_spoilt:
                    return translate("Devices", "The scanner has the wrong keyboard layout.")
                if trial.problem is None:
                    return ""
                words = sentence(trial.problem, self._shop.number_form)
                return f"{words.what} {words.todo}"

    def _turn(self) -> None:
        self.is_on = not self.is_on
        self._show_state()

    def _show_state(self) -> None:
        on, off = translate("Devices", "End the trial"), translate("Devices", "Try a scanner")
        self.switch.setText(on if self.is_on else off)
        self.switch.setAccessibleName(self.switch.text())
        show_words(self.what, translate("Devices", "Scan any card now.") if self.is_on else "")
        show_words(self.how, "")
        show_words(self.todo, translate("Devices", "A scan here shows what the scanner sends. Nothing is sold by it."))


def _what(trial: TrialScan) -> str:
    if not trial.last_four:
        return translate("Devices", "Read: {count} characters.").replace("{count}", str(trial.length))
    read = translate("Devices", "Read: {count} characters, the last are …{last}.")
    return read.replace("{count}", str(trial.length)).replace("{last}", trial.last_four)


def _how(trial: TrialScan) -> str:
    """By which way it came, of which kind the bar code is where the scanner says so, how fast and how it was read."""
    parts = [
        {
            ScanSource.KEYBOARD: translate("Devices", "It came as typing."),
            ScanSource.SERIAL: translate("Devices", "It came by the serial line."),
            ScanSource.HID_POS: translate("Devices", "It came by HID-POS."),
        }[trial.source]
    ]
    if trial.symbology:
        parts.append(translate("Devices", "Bar code: {kind}.").replace("{kind}", trial.symbology))
    if trial.gap_ms is not None:
        parts.append(translate("Devices", "{ms} ms a key.").replace("{ms}", f"{trial.gap_ms:.0f}"))
    if trial.reading is not None and trial.reading.layout is Layout.US:
        parts.append(translate("Devices", "Read by the keys' places: the scanner is set to US."))
    if trial.reading is not None and trial.reading.had_caps_lock:
        parts.append(translate("Devices", "Caps Lock was on."))
    return " ".join(parts)
