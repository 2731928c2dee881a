"""The settings file: defaults, limits, and words for what is wrong in it."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compose.printing import profile_of
from app.config.folders import Home
from app.config.locale_form import date_form, number_form
from app.config.receipt_words import languages, receipt_words
from app.config.settings import Settings
from app.config.settings_checks import is_address, is_safe_address
from app.config.settings_fault import line_of
from app.config.settings_file import default_text, load_settings, read_settings, write_default, write_whole
from app.config.shop_settings import SerialLine, is_test_account, serial_lines, to_shop
from app.core.money import Currency, Money
from app.core.problem import Code, Refusal
from app.core.receipt import WORD_KEYS
from app.core.scan import DEFAULT_PATTERNS

FILE = "settings.toml"


def refused(text: str):
    with pytest.raises(Refusal) as told:
        read_settings(text, FILE)
    return told.value.problem


def read_or_refusal(text: str):
    try:
        return read_settings(text, FILE)
    except Refusal as refusal:
        return refusal.problem


def test_a_pipe_in_the_place_of_the_settings_is_told_and_waited_for_by_nobody(tmp_path: Path) -> None:
    pipe = tmp_path / "settings.toml"
    os.mkfifo(pipe)
    with pytest.raises(Refusal) as told:
        load_settings(pipe)
    assert told.value.problem.facts["reason"] == "it is no plain file"


def test_a_file_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "place").write_text("no folder", "utf-8")
    with pytest.raises(Refusal) as told:
        write_whole(tmp_path / "place" / "settings.toml", "")
    assert told.value.problem.code is Code.SETTINGS_UNWRITABLE


def test_an_absent_file_and_an_empty_one_are_the_defaults(home):
    assert load_settings(home / FILE) == Settings() == read_settings("", FILE)


def test_the_file_that_a_first_run_writes_says_what_the_defaults_are(home):
    assert write_default(home / FILE)
    assert load_settings(home / FILE) == Settings()
    assert not write_default(home / FILE)
    assert (home / FILE).stat().st_mode & 0o777 == 0o600


def test_every_key_stands_in_the_default_file_with_its_default():
    shown = re.sub(r"^# (?=[a-z_]+ = |    '|\])", "", default_text(), flags=re.MULTILINE)
    raw = tomllib.loads(shown)
    assert profile_of(read_settings(shown, FILE).printer) == profile_of(Settings().printer)
    for key, table in (
        ("expiry_months", "sale"),
        ("columns", "printer"),
        ("dots", "printer"),
        ("code_page", "printer"),
        ("code_page_slot", "printer"),
        ("has_cutter", "printer"),
        ("has_bar_code", "printer"),
        ("has_qr_code", "printer"),
    ):
        assert raw[table].pop(key), "shown as an example; the default is none"
    settings = read_settings(shown, FILE)
    for name in Settings.__struct_fields__:
        table = getattr(Settings(), name)
        optional = {field for field in table.__struct_fields__ if getattr(table, field) is None}
        assert set(raw[name]) == set(table.__struct_fields__) - optional
    assert to_shop(settings, number_form("nb_NO"), date_form("nb_NO")).maximum_minor == {
        Currency.NOK: 1_000_000,
        Currency.SEK: 1_000_000,
        Currency.DKK: 1_000_000,
        Currency.EUR: 100_000,
        Currency.USD: 100_000,
    }
    assert settings.scanner.patterns == DEFAULT_PATTERNS


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("[account]\nid = ''\n\nclient_secret = 'hush'", "account.client_secret", 4),
        ("# x\n[acount]\nid = ''", "acount", 2),
        ("kiosk = true", "kiosk", 1),
        ("[shop]\n[shop.colours]\nred = 1", "shop.colours", 2),
        ("shop.naem = 'x'", "shop.naem", 1),
    ],
)
def test_an_unknown_key_is_named_with_its_line_and_without_its_value(text, key, line):
    problem = refused(text)
    assert problem.code is Code.SETTINGS_UNKNOWN_KEY
    assert (problem.facts["file"], problem.facts["key"], problem.facts["line"]) == (FILE, key, line)
    assert "hush" not in str(problem)


BAD = [
    ("[account]\nid = 'X12345678'", "account.id", "X12345678"),
    ("[account]\nid = 'T123'", "account.id", "T123"),
    ('[account]\nid = "T12345678\\n"', "account.id", "T12345678"),
    ("[account]\nclient_id = 'a:b'", "account.client_id", "a:b"),
    ("[account]\nbase_url = 'ftp://x'", "account.base_url", "ftp://x"),
    ("[account]\nbase_url = 'https://a.b/?q=1'", "account.base_url", "https://a.b/?q=1"),
    ("[account]\nbase_url = 'https://a.b/../c'", "account.base_url", "https://a.b/../c"),
    ("[network]\ntrust = 'none'", "network.trust", "none"),
    ("[network]\nca_file = 'ca.pem'", "network.ca_file", "ca.pem"),
    ("[network]\nproxy = 'proxy:3128'", "network.proxy", "proxy:3128"),
    ("[network]\ndeadline_s = 0", "network.deadline_s", "0"),
    ("[network]\ndeadline_s = nan", "network.deadline_s", "nan"),
    ("[network]\ndeadline_s = inf", "network.deadline_s", "inf"),
    ("[network]\nconnect_timeout_s = 40", "network.connect_timeout_s", "40.0"),
    ("[shop]\nname = ''", "shop.name", ""),
    ('[shop]\nname = "a\\u001bb"', "shop.name", "ab"),
    ("[shop]\ntill_id = 'a/b'", "shop.till_id", "a/b"),
    ("[shop]\naddress = ['a', \"b\\nc\"]", "shop.address[1]", "bc"),
    ("[shop]\naddress = ['a','a','a','a','a','a','a']", "shop.address", "7"),
    ("[shop]\nlocale = 'norsk'", "shop.locale", "norsk"),
    ("[shop]\nreceipt_language = '../x'", "shop.receipt_language", "../x"),
    ("[shop]\nmask_first = -1", "shop.mask_first", "-1"),
    ("[sale]\ncurrencies = []", "sale.currencies", ""),
    ("[sale]\ncurrencies = ['NOK', 'GBP']", "sale.currencies[1]", "GBP"),
    ("[sale]\ncurrencies = ['NOK', 'NOK']", "sale.currencies", "NOK, NOK"),
    ("[sale]\nmaximum = { NOK = 100.5 }", "sale.maximum", "{'NOK': 100.5}"),
    ("[sale]\nmaximum = { NOK = '100,50' }", "sale.maximum.NOK", "100,50"),
    ("[sale]\nmaximum = { NOK = '١٠' }", "sale.maximum.NOK", "١٠"),
    ("[sale]\nmaximum = { NOK = 0 }", "sale.maximum.NOK", "0"),
    ("[sale]\nmaximum = { NOK = 99999999999 }", "sale.maximum.NOK", "99999999999"),
    ("[sale]\nmaximum = { GBP = 10 }", "sale.maximum.GBP", "GBP"),
    ("[sale]\npresets = [200, -5]", "sale.presets[1]", "-5"),
    ("[sale]\npresets = [200, 20000]", "sale.presets[1]", "20000"),
    ("[sale]\npresets = [200.0]", "sale.presets[0]", "200.0"),
    ("[sale]\npresets = [true]", "sale.presets[0]", "True"),
    ("[sale]\nexpiry_months = 0", "sale.expiry_months", "0"),
    ("[sale]\ncards_max = 1000", "sale.cards_max", "1000"),
    ("[printer]\naddress = ''", "printer.address", ""),
    ("[printer]\ncolumns = 5", "printer.columns", "5"),
    ("[printer]\ncode_page = ' '", "printer.code_page", " "),
    ("[printer]\nlogo = 'logo.png'", "printer.logo", "logo.png"),
    ("[scanner]\npatterns = []", "scanner.patterns", "0"),
    ("[scanner]\npatterns = ['(']", "scanner.patterns[0]", "("),
    ("[scanner]\npatterns = ['[0-9]+']", "scanner.patterns[0]", "[0-9]+"),
    (f"[scanner]\npatterns = ['{'a' * 201}']", "scanner.patterns[0]", "a" * 39 + "…"),
    ("[scanner]\nwedge_prefix = 'F25'", "scanner.wedge_prefix", "F25"),
    ("[scanner]\nwedge_suffix = 'either'", "scanner.wedge_suffix", "either"),
    ("[scanner]\nserial_speed = 9601", "scanner.serial_speed", "9601"),
    ("[scanner]\nserial_framing = '8N3'", "scanner.serial_framing", "8N3"),
    ("[scanner]\nserial_port = ' x'", "scanner.serial_port", " x"),
    ("[queue]\nquarantine_s = 0", "queue.quarantine_s", "0"),
    ("[account]\nid = 'P12345678'\n[queue]\nquarantine_s = 5", "queue.quarantine_s", "5"),
    ("[journal]\nbackup_days = -1", "journal.backup_days", "-1"),
    ("[journal]\nfree_mb_min = 9", "journal.free_mb_min", "9"),
    ("[look]\ntheme = 'pink'", "look.theme", "pink"),
    ("[look]\nkiosk = 'yes'", "look.kiosk", "yes"),
    ("[log]\nlevel = 'all'", "log.level", "all"),
    ("look = 3", "look", "3"),
]


@pytest.mark.parametrize(("text", "key", "value"), BAD, ids=[f"{key}={value}" for _, key, value in BAD])
def test_a_bad_value_is_named_with_key_line_value_and_reason(text, key, value):
    problem = refused(text)
    assert problem.code is Code.SETTINGS_BAD_VALUE
    assert (problem.facts["key"], problem.facts["value"]) == (key, value)
    assert problem.facts["line"] == len(text.splitlines())
    assert problem.facts["file"] == FILE
    assert len(str(problem.facts["reason"])) > 8
    assert "`" not in str(problem.facts["reason"]), "the words are a person's, not the converter's"


@pytest.mark.parametrize(
    "address", ["http://api.dintero.com", "http://127.0.0.1.evil.example", "http://localhost.evil"]
)
def test_an_address_without_a_seal_is_refused(address):
    problem = refused(f"[account]\nbase_url = '{address}'")
    assert problem.code is Code.ADDRESS_NOT_HTTPS
    assert (problem.facts["line"], problem.facts["address"]) == (2, address)


@pytest.mark.parametrize(
    "address", ["http://localhost:8080", "http://127.0.0.1:80", "http://[::1]:9", "https://a.b/v2/"]
)
def test_https_anywhere_and_http_on_this_machine_are_allowed(address):
    assert read_settings(f"[account]\nbase_url = '{address}'", FILE).account.base_url == address


@pytest.mark.parametrize("address", ["https://u:p@a.b", "https://a.b:99999", "https://a.b/%2e%2e/x", "https://a b", ""])
def test_what_is_more_than_an_address_is_none(address):
    assert not is_address(address)
    assert not is_safe_address("http://u@127.0.0.1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[network]\ntrust = 'none'", "must be one of certifi, system"),
        ("[sale]\ncurrencies = ['GBP']", "must be one of NOK, SEK, DKK, EUR, USD"),
        ("[printer]\ncolumns = 40", "must be one of 32, 42, 48"),
        ("[shop]\nmask_first = -1", "must be a whole number of 0 or more"),
        ("[sale]\ncards_max = 1000", "must be a whole number of 200 at most"),
        ("[sale]\npresets = [200.0]", "must be a whole number, not a number with decimals"),
        ("[look]\nkiosk = 'yes'", "must be true or false, not text"),
        ("look = 3", "must be a table, not a whole number"),
    ],
)
def test_the_reason_says_what_would_be_right(text, reason):
    assert refused(text).facts["reason"] == reason


def test_the_password_of_a_proxy_is_not_shown():
    problem = refused("[network]\nproxy = 'http://kari:hush@proxy:3128'")
    assert problem.facts["value"] == "…@proxy:3128"


def test_a_file_that_is_no_toml_is_refused_with_its_line():
    problem = refused("[shop]\nname = 'x'\nname = ")
    assert problem.code is Code.SETTINGS_UNREADABLE
    assert problem.facts["line"] == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe[\x00", "UTF-8"), (b"#" * 1_000_001, "large"), (b"[shop]\nname = '\xe6'", "UTF-8")],
)
def test_a_file_that_is_no_text_is_refused_with_words(home, content, reason):
    (home / FILE).write_bytes(content)
    with pytest.raises(Refusal) as told:
        load_settings(home / FILE)
    assert told.value.problem.code is Code.SETTINGS_UNREADABLE
    assert reason in str(told.value.problem.facts["reason"])


def test_a_folder_in_place_of_the_file_is_refused_with_words(home):
    with pytest.raises(Refusal) as told:
        load_settings(home)
    assert told.value.problem.code is Code.SETTINGS_UNREADABLE


def test_a_byte_order_mark_does_no_harm(home):
    (home / FILE).write_bytes(b"\xef\xbb\xbf[shop]\nname = 'B\xc3\xb8ker'\n")
    assert load_settings(home / FILE).shop.name == "Bøker"


@given(st.text())
def test_no_text_makes_anything_but_settings_or_a_refusal(text):
    outcome = read_or_refusal(text)
    assert isinstance(outcome, Settings) or outcome.facts["file"] == FILE


values = st.one_of(st.none(), st.integers(), st.text(max_size=5), st.booleans(), st.lists(st.integers(), max_size=2))


@given(
    st.sampled_from(
        [(table, key) for table in Settings.__struct_fields__ for key in getattr(Settings(), table).__struct_fields__]
    ),
    values.filter(lambda value: value is not None),
)
def test_any_value_anywhere_is_taken_or_refused_by_its_key(place, value):
    table, key = place
    if isinstance(value, str):
        written = '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    else:
        written = str(value).lower()
    text = f"[{table}]\n{key} = {written}\n"
    outcome = read_or_refusal(text)
    if isinstance(outcome, Settings):
        return
    assert outcome.code in {Code.SETTINGS_BAD_VALUE, Code.SETTINGS_UNREADABLE}
    assert outcome.facts["reason"]
    assert outcome.facts["line"] in {1, 2}
    assert str(outcome.facts.get("key", table)).startswith(table)


def test_the_line_of_a_key_is_found_through_tables_quotes_and_dots():
    text = "a.b = 1\n[ t ] # x\n'k' = 1\n\"q\".r = 2\n[t.u]\nv = 1"
    found = {key: line_of(key, text) for key in ("a.b", "t.k", "t.q.r", "t.u.v", "t.none", "none")}
    assert found == {"a.b": 1, "t.k": 3, "t.q.r": 4, "t.u.v": 6, "t.none": 2, "none": None}


def test_settings_become_a_shop_with_whole_minor_units():
    text = """
