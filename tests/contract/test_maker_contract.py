"""The real maker of cards at the sandbox, and the model that head office's tests use: both keep the same promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose.chunk_process import ChunkProcess
from app.config.clock import SystemClock
from app.config.key_shelf import FolderShelf
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.vault.batch_keys import BatchKeys
from app.vault.seal import new_identity
from app.vault.sealed_answers import SealedAnswers
from app.vault.sealed_folder import SealedFolder
from tests.contract.maker_contract import MakerContract
from tests.fake_clock import FakeClock
from tests.office.model import Fault, ModelIssuer, ModelMaker, ModelReader
from tests.sandbox.running import Running, running_sandbox

_, RECIPIENT = new_identity()


class AtTheModel:
    """The model, turned as the sandbox is."""

    recipients = (RECIPIENT,)

    def __init__(self) -> None:
        self.issuer = ModelIssuer(FakeClock())
        self.fault = Fault.NONE
        self.maker = ModelMaker(self.issuer, self._next)
        self.reader = ModelReader(self.issuer)

    def turn(self, *, duplicate: str = "refuse-all", limit: int = 1000) -> None:
        self.issuer.duplicate, self.issuer.limit = duplicate, limit

    def next_call(self, fault: str) -> None:
        faults = {"lost-before": Fault.LOST_BEFORE, "lost-after": Fault.LOST_AFTER, "pause": Fault.PAUSE}
        self.fault = faults[fault]

    def cut_off(self) -> None:
        self.fault = Fault.NOT_SENT

    def _next(self) -> Fault:
        fault, self.fault = self.fault, Fault.NONE
        return fault


class AtTheSandbox:
    """The real maker: its own processes, its own vault, and the sandbox over HTTP."""

    recipients = (RECIPIENT,)

    def __init__(self, sandbox: Running, folder: Path) -> None:
        self.sandbox, self.folder, self.clock = sandbox, folder, SystemClock()
        keys = BatchKeys(FolderShelf(folder / "keys"))
        self.vault = SealedAnswers(SealedFolder(folder / "vault"), keys, self.clock.running)
        self.issuer = self._at(sandbox.url)
        self.reader = self.issuer
        self.maker = ChunkProcess(self.vault, folder / "vault", lambda: self.issuer)

    def turn(self, *, duplicate: str = "refuse-all", limit: int = 1000) -> None:
        self.sandbox.turn(batch_duplicate=duplicate, batch_limit=limit)

    def next_call(self, fault: str) -> None:
        names = {"lost-before": "lost-before", "lost-after": "answer-lost-after", "pause": "429"}
        more = {"retry_after": 7} if fault == "pause" else {}
        self.sandbox.lay(*({"on": call, "fault": names[fault], **more} for call in ("batch", "rotate-pin")))

    def cut_off(self) -> None:
        self.issuer.close()
        self.issuer = self._at("http://127.0.0.1:9")

    def close(self) -> None:
        self.maker.close()
        self.issuer.close()

    @staticmethod
    def _at(url: str) -> DinteroIssuer:
        return DinteroIssuer(Connection(url, ACCOUNT_ID, CLIENT_ID), lambda: CLIENT_SECRET, SystemClock(), "1.2.3")


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Running]:
    with running_sandbox() as running:
        yield running


class TestTheModel(MakerContract):
    @pytest.fixture
    def issuing(self) -> AtTheModel:
        return AtTheModel()


class TestTheRealMaker(MakerContract):
    @pytest.fixture
    def issuing(self, _sandbox: Running, tmp_path: Path) -> Iterator[AtTheSandbox]:
        assert _sandbox.client.post("/_sandbox/reset").status_code == 200
        _sandbox.sign_in()
        (tmp_path / "vault").mkdir(mode=0o700)
        real = AtTheSandbox(_sandbox, tmp_path)
        yield real
        real.close()
