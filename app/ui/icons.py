"""The program's own icons: SVG drawings, painted in the colour their place needs, sharp at every scale."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import Theme, Tone

INK = "currentColor"
"""What stands in the drawings for the colour of the place."""


@cache
def _drawing(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _renderer(path: Path, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(path).replace(INK, colour).encode()))


def renderer(theme: Theme, name: str, colour: str) -> QSvgRenderer:
    """The drawing `name` in a colour. Raises FileNotFoundError for a name without a drawing: a bug."""
    return _renderer(theme.resources / "icons" / f"{name}.svg", colour)


def pixmap(theme: Theme, name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The drawing as a picture of `size` device-independent pixels."""
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer(theme, name, colour).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class ButtonDrawing(QObject):
    """Keeps a button's drawing in the theme's colours and size. It goes with its button, and its connection with it."""

    def __init__(self, button: QAbstractButton, theme: Theme, name: str, tone: Tone, size: int) -> None:
        super().__init__(button)
        self._button = button
        self._theme = theme
        self._name = name
        self._tone = tone
        self._size = size
        theme.changed.connect(self.draw)
        self.draw()

    def show_drawing(self, name: str, tone: Tone) -> None:
        """Changes what is drawn and in which tone."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.draw()

    @Slot()
    def draw(self) -> None:
        """Puts the drawing on the button."""
        side, ratio = self._theme.pixels(self._size), self._button.devicePixelRatioF()
        tokens = self._theme.tokens
        icon = QIcon(pixmap(self._theme, self._name, tokens.tone(self._tone), side, ratio))
        icon.addPixmap(pixmap(self._theme, self._name, tokens.muted, side, ratio), QIcon.Mode.Disabled)
        self._button.setIcon(icon)
        self._button.setIconSize(QSize(side, side))


def set_icon(
    button: QAbstractButton, theme: Theme, name: str, tone: Tone = Tone.PLAIN, size: int = 24
) -> ButtonDrawing:
    """Puts a drawing on a button and keeps it in the theme's colours and size from then on."""
    return ButtonDrawing(button, theme, name, tone, size)


class Picture(QWidget):
    """A drawing that keeps to the theme. It is for the eye only: the words stand beside it."""

    def __init__(self, theme: Theme, name: str = "", tone: Tone = Tone.PLAIN, size: int = 20) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._tone = tone
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.updateGeometry)

    def show_drawing(self, name: str, tone: Tone) -> None:
        """Changes what is drawn and in which tone."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self.update()

    def sizeHint(self) -> QSize:
        """Square, grown with the type."""
        side = self._theme.pixels(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """As sizeHint: it never shrinks."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws at the screen's own resolution."""
        if not self._name:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(min(self.width(), self.height()))
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        renderer(self._theme, self._name, QColor(self._theme.colour(self._tone)).name()).render(painter, place)
        painter.end()
