"""What the window shows while the line is down and after: limits, news, cases of every kind, and slips."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.core import rules
from app.core.activation import State
from app.core.case import Way
from app.core.limits import Limits
from app.core.money import Currency
from app.core.problem import Code, Problem
from app.core.slip_code import encode, request_of
from app.till.ports import PrintOutcome
from tests.fakes import Fate, order, sale
from tests.ui.scene import MORE_CARDS, Scene, filled, offline_form, some_of_each, turned
from tests.ui.stage import CARDS


def at_rest(scene: Scene) -> Scene:
    """Nothing is settled by itself: what waits is to be seen waiting."""
    assert scene.window.catching_up is not None
    scene.window.catching_up.halt()
    return scene


def settle_behind(scene: Scene) -> None:
    """The queue is settled while something else stands on the screen."""
    counter = scene.window.desk.counter
    for settled in counter.settle_all(scene.page.model.moved):
        scene.window.queue.settled_behind(settled)


def over_limit(amount: str) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.stage.limits = Limits(card_minor={Currency.NOK: 40_000})
        offline_form(scene)
        scene.amount(amount)
        scene.page.model.confirm()
        scene.until(scene.page.over.isVisible)

    return act


def wrong_pin(scene: Scene) -> None:
    over_limit("500")(scene)
    scene.page.model.offline.approve("111111")
    scene.until(lambda: scene.page.model.offline.refused is not None)


def clock_off(scene: Scene) -> None:
    offline_form(scene)
    scene.stage.clock_is_ahead(timedelta(minutes=4))
    scene.window.refresh_queue()
    scene.until(lambda: scene.page.model.offline.warning is not None)


def news(scene: Scene) -> None:
    at_rest(scene).stage.issuer.fates.append(Fate.LOST_AFTER)
    filled(scene).load()
    scene.page.model.clear()
    scene.scan(CARDS[1]).amount()
    settle_behind(scene)


def of_driver(told: str, **stands: object) -> Callable[[Scene], None]:
    """The queue as it stands in the midst of something."""

    def act(scene: Scene) -> None:
        turned("queue", some_of_each)(at_rest(scene))
        driver = scene.window.catching_up
        driver.start(scene.window.desk.counter.queue())
        driver.halt()
        for name, value in stands.items():
            setattr(driver if hasattr(driver, name) and name == "done_now" else driver._plan, name, value)
        driver.changed.emit()
        page = scene.window.stack.currentWidget()
        scene.until(lambda: page.catching.words.text().startswith(told))

    return act


def queue_late(scene: Scene) -> None:
    some_of_each(at_rest(scene))
    scene.stage.clock.move(26 * 3600)
    turned("queue")(scene)


def queue_kept(scene: Scene) -> None:
    some_of_each(at_rest(scene))
    counter = scene.window.desk.counter
    for activation in counter.queue():
        counter.catch_up(activation.id, lambda _step: None)
    turned("queue")(scene)


def every_case(scene: Scene) -> None:
    """One case of each kind."""
    counter, issuer, clock = at_rest(scene).window.desk.counter, scene.stage.issuer, scene.stage.clock
    issuer.sell_elsewhere(MORE_CARDS[0], 30_000)
    issuer.cards[MORE_CARDS[0]].active_from = clock.now()
    fates = (Fate.LOST_BEFORE, Fate.BAD_REQUEST, Fate.OTHER_AMOUNT, Fate.METADATA_DROPPED, Fate.LOST_AFTER)
    for card, fate in zip(MORE_CARDS, fates, strict=False):
        issuer.fates.append(fate)
        counter.sell(
            sale(card, read_before=fate is not Fate.LOST_BEFORE, customer_name="Ærlig Øystein Åsen", customer_id="K-2"),
            lambda _step: None,
        )
        issuer.fates.clear()
        clock.move(400)
    late = counter.queue()[-1]
    counter.cancel(late.id, lambda _step: None)
    clock.move(400)
    for activation in counter.queue():
        counter.settle(activation.id, lambda _step: None)


def in_doubt_for_ever(scene: Scene) -> None:
    """Sent as often as the rules allow, without an answer."""
    counter, issuer, clock = at_rest(scene).window.desk.counter, scene.stage.issuer, scene.stage.clock
    made = None
    while made is None or made.state is not State.HELD:
        issuer.fates.append(Fate.LOST_BEFORE)
        if made is None:
            made = counter.sell(sale(MORE_CARDS[5]), lambda _step: None).activations[0]
        else:
            made = counter.settle(made.id, lambda _step: None).activation
        clock.move(300)
    issuer.fates.clear()


def case_asked(way: Way, acts: Callable[[Scene], None] = every_case) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        turned("cases", acts)(scene)
        page = scene.window.stack.currentWidget()
        needed = {way, Way.RETRY} if way is Way.REFUND else {way}
        row = next(row for row in page.rows.values() if not any(row.buttons[one].isHidden() for one in needed))
        if way is Way.REFUND:
            row.buttons[Way.RETRY].click()
            page.form.reason.edit.setText("The issuer was asked")
            scene.stage.issuer.fates.append(Fate.BAD_REQUEST)
            page.form.confirm.click()
            scene.until(lambda: row.result.isVisible() and not row.is_busy)
        row.buttons[way].click()
        if way is Way.MOVE:
            page.scanned(CARDS[0])
            scene.until(lambda: page.form.deed.look is not None)

    return act


def put_back(scene: Scene) -> None:
    """A journal from a backup held a sale as in doubt, and its card is not loaded."""
    counter, ledger, clock = scene.window.desk.counter, scene.stage.ledger, scene.stage.clock
    scene.stage.issuer.fates.append(Fate.LOST_BEFORE)
    (made,) = counter.sell(sale(MORE_CARDS[5]), lambda _step: None).activations
    ledger.step(made, rules.put_back(made), clock.now())
    clock.move(400)
    counter.settle(made.id, lambda _step: None)
    turned("cases")(scene)


def being_cancelled(scene: Scene) -> None:
    in_doubt_for_ever(scene)
    prints = scene.stage.ledger.prints
    scene.until(lambda: all(outcomes[-1] is not PrintOutcome.WAITING for outcomes in prints.values()))
    counter = scene.window.desk.counter
    counter.cancel(counter.cases()[0].id, lambda _step: None)
    turned("cases")(scene)


def slip_code(scene: Scene, *, is_bad: bool = False) -> str:
    made = order(CARDS[1], at=scene.stage.clock.now())
    code = encode(request_of(replace(made, till_id="7"), "OSLO"), scene.stage.seal.sign)
    return code[:-1] + ("0" if code[-1] != "0" else "1") if is_bad else code


def slip(*, is_bad: bool = False, is_settled: bool = False) -> Callable[[Scene], None]:
    def act(scene: Scene) -> None:
        scene.window.scanned(slip_code(scene, is_bad=is_bad))
        page = scene.window.stack.currentWidget()
        scene.until(lambda: not page.title.text().startswith("Reading"))
        if is_settled:
            page.pin.entered.emit(scene.stage.approvers.pin)
            scene.until(page.pin.isHidden)

    return act


LINE_DOWN: dict[str, Callable[[Scene], object]] = {
    "over-limit-wrong-pin": wrong_pin,
    "over-limit-beyond": over_limit("900"),
    "clock-off": clock_off,
    "news": news,
    "queue-late": queue_late,
    "queue-kept": queue_kept,
    "queue-catching-up": of_driver("Catching up", done_now=12),
    "cases-every-kind": turned("cases", every_case),
    "case-history": case_asked(Way.REFUND),
    "case-move-read": case_asked(Way.MOVE),
    "case-cancel": case_asked(Way.CANCEL, in_doubt_for_ever),
    "case-being-cancelled": being_cancelled,
    "slip-unreadable": slip(is_bad=True),
    "slip-settled": slip(is_settled=True),
    "journal-put-back": lambda scene: scene.window.show_notice(Problem(Code.JOURNAL_RESTORED, {"doubtful": 3})),
    "journal-rescued": lambda scene: scene.window.show_notice(
        Problem(Code.JOURNAL_RESCUED, {"taken_over": 12, "missing": 2})
    ),
    "case-put-back": put_back,
    "help-cases": lambda scene: (scene.window.turn_to("cases"), scene.window.turn_to("help")),
    "help-slip": lambda scene: (scene.window.turn_to("slip"), scene.window.turn_to("help")),
}
"""Each is made as `tests.ui.screenshots` makes its own."""
