"""The bar at the top: whose till, whose money, the pages, and who is at work."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from app.ui.controls import button, isolated, label
from app.ui.desk import Account, Desk
from app.ui.theme import set_mark
from app.ui.translation import translate


class ElidedLabel(QLabel):
    """Plain words that give way where there is no room: `short` instead, or cut with dots; whole in the tooltip."""

    def __init__(
        self, text: str, role: str, *, short: str = "", elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__(text)
        self._whole = text
        self._short = short or text
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        return QSize(self.fontMetrics().averageCharWidth() * 6, super().minimumSizeHint().height())

    def be_short(self, *, is_short: bool) -> None:
        """Asks for the room of its short words only, or for that of all of them."""
        self.setText(self._short if is_short else self._whole)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.setFont(self.font())
        text = self.fontMetrics().elidedText(self.text(), self._elide, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()


class TopBar(QFrame):
    """`turned` carries the name of the page that was asked for."""

    turned = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        shop, account = desk.counter.shop if desk.counter else None, desk.account
        self.setProperty("kind", "bar")
        self.pages: dict[str, QPushButton] = {}
        self._operator: ElidedLabel | None = None
        self._cases = 0
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 16, 0)
        layout.setSpacing(4)
        if shop is not None:
            text = translate("Window", "{shop} · Till {till}")
            named = text.replace("{shop}", isolated(shop.shop_name)).replace("{till}", isolated(shop.till_id))
            layout.addWidget(ElidedLabel(named, "strong", elide=Qt.TextElideMode.ElideMiddle))  # the till stays
            layout.addSpacing(14)
        self.badge = label(_account_words(account), "badge")
        is_real = account is not None and not account.is_test and not account.is_sandbox
        set_mark(self.badge, "tone", "plain" if is_real else "wait")
        layout.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.badge.setVisible(account is not None)
        layout.addStretch(1)
        if shop is not None:
            self._add_pages(layout, has_cards=bool(desk.demonstration_cards), has_batches=desk.office is not None)
            layout.addSpacing(8)
            named = translate("Window", "Operator {operator}").replace("{operator}", isolated(shop.operator_id))
            self._operator = ElidedLabel(named, "strong", short=isolated(shop.operator_id))
            layout.addWidget(self._operator)
            layout.addSpacing(8)

    def _add_pages(self, layout: QHBoxLayout, *, has_cards: bool, has_batches: bool) -> None:
        practice = (("cards", translate("Window", "Practice")),) if has_cards else ()
        batches = (("batches", translate("Window", "Batches")),) if has_batches else ()
        for name, words in (
            *practice,
            ("sell", translate("Window", "Sell")),
            ("check", translate("Window", "Check card")),
            ("queue", translate("Window", "Queue")),
            ("cases", translate("Window", "Cases")),
            ("journal", translate("Window", "Journal")),
            *batches,
        ):
            made = button(words, "nav", clicked=partial(self.turned.emit, name))
            made.setCheckable(True)
            self._group.addButton(made)
            self.pages[name] = made
            layout.addWidget(made)
        self.pages["cases"].hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not everything fits, the word before the operator's name gives way first, so that the shop's stays."""
        super().resizeEvent(event)
        self._fit_operator(event.size().width())

    def _fit_operator(self, width: int) -> None:
        if self._operator is not None:
            self._operator.be_short(is_short=False)
            self._operator.be_short(is_short=self.sizeHint().width() > width)

    def show_page(self, name: str) -> None:
        """Marks the page that is open; none for one without a place here."""
        self._group.setExclusive(False)
        place = "batches" if name in {"batch", "plan"} else name
        for known, made in self.pages.items():
            made.setChecked(known == place)
        self._group.setExclusive(True)
        if self.pages:
            self._show_cases_place()

    def show_waiting(self, count: int, cases: int = 0) -> None:
        """How much waits in the queue, and how many cases are open: their page has a place here while there are any."""
        if not self.pages:
            return
        queue, numbered = translate("Window", "Queue"), translate("Window", "Queue {count}")
        self.pages["queue"].setText(numbered.replace("{count}", str(count)) if count else queue)
        told, open_cases = translate("Window", "Cases"), translate("Window", "Cases {count}")
        self.pages["cases"].setText(open_cases.replace("{count}", str(cases)) if cases else told)
        set_mark(self.pages["cases"], "tone", "bad" if cases else "plain")
        self._cases = cases
        self._show_cases_place()
        for name in ("queue", "cases"):
            self.pages[name].setAccessibleName(self.pages[name].text())

    def _show_cases_place(self) -> None:
        """A page that is open keeps its place until it is left."""
        made = self.pages["cases"]
        made.setVisible(bool(self._cases) or made.isChecked())
        self._fit_operator(self.width())


def _account_words(account: Account | None) -> str:
    if account is None:
        return ""
    if account.is_sandbox:
        return translate("Window", "SANDBOX · NO REAL MONEY")
    text = translate("Window", "TEST ACCOUNT {id}") if account.is_test else translate("Window", "Production {id}")
    return text.replace("{id}", account.account_id)