[shop]
name = "Bokhandelen på hjørnet"
address = ["Storgata 1", "0155 Oslo"]
store_id = "oslo-1"
till_id = "kasse-2"
terms = ["Gyldig i tre år."]
mask_first = 4
[sale]
currencies = ["EUR", "NOK"]
maximum = { NOK = "5000" }
presets = [50, "100"]
expiry_months = 36
cards_max = 20
[queue]
quarantine_s = 90
"""
    shop = to_shop(read_settings(text, FILE), number_form("nb_NO"), date_form("nb_NO"))
    assert shop.originated_by == "oslo-1/kasse-2"
    assert shop.currencies == (Currency.EUR, Currency.NOK)
    assert shop.maximum_minor == {Currency.EUR: 100_000, Currency.NOK: 500_000}
    assert shop.presets_minor == (5_000, 10_000)
    assert (shop.expiry_months, shop.cards_max, shop.mask_first) == (36, 20, 4)
    assert shop.facts.quarantine.total_seconds() == 90
    assert not shop.facts.server_cas
    assert shop.number_form.amount(Money(50_000, Currency.NOK)) == "500,00\u00a0kr"


def test_a_serial_scanner_is_there_when_its_port_is_named():
    assert serial_lines(Settings()) == ()
    read = read_settings("[scanner]\nserial_port = 'COM3'\nserial_framing = '7E1'", FILE)
    assert serial_lines(read) == (SerialLine("COM3", 9600, "7E1", has_check=False),)


def test_several_serial_scanners_stand_in_tables_of_their_own():
    text = """
