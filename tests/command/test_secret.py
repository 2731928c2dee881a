"""The client secret goes into a real keyring, and shows up nowhere else."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.command.at_the_counter import Till
from tests.config.secret_service import ROOT, with_secret_service, without_a_bus

CANARY = "canary-Nokkel-9f3c-7d21"
ACCOUNT = '[account]\nid = "T11223344"\nclient_id = "till-7"\n'
PROGRAM = """
import io, sys
from app.__main__ import main
from app.config.log import end_log
def run(*words, typed=""):
    sys.stdin = io.StringIO(typed)
    print(main([*words, "--home", {home!r}]))
{lines}
end_log()
"""


def program(folder: Path, *lines: str) -> str:
    home = folder / "till"
    home.mkdir(mode=0o700, exist_ok=True)
    (home / "settings.toml").write_text(ACCOUNT + '[log]\nlevel = "debug"\n', "utf-8")
    return PROGRAM.format(home=str(home), lines="\n".join(lines))


def test_the_secret_is_kept_and_taken_away_and_lies_in_no_file(tmp_path: Path) -> None:
    sell = 'run("activate", "--card", "7001913901460665", "--amount", "5", "--json")'
    ended = with_secret_service(
        tmp_path,
        program(
            tmp_path,
            f'run("secret", "set", typed={CANARY!r} + "\\n")',
            'run("doctor")',
            'run("secret", "delete")',
            'run("secret", "delete")',
            sell,
        ),
    )
    said = ended.out.splitlines()
    assert said[:2] == ["The secret of till-7 for T11223344 is in the keyring.", "0"]
    assert any(line.startswith("ok       keyring: ") for line in said)
    assert said.index("The secret is no longer in the keyring.") < said.index("There was no secret in the keyring.")
    assert '"code": "secret-missing"' in ended.out
    assert said[-1] == "4"
    assert CANARY not in ended.out + ended.err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "till.log" for path in files)
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]


def test_an_empty_or_impossible_secret_is_refused_without_showing_it(tmp_path: Path) -> None:
    ended = with_secret_service(
        tmp_path,
        program(
            tmp_path,
            'run("secret", "set", typed="")',
            'run("secret", "set", typed=" \\n")',
            f'run("secret", "set", typed={CANARY!r} + "\\x07\\n")',
            f'run("secret", "set", typed={CANARY!r} * 100)',
        ),
    )
    assert ended.out.split() == ["2", "2", "2", "2"]
    assert ended.err.count("The client secret is empty.") == 2
    assert CANARY not in ended.err


def test_a_keyring_that_nobody_unlocks_is_a_fault_of_the_till(tmp_path: Path) -> None:
    patience = "import app.config.secret as s; s.save_secret.__defaults__ = (20.0,)"
    lines = (patience, f'run("secret", "set", typed={CANARY!r})')
    ended = with_secret_service(tmp_path, program(tmp_path, *lines), password="")
    assert ended.out == "5"
    assert "locked" in ended.err
    assert CANARY not in ended.err


def test_without_a_keyring_nothing_is_kept_and_nothing_is_sold(tmp_path: Path) -> None:
    sell = 'run("activate", "--card", "7001913901460665", "--amount", "5", "--json")'
    ended = without_a_bus(tmp_path, program(tmp_path, f'run("secret", "set", typed={CANARY!r})', sell))
    first, *_rest, last = ended.out.splitlines()
    assert (first, last) == ("5", "4")
    assert "keeps no secret in a file" in ended.err
    assert CANARY not in ended.err
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]


def test_a_secret_belongs_to_an_account(till: Till) -> None:
    for word in ("set", "delete"):
        told = till.real("secret", word, stdin=CANARY)
        assert (told.code, told.out) == (2, "")
        assert "does not know its account" in told.err
        assert f"fill in id and client_id under [account] in {till.home / 'settings.toml'}" in told.err
        assert CANARY not in told.err


def test_a_secret_is_no_argument(till: Till) -> None:
    told = till.real("secret", "set", CANARY)
    assert told.code == 2


def test_what_is_typed_at_the_terminal_is_not_shown(till: Till) -> None:
    till.settings(ACCOUNT)
    keyboard, terminal = os.openpty()
    words = [sys.executable, "-m", "app", "secret", "set", "--home", str(till.home)]
    child = subprocess.Popen(words, cwd=ROOT, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    shown = b""
    try:
        while b"Client secret" not in shown:
            shown += os.read(keyboard, 1024)
        os.write(keyboard, CANARY.encode() + b"\n")
        with suppress(OSError):  # the terminal ends with the program
            while said := os.read(keyboard, 1024):
                shown += said
    finally:
        child.wait(20)
        os.close(keyboard)
    assert child.returncode == 5, "there is no keyring here"
    assert b"keeps no secret in a file" in shown
    assert CANARY.encode() not in shown


def test_the_slip_key_is_kept_and_taken_away_and_a_short_one_is_refused(tmp_path: Path) -> None:
    ended = with_secret_service(
        tmp_path,
        program(
            tmp_path,
            'run("secret", "set", "--slip-key", typed="canary-short")',
            f'run("secret", "set", "--slip-key", typed={CANARY!r} + "\\n")',
            'run("secret", "delete", "--slip-key")',
            'run("secret", "delete", "--slip-key")',
        ),
    )
    assert ended.out.splitlines() == [
        "2",
        "The slip key for T11223344 is in the keyring.",
        "0",
        "The slip key is no longer in the keyring.",
        "0",
        "There was no slip key in the keyring.",
        "0",
    ]
    assert "16 characters" in ended.err
    assert "anary" not in ended.out + ended.err
