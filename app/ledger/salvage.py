"""Reads what can be read of a damaged journal: row by row around its bad pages, and then from its backups.

Nothing is written into what is read. A row counts only where the checksum of its page holds; an order also where its
frozen body proves it, and a page that holds names its card.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar, cast

import apsw

from app.core.activation import NEXT, Order, State
from app.core.attribution import METADATA_KEY
from app.core.card import Card
from app.core.problem import Code, Refusal
from app.ledger.activation_rows import event_from, order_from, rows
from app.ledger.database import Database
from app.ledger.fault import is_damage, told
from app.ledger.fields import Fields
from app.ledger.opening import opened
from app.till.ports import LedgerFault

T = TypeVar("T")

ROWS_OF_A_PAGE: Final = 16
"""No more orders than these fit a page: how far to look where nobody can say how many there are."""

_ORDERS: Final = "SELECT * FROM activation_order WHERE added BETWEEN ? AND ?"
_CUSTOMER: Final = "SELECT customer_id, customer_name FROM customer WHERE activation_id = ?"
_STANDING: Final = "SELECT * FROM standing WHERE added BETWEEN ? AND ?"
_HISTORY: Final = "SELECT * FROM event WHERE activation_id = ? ORDER BY seq"
_NAMED: Final = "SELECT activation_id FROM event UNION SELECT activation_id FROM paper_card"

_FINAL: Final = frozenset(state for state in State if not NEXT[state])
"""What an older copy says of these still holds."""


@dataclass(frozen=True, slots=True)
class Found:
    """An order and where it last stood, as far as that can be read. `evidence` is the card as it was last answered."""

    order: Order
    state: State | None = None
    evidence: Card | None = None


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was read. `lost` are the ids of activations that are known of, and whose order is nowhere to be read.

    `is_whole`: nothing was in the way, so nothing else can be missing.
    """

    found: tuple[Found, ...]
    lost: tuple[str, ...]
    is_whole: bool


@dataclass(slots=True)
class _Reader:
    """One file. `is_whole` turns false with the first thing that cannot be read."""

    db: Database
    is_whole: bool = True

    def between(self, question: str, make: Callable[[Fields], T], low: int, high: int) -> Iterator[T]:
        """Each row of the question about these numbers that can be read; a bad page is closed in on from both sides."""
        waiting = [(low, high)]
        while waiting:
            low, high = waiting.pop()
            got = self.asked(question, make, (low, high))
            if got is not None:
                yield from got
            elif low < high:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]

    def asked(self, question: str, make: Callable[[Fields], T], values: Sequence[str | int] = ()) -> list[T] | None:
        """All rows of the answer, or None where one of them cannot be read. Raises apsw.Error for any other fault."""
        try:
            return [make(row) for row in rows(self.db.execute(question, tuple(values)))]
        except apsw.Error as error:
            if not is_damage(error):
                raise
        except (ValueError, Refusal):  # what this program never writes
            pass
        self.is_whole = False
        return None

    def last(self) -> int:
        """No order has a higher number."""
        for table in ("activation_order", "standing"):
            found = self.asked(f"SELECT max(added) AS last FROM {table}", _last)  # noqa: S608 - our own names
            if found is not None:
                return found[0]
        return ROWS_OF_A_PAGE * int(str(self.db.pragma("page_count")))


def _last(row: Fields) -> int:
    return row.whole_or_none("last") or 0


@dataclass(frozen=True, slots=True)
class _Standing:
    added: int
    activation_id: str
    card_id: str
    state: State


def _standing_from(row: Fields) -> _Standing:
    return _Standing(row.whole("added"), row.text("activation_id"), row.text("card_id"), State(row.text("state")))


@dataclass(slots=True)
class _File:
    """What one file tells: the orders by their id, where they stand, and every id it names."""

    found: dict[str, Found] = field(default_factory=dict[str, Found])
    named: set[str] = field(default_factory=set[str])
    is_whole: bool = False


