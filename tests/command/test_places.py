"""Which home and which account a command works on: `--home`, GIFTCARD_TILL_HOME and `--sandbox`."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import is_command, with_plain_sandbox
from app.sandbox.demonstration import card_id
from app.sandbox.embedded import CARDS, SEED
from app.sandbox.store import FileStore
from tests.command.at_the_counter import Till
from tests.sandbox.running import Running

ROOT = Path(__file__).resolve().parents[2]
FIRST = card_id(SEED, 0)
CALLS_NOBODY = {"sandbox", "settings"}
"""Commands that print nothing and call no service: they take these options without speaking of them."""


def test_without_a_command_the_window_is_meant() -> None:
    for words in ([], ["--kiosk"], ["--sandbox"], ["--home", "queue"], ["--exit-at-ready"], ["--home=card"]):
        assert not is_command(with_plain_sandbox(words)), words
    for words in (["queue"], ["--home", "queue", "card"], ["--sandbox", "journal"], ["--help"], ["--version"]):
        assert is_command(with_plain_sandbox(words)), words


def test_a_sandbox_without_an_address_is_one_of_our_own() -> None:
    assert with_plain_sandbox(["--sandbox", "card", "X"]) == ["--sandbox=embedded", "card", "X"]
    assert with_plain_sandbox(["card", "X", "--sandbox"]) == ["card", "X", "--sandbox=embedded"]
    assert with_plain_sandbox(["--sandbox", "http://127.0.0.1:1"]) == ["--sandbox", "http://127.0.0.1:1"]
    assert with_plain_sandbox(["--sandbox=http://127.0.0.1:1"]) == ["--sandbox=http://127.0.0.1:1"]


def test_an_empty_sandbox_address_never_means_the_real_account() -> None:
    assert with_plain_sandbox(["--sandbox=", "card", "X"]) == ["--sandbox=embedded", "card", "X"]
    assert with_plain_sandbox(["--sandbox", "", "card"]) == ["--sandbox=embedded", "", "card"]


def test_help_names_every_command_and_the_version_is_told(till: Till) -> None:
    told = till.run("--help")
    assert told.code == 0
    for command in ("activate", "card", "doctor", "journal", "queue", "sandbox", "secret", "settings"):
        assert f"  {command} " in told.out
    assert till.run("--version").out.startswith("giftcard-till")
    assert till.run("nothing", "--help").code == 2


@pytest.mark.parametrize("command", ["activate", "card", "doctor", "journal", "print", "sandbox", "settings"])
def test_every_command_takes_the_shared_options(till: Till, command: str) -> None:
    told = till.run(command, "--help")
    assert told.code == 0
    shown = {"--home", "--sandbox", "--printer"} & set(told.out.split())
    assert shown == ({"--home"} if command in CALLS_NOBODY else {"--home", "--sandbox", "--printer"})


@pytest.mark.parametrize("words", [["foo"], ["--sandbox", "foo"], ["--home", "x", "foo", "--json"]])
def test_a_word_that_is_no_command_is_told_which_there_are(till: Till, words: list[str]) -> None:
    told = till.run(*words)
    assert told.code == 2
    assert "Usage: giftcard-till [OPTIONS] COMMAND" in told.err
    assert "There is no command “foo”" in told.err
    assert (
        "activate, approval, batch, card, devices, doctor, drawer, journal, papers, policy, print, probe, queue,"
        " report, rescue, sandbox, secret, settings." in told.err
    )
    assert "exit-at-ready" not in told.err + told.out


@pytest.mark.parametrize("words", [["--help"], ["queue", "--help"], ["secret", "--help"], ["batch", "--help"]])
def test_no_sentence_in_a_list_of_commands_is_cut(till: Till, words: list[str]) -> None:
    assert "..." not in till.run(*words).out.replace("[ARGS]...", "")


def test_home_may_stand_before_or_after_the_command(till: Till, issuer: Running, tmp_path: Path) -> None:
    sale = ("activate", "--amount", "5", "--json", "--sandbox", till.url)
    first, second, third = issuer.cards()[:3]
    assert till.run("--home", str(tmp_path / "a"), *sale, "--card", first).code == 0
    assert till.run(*sale, "--card", second, "--home", str(tmp_path / "a")).code == 0
    told = till.run("--sandbox", till.url, "--home", str(tmp_path / "a"), *sale[:4], "--card", third)
    assert told.value["receipt_number"] == "000003"
    for place in ("journal", "log"):
        assert list((tmp_path / "a" / place).iterdir())


def test_the_environment_names_the_home_where_the_command_line_does_not(
    till: Till, issuer: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIFTCARD_TILL_HOME", str(tmp_path / "named"))
    words = ("journal", "--json", "--sandbox", till.url)
    assert till.run(*words).code == 0
    assert (tmp_path / "named" / "journal" / "T00000000.db").exists()
    for place in (("--home", str(tmp_path / "before"), *words), (*words, "--home", str(tmp_path / "after"))):
        assert till.run(*place).code == 0
    assert (tmp_path / "before" / "journal" / "T00000000.db").exists(), "the command line goes before the environment"
    assert (tmp_path / "after" / "journal" / "T00000000.db").exists()


def test_a_file_is_no_home(till: Till, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = till.run("journal", "--home", str(tmp_path / "file"))
    assert told.code == 2
    assert "--home" in told.err


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1",
        "https://10.0.0.1",
        "http://127.0.0.1.example.com",
        "https://user@10.0.0.1/",
        "http://[::2]",
        "http://[::",
    ],
)
def test_a_sandbox_that_is_not_on_this_machine_is_refused_and_never_called(
    till: Till, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    called: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, place: called.append(place))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *place, **_more: called.append(place))
    told = till.run(
        "activate", "--card", FIRST, "--amount", "5", "--json", "--home", str(till.home), "--sandbox", address
    )
    assert (told.code, told.refused) == (2, "sandbox-not-loopback")
    assert called == []
    assert not list(till.home.rglob("*.db")), "nothing waits for it either"


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999", "http://127.0.0.1:0", "http://localhost/?a=b"])
def test_what_is_no_address_is_refused_before_a_sale_waits_for_it(till: Till, address: str) -> None:
    told = till.run(
        "activate", "--card", FIRST, "--amount", "5", "--json", "--home", str(till.home), "--sandbox", address
    )
    assert told.code == 2
    assert told.refused in {"address-not-https", "sandbox-not-loopback"}
    assert not list(till.home.rglob("*.db"))


def children() -> set[str]:
    """The processes that this one started and that are still there."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == os.getpid():
            found.add(status.parent.name)
    return found


