"""A text in the language the window speaks. A command says it as it is written, and need not load Qt for that."""

import sys


def translate(context: str, text: str) -> str:
    """The text as Qt's translators give it. Where Qt was never loaded nobody can have installed one."""
    qt = sys.modules.get("PySide6.QtCore")
    return qt.QCoreApplication.translate(context, text) if qt else text
