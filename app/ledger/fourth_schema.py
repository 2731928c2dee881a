"""The journal's fourth version: prints that are due, and those that were dropped. `open_print` moves with its events.

What an earlier program left as not known was told then, and is asked by nobody now.
"""

from typing import Final

from app.ledger.first_schema import fixed

IN_PRINT: Final = "a paper of this sale is being printed"
"""What the journal says where money may not leave yet."""

TABLES: Final = """
DROP VIEW paper_now;
ALTER TABLE print_event RENAME TO print_event_before;
CREATE TABLE print_event (
    number INTEGER NOT NULL REFERENCES paper (number),
    seq INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('due', 'waiting', 'yes', 'no', 'unknown', 'dropped')),
    at TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (number, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO print_event (number, seq, outcome, at, problem)
SELECT number, seq, outcome, at, problem FROM print_event_before;
DROP TABLE print_event_before;

-- How its card stood when the paper was written; unless an earlier program wrote it.
ALTER TABLE paper_card ADD COLUMN state TEXT;

CREATE TABLE open_print (
    place INTEGER PRIMARY KEY, -- in the order in which they were wanted
    number INTEGER NOT NULL UNIQUE REFERENCES paper (number),
    outcome TEXT NOT NULL CHECK (outcome IN ('due', 'waiting', 'unknown'))
) STRICT;
"""

VIEWS: Final = """
CREATE VIEW paper_now AS
SELECT p.number, p.sale_id, p.kind, p.at, p.content,
       (SELECT json_group_array(c.activation_id ORDER BY c.place) FROM paper_card c WHERE c.number = p.number)
         AS activation_ids,
       (SELECT json_group_array(c.state ORDER BY c.place) FROM paper_card c
         WHERE c.number = p.number AND c.state IS NOT NULL) AS states,
       (SELECT e.outcome FROM print_event e WHERE e.number = p.number ORDER BY e.seq DESC LIMIT 1) AS printed,
       (SELECT count(*) FROM print_event e
         WHERE e.number = p.number AND e.outcome = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM print_event n
             WHERE n.number = e.number AND n.seq = e.seq + 1 AND n.outcome IN ('no', 'due'))) AS prints
  FROM paper p;
CREATE VIEW print_job_now AS
SELECT o.place, n.*, e.at AS since, e.problem
  FROM open_print o
  JOIN paper_now n USING (number)
  JOIN print_event e ON e.number = o.number
   AND e.seq = (SELECT max(seq) FROM print_event l WHERE l.number = o.number);
"""

PRINT_TRIGGERS: Final = f"""
CREATE TRIGGER print_is_next BEFORE INSERT ON print_event BEGIN
    SELECT RAISE(ABORT, 'prints are counted one by one')
     WHERE NEW.seq <> coalesce((SELECT max(seq) FROM print_event WHERE number = NEW.number), 0) + 1;
END;
CREATE TRIGGER print_event_counts AFTER INSERT ON print_event BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER print_moves AFTER INSERT ON print_event BEGIN
    DELETE FROM open_print WHERE number = NEW.number AND NEW.outcome NOT IN ('due', 'waiting', 'unknown');
    UPDATE open_print SET outcome = NEW.outcome WHERE number = NEW.number;
    INSERT INTO open_print (number, outcome)
    SELECT NEW.number, NEW.outcome
     WHERE NEW.outcome IN ('due', 'waiting', 'unknown')
       AND NOT EXISTS (SELECT 1 FROM open_print WHERE number = NEW.number);
END;

CREATE TRIGGER open_print_begins BEFORE INSERT ON open_print BEGIN
    SELECT RAISE(ABORT, 'a print is open by its last event, and once')
     WHERE NEW.outcome IS NOT (SELECT outcome FROM print_event WHERE number = NEW.number ORDER BY seq DESC LIMIT 1)
        OR EXISTS (SELECT 1 FROM open_print WHERE number = NEW.number OR place = NEW.place);
END;
CREATE TRIGGER open_print_moves BEFORE UPDATE ON open_print BEGIN
    SELECT RAISE(ABORT, 'a print moves with its events alone')
     WHERE NEW.number <> OLD.number OR NEW.place <> OLD.place
        OR NEW.outcome IS NOT (SELECT outcome FROM print_event WHERE number = NEW.number ORDER BY seq DESC LIMIT 1);
END;
CREATE TRIGGER open_print_ends BEFORE DELETE ON open_print BEGIN
    SELECT RAISE(ABORT, 'a print that is not over stays open')
     WHERE (SELECT outcome FROM print_event WHERE number = OLD.number ORDER BY seq DESC LIMIT 1)
           IN ('due', 'waiting', 'unknown');
END;

-- Whoever has its paper could still settle the sale at another till: so money leaves for it only before it comes out,
-- or once somebody has it in hand and can be asked for it. A slip that is due is not true any more after the step, and
-- does not come out; a receipt of other cards would, with the code of this one.
CREATE TRIGGER paper_is_in_nobodys_hand BEFORE INSERT ON event
WHEN NEW.state IN ('cancel_wait', 'cancelled', 'closed') BEGIN
    SELECT RAISE(ABORT, '{IN_PRINT}')
     WHERE EXISTS (
        SELECT 1 FROM activation_order a JOIN paper p ON p.sale_id = a.sale_id JOIN open_print o USING (number)
         WHERE a.activation_id = NEW.activation_id
           AND (o.outcome = 'waiting'
                OR (o.outcome = 'due' AND p.kind = 'receipt' AND NOT EXISTS (
                        SELECT 1 FROM paper_card c
                         WHERE c.number = p.number AND c.activation_id = NEW.activation_id))));
END;
"""  # noqa: S608 - only this module's own words are put in

FIXED_TRIGGERS: Final = fixed("print_event")
