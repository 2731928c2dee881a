"""A proxy of the settings: a tunnel for the call, and never its reader."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.answer import Answer, Cause, Kind
from tests.dintero.certificates import Authority
from tests.dintero.raw_server import RawServer, Seen, Visit, http, http_json, saying
from tests.dintero.till_side import ORDER, card_fields, till

GOOD = http_json(200, card_fields())
HOST = "shop.example"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("chain"))


class Tunnel:
    """A proxy that opens a tunnel to the port `to` says, whatever host it is asked for."""

    def __init__(self, to: Callable[[], int]) -> None:
        self.to = to

    def __call__(self, visit: Visit, request: Seen) -> None:
        assert request.method == "CONNECT"
        with socket.create_connection(("127.0.0.1", self.to()), 10) as there:
            visit.say(b"HTTP/1.1 200 Connected\r\n\r\n")
            relay(visit.wire, there)
        visit.close()


def relay(here: socket.socket, there: socket.socket) -> None:
    import select

    while True:
        for wire in select.select([here, there], [], [], 10)[0]:
            try:
                part = wire.recv(65_536)
                if not part:
                    return
                (there if wire is here else here).sendall(part)
            except OSError:
                return


def test_a_call_goes_through_the_tunnel_under_our_own_tls(chain: Authority) -> None:
    with RawServer(saying(GOOD), chain.server(HOST)) as server, RawServer(Tunnel(lambda: server.port)) as proxy:
        with till(f"https://{HOST}", ca_file=chain.file, proxy=proxy.url) as issuer:
            assert issuer.activate(ORDER).kind is Kind.CARD
        (asked,) = proxy.seen
        assert asked.target == f"{HOST}:443"
        assert "authorization" not in asked.headers


@pytest.mark.parametrize("status", [302, 403, 407, 502])
def test_a_proxy_that_refuses_is_proof_that_nothing_was_sent(chain: Authority, status: int) -> None:
    refusal = http(status, b"", "Location: http://127.0.0.1:1/")
    with (
        RawServer(lambda visit, _: visit.say(refusal)) as proxy,
        till(f"https://{HOST}", ca_file=chain.file, proxy=proxy.url) as issuer,
    ):
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.LINE)


def test_a_proxy_that_reads_along_is_not_believed(chain: Authority, tmp_path: Path) -> None:
    reader = Authority(tmp_path, "The proxy's own authority")
    with RawServer(saying(GOOD), reader.server(HOST)) as server, RawServer(Tunnel(lambda: server.port)) as proxy:
        with till(f"https://{HOST}", ca_file=chain.file, proxy=proxy.url) as issuer:
            assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.CERTIFICATE)
        assert not server.seen


def test_tunnels_that_fail_do_not_use_up_the_line(chain: Authority, tmp_path: Path) -> None:
    """More failures than the pool has places, then the line is well again."""
    reader = Authority(tmp_path, "The proxy's own authority")
    with (
        RawServer(saying(GOOD), reader.server(HOST)) as wrong,
        RawServer(saying(GOOD), chain.server(HOST)) as right,
        RawServer(Tunnel(lambda: wrong.port)) as proxy,
        till(f"https://{HOST}", ca_file=chain.file, proxy=proxy.url, deadline_s=3) as issuer,
    ):
        for _ in range(10):
            assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.CERTIFICATE)
        proxy.script = Tunnel(lambda: right.port)
        assert issuer.activate(ORDER).kind is Kind.CARD


def test_a_server_on_this_machine_is_never_asked_for_through_a_proxy() -> None:
    with (
        RawServer(saying(b"")) as proxy,
        RawServer(saying(GOOD)) as server,
        till(server.url, proxy=proxy.url) as issuer,
    ):
        assert issuer.activate(ORDER).kind is Kind.CARD
        assert proxy.connections == 0
