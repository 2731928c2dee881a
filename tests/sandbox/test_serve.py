"""The sandbox as a program: one line when ready, loopback only, ended in good order."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox import demonstration
from app.sandbox.loopback import base_url, bound_socket
from app.sandbox.serve import run
from tests.sandbox.running import WALLETS, plain_client, running_sandbox, until

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
PROGRAM = (
    "import json, sys, pathlib; from app.sandbox.serve import run; given = json.loads(sys.argv[1]);"
    "data = given.pop('data'); sys.exit(run(data=data and pathlib.Path(data), **given))"
)


@contextlib.contextmanager
def program(**given: Any) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    whole = {"port": 0, "data": None, "cards": 2, "seed": 1, "settings": {}, "until_stdin_closes": False} | given
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, json.dumps(whole)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    with child:
        try:
            yield child, json.loads(child.stdout.readline())
        finally:
            child.kill()


def ended(child: subprocess.Popen[str]) -> tuple[int, str, str]:
    """The exit code, and what was said after the ready line."""
    assert child.stdout is not None
    assert child.stderr is not None
    code = child.wait(15)
    return code, child.stdout.read(), child.stderr.read()


def test_the_ready_line_tells_what_a_till_needs() -> None:
    with program(seed=7, cards=2) as (_, told):
        base_url = told.pop("base_url")
        cards = [demonstration.card_id(7, 0), demonstration.card_id(7, 1)]
        assert told == {
            "account_id": demonstration.ACCOUNT_ID,
            "client_id": demonstration.CLIENT_ID,
            "client_secret": demonstration.CLIENT_SECRET,
            "cards": cards,
            "card_tokens": {card: demonstration.card_token(7, index) for index, card in enumerate(cards)},
        }
        with plain_client(base_url) as client:
            assert len(client.get("/_sandbox/truth").json()["cards"]) == 2
            assert base_url.startswith("http://127.0.0.1:")


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(number: signal.Signals) -> None:
    with program() as (child, _):
        child.send_signal(number)
        assert ended(child) == (0, "", "")


def test_the_end_of_standard_input_ends_it() -> None:
    with program(until_stdin_closes=True) as (child, _):
        assert child.stdin is not None
        child.stdin.close()
        assert ended(child) == (0, "", "")


@POSIX
@pytest.mark.parametrize("ending", ["hang", "reset"])
def test_calls_that_are_held_back_do_not_keep_it_from_ending(ending: str) -> None:
    with program() as (child, told), plain_client(told["base_url"]) as client:
        rules = [{"on": "token", "fault": "work-late", "delay_ms": 60_000, "ending": ending}]
        client.put("/_sandbox/faults", json={"rules": rules})
        host, port = told["base_url"].removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(
                b"POST /v1/accounts/T00000000/auth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
            )
            until(lambda: client.get("/_sandbox/truth").json()["late_work"] == 1)
            child.send_signal(signal.SIGTERM)
            assert ended(child) == (0, "", "")


@POSIX
def test_what_was_activated_survives_a_kill(tmp_path: Path) -> None:
    card = demonstration.card_id(1, 0)
    with program(data=str(tmp_path)) as (child, told), plain_client(told["base_url"]) as client:
        path = f"/v1/accounts/{told['account_id']}"
        body = {"grant_type": "client_credentials", "audience": told["base_url"] + path}
        token = client.post(f"{path}/auth/token", auth=(told["client_id"], told["client_secret"]), json=body).json()
        client.headers["Authorization"] = "Bearer " + token["access_token"]
        assert client.post(f"{WALLETS}/cards/{card}/activate", json={"amount": 5, "currency": "SEK"}).status_code == 200
        child.send_signal(signal.SIGKILL)
    with program(data=str(tmp_path)) as (_, told), plain_client(told["base_url"]) as client:
        truth = client.get("/_sandbox/truth").json()["cards"][0]
        assert (truth["card_id"], truth["loads"], truth["amount_balance"], truth["currency"]) == (card, 1, 5, "SEK")


def test_a_setting_that_is_none_is_told_and_nothing_starts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(0, None, 1, 1, {"reads": "old"}, until_stdin_closes=False) == 2
    assert capsys.readouterr() == ("", "switch reads cannot be 'old'; it is one of fresh, stale\n")


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(taken.getsockname()[1], None, 1, 1, {}, until_stdin_closes=False) == 5
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("the sandbox cannot start: ")


def test_a_folder_with_other_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cards.json").write_text("{}")
    assert run(0, tmp_path, 1, 1, {}, until_stdin_closes=False) == 5
    assert "does not hold the cards of a sandbox" in capsys.readouterr().err


def test_it_listens_on_loopback_and_nowhere_else() -> None:
    with bound_socket(0) as listener:
        host, port = listener.getsockname()
        assert (host, base_url(listener)) == ("127.0.0.1", f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(("fault", "delay_ms"), [("slow-bytes", 20), ("late", 60_000)])
def test_the_end_of_the_sandbox_ends_what_it_holds_back(fault: str, delay_ms: int) -> None:
    outcomes: list[str] = []

    def read(url: str, session: str) -> None:
        with plain_client(url) as client:
            try:
                outcomes.append(str(client.get(f"{WALLETS}/cards", headers={"Authorization": session}).status_code))
            except (httpx.RemoteProtocolError, httpx.ReadError):
                outcomes.append("cut")

    with running_sandbox() as running:
        running.lay({"on": "list", "fault": fault, "delay_ms": delay_ms})
        reader = threading.Thread(target=read, args=(running.url, running.client.headers["Authorization"]))
        reader.start()
        until(lambda: running.client.get("/_sandbox/faults").json()["rules"][0]["fired"] == 1)
    reader.join(10)
    assert outcomes == (["cut"] if fault == "slow-bytes" else ["200"])
