"""What one key event tells of a scanner's sign."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from app.core.key_reading import KeyNumbers, Stroke

MODIFIERS: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}
)
_CAPS_LOCK: Final = {"xcb": 0x2, "wayland": 0x2, "windows": 0x100}
"""The bit of Caps Lock among the native modifiers: X's lock modifier, and Qt's own number on Windows."""


_NUMBERS = {
    "xcb": KeyNumbers.X11,
    "wayland": KeyNumbers.X11,
    "offscreen": KeyNumbers.X11,
    "windows": KeyNumbers.WINDOWS,
}
"""By the name of Qt's platform; macOS numbers keys in a way of its own, which nobody here has tried."""


def key_numbers() -> KeyNumbers | None:
    """How this system numbers keys."""
    return _NUMBERS.get(QGuiApplication.platformName().partition("-")[0])


def is_modifier(event: QKeyEvent) -> bool:
    """Whether this is Shift, Control or another key that makes no sign by itself."""
    return event.key() in MODIFIERS


def is_dead(event: QKeyEvent) -> bool:
    """Whether this is a dead key: an accent that waits for its letter."""
    return Qt.Key.Key_Dead_Grave <= event.key() <= Qt.Key.Key_Dead_Longsolidusoverlay


def prints(event: QKeyEvent) -> bool:
    """Whether this key makes a sign, or half of one."""
    return is_dead(event) or (bool(event.text()) and event.text().isprintable())


def stroke_of(event: QKeyEvent) -> Stroke:
    """The sign of a key that prints."""
    has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    text = "" if is_dead(event) else event.text()
    return Stroke(text, event.nativeScanCode(), has_shift, _has_caps_lock(event))


def _has_caps_lock(event: QKeyEvent) -> bool:
    bit = _CAPS_LOCK.get(QGuiApplication.platformName().partition("-")[0], 0)
    return bool(event.nativeModifiers() & bit)
