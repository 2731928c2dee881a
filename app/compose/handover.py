"""What head office does with a released batch: exports for its recipients, a proof sheet, the end of its secrets."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from app.compose.export import SECRETS, Answers, ExportOrder, Form, export_cards
from app.compose.office import Office
from app.compose.vault import shelf_of
from app.core.batch import Symbol
from app.core.card_ids import CheckDigit
from app.core.card_print import MODULES_MM, sample_of
from app.core.code_format import CodeFormat
from app.core.problem import Code, Fact, Problem, refuse
from app.office.book import BatchBook, BatchNote, BatchStanding, BatchState, NotedBatch
from app.office.ports import SealedFile
from app.press.card_row import COLUMNS
from app.press.proof_sheet import proof_sheet
from app.vault.manifest import Manifest, beside, signing_key
from app.vault.sealed_export import clear_leftovers

USUAL_COLUMNS: Final = tuple(name for name in COLUMNS if name != "picture")
_BEYOND: Final = "beyond_the_order"
"""The fact of an export that is not the order itself, and of the receipt for it."""
_LACKS: Final = "lacks"
"""The fact of an export without some of the secrets, and of the receipt for it: which."""
PAGE: Final = 8
"""Chunks that are read at once: few, for each may have thousands of ids."""
PROOF_TITLE: Final = "Scan these codes in a shop before the cards are ordered"
PROOF_LINES: Final = (
    "Batch {number}, series {series}, planned on {day}. Its id: {batch}",
    "Print without scaling: the frame below is a card, 85.6 mm wide.",
    "Scan every code with every kind of scanner that the shops have. They are test codes and no cards.",
    "Code 128, modules of {mm} mm: {width} mm with its quiet zones",
)
PROOF_SQUARE: Final = "The same value as a QR code on a card:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be exported: for whom, as what, and where to."""

    recipients: tuple[str, ...]
    forms: tuple[Form, ...]
    columns: tuple[str, ...]
    folder: Path


def answers_of(book: BatchBook, batch_id: str, *, is_surplus: bool = False) -> Answers:
    """The sealed answers of a batch, page by page, each with its good cards: of the order, or those beyond it."""
    return _pages(book, batch_id, is_surplus=is_surplus)


def _pages(book: BatchBook, batch_id: str, *, is_surplus: bool) -> Iterator[tuple[SealedFile, tuple[str, ...]]]:
    after = 0
    while page := book.sealed(batch_id, after, PAGE):
        yield from ((chunk.file, chunk.good) for chunk in page if chunk.good and chunk.is_surplus is is_surplus)
        after = page[-1].number


def exported(
    office: Office, batch: BatchStanding, wanted: Wanted, tell: Callable[[int], None] = lambda _cards: None
) -> Iterator[Manifest]:
    """Exports a released batch, one file after the other, and notes each. `tell` hears how many more were written.

    Raises Refusal: BATCH_NOT_RELEASED, BATCH_SHREDDED, RECIPIENT_NOT_NAMED for a key that it was not released for, and
    as `export_cards` does.
    """
    if batch.state is not BatchState.RELEASED:
        raise refuse(Code.BATCH_SHREDDED if batch.state is BatchState.SHREDDED else Code.BATCH_NOT_RELEASED)
    for stranger in set(wanted.recipients) - set(batch.order.recipients):
        raise refuse(Code.RECIPIENT_NOT_NAMED, key=stranger)
    private, _ = signing_key(shelf_of(office.home, office.account))
    _make_folder(wanted.folder)
    clear_leftovers(wanted.folder, batch.order.batch_id)
    parts = (False, True) if batch.surplus else (False,)
    files = [
        (_export_order(office, batch, wanted, recipient, form, is_surplus=is_surplus), is_surplus)
        for recipient, form, is_surplus in product(wanted.recipients, wanted.forms, parts)
    ]
    for order, _ in files:
        _demand_new(wanted.folder / order.file_name)
    for order, is_surplus in files:
        answers = _telling(answers_of(office.book, batch.order.batch_id, is_surplus=is_surplus), tell)
        manifest = export_cards(order, answers, office.vault, wanted.folder, private)
        lacking = {_LACKS: ", ".join(lacks)} if (lacks := sorted(_secrets_of(batch) - order.held)) else {}
        _note(office, batch, BatchNote.EXPORTED, "", _facts(manifest) | ({_BEYOND: 1} if is_surplus else {}) | lacking)
        yield manifest


def _telling(answers: Answers, tell: Callable[[int], None]) -> Answers:
    for file, cards in answers:
        yield file, cards
        tell(len(cards))


def _demand_new(path: Path) -> None:
    """Before the first file is written, so that no export stops half-way for it. Raises Refusal EXPORT_EXISTS."""
    for each in (path, beside(path)):
        if each.exists():
            raise refuse(Code.EXPORT_EXISTS, file=str(each))


def _secrets_of(batch: BatchStanding) -> frozenset[str]:
    """What somebody has to have got of each card before its sealed answer may go."""
    return SECRETS if batch.order.pin is not None else SECRETS - {"pin"}


