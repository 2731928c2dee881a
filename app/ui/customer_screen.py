"""A second screen turned to the customer: amount and result, in the customer's language, to be read from two metres."""

from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core.customer_view import CustomerView, ViewKind
from app.ui.controls import label, show_words
from app.ui.icons import Picture
from app.ui.state_sign import ACTIVE, IN_DOUBT, SENDING, STOPPED, WAITING, Sign
from app.ui.theme import Theme, Tone, set_mark

SIGNS: Final[dict[ViewKind, Sign | None]] = {
    ViewKind.IDLE: None,
    ViewKind.AMOUNT: None,
    ViewKind.WAIT: SENDING,
    ViewKind.ACTIVE: ACTIVE,
    ViewKind.LATER: WAITING,
    ViewKind.IN_DOUBT: IN_DOUBT,
    ViewKind.ASK: STOPPED,
}

HEAD_SHARE: Final = 0.08
AMOUNT_SHARE: Final = 0.14
TEXT_SHARE: Final = 0.05
"""The height of letters as a share of the screen's shorter side."""


class CustomerScreen(QWidget):
    """One view at a time. It takes no focus and no keys: a scanner's typing goes to the till's own window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setProperty("role", "room")
        self.frame = QFrame()
        self.frame.setProperty("kind", "tinted")
        self.sign = Picture(theme, size=140)
        self.head = label("", "strong", wraps=True)
        self.amount = label("", "strong")
        self.text = label("", "muted", wraps=True)
        inside = QVBoxLayout(self.frame)
        inside.setSpacing(24)
        inside.addStretch(1)
        inside.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self.head, self.amount, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inside.addWidget(part)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(self.frame)

    def show_view(self, view: CustomerView) -> None:
        """Shows this from now on."""
        sign = SIGNS[view.kind]
        self.sign.setVisible(sign is not None)
        if sign is not None:
            self.sign.show_drawing(sign.large, sign.tone)
        set_mark(self.frame, "tone", (sign.tone if sign else Tone.PLAIN).value)
        self.head.setText(view.head)
        show_words(self.amount, view.amount)
        show_words(self.text, view.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The letters grow with the screen."""
        super().resizeEvent(event)
        side = min(event.size().width() * 3 // 4, event.size().height())
        for part, share in ((self.head, HEAD_SHARE), (self.amount, AMOUNT_SHARE), (self.text, TEXT_SHARE)):
            part.setStyleSheet(f"font-size: {max(12, round(side * share))}px;")


class CustomerScreens(QObject):
    """The customer's screen, there while a second screen is: screens may come and go while the till runs."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._view: CustomerView | None = None
        self.screen: CustomerScreen | None = None
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self.place)
            application.screenRemoved.connect(self.place)

    def show_view(self, view: CustomerView) -> None:
        """What the customer sees, now or once there is a second screen."""
        self._view = view
        if self.screen is not None:
            self.screen.show_view(view)

    @Slot()
    def place(self) -> None:
        """Fills the first screen that is not the till's own, and goes where there is none."""
        own = self._window.screen()
        other = next((screen for screen in QGuiApplication.screens() if screen is not own), None)
        if other is None:
            self.close()
            return
        if self.screen is None:
            self.screen = CustomerScreen(self._theme)
        if self._view is not None:
            self.screen.show_view(self._view)
        self.screen.setScreen(other)
        self.screen.setGeometry(other.geometry())
        self.screen.showFullScreen()

    def close(self) -> None:
        """Nothing is shown any more."""
        if self.screen is not None:
            self.screen.close()
            self.screen.deleteLater()
            self.screen = None
