"""What the database refuses whoever asks it: hand-made SQL, with none of the till's settings."""

from pathlib import Path

import apsw
import pytest

from app.core.activation import NEXT, State, Step
from app.core.case import CaseAction, Way
from app.core.paper import Paper, PaperKind
from app.core.problem import Code
from app.ledger.journal import SqliteLedger
from app.ledger.migrations import steps_allowed
from app.till.ports import LedgerFault, Note, NoteKind, PrintOutcome
from tests.ledger.orders import NOON, full_order, order, standing_at

STEPS = [(old, new) for old in State for new in State]
EVENT = (
    "INSERT {how} INTO event (activation_id, seq, state, rule, at, sends, ambiguous, note)"
    " VALUES (?, ?, ?, 'T99', '2026-11-23T12:00:00+01:00', ?, ?, '')"
)
COPIED_ORDER = """
INSERT INTO activation_order (activation_id, sale_id, place, till_id, operator_id, card_id, amount_minor, currency,
                              body, body_sha256, confirmed_at, read_before)
SELECT 'x', sale_id, place, till_id, operator_id, {card}, amount_minor, currency, body, body_sha256, confirmed_at, 0
  FROM activation_order
"""
HISTORY = (
    "activation_order",
    "event",
    "standing",
    "paper",
    "paper_card",
    "print_event",
    "fault",
    "allowed",
    "customer",
    "case_opened",
    "open_case",
    "case_action",
    "till_note",
    "restoration",
    "pulse",
)


MOVING = {"standing", "customer", "open_case", "pulse"}


def refused(by_hand: apsw.Connection, sql: str, values: tuple = ()) -> str:
    with pytest.raises(apsw.ConstraintError) as caught:
        by_hand.execute(sql, values)
    return str(caught.value)


def contents(by_hand: apsw.Connection) -> list:
    return [list(by_hand.execute(f"SELECT * FROM {table}")) for table in HISTORY]


@pytest.fixture
def filled(ledger: SqliteLedger, by_hand: apsw.Connection) -> SqliteLedger:
    """One active card with a receipt and a print, one that waits, a case with an action, a note, and a fault noted."""
    (waiting,) = ledger.add([full_order(2)])
    active = standing_at(ledger, 1, State.ACTIVE)
    ledger.issue_paper([active], NOON, lambda number: Paper(PaperKind.RECEIPT, number, ()))
    ledger.issue_paper([waiting], NOON, lambda number: Paper(PaperKind.SLIP, number, ()))
    ledger.note_print(1, PrintOutcome.WAITING, NOON)
    held = standing_at(ledger, 3, State.HELD)
    ledger.act(CaseAction(held.id, NOON, Way.RETRY, "Ola", "mended", closes=False), None)
    ledger.note(Note(NoteKind.LINE, NOON, {"to": "offline"}))
    by_hand.execute("INSERT INTO fault (number, at, what) VALUES (1, 'now', 'test')")
    by_hand.execute("INSERT INTO restoration (epoch, at, steps, steps_had, papers) VALUES (1, 'now', 9, 12, 2)")
    return ledger


@pytest.mark.parametrize(("old", "new"), STEPS, ids=[f"{old.value}-{new.value}" for old, new in STEPS])
def test_the_database_itself_takes_exactly_the_steps_of_the_table(
    ledger: SqliteLedger, by_hand: apsw.Connection, old: State, new: State
) -> None:
    before = standing_at(ledger, 1, old)
    values = (before.id, before.seq + 1, new.value, before.sends + (new is State.SENDING), int(before.ambiguous))
    if new in NEXT[old]:
        by_hand.execute(EVENT.format(how=""), values)
        after = ledger.activation(before.id)
        assert after is not None
        assert (after.state, after.seq) == (new, before.seq + 1)
        return
    assert "not allowed" in refused(by_hand, EVENT.format(how=""), values)
    assert ledger.activation(before.id) == before