def _make_folder(folder: Path) -> None:
    """One that is not there is made for this user alone. Raises Refusal EXPORT_UNWRITABLE."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        reason = fault.strerror or "the system says no"
        raise refuse(Code.EXPORT_UNWRITABLE, file=str(folder), reason=reason) from fault


def _export_order(
    office: Office, batch: BatchStanding, wanted: Wanted, recipient: str, form: Form, *, is_surplus: bool
) -> ExportOrder:
    """A file of the order; or one of the cards beyond it, which got their secrets back when others had their places."""
    order = batch.order
    return ExportOrder(
        batch_id=order.batch_id,
        series=order.series,
        cards=batch.surplus if is_surplus else batch.good,
        recipient=recipient,
        form=form,
        columns=wanted.columns,
        made_at=office.clock.now(),
        has_pictures=Form.SVG in wanted.forms,
        is_qr=order.symbol is Symbol.QR,
        check_digit=_last_sign if order.scheme and order.scheme.check is not CheckDigit.NONE else None,
        part="-rekeyed" if is_surplus else "",
    )


def _last_sign(card_id: str) -> str:
    return card_id[-1]


def _facts(manifest: Manifest) -> dict[str, Fact]:
    return {
        "file": manifest.file,
        "sha256": manifest.sha256,
        "cards": manifest.cards,
        "recipient": manifest.recipient,
    }


def proof_of(batch: BatchStanding) -> bytes:
    """The proof sheet of a batch's form of token, as a PDF. Its codes are test codes."""
    order = batch.order
    named, *others = PROOF_LINES
    day = order.ordered_at.astimezone().date().isoformat()
    first = named.format(number=batch.number, series=order.series, day=day, batch=order.batch_id)
    return _proof(order.token, (first, *others))


def proof_of_form(token: CodeFormat) -> bytes:
    """The same for a form of token that is not ordered yet: it names no batch."""
    return _proof(token, PROOF_LINES[1:])


def _proof(token: CodeFormat, lines: Sequence[str]) -> bytes:
    return b"".join(proof_sheet(PROOF_TITLE, lines, sample_of(token), MODULES_MM, PROOF_SQUARE))


def write_new(path: Path, content: bytes) -> None:
    """A new file, never in place of another. Raises Refusal EXPORT_EXISTS, EXPORT_UNWRITABLE."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as fault:
        raise refuse(Code.EXPORT_EXISTS, file=str(path)) from fault
    except OSError as fault:
        raise refuse(Code.EXPORT_UNWRITABLE, file=str(path), reason=fault.strerror or "the system says no") from fault


def demand_receipt(office: Office, batch: BatchStanding, receipt: str) -> NotedBatch:
    """The export that a manufacturer's receipt, its file's SHA-256, speaks of.

    Raises Refusal BATCH_NOT_RELEASED, RECEIPT_UNKNOWN.
    """
    if batch.state not in {BatchState.RELEASED, BatchState.SHREDDED}:
        raise refuse(Code.BATCH_NOT_RELEASED)
    wanted = receipt.strip().lower()
    for note in office.book.notes(batch.order.batch_id):
        if note.kind is BatchNote.EXPORTED and str(note.facts.get("sha256", "")) == wanted:
            return note
    raise refuse(Code.RECEIPT_UNKNOWN)


def _demand_all_confirmed(batch: BatchStanding, notes: Sequence[NotedBatch]) -> None:
    """The order and what goes beyond it are in files of their own, and what was confirmed of each holds every secret.

    Raises Refusal RECEIPT_MISSING while one is unconfirmed, RECEIPT_PARTIAL while tokens or PINs would be lost.
    """
    receipts = [note.facts for note in notes if note.kind is BatchNote.RECEIPT]
    for is_beyond in (False, True) if batch.surplus else (False,):
        lacks = [str(facts.get(_LACKS, "")) for facts in receipts if (_BEYOND in facts) is is_beyond]
        if not lacks:
            raise refuse(Code.RECEIPT_MISSING)
        lost = [name for name in sorted(_secrets_of(batch)) if all(name in each.split(", ") for each in lacks)]
        if lost:
            raise refuse(Code.RECEIPT_PARTIAL, what=" and ".join(lost))


def shredded_whole(notes: Sequence[NotedBatch]) -> NotedBatch | None:
    """Who destroyed a batch's key and every sealed answer, and when; None where that is still to be done."""
    done = [note for note in notes if note.kind is BatchNote.SHREDDED and not note.facts.get("left")]
    return done[0] if done else None


def shredded(office: Office, batch: BatchStanding, person: str, receipt: str) -> Mapping[str, Problem]:
    """Destroys the batch's key and its sealed answers once the manufacturer has them, and notes who did it and why.

    What could not be removed, by its name; where that is the batch's own id its key is still there, and nothing was
    destroyed. Once more does no harm. Raises Refusal as `demand_receipt`; RECEIPT_MISSING, RECEIPT_PARTIAL where this
    receipt is kept and another one is still to come.
    """
    batch_id = batch.order.batch_id
    export = demand_receipt(office, batch, receipt)
    kept = {name: export.facts[name] for name in ("file", "sha256", _BEYOND, _LACKS) if name in export.facts}
    _note(office, batch, BatchNote.RECEIPT, person, kept)
    _demand_all_confirmed(batch, office.book.notes(batch_id))
    parts = (answers_of(office.book, batch_id, is_surplus=is_surplus) for is_surplus in (False, True))
    left = office.vault.shred(batch_id, [file for answers in parts for file, _ in answers])
    if batch_id not in left:
        _note(office, batch, BatchNote.SHREDDED, person, {"left": len(left)})
    return left


def _note(office: Office, batch: BatchStanding, kind: BatchNote, person: str, facts: Mapping[str, Fact]) -> None:
    office.book.note(batch.order.batch_id, NotedBatch(kind, office.clock.now(), person, facts))
