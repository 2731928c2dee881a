"""A scanner that types: its bursts are told from a person's typing and never reach the field that has the focus."""

from dataclasses import dataclass
from enum import Enum, auto, unique
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

from app.core.key_pace import KeyPace
from app.core.key_reading import Stroke, typed_reading
from app.ui.dead_keys import DeadKeys
from app.ui.desk import WedgeSettings
from app.ui.key_capture import KeyCapture
from app.ui.key_stroke import is_modifier, prints, stroke_of
from app.ui.key_times import KeyTimes
from app.ui.named_key import NamedKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Knows = Callable[[Sequence[Stroke]], bool]

STALL_MS: Final = 300
"""What is certainly no person's may stall for so long, on a busy computer, and go on as the same scan."""

LATE_MS: Final = 500
"""A terminator that comes so late after its burst still belongs to it, and presses nothing."""

_TAPS: Final = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})

_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_TERMINATORS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})


def nothing_known(_strokes: "Sequence[Stroke]") -> bool:
    """No strokes have the form of a code."""
    return False


@dataclass(frozen=True, slots=True)
class Burst:
    """What a scanner typed, without prefix and suffix. In milliseconds: the mean time between its keys, and when.

    `at_ms` is the display server's time.
    """

    strokes: tuple[Stroke, ...]
    gap_ms: float = 0.0
    at_ms: int = 0

    @property
    def text(self) -> str:
        """The signs as the keyboard's layout made them."""
        return typed_reading(self.strokes)


@unique
class _Mode(Enum):
    IDLE = auto()
    HELD = auto()
    """The newest keys are held back until it is clear what they are: one, while a person types."""
    PREFIXED = auto()
    """The scanner's own prefix came: everything up to its suffix is a scan."""


