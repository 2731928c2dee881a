"""Rules that are wrong, each in one way, to see that the tests of the till would notice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from pytest import MonkeyPatch  # noqa: PT013 - the fixture's type, for annotations

from app.core import rules
from app.core.activation import Activation, BadTransition, State
from app.core.answer import Kind
from app.core.attribution import Attribution, attribute
from app.core.card import Standing
from app.core.problem import Code, Problem
from app.core.rules import Age
from app.till import activate, settle
from app.till.activate import SendTimes
from tests.fakes import MONDAY

Mutant = Callable[[MonkeyPatch], None]
LONG_PAST = Age(timedelta(days=1))


def a_time_out_is_a_failure(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.kind is Kind.UNCLEAR and answer.status is None and not activation.ambiguous:
            return rules._step(activation, State.HELD, "T10", problem=Problem(Code.NO_ANSWER))
        return right(activation, answer, now)

    patch.setattr(activate, "after_activate", wrong)


def a_200_is_believed_by_its_status(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.status == 200:
            return rules._step(activation, State.ACTIVE, "T06", evidence=answer.card)
        return right(activation, answer, now)

    patch.setattr(activate, "after_activate", wrong)


def doubt_is_sent_again_without_a_look(patch: MonkeyPatch) -> None:
    for module in (activate, settle):
        patch.setattr(module, "read_and_go_on", activate.send)


def an_adding_issuer_gets_no_quarantine(patch: MonkeyPatch) -> None:
    right = rules.after_read
    patch.setattr(
        activate,
        "after_read",
        lambda activation, answer, age, facts: right(activation, answer, age, replace(facts, server_cas=True)),
    )


def sending_is_written_after_the_call(patch: MonkeyPatch) -> None:
    def wrong(road, activation, tell):
        answer = road.issuer.activate(activation.order)
        leaving = road.ledger.step(activation, rules.sending(activation), road.clock.now())
        road.send_times.note(activation.id)
        answered = road.ledger.step(leaving, rules.after_activate(leaving, answer, road.clock.now()), road.clock.now())
        tell(answered)
        return answered

    patch.setattr(activate, "send", wrong)


def a_cancel_waits_for_no_quarantine(patch: MonkeyPatch) -> None:
    right = rules.after_cancel_read

    def wrong(activation, answer, age, facts, *, read_twice):
        return right(activation, answer, LONG_PAST, facts, read_twice=True)

    patch.setattr(settle, "after_cancel_read", wrong)


def a_cancel_is_done_at_once(patch: MonkeyPatch) -> None:
    _without_a_guard(patch)
    patch.setattr(
        settle, "cancelled", lambda activation: rules._step(activation, State.CANCELLED, "T22", ambiguous=False)
    )


def a_crash_in_mid_call_leads_back_to_the_queue(patch: MonkeyPatch) -> None:
    patch.setattr(settle, "recovered", lambda activation: _queued(activation, "T11"))
    _without_a_guard(patch)


def anybodys_money_is_ours(patch: MonkeyPatch) -> None:
    def wrong(card, order):
        if card.standing is Standing.ACTIVE and card.amount == order.money.minor:
            return Attribution.OURS
        return attribute(card, order)

    patch.setattr(rules, "attribute", wrong)


def any_sum_is_ours(patch: MonkeyPatch) -> None:
    def wrong(card, order):
        right = attribute(card, order)
        return Attribution.OURS if right is Attribution.OURS_DIFFERS else right

    patch.setattr(rules, "attribute", wrong)


def a_card_without_an_id_is_ours(patch: MonkeyPatch) -> None:
    def wrong(card, order):
        return attribute(
            replace(card, metadata={"pos_activation_id": order.activation_id} | dict(card.metadata)), order
        )

    patch.setattr(rules, "attribute", wrong)


def a_conflict_is_a_success(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.status == 409:
            return rules._step(activation, State.ACTIVE, "T06", evidence=activation.evidence)
        return right(activation, answer, now)

    patch.setattr(activate, "after_activate", wrong)


def a_conflict_is_a_failure(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.status == 409:
            return rules._step(activation, State.HELD, "T10", problem=Problem(Code.REFUSED))
        return right(activation, answer, now)

    patch.setattr(activate, "after_activate", wrong)


def a_no_after_doubt_is_believed(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.kind is Kind.REFUSED:
            return rules._step(activation, State.HELD, "T10", problem=Problem(Code.REFUSED))
        return right(activation, answer, now)

    patch.setattr(activate, "after_activate", wrong)


def a_restored_journal_is_believed(patch: MonkeyPatch) -> None:
    patch.setattr(rules, "put_back", lambda activation: rules._step(activation, activation.state, "T28"))


def doubt_is_forgotten_when_a_later_send_never_left(patch: MonkeyPatch) -> None:
    right = rules.after_activate

    def wrong(activation, answer, now):
        if answer.kind in {Kind.NOT_SENT, Kind.TOO_MANY, Kind.UNAUTHORISED}:
            return replace(_queued(activation, "T05"), sends=activation.sends - 1)
        return right(activation, answer, now)

    _without_a_guard(patch)
    patch.setattr(activate, "after_activate", wrong)


def the_wall_clock_ends_a_quarantine(patch: MonkeyPatch) -> None:
    def note(self, activation_id):
        self.ended[activation_id] = self.clock.now() - MONDAY

    def since(self, activation_id):
        return self.clock.now() - MONDAY - self.ended.get(activation_id, timedelta(0))

    patch.setattr(SendTimes, "note", note)
    patch.setattr(SendTimes, "since", since)


def a_restart_ends_a_quarantine(patch: MonkeyPatch) -> None:
    right = SendTimes.since

    def since(self, activation_id):
        return right(self, activation_id) if activation_id in self.ended else timedelta(days=1)

    patch.setattr(SendTimes, "since", since)


def a_portals_clock_ends_a_quarantine(patch: MonkeyPatch) -> None:
    patch.setattr(rules, "issuers_time", lambda answer: answer.server_at)


def an_exhausted_sale_is_given_up_before_the_quarantine(patch: MonkeyPatch) -> None:
    right = rules.after_read

    def wrong(activation, answer, age, facts):
        if activation.sends >= rules.SENDS_MAX:
            return right(activation, answer, LONG_PAST, facts)
        return right(activation, answer, age, facts)

    patch.setattr(activate, "after_read", wrong)


def a_result_is_told_before_it_is_on_disk(patch: MonkeyPatch) -> None:
    def wrong(road, activation, tell):
        leaving = road.ledger.step(activation, rules.sending(activation), road.clock.now())
        answer = road.issuer.activate(leaving.order)
        road.send_times.note(activation.id)
        step = rules.after_activate(leaving, answer, road.clock.now())
        tell(leaving.moved(step, road.clock.now()))
        return road.ledger.step(leaving, step, road.clock.now())

    patch.setattr(activate, "send", wrong)


def a_body_is_made_anew_for_each_send(patch: MonkeyPatch) -> None:
    right = activate.send

    def wrong(road, activation, tell):
        body = activation.order.body + b" " * activation.sends
        return right(road, replace(activation, order=replace(activation.order, body=body)), tell)

    patch.setattr(activate, "send", wrong)


def _queued(activation: Activation, rule: str):
    return rules._step(activation, State.QUEUED, rule, ambiguous=False, problem=Problem(Code.LINE_DOWN))


def _without_a_guard(patch: MonkeyPatch) -> None:
    """The guards of an activation's own are out of the way, so that the rule alone is what is wrong."""

    def moved(self, step, at):
        if self.state in {State.ACTIVE, State.TAKEN, State.CANCELLED, State.CLOSED}:
            raise BadTransition(str(step.to))
        return replace(
            self,
            state=step.to,
            seq=self.seq + 1,
            at=at,
            sends=step.sends,
            ambiguous=step.ambiguous,
            send_ended_at=step.send_ended_at,
            seen_after_send=step.seen_after_send,
            problem=step.problem,
            evidence=step.evidence or self.evidence,
            note=step.note,
        )

    patch.setattr(Activation, "moved", moved)


MUTANTS: tuple[Mutant, ...] = (
    a_time_out_is_a_failure,
    a_200_is_believed_by_its_status,
    doubt_is_sent_again_without_a_look,
    an_adding_issuer_gets_no_quarantine,
    sending_is_written_after_the_call,
    a_cancel_waits_for_no_quarantine,
    a_cancel_is_done_at_once,
    a_crash_in_mid_call_leads_back_to_the_queue,
    anybodys_money_is_ours,
    any_sum_is_ours,
    a_card_without_an_id_is_ours,
    a_conflict_is_a_success,
    a_conflict_is_a_failure,
    a_no_after_doubt_is_believed,
    a_restored_journal_is_believed,
    doubt_is_forgotten_when_a_later_send_never_left,
    the_wall_clock_ends_a_quarantine,
    a_restart_ends_a_quarantine,
    a_portals_clock_ends_a_quarantine,
    an_exhausted_sale_is_given_up_before_the_quarantine,
    a_result_is_told_before_it_is_on_disk,
    a_body_is_made_anew_for_each_send,
)
