"""The ledger's contract, held by the journal on disk and by the ledger in memory that other tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.journal import SqliteLedger
from app.till.ports import Ledger
from tests.contract.case_contract import CaseContract
from tests.contract.ledger_contract import LedgerContract
from tests.contract.paper_contract import PaperContract
from tests.fake_ledger import FakeLedger
from tests.ledger.orders import NOON


class TestTheJournalOnDisk(LedgerContract, PaperContract, CaseContract):
    @pytest.fixture
    def ledger(self, tmp_path: Path) -> Iterator[Ledger]:
        ledger = SqliteLedger.open(tmp_path / "journal.db", journal_id="j-1", till_id="till-1", at=NOON)
        yield ledger
        ledger.close()


class TestTheLedgerInMemory(LedgerContract, PaperContract, CaseContract):
    @pytest.fixture
    def ledger(self) -> Ledger:
        return FakeLedger()
