"""Where a released batch is written for its recipients: as what, and into which folder."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton

from app.core.problem import Problem
from app.ui.controls import CardFrame, Field, button, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.office_desk import ExportedFile
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class ExportPanel(CardFrame):
    """`wanted` carries the forms' names and the folder."""

    wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__(spacing=10)
        self.told = label(
            translate(
                "Batches", "A file for each recipient, which he alone can open, and a signed manifest beside it."
            ),
            "body",
            wraps=True,
        )
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
        self.forms["csv"].setChecked(True)
        self.folder = Field(translate("Batches", "Folder"))
        self.choose = button(translate("Batches", "Choose"), clicked=self._choose)
        self.export = button(translate("Batches", "Export"), "action", clicked=self._export)
        self.problem = label("", "problem", wraps=True)
        self.problem.hide()
        self.files = FactList()
        chips = row(*self.forms.values(), 1, spacing=6)
        place = row(self.folder, self.choose, self.export, spacing=12)
        place.setStretch(0, 1)
        self.body.addWidget(label(translate("Batches", "EXPORT"), "caption"))
        self.body.addWidget(self.told)
        self.body.addLayout(chips)
        self.body.addLayout(place)
        for part in (self.problem, self.files):
            self.body.addWidget(part)
        self.folder.edit.returnPressed.connect(self._export)

    def show_exported(self, came: tuple[ExportedFile, ...] | Problem) -> None:
        """What was written, or why nothing more was."""
        self.export.setEnabled(True)
        words = sentence(at_the_office(came)) if isinstance(came, Problem) else None
        show_words(self.problem, f"{words.what} {words.todo}" if words else "")
        if not isinstance(came, Problem):
            told = translate("Batches", "{count} cards, SHA-256 {digest}")
            self.files.show_facts(
                [
                    (file.name, told.replace("{count}", str(file.cards)).replace("{digest}", file.sha256))
                    for file in came
                ]
            )

    def begin(self) -> None:
        """For another batch: nothing was written yet."""
        self.problem.hide()
        self.files.show_facts(())
        self.export.setEnabled(True)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, translate("Batches", "The folder for the export"))
        if chosen:
            self.folder.show_text(chosen)

    def _export(self) -> None:
        forms = tuple(name for name, made in self.forms.items() if made.isChecked())
        folder = self.folder.text.strip()
        self.folder.show_problem("" if folder else translate("Batches", "Which folder?"))
        if not forms:
            show_words(self.problem, translate("Batches", "Choose at least one kind of file."))
        elif folder:
            self.problem.hide()
            self.export.setEnabled(False)
            self.wanted.emit(forms, folder)