class KeyboardWedge(QObject):
    """Watches a window's keys. `scanned` carries a Burst; typing goes on to where it was meant, late by a gap at most.

    While `capture` is on, every key goes there instead.

    Time is the display server's, never the wall clock's: after a stall a person's keys come all at once, but their
    timestamps do not. Events are taken at the QWindow, where each is seen once; a key without a time is typing.
    """

    scanned = Signal(object)

    def __init__(self, settings: WedgeSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._knows: Knows = nothing_known
        self._settings = settings
        self._prefix = NamedKey.named(settings.prefix)
        self._suffix = NamedKey.named(settings.suffix)
        self._window: QWindow | None = None
        self.capture = KeyCapture(self._send_on, self)
        self._times = KeyTimes(self)
        self._dead_keys = DeadKeys(self)
        self._mode = _Mode.IDLE
        self._held: list[QKeyEvent] = []
        self._strokes: list[Stroke] = []
        self._stroke_ms: list[int] = []
        self._stroke_keys: list[int] = []
        self._keys = 0
        self._is_sure = False
        self._last_ms = 0
        self._told_ms: int | None = None
        self._is_replaying = False
        self._swallowed: set[int] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)

    def obey(self, settings: WedgeSettings, knows: "Knows" = nothing_known) -> None:
        """From now on these settings count, and nothing is captured. What is held goes where it was meant.

        `knows` tells whether strokes have the form of a code.
        """
        self.capture.end()
        self._give_up()
        self._settings, self._knows = settings, knows
        self._prefix = NamedKey.named(settings.prefix)
        self._suffix = NamedKey.named(settings.suffix)

    def watch(self, window: QWindow) -> None:
        """Sees this window's keys from now on, and those of a dialog over it while that has the keyboard."""
        application = QGuiApplication.instance()
        if self._window is None and isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._focused)
        self._follow(window)

    @Slot(QObject)
    def _focused(self, window: QWindow | None) -> None:
        """Another window of the program has the keyboard; None: another program has."""
        if window is not None and window is not self._window:
            self._follow(window)

    def _follow(self, window: QWindow) -> None:
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
            self._window.removeEventFilter(self._dead_keys)
        self._window = window
        window.installEventFilter(self._dead_keys)
        window.installEventFilter(self)  # the last is asked first: accents are put together of what people typed
        self._times.watch(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holds back what may be a scan."""
        if self._is_replaying or watched is not self._window:
            return False
        self._times.refresh()
        if event.type() in _TAPS:
            self._tapped()
            return False
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() not in _KEYS:
            return False
        at = self._times.of(event)
        if self.capture.is_on:
            return self.capture.take(event, at)
        return self._pressed(event, at) if _is_press(event) else self._released(event)

    def _tapped(self) -> None:
        """A key that was typed before a tap arrives before it: the figure belongs to the sum that the tap confirms.

        What is long enough for a scan stays held: it was never meant for a field.
        """
        if self._mode is _Mode.HELD and len(self._strokes) < self._settings.shortest:
            self._replay()

    # ---------------------------------------------------------------- keys

    def _pressed(self, event: QKeyEvent, at: int) -> bool:
        if at == 0 or event.isAutoRepeat() or _is_command(event):
            self._replay()
            return False
        if self._mode is not _Mode.IDLE and at - self._last_ms > self._patience_ms:
            self._give_up()
        self._last_ms = at
        if self._mode is _Mode.PREFIXED:
            return self._in_scan(event)
        if self._prefix.is_set:
            return self._begins_scan(event)
        return self._by_speed(event, at)

    @property
    def _patience_ms(self) -> int:
        """How long the next key may keep us waiting. A scanner without a suffix ends with its pause, at any time."""
        is_patient = self._suffix.is_set and (self._is_sure or self._mode is _Mode.PREFIXED)
        return max(STALL_MS, self._settings.gap_ms_max) if is_patient else self._settings.gap_ms_max

    def _begins_scan(self, event: QKeyEvent) -> bool:
        if not self._prefix.matches(event):
            return False
        self._mode = _Mode.PREFIXED
        self._strokes, self._stroke_ms, self._stroke_keys = [], [], []
        self._swallow(event)
        self._pause.start(self._patience_ms)
        return True

    def _in_scan(self, event: QKeyEvent) -> bool:
        self._swallow(event)
        self._pause.start(self._patience_ms)
        if self._suffix.matches(event):
            self._tell()
        elif prints(event):
            self._strokes.append(stroke_of(event))
            self._stroke_ms.append(self._last_ms)
            self._stroke_keys.append(1)
        return True

    def _by_speed(self, event: QKeyEvent, at: int) -> bool:
        """Speed, length and terminator together tell a scan; the code's form is judged by whoever hears of it."""
        if self._suffix.matches(event):
            return self._ends(event, at)
        self._told_ms = None
        if not is_modifier(event) and not prints(event):
            if event.key() in _TERMINATORS and self._is_whole_without_suffix():
                return self._swallow_and_tell(event)
            self._replay()
            return False
        if is_modifier(event) and self._mode is _Mode.IDLE:
            return False
        self._hold(event, at)
        while not self._is_sure and not self._pace.may_be_a_scanners:
            self._let_first_go()
        return True

    def _hold(self, event: QKeyEvent, at: int) -> None:
        self._mode = _Mode.HELD
        self._held.append(event.clone())
        self._keys += 1
        if prints(event):
            self._strokes.append(stroke_of(event))
            self._stroke_ms.append(at)
            self._stroke_keys.append(self._keys)
            self._keys = 0
            self._is_sure = self._is_sure or (self._is_long_enough and self._pace.is_no_persons)
        self._pause.start(self._patience_ms)

    def _let_first_go(self) -> None:
        """The oldest stroke was a person's: it goes where it was meant. The newest may begin a scan, and stays."""
        presses = [place for place, held in enumerate(self._held) if _is_press(held) and prints(held)]
        cut = presses[1]
        while cut > presses[0] + 1 and _is_press(self._held[cut - 1]) and is_modifier(self._held[cut - 1]):
            cut -= 1  # a Shift before the second stroke is the second's
        typed, self._held = self._held[:cut], self._held[cut:]
        del self._strokes[0], self._stroke_ms[0], self._stroke_keys[0]
        self._send_on(typed)

    def _ends(self, event: QKeyEvent, at: int) -> bool:
        """The terminator: of a scan it is swallowed, so that it presses nothing; of typing it goes its way."""
        if self._told_ms is not None and at - self._told_ms <= LATE_MS:
            self._told_ms = None
            self._swallow(event)
            return True
        while len(self._strokes) > self._settings.shortest and self._begins_with_a_persons_key():
            self._let_first_go()
        if self._mode is _Mode.HELD and (self._is_sure or self._is_long_enough):
            return self._swallow_and_tell(event)
        self._replay()
        return False

    def _begins_with_a_persons_key(self) -> bool:
        """Not where the key makes a code of what is none without it: then the computer was busy after it."""
        if not self._pace.begins_with_a_persons_key:
            return False
        return not self._knows(self._strokes) or self._knows(self._strokes[1:])

    def _swallow_and_tell(self, event: QKeyEvent) -> bool:
        self._swallow(event)
        self._told_ms = None
        self._tell()
        return True

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed and not event.isAutoRepeat():
            self._swallowed.discard(event.key())
            return True
        if self._mode is _Mode.HELD and any(held.key() == event.key() for held in self._held):
            self._held.append(event.clone())
            return True
        return False

    # ---------------------------------------------------------------- decisions

    @property
    def _is_long_enough(self) -> bool:
        return len(self._strokes) >= self._pace.shortest(self._settings.shortest)

    @property
    def _pace(self) -> KeyPace:
        return KeyPace(tuple(self._stroke_ms), tuple(self._stroke_keys), self._settings.gap_ms_max)

    def _tell(self) -> None:
        burst = Burst(tuple(self._strokes), self._pace.mean_ms, self._last_ms)
        self._swallowed |= {held.key() for held in self._held if held.type() == QEvent.Type.KeyPress}
        self._swallowed -= {held.key() for held in self._held if held.type() == QEvent.Type.KeyRelease}
        self._forget()
        if burst.strokes:
            self.scanned.emit(burst)

    def _replay(self) -> None:
        """It was typing: the held keys go where they were meant."""
        held = self._held
        self._forget()
        self._send_on(held)

    def _send_on(self, held: list[QKeyEvent]) -> None:
        window = self._window
        self._is_replaying = True
        try:
            for event in held:
                if window is not None and isValid(window):
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
        self._held, self._strokes, self._stroke_ms, self._stroke_keys, self._keys = [], [], [], [], 0
        self._mode, self._is_sure = _Mode.IDLE, False

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
        """The pause is the end where the scanner ends with nothing, and for a burst that no person can have typed."""
        if self._mode is not _Mode.HELD:
            return self._mode is _Mode.PREFIXED and not self._suffix.is_set
        if self._suffix.is_set:
            self._told_ms = self._last_ms if self._is_sure else None
            return self._is_sure
        return self._is_long_enough


def _is_press(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress


def _is_command(event: QKeyEvent) -> bool:
    """Ctrl or Meta with a key is a person's command. AltGr comes as Ctrl and Alt together, and prints."""
    held = event.modifiers()
    is_control = bool(held & Qt.KeyboardModifier.ControlModifier) and not held & Qt.KeyboardModifier.AltModifier
    return not is_modifier(event) and (is_control or bool(held & Qt.KeyboardModifier.MetaModifier))
