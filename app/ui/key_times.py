"""When a key was pressed, by the display server's clock, also where the event loses its time on the way.

While a screen reader is served (AT-SPI), Qt takes each key event from the window, asks the reader whether it wants the
key, and then posts a copy in which the time is 0. Without the time a scanner's burst would look like typing and fall
into the field that has the focus, so the time is noted before Qt takes the event.
"""

from collections import deque

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QWindow

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})


class KeyTimes(QObject):
    """The times of one window's keys."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._is_noting = False
        self._on_their_way: deque[tuple[QEvent.Type, int, int]] = deque()

    @property
    def is_waiting(self) -> bool:
        """A key was pressed whose copy has not come yet."""
        return bool(self._on_their_way)

    def watch(self, window: QWindow) -> None:
        """Notes the times of this window's keys from now on."""
        self._window = window
        self._on_their_way.clear()

    def refresh(self) -> None:
        """Begins to note times once a screen reader is served; before that there is no need, and no cost."""
        if not self._is_noting and QAccessible.isActive():
            self._note_first()

    def of(self, event: QKeyEvent) -> int:
        """The time of a key that reached the window, in milliseconds; 0 where nobody knows it. To be asked once."""
        at = event.timestamp()
        if at:  # it came straight here: nothing is taken away
            self._on_their_way.clear()
            return at
        wanted = (event.type(), event.key())
        for place, (kind, key, noted) in enumerate(self._on_their_way):
            if (kind, key) == wanted:
                for _older in range(place + 1):
                    self._on_their_way.popleft()
                return noted
        if self._is_noting:
            self._note_first()  # whoever serves the reader began anew, and stands before us
        return 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stops nothing."""
        is_ours = watched is self._window and event.type() in _KEYS
        if is_ours and isinstance(event, QKeyEvent) and event.timestamp():
            self._on_their_way.append((event.type(), event.key(), event.timestamp()))
        return False

    def _note_first(self) -> None:
        """The filter that was installed last is asked first."""
        application = QGuiApplication.instance()
        if application is not None:
            application.installEventFilter(self)
            self._is_noting = True
