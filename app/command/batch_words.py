"""A batch in lines for people, and as JSON; the JSON names are stable."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.command.speech import Value, problem_value
from app.core.batch import DO_NOT_PRINT, ChunkState, Fate
from app.core.card_print import PlanFinding, Weight
from app.core.problem import Code, Problem
from app.office.book import (
    BatchBook,
    BatchNote,
    BatchStanding,
    BatchState,
    FateTold,
    NotedBatch,
    RekeyOutcome,
)
from app.office.exports import superseded
from app.office.write_off import Look
from app.ui.words import sentence

PAGE: Final = 50

_STATES: Final = {
    BatchState.PLANNED: "planned",
    BatchState.RUNNING: "under way",
    BatchState.COMPLETE: "complete, not released",
    BatchState.SHREDDED: "shredded",
}
_NEXT: Final = {
    BatchState.PLANNED: "Nothing was sent yet. “giftcard-till batch run {batch}” makes its cards.",
    BatchState.RUNNING: "“giftcard-till batch run {batch}” goes on with it.",
    BatchState.COMPLETE: "Two persons have to release it: “giftcard-till batch release {batch}”, once for each.",
    BatchState.RELEASED: "“giftcard-till batch export {batch} --out FOLDER” writes it for its recipients.",
}
_SENT: Final = (
    "When its recipient has confirmed the export, “giftcard-till batch shred {batch} --receipt …” destroys its secrets."
)
_FATES: Final = {
    Fate.LOST: "do not print: the answer with its secrets was lost",
    Fate.TAKEN: "do not print: the gift-card service had it, or made it of a refused call",
    Fate.DOUBLED: "do not print: the answer named it more than once",
    Fate.FOREIGN: "do not print: nobody had asked for it",
    Fate.ODD: "do not print: its token or PIN was not as asked for, or it was not inactive",
    Fate.REFUSED: "never made: the gift-card service refuses this id",
}
_REKEYS: Final = {
    RekeyOutcome.DONE: "re-keyed: it has new secrets and its place in the order",
    RekeyOutcome.SURPLUS: "re-keyed: it has new secrets, is one more than was ordered, and has a file of its own",
    RekeyOutcome.NOT_DONE: "not re-keyed",
    RekeyOutcome.IN_DOUBT: "not re-keyed: the answer was lost, so a token may be good that nobody knows",
    RekeyOutcome.UNDER_WAY: "being re-keyed; “batch rekey” looks what became of it",
}
_LOST_SINCE: Final = "re-keyed, and its new secrets were lost since"
_UNSOUND: Final = {
    Code.SEALED_FILE_MISSING: "the sealed answer is gone",
    Code.SEALED_FILE_CHANGED: "the sealed answer is not as it was written",
}
_WEIGHTS: Final = {Weight.NOTE: "Note", Weight.WARNING: "Warning", Weight.REFUSAL: "Refused"}


def counted(count: int) -> str:
    """So many cards, for people."""
    return "1 card" if count == 1 else f"{count} cards"


def batch_line(batch: BatchStanding) -> str:
    """One batch in one line."""
    parts = [f"{batch.number}  {batch.order.series}: {batch.good} of {counted(batch.order.count)}"]
    if batch.state is BatchState.COMPLETE and batch.released_by:
        parts.append("complete")
    elif batch.state is not BatchState.RELEASED:  # by whom is told below
        parts.append(_STATES[batch.state])
    doubtful = batch.cards.get(ChunkState.UNKNOWN, 0)
    if doubtful:
        parts.append(f"{doubtful} in doubt")
    if batch.do_not_print:
        parts.append(f"{batch.do_not_print} not to be printed")
    if batch.rekeyed:
        beyond = f", {batch.surplus} of them beyond the order" if batch.surplus else ""
        parts.append(f"{batch.rekeyed} re-keyed{beyond}")
    if batch.released_by:
        others = ", one more person has to" if batch.state is BatchState.COMPLETE else ""
        parts.append("released by " + " and ".join(batch.released_by) + others)
    return ", ".join(parts)


def next_words(batch: BatchStanding, notes: Sequence[NotedBatch] = ()) -> str:
    """What comes next; nothing of a batch that is destroyed. By its notes one that was exported waits for a receipt."""
    if batch.order.scheme is None and batch.owed > 0:
        return f"It lacks ids: {batch.owed}. “giftcard-till batch add {batch.number} FILE” gives it more."
    is_exported = any(note.kind is BatchNote.EXPORTED for note in notes)
    words = _SENT if is_exported and batch.state is BatchState.RELEASED else _NEXT.get(batch.state, "")
    return words.format(batch=batch.number)


def lost_problem(batch: BatchStanding) -> Problem | None:
    """That some of its cards must not be printed, and whether others take their places."""
    if not batch.do_not_print:
        return None
    is_kept = batch.owed > 0 and batch.may_be_rekeyed > 0
    return Problem(Code.BATCH_LOST_KEPT if is_kept else Code.BATCH_CARDS_LOST, {"count": batch.do_not_print})


def batch_value(batch: BatchStanding) -> dict[str, Value]:
    """One batch as JSON.

    `cards_by_state` counts the cards of all chunks by their chunk's state. `chunks` is its earlier name, and stays for
    the scripts that read it: it never counted chunks.
    """
    order = batch.order
    by_state: Value = {state.value: count for state, count in batch.cards.items()}
    return {
        "batch": batch.number,
        "batch_id": order.batch_id,
        "series": order.series,
        "state": batch.state.value,
        "ordered": order.count,
        "good": batch.good,
        "open": batch.under_way,
        "do_not_print": batch.do_not_print,
        "rekeyed": batch.rekeyed,
        "surplus": batch.surplus,
        "chunks": by_state,
        "cards_by_state": by_state,
        "fates": {fate.value: count for fate, count in batch.fates.items() if fate is not Fate.MOVED},
        "chunk_size": batch.size_most,
        "released_by": list(batch.released_by),
        "recipients": list(order.recipients),
    }


def fates_of(book: BatchBook, batch_id: str) -> Iterator[FateTold]:
    """Every card that is not good, page by page."""
    after = 0
    while page := book.fates(batch_id, after, PAGE):
        yield from page
        after = page[-1].chunk


def fate_lines(book: BatchBook, batch_id: str) -> Iterator[str]:
    """A line for each card that is not good."""
    for told in fates_of(book, batch_id):
        yield f"{told.card_id}  {_FATES[told.fate]}"


def fate_values(book: BatchBook, batch_id: str) -> list[Value]:
    """The same as JSON."""
    return [
        {"card_id": told.card_id, "fate": told.fate.value, "do_not_print": told.fate in DO_NOT_PRINT}
        for told in fates_of(book, batch_id)
    ]


def unsound_lines(seen: Look) -> Iterator[str]:
    """A line for each sealed answer that is not as it was written; not one is named where none is."""
    for each in seen.unsound if len(seen.unsound) < seen.files else ():
        yield f"{each.chunk.file.name}  {_UNSOUND[each.problem.code]}: {counted(len(each.chunk.good))}"


def look_value(seen: Look) -> dict[str, Value]:
    """The same as JSON: how many there are to be, and each that is not as it was written."""
    unsound = [
        {"file": each.chunk.file.name, "cards": len(each.chunk.good), "problem": problem_value(each.problem)}
        for each in seen.unsound
    ]
    return {"files": seen.files, "unsound": unsound}


def export_values(notes: Sequence[NotedBatch]) -> list[Value]:
    """Each export as JSON, with the secrets that it lacks.

    Where a later one took its place, the manufacturer should not print from it.
    """
    old = superseded(notes)
    return [
        {
            "file": note.facts.get("file"),
            "sha256": note.facts.get("sha256"),
            "cards": note.facts.get("cards"),
            "recipient": note.facts.get("recipient"),
            "at": note.at.isoformat(timespec="seconds"),
            "lacks": str(note.facts["lacks"]).split(", ") if "lacks" in note.facts else [],
            "is_superseded": note.facts.get("sha256") in old,
        }
        for note in notes
        if note.kind is BatchNote.EXPORTED
    ]


def rekey_lines(book: BatchBook, batch_id: str) -> Iterator[str]:
    """A line for each try to give a card new secrets."""
    tries = book.rekeys(batch_id)
    lost = {told.card_id for told in fates_of(book, batch_id)} if tries else set[str]()
    for told in tries:
        is_lost_since = told.card_id in lost and told.outcome in {RekeyOutcome.DONE, RekeyOutcome.SURPLUS}
        yield f"{told.card_id}  {_LOST_SINCE if is_lost_since else _REKEYS[told.outcome]}"


def rekey_values(book: BatchBook, batch_id: str) -> list[Value]:
    """The same as JSON."""
    return [{"card_id": told.card_id, "outcome": told.outcome.value} for told in book.rekeys(batch_id)]


def note_lines(notes: Sequence[NotedBatch]) -> Iterator[str]:
    """What happened to a batch, a line for each; an export whose place a later one took is told as such."""
    old = superseded(notes)
    for note in notes:
        is_old = note.kind is BatchNote.EXPORTED and note.facts.get("sha256") in old
        yield note_line(note) + (": a later export took its place, print nothing of this one" if is_old else "")


def note_line(note: NotedBatch) -> str:
    """What happened to a batch, in a line."""
    what = {
        BatchNote.SIZE_LOWERED: "chunks were made smaller",
        BatchNote.STOPPED: "a run stopped",
        BatchNote.RELEASE: "released",
        BatchNote.EXPORTED: "exported",
        BatchNote.RECEIPT: "the manufacturer has it",
        BatchNote.SHREDDED: "the sealed answers were destroyed",
        BatchNote.REKEYED: "lost cards were to get new secrets",
        BatchNote.WRITTEN_OFF: "cards without a sealed answer were written off",
        BatchNote.RESTORED: "the journal was put back, and planned cards are read first",
    }[note.kind]
    facts = ", ".join(f"{name}: {value}" for name, value in note.facts.items())
    person = f" by {note.person}" if note.person else ""
    moment = note.at.isoformat(sep=" ", timespec="seconds")
    return f"{moment}  {what}{person}" + (f" ({facts})" if facts else "")


def finding_line(finding: PlanFinding) -> str:
    """One finding of a plan: how grave it is, what it is, and what to do."""
    words = sentence(finding.problem)
    return f"{_WEIGHTS[finding.weight]}: {words.what} {words.todo}"


def finding_values(findings: Sequence[PlanFinding]) -> list[Value]:
    """The findings as JSON."""
    return [{"weight": finding.weight.value, "problem": problem_value(finding.problem)} for finding in findings]