def salvage(journal: Path, backups: Sequence[Path] = ()) -> Salvage:
    """Reads a damaged journal, and from its backups what it does not tell any more. Raises LedgerFault."""
    file = _read(journal)
    if not file.is_whole:
        for older in map(_read, backups):
            file.named |= older.named
            for activation_id, row in older.found.items():
                file.found[activation_id] = _joined(file.found.get(activation_id), row)
    lost = tuple(sorted(file.named - file.found.keys()))
    ordered = sorted(file.found.values(), key=lambda row: (row.order.confirmed_at, row.order.activation_id))
    return Salvage(tuple(ordered), lost, file.is_whole)


def _joined(known: Found | None, older: Found) -> Found:
    """An order never changes. Where it stood in an older copy says where it stands only if that is for good."""
    at_least = older if older.state in _FINAL else replace(older, state=None)
    if known is None:
        return at_least
    return known if known.state is not None else replace(at_least, order=known.order)


def _read(path: Path) -> _File:
    try:
        with told(path), closing(opened(str(path), read_only=True)) as db:
            return _read_opened(_Reader(db))
    except LedgerFault as fault:
        if fault.problem.code is not Code.JOURNAL_DAMAGED:
            raise
        return _File()  # not even its beginning can be read


def _read_opened(reader: _Reader) -> _File:
    if reader.asked("SELECT name FROM sqlite_schema", lambda row: row.text("name")) is None:
        return _File()
    high = reader.last()
    standing = {row.activation_id: row for row in reader.between(_STANDING, _standing_from, 1, high)}
    orders = {order.activation_id: order for order in reader.between(_ORDERS, order_from, 1, high)}
    named = set(reader.asked(_NAMED, lambda row: row.text("activation_id")) or ()) | standing.keys() | orders.keys()
    is_whole = reader.is_whole and len(orders) == high
    for row in standing.values():
        if row.activation_id not in orders and (order := _proven(reader, row)):
            orders[row.activation_id] = order
    found = {row.order.activation_id: row for row in (_found(reader, order, standing) for order in orders.values())}
    return _File(found, named, is_whole and reader.is_whole)


def _found(reader: _Reader, order: Order, standing: Mapping[str, _Standing]) -> Found:
    """Where two places tell an order's state, both must tell the same."""
    stands, history = standing.get(order.activation_id), reader.asked(_HISTORY, event_from, (order.activation_id,))
    told: set[State | None] = {stands.state} if stands else set()
    if history is not None:  # read whole; an empty one tells nothing that can be true
        told.add(history[-1].state if history else None)
    evidence = next((event.evidence for event in reversed(history or ()) if event.evidence is not None), None)
    return Found(_with_customer(reader, order), told.pop() if len(told) == 1 else None, evidence)


def _with_customer(reader: _Reader, order: Order) -> Order:
    """The customer of a row of its own, or, where that cannot be read, the one that the frozen body names."""
    kept = reader.asked(
        _CUSTOMER,
        lambda row: (row.text_or_none("customer_id"), row.text_or_none("customer_name")),
        (order.activation_id,),
    )
    body = _object(order.body)
    customer_id, name = (
        (kept[0] if kept else (None, None)) if kept is not None else (body.get("customer_id"), body.get("name"))
    )
    return replace(
        order,
        customer_id=customer_id if isinstance(customer_id, str) else None,
        customer_name=name if isinstance(name, str) else None,
    )


def _proven(reader: _Reader, stands: _Standing) -> Order | None:
    """An order on a page whose checksum does not hold: its body proves it, and a page that holds names its card."""
    reader.db.pragma("checksum_verification", "OFF")
    try:
        alone = reader.asked(_ORDERS, order_from, (stands.added, stands.added))
    finally:
        reader.db.pragma("checksum_verification", "ON")
    order = alone[0] if alone else None
    if order is None or (order.activation_id, order.card.text) != (stands.activation_id, stands.card_id):
        return None
    body = _object(order.body)
    metadata = body.get("metadata")
    proves = (
        isinstance(metadata, dict)
        and (body.get("amount"), body.get("currency")) == (order.money.minor, order.money.currency.value)
        and cast("dict[str, object]", metadata).get(METADATA_KEY) == order.activation_id
    )
    return order if proves else None


def _object(body: bytes) -> Mapping[str, object]:
    """The frozen body's fields; none where it is no object."""
    try:
        value: object = json.loads(body)
    except ValueError:
        return {}
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