[scanner]
serial_port = "COM3"
hid = "usb:0C2E:0B6A"
[[scanner.serial]]
port = "usb:05E0:1701:A1"
speed = 115200
[[scanner.serial]]
port = "/dev/ttyS0"
framing = "7E1"
lrc = true
"""
    settings = read_settings(text, FILE)
    assert serial_lines(settings) == (
        SerialLine("COM3", 9600, "8N1", has_check=False),
        SerialLine("usb:05E0:1701:A1", 115200, "8N1", has_check=False),
        SerialLine("/dev/ttyS0", 9600, "7E1", has_check=True),
    )
    assert settings.scanner.hid == "usb:0C2E:0B6A"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[scanner.serial]]\nport = ''", "scanner.serial[0].port"),
        ("[[scanner.serial]]\nport = 'COM3'\nframing = '9N1'", "scanner.serial[0].framing"),
        ("[[scanner.serial]]\nport = 'COM3'\n[[scanner.serial]]\nport = 'COM3'", "scanner.serial[1].port"),
        ("[scanner]\nserial_port = 'COM3'\n[[scanner.serial]]\nport = 'COM3'", "scanner.serial[0].port"),
        ("\n".join(f"[[scanner.serial]]\nport = 'COM{n}'" for n in range(5)), "scanner.serial"),
        ("[scanner]\nhid = 'scanner'", "scanner.hid"),
        ("[scanner]\nhid = 'usb:12:34'", "scanner.hid"),
        ("[scanner]\nwedge_layout = 'german'", "scanner.wedge_layout"),
    ],
)
def test_a_scanner_that_cannot_be_is_refused_with_its_key(text, key):
    with pytest.raises(Refusal) as refused:
        read_settings(text, FILE)
    assert refused.value.problem.facts["key"] == key


@pytest.mark.parametrize(("account", "is_test"), [("", True), ("T12345678", True), ("P12345678", False)])
def test_only_a_p_account_sells_for_real(account, is_test):
    assert is_test_account(read_settings(f"[account]\nid = '{account}'", FILE)) is is_test


def test_receipts_have_every_word_in_each_language():
    assert "en" in languages()
    for language in languages():
        assert all(receipt_words(language)[key] for key in WORD_KEYS)


@pytest.mark.parametrize("language", ["xx", "../settings/settings", ""])
def test_a_language_without_words_is_refused_with_those_there_are(language):
    with pytest.raises(Refusal) as told:
        receipt_words(language)
    assert told.value.problem.facts["key"] == "shop.receipt_language"
    assert "en" in str(told.value.problem.facts["reason"])


def test_the_homes_settings_file_is_where_it_is_looked_for(home):
    Home.at(home).make()
    write_default(Home.at(home).settings)
    assert load_settings(home / "settings.toml") == Settings()
