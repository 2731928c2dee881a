"""Keys as a display server sends them: posted to the window with their own time."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

NAMED = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}


class Keyboard:
    """A keyboard on one window. `now` is the display server's clock in milliseconds."""

    def __init__(self, window) -> None:
        self.handle = window.windowHandle()
        self.now = 10_000

    def key(self, key, text="", gap=100, modifiers=Qt.KeyboardModifier.NoModifier, repeat=False):
        self.now += gap
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, int(key), modifiers, 30, 0, 0, text, repeat)
            event.setTimestamp(self.now)
            QCoreApplication.sendEvent(self.handle, event)

    def type(self, text, gap=100):
        for place, sign in enumerate(text):
            wait = gap if isinstance(gap, int) else gap[place % len(gap)]
            if sign in NAMED:
                self.key(NAMED[sign], sign, wait)
            else:
                self.key(ord(sign.upper()), sign, wait)

    def scan(self, text, gap=8, end="\r"):
        self.now += 1000
        self.type(text + end, gap)
