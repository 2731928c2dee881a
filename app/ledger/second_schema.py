"""The journal's second version: cases and what was done about them, what the till notes of itself, and its pulse.

`open_case`, `contact` and `pulse` move; everything else is only added to, as before.
"""

from typing import Final

from app.ledger.first_schema import QUEUE, UNSALEABLE, fixed

STEPS: Final = [
    (None, "unknown"),
    ("taken", "closed"),
    ("queued", "closed"),
    ("unknown", "closed"),
    ("cancel_wait", "closed"),
]
"""What `allowed` holds beside the steps of the first version: T27, T25 and T26."""

TABLES: Final = """
-- The activation whose money an order carries on. It may stand in another journal: no reference.
ALTER TABLE activation_order ADD COLUMN replaces TEXT;
-- By the whole second in universal time, for the texts carry the offset of their day; the text itself tells the rest.
CREATE INDEX order_of_cashier ON activation_order (operator_id, unixepoch(confirmed_at), confirmed_at);

CREATE TABLE case_opened ( -- by which step; it may be opened again
    activation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (activation_id, seq),
    FOREIGN KEY (activation_id, seq) REFERENCES event (activation_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE open_case (
    added INTEGER PRIMARY KEY REFERENCES activation_order (added),
    activation_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE case_action (
    activation_id TEXT NOT NULL REFERENCES activation_order (activation_id),
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL, -- where the activation stood when this was done, its own step included
    at TEXT NOT NULL,
    way TEXT NOT NULL,
    person TEXT NOT NULL CHECK (trim(person) <> ''),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    closes INTEGER NOT NULL CHECK (closes IN (0, 1)),
    other TEXT REFERENCES activation_order (activation_id),
    PRIMARY KEY (activation_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE till_note (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, facts TEXT NOT NULL) STRICT;
CREATE INDEX note_of_kind ON till_note (kind, number);

CREATE TABLE contact (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), at TEXT NOT NULL) STRICT;

CREATE TABLE pulse (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    steps INTEGER NOT NULL, -- how many rows of history were added
    papers INTEGER NOT NULL, -- the highest number of a paper, those that were lost with a disk among them
    marked INTEGER NOT NULL CHECK (marked IN (0, 1)) -- whether a mark of it is kept elsewhere
) STRICT;
INSERT INTO pulse (only_row, steps, papers, marked)
SELECT 1, (SELECT count(*) FROM event) + (SELECT count(*) FROM print_event) + count(*), coalesce(max(number), 0), 0
  FROM paper;

CREATE TABLE restoration (
    epoch INTEGER PRIMARY KEY, -- the one that begins with it
    at TEXT NOT NULL,
    steps INTEGER NOT NULL,
    steps_had INTEGER, -- unless nobody knows
    papers INTEGER NOT NULL -- the series goes on after this number
) STRICT;
"""

_ACTIVATION: Final = """
SELECT s.added, s.activation_id, s.card_id, s.state, s.seq, e.at, e.sends, e.ambiguous, e.send_ended_at,
       e.seen_after_send, e.problem, e.note, o.sale_id, o.place, o.till_id, o.operator_id, o.amount_minor, o.currency,
       o.body, o.body_sha256, o.confirmed_at, o.read_before, o.sale_reference, o.active_from, o.expires_at, o.replaces,
       c.customer_id, c.customer_name,
       (SELECT w.evidence FROM event w WHERE w.activation_id = s.activation_id AND w.evidence IS NOT NULL
         ORDER BY w.seq DESC LIMIT 1) AS evidence
  FROM standing s
  JOIN activation_order o ON o.added = s.added
  JOIN event e ON e.activation_id = s.activation_id AND e.seq = s.seq
  LEFT JOIN customer c ON c.activation_id = s.activation_id
"""

