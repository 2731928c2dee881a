"""The journal's first version as it was released: its tables, views, triggers and steps. Nothing here changes any more.

Rows of history are only ever added. `standing` is the one table that moves, and only in step with a new event. What
came later stands in the schema of its own version.
"""

from typing import Final

APPLICATION_ID: Final = 0x47434A31
"""Marks the file as this program's journal (`PRAGMA application_id`)."""

# The states stand here in full and not by the core's sets, which go on changing. An index over some rows serves only a
# query that repeats its condition exactly.
QUEUE: Final = "('cancel_wait', 'queued', 'sending', 'unknown')"
UNSALEABLE: Final = "('active', 'cancel_wait', 'held', 'mismatch', 'queued', 'sending', 'unknown')"
_CASES: Final = "('held', 'mismatch', 'taken')"

TABLES: Final = f"""
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    journal_id TEXT NOT NULL,
    till_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    schema INTEGER NOT NULL, -- the one it was made with; user_version is the one it has
    epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE allowed (old_state TEXT, new_state TEXT NOT NULL, UNIQUE (old_state, new_state)) STRICT;

CREATE TABLE activation_order (
    added INTEGER PRIMARY KEY,
    activation_id TEXT NOT NULL UNIQUE CHECK (length(activation_id) BETWEEN 1 AND 35),
    sale_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    till_id TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    card_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    body BLOB NOT NULL CHECK (length(body) > 0),
    body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
    confirmed_at TEXT NOT NULL,
    read_before INTEGER NOT NULL CHECK (read_before IN (0, 1)),
    sale_reference TEXT,
    active_from TEXT,
    expires_at TEXT
) STRICT;
CREATE INDEX order_of_sale ON activation_order (sale_id, place);

-- A person stands in a table of its own, so that the row can be taken away one day and the sale stays. The frozen body
-- of the order names the person too: whoever erases must deal with both.
CREATE TABLE customer (
    activation_id TEXT PRIMARY KEY REFERENCES activation_order (activation_id),
    customer_id TEXT,
    customer_name TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    activation_id TEXT NOT NULL REFERENCES activation_order (activation_id),
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    rule TEXT NOT NULL,
    at TEXT NOT NULL,
    sends INTEGER NOT NULL CHECK (sends >= 0),
    ambiguous INTEGER NOT NULL CHECK (ambiguous IN (0, 1)),
    send_ended_at TEXT,
    seen_after_send TEXT,
    problem TEXT,
    evidence TEXT, -- only where this step brought a card; the last one before it still holds
    note TEXT NOT NULL,
    PRIMARY KEY (activation_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
    added INTEGER PRIMARY KEY,
    activation_id TEXT NOT NULL UNIQUE REFERENCES activation_order (activation_id),
    card_id TEXT NOT NULL,
    state TEXT NOT NULL,
    seq INTEGER NOT NULL,
    ambiguous INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_open ON standing (card_id) WHERE state IN {UNSALEABLE};
CREATE INDEX standing_queue ON standing (added) WHERE state IN {QUEUE};
CREATE INDEX standing_case ON standing (added) WHERE state IN {_CASES};

CREATE TABLE paper (
    number INTEGER PRIMARY KEY,
    sale_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('receipt', 'slip')),
    at TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE paper_card (
    number INTEGER NOT NULL REFERENCES paper (number),
    place INTEGER NOT NULL,
    activation_id TEXT NOT NULL REFERENCES activation_order (activation_id),
    kind TEXT NOT NULL,
    PRIMARY KEY (number, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_of_activation ON paper_card (activation_id, number);
CREATE UNIQUE INDEX one_receipt ON paper_card (activation_id) WHERE kind = 'receipt';

CREATE TABLE print_event (
    number INTEGER NOT NULL REFERENCES paper (number),
    seq INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('waiting', 'yes', 'no', 'unknown')),
    at TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (number, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE fault (number INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL) STRICT;
"""

_ACTIVATION: Final = """
SELECT s.added, s.activation_id, s.card_id, s.state, s.seq, e.at, e.sends, e.ambiguous, e.send_ended_at,
       e.seen_after_send, e.problem, e.note, o.sale_id, o.place, o.till_id, o.operator_id, o.amount_minor, o.currency,
       o.body, o.body_sha256, o.confirmed_at, o.read_before, o.sale_reference, o.active_from, o.expires_at,
       c.customer_id, c.customer_name,
       (SELECT w.evidence FROM event w WHERE w.activation_id = s.activation_id AND w.evidence IS NOT NULL
         ORDER BY w.seq DESC LIMIT 1) AS evidence
  FROM standing s
  JOIN activation_order o ON o.added = s.added
  JOIN event e ON e.activation_id = s.activation_id AND e.seq = s.seq
  LEFT JOIN customer c ON c.activation_id = s.activation_id
"""

