"""Which exports of a batch a later one took the place of: the manufacturer should print from the newest alone."""

from collections.abc import Sequence

from app.office.book import BatchNote, NotedBatch


def superseded(notes: Sequence[NotedBatch]) -> frozenset[str]:
    """The digests of exports after which the same file was written again for the same recipient, in any folder.

    A file's name says what is in it: its batch, its form, and whether its cards are the order or beyond it.
    """
    told = [note.facts for note in notes if note.kind is BatchNote.EXPORTED]
    newest = {(facts.get("file"), facts.get("recipient")): str(facts.get("sha256", "")) for facts in told}
    return frozenset(str(facts.get("sha256", "")) for facts in told) - frozenset(newest.values())


def never_given(recipients: Sequence[str], notes: Sequence[NotedBatch]) -> tuple[str, ...]:
    """Those of a batch's recipients that no export was made for."""
    served = {note.facts.get("recipient") for note in notes if note.kind is BatchNote.EXPORTED}
    return tuple(each for each in recipients if each not in served)
