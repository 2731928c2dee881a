"""Card ids from a list of head office's own, row by row: which can be used, and what is wrong with the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from app.core.card import CardCode, printable
from app.core.card_print import FORMULA_SIGNS
from app.core.problem import Code, Fact, Problem, Refusal

ID_MOST: Final = 255
"""The issuer takes no longer id (API fact sheet, section 2)."""
BYTE_ORDER_MARK: Final = "\ufeff"
HEADINGS: Final = frozenset({"card_id", "card id", "cardid", "id"})
TOLD_MOST: Final = 20
"""So many rows are named with their faults; the others are counted."""

Cell = str | int | float | bool | None
"""A cell as a reader of tables gives it. A number is one that a spreadsheet has already made of an id."""


@dataclass(slots=True)
class IdList:
    """The ids of a list so far. Rows are numbered from 1, as a spreadsheet shows them.

    `problems` name the first rows that cannot be used, and what was passed over; `refused` counts all such rows.
    """

    ids: dict[str, int] = field(default_factory=dict[str, int])
    problems: list[Problem] = field(default_factory=list[Problem])
    refused: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether there are ids, and every row that was not empty gave one."""
        return bool(self.ids) and not self.refused

    def take(self, cells: Iterable[Cell]) -> None:
        """The cells of the column of ids, from the first row on. A heading in the first row is passed over."""
        for row, cell in enumerate(cells, 1):
            text = self._text(cell, row)
            if row == 1 and text.strip().casefold() in HEADINGS:
                continue
            if text == "":
                continue
            problem = next(self._faults(text, row), None)
            if problem is None:
                self.ids[text] = row
            else:
                self._refuse(problem)
        if not self.ids and not self.refused:
            self._refuse(Problem(Code.IDS_NONE))

    def _text(self, cell: Cell, row: int) -> str:
        if isinstance(cell, bool | int | float):
            self._refuse(Problem(Code.IDS_NUMBER, {"row": row, "id": printable(str(cell))}))
            return ""
        text = cell or ""
        if row == 1 and text.startswith(BYTE_ORDER_MARK):
            self.problems.append(Problem(Code.IDS_BOM))
            text = text.removeprefix(BYTE_ORDER_MARK)
        return text

    def _faults(self, text: str, row: int) -> Iterator[Problem]:
        facts: dict[str, Fact] = {"row": row, "id": printable(text)}
        if text[0] in FORMULA_SIGNS:
            yield Problem(Code.IDS_FORMULA, facts)
        if text != text.strip() or any(sign.isspace() for sign in text):
            yield Problem(Code.IDS_SPACES, facts)
        if len(text) > ID_MOST:
            yield Problem(Code.IDS_TOO_LONG, {**facts, "length": len(text), "most": ID_MOST})
        try:
            CardCode(text)
        except Refusal:
            yield Problem(Code.IDS_BAD_SIGN, facts)
        if text in self.ids:
            yield Problem(Code.IDS_DOUBLED, {**facts, "first": self.ids[text]})

    def _refuse(self, problem: Problem) -> None:
        self.refused += 1
        if self.refused <= TOLD_MOST:
            self.problems.append(problem)
