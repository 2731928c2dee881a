"""An export that was made again is told apart from the one that counts."""

from app.office.book import BatchNote, NotedBatch
from app.office.exports import never_given, superseded
from tests.fake_clock import MONDAY


def exported(file: str, recipient: str, digest: str) -> NotedBatch:
    return NotedBatch(BatchNote.EXPORTED, MONDAY, facts={"file": file, "recipient": recipient, "sha256": digest})


def test_an_export_counts_until_the_same_file_is_written_again_for_the_same_recipient() -> None:
    notes = [
        exported("0192-press.csv.age", "press", "a1"),
        exported("0192-press.pdf.age", "press", "b1"),
        exported("0192-rekeyed-press.csv.age", "press", "c1"),
        NotedBatch(BatchNote.RECEIPT, MONDAY, "Kari", {"file": "0192-press.csv.age", "sha256": "a1"}),
        exported("0192-other.csv.age", "other", "d1"),
    ]
    assert superseded(notes) == frozenset()
    notes += [exported("0192-press.csv.age", "press", "a2"), exported("0192-press.csv.age", "press", "a3")]
    assert superseded(notes) == {"a1", "a2"}
    assert superseded([]) == frozenset()


def test_a_recipient_without_any_file_is_named() -> None:
    notes = [exported("0192-press.csv.age", "press", "a1"), NotedBatch(BatchNote.RECEIPT, MONDAY, "Kari", {})]
    assert never_given(("safe", "press"), notes) == ("safe",)
    assert never_given(("press",), notes) == ()
