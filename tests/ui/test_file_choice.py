"""What a button of head office asks the system's file window for: its title, where it begins, and which files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from app.ui.batches_page import BatchesPage
from tests.ui.at_head_office import opened, page_of, planned


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch):
    """Every file window is cancelled, and what it was asked for is kept."""
    windows = []

    def cancelled(kind, answer):
        def window(_parent, title, at="", kinds="", **_options):
            windows.append((kind, title, at, kinds))
            return answer

        return staticmethod(window)

    monkeypatch.setattr(QFileDialog, "getOpenFileName", cancelled("file", ("", "")))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", cancelled("new file", ("", "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", cancelled("folder", ""))
    return windows


def test_each_button_opens_the_window_for_its_kind_of_file_and_nothing_happens_where_it_is_cancelled(
    desk, office, asked
) -> None:
    office.has(3, 100, count=100, is_released=True)
    plan = planned(desk)
    desk.tap(plan.proof)
    desk.tap(plan.form.source.chips[True])
    desk.tap(plan.form.listed.choose)
    page = opened(desk, "batch-3")
    desk.qtbot.waitUntil(page.export.choose.isVisible)
    desk.tap(page.export.choose)
    desk.window.turn_to("batches")
    batches = page_of(desk, BatchesPage)
    desk.tap(batches.check)
    desk.tap(batches.verify.choose)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    assert asked == [
        ("new file", "Save the proof sheet", str(Path(documents) / "proof-sheet-Spring-2027.pdf"), ""),
        ("file", "A list of card ids", documents, "Lists (*.csv *.txt *.xlsx)"),
        ("folder", "The folder for the export", documents, ""),
        ("file", "The exported file", documents, "Exports (*.age)"),
    ]
    assert (office.proofs, office.exports) == ([], [])
