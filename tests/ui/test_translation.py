"""A text is said in the language of Qt's translators where the window brought some, and as it is written elsewhere."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from app.ui.translation import translate


class Norwegian(QTranslator):
    def isEmpty(self) -> bool:  # noqa: N802 - named by Qt
        return False  # Qt passes over a translator without texts

    def translate(self, context: str, source: str, *_others: object) -> str:
        return "Skann et kort" if (context, source) == ("Sell", "Scan a card") else source


@pytest.fixture
def norwegian(qapp: QApplication) -> Iterator[None]:
    translator = Norwegian(qapp)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


@pytest.mark.usefixtures("norwegian")
def test_an_installed_translator_is_asked() -> None:
    assert translate("Sell", "Scan a card") == "Skann et kort"
    assert translate("Sell", "Scan another card") == "Scan another card"


def test_without_qt_a_text_is_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "PySide6.QtCore")
    assert translate("Sell", "Scan a card") == "Scan a card"
