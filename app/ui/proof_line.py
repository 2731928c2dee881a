"""The proof sheet of a plan: saved where a person says, named, and opened."""

import re
from concurrent.futures import Future

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.core.code_format import CodeFormat
from app.core.problem import Problem
from app.ui.controls import LineInPlace, announce, button
from app.ui.file_choice import new_file
from app.ui.lane import Lane, brought
from app.ui.office_desk import Office
from app.ui.theme import Theme, Tone
from app.ui.translation import translate
from app.ui.words import at_the_office, sentence


class ProofLine(LineInPlace):
    """Says where a proof sheet was saved, or why it was not."""

    def __init__(self, office: Office, lane: Lane, theme: Theme) -> None:
        super().__init__(theme)
        self._office, self._lane = office, lane
        self.file = ""
        self.open = button(translate("Batches", "Open"), clicked=self._open)
        self.add_button(self.open)

    def save(self, token: CodeFormat, series: str, batch_id: str = "") -> None:
        """Asks where to, and draws the sheet for this form of token."""
        title = translate("Batches", "Save the proof sheet")
        file = self.ask(title, proof_name(series))
        if file:
            self._lane.run(lambda: self._office.proof(token, file, batch_id), lambda future: self._saved(file, future))

    def ask(self, title: str, name: str) -> str:
        """Where to; empty for nowhere."""
        return new_file(self, title, name, translate("Batches", "PDF (*.pdf)"))

    def _saved(self, file: str, future: Future[Problem | None]) -> None:
        problem = brought(future)
        self.file = "" if problem is not None else file
        self.open.setVisible(problem is None)
        if problem is not None:
            told = sentence(at_the_office(problem))
            self.say("stop", Tone.BAD, f"{told.what} {told.todo}")
        else:
            text = translate(
                "Batches", "Saved as {file}. Print it without scaling, and scan every code in a real shop."
            )
            self.say("tick", Tone.ACTIVE, text.replace("{file}", file))
        announce(self, self.words.text(), is_urgent=problem is not None)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.file))


def proof_name(series: str) -> str:
    """What the sheet of a series is called: its letters and figures, and no sign that a disk refuses."""
    name = re.sub(r"[^\w]+", "-", series).strip("-")
    return f"proof-sheet-{name}.pdf" if name else "proof-sheet.pdf"