@pytest.mark.parametrize("state", [state for state in State if state not in {State.QUEUED, State.UNKNOWN}])
def test_an_activation_begins_in_the_queue_or_in_doubt_and_nowhere_else(
    ledger: SqliteLedger, by_hand: apsw.Connection, state: State
) -> None:
    ledger.add([order(1)])
    by_hand.execute(COPIED_ORDER.format(card="'C-2'"))
    assert "not allowed" in refused(by_hand, EVENT.format(how=""), ("x", 1, state.value, 0, 0))


@pytest.mark.parametrize(
    ("state", "rule", "sends", "ambiguous", "reason"),
    [
        ("unknown", "T99", 0, 1, "begins in doubt"),
        ("unknown", "T01", 0, 1, "begins in doubt"),
        ("unknown", "T27", 0, 0, "begins in doubt"),
        ("queued", "T27", 0, 1, "begins in doubt"),
        ("unknown", "T27", 1, 1, "each send counts"),
        ("queued", "T01", 1, 0, "each send counts"),
    ],
)
def test_only_what_is_taken_over_begins_in_doubt(
    ledger: SqliteLedger, by_hand: apsw.Connection, state: str, rule: str, sends: int, ambiguous: int, reason: str
) -> None:
    ledger.add([order(1)])
    by_hand.execute(COPIED_ORDER.format(card="'C-2'"))
    event = EVENT.format(how="").replace("T99", rule)
    assert reason in refused(by_hand, event, ("x", 1, state, sends, ambiguous))
    by_hand.execute(EVENT.format(how="").replace("T99", "T27"), ("x", 1, "unknown", 0, 1))
    again = EVENT.format(how="").replace("T99", "T27")
    assert "begins in doubt" in refused(by_hand, again, ("x", 2, "unknown", 0, 1))


def test_a_state_that_nobody_knows_is_refused(ledger: SqliteLedger, by_hand: apsw.Connection) -> None:
    (added,) = ledger.add([order(1)])
    assert "not allowed" in refused(by_hand, EVENT.format(how=""), (added.id, 2, "paid", 0, 0))


@pytest.mark.parametrize("how", ["", "OR REPLACE", "OR FAIL", "OR ROLLBACK"])
@pytest.mark.parametrize("seq", [-1, 0, 1, 2, 4, 5])
def test_no_step_is_left_out_repeated_or_replaced(
    ledger: SqliteLedger, by_hand: apsw.Connection, how: str, seq: int
) -> None:
    sending = standing_at(ledger, 1, State.SENDING)
    assert "follows the last one" in refused(by_hand, EVENT.format(how=how), (sending.id, seq, "unknown", 1, 1))
    assert ledger.activation(sending.id) == sending


@pytest.mark.parametrize(
    ("old", "new", "sends"),
    [
        (State.QUEUED, State.SENDING, 0),
        (State.QUEUED, State.SENDING, 2),
        (State.QUEUED, State.HELD, 1),
        (State.SENDING, State.UNKNOWN, 2),
        (State.UNKNOWN, State.UNKNOWN, 0),
        (State.UNKNOWN, State.HELD, 2),
    ],
)
def test_a_send_is_counted_once_and_taken_back_only_where_it_never_left(
    ledger: SqliteLedger, by_hand: apsw.Connection, old: State, new: State, sends: int
) -> None:
    before = standing_at(ledger, 1, old)
    if old is State.UNKNOWN:  # reached by a send
        before = ledger.step(standing_at(ledger, 2, State.SENDING), _doubt(), NOON)
    values = (before.id, before.seq + 1, new.value, sends, int(before.ambiguous))
    assert "each send counts one" in refused(by_hand, EVENT.format(how=""), values)


def _doubt() -> Step:
    return Step(State.UNKNOWN, "T07", sends=1, ambiguous=True)


