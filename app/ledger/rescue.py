"""What a damaged journal still tells comes into the journal of today: nothing is sold twice, and all is settled."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from app.core.activation import Activation, Order, State, Step
from app.core.answer import Answer, Kind
from app.core.problem import Code, Fact, refuse
from app.core.rules import Age, Facts, after_read
from app.ledger.backup import Backups
from app.ledger.files import JournalFiles
from app.ledger.room import NO_LIMITS, Room
from app.ledger.salvage import Found, salvage
from app.till.ports import Ledger, Note, NoteKind, StepRefused

_DONE_WITH: Final = frozenset({State.CANCELLED, State.CLOSED})
"""The money of these went another way: to take one over could load a card that nobody paid."""


class RescuingLedger(Ledger, Protocol):
    """The journal that takes over, and what it knows of its files."""

    @property
    def room(self) -> Room:
        """The room of its journal."""
        ...


@dataclass(frozen=True, slots=True)
class Rescued:
    """What came of one damaged journal. `taken_over` are as they stand now, `known` were here already.

    `clashing` are those whose card another sale has here, `lost` those that cannot be read: both have only their slips.
    `done_with` counts those that were cancelled or closed. `is_whole`: everything in it could be read.
    """

    folder: Path
    taken_over: tuple[Activation, ...]
    known: tuple[Activation, ...]
    clashing: tuple[Order, ...]
    lost: tuple[str, ...]
    done_with: int
    is_whole: bool

    @property
    def leaves_nothing(self) -> bool:
        """Every sale in it is in the journal of today, or needs nothing more."""
        return self.is_whole and not self.lost and not self.clashing


def rescue(ledger: RescuingLedger, folder: Path, at: datetime) -> Rescued:
    """Takes over every sale of the damaged journal in `folder` that is not done with (T27). A second time adds nothing.

    Each is UNKNOWN, with the same bytes as before. One whose card the issuer had shown as ours is ACTIVE at once (T12):
    that answer stands in the damaged journal, and is compared with the order again. Raises LedgerFault; Refusal
    NOTHING_TO_RESCUE where no journal of this till lies in the folder.
    """
    old = JournalFiles(folder / ledger.room.files.path.name)
    backups = Backups(Room(old, NO_LIMITS)).all()
    if not old.path.exists() and not backups:
        raise refuse(Code.NOTHING_TO_RESCUE, folder=str(folder))
    read = salvage(old.path, backups)
    wanted = [found for found in read.found if found.state not in _DONE_WITH]
    taken, known, clashing = _take_over(ledger, wanted, f"rescued from {folder.name}", at)
    done = Rescued(folder, taken, known, clashing, read.lost, len(read.found) - len(wanted), read.is_whole)
    _note(ledger, done, at)
    return done


def _take_over(
    ledger: Ledger, wanted: list[Found], note: str, at: datetime
) -> tuple[tuple[Activation, ...], tuple[Activation, ...], tuple[Order, ...]]:
    """One by one, so that one that cannot be taken over holds no other up."""
    taken: list[Activation] = []
    known: list[Activation] = []
    clashing: list[Order] = []
    for found in wanted:
        was_here = ledger.activation(found.order.activation_id) is not None
        try:
            (activation,) = ledger.take_over([found.order], note, at)
            (known if was_here else taken).append(_as_proven(ledger, activation, found, at))
        except StepRefused:
            clashing.append(found.order)
    return tuple(taken), tuple(known), tuple(clashing)


def _as_proven(ledger: Ledger, activation: Activation, found: Found, at: datetime) -> Activation:
    """T12 by the answer that the damaged journal kept, where nothing happened since the take-over."""
    if found.state is not State.ACTIVE or found.evidence is None or activation.seq != 1:
        return activation
    step = after_read(activation, Answer(Kind.CARD, card=found.evidence), Age(None), Facts())
    if not isinstance(step, Step) or step.to is not State.ACTIVE:
        return activation
    return ledger.step(activation, step, at)


def _note(ledger: RescuingLedger, done: Rescued, at: datetime) -> None:
    """Once for each folder that was due; the rescue is no longer due then."""
    files, name = ledger.room.files, done.folder.name
    due = files.rescues_due()
    if name in due or done.taken_over:
        facts: dict[str, Fact] = {
            "folder": name,
            "taken_over": len(done.taken_over),
            "clashing": len(done.clashing),
            "lost": len(done.lost),
        }
        ledger.note(Note(NoteKind.DAMAGE, at, facts))
    if name in due:
        files.note_rescues([other for other in due if other != name])
