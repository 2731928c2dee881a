"""First run: whose account this till loads cards for, or a look around with the sandbox."""

import re
from concurrent.futures import Future
from functools import partial
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.core.problem import Code, Fact, Problem
from app.ui.controls import CardFrame, Field, LineInPlace, announce, button, label, row
from app.ui.desk import Setup
from app.ui.lane import Lane
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import sentence

DEFAULT_BASE_URL: Final = "https://api.dintero.com"
ACCOUNT_ID: Final = re.compile(r"[TP][0-9]{8}", re.ASCII)
"""T for test, P for production, and eight figures (API fact sheet, section 1)."""

_LAST_PART: Final = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+", re.ASCII)

NOT_SAID_HERE: Final = frozenset({"file", "line"})
"""Beside a field nobody needs to hear in which file its value would have stood."""


class SetupPage(QWidget):
    """The page. `saved` tells that the account is kept, `sandbox_wanted` that somebody would rather practise."""

    saved = Signal()
    sandbox_wanted = Signal()

    def __init__(
        self,
        setup: Setup | None,
        lane: Lane,
        theme: Theme,
        *,
        has_sandbox: bool = True,
        base_url: str = DEFAULT_BASE_URL,
    ) -> None:
        super().__init__()
        self._setup = setup
        self._lane = lane
        self._theme = theme
        self._is_saving = False
        self.setProperty("role", "room")
        self.account = Field(translate("Setup", "Account"), placeholder=translate("Setup", "e.g. T12345678"))
        self.address = Field(translate("Setup", "Address of the gift-card service"))
        self.address.edit.setText(base_url)
        self.client = Field(translate("Setup", "Client id"))
        self.secret = Field(translate("Setup", "Client secret"))
        _make_secret(self.secret.edit)
        self.kind = label("", "badge")
        self.trouble = LineInPlace(theme)
        self.save = button(translate("Setup", "Save and open the till"), "action", clicked=self._save)
        self.sandbox = button(translate("Setup", "Try it with the sandbox"), clicked=self.sandbox_wanted.emit)
        self._lay_out()
        self.sandbox.setVisible(has_sandbox)
        self._listen()
        self._show_kind("")
        self._fit()
        theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        """The form keeps to a width that is easy to read, and its one next step is as wide as its words."""
        self._card.setMaximumWidth(self._theme.pixels(860))
        self.save.setMinimumWidth(self._theme.pixels(250))

    def _lay_out(self) -> None:
        card = CardFrame(margins=(32, 26, 32, 28), spacing=14)
        self._card = card
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        intro = translate("Setup", "You get these four where the API client for gift cards was made. F1 tells more.")
        card.body.addWidget(label(translate("Setup", "Set up this till"), "title"))
        card.body.addWidget(label(intro, "lead", wraps=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(14)
        top = Qt.AlignmentFlag.AlignTop
        for place, field in enumerate((self.account, self.address, self.client, self.secret)):
            grid.addWidget(field, 2 * (place // 2), place % 2, top)
        grid.addLayout(row(self.kind, 1), 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        kept = translate("Setup", "The secret goes into this computer's keyring, never into a file.")
        card.body.addWidget(label(kept, "small", wraps=True))
        card.body.addWidget(self.trouble)
        card.body.addLayout(row(self.sandbox, 1, self.save, spacing=16))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card, 20)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.addStretch(1)
        layout.addLayout(across)
        layout.addStretch(2)

    def _listen(self) -> None:
        self.account.edit.textChanged.connect(self._show_kind)
        fields = (self.account, self.address, self.client, self.secret)
        for field, after in pairwise(fields):
            field.edit.returnPressed.connect(after.edit.setFocus)
        self.secret.edit.returnPressed.connect(self._save)
        self.address.edit.editingFinished.connect(self._look_at_address)
        for field in fields:
            field.edit.textEdited.connect(partial(_forgive, field))

    def opened(self) -> None:
        """Ready to type."""
        self.account.edit.setFocus()

    def refresh(self) -> None:
        """What was typed stays; only the words about it go."""
        self._say("", None)

    def show_problem(self, problem: Problem) -> None:
        """Says what is wrong beside the field it is wrong in, else in the line above the buttons."""
        facts: dict[str, Fact] = {key: fact for key, fact in problem.facts.items() if key not in NOT_SAID_HERE}
        words = sentence(Problem(problem.code, facts))
        self._say(f"{words.what} {words.todo}", self._field_of(problem))

    # ------------------------------------------------------------ saving

    def _save(self) -> None:
        """One try. A second press while it is under way does nothing."""
        setup = self._setup
        if self._is_saving or setup is None or not self._is_filled_in():
            return
        self._is_saving = True
        self.save.setText(translate("Setup", "Saving …"))
        account, address = self.account.text.strip().upper(), self.address.text.strip()
        client, secret = self.client.text.strip(), self.secret.text.strip()
        self._lane.run(lambda: setup.save(account, address, client, secret), self._saved)

    def _is_filled_in(self) -> bool:
        """Says what is missing in the first field that lacks something."""
        self.refresh()
        account = self.account.text.strip().upper()
        if not ACCOUNT_ID.fullmatch(account):
            self.show_problem(Problem(Code.ACCOUNT_BAD, {"account": account[:20]}))
        elif words := address_words(self.address.text):
            self._say(words, self.address)
        elif not self.client.text.strip():
            self._say(translate("Setup", "Type the client id of the API client."), self.client)
        elif not self.secret.text.strip():
            self.show_problem(Problem(Code.SECRET_EMPTY))
        else:
            return True
        return False

    @Slot()
    def _look_at_address(self) -> None:
        """Whoever leaves the field hears at once that its address cannot be meant."""
        self.address.show_problem(address_words(self.address.text))

    def _saved(self, found: Future[Problem | None]) -> None:
        self._is_saving = False
        self.save.setText(translate("Setup", "Save and open the till"))
        problem = found.result()
        if problem is not None:
            self.show_problem(problem)
            return
        self.secret.edit.clear()  # it is in the keyring now, and nowhere else
        self.saved.emit()

    # ------------------------------------------------------------ words

    def _show_kind(self, typed: str) -> None:
        """Test or production, as loud as it matters, from the first letter on."""
        first = typed.strip()[:1].upper()
        if first == "T":
            told, tone = translate("Setup", "TEST ACCOUNT: nothing is real"), Tone.WAIT
        elif first == "P":
            told, tone = translate("Setup", "PRODUCTION: real money"), Tone.BAD
        else:
            told, tone = translate("Setup", "T is a test account, P is production"), Tone.PLAIN
        self.kind.setText(told)
        set_mark(self.kind, "tone", tone.value)
        self.account.edit.setAccessibleDescription(told)

    def _field_of(self, problem: Problem) -> Field | None:
        match problem.code:
            case Code.ACCOUNT_BAD | Code.ACCOUNT_MISSING:
                return self.account
            case Code.ADDRESS_NOT_HTTPS:
                return self.address
            case Code.SECRET_EMPTY | Code.SECRET_MISSING:
                return self.secret
            case Code.SETTINGS_BAD_VALUE:
                fields = {"account.id": self.account, "account.base_url": self.address, "secret": self.secret}
                return {**fields, "account.client_id": self.client}.get(str(problem.facts.get("key", "")))
            case _:
                return None

    def _say(self, words: str, place: Field | None) -> None:
        """Words beside a field, or in the line in place; nothing anywhere for no words."""
        for field in (self.account, self.address, self.client, self.secret):
            field.show_problem(words if field is place else "")
        self.trouble.say("warning", Tone.BAD, words if place is None else "")
        if place is not None:
            place.edit.setFocus()
        if words:
            announce(self, words, is_urgent=True)


def address_words(typed: str) -> str:
    """What is odd about an address that is written correctly, such as a server's name with something stuck to it.

    Whether it is safe is judged where it is saved; an address of figures and a name without a point may be meant.
    """
    try:
        host = urlsplit(typed.strip()).hostname or ""
    except ValueError:  # not an address at all, which is told where it is saved
        return ""
    last = host.rsplit(".", 1)[-1]
    if "." not in host or last.isdecimal() or _LAST_PART.fullmatch(last):
        return ""
    told = translate("Setup", "“{host}” cannot be a server's name. Look at what stands behind its last point.")
    return told.replace("{host}", host)


def _forgive(field: Field, _text: str) -> None:
    """Whoever types is mending it: the words about it go."""
    field.show_problem("")


def _make_secret(edit: QLineEdit) -> None:
    """Shows dots, and gives nothing away: not to the clipboard, a drag, an input method's memory or an undo."""
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setDragEnabled(False)
    edit.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhNoAutoUppercase
    )
    edit.setMaxLength(4096)
