"""The client's secret lies in a sealed keyring or nowhere, and shows itself nowhere."""

import pickle
import subprocess
import sys
import threading
import traceback

import pytest

from app.config.secret import Secret, _first_of_chain, _within, backend_state, delete_secret, read_secret, save_secret
from app.core.problem import Code, Refusal, refuse
from tests.config.secret_service import ROOT, with_secret_service, without_a_bus

CANARY = "canary-Nøkkel-9f3c"
FIRST = """
from app.config.secret import *
from app.core.problem import Refusal
def told(call):
    try:
        return call()
    except Refusal as refusal:
        return refusal.problem.code.value
"""
PLAINTEXT = """
from keyring.backend import KeyringBackend
class PlaintextKeyring(KeyringBackend):
    priority = 9
    def get_password(self, service, username): return "from a plain file"
    def set_password(self, service, username, password): open("leak.txt", "w").write(password)
    def delete_password(self, service, username): pass
"""


def test_a_secret_is_kept_read_replaced_and_forgotten_by_a_real_secret_service(tmp_path):
    program = f"""{FIRST}
print(told(lambda: read_secret("T11223344", "till-7")))
save_secret("T11223344", "till-7", Secret.typed(" first \\n"))
save_secret("T11223344", "till-7", Secret({CANARY!r}))
print(read_secret("T11223344", "till-7").reveal() == {CANARY!r}, read_secret("T11223344", "till-7"))
print(told(lambda: read_secret("T11223344", "till-8")))
print(delete_secret("T11223344", "till-7"), delete_secret("T11223344", "till-7"))
print(told(lambda: read_secret("T11223344", "till-7")))
print(backend_state())
"""
    ended = with_secret_service(tmp_path, program)
    assert ended.out.splitlines() == [
        "secret-missing",
        "True •••",
        "secret-missing",
        "True False",
        "secret-missing",
        "KeyringState(backend='keyring.backends.SecretService.Keyring', problem=None)",
    ]


def test_the_secret_survives_the_session_and_lies_in_no_file_and_no_output(tmp_path):
    log = "from app.config.log import begin_log; from pathlib import Path; import logging\n"
    program = f"""{FIRST}{log}
redact = begin_log(Path({str(tmp_path)!r}), "debug")
logging.getLogger().setLevel("DEBUG")
save_secret("T11223344", "till-7", Secret({CANARY!r}))
kept = read_secret("T11223344", "till-7")
redact.hide(kept.reveal())
logging.getLogger("app.dintero").info("secret %s or %s", kept, kept.reveal())
print(kept, repr(kept), f"{{kept}}", [kept], {{"secret": kept}})
"""
    first = with_secret_service(tmp_path, program)
    again = with_secret_service(tmp_path, FIRST + f'print(read_secret("T11223344", "till-7").reveal() == {CANARY!r})')
    assert again.out == "True"
    assert CANARY not in first.out + first.err + again.err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (tmp_path / "till.log") in files
    assert "•••" in (tmp_path / "till.log").read_text("utf-8").encode().decode("unicode_escape")
    assert any("keyring" in path.suffix for path in files), "the keyring's own file is among those looked at"
    for path in files:
        content = path.read_bytes()
        assert CANARY.encode() not in content, path
        assert CANARY.encode("unicode_escape") not in content, path


def test_without_a_bus_there_is_no_keyring_and_the_till_says_so(tmp_path):
    program = f"""{FIRST}
print(told(lambda: read_secret("T11223344", "till-7")))
print(told(lambda: save_secret("T11223344", "till-7", Secret({CANARY!r}))))
print(told(lambda: delete_secret("T11223344", "till-7")))
print(backend_state().problem.code.value)
"""
    assert without_a_bus(tmp_path, program).out.split() == ["keyring-absent"] * 4


def test_a_secret_service_that_is_named_but_not_there_is_absent(tmp_path):
    program = f'{FIRST}print(told(lambda: read_secret("T11223344", "till-7")))'
    named = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    assert without_a_bus(tmp_path, program, **named).out == "keyring-absent"


def test_a_keyring_with_another_password_is_locked_and_told_in_bounded_time(tmp_path):
    with_secret_service(tmp_path, f'{FIRST}save_secret("T11223344", "till-7", Secret({CANARY!r}))')
    program = f'{FIRST}print(told(lambda: read_secret("T11223344", "till-7", wait_s_max=20)))'
    ended = with_secret_service(tmp_path, program, password="another")
    assert ended.out == "keyring-locked"
    assert CANARY not in ended.err


def test_a_keyring_that_nobody_unlocked_is_locked_for_reading_and_writing(tmp_path):
    program = f"""{FIRST}
print(told(lambda: save_secret("T11223344", "till-7", Secret({CANARY!r}), wait_s_max=20)))
print(told(lambda: read_secret("T11223344", "till-7", wait_s_max=20)))
"""
    ended = with_secret_service(tmp_path, program, password="")
    assert ended.out.split() == ["keyring-locked"] * 2
    assert CANARY not in ended.err


