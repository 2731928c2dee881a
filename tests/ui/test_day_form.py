"""A day is read as the locale writes it."""

from datetime import date

import pytest

from app.core.problem import Code, Refusal
from app.core.shop import DateForm
from app.ui.day_form import months_ahead, parse_day

NORWEGIAN = DateForm("dd.MM.yyyy", "HH:mm")
AMERICAN = DateForm("MM/dd/yyyy", "HH:mm")


@pytest.mark.parametrize("text", ["31.12.2029", "31/12/2029", "31-12-29", "31 12 2029", " 31.12.29 ", "2029-12-31"])
def test_a_day_is_read_with_any_separator(text):
    assert parse_day(text, NORWEGIAN) == date(2029, 12, 31)


def test_the_locale_says_which_figure_is_the_month():
    assert parse_day("02.03.2029", NORWEGIAN) == date(2029, 3, 2)
    assert parse_day("02/03/2029", AMERICAN) == date(2029, 2, 3)


def test_nothing_typed_is_no_day():
    assert parse_day("  ", NORWEGIAN) is None


@pytest.mark.parametrize("text", ["31.02.2029", "tomorrow", "31.12", "31.12.2029.", "٣١.١٢.٢٠٢٩", "00.01.2029"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(Refusal) as refused:
        parse_day(text, NORWEGIAN)
    assert refused.value.problem.code is Code.DATE_UNREADABLE


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 23), 36, date(2029, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_ahead_end_with_the_month(day, months, later):
    assert months_ahead(day, months) == later
