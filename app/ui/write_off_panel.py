"""Where a person writes off cards whose sealed answers are gone or were changed: how many, and a PIN."""

from concurrent.futures import Future

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.problem import Problem
from app.ui.batch_words import counted
from app.ui.controls import CardFrame, LineInPlace, announce, button, label, row, show_words
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office, UnsoundAnswers
from app.ui.pin_field import PinField
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class WriteOffPanel(CardFrame):
    """`done` tells that cards were written off, `look_wanted` that the answers are to be looked at again."""

    done = Signal()
    look_wanted = Signal()

    def __init__(self, office: Office, lane: Lane, theme: Theme) -> None:
        super().__init__(spacing=10)
        self._office, self._lane = office, lane
        self._batch_id, self._found = "", UnsoundAnswers()
        self.told = LineInPlace(theme)
        self.files = label("", "small", wraps=True)
        self.means = label("", "body", wraps=True)
        self.lost = button(translate("Batches", "All are lost for good …"), clicked=self._open_ways)
        self.pin = PinField()
        self.write_off = button("", "danger", clicked=self._write_off)
        self.again = button(translate("Batches", "Look again"), clicked=self.look_wanted.emit)
        self.problem = label("", "problem", wraps=True)
        self._ways = QWidget()
        ways = row(self.pin, self.write_off, spacing=12)
        ways.setStretch(0, 1)
        ways.setAlignment(self.write_off, Qt.AlignmentFlag.AlignBottom)
        self._ways.setLayout(ways)
        self._lay_out()
        self.pin.edit.returnPressed.connect(self._write_off)
        self.hide()

    def _lay_out(self) -> None:
        caption = label(translate("Batches", "SEALED ANSWERS GONE OR CHANGED"), "caption")
        self.body.addLayout(row(caption, 1, self.again))
        about = QVBoxLayout()
        about.setSpacing(10)
        for part in (self.told, self.files, self.means):
            about.addWidget(part)
        about.addLayout(row(self.lost, 1))
        about.addWidget(self._ways)
        about.addWidget(self.problem)
        self.body.addLayout(about)

    def begin(self) -> None:
        """Another batch: nothing is known of its answers."""
        self._batch_id, self._found = "", UnsoundAnswers()
        self.pin.clear()
        self.hide()

    def show_found(self, batch_id: str, found: UnsoundAnswers) -> None:
        """What is wrong; it hides itself where nothing is."""
        self._batch_id, self._found = batch_id, found
        if not found.files:
            self.begin()
            return
        told = told_of(found)
        self.told.say("warning", Tone.BAD, told)
        show_words(self.files, "" if found.away else named(found))
        words = translate("Batches", "Write {count} cards off").replace("{count}", counted(found.cards))
        self.write_off.setText(words)
        self.write_off.setAccessibleName(words)
        self.write_off.setEnabled(True)
        self._ways.setVisible(found.why_not is None and found.away is None)
        self.lost.setVisible(found.why_not is None and found.away is not None)
        show_words(self.means, means_of(found) if found.why_not is None else "")
        self._say(found.why_not)
        self.show()
        announce(self, told, is_urgent=True)

    @property
    def has_found(self) -> bool:
        """Whether answers are known to be gone or changed."""
        return bool(self._found.files)

    @property
    def first(self) -> QWidget:
        """Where the work begins."""
        return self.again if self._ways.isHidden() else self.pin.edit

    def _open_ways(self) -> None:
        """Most likely a disk is away: a person says that it is not that."""
        self._ways.show()
        self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.lost.hide()

    def _say(self, problem: Problem | None) -> None:
        words = sentence(at_the_office(problem)) if problem is not None else None
        show_words(self.problem, f"{words.what} {words.todo}" if words else "")

    def _write_off(self) -> None:
        pin, batch_id, files = self.pin.taken(), self._batch_id, self._found.files
        if pin and self.write_off.isEnabled():
            self.write_off.setEnabled(False)
            self._lane.run(
                lambda: self._office.write_off(batch_id, pin, files), lambda future: self._came(batch_id, future)
            )
        else:
            self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _came(self, batch_id: str, future: Future[int | Problem]) -> None:
        came = brought(future)
        if batch_id != self._batch_id:
            return
        self.write_off.setEnabled(True)
        if isinstance(came, Problem):
            self._say(came)
            announce(self, self.problem.text(), is_urgent=True)
            self.pin.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        text = translate("Batches", "{count} cards are written off.")
        announce(self, text.replace("{count}", counted(came)))
        self.begin()
        self.done.emit()


def told_of(found: UnsoundAnswers) -> str:
    """How many answers, and how many cards."""
    if found.away is not None:
        return sentence(at_the_office(found.away)).what
    text = translate("Batches", "Sealed answers that are gone or were changed: {files}. Good cards in them: {cards}.")
    return text.replace("{files}", counted(len(found.files))).replace("{cards}", counted(found.cards))


def named(found: UnsoundAnswers) -> str:
    """The first files, each with what is wrong with it."""
    lines = [sentence(at_the_office(problem)).what for problem in found.problems]
    rest = len(found.files) - len(lines)
    if rest > 0:
        lines.append(translate("Batches", "… and {count} more.").replace("{count}", counted(rest)))
    return "\n".join(lines)


def means_of(found: UnsoundAnswers) -> str:
    """What to do first, and what a write-off means."""
    first = translate(
        "Batches", "Put the files back from a copy, and look again. Where there is none, write the cards off:"
    )
    if found.away is not None:
        first = translate(
            "Batches",
            "See whether the right disk is there, or put the folder back from a copy, and look again. If all are lost"
            " for good, write the cards off:",
        )
    then = translate(
        "Batches",
        "they are never printed then. Others are made in their places or they get new secrets, and two persons release"
        " the batch anew.",
    )
    return f"{first} {then}"
