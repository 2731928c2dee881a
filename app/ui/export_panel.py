"""Where a released batch is written for its recipients: as what, and into which folder."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.problem import Problem
from app.ui.batch_words import counted, short_key
from app.ui.controls import CardFrame, Field, announce, button, label, row, show_words
from app.ui.export_choices import ExportChoices
from app.ui.fact_list import FactList
from app.ui.file_choice import chosen_folder
from app.ui.office_desk import Columns, ExportedFile, ExportWish
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

USUAL_FORM = "csv"


class ExportPanel(CardFrame):
    """`told_why` says that a reason stands here why nothing was written; `wanted` carries an ExportWish."""

    told_why = Signal()
    wanted = Signal(object)

    def __init__(self, columns: Columns) -> None:
        super().__init__(spacing=10)
        self.told = label(
            translate(
                "Batches",
                "Each recipient gets a file that nobody else can open, and a signed manifest. Send both.",
            ),
            "body",
            wraps=True,
        )
        self._written, self._is_again = 0, False
        self.forms: dict[str, QPushButton] = {}
        for name, words in (
            ("csv", "CSV"),
            ("xlsx", "XLSX"),
            ("jsonl", translate("Batches", "JSON lines")),
            ("pdf", translate("Batches", "Cards as PDF")),
            ("svg.zip", translate("Batches", "Pictures of the codes")),
        ):
            made = button(words, "chip")
            made.setCheckable(True)
            self.forms[name] = made
        self.forms[USUAL_FORM].setChecked(True)
        self.choices = ExportChoices(columns)
        self.folder = Field(translate("Batches", "Folder"))
        self.again = button(translate("Batches", "Export again"), clicked=self._open_again)
        self.choose = button(translate("Batches", "Choose …"), clicked=self._choose)
        self.export = button(translate("Batches", "Export"), "action", clicked=self._export)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        self.files = FactList()
        self._lay_out()
        self.folder.edit.returnPressed.connect(self._export)

    def _lay_out(self) -> None:
        chips = row(*self.forms.values(), 1, spacing=6)
        place = row(self.folder, self.choose, self.export, spacing=12)
        place.setStretch(0, 1)
        for beside in (self.choose, self.export):
            place.setAlignment(beside, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row(label(translate("Batches", "EXPORT"), "caption"), 1, self.again))
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(10)
        work.addWidget(self.told)
        work.addLayout(chips)
        work.addWidget(self.choices)
        work.addLayout(place)
        for part in (self._work, self.problem, self.files):
            self.body.addWidget(part)

    def show_exported(self, came: tuple[ExportedFile, ...] | Problem) -> None:
        """What was written, or why nothing more was."""
        self._set_busy(is_busy=False)
        problem = came if isinstance(came, Problem) else None
        self._say(problem)
        told = sentence(at_the_office(problem)).what if problem is not None else translate("Batches", "Exported.")
        announce(self, told, is_urgent=problem is not None)

    def show_files(self, files: Sequence[ExportedFile]) -> None:
        """What was exported until now, the newest first. The form is open until something was, and again when asked."""
        if len(files) != self._written:
            self._written, self._is_again = len(files), False
        self._work.setVisible(not files or self._is_again)
        self.again.setVisible(bool(files) and not self._is_again)
        told = translate("Batches", "{file}\n{count} cards for {recipient}\nSHA-256 {digest}")
        old = translate("Batches", "Superseded: a later export took its place.\n{told}")
        facts = [
            (
                form_of(file.name),
                (old.replace("{told}", told) if file.is_superseded else told)
                .replace("{file}", file.name)
                .replace("{count}", counted(file.cards))
                .replace("{recipient}", short_key(file.recipient))
                .replace("{digest}", file.sha256),
            )
            for file in reversed(files)
        ]
        self.files.show_facts(facts)
        self.files.setVisible(bool(facts))

    def show_recipients(self, recipients: Sequence[str]) -> None:
        """Who may get a file."""
        self.choices.begin(recipients)

    def begin(self, *, is_busy: bool = False, refused: Problem | None = None) -> None:
        """For another batch: whether its export is under way, or why its last one was not made."""
        self._say(refused)
        self._set_busy(is_busy=is_busy)
        self.choices.forget()
        for name, made in self.forms.items():
            made.setChecked(name == USUAL_FORM)
        self._written, self._is_again = 0, False

    @property
    def first(self) -> QWidget:
        """Where the work begins."""
        return self.folder.edit

    def _say(self, problem: Problem | None) -> None:
        words = sentence(at_the_office(problem)) if problem is not None else None
        self._show_why(f"{words.what} {words.todo}" if words else "")

    def _show_why(self, text: str) -> None:
        show_words(self.problem, text)
        if text:
            self.told_why.emit()

    def _open_again(self) -> None:
        self._is_again = True
        self._work.show()
        self.again.hide()
        self.folder.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, *, is_busy: bool) -> None:
        self.export.setEnabled(not is_busy)
        self.export.setText(translate("Batches", "Exporting …") if is_busy else translate("Batches", "Export"))

    def ask(self) -> str:
        """Which folder; empty for none."""
        return chosen_folder(self, translate("Batches", "The folder for the export"))

    def _choose(self) -> None:
        chosen = self.ask()
        if chosen:
            self.folder.show_text(chosen)
            self.folder.show_problem("")
            self.export.setFocus(Qt.FocusReason.OtherFocusReason)

    def _export(self) -> None:
        forms = tuple(name for name, made in self.forms.items() if made.isChecked())
        folder = self.folder.text.strip()
        self.folder.show_problem("" if folder else translate("Batches", "Which folder?"))
        if not forms:
            self._show_why(translate("Batches", "Choose at least one kind of file."))
        elif not self.choices.columns:
            self._show_why(translate("Batches", "Choose at least one column."))
        elif folder and self.export.isEnabled():
            self.problem.hide()
            self._set_busy(is_busy=True)
            columns = tuple(self.choices.columns)
            self.wanted.emit(ExportWish(forms, folder, self.choices.recipients, columns))


def form_of(name: str) -> str:
    """The kind of an exported file, by its name's end: `CSV`, `SVG.ZIP`."""
    return name.partition(".")[2].removesuffix(".age").upper()