def test_doubt_is_never_forgotten(ledger: SqliteLedger, by_hand: apsw.Connection) -> None:
    doubtful = ledger.step(standing_at(ledger, 1, State.SENDING), _doubt(), NOON)
    values = (doubtful.id, doubtful.seq + 1, "unknown", 1, 0)
    assert "doubt is never forgotten" in refused(by_hand, EVENT.format(how=""), values)


@pytest.mark.parametrize("how", ["", "OR REPLACE"])
def test_an_open_card_is_not_sold_again_by_whatever_means(
    ledger: SqliteLedger, by_hand: apsw.Connection, how: str
) -> None:
    (first,) = ledger.add([order(1)])
    by_hand.execute(COPIED_ORDER.format(card="card_id"))
    assert "open or sold" in refused(by_hand, EVENT.format(how=how), ("x", 1, "queued", 0, 0))
    assert ledger.open_for(first.order.card) == first


@pytest.mark.parametrize("table", [table for table in HISTORY if table not in MOVING])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid", "UPDATE OR REPLACE {} SET {} = {}"]
)
def test_history_is_neither_changed_nor_taken_away(
    filled: SqliteLedger, by_hand: apsw.Connection, table: str, statement: str
) -> None:
    before = contents(by_hand)
    column = next(iter(by_hand.execute("SELECT name FROM pragma_table_info(?)", (table,))))[0]
    statement = statement.replace("rowid = rowid", f"{column} = {column}").replace("{} = {}", f"{column} = {column}")
    assert "only added to" in refused(by_hand, statement.format(table))
    assert contents(by_hand) == before


@pytest.mark.parametrize("table", [table for table in HISTORY if table not in {"standing", "event", "allowed"}])
def test_history_is_not_replaced(filled: SqliteLedger, by_hand: apsw.Connection, table: str) -> None:
    """INSERT OR REPLACE takes the old row away without asking a DELETE trigger."""
    before = contents(by_hand)
    assert refused(by_hand, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert contents(by_hand) == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE standing SET state = 'active' WHERE state = 'queued'",
        "UPDATE standing SET state = 'active', seq = seq + 1 WHERE state = 'queued'",
        "UPDATE standing SET seq = seq + 1",
        "UPDATE standing SET ambiguous = 1",
        "UPDATE standing SET card_id = 'another'",
        "UPDATE standing SET state = state",
        "DELETE FROM standing",
        "INSERT INTO standing SELECT added + 9, activation_id || 'x', card_id || 'x', 'queued', 1, 0 FROM standing",
        "INSERT OR REPLACE INTO standing SELECT * FROM standing WHERE state = 'queued'",
        "DELETE FROM open_case",
        "UPDATE open_case SET added = added + 9",
        "INSERT INTO open_case SELECT added, activation_id FROM standing WHERE state = 'queued'",
        "INSERT INTO case_opened SELECT activation_id, seq + 1 FROM standing WHERE state = 'queued'",
        "INSERT INTO case_opened SELECT activation_id, seq - 1 FROM standing WHERE state = 'held'",
        "INSERT INTO case_action SELECT activation_id, 3, seq, at, way, person, reason, 1, NULL FROM case_action",
        "INSERT INTO case_action SELECT activation_id, 2, seq - 1, at, way, person, reason, 1, NULL FROM case_action",
        "INSERT INTO case_action SELECT activation_id, 2, seq, at, way, ' ', reason, 1, NULL FROM case_action",
        "INSERT INTO case_action SELECT activation_id, 2, seq, at, way, person, '', 1, NULL FROM case_action",
        "INSERT INTO case_action SELECT activation_id, 1, seq, '', 'refund', 'me', 'so', 1, NULL FROM standing",
        "INSERT INTO till_note SELECT number + 2, kind, at, facts FROM till_note",
        "UPDATE pulse SET steps = steps - 1",
        "UPDATE pulse SET steps = steps + 2",
        "UPDATE pulse SET papers = papers - 1",
        "UPDATE pulse SET papers = papers + 1",
        "UPDATE pulse SET marked = 2",
        "UPDATE pulse SET only_row = 2",
        "DELETE FROM pulse",
        "INSERT OR REPLACE INTO pulse SELECT * FROM pulse",
        "INSERT INTO restoration SELECT 1, at, steps, steps_had, papers FROM restoration",
        "INSERT INTO restoration SELECT 0, at, steps, steps_had, papers FROM restoration",
        "INSERT INTO restoration SELECT 2, at, steps, steps_had, papers - 1 FROM restoration",
    ],
)
def test_what_stands_moves_with_what_happened_alone(
    filled: SqliteLedger, by_hand: apsw.Connection, change: str
) -> None:
    before = contents(by_hand)
    assert refused(by_hand, change)
    assert contents(by_hand) == before


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_the_series_of_papers_has_no_gap(filled: SqliteLedger, by_hand: apsw.Connection, number: int) -> None:
    paper = "INSERT OR REPLACE INTO paper (number, sale_id, kind, at, content) VALUES (?, 's', 'slip', 'now', '{}')"
    assert "no gap" in refused(by_hand, paper, (number,))


