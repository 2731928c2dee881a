"""Folders, resources, the clock, new ids, and how a country writes amounts and days."""

import re
import stat
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config.clock import SystemClock, local_zone
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.locale_form import date_form, forms, number_form
from app.config.resources import RESOURCES, resource
from app.config.usual_locales import USUAL
from app.core.money import Currency, Money, parse_amount
from app.core.problem import Code, Refusal
from app.core.receipt import day_text, moment_text
from tests.config.secret_service import ROOT

# ------------------------------------------------------------------ folders


def test_home_on_the_command_line_goes_before_the_environment_and_that_before_the_platform(tmp_path):
    environment = {"GIFTCARD_TILL_HOME": str(tmp_path / "named")}
    assert Home.found(tmp_path / "given", environment) == Home.at(tmp_path / "given")
    assert Home.found(None, environment) == Home.at(tmp_path / "named")
    assert Home.found(None, {}) == Home.of_the_platform() != Home.at(tmp_path)
    assert Home.found() == Home.of_the_platform()


def test_the_platforms_folders_are_named_after_the_program_and_lie_in_the_users_own():
    home = Home.of_the_platform()
    for path in (home.settings, home.journals, home.log, home.sandbox, home.marks):
        assert "giftcard-till" in path.parts
        assert path.is_absolute()


def test_folders_are_made_for_this_user_alone_and_lose_foreign_readers(tmp_path):
    (tmp_path / "till" / "journal").mkdir(parents=True, mode=0o755)
    home = Home.at(tmp_path / "till")
    home.make()
    home.make()
    for folder in (home.journals, home.log, home.sandbox, home.marks):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("home", [Home.at(Path("till")), Home.of_the_platform()], ids=["one folder", "the platform's"])
def test_the_marks_do_not_go_with_a_backup_of_the_journals(home):
    assert home.journals not in {home.marks, *home.marks.parents}
    assert home.marks not in home.journals.parents


def test_a_home_that_cannot_be_made_is_told_with_its_name(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as told:
        Home.at(tmp_path / "file").make()
    assert told.value.problem.code is Code.SETTINGS_UNREADABLE
    assert str(tmp_path) in str(told.value.problem.facts["file"])


def test_each_account_has_its_own_journal_and_no_text_from_outside_becomes_a_path(tmp_path):
    home = Home.at(tmp_path)
    assert home.journal("T12345678") == tmp_path / "journal" / "T12345678.db"
    for bad in ("", "../../x", "T1234567", "T12345678\n", "t12345678"):
        with pytest.raises(ValueError, match="account id"):
            home.journal(bad)


# ------------------------------------------------------------------ resources


def test_in_a_checkout_the_resources_lie_beside_the_program():
    assert RESOURCES == ROOT / "resources"
    assert resource("receipts", "en.toml").is_file()


def test_in_an_installed_wheel_they_lie_inside_it_whatever_lies_beside_it(tmp_path):
    for folder in ("app/config", "app/_resources", "resources"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("app/__init__.py", "app/config/__init__.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "app/config/resources.py").write_text((ROOT / "app/config/resources.py").read_text())
    program = "from app.config.resources import RESOURCES; print(RESOURCES)"
    ended = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(ended.stdout.strip()) == tmp_path.resolve() / "app" / "_resources"


# ------------------------------------------------------------------ time


def test_the_clock_is_aware_and_runs_forward(monkeypatch):
    clock = SystemClock(ZoneInfo("Europe/Oslo"))
    first, before = clock.running(), clock.now()
    assert timedelta(0) <= first <= clock.running()
    assert before.utcoffset() is not None
    assert abs(datetime.now(UTC) - before) < timedelta(seconds=5)


@pytest.mark.parametrize(("name", "zone"), [("Europe/Oslo", "Europe/Oslo"), (":Asia/Tokyo", "Asia/Tokyo")])
def test_the_zone_is_the_one_the_environment_names(monkeypatch, name, zone):
    monkeypatch.setenv("TZ", name)
    assert local_zone() == ZoneInfo(zone)
    assert SystemClock().now().tzinfo == ZoneInfo(zone)


def test_the_zone_knows_its_summer_time_for_days_ahead(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Oslo")
    zone = local_zone()
    assert datetime(2027, 1, 1, tzinfo=zone).utcoffset() != datetime(2027, 7, 1, tzinfo=zone).utcoffset()


def test_without_a_name_the_zone_is_the_machines_link_or_file(monkeypatch, tmp_path):
    monkeypatch.delenv("TZ", raising=False)
    oslo = tmp_path / "zoneinfo" / "Europe" / "Oslo"
    oslo.parent.mkdir(parents=True)
    source = Path("/usr/share/zoneinfo/Europe/Oslo")
    oslo.write_bytes(source.read_bytes() if source.exists() else _oslo_from_the_package())
    link, copy = tmp_path / "link", tmp_path / "copy"
    link.symlink_to(oslo)
    copy.write_bytes(oslo.read_bytes())
    assert local_zone(link) == ZoneInfo("Europe/Oslo")
    summer = datetime(2027, 7, 1, tzinfo=local_zone(copy))
    assert summer.utcoffset() == timedelta(hours=2)


def _oslo_from_the_package() -> bytes:
    from importlib.resources import files

    return files("tzdata.zoneinfo.Europe").joinpath("Oslo").read_bytes()


@pytest.mark.parametrize("name", ["CET-1CEST", "../../etc/passwd", "No/Where"])
def test_an_odd_zone_leaves_the_time_to_the_system(monkeypatch, name):
    monkeypatch.setenv("TZ", name)
    assert local_zone() is None
    assert SystemClock().now().utcoffset() is not None


def test_a_machine_without_a_zone_file_leaves_the_time_to_the_system(monkeypatch, tmp_path):
    monkeypatch.delenv("TZ", raising=False)
    assert local_zone(tmp_path / "none") is None
    (tmp_path / "broken").write_bytes(b"no zone")
    assert local_zone(tmp_path / "broken") is None


# ------------------------------------------------------------------ ids


def test_an_id_is_a_uuid_of_version_seven_that_holds_its_time():
    made = uuid.UUID(TimeOrderedIdentifiers(lambda: 0x0123456789AB).new())
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == 0x0123456789AB


def test_an_id_is_32_lower_case_figures():
    assert re.fullmatch(r"[0-9a-f]{32}", TimeOrderedIdentifiers().new())


@given(st.lists(st.integers(0, 2**48), min_size=1, max_size=50))
def test_ids_only_grow_whatever_the_wall_clock_does(times):
    left = iter(times)
    identifiers = TimeOrderedIdentifiers(lambda: next(left))
    made = [identifiers.new() for _ in times]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}


def test_when_the_figures_of_a_millisecond_run_out_the_next_one_is_taken():
    identifiers = TimeOrderedIdentifiers(lambda: 5, lambda count: b"\xff" * count)
    identifiers._last_at, identifiers._last_random = 5, (1 << 74) - 1
    assert uuid.UUID(identifiers.new()).int >> 80 == 6


def test_ids_of_several_threads_are_all_different():
    identifiers = TimeOrderedIdentifiers(lambda: 7)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: identifiers.new(), range(2_000)))
    assert len(set(made)) == 2_000


# ------------------------------------------------------------------ a country's forms

AT = datetime(2026, 3, 7, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "currency", "amount", "day"),
    [
        ("nb_NO", Currency.NOK, "1\u00a0500,50\u00a0kr", "07.03.2026"),
        ("nb-NO", Currency.EUR, "1\u00a0500,50\u00a0€", "07.03.2026"),
        ("sv_SE", Currency.SEK, "1\u00a0500,50\u00a0kr", "2026-03-07"),
        ("da_DK", Currency.DKK, "1.500,50\u00a0kr.", "07.03.2026"),
        ("de_DE", Currency.EUR, "1.500,50\u00a0€", "07.03.2026"),
        ("en_GB", Currency.EUR, "€1,500.50", "07/03/2026"),
        ("en_GB", Currency.NOK, "NOK\u00a01,500.50", "07/03/2026"),
        ("en_US", Currency.USD, "$1,500.50", "03/07/2026"),
        ("fr_FR", Currency.EUR, "1\u202f500,50\u00a0€", "07/03/2026"),
        ("fi_FI", Currency.EUR, "1\u00a0500,50\u00a0€", "07.03.2026"),
    ],
)
def test_amounts_and_days_are_written_as_the_country_writes_them(locale, currency, amount, day):
    assert number_form(locale).amount(Money(150_050, currency)) == amount
    assert day_text(AT, date_form(locale)) == day