VIEWS: Final = f"""
CREATE VIEW activation_now AS {_ACTIVATION};
CREATE VIEW queue_now AS {_ACTIVATION} WHERE s.state IN {QUEUE};
CREATE VIEW case_now AS {_ACTIVATION} WHERE s.state IN {_CASES};
CREATE VIEW unsaleable_now AS {_ACTIVATION} WHERE s.state IN {UNSALEABLE};
CREATE VIEW waiting AS SELECT added FROM standing WHERE state IN {QUEUE};
CREATE VIEW paper_now AS
SELECT p.number, p.sale_id, p.kind, p.at, p.content,
       (SELECT json_group_array(c.activation_id ORDER BY c.place) FROM paper_card c WHERE c.number = p.number)
         AS activation_ids,
       (SELECT e.outcome FROM print_event e WHERE e.number = p.number ORDER BY e.seq DESC LIMIT 1) AS printed,
       (SELECT count(*) FROM print_event e WHERE e.number = p.number AND e.outcome = 'waiting') AS prints
  FROM paper p;
"""  # noqa: S608 - only this module's own words are put in

# INSERT OR REPLACE takes rows away without asking a DELETE trigger, and reaches into the triggers' own statements.
# That is why each BEFORE INSERT below also refuses what a unique index would refuse by itself.
STEP_TRIGGERS: Final = f"""
CREATE TRIGGER event_follows BEFORE INSERT ON event BEGIN
    SELECT RAISE(ABORT, 'a step follows the last one')
     WHERE NEW.seq <> coalesce((SELECT seq FROM standing WHERE activation_id = NEW.activation_id), 0) + 1;
    SELECT RAISE(ABORT, 'this step is not allowed')
     WHERE NOT EXISTS (
        SELECT 1 FROM allowed
         WHERE old_state IS (SELECT state FROM standing WHERE activation_id = NEW.activation_id)
           AND new_state = NEW.state);
    SELECT RAISE(ABORT, 'each send counts one, and only a send that never left is taken back')
      FROM (SELECT coalesce(max(sends), 0) AS sends, max(state) AS state FROM event
             WHERE activation_id = NEW.activation_id AND seq = NEW.seq - 1) AS last
     WHERE CASE WHEN NEW.state = 'sending' THEN NEW.sends <> last.sends + 1
                ELSE NEW.sends <> last.sends
                     AND NOT (last.state IS 'sending' AND NEW.sends = last.sends - 1) END;
    SELECT RAISE(ABORT, 'doubt is never forgotten')
     WHERE NEW.ambiguous < (SELECT ambiguous FROM standing WHERE activation_id = NEW.activation_id);
END;

CREATE TRIGGER event_moves AFTER INSERT ON event BEGIN
    INSERT INTO standing (added, activation_id, card_id, state, seq, ambiguous)
    SELECT added, activation_id, card_id, NEW.state, NEW.seq, NEW.ambiguous FROM activation_order
     WHERE activation_id = NEW.activation_id AND NEW.seq = 1;
    UPDATE standing SET state = NEW.state, seq = NEW.seq, ambiguous = NEW.ambiguous
     WHERE activation_id = NEW.activation_id AND NEW.seq > 1;
END;

CREATE TRIGGER standing_begins BEFORE INSERT ON standing BEGIN
    SELECT RAISE(ABORT, 'an activation stands where its first step put it')
     WHERE NOT EXISTS (
        SELECT 1 FROM event e JOIN activation_order o USING (activation_id)
         WHERE e.activation_id = NEW.activation_id AND e.seq = 1 AND NEW.seq = 1 AND e.state = NEW.state
           AND e.ambiguous = NEW.ambiguous AND o.added = NEW.added AND o.card_id = NEW.card_id)
        OR EXISTS (SELECT 1 FROM standing WHERE activation_id = NEW.activation_id);
    SELECT RAISE(ABORT, 'the card is open or sold here')
     WHERE EXISTS (SELECT 1 FROM standing WHERE card_id = NEW.card_id AND state IN {UNSALEABLE});
END;

CREATE TRIGGER standing_moves BEFORE UPDATE ON standing BEGIN
    SELECT RAISE(ABORT, 'an activation moves with its events alone')
     WHERE NEW.added <> OLD.added OR NEW.activation_id <> OLD.activation_id OR NEW.card_id <> OLD.card_id
        OR NEW.seq <> OLD.seq + 1
        OR NOT EXISTS (
            SELECT 1 FROM event WHERE activation_id = NEW.activation_id AND seq = NEW.seq AND state = NEW.state
               AND ambiguous = NEW.ambiguous);
END;

CREATE TRIGGER standing_stays BEFORE DELETE ON standing BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

CREATE TRIGGER order_is_new BEFORE INSERT ON activation_order BEGIN
    SELECT RAISE(ABORT, 'an order is written once')
     WHERE EXISTS (SELECT 1 FROM activation_order WHERE activation_id = NEW.activation_id OR added = NEW.added);
END;
"""  # noqa: S608 - only this module's own words are put in