def test_the_series_jumps_over_what_was_lost_and_only_there(filled: SqliteLedger, by_hand: apsw.Connection) -> None:
    paper = "INSERT INTO paper (number, sale_id, kind, at, content) VALUES (?, 's', 'slip', 'now', '{}')"
    by_hand.execute("INSERT INTO restoration (epoch, at, steps, steps_had, papers) VALUES (5, 'now', 9, NULL, 40)")
    assert by_hand.execute("SELECT epoch FROM meta").get == 5
    for number in (3, 40, 42):
        assert "no gap" in refused(by_hand, paper, (number,))
    by_hand.execute(paper, (41,))
    assert filled.next_number() == 42


def test_every_row_of_history_counts_one(ledger: SqliteLedger, by_hand: apsw.Connection) -> None:
    def steps() -> object:
        return by_hand.execute("SELECT steps FROM pulse").get

    held = standing_at(ledger, 1, State.HELD)
    assert steps() == held.seq
    ledger.issue_paper([held], NOON, lambda number: Paper(PaperKind.SLIP, number, ()))
    ledger.note_print(1, PrintOutcome.WAITING, NOON)
    ledger.note(Note(NoteKind.LINE, NOON, {}))
    ledger.act(CaseAction(held.id, NOON, Way.RETRY, "Ola", "mended", closes=False), None)
    assert steps() == held.seq + 4
    ledger.note_contact(NOON)
    assert steps() == held.seq + 4, "a contact is no history"


def test_a_second_receipt_is_refused_by_whatever_means(filled: SqliteLedger, by_hand: apsw.Connection) -> None:
    by_hand.execute("INSERT INTO paper (number, sale_id, kind, at, content) VALUES (3, 's', 'receipt', 'now', '{}')")
    card = "INSERT OR REPLACE INTO paper_card (number, place, activation_id, kind) VALUES (?, ?, ?, ?)"
    sold = order(1).activation_id
    assert "one receipt" in refused(by_hand, card, (3, 0, sold, "receipt"))
    assert "of its kind" in refused(by_hand, card, (3, 0, sold, "slip"))
    assert "taken once" in refused(by_hand, card, (1, 0, order(2).activation_id, "receipt"))


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_prints_are_counted_one_by_one(filled: SqliteLedger, by_hand: apsw.Connection, seq: int) -> None:
    printed = "INSERT OR REPLACE INTO print_event (number, seq, outcome, at) VALUES (1, ?, 'yes', 'now')"
    assert "one by one" in refused(by_hand, printed, (seq,))


