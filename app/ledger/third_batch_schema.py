"""The third version of the journal of batches: lost cards that got new secrets, and answers that were found again."""

from typing import Final

from app.ledger.first_schema import fixed

TABLES: Final = """
CREATE TABLE rekeyed (
    chunk INTEGER PRIMARY KEY REFERENCES chunk (number), -- where its new secrets are sealed
    card_id TEXT NOT NULL,
    lost_in INTEGER NOT NULL REFERENCES chunk (number),
    is_surplus INTEGER NOT NULL CHECK (is_surplus IN (0, 1)), -- another card had its place in the order
    at TEXT NOT NULL,
    UNIQUE (card_id, lost_in)
) STRICT;
"""

FIXED_TRIGGERS: Final = fixed("rekeyed")

STEPS: Final = [(None, "rekeying"), ("rekeying", "sealed"), ("rekeying", "settled"), ("unknown", "sealed")]
"""What `allowed` holds beside the steps of the first version."""