@pytest.mark.parametrize(("locale", "moment"), [("nb_NO", "07.03.2026 14:05"), ("da_DK", "07.03.2026 14.05")])
def test_times_are_of_24_hours_with_the_countrys_sign(locale, moment):
    assert moment_text(AT, date_form(locale)) == moment


@pytest.mark.parametrize(
    "locale", ["nb_NO", "nn_NO", "sv_SE", "da_DK", "de_DE", "de_CH", "en_GB", "en_US", "fr_FR", "pl_PL"]
)
@pytest.mark.parametrize("currency", list(Currency))
def test_what_a_country_writes_it_also_reads(locale, currency):
    form, money = number_form(locale), Money(150_050, currency)
    assert parse_amount(form.amount(money), currency, form, 10**9) == money


@pytest.mark.parametrize("locale", ["ar_EG", "fa_IR", "th_TH", "he_IL", "bg_BG", "ko_KR"])
def test_far_countries_get_days_of_plain_figures(locale):
    assert sorted(re.findall(r"[0-9]+", day_text(AT, date_form(locale)))) == ["03", "07", "2026"]
    assert re.fullmatch(r"14\W05", moment_text(AT, date_form(locale)).rpartition(" ")[2])


@pytest.mark.parametrize("locale", ["xx_YY", "norsk", "", "nb_NO; rm", "../x"])
def test_a_country_nobody_knows_is_refused_by_its_key(locale):
    for form in (number_form, date_form):
        with pytest.raises(Refusal) as told:
            form(locale)
        assert told.value.problem.code is Code.SETTINGS_BAD_VALUE
        assert told.value.problem.facts["key"] == "shop.locale"


def test_heavy_libraries_wait_until_they_are_needed():
    modules = (
        "folders settings settings_file shop_settings secret locale_form receipt_words resources log clock identifiers"
    )
    program = f"""
import sys
for name in {modules!r}.split():
    __import__("app.config." + name)
import app.scanner.serial_scanner
from app.config.settings_file import default_text, read_settings
read_settings(default_text(), "settings.toml")
print(sorted({{"babel", "keyring", "serial", "httpcore", "asyncio", "PySide6"}} & set(sys.modules)))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


@pytest.mark.parametrize("locale", sorted(USUAL))
def test_the_usual_locales_are_kept_as_unicode_has_them(locale: str) -> None:
    assert USUAL[locale] == (number_form(locale), date_form(locale))


def test_an_unusual_locale_is_read_from_unicode() -> None:
    assert forms("en_GB") == (number_form("en_GB"), date_form("en_GB"))
