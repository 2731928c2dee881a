"""The first-run screen writes the account into the settings file and loses nothing that stood there."""

import os
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.settings_file import default_text, load_settings, save_account, save_values, with_values
from app.core.problem import Code, Refusal

ID, ADDRESS, CLIENT = "T11223344", "https://api.example.test", "client-7"

COMMENTED = """\
# our till
[shop]
name = "Bøker"   # on the corner

[account]
# whose
  id = 'T00000001'  # the old one
other-lines-stay = 1
[look]
theme = "dark"
"""


@pytest.fixture
def file(home):
    return home / "settings.toml"


def saved(file, text: str | None = None) -> str:
    if text is not None:
        file.write_bytes(text.encode())
    save_account(file, ID, ADDRESS, CLIENT)
    return file.read_bytes().decode()


def test_without_a_file_the_commented_default_is_written_with_the_account_in_it(file):
    text = saved(file)
    account = load_settings(file).account
    assert (account.id, account.base_url, account.client_id) == (ID, ADDRESS, CLIENT)
    assert len(text.splitlines()) == len(default_text().splitlines())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_stands_there_keeps_its_place_its_indent_and_its_comment(file):
    text = saved(file, COMMENTED.replace("other-lines-stay = 1\n", ""))
    assert text.splitlines() == [
        "# our till",
        "[shop]",
        'name = "Bøker"   # on the corner',
        "",
        "[account]",
        f'base_url = "{ADDRESS}"',
        f'client_id = "{CLIENT}"',
        "# whose",
        f'  id = "{ID}"  # the old one',
        "[look]",
        'theme = "dark"',
    ]


@pytest.mark.parametrize("text", ["", "# only words", "[look]\nkiosk = true", "[account]", "[ account ] # x\r\n\r\n"])
def test_a_file_without_the_keys_gets_them(file, text):
    written = saved(file, text)
    assert load_settings(file).account.client_id == CLIENT
    assert all(line in written for line in text.splitlines())
    assert ("\r\n" in written) == ("\r\n" in text)


def test_saving_twice_changes_nothing(file):
    assert saved(file, "[account]\nid = 'T00000000'\n") == saved(file)


@pytest.mark.parametrize("text", ["account.id = 'T00000001'", "account = { id = 'T00000001' }", "account = {}"])
def test_a_form_that_cannot_be_edited_safely_is_left_as_it_was_and_said(file, text):
    with pytest.raises(Refusal) as told:
        saved(file, text)
    assert told.value.problem.code is Code.SETTINGS_BAD_VALUE
    assert file.read_text("utf-8") == text


def test_a_key_in_the_words_of_a_text_is_not_taken_for_the_key(file):
    text = '[shop]\nterms = ["""\n[account]\nid = 1\n"""]\n'
    with pytest.raises(Refusal):
        saved(file, text)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("account", "address", "client", "code"),
    [
        ("12345678", ADDRESS, CLIENT, Code.ACCOUNT_BAD),
        ("T1234567x", ADDRESS, CLIENT, Code.ACCOUNT_BAD),
        ("T12345678\n", ADDRESS, CLIENT, Code.ACCOUNT_BAD),
        (ID, "http://api.example.test", CLIENT, Code.ADDRESS_NOT_HTTPS),
        (ID, "https://u:p@example.test", CLIENT, Code.ADDRESS_NOT_HTTPS),
        (ID, ADDRESS, "", Code.SETTINGS_BAD_VALUE),
        (ID, ADDRESS, "a:b", Code.SETTINGS_BAD_VALUE),
        (ID, ADDRESS, 'a"\nb', Code.SETTINGS_BAD_VALUE),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(file, account, address, client, code):
    with pytest.raises(Refusal) as told:
        save_account(file, account, address, client)
    assert told.value.problem.code is code
    assert not file.exists()


def test_a_file_with_a_fault_elsewhere_is_not_touched(file):
    file.write_text("[look]\ntheme = 'pink'\n")
    with pytest.raises(Refusal) as told:
        save_account(file, ID, ADDRESS, CLIENT)
    assert told.value.problem.facts["key"] == "look.theme"
    assert file.read_text() == "[look]\ntheme = 'pink'\n"


def test_a_link_stays_a_link_and_no_draft_stays_behind(home, file):
    (home / "real").mkdir()
    file.symlink_to(home / "real" / "kept.toml")
    save_account(file, ID, ADDRESS, CLIENT)
    assert file.is_symlink()
    assert [path.name for path in (home / "real").iterdir()] == ["kept.toml"]


def test_a_disk_that_refuses_leaves_the_old_file(home, file, monkeypatch):
    before = saved(file)

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal) as told:
        save_account(file, "T99999999", ADDRESS, CLIENT)
    assert told.value.problem.facts["reason"] == "No space left on device"
    assert file.read_bytes().decode() == before
    assert [path.name for path in home.iterdir()] == ["settings.toml"]


@given(client=st.from_regex(r"[\x21-\x39\x3b-\x7e]{1,30}", fullmatch=True))
def test_every_client_id_is_read_as_it_was_written(client):
    once = with_values(COMMENTED, "account", {"id": ID, "client_id": client})
    again = with_values(once, "account", {"id": ID, "client_id": client})
    assert tomllib.loads(once)["account"]["client_id"] == client
    assert once == again


def test_any_table_is_changed_in_place_with_plain_values_of_each_kind(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# mine\n[printer]\naddress = "none"  # for now\n\n[shop]\nname = "Nordlys"\n', "utf-8")
    settings = save_values(file, "printer", {"address": "tcp://10.0.0.7:9100", "code_page_slot": 19})
    assert (settings.printer.address, settings.printer.code_page_slot) == ("tcp://10.0.0.7:9100", 19)
    assert save_values(file, "display", {"second_screen": True}).display.second_screen
    text = file.read_text("utf-8")
    assert 'address = "tcp://10.0.0.7:9100"  # for now' in text
    assert text.startswith("# mine\n")
    assert load_settings(file).shop.name == "Nordlys"


def test_a_value_that_cannot_be_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[printer]\naddress = "none"\n', "utf-8")
    with pytest.raises(Refusal):
        save_values(file, "printer", {"code_page_slot": 900})
    assert file.read_text("utf-8") == '[printer]\naddress = "none"\n'


def test_a_value_is_set_below_its_own_explanation_where_the_default_stands_behind_a_number_sign(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    save_values(file, "printer", {"code_page": "CP1252", "code_page_slot": 71})
    was, now = default_text().splitlines(), file.read_text("utf-8").splitlines()
    changed = {old: new for old, new in zip(was, now, strict=True) if old != new}
    assert changed == {
        '# code_page = "CP858"': 'code_page = "CP1252"',
        "# code_page_slot = 19": "code_page_slot = 71",
    }
    save_values(file, "printer", {"code_page": "CP858"})
    assert file.read_text("utf-8").count("\ncode_page = ") == 1
