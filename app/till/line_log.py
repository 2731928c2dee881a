"""The line and the clock in the journal: when the line changed; the last contact, when the clock was turned."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Final

from app.core.answer import Answer
from app.core.problem import Fact
from app.core.rules import issuers_time
from app.till.clock_watch import ClockReading, ClockWatch
from app.till.line import Line, LineState, is_contact
from app.till.ports import Clock, Ledger, LedgerFault, Note, NoteKind

CONTACT_EVERY: Final = timedelta(minutes=10)
"""While the issuer answers it is noted so often, and once more when it falls silent."""


@dataclass(slots=True)
class LineLog:
    """Told of each answer and each change of the line, one after another.

    A journal that fails about it stops no sale: `failed` is told.
    """

    ledger: Ledger
    clock: Clock
    watch: ClockWatch
    failed: Callable[[LedgerFault], None]
    _line: Line = field(default_factory=Line)
    _noted: timedelta | None = None

    def start(self) -> Line:
        """The line before the first call: not tried yet, and when the issuer was last heard by an earlier process."""
        try:
            return Line(last_contact=self.ledger.last_contact())
        except LedgerFault as fault:
            self.failed(fault)
            return Line()

    def changed(self, line: Line) -> None:
        """The line changed: from what to what, and when the issuer was last heard; or the clock was found wrong."""
        before, self._line = self._line, line
        if line.state is not before.state:
            self._tried(lambda: self._write_change(before.state, line))
        if line.has_clock_news_after(before):
            self._tried(lambda: self.ledger.note(Note(NoteKind.CLOCK, self.clock.now(), self._clock_facts(line))))

    def heard(self, answer: Answer, took: timedelta) -> ClockReading:
        """One answer, and how long the call took. Returns what is known of the clock by now.

        Only the issuer's own answers tell the time: a portal's clock may say anything.
        """
        turn = self.watch.heard(issuers_time(answer), took)
        if turn is not None:
            self._tried(lambda: self.ledger.note(turn))
        now = self.clock.running()
        if is_contact(answer) and (self._noted is None or now - self._noted >= CONTACT_EVERY):
            self._noted = now
            self._tried(lambda: self.ledger.note_contact(self.clock.now()))
        return self.watch.reading

    def _write_change(self, before: LineState, line: Line) -> None:
        facts: dict[str, Fact] = {"from": before.value, "to": line.state.value}
        if line.last_contact is not None:
            facts["last_contact"] = line.last_contact.isoformat()
            if line.is_down:
                self.ledger.note_contact(line.last_contact)
        self.ledger.note(Note(NoteKind.LINE, self.clock.now(), facts | self._clock_facts(line)))

    def _clock_facts(self, line: Line) -> dict[str, Fact]:
        """How far the clock is off, so that every time in the journal can be told by the issuer's clock, too."""
        if line.clock_off is None:
            return {}
        now = self.clock.now()
        server = (now - line.clock_off).astimezone(UTC).replace(microsecond=0)
        return {"off_s": round(line.clock_off.total_seconds()), "wall": now.isoformat(), "server": server.isoformat()}

    def _tried(self, write: Callable[[], None]) -> None:
        try:
            write()
        except LedgerFault as fault:
            self.failed(fault)
