"""The sandbox as a program: its ready line, its switches, and what it refuses."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.sandbox.switches import ALL
from tests.command.at_the_counter import Till
from tests.sandbox.running import plain_client

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def sandbox_program(*words: str) -> Iterator[dict[str, Any]]:
    """The program itself; what it said when it was ready."""
    command = [sys.executable, "-m", "app", "sandbox", *words]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stderr is not None
    try:
        yield json.loads(child.stdout.readline())
    finally:
        child.terminate()
        rest, err = child.communicate(timeout=20)
    assert (child.returncode, rest, err) == (0, "", "")


def test_one_line_says_that_it_is_ready_and_how_to_reach_it(tmp_path: Path) -> None:
    words = ("--port", "0", "--data", str(tmp_path / "data"), "--cards", "3", "--seed", "7", "--set", "latency_ms=1")
    with sandbox_program(*words, "--set", "inactive_word=created") as ready:
        assert {"base_url", "account_id", "client_id", "client_secret", "cards"} <= set(ready)
        assert ready["base_url"].startswith("http://127.0.0.1:")
        with plain_client(ready["base_url"]) as client:
            truth = client.get("/_sandbox/truth").json()["cards"]
            switches = client.get("/_sandbox/switches").json()
    assert [card["card_id"] for card in truth] == ready["cards"]
    assert {(card["status"], card["loads"]) for card in truth} == {("created", 0)}
    assert (switches["latency_ms"], switches["inactive_word"]) == (1, "created")
    assert list((tmp_path / "data").iterdir())


def test_every_switch_is_listed_with_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--list-switches", "--json"]) == 0
    switches = json.loads(capsys.readouterr().out)["switches"]
    assert [switch["name"] for switch in switches] == [switch.name for switch in ALL]
    assert all(switch["values"] and switch["sentence"] for switch in switches)
    assert main(["sandbox", "--list-switches"]) == 0
    words = capsys.readouterr().out.splitlines()
    assert len(words) == len(ALL)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--set", "latency_ms"), "SWITCH=VALUE"),
        (("--set", "nothing=1"), "nothing"),
        (("--set", "latency_ms=soon"), "latency_ms"),
        (("--set", "activate_not_inactive=200"), "200-unchanged"),
        (("--port", "99999"), "65535"),
        (("--port", "http"), "--port"),
        (("--cards", "-1"), "--cards"),
        (("--cards", "many"), "--cards"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words(till: Till, words: tuple[str, str], named: str) -> None:
    told = till.run("sandbox", *words)
    assert told.code == 2
    assert named in told.err
    assert told.out == ""


def test_a_port_that_is_taken_is_a_fault_in_words(till: Till) -> None:
    told = till.run("sandbox", "--port", till.url.rsplit(":", 1)[1])
    assert told.code == 5
    assert "cannot start" in told.err
