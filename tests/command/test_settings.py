"""Where things lie, a settings file to begin with, and faults in it named with file and place."""

import pytest

from tests.command.at_the_counter import Till

FAULTS = {
    "[shop\n": ("settings-unreadable", "line 1"),
    '[shop]\nnmae = "x"\n': ("settings-unknown-key", "shop.nmae"),
    '[shpo]\nname = "x"\n': ("settings-unknown-key", "shpo"),
    "[sale]\ncards_max = 0\n": ("settings-bad-value", "line 2"),
    "[sale]\nmaximum = { NOK = 12.5 }\n": ("settings-bad-value", "sale.maximum"),
    '[sale]\ncurrencies = ["GBP"]\n': ("settings-bad-value", "sale.currencies"),
    '[account]\nid = "X1"\n': ("settings-bad-value", "account.id"),
    '[account]\nbase_url = "http://api.example.com"\n': ("address-not-https", "http://api.example.com"),
    '[scanner]\npatterns = ["(?P<card_id>["]\n': ("settings-bad-value", "scanner.patterns"),
    '[printer]\naddress = "lpt1"\n': ("settings-bad-value", "printer.address"),
    '[printer]\nprofile = "a4"\n': ("settings-bad-value", "printer"),
}


def test_every_place_is_named(till: Till) -> None:
    told = till.real("settings", "--json")
    assert told.code == 0
    assert told.value == {
        "settings": str(till.home / "settings.toml"),
        "journals": str(till.home / "journal"),
        "log": str(till.home / "log"),
        "is_there": False,
        "was_written": False,
    }
    words = till.real("settings").out
    assert "the defaults hold" in words
    assert str(till.home / "journal") in words


def test_a_first_settings_file_is_written_once_and_never_over_another(till: Till) -> None:
    told = till.real("settings", "--write", "--json")
    assert (told.code, told.value["was_written"]) == (0, True)
    file = till.home / "settings.toml"
    file.unlink()
    assert till.real("settings", "--write").out.startswith(f"Written: {file}\n")
    assert file.stat().st_mode & 0o077 == 0
    assert till.real("settings").code == 0, "what it wrote can be read"
    till.settings("# mine\n")
    again = till.real("settings", "--write", "--json")
    assert (again.code, again.value["was_written"]) == (2, False)
    assert "left as it is" in again.err
    assert file.read_text("utf-8") == "# mine\n"


@pytest.mark.parametrize(("text", "expected"), FAULTS.items(), ids=[place for _, place in FAULTS.values()])
def test_a_fault_is_named_with_its_file_and_place(till: Till, text: str, expected: tuple[str, str]) -> None:
    code, place = expected
    till.settings(text)
    told = till.real("activate", "--card", "7001913901460665", "--amount", "5", "--json", "--sandbox", till.url)
    assert (told.code, told.refused) == (2, code)
    assert place in told.err
    if code != "address-not-https":
        assert str(till.home / "settings.toml") in told.err


@pytest.mark.parametrize("command", ["activate", "card", "journal", "queue", "secret"])
def test_each_command_names_the_fault(till: Till, command: str) -> None:
    till.settings("[shop\n")
    words = {
        "activate": ["--card", "7001913901460665", "--amount", "5"],
        "card": ["7001913901460665"],
        "queue": ["list"],
        "secret": ["set"],
    }
    told = till.real(command, *words.get(command, []), stdin="x")
    assert told.code == 2
    assert "settings.toml cannot be read, line 1" in told.err


def test_a_till_without_an_account_says_so(till: Till) -> None:
    told = till.real("activate", "--card", "7001913901460665", "--amount", "5", "--json")
    assert (told.code, told.refused) == (2, "account-missing")
    assert not list(till.home.rglob("*.db"))