VIEWS: Final = f"""
DROP VIEW activation_now;
DROP VIEW queue_now;
DROP VIEW case_now;
DROP VIEW unsaleable_now;
DROP INDEX standing_case;
CREATE VIEW activation_now AS {_ACTIVATION};
CREATE VIEW queue_now AS {_ACTIVATION} WHERE s.state IN {QUEUE};
CREATE VIEW case_now AS {_ACTIVATION} WHERE s.added IN (SELECT added FROM open_case);
CREATE VIEW unsaleable_now AS {_ACTIVATION} WHERE s.state IN {UNSALEABLE};
CREATE VIEW case_told AS
SELECT n.*,
       (SELECT e.at FROM case_opened c JOIN event e USING (activation_id, seq)
         WHERE c.activation_id = n.activation_id ORDER BY c.seq DESC LIMIT 1) AS opened_at,
       EXISTS (SELECT 1 FROM open_case c WHERE c.activation_id = n.activation_id) AS is_open,
       (SELECT json_group_array(json_object('at', a.at, 'way', a.way, 'person', a.person, 'reason', a.reason,
                                            'closes', a.closes, 'other', a.other) ORDER BY a.number)
          FROM case_action a WHERE a.activation_id = n.activation_id) AS actions
  FROM activation_now n
 WHERE EXISTS (SELECT 1 FROM case_opened c WHERE c.activation_id = n.activation_id);
"""  # noqa: S608 - only this module's own words are put in

STEP_TRIGGERS: Final = """
DROP TRIGGER event_follows;
CREATE TRIGGER event_follows BEFORE INSERT ON event BEGIN
    SELECT RAISE(ABORT, 'a step follows the last one')
     WHERE NEW.seq <> coalesce((SELECT seq FROM standing WHERE activation_id = NEW.activation_id), 0) + 1;
    SELECT RAISE(ABORT, 'this step is not allowed')
     WHERE NOT EXISTS (
        SELECT 1 FROM allowed
         WHERE old_state IS (SELECT state FROM standing WHERE activation_id = NEW.activation_id)
           AND new_state = NEW.state);
    SELECT RAISE(ABORT, 'what is taken over begins in doubt, and nothing else does')
     WHERE (NEW.seq = 1 AND NEW.state = 'unknown') <> (NEW.rule = 'T27')
        OR (NEW.rule = 'T27' AND NEW.ambiguous = 0);
    SELECT RAISE(ABORT, 'each send counts one, and only a send that never left is taken back')
      FROM (SELECT coalesce(max(sends), 0) AS sends, max(state) AS state FROM event
             WHERE activation_id = NEW.activation_id AND seq = NEW.seq - 1) AS last
     WHERE CASE WHEN NEW.state = 'sending' THEN NEW.sends <> last.sends + 1
                ELSE NEW.sends <> last.sends
                     AND NOT (last.state IS 'sending' AND NEW.sends = last.sends - 1) END;
    SELECT RAISE(ABORT, 'doubt is never forgotten')
     WHERE NEW.ambiguous < (SELECT ambiguous FROM standing WHERE activation_id = NEW.activation_id);
END;
"""

CASE_TRIGGERS: Final = """
CREATE TRIGGER case_opens BEFORE INSERT ON case_opened BEGIN
    SELECT RAISE(ABORT, 'a case is opened by the step that was just taken')
     WHERE NEW.seq IS NOT (SELECT seq FROM standing WHERE activation_id = NEW.activation_id);
    SELECT RAISE(ABORT, 'the case is open')
     WHERE EXISTS (SELECT 1 FROM open_case WHERE activation_id = NEW.activation_id)
        OR EXISTS (SELECT 1 FROM case_opened WHERE activation_id = NEW.activation_id AND seq = NEW.seq);
END;
CREATE TRIGGER case_is_open AFTER INSERT ON case_opened BEGIN
    INSERT INTO open_case (added, activation_id)
    SELECT added, activation_id FROM activation_order WHERE activation_id = NEW.activation_id;
END;

CREATE TRIGGER open_case_begins BEFORE INSERT ON open_case BEGIN
    SELECT RAISE(ABORT, 'a case is opened by a step, and once')
     WHERE EXISTS (SELECT 1 FROM open_case WHERE activation_id = NEW.activation_id OR added = NEW.added)
        OR NOT EXISTS (
            SELECT 1 FROM case_opened c JOIN standing s USING (activation_id, seq)
             WHERE c.activation_id = NEW.activation_id AND s.added = NEW.added);
END;
CREATE TRIGGER open_case_stays BEFORE UPDATE ON open_case BEGIN SELECT RAISE(ABORT, 'a case stays what it is'); END;
CREATE TRIGGER open_case_ends BEFORE DELETE ON open_case BEGIN
    SELECT RAISE(ABORT, 'a case is closed by a person, or came good')
     WHERE NOT EXISTS (
        SELECT 1 FROM standing s
         WHERE s.activation_id = OLD.activation_id
           AND (s.state IN ('active', 'closed')
                OR EXISTS (SELECT 1 FROM case_action a
                            WHERE a.activation_id = s.activation_id AND a.seq = s.seq AND a.closes = 1)));
END;

CREATE TRIGGER action_is_next BEFORE INSERT ON case_action BEGIN
    SELECT RAISE(ABORT, 'what was done about a case is counted one by one')
     WHERE NEW.number <> coalesce((SELECT max(number) FROM case_action WHERE activation_id = NEW.activation_id), 0) + 1;
    SELECT RAISE(ABORT, 'a person acts on an open case as it stands')
     WHERE NOT EXISTS (
        SELECT 1 FROM open_case JOIN standing USING (added) WHERE standing.activation_id = NEW.activation_id
           AND standing.seq = NEW.seq);
END;

CREATE TRIGGER note_is_next BEFORE INSERT ON till_note BEGIN
    SELECT RAISE(ABORT, 'notes are counted one by one')
     WHERE NEW.number <> coalesce((SELECT max(number) FROM till_note), 0) + 1;
END;
"""

