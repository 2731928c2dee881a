"""Whom the client believes: whom the settings name, and nobody because the environment says so."""

import platform
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import truststore

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.dintero.trust import SYSTEM_BUNDLES, trust_of
from tests.dintero.certificates import Authority
from tests.dintero.raw_server import RawServer, Script, Seen, Visit, after_login, granted, http_json, saying
from tests.dintero.till_side import CARD, ORDER, card_fields, connection, till

GOOD = http_json(200, card_fields())
DISTRUST = Answer(Kind.NOT_SENT, Cause.CERTIFICATE)
NO_LINE = Answer(Kind.NOT_SENT, Cause.LINE)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "Somebody else")


def test_the_chains_own_certificate_is_believed_where_the_settings_name_it(chain: Authority) -> None:
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER).kind is Kind.CARD
        assert issuer.read(CardCode(CARD)).kind is Kind.CARD
        assert server.connections == 1


@pytest.mark.parametrize("trust", ["certifi", "system"])
def test_an_authority_that_is_not_named_is_not_believed(chain: Authority, trust: str) -> None:
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, trust=trust) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert not server.seen


@pytest.mark.parametrize(
    ("host", "begins_in", "ends_in"),
    [("127.0.0.2", -1, 30), ("api.dintero.com", -1, 30), ("127.0.0.1", -9, -1), ("127.0.0.1", 2, 30)],
)
def test_a_certificate_for_another_host_or_another_time_is_refused(
    chain: Authority, host: str, begins_in: int, ends_in: int
) -> None:
    tls = chain.server(host, begins_in, ends_in)
    with RawServer(saying(GOOD), tls) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert not server.seen


def test_a_certificate_signed_by_another_authority_is_refused(chain: Authority, stranger: Authority) -> None:
    with RawServer(saying(GOOD), stranger.server()) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert not server.seen


def test_a_server_without_tls_is_refused(chain: Authority) -> None:
    with RawServer(lambda visit, _: None) as server:
        script_says = b"HTTP/1.1 400 Plain\r\nContent-Length: 0\r\n\r\n"
        server.script = lambda visit, _: visit.say(script_says)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            plain = _answers_plainly(listener, script_says)
            with till(f"https://127.0.0.1:{listener.getsockname()[1]}", ca_file=chain.file) as issuer:
                assert issuer.activate(ORDER) == DISTRUST
            plain.join(10)


def _answers_plainly(listener: socket.socket, text: bytes) -> "threading.Thread":
    def answer() -> None:
        wire, _ = listener.accept()
        with wire:
            wire.recv(4096)
            wire.sendall(text)
            wire.recv(4096)

    thread = threading.Thread(target=answer)
    thread.start()
    return thread
