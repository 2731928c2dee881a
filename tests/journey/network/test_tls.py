"""Lines that are not what they say: wrong name, ended, not begun, signed by a stranger, or no issuer at all."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.activation import State
from app.core.problem import Code
from tests.dintero.certificates import Authority
from tests.journey.network.exchange import Fault
from tests.journey.network.fault_line import Lines
from tests.journey.network.issuers import Issuer, issuer
from tests.journey.network.till_on_the_line import TillOnTheLine, verdict


@pytest.fixture(scope="module")
def service() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def lines() -> Iterator[Lines]:
    with Lines() as running:
        yield running


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "Nobody's authority")


Server = Callable[[Authority, Authority], ssl.SSLContext]

BAD: dict[str, tuple[Server, Code]] = {
    "wrong name": (lambda ours, _: ours.server("api.example"), Code.CERTIFICATE_REFUSED),
    "ended": (lambda ours, _: ours.server(begins_in=-30, ends_in=-1), Code.CERTIFICATE_REFUSED),
    "not begun": (lambda ours, _: ours.server(begins_in=2, ends_in=30), Code.CLOCK_OFF),
    "a stranger's": (lambda _, theirs: theirs.server(), Code.CERTIFICATE_REFUSED),
}


@pytest.mark.parametrize("name", BAD)
def test_a_line_whose_certificate_is_wrong_hears_nothing_and_what_was_sold_waits_until_it_is_right(
    name: str, lines: Lines, service: Issuer, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    server, code = BAD[name]
    line = lines.line(service.port, server(authority, stranger))
    cards = [f"TLS-{name.replace(' ', '-').replace(chr(39), '')}-{number}" for number in range(2)]
    service.new_cards(cards)
    till = TillOnTheLine(tmp_path, line, list(cards), patience={"ca_file": authority.file})
    try:
        (waiting,) = till.sell()
        assert (waiting.state, waiting.sends, waiting.ambiguous) == (State.QUEUED, 0, False)
        assert waiting.problem is not None
        assert waiting.problem.code is code
        assert line.met == [], "not one byte of a call went through"
        till.settle()
        assert not till.said_active
        line.speak_tls(authority.server())
        till.settle_everything()
        assert verdict(till, service.truth()).is_well
        assert till.said_active == {waiting.id}
    finally:
        till.close()


def test_a_certificate_that_goes_bad_between_two_calls_ends_no_sale_in_a_lie(
    lines: Lines, service: Issuer, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    """The till is logged in and knows the line; then somebody else takes its place, and goes again."""
    line = lines.line(service.port, authority.server())
    cards = [f"TLS-changing-{number}" for number in range(3)]
    service.new_cards(cards)
    till = TillOnTheLine(tmp_path, line, list(cards), patience={"ca_file": authority.file})
    try:
        assert till.sell()[0].state is State.ACTIVE
        line.speak_tls(stranger.server())
        assert till.sell()[0].state is State.QUEUED
        line.speak_tls(authority.server())
        till.settle_everything()
        assert verdict(till, service.truth()).is_well
    finally:
        till.close()


@pytest.mark.parametrize("is_secure", [True, False])
def test_a_captive_portals_page_is_never_an_answer(
    lines: Lines, service: Issuer, authority: Authority, tmp_path: Path, is_secure: bool
) -> None:
    """200 and HTML for the token, for the read, and for the activation itself."""
    line = lines.line(service.port, authority.server() if is_secure else None)
    cards = [f"PORTAL-{is_secure}-{number}" for number in range(4)]
    service.new_cards(cards)
    till = TillOnTheLine(tmp_path, line, list(cards), patience={"ca_file": authority.file})
    try:
        for let_through, state in ((0, State.QUEUED), (1, State.QUEUED), (1, State.UNKNOWN)):
            line.weather([*[Fault("pass")] * let_through, *[Fault("portal")] * 4])
            assert till.sell()[0].state is state
        assert not till.said_active
        assert all(card["loads"] == 0 for name, card in service.truth().items() if name in cards)
        line.heal()
        till.settle_everything()
        assert verdict(till, service.truth()).is_well
        assert len(till.said_active) == 3
    finally:
        till.close()
