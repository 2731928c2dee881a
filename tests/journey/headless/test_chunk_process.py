"""A chunk of real cards: ordered from a real sandbox by a process of its own, and sealed before anybody hears of it."""

import base64
import json
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.compose.chunk_child import ChunkWork, FoundWork, made
from app.compose.chunk_process import ChunkProcess, _begun_anew
from app.compose.fork_server import NotForked
from app.config.clock import SystemClock
from app.config.key_shelf import FolderShelf
from app.core.code_format import CodeFormat
from app.core.problem import Code, Problem, refuse
from app.dintero.connection import Connection
from app.dintero.issuer import DinteroIssuer
from app.office.ports import CallFate, CardSecret, ChunkAnswer, ChunkOrder
from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.vault.batch_keys import BatchKeys
from app.vault.seal import new_identity
from app.vault.sealed_answers import SealedAnswers
from app.vault.sealed_folder import SealedFolder
from tests.dintero.raw_server import RawServer, Visit
from tests.ledger.small_disk import filled_up, remounted, small_disk
from tests.sandbox.running import Running, running_sandbox

_, PUBLIC = new_identity()


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Running]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def sandbox(_sandbox: Running) -> Running:
    assert _sandbox.client.post("/_sandbox/reset").status_code == 200
    _sandbox.sign_in()
    return _sandbox


class Office:
    """A maker of cards with its vault, at one issuer."""

    def __init__(self, folder: Path, url: str) -> None:
        clock = SystemClock()
        self.folder = folder
        self.vault = SealedAnswers(
            SealedFolder(folder / "vault"), BatchKeys(FolderShelf(folder / "keys")), clock.running
        )
        line = Connection(url, ACCOUNT_ID, CLIENT_ID)
        self.issuer = DinteroIssuer(line, lambda: CLIENT_SECRET, clock, "1.2.3")
        self.maker = ChunkProcess(self.vault, folder / "vault", lambda: self.issuer)

    def made(self, order: ChunkOrder) -> ChunkAnswer:
        assert self.maker.ready(order) is None
        return self.maker.make(order)

    def secrets(self, order: ChunkOrder, answer: ChunkAnswer) -> list[CardSecret]:
        assert answer.file is not None
        opened = self.vault.opened(answer.file, frozenset(order.card_ids))
        assert not isinstance(opened, Problem)
        return list(opened)

    def close(self) -> None:
        self.maker.close()
        self.issuer.close()


@pytest.fixture
def office(tmp_path: Path, sandbox: Running) -> Iterator[Office]:
    office = Office(tmp_path, sandbox.url)
    yield office
    office.close()


def chunk(number: int = 1, count: int = 20, *, barcode: bool = False) -> ChunkOrder:
    card_ids = tuple(f"70{number:03}{card:05}" for card in range(count))
    token, pin = CodeFormat(16, barcode=barcode), CodeFormat(6, barcode=barcode)
    return ChunkOrder("batch-1", f"chunk-{number}", "gift_card", card_ids, token, pin, (PUBLIC,))


def pays(sandbox: Running, card: CardSecret) -> bool:
    """Whether the issuer itself knows the card by these two codes."""
    answer = sandbox.post("/info", {"token": card.token, "pin": card.pin})
    return answer.status_code == 200 and answer.json()["card_id"] == card.card_id


def files_with(folder: Path, card: CardSecret) -> list[Path]:
    """Files in which a card's token can be read, in clear or in base64."""
    clear = card.token.encode()
    needles = [clear, *(base64.b64encode(b"x" * shift + clear)[4:-4] for shift in range(3))]
    return [p for p in folder.rglob("*") if p.is_file() and any(needle in p.read_bytes() for needle in needles)]


@pytest.mark.parametrize("barcode", [False, True], ids=["codes", "codes and pictures"])
def test_what_the_issuer_told_once_is_sealed_and_nowhere_in_clear(
    office: Office, sandbox: Running, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], barcode: bool
) -> None:
    caplog.set_level("DEBUG")
    order = chunk(barcode=barcode)
    answer = office.made(order)
    assert (answer.fate, answer.status, answer.problem) == (CallFate.SEALED, 200, None)
    assert [card.card_id for card in answer.made] == list(order.card_ids)
    assert all(card.is_whole and card.status == "inactive" for card in answer.made)
    cards = office.secrets(order, answer)
    assert len(cards) == 20
    assert all(pays(sandbox, card) for card in cards[:3])
    told = caplog.text + "".join(capfd.readouterr()) + repr(answer)
    for card in cards:
        assert card.token not in told
        assert files_with(office.folder, card) == []


