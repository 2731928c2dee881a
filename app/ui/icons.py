"""The program's own icons: SVG drawings, painted in the colour their place needs, sharp at every scale."""

from contextlib import suppress
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
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


def set_icon(button: QAbstractButton, theme: Theme, name: str, tone: Tone = Tone.PLAIN, size: int = 24) -> None:
    """Puts a drawing on a button and keeps it in the theme's colours and size from then on."""

    def draw() -> None:
        side = theme.pixels(size)
        icon = QIcon(pixmap(theme, name, theme.tokens.tone(tone), side, button.devicePixelRatioF()))
        icon.addPixmap(pixmap(theme, name, theme.tokens.muted, side, button.devicePixelRatioF()), QIcon.Mode.Disabled)
        button.setIcon(icon)
        button.setIconSize(QSize(side, side))

    draw()
    theme.changed.connect(draw, Qt.ConnectionType.AutoConnection)

    def forget() -> None:
        with suppress(RuntimeError):  # at the end of the program the theme may be gone before the button
            theme.changed.disconnect(draw)

    button.destroyed.connect(forget)


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
