"""The demonstration account is the same on every machine."""

import subprocess
import sys
import uuid

from hypothesis import given
from hypothesis import strategies as st

from app.sandbox import demonstration

SEEDS = st.integers(0, 2**32)
INDICES = st.integers(0, 10_000)


def luhn_total(figures: str) -> int:
    doubled = [int(figure) * 2 for figure in figures[-2::-2]]
    return sum(int(figure) for figure in figures[-1::-2]) + sum(value // 10 + value % 10 for value in doubled)


@given(SEEDS, INDICES)
def test_a_card_id_has_sixteen_figures_and_passes_the_luhn_test(seed: int, index: int) -> None:
    card_id = demonstration.card_id(seed, index)
    assert card_id.startswith("7001")
    assert card_id.isdigit()
    assert len(card_id) == 16
    assert luhn_total(card_id) % 10 == 0


@given(SEEDS, INDICES)
def test_a_token_is_a_uuid_behind_the_prefix(seed: int, index: int) -> None:
    prefix, _, value = demonstration.card_token(seed, index).partition(":")
    assert prefix == "DINCARD"
    assert str(uuid.UUID(value)) == value


def test_the_cards_of_a_seed_are_known_for_good() -> None:
    assert demonstration.card_id(1, 0) == "7001913901460665"
    assert demonstration.card_token(1, 0) == "DINCARD:f7e31d2f-8bac-4208-9f6b-d82948967b18"


def test_cards_and_tokens_do_not_repeat_within_a_seed() -> None:
    assert len({demonstration.card_id(7, index) for index in range(2000)}) == 2000
    assert len({demonstration.card_token(7, index) for index in range(2000)}) == 2000


def test_reading_the_account_or_the_switches_loads_no_web_server() -> None:
    heavy = "{'fastapi', 'uvicorn', 'pydantic', 'starlette', 'asyncio'}"
    script = (
        "import sys, app.sandbox.demonstration, app.sandbox.serve, app.sandbox.switches, app.sandbox.faults\n"
        f"sys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (loaded.returncode, loaded.stderr) == (0, "")
