"""The journal of batches as it was first released: its tables, triggers and steps. Rows of history are only added.

A million cards are a million rows of `card`, which says that an id is taken, and a few thousand rows of all else. The
fate of a card has a row only where the card is not good.
"""

from typing import Final

from app.ledger.first_schema import fixed

APPLICATION_ID: Final = 0x47434232
"""Marks the file as a journal of batches (`PRAGMA application_id`)."""

TABLES: Final = """
CREATE TABLE meta (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    journal_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    schema INTEGER NOT NULL
) STRICT;

CREATE TABLE allowed (old_state TEXT, new_state TEXT NOT NULL, UNIQUE (old_state, new_state)) STRICT;

CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    batch_id TEXT NOT NULL UNIQUE CHECK (length(batch_id) BETWEEN 1 AND 35),
    ordered_at TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE batch_note (
    batch INTEGER NOT NULL REFERENCES batch (number),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (batch, seq)
) STRICT, WITHOUT ROWID;

-- An id is one card's for ever, whatever became of it.
CREATE TABLE card (card_id TEXT PRIMARY KEY, batch INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE chunk (
    number INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch (number),
    made_from INTEGER REFERENCES chunk (number),
    size INTEGER NOT NULL CHECK (size > 0),
    card_ids TEXT NOT NULL -- one a line: no id holds a line's end
) STRICT;

CREATE TABLE chunk_event (
    chunk INTEGER NOT NULL REFERENCES chunk (number),
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (chunk, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunk_now (
    chunk INTEGER PRIMARY KEY REFERENCES chunk (number),
    batch INTEGER NOT NULL,
    is_late INTEGER NOT NULL CHECK (is_late IN (0, 1)), -- not made from another one
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT;
CREATE INDEX chunk_by_state ON chunk_now (batch, state, is_late, chunk, size);

CREATE TABLE fate (
    chunk INTEGER NOT NULL REFERENCES chunk (number),
    card_id TEXT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('lost', 'taken', 'doubled', 'foreign', 'odd', 'refused', 'moved')),
    at TEXT NOT NULL,
    PRIMARY KEY (chunk, card_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE fault (number INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL) STRICT;
"""

STEP_TRIGGERS: Final = """
CREATE TRIGGER chunk_event_follows BEFORE INSERT ON chunk_event BEGIN
    SELECT RAISE(ABORT, 'a step follows the last one')
     WHERE NEW.seq <> coalesce((SELECT seq FROM chunk_now WHERE chunk = NEW.chunk), 0) + 1;
    SELECT RAISE(ABORT, 'this step is not allowed')
     WHERE NOT EXISTS (
        SELECT 1 FROM allowed
         WHERE old_state IS (SELECT state FROM chunk_now WHERE chunk = NEW.chunk) AND new_state = NEW.state);
END;

CREATE TRIGGER chunk_event_moves AFTER INSERT ON chunk_event BEGIN
    INSERT INTO chunk_now (chunk, batch, is_late, size, state, seq)
    SELECT number, batch, made_from IS NULL, size, NEW.state, NEW.seq FROM chunk
     WHERE number = NEW.chunk AND NEW.seq = 1;
    UPDATE chunk_now SET state = NEW.state, seq = NEW.seq WHERE chunk = NEW.chunk AND NEW.seq > 1;
END;

CREATE TRIGGER chunk_now_begins BEFORE INSERT ON chunk_now BEGIN
    SELECT RAISE(ABORT, 'a chunk stands where its first step put it')
     WHERE NOT EXISTS (SELECT 1 FROM chunk_event WHERE chunk = NEW.chunk AND seq = 1 AND state = NEW.state)
        OR EXISTS (SELECT 1 FROM chunk_now WHERE chunk = NEW.chunk);
END;

CREATE TRIGGER chunk_now_moves BEFORE UPDATE ON chunk_now BEGIN
    SELECT RAISE(ABORT, 'a chunk moves with its events alone')
     WHERE NEW.chunk <> OLD.chunk OR NEW.batch <> OLD.batch OR NEW.size <> OLD.size OR NEW.is_late <> OLD.is_late
        OR NEW.seq <> OLD.seq + 1
        OR NOT EXISTS (SELECT 1 FROM chunk_event WHERE chunk = NEW.chunk AND seq = NEW.seq AND state = NEW.state);
END;

CREATE TRIGGER chunk_now_stays BEFORE DELETE ON chunk_now BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;

CREATE TRIGGER note_is_next BEFORE INSERT ON batch_note BEGIN
    SELECT RAISE(ABORT, 'notes are counted one by one')
     WHERE NEW.seq <> coalesce((SELECT max(seq) FROM batch_note WHERE batch = NEW.batch), 0) + 1;
END;
"""

ONLY_ADDED: Final = ("allowed", "batch", "batch_note", "card", "chunk", "chunk_event", "fate", "fault")
FIXED_TRIGGERS: Final = "".join(fixed(table) for table in ONLY_ADDED)

_NEXT: Final = {
    None: "planned unknown",
    "planned": "sending settled",
    "sending": "planned refused sealed unknown",
    "refused": "settled",
    "unknown": "settled",
    "sealed": "checked",
    "checked": "released",
}
STEPS: Final = [(old, new) for old, after in _NEXT.items() for new in after.split()]
"""The rows of `allowed`: from each state the next ones."""
