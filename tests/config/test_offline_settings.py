"""What a shop may set about selling offline and about who approves, and what is refused there."""

import base64

import pytest

from app.config.settings_file import read_settings
from app.config.shop_settings import to_limits
from app.core.limits import Limits
from app.core.money import Currency
from app.core.problem import Code, Refusal

FILE = "settings.toml"
KEY = base64.b64encode(bytes(range(32))).decode()
HASH = "scrypt$15$8$1$" + "A" * 22 + "==$" + "B" * 43 + "="
PERSON = f"[[approval.people]]\nname = 'Kari'\npin_hash = '{HASH}'\n"


def test_a_shop_that_sets_nothing_has_the_usual_limits():
    limits = to_limits(read_settings("", FILE))
    assert limits == Limits()
    assert next(iter(limits.waiting_minor)) is Currency.NOK


def test_every_limit_can_be_set_and_each_currency_by_itself():
    text = """
[sale]
currencies = ["EUR", "NOK"]
[offline]
is_allowed = false
card_max = { NOK = "700", SEK = 5 }
waiting_max = { EUR = 800 }
waiting_count_max = 7
hours_max = 4
cashier_hour_max = 9
"""
    limits = to_limits(read_settings(text, FILE))
    assert limits == Limits(
        {Currency.EUR: 100_000, Currency.NOK: 70_000},
        {Currency.EUR: 80_000, Currency.NOK: 1_000_000},
        waiting_count=7,
        contact_hours=4,
        per_cashier_hour=9,
        is_allowed=False,
    )
    assert list(limits.waiting_minor) == [Currency.EUR, Currency.NOK]


def test_a_policy_and_the_people_who_approve_can_be_named():
    settings = read_settings(f"[offline]\npolicy_file = '/etc/policy.json'\npolicy_key = '{KEY}'\n{PERSON}", FILE)
    assert settings.offline.policy_key == KEY
    assert [person.name for person in settings.approval.people] == ["Kari"]


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("[offline]\ncard_max = { NOK = '10,50' }", "offline.card_max.NOK", "10,50"),
        ("[offline]\nwaiting_max = { GBP = 10 }", "offline.waiting_max.GBP", "GBP"),
        ("[offline]\nwaiting_max = { NOK = 0 }", "offline.waiting_max.NOK", "0"),
        ("[offline]\nwaiting_count_max = 0", "offline.waiting_count_max", "0"),
        ("[offline]\nhours_max = 721", "offline.hours_max", "721"),
        ("[offline]\ncashier_hour_max = 'ten'", "offline.cashier_hour_max", "ten"),
        (f"[offline]\npolicy_file = 'policy.json'\npolicy_key = '{KEY}'", "offline.policy_file", "policy.json"),
        ("[offline]\npolicy_file = '/etc/policy.json'", "offline.policy_key", ""),
        (f"[offline]\npolicy_key = '{KEY[:40]}'", "offline.policy_key", KEY[:40]),
        ("[offline]\npolicy_key = 'nøkkel'", "offline.policy_key", "nøkkel"),
        (PERSON * 21, "approval.people", "21"),
        (PERSON + PERSON.replace("Kari", "KARI"), "approval.people[1].name", "KARI"),
        (PERSON.replace("Kari", " "), "approval.people[0].name", " "),
        (PERSON.replace("$15$", "$10$"), "approval.people[0].pin_hash", "•••"),
        ("[[approval.people]]\nname = 'Kari'\npin_hash = '271828'", "approval.people[0].pin_hash", "•••"),
        ("[[approval.people]]\nname = 'Kari'\npin_hash = 271828", "approval.people[0].pin_hash", "•••"),
    ],
)
def test_what_cannot_be_is_named_with_its_value_and_a_pin_is_never_shown(text, key, value):
    with pytest.raises(Refusal) as told:
        read_settings(text, FILE)
    problem = told.value.problem
    assert (problem.code, problem.facts["key"], problem.facts["value"]) == (Code.SETTINGS_BAD_VALUE, key, value)
    assert "271828" not in str(problem)
