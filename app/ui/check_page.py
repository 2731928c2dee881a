"""Card check: scan or type a card and see in giant letters how it stands and what is on it. Nothing is sold here."""

from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.core.card import CardCode
from app.core.problem import Problem
from app.core.scan import Token
from app.till.counter import Counter
from app.till.look_up import LookUp
from app.till.ports import LedgerFault
from app.ui.check_answer import CheckAnswer, check_answer, problem_answer
from app.ui.controls import CardFrame, Field, announce, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.icons import Picture
from app.ui.lane import Lane
from app.ui.state_sign import SENDING, Sign
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate


class CheckPage(QWidget):
    """The page. `scanned` takes what a scanner read, `opened` is called when it is shown."""

    def __init__(self, counter: Counter, lane: Lane, theme: Theme) -> None:
        super().__init__()
        self._counter = counter
        self._lane = lane
        self._asked = 0
        self.setProperty("role", "room")
        self.field = Field(
            translate("Check", "Card"), placeholder=translate("Check", "Scan a card, or type its code and press Enter")
        )
        self.field.edit.setProperty("role", "code")
        self.field.edit.returnPressed.connect(self._entered)
        self.check = button(translate("Check", "Check card"), clicked=self._entered)
        self.answer = AnswerFrame(theme)
        entry = CardFrame()
        line = row(self.field, self.check, spacing=12)
        line.setAlignment(self.check, Qt.AlignmentFlag.AlignBottom)
        entry.body.addLayout(line)
        entry.body.addWidget(self.field.problem)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(entry)
        layout.addWidget(self.answer, 1)
        self.refresh()

    def opened(self) -> None:
        """Starts afresh: an earlier customer's card is not left on the screen."""
        self.refresh()
        self.field.edit.setFocus()

    def refresh(self) -> None:
        """Forgets the last card."""
        self._asked += 1
        self.field.edit.clear()
        self.field.show_problem("")
        self.answer.show_idle()

    def scanned(self, text: str) -> None:
        """Checks what was scanned. A later scan takes the place of an earlier one that has no answer yet."""
        self._asked += 1
        self.field.edit.clear()  # a scanned token is money: it does not stay on the screen
        self.field.show_problem("")
        meaning = self._counter.decoded(text)
        if isinstance(meaning, Problem):
            words = problem_answer(meaning, self._counter.shop)
            self.field.show_problem(words.more)
            self.answer.show_idle()
            announce(self, words.more, is_urgent=True)
            return
        self.answer.show_asking(self._name_of(meaning))
        asked = self._asked
        self._lane.run(lambda: self._counter.look_up(meaning), lambda found: self._found(asked, found))

    def _entered(self) -> None:
        self.scanned(self.field.text)

    def _found(self, asked: int, found: Future[LookUp]) -> None:
        if asked != self._asked:
            return
        shop = self._counter.shop
        try:
            answer = check_answer(found.result(), shop, self._counter.road.clock.now())
        except LedgerFault as fault:
            answer = problem_answer(fault.problem, shop)
        self.answer.show_answer(answer)
        announce(self, " ".join(part for part in (answer.title, answer.about, answer.more, answer.note) if part))

    def _name_of(self, meaning: CardCode | Token) -> str:
        if isinstance(meaning, Token):
            return ""
        return translate("Check", "Card {code}").replace("{code}", meaning.masked(self._counter.shop.mask_first))


class AnswerFrame(QFrame):
    """The answer: a large sign, giant words in the state's tint, and what else is known of the card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "tinted")
        self.picture = Picture(theme, size=72)
        self.title = label("", "giant", wraps=True)
        self.about = label("", "heading", wraps=True)
        self.more = label("", "lead", wraps=True)
        self.note = label("", "strong", wraps=True)
        self.facts = FactList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 24, 32, 24)
        layout.setSpacing(10)
        layout.addStretch(1)
        layout.addWidget(self.picture)
        for part in (self.title, self.about, self.more, self.note):
            layout.addWidget(part)
        layout.addSpacing(12)
        layout.addWidget(self.facts)
        layout.addStretch(1)
        self.show_idle()

    def show_idle(self) -> None:
        """Nothing was asked yet."""
        title = translate("Check", "What is on a card?")
        more = translate("Check", "Scan it at any time. Nothing is sold here, and the card is not changed.")
        self.show_answer(CheckAnswer(Sign("search", "search", Tone.MUTED), title, "", more))

    def show_asking(self, about: str) -> None:
        """The service is being asked."""
        more = translate("Check", "The gift-card service is being asked.")
        self.show_answer(CheckAnswer(SENDING, translate("Check", "One moment"), about, more))

    def show_answer(self, answer: CheckAnswer) -> None:
        """Shows one answer and nothing of the one before."""
        set_mark(self, "tone", answer.sign.tone.value)
        self.picture.show_drawing(answer.sign.large, answer.sign.tone)
        for shown, text in (
            (self.title, answer.title),
            (self.about, answer.about),
            (self.more, answer.more),
            (self.note, answer.note),
        ):
            show_words(shown, text)
        self.facts.show_facts(answer.facts)
        self.facts.setVisible(bool(self.facts.facts))