PAPER_TRIGGERS: Final = """
CREATE TRIGGER paper_is_next BEFORE INSERT ON paper BEGIN
    SELECT RAISE(ABORT, 'the series of papers has no gap')
     WHERE NEW.number <> coalesce((SELECT max(number) FROM paper), 0) + 1;
END;

CREATE TRIGGER paper_speaks_once BEFORE INSERT ON paper_card BEGIN
    SELECT RAISE(ABORT, 'a card of a paper is of its kind')
     WHERE NEW.kind IS NOT (SELECT kind FROM paper WHERE number = NEW.number);
    SELECT RAISE(ABORT, 'a place on a paper is taken once')
     WHERE EXISTS (SELECT 1 FROM paper_card WHERE number = NEW.number AND place = NEW.place);
    SELECT RAISE(ABORT, 'one receipt speaks of an activation')
     WHERE NEW.kind = 'receipt'
       AND EXISTS (SELECT 1 FROM paper_card WHERE activation_id = NEW.activation_id AND kind = 'receipt');
END;

CREATE TRIGGER print_is_next BEFORE INSERT ON print_event BEGIN
    SELECT RAISE(ABORT, 'prints are counted one by one')
     WHERE NEW.seq <> coalesce((SELECT max(seq) FROM print_event WHERE number = NEW.number), 0) + 1;
END;

CREATE TRIGGER customer_is_new BEFORE INSERT ON customer BEGIN
    SELECT RAISE(ABORT, 'a customer is written once')
     WHERE EXISTS (SELECT 1 FROM customer WHERE activation_id = NEW.activation_id);
END;
CREATE TRIGGER customer_stays_who BEFORE UPDATE ON customer BEGIN
    SELECT RAISE(ABORT, 'a customer can be erased and not rewritten');
END;

CREATE TRIGGER fault_is_next BEFORE INSERT ON fault BEGIN
    SELECT RAISE(ABORT, 'faults are counted one by one')
     WHERE NEW.number <> coalesce((SELECT max(number) FROM fault), 0) + 1;
END;
"""

ONLY_ADDED: Final = ("activation_order", "event", "paper", "paper_card", "print_event", "fault", "allowed")
"""The tables whose rows nobody changes or takes away."""


def fixed(table: str) -> str:
    """Triggers that keep a table's rows as they were written."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;\n"
        for word in ("UPDATE", "DELETE")
    )


FIXED_TRIGGERS: Final = "".join(fixed(table) for table in ONLY_ADDED)

ALLOWED_IS_CLOSED: Final = """
CREATE TRIGGER allowed_no_insert BEFORE INSERT ON allowed BEGIN SELECT RAISE(ABORT, 'the table of steps is fixed'); END;
"""
"""Made last, once the table is filled."""

_NEXT: Final = {
    None: "queued",
    "cancel_wait": "active cancel_wait cancelled mismatch taken unknown",
    "held": "cancel_wait cancelled queued unknown",
    "mismatch": "closed",
    "queued": "active cancelled held mismatch queued sending taken unknown",
    "sending": "active held mismatch queued unknown",
    "unknown": "active cancel_wait held mismatch sending taken unknown",
}

STEPS: Final = [(old, new) for old, after in _NEXT.items() for new in after.split()]
"""The rows of `allowed`: from each state the next ones. The step that begins an activation has no old state."""
