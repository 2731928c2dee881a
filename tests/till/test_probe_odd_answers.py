"""What a probe makes of answers that no sandbox gives: it claims nothing that they do not show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from app.core.card import Card
from app.core.finding import Certainty
from app.core.problem import Code, Refusal
from app.till import probe_cards, probe_loads
from app.till.probe import probe
from app.till.probe_line import Heard, Movement
from app.till.probe_question import Probe, Wishes
from tests.fakes import CountingIdentifiers

START = timedelta(0)
END = timedelta(seconds=1)


def said(status: int | None = 200, card: Card | None = None, **more: object) -> Heard:
    return replace(Heard("call", status, START, END, card=card), **more)


def card(balance: int | None = 100, status: str = "unused", **more: object) -> Card:
    return replace(Card("PROBE-1-first", status, 100, "NOK", amount_balance=balance), **more)


REFUSED = said(400, is_error=True, message="no")
ORDINARY = Wishes()
SILENCE = said(None, note="time out, sent")


@dataclass
class ScriptedLine:
    """A ProbeLine that answers each call with the next of its script, and then with the last again."""

    script: Mapping[str, Sequence[Heard]]
    asked: list[str] = field(default_factory=list)

    def _next(self, call: str) -> Heard:
        answers = self.script.get(call, (SILENCE,))
        place = min(self.asked.count(call), len(answers) - 1)
        self.asked.append(call)
        return replace(answers[place], call=call)

    def log_in(self) -> Heard:
        return self._next("login")

    def make(self, card_ids: Sequence[str], metadata: Mapping[str, str] | None = None) -> Heard:
        return self._next("batch")

    def read(self, card_id: str) -> Heard:
        return self._next("read")

    def listed(self) -> Heard:
        return self._next("list")

    def activate(self, card_id: str, minor: int, metadata: Mapping[str, str]) -> Heard:
        return self._next("activate")

    def new_token(self, card_id: str, ref_id: str) -> Heard:
        return self._next("token")

    def rotate_pin(self, card_id: str) -> Heard:
        return self._next("pin")

    def look_up(self, card_id: str) -> Heard:
        return self._next("info")

    def move(self, card_id: str, minor: int, ref_id: str, movement: Movement) -> Heard:
        return self._next(movement)

    def delete(self, card_id: str) -> Heard:
        return self._next("delete")

    def read_as_stranger(self, card_id: str) -> Heard:
        return self._next("stranger")

    def half_sent(self, card_id: str, most_s: int) -> Heard:
        return self._next("half")

    def heard(self) -> tuple[Heard, ...]:
        return ()


def in_turn(one: Callable[[], Heard], other: Callable[[], Heard]) -> tuple[Heard, Heard]:
    return one(), other()


def asking(wishes: Wishes = ORDINARY, **script: Sequence[Heard]) -> Probe:
    return Probe(ScriptedLine(script), CountingIdentifiers(), in_turn, wishes, "1")


def test_a_line_that_never_answers_decides_no_question() -> None:
    asked = asking(Wishes(may_delete=True, long_s=5))
    questions = [
        probe_cards.secrets_of_inactive(asked),
        probe_cards.look_up_of_inactive(asked),
        probe_cards.errors(asked),
        probe_loads.metadata(asked),
        probe_loads.read_your_writes(asked),
        probe_loads.second_activate(asked, reads_follow=True),
        probe_loads.at_once(asked, 2, reads_follow=True),
        probe_loads.zero(asked),
        probe_loads.fund_again(asked),
        probe_loads.words(asked),
        probe_cards.deleted_id(asked),
        probe_cards.batches(asked, 5),
        probe_cards.longest_life(asked),
    ]
    assert {finding.certainty for finding in questions} == {Certainty.UNCLEAR}
    assert all(finding.answer.startswith("not known: ") for finding in questions)


@pytest.mark.parametrize(
    ("second", "after", "answer"),
    [
        (REFUSED, card(), "refused"),
        (REFUSED, card(200), "refused, and yet the card changed"),
        (said(), card(), "accepted, nothing changed"),
        (said(), card(7), "accepted, the card changed"),
    ],
)
def test_a_second_activation_is_told_by_what_the_card_says_afterwards(second: Heard, after: Card, answer: str) -> None:
    reads = (said(card=card()), said(card=card()), said(card=after)) + 2 * (said(card=card()), said(card=after))
    finding = probe_loads.second_activate(asking(read=reads, activate=(second,), drawdown=(said(),)), reads_follow=True)
    assert (finding.certainty, finding.answer) == (Certainty.SEEN, answer)


def test_a_second_activation_without_an_answer_decides_nothing() -> None:
    asked = asking(read=(said(card=card()),))
    assert probe_loads.second_activate(asked, reads_follow=True).certainty is Certainty.UNCLEAR


@pytest.mark.parametrize(
    ("one", "other", "after", "answer"),
    [
        (said(), REFUSED, card(), "one of two"),
        (REFUSED, said(), card(200, amount=200), "one of two"),
        (said(), REFUSED, card(300), "one of two, with another balance"),
        (said(), said(), card(), "both accepted"),
        (REFUSED, REFUSED, card(0), "both refused"),
    ],
)
def test_a_race_is_told_by_both_answers_and_by_the_card(one: Heard, other: Heard, after: Card, answer: str) -> None:
    asked = asking(activate=(one, other), read=(said(card=after),))
    assert probe_loads.at_once(asked, 1, reads_follow=True).answer == answer


def test_two_calls_that_did_not_meet_are_no_race() -> None:
    late = replace(REFUSED, began=timedelta(seconds=5), ended=timedelta(seconds=6))
    never = asking(activate=(said(), late, said(), late), read=(said(card=card()),))
    assert probe_loads.at_once(never, 1, reads_follow=True).certainty is Certainty.UNCLEAR
    assert never.line.asked.count("batch") == 1  # one more card was made, and one more race tried
    second_time = asking(activate=(said(), late, said(), REFUSED), read=(said(card=card()),))
    assert probe_loads.at_once(second_time, 1, reads_follow=True).answer == "one of two"


def test_metadata_that_comes_back_as_something_else_is_changed_metadata() -> None:
    theirs = card(metadata={"pos_activation_id": "another", "pos_sale_id": "another", "pos_till_id": "probe"})
    reads = (said(card=card(0, "inactive")), said(card=theirs))
    asked = asking(batch=(REFUSED, said()), read=reads, activate=(said(),))
    assert probe_loads.metadata(asked).answer == "changed"


def test_where_a_batch_takes_no_metadata_nothing_is_said_of_what_was_there_before() -> None:
    mark = Probe(ScriptedLine({}), CountingIdentifiers(), in_turn, Wishes(), "1").mark()
    ours = said(card=card(metadata=mark))
    asked = asking(batch=(REFUSED, said()), read=(said(card=card(0, "inactive")), ours), activate=(said(),))
    assert probe_loads.metadata(asked).answer == "kept"


def test_a_fund_that_loads_twice_is_seen() -> None:
    def with_balances(*balances: int) -> Sequence[Heard]:
        return [said(card=card(balance)) for balance in balances]

    done = said(id="1")
    twice = probe_loads.fund_again(asking(read=with_balances(0, 200, 400), fund=(done, done)))
    assert twice.answer == "loaded twice"
    odd = probe_loads.fund_again(asking(read=with_balances(0, 200, 1), fund=(done, done)))
    assert odd.answer == "the balance changed"
    other = probe_loads.fund_again(asking(read=with_balances(0, 200, 200), fund=(done, said(id="2"))))
    assert other.answer == "once, with another answer"


def test_an_activation_with_nothing_may_leave_the_card_as_it_was() -> None:
    asked = asking(activate=(said(),), read=(said(card=card(0, "inactive")),))
    assert probe_loads.zero(asked).answer == "accepted, the card stays inactive"


def test_a_look_up_that_finds_another_card_is_told() -> None:
    asked = asking(info=(said(card=card(card_id="another")),))
    assert probe_cards.look_up_of_inactive(asked).answer == "another card was found"


def test_errors_that_are_not_the_apis_own_are_told_and_so_is_what_did_not_fail() -> None:
    page = said(404)
    odd = probe_cards.errors(asking(read=(page,), activate=(REFUSED,), stranger=(REFUSED,)))
    assert odd.answer == "404, 400, 400; not always the documented body"
    some = replace(REFUSED, code="bad")
    mixed = probe_cards.errors(asking(read=(some,), activate=(REFUSED,), stranger=(some,)))
    assert mixed.answer == "400, 400, 400; the documented body, sometimes with a code"
    let_in = probe_cards.errors(asking(read=(some,), activate=(some,), stranger=(said(),)))
    assert let_in.certainty is Certainty.UNCLEAR


def test_a_deleted_id_that_is_accepted_but_not_there_stays_taken() -> None:
    wishes = Wishes(may_delete=True)
    hollow = asking(wishes, batch=(said(),), delete=(said(),), read=(replace(REFUSED, status=404),))
    assert probe_cards.deleted_id(hollow).answer == "stays taken"
    silent = asking(wishes, batch=(said(), SILENCE), delete=(said(),))
    assert probe_cards.deleted_id(silent).certainty is Certainty.UNCLEAR


def test_a_gateway_that_ends_a_held_request_shows_how_long_a_call_may_live() -> None:
    asked = asking(Wishes(long_s=300), half=(said(None, note="ended by the other side", life_s=60),))
    life = probe_cards.longest_life(asked)
    assert (life.certainty, life.answer, life.figure) == (Certainty.SEEN, "the gateway ends it", 61)


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (SILENCE, Code.NO_ANSWER),
        (said(403, is_error=True), Code.NOT_ALLOWED),
        (said(404, is_error=True), Code.REFUSED),
        (said(502), Code.ANSWER_UNCLEAR),
        (REFUSED, Code.REFUSED),
    ],
)
def test_without_cards_there_is_no_probe_and_the_reason_is_told(batch: Heard, code: Code) -> None:
    with pytest.raises(Refusal) as told:
        probe(asking(login=(said(),), batch=(batch,)).line, CountingIdentifiers(), in_turn, Wishes())
    assert told.value.problem.code is code


def test_without_a_login_there_is_no_probe_and_the_reason_is_told() -> None:
    line = asking(login=(said(401, note=Code.LOGIN_REFUSED.value),)).line
    with pytest.raises(Refusal) as told:
        probe(line, CountingIdentifiers(), in_turn, Wishes())
    assert told.value.problem.code is Code.LOGIN_REFUSED
