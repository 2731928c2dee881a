"""Head office makes a key, signs a policy, and a till shows what holds."""

import json
from pathlib import Path

import pytest

from app.config.policy_signature import new_key, opened, signed
from tests.command.at_the_counter import Till
from tests.command.test_secret import ACCOUNT, program
from tests.config.secret_service import with_secret_service, without_a_bus

PRIVATE, PUBLIC = new_key()
TEXT = """\
account = "T11223344"
issued = 2020-01-01
ends = 2099-12-31
[limits]
waiting_count_max = 80
"""


@pytest.fixture
def draft(home: Path) -> Path:
    file = home / "policy.toml"
    file.write_text(TEXT, "utf-8")
    return file


def at_a_till(till: Till, file: Path) -> None:
    till.settings(f"{ACCOUNT}[offline]\npolicy_file = '{file}'\npolicy_key = '{PUBLIC}'\n")


def test_without_a_policy_the_settings_limits_are_shown(till: Till) -> None:
    told = till.real("policy", "show", "--json")
    assert (told.code, told.value["policy"], told.value["problem"]) == (0, None, None)
    assert told.value["limits"]["waiting_count"] == 50
    assert told.value["limits"]["card_minor"]["NOK"] == 100_000
    said = till.real("policy", "show").out
    assert said.startswith("Set by this till's settings.\nOne card:           1000.00 NOK, 1000.00 SEK")
    till.settings("[offline]\nis_allowed = false")
    assert "Nothing is sold while the line is down." in till.real("policy", "show").out


def test_a_policy_is_signed_with_a_key_from_standard_input_and_holds_at_a_till(till: Till, draft: Path) -> None:
    out = till.home / "policy.json"
    key = PRIVATE.reveal()
    told = till.real("policy", "sign", str(draft), "--out", str(out), "--key-from-input", stdin=key + "\n")
    assert (told.code, told.err) == (0, "")
    assert told.out == f"Signed: {out}. It holds for T11223344 until 2099-12-31.\n"
    at_a_till(till, out)
    shown = till.real("policy", "show", "--json")
    assert (shown.code, shown.value["limits"]["waiting_count"]) == (0, 80)
    assert shown.value["policy"] == {"account": "T11223344", "issued": "2020-01-01", "ends": "2099-12-31"}
    words = till.real("policy", "show").out
    assert words.startswith(f"Set by head office until 2099-12-31: {out}\n")
    assert "Cards waiting:      80" in words


def test_a_signed_policy_goes_to_standard_output_too(till: Till, draft: Path) -> None:
    key = PRIVATE.reveal()
    plain = till.real("policy", "sign", str(draft), "--key-from-input", stdin=key)
    assert opened(plain.out, PUBLIC, "") == TEXT
    as_json = till.real("policy", "sign", str(draft), "--key-from-input", "--json", stdin=key).value
    assert opened(as_json["signed"], PUBLIC, "") == TEXT
    assert (as_json["policy_key"], as_json["file"]) == (PUBLIC, None)
    assert key not in plain.out + plain.err + json.dumps(as_json)


def test_a_policy_that_does_not_hold_is_told_with_the_limits_that_do(till: Till) -> None:
    file = till.home / "policy.json"
    at_a_till(till, file)
    told = till.real("policy", "show", "--json")
    assert (told.code, told.problem, told.value["policy"]) == (2, "policy-unreadable", None)
    file.write_text(signed(TEXT.replace("2099", "2020"), PRIVATE), "utf-8")
    told = till.real("policy", "show")
    assert told.code == 2
    assert told.out.startswith("The strictest limits hold.\n")
    assert "ended on 2020-12-31" in told.err


def test_what_is_no_policy_is_not_signed(till: Till, draft: Path) -> None:
    for text, code in (("x = 1\n" + TEXT, "policy-unknown-key"), ("", "policy-unreadable")):
        draft.write_text(text, "utf-8")
        told = till.real("policy", "sign", str(draft), "--json", "--key-from-input", stdin=PRIVATE.reveal())
        assert (told.code, told.refused) == (2, code)
    told = till.real("policy", "sign", str(till.home / "gone"), "--json", "--key-from-input", stdin=PRIVATE.reveal())
    assert (told.code, told.refused) == (2, "policy-unreadable")


def test_what_is_no_key_signs_nothing_and_is_not_shown(till: Till, draft: Path) -> None:
    told = till.real("policy", "sign", str(draft), "--json", "--key-from-input", stdin="hush-hush")
    assert (told.code, told.refused) == (2, "policy-key-bad")
    assert "hush" not in told.out + told.err


def test_a_place_that_cannot_be_written_is_told(till: Till, draft: Path) -> None:
    out = draft / "policy.json"
    told = till.real("policy", "sign", str(draft), "--out", str(out), "--key-from-input", stdin=PRIVATE.reveal())
    assert told.code == 2
    assert "Invalid value for --out: " in told.err


def test_a_key_needs_an_account(till: Till) -> None:
    for words, code in (((), "account-missing"), (("--account", "X1"), "account-bad")):
        told = till.real("policy", "new-key", "--json", *words)
        assert (told.code, told.refused) == (2, code)


def test_the_key_is_made_in_the_keyring_and_lies_in_no_file(tmp_path: Path) -> None:
    home = tmp_path / "till"
    home.mkdir(mode=0o700)
    (tmp_path / "draft.toml").write_text(TEXT, "utf-8")
    show_key = 'from app.config.secret import read_secret; print(read_secret("T11223344", ":policy").reveal())'
    ended = with_secret_service(
        tmp_path,
        program(
            tmp_path,
            f'run("policy", "sign", {str(tmp_path / "draft.toml")!r})',
            'run("policy", "new-key", "--json")',
            'run("policy", "new-key")',
            f'run("policy", "sign", {str(tmp_path / "draft.toml")!r}, "--out", {str(tmp_path / "policy.json")!r})',
            show_key,
            'run("policy", "new-key", "--account", "T11223344", "--replace", "--json")',
        ),
    )
    lines = ended.out.splitlines()
    assert "There is no key here to sign policies of T11223344 with." in ended.err
    first = json.loads(lines[1])
    assert (lines[0], first["was_made"], lines[2]) == ("2", True, "0")
    assert lines[3:6] == [
        "The key for policies of T11223344 was in the keyring already.",
        f'policy_key = "{first["policy_key"]}"',
        "0",
    ]
    private = lines[8]
    assert json.loads(lines[9])["policy_key"] != first["policy_key"]
    assert opened((tmp_path / "policy.json").read_text("utf-8"), first["policy_key"], "") == TEXT
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or private.encode() not in path.read_bytes()


def test_without_a_keyring_no_key_is_made(tmp_path: Path) -> None:
    ended = without_a_bus(tmp_path, program(tmp_path, 'run("policy", "new-key")'))
    assert ended.out == "5"
    assert "keeps no secret in a file" in ended.err
