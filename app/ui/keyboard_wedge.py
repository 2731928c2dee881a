"""A scanner that types: its bursts are told from a person's typing and never reach the field that has the focus."""

from dataclasses import dataclass
from enum import Enum, auto, unique
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWindow

from app.ui.desk import WedgeSettings
from app.ui.key_times import KeyTimes

MEAN_SHARE: Final = 0.55
"""A burst's mean gap is at most this share of the longest gap: 44 of 80 ms. People type slower than that, scanners
do not, though a single gap of either may be shorter or longer."""

_MODIFIERS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One printed sign of a burst, with what a second reading by key position needs."""

    text: str
    scan_code: int
    has_shift: bool


@dataclass(frozen=True, slots=True)
class Burst:
    """What a scanner typed, without prefix and suffix."""

    strokes: tuple[Stroke, ...]

    @property
    def text(self) -> str:
        """The signs as the keyboard's layout made them."""
        return "".join(stroke.text for stroke in self.strokes)


@unique
class _Mode(Enum):
    IDLE = auto()
    HELD = auto()
    """Keys come fast: they are held back until it is clear what they are."""
    TYPING = auto()
    """A person types: everything passes at once, until a pause."""
    PREFIXED = auto()
    """The scanner's own prefix came: everything up to its suffix is a scan."""


