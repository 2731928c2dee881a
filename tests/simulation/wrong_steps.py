"""Rules and habits that are wrong, each in one way, to see that the search would notice; and where it need not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pytest import MonkeyPatch  # noqa: PT013 - the fixture's type, for annotations

from app.core import rules
from app.till import settle
from tests.simulation.one_till import Setting, SlipRule
from tests.till import wrong_rules

Change = Callable[[Setting], Setting]


def as_it_is(setting: Setting) -> Setting:
    return setting


def nothing_to_patch(patch: MonkeyPatch) -> None:
    """The habit is wrong, not a rule."""


@dataclass(frozen=True)
class Wrong:
    """One wrong rule (patched) or habit (a setting of the search)."""

    name: str
    patch: Callable[[MonkeyPatch], None] = nothing_to_patch
    change: Change = as_it_is


def one_read_proves_a_cancel(patch: MonkeyPatch) -> None:
    right = settle.after_cancel_read

    def wrong(activation, answer, age, facts, *, read_twice):
        return right(activation, answer, age, facts, read_twice=True)

    patch.setattr(settle, "after_cancel_read", wrong)


def a_journal_put_back_is_only_read_again(patch: MonkeyPatch) -> None:
    """A cancel that it has lost is sent."""
    patch.setattr(rules, "put_back", rules.restored)


PATCHED = (
    wrong_rules.a_time_out_is_a_failure,
    wrong_rules.a_200_is_believed_by_its_status,
    wrong_rules.an_adding_issuer_gets_no_quarantine,
    wrong_rules.a_cancel_waits_for_no_quarantine,
    wrong_rules.a_cancel_is_done_at_once,
    wrong_rules.a_crash_in_mid_call_leads_back_to_the_queue,
    wrong_rules.anybodys_money_is_ours,
    wrong_rules.any_sum_is_ours,
    wrong_rules.a_card_without_an_id_is_ours,
    wrong_rules.a_conflict_is_a_success,
    wrong_rules.a_conflict_is_a_failure,
    wrong_rules.a_no_after_doubt_is_believed,
    wrong_rules.a_restored_journal_is_believed,
    wrong_rules.doubt_is_forgotten_when_a_later_send_never_left,
    wrong_rules.an_exhausted_sale_is_given_up_before_the_quarantine,
)
WRONG = (
    *(Wrong(mutant.__name__, mutant) for mutant in PATCHED),
    Wrong("a journal that was put back is only read again", a_journal_put_back_is_only_read_again),
    Wrong("doubt is sent again without a look", change=lambda setting: replace(setting, looks_first=False)),
    Wrong("SENDING is written after the call", change=lambda setting: replace(setting, journals_first=False)),
    Wrong("a restart ends a quarantine", change=lambda setting: replace(setting, forgets_age=False)),
    Wrong("a take-over begins no quarantine", change=lambda setting: replace(setting, notes_take_over=False)),
    Wrong("whoever likes cancels", change=lambda setting: replace(setting, slip_rule=SlipRule.NOTHING)),
    Wrong("a cancel only waits", change=lambda setting: replace(setting, slip_rule=SlipRule.WAIT)),
    Wrong("a slip is taken back, or not", change=lambda setting: replace(setting, slip_rule=SlipRule.TAKEN_BACK)),
)

EQUIVALENT = {
    "one_read_proves_a_cancel": (
        Wrong("one_read_proves_a_cancel", one_read_proves_a_cancel),
        """In the search a call that is late lands before its quarantine is over, or never, and a read tells the truth:
        then one read proves as much as two. The second guards against a read that was served from an old copy.""",
    ),
}

NOT_IN_THE_SEARCH = {
    "the_wall_clock_ends_a_quarantine": "the search has no wall clock: tests/till/walks.py turns it",
    "a_portals_clock_ends_a_quarantine": "the search's issuer names no time: tests/till/walks.py has a portal's",
    "a_result_is_told_before_it_is_on_disk": "nobody is told anything in the search: the simulator's tills tell",
    "a_body_is_made_anew_for_each_send": "the search sends orders, not bytes: the simulator's issuer compares bytes",
}