def test_an_embedded_sandbox_keeps_its_cards_in_the_home_and_ends_with_the_command(till: Till) -> None:
    before = children()
    sale = ("activate", "--card", FIRST, "--amount", "5", "--json", "--home", str(till.home))
    told = till.run("--sandbox", *sale)
    assert (told.code, told.value["state"]) == (0, "active")
    look = till.run("card", FIRST, "--json", "--home", str(till.home), "--sandbox")
    assert (look.value["state"], look.value["amount_available_minor"]) == ("unused", 500)
    assert children() == before
    kept = FileStore(till.home / "sandbox").load()
    assert [card.card_id for card in kept] == [card_id(SEED, place) for place in range(CARDS)]
    assert kept[0].loads == 1


def test_an_embedded_sandbox_is_our_own_program_wherever_the_caller_stands(till: Till, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('another program')")
    program = "import sys; sys.path[:0] = [sys.argv.pop(1)]; from app.__main__ import main; sys.exit(main())"
    words = ["--sandbox", "card", FIRST, "--json", "--home", "relative"]
    command = [sys.executable, "-P", "-c", program, str(ROOT), *words]
    child = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (child.returncode, child.stderr) == (0, "")
    assert (tmp_path / "relative" / "sandbox" / "cards.json").exists()


@pytest.mark.parametrize("words", [("papers", "list"), ("queue", "list"), ("journal",), ("report",)])
def test_a_till_that_was_only_tried_says_how_to_see_what_was_sold_on_trial(till: Till, words: tuple[str, ...]) -> None:
    assert "--sandbox" not in till.real(*words).err.split("Fill in")[0]
    till.here("papers", "list")
    told = till.real(*words, "--json")
    assert (told.code, told.refused) == (2, "account-missing")
    assert "add --sandbox to the command to see it" in told.err


def test_a_command_loads_nothing_of_the_window(tmp_path: Path) -> None:
    """A third of the time in which a command began went to Qt, of which it uses nothing."""
    words = ["-X", "importtime", "-m", "app", "queue", "list", "--home", str(tmp_path)]
    ended = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert "app.ui.words" in ended.stderr
    assert "PySide6" not in ended.stderr
