"""The line and the clock in the journal: when the line changed; the last contact, when the clock was turned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.core.answer import Answer
from app.till.clock_watch import ClockWatch
from app.till.line import Line, LineState, is_contact
from app.till.ports import Clock, Ledger, LedgerFault, Note, NoteKind

CONTACT_EVERY: Final = timedelta(minutes=10)
"""While the issuer answers it is noted so often, and once more when it falls silent."""


@dataclass(slots=True)
class LineLog:
    """Told of each answer and each change of the line. A journal that fails about it stops no sale: `failed` is told.

    May be called from several threads; a note too many does no harm.
    """

    ledger: Ledger
    clock: Clock
    watch: ClockWatch
    failed: Callable[[LedgerFault], None]
    _state: LineState = LineState.NOT_TRIED
    _noted: timedelta | None = None

    def changed(self, line: Line) -> None:
        """The line changed: from what to what, and when the issuer was last heard."""
        contact = {"last_contact": line.last_contact.isoformat()} if line.last_contact is not None else {}
        facts = {"from": self._state.value, "to": line.state.value, **contact}
        self._state = line.state

        def write() -> None:
            if line.is_down and line.last_contact is not None:
                self.ledger.note_contact(line.last_contact)
            self.ledger.note(Note(NoteKind.LINE, self.clock.now(), facts))

        self._tried(write)

    def heard(self, answer: Answer, took: timedelta) -> None:
        """One answer, and how long the call took."""
        jump = self.watch.heard(answer.server_at, took)
        if jump is not None:
            self._tried(lambda: self.ledger.note(jump))
        now = self.clock.running()
        if is_contact(answer) and (self._noted is None or now - self._noted >= CONTACT_EVERY):
            self._noted = now
            self._tried(lambda: self.ledger.note_contact(self.clock.now()))

    def _tried(self, write: Callable[[], None]) -> None:
        try:
            write()
        except LedgerFault as fault:
            self.failed(fault)
