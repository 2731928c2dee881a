"""Every position of the switches that the documentation leaves open, and lost answers: one load, and the truth."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.activation import Activation, State
from app.core.rules import Facts
from app.till.activate import sell
from tests.fakes import sale
from tests.journey.network.exchange import Fault
from tests.journey.network.fault_line import FaultLine, Lines
from tests.journey.network.issuers import Issuer, issuer
from tests.journey.network.till_on_the_line import QUARANTINE, TillOnTheLine, verdict
from tests.sandbox.running import until

REFUSALS = ("400", "403", "404", "409")
SECOND = (*REFUSALS, "200-unchanged", "200-reset", "200-added")
POSITIONS = [
    *(("activate_not_inactive", position) for position in SECOND),
    ("activate_metadata", "merge"),
    ("inactive_word", "created"),
    ("used_word", "exhausted"),
    ("inactive_currency", "NOK"),
    ("activate_transaction", "fund"),
    ("error_code", "absent"),
    ("error_list", "present"),
    ("reads", "stale"),
]
UNDECIDED = [("activate_metadata", "drop"), ("active_word", "awakened")]
LOST = [
    Fault("drop-answer"),
    Fault("reset-after-request"),
    Fault("half-answer", at=0.6),
    Fault("late", wait_s=0.1),
    Fault("cut-request", at=0.4),
]


@pytest.fixture(scope="module")
def service() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def lines() -> Iterator[Lines]:
    with Lines() as running:
        yield running


@pytest.fixture
def line(lines: Lines, service: Issuer) -> Iterator[FaultLine]:
    yield lines.line(service.port)
    service.reset()


def a_till(folder: Path, line: FaultLine, service: Issuer, cards: int, **facts: bool) -> TillOnTheLine:
    ids = [f"SW-{number}" for number in range(cards)]
    service.new_cards(ids)
    return TillOnTheLine(folder, line, ids, Facts(quarantine=QUARANTINE, **facts))


def sold_into(fault: Fault, till: TillOnTheLine) -> Activation:
    """A sale whose activation meets the fault; the read before it is well, and so is the line after it."""
    till.line.heal()
    till.issuer.check_login()
    till.line.weather([Fault("pass"), fault])
    (sold,) = till.sell()
    till.line.heal()
    return sold


@pytest.mark.parametrize(
    ("switch", "position", "knows_cas"),
    [*((*each, False) for each in POSITIONS), *(("activate_not_inactive", status, True) for status in REFUSALS)],
)
def test_a_lost_answer_ends_in_one_load_whatever_the_service_does(
    switch: str, position: str, knows_cas: bool, line: FaultLine, service: Issuer, tmp_path: Path
) -> None:
    """`knows_cas` only where the service does refuse: no probe says so of another."""
    service.turn(**{switch: position})
    till = a_till(tmp_path, line, service, len(LOST), server_cas=knows_cas)
    try:
        for fault in LOST:
            assert sold_into(fault, till).state is State.UNKNOWN, fault
            till.settle()  # at once, while it may still be on its way
        line.wait_until_quiet()
        till.settle_everything()
        end = verdict(till, service.truth())
        assert end.is_well, end
        assert end.states == ("active",) * len(LOST)
    finally:
        till.close()


@pytest.mark.parametrize(("switch", "position"), UNDECIDED)
def test_what_no_read_can_decide_stays_open_and_is_never_called_active_or_loaded_again(
    switch: str, position: str, line: FaultLine, service: Issuer, tmp_path: Path
) -> None:
    service.turn(**{switch: position}, activate_not_inactive="200-added")
    till = a_till(tmp_path, line, service, len(LOST))
    try:
        sold = {fault.kind: sold_into(fault, till) for fault in LOST}
        line.wait_until_quiet()
        for _ in range(4):
            till.clock.hurry(QUARANTINE * 2)
            till.settle()
        truth = service.truth()
        for row in sold.values():
            now = till.ledger.activation(row.id)
            assert now is not None
            assert now.state is State.UNKNOWN
            assert truth[row.order.card.text]["loads"] == 1
        assert not till.said_active
    finally:
        till.close()


@pytest.mark.parametrize("minutes", [1, 1.9])
@pytest.mark.parametrize("position", ["400", "200-added"])
def test_a_call_that_lands_minutes_later_is_found_and_not_made_again(
    minutes: float, position: str, line: FaultLine, service: Issuer, tmp_path: Path
) -> None:
    service.turn(activate_not_inactive=position)
    till = a_till(tmp_path, line, service, 1)
    try:
        sold = sold_into(Fault("held"), till)
        for _ in range(3):
            till.clock.hurry(timedelta(minutes=minutes / 3))
            till.settle()
        assert service.truth()[sold.order.card.text]["loads"] == 0, "it was sent again within the quarantine"
        line.release()
        line.wait_until_quiet()
        till.settle()
        assert till.said_active == {sold.id}
        assert verdict(till, service.truth()).is_well
    finally:
        till.close()


def test_a_call_that_lands_after_a_resend_is_refused_where_the_service_refuses(
    line: FaultLine, service: Issuer, tmp_path: Path
) -> None:
    """Later than any quarantine: the second send has loaded the card, and the first finds it active."""
    till = a_till(tmp_path, line, service, 1)
    try:
        sold = sold_into(Fault("held"), till)
        till.clock.hurry(QUARANTINE * 3)
        till.settle()
        assert till.said_active == {sold.id}
        line.release()
        line.wait_until_quiet()
        assert verdict(till, service.truth()).is_well
    finally:
        till.close()


@pytest.mark.parametrize("lands", [True, False])
def test_a_cancel_waits_for_what_may_still_land(lands: bool, line: FaultLine, service: Issuer, tmp_path: Path) -> None:
    till = a_till(tmp_path, line, service, 1)
    try:
        sold = sold_into(Fault("held"), till)
        till.cancel()
        till.clock.hurry(QUARANTINE * 0.9)
        till.settle()
        assert till.ledger.queue()[0].state is State.CANCEL_WAIT
        if lands:
            line.release()
            line.wait_until_quiet()
        till.settle_everything()
        end = verdict(till, service.truth())
        assert end.is_well, end
        assert end.states == (("active",) if lands else ("cancelled",))
        assert (sold.id in till.said_active) is lands
    finally:
        till.close()


def test_a_service_that_stands_still_in_mid_call_leaves_doubt_and_its_load_is_found(
    line: FaultLine, service: Issuer, tmp_path: Path
) -> None:
    """The system takes the request in the frozen service's place, and the service serves it once it lives on."""
    service.turn(activate_not_inactive="200-added")
    till = a_till(tmp_path, line, service, 1)
    till.issuer.check_login()

    def freezes(told: Activation) -> None:
        till.told(told)
        if told.state is State.SENDING:
            service.freeze()

    try:
        (sold,) = sell(till.road, sale(card := till.cards.pop()), freezes).activations
        till.sold.append(sold.id)
        assert sold.state is State.UNKNOWN
        till.settle()
        assert till.ledger.queue()[0].sends == 1, "a read without an answer decides nothing"
        service.thaw()
        until(lambda: service.truth()[card]["loads"] == 1)
        till.settle_everything()
        assert till.said_active == {sold.id}
        assert verdict(till, service.truth()).is_well
    finally:
        service.thaw()
        till.close()
