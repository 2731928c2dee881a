"""Accents that a person types: a dead key and its letter become one sign, without an input method.

Input methods take dead keys before any filter of ours sees them, and a scanner's bracket or circumflex would be lost
with them. So the program runs without one (`qt_loading`), and what it did for people is done here.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow

from app.ui.key_stroke import is_dead, is_modifier

_ACCENTS: Final[Mapping[int, tuple[str, str]]] = {
    Qt.Key.Key_Dead_Grave: ("\u0300", "`"),
    Qt.Key.Key_Dead_Acute: ("\u0301", "´"),
    Qt.Key.Key_Dead_Circumflex: ("\u0302", "^"),
    Qt.Key.Key_Dead_Tilde: ("\u0303", "~"),
    Qt.Key.Key_Dead_Macron: ("\u0304", "¯"),
    Qt.Key.Key_Dead_Breve: ("\u0306", "˘"),
    Qt.Key.Key_Dead_Abovedot: ("\u0307", "˙"),
    Qt.Key.Key_Dead_Diaeresis: ("\u0308", "¨"),
    Qt.Key.Key_Dead_Abovering: ("\u030a", "°"),
    Qt.Key.Key_Dead_Doubleacute: ("\u030b", "˝"),
    Qt.Key.Key_Dead_Caron: ("\u030c", "ˇ"),
    Qt.Key.Key_Dead_Cedilla: ("\u0327", "¸"),
    Qt.Key.Key_Dead_Ogonek: ("\u0328", "˛"),
}
"""Each dead key's combining mark, and the sign it makes alone."""


def composed(dead: int, text: str) -> str:
    """What a dead key and the next sign make: one letter, the accent alone for a space or itself, else both signs."""
    mark, alone = _ACCENTS[dead]
    if text in {" ", ""}:
        return alone
    whole = unicodedata.normalize("NFC", text + mark)
    return whole if len(whole) == 1 else alone + text


class DeadKeys(QObject):
    """Watches one window behind the scanner's filter: what arrives here was typed by a person."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._dead: int | None = None
        self._is_sending = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keeps a dead key, and sends the letter that it makes with the next key."""
        if self._is_sending or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._dead is None:
            if is_dead(event) and event.key() in _ACCENTS:
                self._dead = event.key()
                return True
            return False
        if is_modifier(event):
            return False
        return self._end(watched, event)

    def _end(self, watched: QObject, event: QKeyEvent) -> bool:
        dead, self._dead = self._dead, None
        is_twice = event.key() == dead
        text = "" if is_twice else event.text()
        if dead is None or not isinstance(watched, QWindow) or not (is_twice or (text and text.isprintable())):
            return False
        made = QKeyEvent(
            event.type(),
            event.key(),
            event.modifiers(),
            event.nativeScanCode(),
            event.nativeVirtualKey(),
            event.nativeModifiers(),
            composed(dead, text),
        )
        made.setTimestamp(event.timestamp())
        self._is_sending = True
        try:
            QCoreApplication.sendEvent(watched, made)
        finally:
            self._is_sending = False
        return True
