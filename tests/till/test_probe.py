"""The probe against the sandbox, in every position of the switches that decides a finding: each finding is right."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.config.identifiers import TimeOrderedIdentifiers
from app.core.finding import Certainty, Finding, facts_of
from app.core.money import Currency
from app.core.problem import Code, Refusal
from app.dintero.probe_calls import ProbeCalls
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from app.till.probe import probe
from app.till.probe_line import Heard
from app.till.probe_question import QUESTIONS, Wishes
from tests.dintero.till_side import till
from tests.sandbox.conftest import fresh
from tests.sandbox.running import Running, running_sandbox

ORDINARY = Wishes()


@pytest.fixture(scope="module")
def _one_sandbox() -> Iterator[Running]:
    with running_sandbox(cards=1) as running:
        yield running


@pytest.fixture
def issuer(_one_sandbox: Running) -> Iterator[Running]:
    fresh(_one_sandbox)
    yield _one_sandbox
    fresh(_one_sandbox)


def together(one: Callable[[], Heard], other: Callable[[], Heard]) -> tuple[Heard, Heard]:
    both = Barrier(2)

    def at_once(call: Callable[[], Heard]) -> Heard:
        both.wait()
        return call()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(at_once, one), pool.submit(at_once, other)
        return first.result(), second.result()


def found(issuer: Running, wishes: Wishes = ORDINARY) -> dict[str, Finding]:
    """One probe of this sandbox: the findings by their ids."""
    with till(issuer.url, secret=CLIENT_SECRET, client_id=CLIENT_ID) as at:
        findings = probe(at.probe_calls(Currency.NOK), TimeOrderedIdentifiers(), together, wishes)
    assert [finding.id for finding in findings] == list(QUESTIONS)
    assert all(finding.question == QUESTIONS[finding.id] for finding in findings)
    return {finding.id: finding for finding in findings}


def answers(findings: dict[str, Finding], *names: str) -> tuple[str, ...]:
    return tuple(findings[name].answer for name in names)


def test_a_service_as_one_would_wish_it_is_found_so(issuer: Running) -> None:
    findings = found(issuer)
    told = facts_of(tuple(findings.values()))
    assert told.server_cas
    assert told.metadata_kept
    assert told.quarantine_s is None
    assert answers(findings, "S1", "S2", "S3") == ("refused", "one of two", "at once")
    assert findings["S9"].figure == 86_400
    assert answers(findings, "S12", "S13") == ("token given, PIN given", "found")
    assert answers(findings, "S14", "S15") == (
        "once, with the first answer again",
        "accepted, the card is active",
    )
    assert answers(findings, "S16") == ("all that was tried",)
    not_tried = {finding.id for finding in findings.values() if finding.certainty is Certainty.NOT_TRIED}
    assert not_tried == {"S6", "S7", "S10"}


def test_it_spends_a_handful_of_cards_that_can_be_told_apart(issuer: Running) -> None:
    before = set(issuer.cards())
    found(issuer)
    made = set(issuer.cards()) - before
    assert 0 < len(made) <= 10
    assert all(card.startswith("PROBE-") for card in made)


@pytest.mark.parametrize("status", ["400", "403", "404", "409"])
def test_each_way_to_refuse_a_second_activation_is_a_refusal(issuer: Running, status: str) -> None:
    issuer.turn(activate_not_inactive=status)
    findings = found(issuer)
    assert answers(findings, "S1", "S2") == ("refused", "one of two")
    assert facts_of(tuple(findings.values())).server_cas


@pytest.mark.parametrize(
    ("position", "one_by_one"),
    [
        ("200-unchanged", "accepted, nothing changed"),
        # The same call again changes nothing that can be seen before money is drawn, unless a second began in between.
        ("200-reset", "(accepted, nothing changed; )?accepted, the balance was set again"),
        ("200-added", "accepted, the amount was added"),
    ],
)
def test_a_second_activation_that_is_accepted_is_never_taken_for_a_refusal(
    issuer: Running, position: str, one_by_one: str
) -> None:
    issuer.turn(activate_not_inactive=position)
    findings = found(issuer)
    first, second = answers(findings, "S1", "S2")
    assert re.fullmatch(one_by_one, first)
    assert second == "both accepted"
    assert not facts_of(tuple(findings.values())).server_cas


@pytest.mark.parametrize(("lag", "position"), [(1, "400"), (5, "200-unchanged"), (2, "200-added"), (1000, "400")])
def test_where_reads_lag_an_unchanged_balance_proves_nothing(issuer: Running, lag: int, position: str) -> None:
    issuer.turn(reads="stale", stale_reads=lag, activate_not_inactive=position)
    findings = found(issuer)
    assert findings["S3"].answer == ("not known: no read shows the activation" if lag == 1000 else "later")
    assert {findings["S1"].certainty, findings["S2"].certainty} == {Certainty.UNCLEAR}
    assert not facts_of(tuple(findings.values())).server_cas


@pytest.mark.parametrize(
    ("position", "answer", "is_kept"),
    [
        ("replace", "kept, what was there before is replaced", True),
        ("merge", "kept, what was there before stays beside it", True),
        ("drop", "dropped", False),
    ],
)
def test_what_becomes_of_metadata_is_seen(issuer: Running, position: str, answer: str, is_kept: bool) -> None:
    issuer.turn(activate_metadata=position)
    findings = found(issuer)
    assert findings["S4"].answer == answer
    assert facts_of(tuple(findings.values())).metadata_kept is is_kept


def test_other_words_for_a_status_are_told_and_those_this_till_does_not_know(issuer: Running) -> None:
    issuer.turn(inactive_word="created", used_word="exhausted")
    words = found(issuer)["S5"]
    assert "inactive: created" in words.answer
    assert "drawn empty: exhausted" in words.answer
    assert "words that decide nothing for this till: exhausted" in words.evidence


def test_an_unknown_word_for_an_inactive_or_an_active_card_ends_no_probe(issuer: Running) -> None:
    issuer.turn(inactive_word="dormant", active_word="awakened")
    findings = found(issuer)
    assert not facts_of(tuple(findings.values())).server_cas
    assert findings["S1"].certainty is Certainty.UNCLEAR
    assert "words that decide nothing for this till: awakened, dormant" in findings["S5"].evidence


@pytest.mark.parametrize(
    ("position", "order", "answer"),
    [
        ("refuse-all", "same", "refused, nothing is made"),
        ("skip", "reversed", "accepted, all but the taken one are made"),
        ("partial", "shuffled", "accepted, those before the taken one are made"),
        ("400-partial", "same", "refused, those before the taken one are made"),
    ],
)
def test_a_batch_with_a_taken_id_is_told_by_what_is_there_afterwards(
    issuer: Running, position: str, order: str, answer: str
) -> None:
    issuer.turn(batch_duplicate=position, batch_order=order)
    assert found(issuer)["S11"].answer == answer


def test_a_limit_of_a_batch_is_met_and_told_and_one_card_at_a_time_still_makes_a_probe(issuer: Running) -> None:
    issuer.turn(batch_limit=10)
    evidence = found(issuer, Wishes(batch_max=12))["S11"].evidence
    assert any("a batch of 12: batch: 400" in line for line in evidence)
    assert any("a batch of 6: batch: 200" in line for line in evidence)
    issuer.turn(batch_limit=1)
    findings = found(issuer, Wishes(batch_max=3))
    assert facts_of(tuple(findings.values())).server_cas
    assert any("a batch of 3: batch: 400" in line for line in findings["S11"].evidence)
    assert "a batch of 1 was made" in findings["S11"].evidence


@pytest.mark.parametrize(
    ("position", "answer"),
    [("first-result", "once, with the first answer again"), ("400", "once, the repeat is refused")],
)
def test_a_repeated_ref_id_is_seen_to_load_once(issuer: Running, position: str, answer: str) -> None:
    issuer.turn(ref_id_repeat=position)
    assert found(issuer)["S14"].answer == answer


def test_an_amount_of_nothing_that_is_refused_leaves_the_rest_of_the_probe_whole(issuer: Running) -> None:
    issuer.turn(activate_zero="400")
    assert answers(found(issuer), "S15", "S14") == ("refused", "once, with the first answer again")


@pytest.mark.parametrize(
    ("switches", "token_and_pin", "looked_up"),
    [
        ({"tokens_on_inactive": "400"}, "token refused, PIN given", "found"),
        ({"pin_on_inactive": "400"}, "token given, PIN refused", "found"),
        ({"info_inactive": "404"}, "token given, PIN given", "refused with 404"),
    ],
)
def test_what_an_inactive_card_lets_be_done_to_it(
    issuer: Running, switches: dict[str, object], token_and_pin: str, looked_up: str
) -> None:
    issuer.turn(**switches)
    assert answers(found(issuer), "S12", "S13") == (token_and_pin, looked_up)


@pytest.mark.parametrize(("position", "answer"), [("taken", "stays taken"), ("free", "may be used again")])
def test_a_card_is_deleted_only_where_a_person_allows_it(issuer: Running, position: str, answer: str) -> None:
    issuer.turn(deleted_id=position)
    assert found(issuer)["S10"].certainty is Certainty.NOT_TRIED
    told = issuer.client.get("/_sandbox/truth").json()["cards"]
    assert not any(card["deleted"] for card in told)
    assert found(issuer, Wishes(may_delete=True))["S10"].answer == answer


@pytest.mark.parametrize(
    ("position", "answer"),
    [
        ("present", "404, 400, 401; the documented body, with a code"),
        ("absent", "404, 400, 401; the documented body, without a code"),
        ("spaced", "404, 400, 401; the documented body, with a code"),
    ],
)
def test_the_form_of_errors_is_told(issuer: Running, position: str, answer: str) -> None:
    issuer.turn(error_code=position)
    assert found(issuer)["S8"].answer == answer


def test_the_life_of_a_token_is_what_it_says_of_itself(issuer: Running) -> None:
    issuer.turn(token_expires_in=14_400)
    assert found(issuer)["S9"].answer == "14400 s"


def test_a_pause_that_was_asked_for_is_told_with_its_length(issuer: Running) -> None:
    issuer.lay({"on": "list", "fault": "429", "retry_after": 7})
    pause = found(issuer)["S7"]
    assert (pause.certainty, pause.answer) == (Certainty.SEEN, "asked for, with its length")
    assert any("Retry-After 7" in line for line in pause.evidence)
    issuer.lay({"on": "list", "fault": "429"})
    assert found(issuer)["S7"].answer == "asked for, without a length"


def test_a_call_that_the_login_may_not_make_is_told(issuer: Running) -> None:
    issuer.lay({"on": "info", "fault": "403", "times": None})
    assert found(issuer)["S16"].answer == "not allowed: info"


def test_a_request_held_back_shows_how_long_it_may_live(issuer: Running) -> None:
    held = found(issuer, Wishes(long_s=1))["S6"]
    assert (held.certainty, held.figure) == (Certainty.UNCLEAR, 2)
    assert held.answer == "not known: it was still open after 1 s"
    assert facts_of([held]).quarantine_s == 2


@pytest.mark.parametrize("fault", ["answer-lost-after", "500-after", "lost-before", "garbage", "captive-portal", "403"])
def test_whatever_the_line_does_no_fact_is_made_of_it(issuer: Running, fault: str) -> None:
    """The service adds a second load; a bad line must not make that look like a refusal."""
    issuer.turn(activate_not_inactive="200-added")
    calls = ("activate", "get", "transaction", "tokens", "rotate-pin", "info", "list")
    issuer.lay(*({"on": on, "fault": fault, "probability": 0.4, "times": None} for on in calls), seed=4)
    findings = found(issuer, Wishes(may_delete=True))
    assert not facts_of(tuple(findings.values())).server_cas


@pytest.mark.parametrize(
    ("on", "fault", "code"),
    [
        ("token", "lost-before", Code.LINE_DOWN),
        ("token", "403", Code.LOGIN_REFUSED),
        ("batch", "lost-before", Code.NO_ANSWER),
        ("batch", "403", Code.NOT_ALLOWED),
        ("batch", "500-before", Code.ANSWER_UNCLEAR),
    ],
)
def test_where_nothing_can_be_found_out_it_says_why(issuer: Running, on: str, fault: str, code: Code) -> None:
    issuer.lay({"on": on, "fault": fault, "times": None})
    with pytest.raises(Refusal) as told:
        found(issuer)
    assert told.value.problem.code in {code, Code.NO_ANSWER}


def test_a_batch_that_is_refused_for_every_single_card_is_told_as_that(issuer: Running) -> None:
    issuer.lay({"on": "batch", "fault": "403", "status": 400, "times": None})
    with pytest.raises(Refusal) as told:
        found(issuer)
    assert told.value.problem.code is Code.REFUSED


def test_no_pin_and_no_token_is_in_a_finding_or_in_the_record(issuer: Running) -> None:
    with till(issuer.url, secret=CLIENT_SECRET, client_id=CLIENT_ID) as at:
        calls = at.probe_calls(Currency.NOK)
        findings = probe(calls, TimeOrderedIdentifiers(), together, Wishes(may_delete=True))
        secrets = [secret.reveal() for secret in calls._secrets]
        said = repr(findings) + repr(calls.record()) + repr(calls.heard()) + repr(vars(calls))
    assert len(secrets) > 10
    long = [secret for secret in secrets if len(secret) >= 8]
    assert long
    assert not [secret for secret in long if secret in said]
    assert CLIENT_SECRET not in said
    assert isinstance(calls, ProbeCalls)
    assert all(dataclasses.asdict(each)["method"] for each in calls.record())