def test_cards_in_another_order_are_sealed_under_their_own_names(office: Office, sandbox: Running) -> None:
    sandbox.turn(batch_order="shuffled", inactive_word="created")
    order = chunk()
    answer = office.made(order)
    assert [card.card_id for card in answer.made] != list(order.card_ids)
    assert {card.status for card in answer.made} == {"created"}
    assert all(pays(sandbox, card) for card in office.secrets(order, answer)[:5])


def test_several_chunks_at_once_are_each_sealed(office: Office, sandbox: Running) -> None:
    orders = [chunk(number, 5) for number in range(1, 7)]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(office.made, orders))
    for order, answer in zip(orders, answers, strict=True):
        assert pays(sandbox, office.secrets(order, answer)[-1])


@pytest.mark.parametrize(
    ("duplicates", "fate", "made"),
    [("refuse-all", CallFate.REFUSED, 0), ("skip", CallFate.SEALED, 4), ("partial", CallFate.SEALED, 2)],
)
def test_a_taken_id_is_told_as_the_issuer_tells_it(
    office: Office, sandbox: Running, duplicates: str, fate: CallFate, made: int
) -> None:
    taken = replace(chunk(2), card_ids=(chunk(1).card_ids[2],))
    assert office.made(taken).fate is CallFate.SEALED
    sandbox.turn(batch_duplicate=duplicates)
    order = chunk(1, 5)
    answer = office.made(order)
    assert (answer.fate, len(answer.made)) == (fate, made)
    assert order.card_ids[2] not in {card.card_id for card in answer.made}
    assert "already taken" in answer.message or fate is CallFate.SEALED


def test_a_batch_that_is_too_large_is_refused_and_leaves_no_room_behind(office: Office, sandbox: Running) -> None:
    sandbox.turn(batch_limit=10)
    answer = office.made(chunk())
    assert (answer.fate, answer.file) == (CallFate.REFUSED, None)
    assert "at most 10" in answer.message
    assert not list((office.folder / "vault" / "batch-1").iterdir())


@pytest.mark.parametrize("fault", ["answer-lost-after", "500-after", "502-html-after", "200-empty-after"])
def test_an_answer_that_was_lost_is_a_doubt(office: Office, sandbox: Running, fault: str) -> None:
    sandbox.lay({"on": "batch", "fault": fault})
    order = chunk()
    assert office.made(order).fate is CallFate.UNKNOWN
    assert set(order.card_ids) <= set(sandbox.cards())


@pytest.mark.parametrize("fault", ["wrong-type", "late"])
def test_an_odd_answer_that_holds_the_cards_is_sealed(office: Office, sandbox: Running, fault: str) -> None:
    sandbox.lay({"on": "batch", "fault": fault, "delay_ms": 1})
    order = chunk(count=2)
    assert all(pays(sandbox, card) for card in office.secrets(order, office.made(order)))


def test_the_whole_cards_of_a_cut_answer_are_sealed(office: Office, sandbox: Running) -> None:
    sandbox.lay({"on": "batch", "fault": "cut-body"})
    order = chunk()
    answer = office.made(order)
    assert 0 < len(answer.made) < 20
    assert answer.problem is not None
    assert all(pays(sandbox, card) for card in office.secrets(order, answer))


def test_a_pause_that_the_issuer_asks_for_is_handed_on_and_nothing_was_made(office: Office, sandbox: Running) -> None:
    sandbox.lay({"on": "batch", "fault": "429", "retry_after": 7})
    answer = office.made(chunk())
    assert (answer.fate, answer.status, answer.retry_after_s) == (CallFate.NOT_SENT, 429, 7)


def test_a_token_that_ended_is_renewed_once_and_the_chunk_is_made(office: Office, sandbox: Running) -> None:
    assert office.made(chunk(1)).fate is CallFate.SEALED
    sandbox.lay({"on": "batch", "fault": "401"})
    assert office.made(chunk(2)).fate is CallFate.SEALED
    sandbox.lay({"on": "batch", "fault": "401", "times": 9})
    answer = office.made(chunk(3))
    assert (answer.fate, answer.status) == (CallFate.NOT_SENT, 401)
    assert answer.problem == Problem(Code.LOGIN_REFUSED)


def test_an_issuer_that_cannot_be_reached_was_sent_nothing(tmp_path: Path) -> None:
    with RawServer(lambda visit, _: visit.close()) as gone:
        url = gone.url
    office = Office(tmp_path, url)
    answer = office.made(chunk())
    assert answer.fate is CallFate.NOT_SENT
    assert answer.problem is not None
    assert answer.problem.code is Code.LINE_DOWN
    office.close()


def test_without_an_account_nothing_is_sent(office: Office) -> None:
    def missing() -> DinteroIssuer:
        raise refuse(Code.ACCOUNT_MISSING)

    maker = ChunkProcess(office.vault, office.folder / "vault", missing)
    assert maker.make(chunk()) == ChunkAnswer(CallFate.NOT_SENT, problem=Problem(Code.ACCOUNT_MISSING))


