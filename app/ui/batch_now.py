"""What is going on with a batch now, or what is to be done with it next: one sentence on its page."""

from collections.abc import Sequence
from typing import Final

from app.office.book import BatchStanding, BatchState, NotedBatch
from app.ui.batch_runs import BatchRuns
from app.ui.batch_words import next_words, wait_words
from app.ui.translation import translate

MAY_BE_MADE: Final = frozenset({BatchState.PLANNED, BatchState.RUNNING})


def now_words(standing: BatchStanding, notes: Sequence[NotedBatch], runs: BatchRuns, *, is_unsound: bool) -> str:
    """What is under way behind the window comes first; `is_unsound`: some of its sealed answers are gone."""
    batch_id = standing.order.batch_id
    if runs.batch_id == batch_id and runs.is_stopping:
        return translate("Batches", "Pausing: what is under way is being finished.")
    if runs.batch_id == batch_id and runs.waits is not None:
        return wait_words(runs.waits)
    if runs.batch_id not in {"", batch_id} and standing.state in MAY_BE_MADE:
        return translate("Batches", "Another batch is being made. This one can be begun when that is over or paused.")
    if runs.rekeys.batch_id == batch_id:
        return translate("Batches", "Its lost cards are getting new secrets.")
    if is_unsound:
        return translate("Batches", "Its sealed answers come first: see below.")
    return next_words(standing, notes)
