"""What findings allow the till to rely on, and when two probes differ."""

import itertools

import pytest

from app.core.finding import Certainty, Change, Finding, ProbedFacts, changes, facts_of, with_earlier

SEEN, UNCLEAR, NOT_TRIED = Certainty


def finding(name: str, answer: str, certainty: Certainty = SEEN, figure: int | None = None) -> Finding:
    return Finding(name, "?", certainty, answer, (), figure)


GOOD = (finding("S1", "refused"), finding("S2", "one of two"), finding("S3", "at once"))


def test_nothing_found_is_the_worst() -> None:
    assert facts_of(()) == ProbedFacts(server_cas=False, metadata_kept=False, quarantine_s=None)


def test_a_second_activation_counts_as_refused_only_where_all_three_were_seen() -> None:
    assert facts_of(GOOD).server_cas
    for place, certainty in itertools.product(range(3), (UNCLEAR, NOT_TRIED)):
        less = [finding(f.id, f.answer, certainty) if f is GOOD[place] else f for f in GOOD]
        assert not facts_of(less).server_cas
    assert not facts_of(GOOD[:2]).server_cas


@pytest.mark.parametrize("answer", ["accepted, nothing changed", "refused; accepted, nothing changed", "Refused", ""])
def test_no_other_answer_passes_for_a_refusal(answer: str) -> None:
    assert not facts_of((finding("S1", answer), *GOOD[1:])).server_cas


def test_metadata_is_kept_only_where_it_was_seen_to_come_back() -> None:
    assert facts_of([finding("S4", "kept, what was there before is replaced")]).metadata_kept
    assert not facts_of([finding("S4", "kept", UNCLEAR)]).metadata_kept
    assert not facts_of([finding("S4", "dropped")]).metadata_kept


def test_the_life_of_a_call_counts_even_where_its_end_was_not_seen() -> None:
    assert facts_of([finding("S6", "not known", UNCLEAR, figure=301)]).quarantine_s == 301


def test_what_two_probes_saw_differently_is_a_change_and_what_one_did_not_see_is_none() -> None:
    before = [finding("S14", "once"), finding("S12", "given"), finding("S9", "86400 s")]
    after = [finding("S14", "loaded twice"), finding("S12", "not known", UNCLEAR), finding("S13", "found")]
    assert changes(before, after) == (Change("S14", "once", "loaded twice"),)


def test_a_fact_that_is_lost_is_a_change_even_where_nothing_else_was_seen() -> None:
    after = [finding("S1", "not known", UNCLEAR), *GOOD[1:]]
    assert changes(GOOD, after) == (Change("server_cas", "yes", "no"),)


def test_what_was_not_tried_stays_as_it_was_found_before() -> None:
    before = [finding("S6", "the gateway ends it", figure=61), finding("S10", "stays taken")]
    after = [finding("S6", "not tried", NOT_TRIED), finding("S10", "free"), finding("S7", "not tried", NOT_TRIED)]
    assert with_earlier(before, after) == (before[0], after[1], after[2])
