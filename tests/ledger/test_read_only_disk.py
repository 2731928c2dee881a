"""A disk that lets nobody write any more: told at the start, and nothing is claimed."""

from pathlib import Path

import pytest

from app.core.problem import Code
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.ledger.orders import NOON, order
from tests.ledger.small_disk import remounted, small_disk


def opened(path: Path) -> SqliteLedger:
    return SqliteLedger.open(path, journal_id="j-1", till_id="till-1", at=NOON)


@pytest.mark.parametrize("has_journal", [False, True], ids=["new", "old"])
def test_a_disk_that_became_read_only_is_told_at_the_start(tmp_path: Path, has_journal: bool) -> None:
    with small_disk(tmp_path / "disk", 4_096) as disk:
        if has_journal:
            opened(disk / "journal.db").close()
        remounted(disk, "ro")
        with pytest.raises(LedgerFault) as caught:
            opened(disk / "journal.db")
        assert (caught.value.problem.code, caught.value.is_certain) == (Code.JOURNAL_READ_ONLY, True)
        remounted(disk, "rw")
        ledger = opened(disk / "journal.db")
        ledger.add([order(1)])
        ledger.close()
