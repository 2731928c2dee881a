"""A fault in full: what happened, what to do, and that nothing is claimed which nobody can know."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core.money import NumberForm
from app.core.problem import Code, Problem
from app.ui.controls import announce, button, label, row, show_words
from app.ui.help_text import help_text
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import JOURNAL_FAILED, sentence

CLAIMS_NOTHING: Final = JOURNAL_FAILED
"""Faults that may have hit a sale on its way (reliability section 3.5, T03)."""

GIANT_MAX: Final = 80
"""A longer sentence, such as one with the path of a file, is set smaller, so that all of it is seen."""


class FaultPage(QWidget):
    """The page. `try_again` is emitted by its button, which is there only where trying again can help.

    `begin_anew` is emitted once a person said twice that the damaged journal is to be set aside.
    """

    try_again = Signal()
    begin_anew = Signal()

    def __init__(
        self,
        problem: Problem,
        theme: Theme,
        *,
        form: NumberForm | None = None,
        can_try_again: bool = False,
        can_begin_anew: bool = False,
    ) -> None:
        super().__init__()
        self._form = form
        self._theme = theme
        self.setProperty("role", "room")
        self.frame = QFrame()
        self.frame.setProperty("kind", "tinted")
        set_mark(self.frame, "tone", Tone.BAD.value)
        self.what = label("", "giant", wraps=True)
        self.todo = label("", "heading", wraps=True)
        self.claim = label("", "lead", wraps=True)
        self.more = label("", "body", wraps=True)
        self.support = label("", "small", wraps=True)
        self.again = button(translate("Fault", "Try again"), "action", clicked=self.try_again.emit)
        self._can_try_again, self._can_begin_anew = can_try_again, can_begin_anew
        self.anew = button(translate("Fault", "Begin a new journal"), clicked=self._ask)
        self.asked = label("", "strong", wraps=True)
        self.yes = button(translate("Fault", "Yes, begin a new journal"), "danger", clicked=self._begin)
        self.no = button(translate("Fault", "No"), clicked=self._keep)
        self._lay_out(theme)
        self.show_problem(problem)
        self._fit()
        theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        self.again.setMinimumWidth(self._theme.pixels(220))

    def _lay_out(self, theme: Theme) -> None:
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(40, 32, 40, 24)
        inside.setSpacing(14)
        inside.addStretch(1)
        inside.addWidget(Picture(theme, "sign-fault", Tone.BAD, 72))
        for part in (self.what, self.todo, self.claim):
            inside.addWidget(part)
        inside.addSpacing(8)
        inside.addWidget(self.more)
        inside.addStretch(2)
        inside.addWidget(self.support)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.frame, 1)
        buttons = row(self.asked, 1, self.yes, self.no, self.anew, self.again, spacing=12)
        buttons.setStretch(0, 50)
        layout.addLayout(buttons)

    def opened(self) -> None:
        """Says it aloud, and gives the button the focus."""
        announce(self, f"{self.what.text()} {self.todo.text()} {self.claim.text()}", is_urgent=True)
        if not self.again.isHidden():
            self.again.setFocus()

    def refresh(self) -> None:
        """A fault stays as it was told."""

    def show_problem(self, problem: Problem) -> None:
        """Shows another fault, or the same one again after a try."""
        self.set_busy(is_busy=False)
        self._is_damage = problem.code is Code.JOURNAL_DAMAGED
        words = sentence(problem, self._form)
        self.what.setText(words.what)
        set_mark(self.what, "role", "giant" if len(words.what) <= GIANT_MAX else "title")
        self.todo.setText(words.todo)
        claim = translate(
            "Fault", "If a card was being sold: nobody can say yet whether it was. Take no payment for it."
        )
        show_words(self.claim, claim if problem.code in CLAIMS_NOTHING else "")
        page = help_text(self._theme.resources, problem.code.value)
        show_words(self.more, "" if page is None else f"{page.section(0)}\n\n{page.section(1)}".strip())
        told = translate("Fault", "Whoever helps you may ask for this word: {word}")
        self.support.setText(told.replace("{word}", problem.code.value))

        self._keep()

    def _ask(self) -> None:
        self.asked.setText(
            translate(
                "Fault",
                "The damaged journal is kept in a folder of its own, and every sale in it that can be read is taken"
                " over. A sale that cannot be read is then only on its slip. Begin a new journal?",
            )
        )
        self._show_question(is_asked=True)
        announce(self, self.asked.text(), is_urgent=True)
        self.no.setFocus()

    def _keep(self) -> None:
        self._show_question(is_asked=False)

    def _show_question(self, *, is_asked: bool) -> None:
        may_begin = self._can_begin_anew and self._is_damage
        for part in (self.asked, self.yes, self.no):
            part.setVisible(is_asked)
        self.anew.setVisible(may_begin and not is_asked)
        self.again.setVisible(self._can_try_again and not is_asked)

    def _begin(self) -> None:
        self._keep()
        self.set_busy(is_busy=True)
        self.begin_anew.emit()

    def set_busy(self, *, is_busy: bool) -> None:
        """While trying again, or beginning anew, the button says so and nothing can be pressed."""
        self.again.setEnabled(not is_busy)
        self.anew.setEnabled(not is_busy)
        self.again.setText(translate("Fault", "Trying …") if is_busy else translate("Fault", "Try again"))