def test_a_plain_file_as_keyring_is_refused_and_never_written(tmp_path):
    (tmp_path / "plainly.py").write_text(PLAINTEXT)
    program = f"""{FIRST}
import sys; sys.path.insert(0, {str(tmp_path)!r})
import os; os.chdir({str(tmp_path)!r})
print(told(lambda: save_secret("T11223344", "till-7", Secret({CANARY!r}))))
print(told(lambda: read_secret("T11223344", "till-7")))
print(told(lambda: delete_secret("T11223344", "till-7")))
state = backend_state()
print(state.problem.code.value, state.backend)
"""
    ended = without_a_bus(tmp_path, program, PYTHON_KEYRING_BACKEND="plainly.PlaintextKeyring")
    assert ended.out.split() == ["keyring-refused"] * 4 + ["plainly.PlaintextKeyring"]
    assert not (tmp_path / "leak.txt").exists()


def test_a_plain_file_named_by_the_users_own_keyring_settings_is_refused_as_well(tmp_path):
    (tmp_path / "plainly.py").write_text(PLAINTEXT)
    settings = tmp_path / "config" / "python_keyring"
    settings.mkdir(parents=True)
    text = f"[backend]\ndefault-keyring=plainly.PlaintextKeyring\nkeyring-path={tmp_path}\n"
    (settings / "keyringrc.cfg").write_text(text)
    program = f'{FIRST}print(told(lambda: save_secret("T11223344", "till-7", Secret({CANARY!r}))))'
    assert without_a_bus(tmp_path, program).out == "keyring-refused"


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("keyring.backends.null.Keyring", "keyring-refused"),
        ("keyring.backends.fail.Keyring", "keyring-absent"),
        ("no.such.Keyring", "keyring-refused"),
        ("keyring.backends.null.Nothing", "keyring-refused"),
        ("keyring.backends.chainer.ChainerBackend", "keyring-absent"),
    ],
)
def test_whatever_the_environment_names_is_judged_by_its_class(tmp_path, named, code):
    program = f'{FIRST}print(told(lambda: read_secret("T11223344", "till-7")))'
    assert without_a_bus(tmp_path, program, PYTHON_KEYRING_BACKEND=named).out == code


def as_class(name: str):
    """An object whose class has this full name."""
    module, _, short = name.rpartition(".")
    return type(short, (), {"__module__": module, "backends": []})()


def test_of_a_chain_the_first_is_used_when_all_of_it_are_allowed():
    chain = as_class("keyring.backends.chainer.ChainerBackend")
    sealed = [as_class("keyring.backends.libsecret.Keyring"), as_class("keyring.backends.kwallet.DBusKeyring")]
    chain.backends = sealed
    assert _first_of_chain(chain) is sealed[0]


def test_a_chain_with_one_plain_file_in_it_is_refused():
    chain = as_class("keyring.backends.chainer.ChainerBackend")
    chain.backends = [
        as_class("keyring.backends.SecretService.Keyring"),
        as_class("keyrings.alt.file.PlaintextKeyring"),
    ]
    with pytest.raises(Refusal) as told:
        _first_of_chain(chain)
    assert told.value.problem.code is Code.KEYRING_REFUSED
    assert told.value.problem.facts["backend"] == "keyrings.alt.file.PlaintextKeyring"


def test_a_prompt_that_nobody_answers_ends_as_locked():
    answered = threading.Event()
    with pytest.raises(Refusal) as told:
        _within(0.05, answered.wait)
    answered.set()
    assert told.value.problem.code is Code.KEYRING_LOCKED


def test_a_back_ends_fault_keeps_its_class_and_loses_its_words():
    def fails():
        raise OSError(f"could not store {CANARY}")

    with pytest.raises(Refusal) as told:
        _within(5, fails)
    assert told.value.problem.facts["reason"] == "OSError"
    assert CANARY not in "".join(traceback.format_exception(told.value))


def test_a_refusal_inside_the_call_comes_out_as_it_is():
    def refused():
        raise refuse(Code.KEYRING_REFUSED, backend="x", reason="y")

    with pytest.raises(Refusal) as told:
        _within(5, refused)
    assert told.value.problem.code is Code.KEYRING_REFUSED


def test_a_secret_shows_itself_in_no_form():
    kept = Secret(CANARY)
    assert {repr(kept), str(kept), f"{kept}", f"{kept!r:>3}", f"{kept!s}"} == {"•••"}
    assert kept.reveal() == CANARY
    with pytest.raises(TypeError):
        pickle.dumps(kept)


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_an_empty_secret_is_refused(text):
    with pytest.raises(Refusal) as told:
        Secret.typed(text)
    assert told.value.problem.code is Code.SECRET_EMPTY


@pytest.mark.parametrize("text", ["x" * 1025, f"{CANARY}\nsecond line"])
def test_what_cannot_be_a_secret_is_refused_without_being_shown(text):
    with pytest.raises(Refusal) as told:
        Secret.typed(text)
    assert told.value.problem.code is Code.SETTINGS_BAD_VALUE
    assert CANARY not in str(told.value.problem)


@pytest.mark.parametrize(("account", "client"), [("", "till-7"), ("T11223344", "")])
def test_without_an_account_there_is_no_name_to_keep_a_secret_by(account, client):
    for call in (read_secret, delete_secret, lambda *names: save_secret(*names, Secret("x"))):
        with pytest.raises(Refusal) as told:
            call(account, client)
        assert told.value.problem.code is Code.ACCOUNT_MISSING


def test_the_suite_itself_reaches_no_keyring():
    assert backend_state().problem.code is Code.KEYRING_ABSENT


def test_the_keyring_library_is_imported_late():
    light = "import app.config.secret, sys; print(sorted({'keyring', 'jeepney', 'secretstorage'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", light], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