PULSE_TRIGGERS: Final = """
CREATE TRIGGER event_counts AFTER INSERT ON event BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER print_event_counts AFTER INSERT ON print_event BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER case_action_counts AFTER INSERT ON case_action BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER till_note_counts AFTER INSERT ON till_note BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER paper_counts AFTER INSERT ON paper BEGIN UPDATE pulse SET steps = steps + 1, papers = NEW.number; END;

DROP TRIGGER paper_is_next;
CREATE TRIGGER paper_is_next BEFORE INSERT ON paper BEGIN
    SELECT RAISE(ABORT, 'the series of papers has no gap') WHERE NEW.number IS NOT (SELECT papers + 1 FROM pulse);
END;

CREATE TRIGGER pulse_moves BEFORE UPDATE ON pulse BEGIN
    SELECT RAISE(ABORT, 'the pulse moves with the rows that are added alone')
     WHERE NEW.only_row <> OLD.only_row
        OR NEW.marked < OLD.marked
        OR NEW.steps NOT IN (OLD.steps, OLD.steps + 1)
        OR (NEW.papers <> OLD.papers
            AND NEW.papers IS NOT (SELECT max(number) FROM paper)
            AND NEW.papers IS NOT (SELECT papers FROM restoration ORDER BY epoch DESC LIMIT 1))
        OR NEW.papers < OLD.papers;
END;
CREATE TRIGGER pulse_is_one BEFORE INSERT ON pulse BEGIN SELECT RAISE(ABORT, 'there is one pulse'); END;
CREATE TRIGGER pulse_stays BEFORE DELETE ON pulse BEGIN SELECT RAISE(ABORT, 'there is one pulse'); END;

CREATE TRIGGER restoration_is_new BEFORE INSERT ON restoration BEGIN
    SELECT RAISE(ABORT, 'each time the journal is put back a new epoch begins')
     WHERE NEW.epoch <= (SELECT epoch FROM meta);
    SELECT RAISE(ABORT, 'no number is given twice') WHERE NEW.papers < (SELECT papers FROM pulse);
END;
CREATE TRIGGER restoration_begins AFTER INSERT ON restoration BEGIN
    UPDATE meta SET epoch = NEW.epoch;
    UPDATE pulse SET papers = NEW.papers;
END;
"""

ONLY_ADDED: Final = ("case_opened", "case_action", "till_note", "restoration")
"""More tables whose rows nobody changes or takes away."""

FIXED_TRIGGERS: Final = "".join(fixed(table) for table in ONLY_ADDED)

CASES_THAT_STAND: Final = """
INSERT INTO case_opened (activation_id, seq)
SELECT activation_id, seq FROM standing WHERE state IN ('held', 'mismatch', 'taken') ORDER BY added;
"""
"""The first version kept no cases: what needs a person now was put there by its last step."""
