"""What every scanner tells, brought to where it is meant: read right, once, refused in mid-call, or tried out."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.core.key_reading import BurstReader, Reading, Stroke
from app.core.problem import Code, Problem
from app.core.scan import DEFAULT_PATTERNS, ScanPattern
from app.core.scan_repeat import Heard, ScanRepeats
from app.core.slip_code import looks_like_slip
from app.core.trial_scan import ScanSource, TrialScan, trial_of
from app.ui.controls import LineInPlace, announce, button
from app.ui.desk import Desk
from app.ui.key_stroke import key_numbers
from app.ui.keyboard_wedge import Burst
from app.ui.pages import Pages
from app.ui.sell_model import Phase
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import sentence


class WrongLayoutLine(LineInPlace):
    """Says that the scanner has the wrong keyboard layout, and offers to set it up."""

    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.set_up = button(translate("Scanner", "Set up the scanner"), clicked=self._set_up)
        self.later = button(translate("Scanner", "Not now"), clicked=self.hide)
        self.add_button(self.set_up)
        self.add_button(self.later)

    def tell(self) -> None:
        """Shows the line and says it aloud."""
        words = sentence(Problem(Code.SCAN_WRONG_LAYOUT))
        self.say("scanner", Tone.BAD, f"{words.what} {words.todo}")
        announce(self, words.what, is_urgent=True)

    def _set_up(self) -> None:
        self.hide()
        self.wanted.emit()


class Scans(QObject):
    """The scans of one desk. `turn_to` opens a page of the window by its name.

    A page takes codes by a method `scanned(text)`. One with `tried_scan(trial) -> bool` is asked first: where it says
    yes, the scan was made to try the scanner and ends there.
    """

    def __init__(
        self, desk: Desk, theme: Theme, pages: Pages, stack: QStackedWidget, turn_to: Callable[[str], None]
    ) -> None:
        super().__init__(stack)
        self._counter = desk.counter
        self._pages = pages
        self._stack = stack
        self._turn_to = turn_to
        shop = desk.counter.shop if desk.counter else None
        self._patterns = shop.patterns if shop else tuple(ScanPattern.of(text) for text in DEFAULT_PATTERNS)
        wedge = desk.wedge
        self._reader = BurstReader(self._patterns, key_numbers(), wedge.layout, minds_caps_lock=wedge.minds_caps_lock)
        self._repeats = ScanRepeats()
        self.line = WrongLayoutLine(theme)

    def burst(self, burst: Burst) -> None:
        """A scanner that types told a burst."""
        reading = self._reader.read(burst.strokes)
        if reading.is_spoilt and not self._is_in_mid_call():
            if not self._tried(reading.text, ScanSource.KEYBOARD, burst.gap_ms, reading):
                self.line.tell()
            return
        heard = Heard(reading.text, ScanSource.KEYBOARD, burst.at_ms / 1000, time.monotonic())
        if not self._repeats.is_again(heard) and not self._tried(heard.text, heard.source, burst.gap_ms, reading):
            self.take(heard.text)

    def knows(self, strokes: Sequence[Stroke]) -> bool:
        """Whether these strokes have the form of a card, a token or a slip."""
        return self._reader.read(strokes).is_known

    def heard(self, text: str, source: ScanSource) -> None:
        """A scanner that is no keyboard told a code. The same again within a second is nothing new."""
        now_s = time.monotonic()
        if not self._repeats.is_again(Heard(text, source, now_s, now_s)) and not self._tried(text, source):
            self.take(text)

    def forget(self) -> None:
        """Somebody turned to another page: the same card scanned again is meant for it."""
        self._repeats.forget()

    def take(self, text: str) -> None:
        """A code goes to the page that is open, or onto the sale. In mid-call it is refused aloud and forgotten."""
        counter = self._counter
        if counter is not None and self._is_in_mid_call():
            self._turn_to("sell")
            QApplication.beep()
            self._pages.sell(counter).scanned(text)
            return
        self.line.hide()
        if counter is not None:
            if looks_like_slip(text):
                self._turn_to("slip")
            elif self._pages.is_open("slip"):  # the next customer's card
                self._turn_to("sell")
        take: Callable[[str], None] | None = getattr(self._page(), "scanned", None)
        if take is None and counter is not None:
            self._turn_to("sell")
            take = self._pages.sell(counter).scanned
        if take is not None:
            take(text)

    def _tried(
        self, text: str, source: ScanSource, gap_ms: float | None = None, reading: Reading | None = None
    ) -> bool:
        tried: Callable[[TrialScan], bool] | None = getattr(self._page(), "tried_scan", None)
        if tried is None:
            return False
        return tried(trial_of(text, self._patterns, source, gap_ms=gap_ms, reading=reading))

    def _page(self) -> QWidget | None:
        return self._stack.currentWidget()

    def _is_in_mid_call(self) -> bool:
        if self._counter is None:
            return False
        model = self._pages.sell(self._counter).model
        return model.phase is Phase.SELLING or model.offline.is_asking
