"""Whom the client believes: whom the settings name, and nobody because the environment says so."""

import platform
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import truststore

from app.core.answer import Answer, Cause, Kind
from app.core.card import CardCode
from app.dintero import trust as trust_module
from app.dintero.trust import trust_of
from tests.dintero.certificates import Authority
from tests.dintero.raw_server import RawServer, http_json, saying
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


@contextmanager
def one_visitor(do: Callable[[socket.socket], None]) -> Iterator[str]:
    """An https address where the first visitor's plain socket is handed to `do`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            wire, _ = listener.accept()
            with wire:
                wire.recv(4096)
                do(wire)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)
        assert not thread.is_alive()


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
    [("127.0.0.2", -1, 30), ("api.dintero.com", -1, 30), ("127.0.0.1", -9, -1)],
)
def test_a_certificate_for_another_host_or_another_time_is_refused(
    chain: Authority, host: str, begins_in: int, ends_in: int
) -> None:
    tls = chain.server(host, begins_in, ends_in)
    cause = Cause.EXPIRED if ends_in < 0 else Cause.CERTIFICATE
    with RawServer(saying(GOOD), tls) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, cause)
        assert not server.seen


def test_a_certificate_that_is_not_valid_yet_speaks_of_a_wrong_clock(chain: Authority) -> None:
    tls = chain.server("127.0.0.1", 2, 30)
    with RawServer(saying(GOOD), tls) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == Answer(Kind.NOT_SENT, Cause.CLOCK)
        assert not server.seen


def test_a_certificate_signed_by_another_authority_is_refused(chain: Authority, stranger: Authority) -> None:
    with RawServer(saying(GOOD), stranger.server()) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert not server.seen


def test_a_server_without_tls_is_refused(chain: Authority) -> None:
    plain = b"HTTP/1.1 400 Plain\r\nContent-Length: 0\r\n\r\n"
    with one_visitor(lambda wire: wire.sendall(plain)) as url, till(url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST


def test_tls_older_than_1_2_is_refused(chain: Authority) -> None:
    old = chain.server()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with RawServer(saying(GOOD), old) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert not server.seen


def test_a_line_that_is_cut_in_mid_handshake_is_no_fault_of_trust(chain: Authority) -> None:
    with one_visitor(lambda wire: None) as url, till(url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER) == NO_LINE


def test_a_handshake_that_hangs_is_proof_that_nothing_was_sent(chain: Authority) -> None:
    def hang(wire: socket.socket) -> None:
        while wire.recv(4096):
            pass

    with one_visitor(hang) as url, till(url, ca_file=chain.file, connect_timeout_s=0.3) as issuer:
        assert issuer.activate(ORDER) == NO_LINE


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_list_of_certificates_that_cannot_be_read_sends_nothing(
    chain: Authority, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, ca_file=file) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        assert server.connections == 0
        file.write_bytes(chain.file.read_bytes())
        assert issuer.activate(ORDER).kind is Kind.CARD  # mended without a restart


@pytest.mark.parametrize("trust", ["certifi", "system"])
def test_the_environment_cannot_make_the_till_believe_anyone(
    chain: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trust: str
) -> None:
    for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(chain.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(chain.folder))
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, trust=trust) as issuer:
        assert issuer.activate(ORDER) == DISTRUST
        # The same environment does steer a plain context, so the test has teeth.
        with socket.create_connection(("127.0.0.1", server.port), 5) as wire:
            steered = ssl.create_default_context()
            steered.wrap_socket(wire, server_hostname="127.0.0.1").close()


def test_the_environment_cannot_make_the_till_distrust_its_chain(
    chain: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER).kind is Kind.CARD


def test_no_keys_of_the_line_are_written_down(
    chain: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, ca_file=chain.file) as issuer:
        assert issuer.activate(ORDER).kind is Kind.CARD
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "variable", ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"]
)
def test_the_environment_cannot_put_a_proxy_between(
    chain: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with RawServer(saying(b"")) as proxy, RawServer(saying(GOOD), chain.server()) as server:
        monkeypatch.setenv(variable, proxy.url)
        with till(server.url, ca_file=chain.file) as issuer:
            assert issuer.activate(ORDER).kind is Kind.CARD
        with RawServer(saying(GOOD)) as plain, till(plain.url) as issuer:
            assert issuer.activate(ORDER).kind is Kind.CARD
        assert proxy.connections == 0


def test_a_password_file_of_the_user_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password CANARY\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with RawServer(saying(GOOD)) as server, till(server.url) as issuer:
        assert issuer.activate(ORDER).kind is Kind.CARD
        assert server.asked("/activate")[0].headers["authorization"] == "Bearer t0ken"


def test_the_machines_own_list_is_believed_where_the_settings_say_so(
    chain: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust_module, "SYSTEM_BUNDLES", (Path("/nowhere"), chain.file))
    with RawServer(saying(GOOD), chain.server()) as server:
        with till(server.url, trust="system") as issuer:
            assert issuer.activate(ORDER).kind is Kind.CARD
        with till(server.url) as issuer:
            assert issuer.activate(ORDER) == DISTRUST


def test_a_machine_without_a_list_believes_nobody(chain: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_module, "SYSTEM_BUNDLES", ())
    with RawServer(saying(GOOD), chain.server()) as server, till(server.url, trust="system") as issuer:
        assert issuer.activate(ORDER) == DISTRUST


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_windows_and_macos_are_asked_through_their_own_interfaces(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    context = trust_of(connection("https://api.dintero.com", trust="system"))
    assert type(context) is truststore.SSLContext
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize("trust", ["certifi", "system"])
def test_names_are_checked_and_a_certificate_is_asked_for(trust: str) -> None:
    context = trust_of(connection("https://api.dintero.com", trust=trust))
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.get_ca_certs()
