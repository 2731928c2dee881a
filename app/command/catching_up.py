"""Drives the queue without a window: until nothing waits, or for so long."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue

from app.compose.world import World
from app.core.answer import Answer
from app.till.catch_up import CatchUp
from app.till.line import Line
from app.till.settle import Settled


def catch_up(world: World, patience: timedelta, told: Callable[[Settled], None]) -> CatchUp:
    """Catches up with the queue, a few at once, and returns the plan as it stands then.

    `told` gets what came of each try, on the caller's thread. Ends when nothing waits, when a person is needed
    (`stopped`), or when nothing more is due before `patience` is over. Raises LedgerFault.
    """
    plan = world.counter.catching_up()
    plan.take(world.counter.queue())
    letters = SimpleQueue[Callable[[], int]]()
    world.on_line.append(lambda line: letters.put(partial(_line_changed, plan, line)))
    running = world.clock.running
    end = running() + patience
    under_way = 0

    def ended(activation_id: str, future: Future[Settled | None]) -> int:
        settled = future.result()
        plan.ended(activation_id, settled)
        if settled is not None:
            told(settled)
        return 1

    def deliver(activation_id: str, future: Future[Settled | None]) -> None:
        letters.put(partial(ended, activation_id, future))

    with ThreadPoolExecutor(plan.hands, "queue") as pool:
        while True:
            for activation_id in plan.begin():
                under_way += 1
                over = partial(letters.put, partial(_calls_over, plan, activation_id))
                call = pool.submit(world.counter.catch_up, activation_id, lambda _step: None, over)
                call.add_done_callback(partial(deliver, activation_id))
            if plan.begin_ping():
                under_way += 1
                look = pool.submit(world.counter.ping)
                look.add_done_callback(lambda future: letters.put(partial(_pinged, plan, future)))
            next_in = plan.next_in()
            if not under_way and (next_in is None or running() + next_in > end):
                return plan
            under_way -= _read_one(letters, next_in)


def _read_one(letters: "SimpleQueue[Callable[[], int]]", most: timedelta | None) -> int:
    """Waits for a letter, for so long at the most, and does what it says. Returns how many jobs ended with it."""
    try:
        letter = letters.get(timeout=None if most is None else max(0.01, most.total_seconds()))
    except Empty:
        return 0
    return letter()


def _line_changed(plan: CatchUp, line: Line) -> int:
    plan.line_changed(line)
    return 0


def _calls_over(plan: CatchUp, activation_id: str) -> int:
    plan.calls_over(activation_id)
    return 0


def _pinged(plan: CatchUp, future: Future[Answer]) -> int:
    plan.pinged(future.result())
    return 1
