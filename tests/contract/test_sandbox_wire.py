"""The sandbox speaks the wire as the examples have it."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

from app.sandbox import demonstration
from app.sandbox.demonstration import CLIENT_ID, CLIENT_SECRET
from tests.contract.wire_examples import ACCOUNT_ID, EXAMPLES, STANDING_CARD
from tests.sandbox.running import Running, running_sandbox


@pytest.fixture(scope="module")
def _one_issuer() -> Iterator[Running]:
    with running_sandbox(cards=1, seed=1) as running:
        yield running


@pytest.fixture
def issuer(_one_issuer: Running) -> Running:
    """An issuer that holds the standing card alone."""
    assert _one_issuer.client.post("/_sandbox/reset").json()["cards"] == [STANDING_CARD]
    _one_issuer.sign_in()
    return _one_issuer


def ask(issuer: Running, name: str, answers: dict[str, Any]) -> httpx.Response:
    """Sends the request of an example; its answer joins `answers`."""
    example = EXAMPLES[name]
    filled = {key: answers[source][field] for key, (source, field) in example["fills"].items()}
    client = issuer.client if example["authorization"] == "bearer" else issuer.stranger
    answer = client.request(
        example["method"],
        example["path"].format_map(filled) if filled else example["path"],
        params={key: value.format_map(filled) for key, value in example["query"].items()} or None,
        json=example["body"],
        auth=(CLIENT_ID, CLIENT_SECRET) if example["authorization"] == "basic" else None,
    )
    answers[name] = answer.json()
    return answer


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_sandbox_answers_as_the_example_says(issuer: Running, name: str) -> None:
    example, answers = EXAMPLES[name], dict[str, Any]()
    for earlier in example["before"]:
        assert ask(issuer, earlier, answers).status_code == 200
    issuer.turn(**example["switches"])
    answer = ask(issuer, name, answers)
    assert answer.status_code == example["status"], answer.text
    assert answer.headers["content-type"] == "application/json"
    differences = list(compare(example["answer"], answer.json(), example["varies"]))
    assert not differences


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_whole(name: str) -> None:
    example = EXAMPLES[name]
    assert set(example["before"]) <= set(EXAMPLES)
    assert example["path"].startswith("/v1/accounts/")
    assert ("error" in example["answer"]) == (example["status"] >= 400)
    for path in example["varies"]:
        assert not path.startswith("."), f"{name}: {path}"


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        ({"amount": 1}, "amount"),
        ({"amount": True}, "amount"),
        ({}, "amount"),
        ({"amount": 0, "id": "not a uuid"}, "id"),
    ],
)
def test_a_difference_is_seen(answer: dict[str, Any], where: str) -> None:
    sample = {"amount": 0, "id": "6ccfec5d-3a53-47de-910a-97d6dda22e5f"}
    assert any(line.startswith(where) for line in compare(sample, answer, ("id",)))


def test_the_account_of_the_examples_is_the_demonstration_account() -> None:
    assert ACCOUNT_ID == demonstration.ACCOUNT_ID


def compare(sample: Any, real: Any, varies: tuple[str, ...], place: str = "") -> Iterator[str]:
    """Where the real answer is not as the sample, in words."""
    if isinstance(sample, dict) and isinstance(real, dict):
        for key, value in sample.items():
            inner = f"{place}.{key}" if place else key
            if key in real:
                yield from compare(value, real[key], varies, inner)
            else:
                yield f"{inner} is missing"
        return
    if isinstance(sample, list) and isinstance(real, list):
        if len(sample) != len(real):
            yield f"{place} has {len(real)} places, not {len(sample)}"
        for value, other in zip(sample, real, strict=False):
            yield from compare(value, other, varies, f"{place}.*" if place else "*")
        return
    same = kind_of(sample) == kind_of(real) if place in varies else type(sample) is type(real) and sample == real
    if not same:
        yield f"{place} is {real!r}, not as {sample!r}"


def kind_of(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return "uuid"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return f"moment {datetime.fromisoformat(value).utcoffset()}"
    if isinstance(value, str) and value.isdigit():
        return f"{len(value)} figures"
    return type(value).__name__
