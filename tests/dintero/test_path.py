"""A card code becomes one segment of a path and nothing else."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.card import CardCode
from app.core.problem import Code, Refusal
from app.dintero.path import _joined, activate_path, card_path, info_path, shown, token_path

ACCOUNT = "T00000000"
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9:_.\-]{0,254}", fullmatch=True).filter(lambda text: ".." not in text)


def test_the_paths_are_those_of_the_api() -> None:
    card = CardCode("A:b_c.d-9")
    assert token_path(ACCOUNT) == "/v1/accounts/T00000000/auth/token"
    assert info_path(ACCOUNT) == "/v1/accounts/T00000000/wallets/info"
    assert card_path(ACCOUNT, card) == "/v1/accounts/T00000000/wallets/cards/A%3Ab_c.d-9"
    assert activate_path(ACCOUNT, card) == "/v1/accounts/T00000000/wallets/cards/A%3Ab_c.d-9/activate"


@given(CODES)
def test_no_code_changes_the_shape_of_an_address(text: str) -> None:
    path = activate_path(ACCOUNT, CardCode(text))
    url = httpx.URL("https://api.dintero.com" + path)
    assert (url.scheme, url.host, url.port, url.query, url.fragment) == ("https", "api.dintero.com", None, b"", "")
    assert url.raw_path == path.encode()
    segments = path.split("/")
    assert len(segments) == 8
    assert segments[5] == "cards"
    assert segments[7] == "activate"
    assert httpx.URL("https://x/" + segments[6]).path == "/" + text


@pytest.mark.parametrize(
    "text",
    ["..", ".", "a/..", "../x", "a/b", "%2F", "a%2fb", "%2e%2e", "a?b", "a#b", "a\x00b", "a b", " a", "a\\b", "", "ä",
     "a" * 256, "a\n", "-a", "a..b", "A\u202eb", "\uff0e\uff0e", "http://x"],
)  # fmt: skip
def test_a_hostile_code_is_refused_before_it_can_be_a_path(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        CardCode(text)
    assert caught.value.problem.code is Code.CARD_CODE_BAD


@given(st.text(alphabet=st.sampled_from("./%?#\\:@ \x00aæ"), max_size=8))
def test_a_code_is_refused_or_harmless_and_never_in_between(text: str) -> None:
    try:
        card = CardCode(text)
    except Refusal:
        return
    assert httpx.URL("https://h" + card_path(ACCOUNT, card)).raw_path.count(b"/") == 6


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_step_is_no_segment_even_if_a_code_could_be_one(segment: str) -> None:
    with pytest.raises(ValueError, match="neither empty nor a step"):
        _joined("v1", segment)


def test_the_log_shows_a_path_with_the_card_masked() -> None:
    card = CardCode("7001:913901460665")
    assert shown(activate_path(ACCOUNT, card), card) == "/v1/accounts/T00000000/wallets/cards/····0665/activate"