class KeyboardWedge(QObject):
    """Watches a window's keys. `scanned` carries a Burst; typing goes on to where it was meant, late by a gap at most.

    Time is the display server's, never the wall clock's: after a stall a person's keys come all at once, but their
    timestamps do not. Events are taken at the QWindow, where each is seen once; a key without a time is typing.
    """

    scanned = Signal(object)

    def __init__(self, settings: WedgeSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._prefix = _Key.of(settings.prefix)
        self._suffix = _Key.of(settings.suffix)
        self._window: QWindow | None = None
        self._times = KeyTimes(self)
        self._mode = _Mode.IDLE
        self._held: list[QKeyEvent] = []
        self._strokes: list[Stroke] = []
        self._first_ms = 0
        self._last_ms = 0
        self._is_replaying = False
        self._swallowed: set[int] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)

    def watch(self, window: QWindow) -> None:
        """Sees this window's keys from now on, and no other's."""
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = window
        window.installEventFilter(self)
        self._times.watch(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holds back what may be a scan."""
        if self._is_replaying or watched is not self._window:
            return False
        self._times.refresh()
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(event, self._times.of(event))
        if event.type() == QEvent.Type.KeyRelease:
            self._times.of(event)
            return self._released(event)
        return False

    # ---------------------------------------------------------------- keys

    def _pressed(self, event: QKeyEvent, at: int) -> bool:
        if at == 0 or event.isAutoRepeat() or _is_command(event):
            self._replay()
            return False
        gap = at - self._last_ms
        if self._mode is not _Mode.IDLE and gap > self._settings.gap_ms_max:
            self._give_up()
        self._last_ms = at
        if self._mode is _Mode.PREFIXED:
            return self._in_scan(event)
        if self._prefix.is_set:
            return self._begins_scan(event)
        return self._by_speed(event, at)

    def _begins_scan(self, event: QKeyEvent) -> bool:
        if not self._prefix.matches(event):
            return False
        self._mode = _Mode.PREFIXED
        self._strokes = []
        self._swallow(event)
        self._pause.start(self._settings.gap_ms_max)
        return True

    def _in_scan(self, event: QKeyEvent) -> bool:
        self._swallow(event)
        self._pause.start(self._settings.gap_ms_max)
        if self._suffix.matches(event):
            self._tell()
        elif _prints(event):
            self._strokes.append(_stroke(event))
        return True

    def _by_speed(self, event: QKeyEvent, at: int) -> bool:
        """Speed, length and terminator together tell a scan; the code's form is judged by whoever hears of it."""
        if self._suffix.matches(event):
            return self._ends(event)
        if self._mode is _Mode.TYPING:
            self._pause.start(self._settings.gap_ms_max)
            return False
        is_modifier = event.key() in _MODIFIERS
        if not is_modifier and not _prints(event):
            self._replay()
            return False
        if is_modifier and self._mode is _Mode.IDLE:
            return False
        self._hold(event, at)
        if self._is_too_slow():
            self._replay()
            self._mode = _Mode.TYPING
            self._pause.start(self._settings.gap_ms_max)
        return True

    def _hold(self, event: QKeyEvent, at: int) -> None:
        if self._mode is _Mode.IDLE:
            self._first_ms = at
        self._mode = _Mode.HELD
        self._held.append(event.clone())
        if _prints(event):
            self._strokes.append(_stroke(event))
        self._pause.start(self._settings.gap_ms_max)

    def _ends(self, event: QKeyEvent) -> bool:
        """The terminator: of a scan it is swallowed, so that it presses nothing; of typing it goes its way."""
        if self._mode is _Mode.HELD and len(self._strokes) >= self._settings.shortest and not self._is_too_slow():
            self._swallow(event)
            self._tell()
            return True
        self._replay()
        return False

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed and not event.isAutoRepeat():
            self._swallowed.discard(event.key())
            return True
        if self._mode is _Mode.HELD and any(held.key() == event.key() for held in self._held):
            self._held.append(event.clone())
            return True
        return False

    # ---------------------------------------------------------------- decisions

    def _is_too_slow(self) -> bool:
        gaps = len(self._strokes) - 1
        return gaps > 0 and (self._last_ms - self._first_ms) / gaps > self._settings.gap_ms_max * MEAN_SHARE

    def _tell(self) -> None:
        burst = Burst(tuple(self._strokes))
        self._swallowed |= {held.key() for held in self._held if held.type() == QEvent.Type.KeyPress}
        self._swallowed -= {held.key() for held in self._held if held.type() == QEvent.Type.KeyRelease}
        self._forget()
        if burst.strokes:
            self.scanned.emit(burst)

    def _replay(self) -> None:
        """It was typing: the held keys go where they were meant."""
        held, window = self._held, self._window
        self._forget()
        self._is_replaying = True
        try:
            for event in held:
                if window is not None:
                    QCoreApplication.sendEvent(window, event)
        finally:
            self._is_replaying = False

    def _give_up(self) -> None:
        """A gap too long for a scanner. What came after a prefix is a broken scan and is dropped, never typed."""
        if self._mode is _Mode.PREFIXED:
            self._forget()
        else:
            self._replay()

    def _forget(self) -> None:
        self._pause.stop()
        self._held, self._strokes = [], []
        self._mode = _Mode.IDLE

    def _swallow(self, event: QKeyEvent) -> None:
        self._swallowed.add(event.key())

    @Slot()
    def _paused(self) -> None:
        """Nothing came for a while; but after a stall keys may be waiting in the queue, and they go first."""
        QTimer.singleShot(0, self, self._after_queue)

    @Slot()
    def _after_queue(self) -> None:
        if self._pause.isActive():
            return
        if self._times.is_waiting:
            self._pause.start(self._settings.gap_ms_max)
            return
        if self._is_whole_without_suffix():
            self._tell()
        else:
            self._give_up()

    def _is_whole_without_suffix(self) -> bool:
        """Where the scanner ends with nothing, the pause is the end."""
        if self._suffix.is_set or self._mode not in {_Mode.HELD, _Mode.PREFIXED}:
            return False
        is_prefixed = self._mode is _Mode.PREFIXED
        return is_prefixed or (len(self._strokes) >= self._settings.shortest and not self._is_too_slow())


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of the settings: a name such as `Return`, `Tab` or `F9`, or one sign; nothing where none is set."""

    keys: frozenset[int]
    sign: str

    @classmethod
    def of(cls, text: str) -> "_Key":
        if len(text) == 1:
            return cls(frozenset(), text)
        if text in {"Return", "Enter"}:
            return cls(frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter}), "")
        key = Qt.Key.__members__.get(f"Key_{text}")
        return cls(frozenset() if key is None else frozenset({int(key)}), "")

    @property
    def is_set(self) -> bool:
        return bool(self.keys or self.sign)

    def matches(self, event: QKeyEvent) -> bool:
        return event.key() in self.keys or (bool(self.sign) and event.text() == self.sign)


def _prints(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable()


def _stroke(event: QKeyEvent) -> Stroke:
    has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return Stroke(event.text(), event.nativeScanCode(), has_shift)


def _is_command(event: QKeyEvent) -> bool:
    """Ctrl or Meta with a key is a person's command. AltGr comes as Ctrl and Alt together, and prints."""
    held = event.modifiers()
    is_control = bool(held & Qt.KeyboardModifier.ControlModifier) and not held & Qt.KeyboardModifier.AltModifier
    is_bare = event.key() in _MODIFIERS
    return not is_bare and (is_control or bool(held & Qt.KeyboardModifier.MetaModifier))
