"""The second version of the journal of batches: how far it has come, so that one that was put back is known."""

from typing import Final

TABLES: Final = """
CREATE TABLE pulse (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch INTEGER NOT NULL, -- how often it was put back
    steps INTEGER NOT NULL, -- how many rows of history were added
    papers INTEGER NOT NULL CHECK (papers = 0), -- a till's journal counts its papers, too
    marked INTEGER NOT NULL CHECK (marked IN (0, 1)) -- whether a mark of it is kept elsewhere
) STRICT;
INSERT INTO pulse (only_row, epoch, steps, papers, marked)
SELECT 1, 0, (SELECT count(*) FROM chunk_event) + (SELECT count(*) FROM batch_note) + count(*), 0, 0 FROM batch;
"""

TRIGGERS: Final = """
CREATE TRIGGER chunk_event_counts AFTER INSERT ON chunk_event BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER batch_note_counts AFTER INSERT ON batch_note BEGIN UPDATE pulse SET steps = steps + 1; END;
CREATE TRIGGER batch_counts AFTER INSERT ON batch BEGIN UPDATE pulse SET steps = steps + 1; END;

CREATE TRIGGER pulse_moves BEFORE UPDATE ON pulse BEGIN
    SELECT RAISE(ABORT, 'the pulse goes on and never back')
     WHERE NEW.only_row <> OLD.only_row OR NEW.marked < OLD.marked OR NEW.epoch < OLD.epoch
        OR NEW.steps NOT IN (OLD.steps, OLD.steps + 1);
END;
CREATE TRIGGER pulse_is_one BEFORE INSERT ON pulse BEGIN SELECT RAISE(ABORT, 'there is one pulse'); END;
CREATE TRIGGER pulse_stays BEFORE DELETE ON pulse BEGIN SELECT RAISE(ABORT, 'there is one pulse'); END;
"""
