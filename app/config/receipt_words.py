"""The words on paper, read from resources/receipts/LANGUAGE.toml."""

import tomllib
from typing import Any

from app.config.resources import resource
from app.core.problem import Code, refuse
from app.core.receipt import ReceiptWords


def languages() -> tuple[str, ...]:
    """The languages that receipts can be written in, in order of their letters."""
    return tuple(sorted(file.stem for file in resource("receipts").glob("*.toml")))


def receipt_words(language: str) -> ReceiptWords:
    """The words of one language, from all tables of its file.

    Raises Refusal SETTINGS_BAD_VALUE for a language that is not there, ValueError for a file that lacks a word.
    """
    if language not in languages():
        reason = f"receipts are written in {', '.join(languages())}"
        raise refuse(Code.SETTINGS_BAD_VALUE, key="shop.receipt_language", value=language, reason=reason)
    tables: dict[str, Any] = tomllib.loads(resource("receipts", f"{language}.toml").read_text("utf-8"))
    words: dict[str, str] = {}
    for name, table in tables.items():
        for key, text in table.items():
            if key in words:
                raise ValueError(f"receipt words {language}: {name}.{key} stands in two tables")
            words[key] = str(text)
    return ReceiptWords(words)
