"""How each good card of a batch stands at the issuer, asked on workers: for the command as for the window."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Final

from app.compose.office import Office
from app.core.answer import Answer, Kind
from app.core.card import CardCode
from app.office.book import BatchStanding
from app.office.ports import CardReader
from app.office.status import Checked, StateCheck

TOLD_EVERY: Final = timedelta(seconds=0.25)
"""So often at most whoever watches is told how many cards were read."""
CHUNKS_AT_ONCE: Final = 10
"""So many chunks' cards are asked for in one go."""
PAUSES: Final = 3
"""So often one card is read again after the pause that the issuer asked for."""


def ask_states(office: Office, batch: BatchStanding, stops: Event, tell: Callable[[Checked], None]) -> Checked:
    """Reads each good card, as many at once as a run has calls. Nothing is changed.

    Ends early when `stops` is set, at an interrupt from the keyboard (a second one goes through), and where no answers
    come any more (`Checked.problem`): what was found until then is kept. `stops` is set when it has ended. `tell` is
    called now and then, on the caller's thread. Raises LedgerFault.
    """
    check = StateCheck(batch.good + batch.surplus)
    told_at = office.clock.running()
    pool = ThreadPoolExecutor(office.settings.queue.calls_at_once, "check")
    try:
        for answer in _answers(office, batch.order.batch_id, pool, stops):
            check.take(answer)
            if stops.is_set() or check.problem is not None:
                break
            if office.clock.running() - told_at >= TOLD_EVERY:
                told_at = office.clock.running()
                tell(check.so_far())
    except KeyboardInterrupt:
        if stops.is_set():
            raise
    finally:
        stops.set()
        pool.shutdown(cancel_futures=True)
    return check.so_far()


def _answers(office: Office, batch_id: str, pool: ThreadPoolExecutor, stops: Event) -> Iterator[Answer]:
    read = partial(_read, office.issuer, stops)
    after = 0
    while page := office.book.sealed(batch_id, after, CHUNKS_AT_ONCE):
        yield from pool.map(read, [card_id for chunk in page for card_id in chunk.good])
        after = page[-1].number


def _read(reader: CardReader, stops: Event, card_id: str) -> Answer:
    """One card. Where the issuer asks for a pause, this worker makes it, as each of the others will."""
    answer = reader.read(CardCode(card_id))
    for _pause in range(PAUSES):
        if answer.kind is not Kind.TOO_MANY or stops.wait(answer.retry_after_s or 1):
            break
        answer = reader.read(CardCode(card_id))
    return answer
