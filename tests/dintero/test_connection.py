"""What a connection refuses to be."""

import pytest

from app.core.problem import Code, Refusal
from app.dintero.connection import Connection
from tests.dintero.till_side import connection


def refused(url: str, **changes: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        connection(url, **changes)
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "https://api.dintero.com",
        "https://api.dintero.com/",
        "https://api.dintero.com:8443/gate/way",
        "https://[2001:db8::1]:444",
        "http://127.0.0.1:8080",
        "http://127.9.9.9:8080",
        "http://[::1]:8080",
        "http://localhost:8080",
        "http://LOCALHOST:8080/",
    ],
)
def test_https_anywhere_and_http_to_this_machine_are_taken(url: str) -> None:
    assert connection(url).base == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://api.dintero.com",
        "http://128.0.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.1",
        "http://0x7f.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "ftp://api.dintero.com",
        "api.dintero.com",
        "https://",
        "https:///v1",
        "",
        "https://till:pass@api.dintero.com",
        "https://@api.dintero.com",
        "https://api.dintero.com?x=1",
        "https://api.dintero.com#there",
        "https://api.dintero.com/a/../b",
        "https://api.dintero.com/a%2Fb",
        "https://api.dintero.com//double",
        "https://api.dintero.com:0",
        "https://api.dintero.com:99999",
        "https://api.dintero.com:port",
        "https://api..dintero.com",
        "https://æpi.dintero.com",
        "https://api.dintero.com\\@evil.example",
        "https://api.dintero.com\n",
        "https://[fe80::1%25eth0]",
        "https://[::1",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    assert refused(url).problem.code is Code.ADDRESS_NOT_HTTPS


def test_a_password_in_a_refused_address_is_not_repeated() -> None:
    assert "pass" not in repr(refused("https://till:pass@api.dintero.com").problem)
    assert "CANARY" not in repr(refused("https://api.dintero.com", proxy="http://u:CANARY@proxy:3128").problem)


@pytest.mark.parametrize("account", ["X12345678", "T1234567", "T123456789", "t12345678", "T1234567٣", "T12345678\n"])
def test_an_account_id_that_is_none_is_refused(account: str) -> None:
    with pytest.raises(Refusal) as caught:
        Connection("https://api.dintero.com", account, "till")
    assert caught.value.problem.code is Code.ACCOUNT_BAD


@pytest.mark.parametrize(("account", "client"), [("", "till"), ("T12345678", "")])
def test_an_account_that_is_missing_is_said_to_be_missing(account: str, client: str) -> None:
    with pytest.raises(Refusal) as caught:
        Connection("https://api.dintero.com", account, client)
    assert caught.value.problem.code is Code.ACCOUNT_MISSING


@pytest.mark.parametrize(
    "proxy", ["https://proxy:3128", "socks5://proxy:1080", "http://u:p@proxy", "http://proxy/x", ""]
)
def test_a_proxy_is_a_plain_host_and_port(proxy: str) -> None:
    assert refused("https://api.dintero.com", proxy=proxy).problem.code is Code.SETTINGS_BAD_VALUE
    assert connection("https://api.dintero.com", proxy="http://proxy:3128").proxy == "http://proxy:3128"


@pytest.mark.parametrize("name", ["connect_timeout_s", "deadline_s", "answer_bytes_max"])
def test_there_is_always_a_limit(name: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        connection("https://api.dintero.com", **{name: 0})
