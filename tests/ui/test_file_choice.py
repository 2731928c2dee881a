"""Head office's buttons that ask for a file or a folder: which of the system's windows opens, where, for what kinds."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.batch import ChunkState
from app.ui import file_choice
from app.ui.batches_page import BatchesPage
from app.ui.file_choice import new_file
from tests.ui.at_head_office import opened, page_of, planned


class FileWindow:
    """The system's window, at which somebody gives this answer."""

    def __init__(self, answer: str = "") -> None:
        self.answer, self.asked = answer, ()

    def open_file(self, _parent, title, at, kinds):
        self.asked = (title, at, kinds)
        return self.answer, kinds

    def save_file(self, _parent, title, at, kinds, options):
        assert options == QFileDialog.Option.DontConfirmOverwrite
        self.asked = (title, at, kinds)
        return self.answer, kinds

    def open_folder(self, _parent, title, at):
        self.asked = (title, at)
        return self.answer


@pytest.fixture
def file_window(monkeypatch, tmp_path):
    made = FileWindow()
    windows = SimpleNamespace(
        getOpenFileName=made.open_file,
        getSaveFileName=made.save_file,
        getExistingDirectory=made.open_folder,
        Option=QFileDialog.Option,
    )
    monkeypatch.setattr(file_choice, "QFileDialog", windows)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _location: str(tmp_path))
    return made


def test_each_button_opens_the_window_for_what_it_asks_for_and_nothing_happens_where_it_is_cancelled(
    desk, office, file_window, tmp_path
) -> None:
    documents, lists = str(tmp_path), "Lists (*.csv *.txt *.xlsx)"
    sheet = ("Save the proof sheet", str(tmp_path / "proof-sheet-Autumn-2027.pdf"), "PDF (*.pdf)")
    office.has(1, 5, count=5, is_released=True)
    short = office.has(2, 98, count=100, scheme=None)
    office.standings["batch-2"] = replace(short, cards={ChunkState.CHECKED: 98})
    office.has(3, 0, count=5)

    def opens(button):
        file_window.asked = ()
        desk.qtbot.waitUntil(button.isVisible)
        desk.tap(button)
        return file_window.asked

    plan = planned(desk)
    plan.form.series.show_text("Autumn 2027")
    assert opens(plan.proof) == sheet
    desk.tap(plan.form.source.chips[True])
    assert opens(plan.form.listed.choose) == ("A list of card ids", documents, lists)
    assert opens(opened(desk, "batch-1").export.choose) == ("The folder for the export", documents)
    assert opens(opened(desk, "batch-2").more_ids.choose) == ("A list of card ids", documents, lists)
    assert opens(opened(desk, "batch-3").proof)[::2] == sheet[::2]
    desk.window.turn_to("batches")
    batches = page_of(desk, BatchesPage)
    desk.tap(batches.check)
    assert opens(batches.verify.choose) == ("The exported file", documents, "Exports (*.age)")
    assert (office.proofs, office.exports) == ([], [])


def test_a_home_without_documents_is_where_it_opens_and_no_file_s_name(qtbot, file_window, monkeypatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _location: "/srv/no-documents")
    parent = QWidget()
    qtbot.addWidget(parent)
    assert not file_choice.chosen_file(parent, "Which?")
    assert file_window.asked == ("Which?", str(Path.home()), "")


@pytest.mark.parametrize(
    ("written", "file"), [("", ""), ("/srv/plain", "/srv/plain.pdf"), ("/srv/other.PDF", "/srv/other.PDF")]
)
def test_a_new_file_gets_the_ending_that_nobody_wrote(qtbot, file_window, written, file) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    file_window.answer = written
    assert new_file(parent, "Where to?", "sheet.pdf", "PDF (*.pdf)") == file
