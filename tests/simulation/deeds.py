"""What people do at a simulated till, and what happens to it. A deed that finds nothing to do says NOTHING."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from app.core.activation import QUEUE, Activation, State
from app.core.card import CardCode
from app.core.case import Way, ways
from app.till import cases
from app.till.activate import sell
from app.till.look_up import look_up
from app.till.ports import StepRefused
from app.till.settle import cancel, settle, settle_all
from app.till.slips import read_slip, take_over
from tests.fakes import sale
from tests.simulation.one_shop_till import SEAL, SimulatedTill

if TYPE_CHECKING:
    from tests.simulation.simulator import Simulator

NOTHING = "nothing"
WAITS = (1, 9, 11, 11, 30, 60, 119, 121, 300)
TURNS = (-86_400, -3_600, -60, 60, 3_600, 86_400)
WAITING = set(QUEUE)
CANCELLABLE = {State.QUEUED, State.UNKNOWN, State.HELD, State.CANCEL_WAIT}
PERSON, REASON = "Kari", "the customer asked"

Job = Callable[[], object]


def unless_refused(deed: Job) -> Job:
    """Where another worker is quicker, the cashier is told so and that is all."""

    def done() -> None:
        with suppress(StepRefused):
            deed()

    return done


def one_of(world: "Simulator", till: SimulatedTill, states: set[State]) -> Activation | None:
    found = [activation for activation in till.standing.values() if activation.state in states]
    return world.chance.choice(found) if found else None


# ------------------------------------------------------------ selling


def selling(world: "Simulator", till: SimulatedTill) -> Job:
    cards = world.chance.sample(world.cards_of(till), world.chance.choice([1, 1, 1, 2]))
    minor = world.chance.choice([50_000, 50_000, 30_000])
    typing_s = world.chance.choice([1, 4, 12])

    def sells() -> None:
        found = [look_up(CardCode(card), till.watched, till.ledger) for card in cards]
        if not all(each.is_sellable for each in found):
            return
        world.clock.move(typing_s)
        world.tally.add("sales", len(cards))
        read = all(each.was_read for each in found)
        is_down = till.watched.line.is_down
        world.tally.add("sales with the line down", len(cards) * is_down)
        sell(till.road, sale(*cards, minor=minor, read_before=read), till.tell, is_down=is_down)

    return unless_refused(sells)


def sell_cards(world: "Simulator", till: SimulatedTill) -> object:
    return till.does(selling(world, till))


def sell_beside_the_queue(world: "Simulator", till: SimulatedTill) -> object:
    world.tally.add("side by side")
    return till.does(settling(world, till), selling(world, till))


# ------------------------------------------------------------ settling


def settling(world: "Simulator", till: SimulatedTill) -> Job:
    """By a button: everything, or one."""
    one = one_of(world, till, WAITING)
    if one is None or world.chance.random() < 0.5:
        return lambda: settle_all(till.road, till.tell)
    return lambda: settle(till.road, one.id, till.tell)


def settle_by_hand(world: "Simulator", till: SimulatedTill) -> object:
    return till.does(settling(world, till)) if one_of(world, till, WAITING) else NOTHING


def settle_twice_at_once(world: "Simulator", till: SimulatedTill) -> object:
    if one_of(world, till, WAITING) is None:
        return NOTHING
    world.tally.add("side by side")
    return till.does(settling(world, till), settling(world, till))


def catch_up(world: "Simulator", till: SimulatedTill) -> object:
    """The queue by itself, as long as it has something to do; sometimes with a customer at the desk."""
    if one_of(world, till, WAITING) is None:
        return NOTHING
    beside = [selling(world, till)] if world.chance.random() < 0.3 else []
    till.catches_up(*beside)
    for _ in range(world.chance.randrange(4)):
        world.clock.move(max(1.0, till.next_in_s() or 1.0))
        till.catches_up()
    return None


# ------------------------------------------------------------ persons


def cancel_a_sale(world: "Simulator", till: SimulatedTill) -> object:
    """Who cancels asks for the slip. What was taken over elsewhere, or here, is not cancelled."""
    one = one_of(world, till, CANCELLABLE)
    if one is None or one.id in world.kept_by:
        return NOTHING
    world.slips.pop(one.id, None)
    world.tally.add("cancels")
    jobs = [unless_refused(lambda: cancel(till.road, one.id, till.tell))]
    if world.chance.random() < 0.3:
        jobs.append(settling(world, till))
    return till.does(*jobs)


def retry_what_was_held(world: "Simulator", till: SimulatedTill) -> object:
    one = one_of(world, till, {State.HELD})
    if one is None or one.id in till.denied:  # a cancel slip that the journal knows nothing of any more
        return NOTHING
    world.tally.add("retries")
    return till.does(unless_refused(lambda: cases.try_again(till.road, one.id, PERSON, REASON, till.tell)))


def deal_with_a_case(world: "Simulator", till: SimulatedTill) -> object:
    """Money leaves only with the slip in hand; a card that is moved to is any that this till may sell."""
    found = [one for one in cases.open_cases(till.road) if ways(one.activation) - {Way.RETRY}]
    if not found:
        return NOTHING
    one = world.chance.choice(found).activation
    if one.id in world.kept_by and one.state is State.HELD:
        return NOTHING
    way = world.chance.choice(sorted(ways(one) - {Way.RETRY}))
    world.tally.add(f"cases {way}")
    if one.state is State.HELD:
        world.slips.pop(one.id, None)
    other = CardCode(world.chance.choice(world.cards_of(till)))
    deeds: dict[Way, Job] = {
        Way.CANCEL: lambda: cases.cancel_first(till.road, one.id, PERSON, REASON, till.tell),
        Way.MOVE: lambda: cases.move(till.road, one.id, other, PERSON, REASON, till.tell),
        Way.REFUND: lambda: cases.refund(till.road, one.id, PERSON, REASON, till.tell),
        Way.ACCEPT: lambda: cases.accept(till.road, one.id, PERSON, REASON, till.tell),
    }
    return till.does(unless_refused(deeds[way]))


def take_over_a_slip(world: "Simulator", till: SimulatedTill) -> object:
    """A customer comes with a slip of another till, or of this one after its journal was lost."""
    held = (activation_id for activation_id in sorted(world.slips) if world.kept_by.get(activation_id, till) is till)
    new = [activation_id for activation_id in held if activation_id not in till.standing]
    if not new or world.is_adding:
        return NOTHING
    return take(world, till, world.chance.choice(new))


def take(world: "Simulator", till: SimulatedTill, activation_id: str) -> None:
    """Who takes a sale over keeps its slip. A till that sold the card by another id refuses, and tells."""
    request = read_slip(world.slips[activation_id], SEAL)
    try:
        till.does(lambda: take_over(till.road, request, PERSON))
    except StepRefused:
        world.tally.add("slips refused at the desk")
    if activation_id in till.standing:
        world.tally.add("take-overs")
        world.kept_by[activation_id] = till
        till.plan.note(till.standing[activation_id])


# ------------------------------------------------------------ the world


def wait(world: "Simulator", till: SimulatedTill) -> None:
    world.clock.move(world.chance.choice(WAITS))


def turn_the_clock(world: "Simulator", till: SimulatedTill) -> None:
    world.tally.add("clock turns")
    till.clock.turned = timedelta(seconds=world.chance.choice(TURNS))


def change_the_line(world: "Simulator", till: SimulatedTill) -> None:
    world.tally.add("line changes")
    till.line.is_up = not till.line.is_up
    till.line.trouble = world.chance.choice([0, 0.3, 0.7, 0.95])


def crash(world: "Simulator", till: SimulatedTill) -> None:
    till.crash()


def keep_a_backup(world: "Simulator", till: SimulatedTill) -> None:
    till.keep_a_backup()


def put_the_backup_back(world: "Simulator", till: SimulatedTill) -> object:
    """Where an issuer adds, only time tells that nothing is on its way for a sale that the journal has lost."""
    if till.backup is None:
        return NOTHING
    if world.is_adding:
        world.clock.move(300)
    return till.put_the_backup_back()


DEEDS: dict[Callable[["Simulator", SimulatedTill], object], int] = {
    sell_cards: 5,
    sell_beside_the_queue: 2,
    settle_by_hand: 5,
    settle_twice_at_once: 2,
    catch_up: 4,
    cancel_a_sale: 4,
    retry_what_was_held: 3,
    deal_with_a_case: 3,
    take_over_a_slip: 3,
    wait: 5,
    turn_the_clock: 1,
    change_the_line: 2,
    crash: 1,
    keep_a_backup: 1,
    put_the_backup_back: 1,
}