def work_of(order: ChunkOrder, folder: Path, url: str) -> ChunkWork:
    line = {"base_url": url, "account_id": ACCOUNT_ID, "client_id": CLIENT_ID, "version": "1.2.3", "bearer": "bearer-1"}
    trust = {"trust": "certifi", "ca_file": "", "proxy": "", "connect_timeout_s": 5.0, "deadline_s": 10.0}
    return msgspec.convert({"order": order, "recipients": [PUBLIC], "folder": str(folder), **line, **trust}, ChunkWork)


def answering(visit: Visit, _seen: object) -> None:
    """One card, as ordered."""
    card = {"card_id": chunk().card_ids[0], "pin": {"pin": {"value": "081500"}}, "status": "inactive"}
    body = json.dumps({"cards": [{**card, "card_token": {"token": {"value": "4711471147114711"}}}]}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    visit.say(head.encode() + body)


def test_a_disk_that_fails_in_mid_call_is_said_and_its_cards_are_a_doubt(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 256) as disk, RawServer(answering) as server:
        work = work_of(chunk(count=1), disk / "vault", server.url)
        answer = made(work, lambda: remounted(disk, "ro"))
        remounted(disk, "rw")
        assert answer.fate is CallFate.UNKNOWN
        assert answer.problem is not None
        assert answer.problem.code is Code.ANSWER_NOT_KEPT
        again = made(work_of(chunk(2, count=1), disk / "vault", server.url), lambda: filled_up(disk))
        assert again.fate is CallFate.SEALED, "what was set aside is there though the disk is full by now"


def test_a_program_that_is_gone_by_then_has_nothing_sent(tmp_path: Path) -> None:
    def nobody_hears() -> None:
        raise BrokenPipeError

    with RawServer(answering) as server:
        with pytest.raises(BrokenPipeError):
            made(work_of(chunk(count=1), tmp_path / "vault", server.url), nobody_hears)
        assert server.seen == []


def test_what_was_sealed_unheard_is_opened_by_a_process_of_its_own_and_not_here(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = chunk(count=2)
    answer = office.made(order)
    for room in ("sealed_answers", "seal"):
        monkeypatch.setattr(f"app.vault.{room}.opened", None)
    found = office.maker.found(order)
    assert isinstance(found, ChunkAnswer)
    assert (found.file, found.made) == (answer.file, answer.made)
    monkeypatch.setattr(office.maker, "_new_process", no_process)
    assert office.maker.found(order) == Problem(Code.SEALER_LOST)
    assert "AGE-SECRET-KEY-1" not in f"{FoundWork(order, '', 'AGE-SECRET-KEY-1')!r}"


def no_process() -> None:
    raise NotForked


def test_what_a_process_is_told_shows_no_bearer(tmp_path: Path) -> None:
    work = work_of(chunk(), tmp_path, "http://127.0.0.1:9")
    assert "bearer-1" not in f"{work} {work!r}"
    assert work.bearer == "bearer-1"


def test_where_nothing_can_be_forked_a_new_process_does_the_same(
    office: Office, sandbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way of Windows, tried here."""
    monkeypatch.setattr(office.maker, "_new_process", _begun_anew)
    order = chunk(count=3)
    assert all(pays(sandbox, card) for card in office.secrets(order, office.made(order)))
    for child in multiprocessing.active_children():
        child.join(20)


def children_of(process: int) -> list[int]:
    """Whichever of its threads began them."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for thread in threads for each in thread.read_text().split()]


def test_a_process_that_is_killed_in_its_call_leaves_a_doubt_and_the_next_one_works(tmp_path: Path) -> None:
    arrived = threading.Event()

    def script(visit: Visit, seen: object) -> None:
        if "batch" not in getattr(seen, "target", ""):
            grant = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 3600}'
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(grant)}\r\n\r\n"
            visit.say(head.encode() + grant)
            return
        arrived.set()
        visit.hang()

    with ThreadPoolExecutor(1) as pool, RawServer(script) as silent:
        office = Office(tmp_path, silent.url)
        making = pool.submit(office.made, chunk())
        assert arrived.wait(20)
        (server,) = [each for each in children_of(os.getpid()) if b"fork_server" in _words(each)]
        (worker,) = children_of(server)
        assert silent.asked("batch")[0].headers["authorization"] == "Bearer t"
        assert b"Bearer" not in _words(worker)
        os.kill(worker, 9)
        answer = making.result(20)
        assert answer == ChunkAnswer(CallFate.UNKNOWN, problem=Problem(Code.SEALER_LOST))
        os.kill(server, 9)
        arrived.clear()
        making = pool.submit(office.made, chunk(2))
        assert arrived.wait(20), "a clean process that was ended is begun anew"
    assert making.result(20).fate is CallFate.UNKNOWN
    office.close()


def _words(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()
