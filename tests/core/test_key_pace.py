"""A scanner's keys are told from a person's by their pace."""

import random

import pytest

from app.core.key_pace import KeyPace


def paced(*gaps, keys=1, longest_ms=80):
    times = [1_000]
    for gap in gaps:
        times.append(times[-1] + gap)
    return KeyPace(tuple(times), (keys,) * len(times), longest_ms)


@pytest.mark.parametrize(
    ("pace", "mean_ms"),
    [(KeyPace((), (), 80), 0.0), (paced(), 0.0), (paced(10, 30), 20.0), (paced(10, 30, keys=2), 10.0)],
)
def test_the_mean_counts_every_key_shift_among_them(pace, mean_ms):
    assert pace.mean_ms == mean_ms


@pytest.mark.parametrize("gap", [1, 5, 20, 44])
def test_fast_keys_may_be_a_scanners(gap):
    assert paced(*[gap] * 11).may_be_a_scanners
    assert paced(*[gap] * 11).shortest(6) == 6


@pytest.mark.parametrize("gap", [45, 50, 56])
def test_slow_keys_may_be_a_scanners_while_they_come_evenly_and_make_a_longer_code(gap):
    slow = paced(*[gap] * 11, 4 * gap)
    assert not slow.may_be_a_scanners
    even = paced(*[gap] * 11)
    assert even.may_be_a_scanners
    assert (even.shortest(6), even.shortest(20)) == (12, 20)


def test_one_key_in_eight_of_a_slow_scanner_may_come_late():
    assert paced(*[48] * 7, 90).may_be_a_scanners
    assert not paced(*[48] * 5, 75, 75).may_be_a_scanners


def test_shift_may_take_a_keys_time_or_none():
    times, keys = [0], [1]
    for has_shift in (False, True, True, False, True, False, False, True):
        keys.append(1 + has_shift)
        times.append(times[-1] + 50 * (1 + has_shift))
    assert KeyPace(tuple(times), tuple(keys), 80).may_be_a_scanners


@pytest.mark.parametrize("seed", range(20))
def test_a_fast_typists_keys_are_no_scanners_for_long(seed):
    chance = random.Random(seed)
    gaps = [chance.randint(45, 90) for _key in range(16)]
    assert not paced(*gaps).may_be_a_scanners


def test_nobody_types_six_signs_at_a_scanners_pace():
    assert paced(*[28] * 5).is_no_persons
    assert not paced(*[29] * 5).is_no_persons


@pytest.mark.parametrize(("first", "is_a_persons"), [(5, False), (20, False), (21, True), (60, True)])
def test_a_wide_first_gap_lies_between_a_person_and_a_scan(first, is_a_persons):
    assert paced(first, *[5] * 8).begins_with_a_persons_key is is_a_persons


def test_a_slow_scanners_first_gap_is_as_wide_as_its_others():
    assert not paced(55, *[50] * 8).begins_with_a_persons_key