def test_the_table_of_steps_is_fixed_and_is_the_cores(ledger: SqliteLedger, by_hand: apsw.Connection) -> None:
    assert set(by_hand.execute("SELECT old_state, new_state FROM allowed")) == steps_allowed()
    assert "fixed" in refused(by_hand, "INSERT INTO allowed VALUES ('active', 'queued')")


def test_a_customer_can_be_erased_and_the_sale_stays(filled: SqliteLedger, by_hand: apsw.Connection) -> None:
    assert "not rewritten" in refused(by_hand, "UPDATE customer SET customer_name = 'another'")
    by_hand.execute("DELETE FROM customer")
    found = filled.activation(full_order(2).activation_id)
    assert found is not None
    assert (found.order.customer_id, found.order.customer_name) == (None, None)
    assert found.order.sale_reference == full_order(2).sale_reference


@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("SELECT count(*) FROM waiting", "standing_queue"),
        (
            "SELECT currency, sum(amount_minor) FROM waiting JOIN activation_order USING (added) GROUP BY 1",
            "standing_queue",
        ),
        ("SELECT * FROM queue_now ORDER BY added", "standing_queue"),
        ("SELECT * FROM case_now ORDER BY added", "open_case"),
        ("SELECT * FROM case_told WHERE activation_id = 'x'", "sqlite_autoindex_standing_1"),
        ("SELECT * FROM till_note ORDER BY number DESC LIMIT 9", "till_note"),
        ("SELECT * FROM till_note WHERE kind = 'line' ORDER BY number DESC LIMIT 9", "note_of_kind"),
        (
            "SELECT confirmed_at FROM activation_order WHERE operator_id = 'x' AND unixepoch(confirmed_at) >= 9",
            "COVERING INDEX order_of_cashier",
        ),
        ("SELECT * FROM unsaleable_now WHERE card_id = 'x'", "one_open"),
        ("SELECT * FROM activation_now WHERE sale_id = 'x' ORDER BY place", "order_of_sale"),
        ("SELECT * FROM activation_now WHERE activation_id = 'x'", "sqlite_autoindex_standing_1"),
        ("SELECT * FROM activation_now WHERE added < 9 ORDER BY added DESC LIMIT 9", "INTEGER PRIMARY KEY"),
    ],
)
def test_a_long_journal_is_never_read_from_end_to_end(
    ledger: SqliteLedger, by_hand: apsw.Connection, question: str, index: str
) -> None:
    plan = [row[3] for row in by_hand.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert any(index in line for line in plan), plan
    few = ("INDEX standing_", "SCAN open_case", "SCAN till_note")
    assert not [line for line in plan if line.startswith("SCAN") and not any(word in line for word in few)], plan
    assert not [line for line in plan if "TEMP B-TREE FOR ORDER" in line], plan


def test_hand_made_damage_is_told_as_damage(ledger: SqliteLedger, path: Path) -> None:
    (added,) = ledger.add([order(1)])
    db = apsw.Connection(str(path))
    db.execute("DROP TRIGGER activation_order_no_update; UPDATE activation_order SET body = x'7b7d'")
    db.close()
    with pytest.raises(LedgerFault) as caught:
        ledger.activation(added.id)
    assert caught.value.problem.code is Code.JOURNAL_DAMAGED


def test_open_prints_move_with_their_events_alone(filled: SqliteLedger, by_hand: apsw.Connection) -> None:
    for asked in (
        "INSERT INTO open_print (number, outcome) VALUES (2, 'due')",
        "INSERT OR REPLACE INTO open_print (place, number, outcome) VALUES (1, 1, 'waiting')",
        "UPDATE open_print SET outcome = 'due' WHERE number = 1",
        "UPDATE open_print SET place = 9 WHERE number = 1",
        "DELETE FROM open_print WHERE number = 1",
    ):
        assert "print" in refused(by_hand, asked)
    assert [(job.number, job.outcome) for job in filled.print_jobs()] == [(1, PrintOutcome.WAITING)]
