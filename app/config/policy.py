"""A policy of head office: what tills of one account may sell offline, from one day to another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from app.config.settings import Whole
from app.config.settings_checks import ACCOUNT_ID, amounts, minor_of
from app.config.settings_fault import fault_of, parse
from app.core.limits import Limits
from app.core.money import Currency
from app.core.problem import Code, Refusal, refuse

_Figure = Annotated[int, Meta(ge=0, le=10_000)]


class PolicyLimits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The limits a policy sets, in the settings' own words. What it does not name stays as the settings have it.

    `approved_factor`: how many times its value a limit may reach with a supervisor's approval; 1 allows none.
    """

    is_allowed: bool | None = None
    card_max: dict[str, Whole] = {}
    waiting_max: dict[str, Whole] = {}
    waiting_count_max: _Figure | None = None
    hours_max: _Figure | None = None
    cashier_hour_max: _Figure | None = None
    approved_factor: Annotated[int, Meta(ge=1, le=10)] | None = None


class Policy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What head office says. `issued` and `ends` are its first and its last day, in the till's own zone."""

    account: str
    issued: date
    ends: date
    limits: PolicyLimits = PolicyLimits()


EXAMPLE: Final = """\
account = "T12345678"
issued = 2026-12-01
ends = 2027-01-31

[limits]
card_max = { NOK = 1500 }
waiting_count_max = 80
"""
"""A policy before it is signed."""


def read_policy(text: str, file: str) -> Policy:
    """The policy in a text; `file` names it in refusals.

    Raises Refusal POLICY_UNKNOWN_KEY with file and key (a newer head office may mean more than this till can do), or
    POLICY_UNREADABLE with file and reason.
    """
    try:
        raw = parse(text, file)
        try:
            policy = msgspec.convert(raw, Policy)
        except msgspec.ValidationError as fault:
            raise fault_of(str(fault), Policy, raw, text, file) from fault
    except Refusal as refusal:
        raise _as_of_a_policy(refusal, file) from refusal
    if reason := _fault(policy):
        raise refuse(Code.POLICY_UNREADABLE, file=file, reason=reason)
    return policy


def limits_of(policy: Policy, own: Limits) -> Limits:
    """The limits under a policy: its figures, and the settings' `own` where it has none."""
    said = policy.limits
    return replace(
        own,
        card_minor=_amounts(said.card_max, own.card_minor),
        waiting_minor=_amounts(said.waiting_max, own.waiting_minor),
        waiting_count=_said(said.waiting_count_max, own.waiting_count),
        contact_hours=_said(said.hours_max, own.contact_hours),
        per_cashier_hour=_said(said.cashier_hour_max, own.per_cashier_hour),
        is_allowed=own.is_allowed if said.is_allowed is None else said.is_allowed,
        approved_factor=_said(said.approved_factor, own.approved_factor),
    )


def standing_problem(policy: Policy, account_id: str, today: date, file: str) -> Refusal | None:
    """Why a policy that is genuine does not hold here today, or None."""
    if policy.account != account_id:
        return refuse(Code.POLICY_OTHER_ACCOUNT, file=file, account=policy.account)
    if today < policy.issued:
        return refuse(Code.POLICY_NOT_YET, file=file, day=policy.issued.isoformat())
    if today > policy.ends:
        return refuse(Code.POLICY_ENDED, file=file, day=policy.ends.isoformat())
    return None


def _said(figure: int | None, own: int) -> int:
    return own if figure is None else figure


def _amounts(said: Mapping[str, Whole], own: Mapping[Currency, int]) -> dict[Currency, int]:
    """A currency that this shop does not offer is no matter of this till."""
    return {c: minor_of(said[c.value], c) if c.value in said else minor for c, minor in own.items()}


def _fault(policy: Policy) -> str:
    if not ACCOUNT_ID.fullmatch(policy.account):
        return "account must be P or T and eight figures"
    if policy.ends < policy.issued:
        return "ends lies before issued"
    for key, table in (("card_max", policy.limits.card_max), ("waiting_max", policy.limits.waiting_max)):
        for place, _, reason in amounts(f"limits.{key}", table):
            return f"{place} {reason}"
    return ""


def _as_of_a_policy(refusal: Refusal, file: str) -> Refusal:
    """What the reader of settings refused, told as a fault of the policy."""
    facts = refusal.problem.facts
    key, reason = facts.get("key", ""), facts.get("reason", "")
    if refusal.problem.code is Code.SETTINGS_UNKNOWN_KEY:
        return refuse(Code.POLICY_UNKNOWN_KEY, file=file, key=key)
    return refuse(Code.POLICY_UNREADABLE, file=file, reason=f"{key} {reason}".strip())
