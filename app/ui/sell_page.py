"""The selling screen: at the left the sale, at the right its paper."""

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.activation import State
from app.core.paper import Align, Blank, Paper, PaperKind, PaperLine, Rule, Text
from app.core.problem import Problem
from app.till.counter import Counter
from app.till.line import Line
from app.till.ports import PrintOutcome, PrintReport
from app.ui.action_button import ActionButton
from app.ui.amount_panel import AmountPanel
from app.ui.card_panel import CardPanel
from app.ui.controls import LineInPlace, announce, button, row
from app.ui.customer_panel import CustomerPanel
from app.ui.offline_words import banner
from app.ui.over_limit_panel import OverLimitPanel
from app.ui.paper_view import PaperView
from app.ui.result_panel import ResultPanel
from app.ui.sale_form import Blank as FormBlank
from app.ui.sale_form import Checked
from app.ui.sale_voice import SaleVoice
from app.ui.sell_model import Phase, SellModel
from app.ui.sell_offline import Worker
from app.ui.sell_words import Action, action, both, is_printing, waiting
from app.ui.theme import Theme, Tone
from app.ui.translation import translate

WIDE = 1500
"""From this width on the number pad stands beside the amount."""


CROWDED = 720
"""Up to this height every line counts."""


class SellPage(QWidget):
    """Everything of a sale. Outside it is told `scanned`; it asks for nothing but its counter and a lane."""

    phase_changed = Signal(object)
    shown = Signal()
    """What is on the screen may have changed."""

    def __init__(self, theme: Theme, counter: Counter, worker: Worker) -> None:
        super().__init__()
        self._theme = theme
        self.model = SellModel(counter, worker)
        self.warning = LineInPlace(theme)
        self.banner = LineInPlace(theme)
        self.over = OverLimitPanel(theme)
        self.card = CardPanel(theme)
        self.amount = AmountPanel(theme, self.model)
        self.customer = CustomerPanel(theme)
        self.load = ActionButton(theme)
        self.result = ResultPanel(theme)
        self.print_again = button(translate("Sell", "Print again"), clicked=self.model.print_again)
        self.next_card = ActionButton(theme, icon="card")
        self.next_card.show_action(translate("Sell", "Next card"), is_ready=False)
        self.paper = PaperView(theme)
        self.paper.setAccessibleName(translate("Sell", "The paper as it will be printed"))
        self.paper.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._is_more_open = False
        self._told_of_line = ""
        self._voice = SaleVoice(self)
        self._since_result = QElapsedTimer()
        self._since_confirmed = QElapsedTimer()
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_step)
        self._phase = Phase.FORM
        self._was_busy = False
        self._build()
        self._connect()
        self.model.on_change = self._show
        self._show()

    # ---------------------------------------------------------------- what others call

    def scanned(self, text: str) -> None:
        """A code from any scanner: onto the form, whatever has the focus."""
        self.card.stop_adding()
        before = len(self.model.form.entries)
        self.model.scanned(text)
        if self.model.phase is Phase.FORM and self.model.form.entries and before <= len(self.model.form.entries):
            self._focus_amount()

    def show_line(self, line: Line) -> None:
        """The line as the last call found it: while it is down a banner stands above the form."""
        self.model.offline.show_line(line)

    def warn(self, problem: Problem | None) -> None:
        """What has to be put right before the first sale, such as the clock; None takes the warning back."""
        self.model.offline.warn(problem)

    def focus_first(self) -> None:
        """The focus where the work goes on."""
        if self.model.offline.over is not None:
            self.over.focus_first()
        elif self.model.phase is Phase.FORM:
            if self.model.form.entries:
                self._focus_amount()
            else:
                self.card.entry.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.model.phase is Phase.RESULT:
            self.next_card.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> None:
        """Esc: first the line in place, then the fold-out, then the form; on a result, the next card."""
        if self.model.notice is not None and self.model.phase is Phase.FORM:
            self.model.drop_notice()
        elif self.model.offline.over is not None:
            self._change_sale()
        elif self._is_more_open:
            self._open_more(is_open=False)
        elif self.model.phase is Phase.RESULT:
            self._next()
        else:
            self._clear()

    # ---------------------------------------------------------------- building

    def _build(self) -> None:
        self._form = QWidget()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.addWidget(self.amount, 1)
        form.addWidget(self.customer)
        form.addWidget(self.load)
        ended = QWidget()
        end = QVBoxLayout(ended)
        end.setContentsMargins(0, 0, 0, 0)
        end.setSpacing(12)
        end.addWidget(self.result, 1)
        buttons = row(self.print_again, self.next_card, spacing=12)
        for place, weight in enumerate((3, 5)):
            buttons.setStretch(place, weight)
        end.addLayout(buttons)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form)
        self._stack.addWidget(ended)
        self._stack.addWidget(self.over)
        work = QWidget()
        work.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left = QVBoxLayout(work)
        left.setContentsMargins(0, 0, 0, 0)
        self._piles = (form, left)
        for part in (self.warning, self.banner, self.card):
            left.addWidget(part)
        left.addWidget(self._stack, 1)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(24, 12, 24, 10)
        self._columns.setSpacing(28)
        self._columns.addWidget(work, 64)
        self._columns.addWidget(self.paper, 36)

    def _connect(self) -> None:
        self.card.typed.connect(self.scanned)
        self.card.cleared.connect(self._clear)
        self.amount.edit.returnPressed.connect(self._confirm)
        self.load.clicked.connect(self._confirm)
        self.customer.changed.connect(self._detail)
        self.customer.more_toggled.connect(self._more_toggled)
        self.amount.details.changed.connect(self._detail)
        for field in (self.customer.name, self.customer.number, *self.amount.details.fields.values()):
            field.edit.returnPressed.connect(self._confirm)
        self.next_card.clicked.connect(self._next)
        self.result.again.clicked.connect(self.model.print_again)
        self.over.entered.connect(self.model.offline.approve)
        self.over.closed.connect(self._change_sale)

    # ---------------------------------------------------------------- keys and sizes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; anywhere else it takes the step's one action."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and self.isAncestorOf(focused):
            focused.click()
        elif self.model.phase is Phase.FORM and self.model.offline.over is None:
            self._confirm()
        elif self.model.phase is Phase.RESULT:
            self._next()

    def showEvent(self, event: QShowEvent) -> None:
        """The page comes back: papers of the queue may have taken the number that the preview shows."""
        super().showEvent(event)
        self.model.offline.learn_gauges()
        if self.model.form.entries and self.model.phase is Phase.FORM:
            self.model.learn_number()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide screen is laid out anew instead of stretched."""
        super().resizeEvent(event)
        self.amount.set_wide(is_wide=event.size().width() >= WIDE)
        self._columns.setContentsMargins(24, self._theme.pixels(12), 24, self._theme.pixels(10))
        self._columns.setSpacing(self._theme.pixels(28))
        for pile in self._piles:  # on the smallest screen a long sentence about a card needs the room
            pile.setSpacing(self._theme.pixels(12) if event.size().height() > CROWDED else 8)

    # ---------------------------------------------------------------- steps

    @Slot()
    def _confirm(self) -> None:
        self.model.confirm()

    @Slot()
    def _change_sale(self) -> None:
        """The sale that passed a limit is on the form again, with the amount to be typed anew."""
        if not self.model.offline.is_asking:
            self.model.change_sale()
            self.focus_first()

    @Slot()
    def _next(self) -> None:
        """The second press of a double press came for the button before: a result stays until it was seen."""
        if self._since_result.isValid() and self._since_result.elapsed() < QApplication.doubleClickInterval():
            return
        self._clear()

    def _clear(self) -> None:
        self._open_more(is_open=False)
        self.card.stop_adding()
        self.model.clear()
        self.focus_first()

    def _detail(self, name: str, text: str) -> None:
        self.model.set_details(**{name: text})

    @Slot(bool)
    def _more_toggled(self, is_open: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._open_more(is_open=is_open)

    def _open_more(self, *, is_open: bool) -> None:
        self._is_more_open = is_open
        self.amount.show_details(is_open=is_open)
        self.customer.show_more(is_open=is_open)
        if is_open:
            self.amount.details.fields[FormBlank.EXPIRES].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_amount(self) -> None:
        self.amount.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.amount.edit.selectAll()

    # ---------------------------------------------------------------- showing

    def _show(self) -> None:
        model = self.model
        checked = model.checked()
        self.card.show_model(model, checked)
        self.amount.show_model(model, checked)
        self.customer.show_details(model.form.details)
        self.amount.details.show_details(model.form.details)
        self._show_problems(checked)
        act = action(model, checked)
        can_act = model.phase is Phase.FORM and checked.sale is not None and model.offline.over is None
        self.load.show_action(act.title, act.detail, is_ready=can_act)
        self._show_line(model)
        self._show_result(model)
        self._show_paper(checked)
        self._turn_to(model.phase)
        self._voice.speak(model, act if can_act else None)
        if self._was_busy and not model.is_busy:
            self.phase_changed.emit(model.phase)
        self._was_busy = model.is_busy
        self.shown.emit()

    def _show_problems(self, checked: Checked) -> None:
        fields = {FormBlank.CUSTOMER_NAME: self.customer.name, FormBlank.CUSTOMER_ID: self.customer.number}
        for blank, field in (fields | self.amount.details.fields).items():
            problem = checked.problems.get(blank)
            field.show_problem(both(problem, self.model.counter.shop) if problem else "")

    def _show_line(self, model: SellModel) -> None:
        """The banner of a line that is down, the warning about the clock, and a sale that passes a limit."""
        shop, is_form = model.counter.shop, model.phase is Phase.FORM
        told = banner(model.offline.line, model.offline.gauges, shop, model.counter.road.clock.now())
        warning = model.offline.warning if is_form else None
        self.warning.say("warning", Tone.BAD, both(warning, shop) if warning else "")
        self.banner.say("network-off", Tone.WAIT, told.text(is_short=warning is not None) if is_form else "")
        if told.what != self._told_of_line:
            self._told_of_line = told.what
            back = translate("Sell", "The line is back: cards are loaded at once again.")
            announce(self.window(), f"{told.what} {told.goes_on}" if told.what else back)
        self.over.show_model(model)

    def _show_result(self, model: SellModel) -> None:
        if model.phase is Phase.FORM:
            return
        self.result.show_model(model)
        is_over = model.phase is Phase.RESULT
        is_receipt = any(activation.state is State.ACTIVE for activation in model.activations)
        was_printed = model.printed is not None and model.printed.report != PrintReport(PrintOutcome.NO)
        if not was_printed:  # kept, or none was issued
            self.print_again.setText(
                translate("Sell", "Print receipt") if is_receipt else translate("Sell", "Print slip")
            )
        else:
            self.print_again.setText(
                translate("Sell", "Print again") if is_receipt else translate("Sell", "Print slip again")
            )
        self.print_again.setAccessibleName(self.print_again.text())
        self.print_again.setVisible(is_over and not self.result.trouble.isVisibleTo(self.result))
        self.print_again.setEnabled(not model.is_busy)
        self._show_step()

    @Slot()
    def _show_step(self) -> None:
        """The big button of a confirmed sale. While an answer is awaited it says how long that has been."""
        match self.model.phase:
            case Phase.SELLING:
                is_timed = self._since_confirmed.isValid()
                act = waiting(self.model, self._since_confirmed.elapsed() // 1000 if is_timed else 0)
            case Phase.FAULT:
                act = Action(translate("Sell", "Close the program and call your manager"))
            case _:
                act = Action(translate("Sell", "Next card"))
        self.next_card.show_action(act.title, act.detail, is_ready=self.model.phase is Phase.RESULT)

    def _show_paper(self, checked: Checked) -> None:
        model = self.model
        columns = model.counter.columns
        paper: Paper | None = None
        note, below = "", ""
        if model.phase is Phase.FORM:
            paper = model.counter.preview(checked.sale, model.number) if checked.sale else self._blank()
            is_read = checked.sale is not None and all(line.read_before for line in checked.sale.lines)
            below = translate("Sell", "As things stand now.\nThe receipt comes once it is loaded.")
            below = below if is_read else ""
        elif model.printed is not None:
            paper = model.printed.paper
        elif is_printing(model):  # a slip that says *not active yet* would not be true beside active cards
            note = translate("Sell", "The receipt is printing")
        elif model.phase is Phase.SELLING and model.sale is not None:
            paper = model.counter.preview(model.sale, model.number)
        else:
            is_known = model.paper_fault is None
            unknown = translate("Sell", "What became of the paper is not known")
            note = translate("Sell", "No receipt for this sale") if is_known else unknown
        self.paper.show_paper(paper, columns, note, below)

    def _blank(self) -> Paper:
        """The head that every paper has, before there is a sale to speak of."""
        shop = self.model.counter.shop
        hint = translate("Sell", "The receipt appears here")
        lines: list[PaperLine] = [
            Text(shop.shop_name, Align.CENTRE, bold=True),
            *(Text(line, Align.CENTRE) for line in shop.address),
            Rule(),
            Blank(),
            Text(hint, Align.CENTRE),
            Blank(),
        ]
        return Paper(PaperKind.SLIP, self.model.number, tuple(lines))

    def _turn_to(self, phase: Phase) -> None:
        was, self._phase = self._phase, phase
        is_over = self.model.offline.over is not None
        self._stack.setCurrentIndex(2 if is_over else 0 if phase is Phase.FORM else 1)
        if phase is was:
            return
        if phase is Phase.SELLING:
            self._since_confirmed.start()
            self._second.start()
        else:
            self._since_confirmed.invalidate()
            self._second.stop()
        if phase is Phase.RESULT:
            self._since_result.start()
        if was is not Phase.FORM and phase is Phase.FORM:
            self._open_more(is_open=False)
        self.focus_first()
        self.phase_changed.emit(phase)
