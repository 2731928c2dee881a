"""An export for one recipient: sealed answers opened one at a time, and every card sealed anew before it is written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from itertools import repeat
from pathlib import Path
from typing import Final

from app.core.problem import Code, Problem, Refusal, refuse
from app.office.ports import CardSecret, SealedFile, Vault
from app.press.card_row import CardRow, Pieces, Rows
from app.press.card_sheet import card_pages
from app.press.code_archive import code_archive, picture_name
from app.press.table_files import csv_file, json_lines
from app.press.workbook import workbook
from app.vault.manifest import Manifest, beside, signed
from app.vault.sealed_export import export


@unique
class Form(StrEnum):
    """What a recipient may get."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"
    PDF = "pdf"
    """Pages of cards with crop marks, ready for the press."""
    SVG = "svg.zip"
    """A vector picture of each code."""


SECRETS: Final = frozenset({"token", "pin"})
"""The columns that are money in waiting."""

Answers = Iterable[tuple[SealedFile, tuple[str, ...]]]
"""Sealed answers in turn, each with the ids of its cards that are to be printed, in their order."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is exported, for whom and as what. `cards` is how many there must be, neither fewer nor more."""

    batch_id: str
    series: str
    cards: int
    recipient: str
    form: Form
    columns: tuple[str, ...]
    made_at: datetime
    has_pictures: bool = False
    is_qr: bool = False
    check_digit: Callable[[str], str] | None = None
    """Out of a card's id; none where ids were given that may have none."""
    part: str = ""
    """Ends the batch's id in the file's name, where it is not the order itself."""

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return f"{self.batch_id}{self.part}-{self.recipient[-8:]}.{self.form.value}.age"

    @property
    def held(self) -> frozenset[str]:
        """Which of a card's secrets the file holds, by the names of the columns."""
        if self.form in {Form.CSV, Form.XLSX, Form.JSON_LINES}:
            return SECRETS & frozenset(self.columns)
        return SECRETS if self.form is Form.PDF else frozenset({"token"})


class CardRows:
    """The rows of an export, read while they are written. It knows afterwards how many there were, and their range.

    Raises Refusal where an answer cannot be opened, and EXPORT_INCOMPLETE where cards are missing.
    """

    def __init__(self, order: ExportOrder, answers: Answers, vault: Vault) -> None:
        self._order = order
        self._answers = answers
        self._vault = vault
        self.count = 0
        self.first = ""
        self.last = ""

    def __iter__(self) -> Iterator[CardRow]:
        for file, wanted in self._answers:
            yield from self._rows(self._opened(file, wanted))
            self.count += len(wanted)
            self.first = self.first or wanted[0]
            self.last = wanted[-1]
        if self.count != self._order.cards:
            raise refuse(Code.EXPORT_INCOMPLETE, missing=self._order.cards - self.count)

    def _rows(self, cards: Sequence[CardSecret]) -> Iterator[CardRow]:
        order, places = self._order, range(self.count, self.count + len(cards))
        pictures = map(picture_name, places) if order.has_pictures else repeat("")
        ids, tokens, pins = [one.card_id for one in cards], [one.token for one in cards], [one.pin for one in cards]
        digits = map(order.check_digit, ids) if order.check_digit else repeat("")
        return map(CardRow, ids, tokens, pins, digits, repeat(order.series), pictures)

    def _opened(self, file: SealedFile, wanted: tuple[str, ...]) -> Sequence[CardSecret]:
        opened = self._vault.opened(file, frozenset(wanted))
        if isinstance(opened, Problem):
            raise Refusal(opened)
        if tuple([card.card_id for card in opened]) == wanted:
            return opened
        by_id = {card.card_id: card for card in opened}
        if len(by_id) != len(wanted):
            raise refuse(Code.EXPORT_INCOMPLETE, missing=len(wanted) - len(by_id))
        return [by_id[card_id] for card_id in wanted]


def _pieces(order: ExportOrder, rows: Rows) -> Pieces:
    match order.form:
        case Form.CSV:
            return csv_file(rows, order.columns)
        case Form.XLSX:
            return workbook(rows, order.columns)
        case Form.JSON_LINES:
            return json_lines(rows, order.columns)
        case Form.PDF:
            return card_pages(rows, order.series, is_qr=order.is_qr)
        case Form.SVG:
            return code_archive(rows, is_qr=order.is_qr)


def export_cards(order: ExportOrder, answers: Answers, vault: Vault, folder: Path, private: str) -> Manifest:
    """Writes one recipient's file and its manifest, signed with `private`, into a folder.

    Raises Refusal: EXPORT_EXISTS, EXPORT_UNWRITABLE, EXPORT_INCOMPLETE, RECIPIENT_BAD, OFFICE_KEY_BAD, and why an
    answer cannot be opened. No file is left then.
    """
    path = folder / order.file_name
    rows = CardRows(order, answers, vault)
    made = export(_pieces(order, iter(rows)), path, order.recipient)
    manifest = Manifest(
        batch=order.batch_id,
        series=order.series,
        made_at=order.made_at.isoformat(timespec="seconds"),
        form=order.form.value,
        columns=order.columns,
        cards=rows.count,
        first_card=rows.first,
        last_card=rows.last,
        file=path.name,
        size=made.size,
        sha256=made.sha256,
        opened_size=made.opened_size,
        recipient=order.recipient,
    )
    try:
        beside(path).write_bytes(signed(manifest, private))
    except OSError as fault:
        path.unlink()
        raise refuse(Code.EXPORT_UNWRITABLE, file=str(beside(path)), reason=fault.strerror or "") from fault
    except BaseException:  # also where the program is to end: a file without its manifest is none
        path.unlink()
        raise
    return manifest
