"""Several workers of one till at once, and the same each time: one has the baton, and chance says who is next.

The baton changes hands only where a worker asks the outside world for something: before a write, before and after a
call. That is where real threads wait, and where their order matters.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class PulledPlug(BaseException):
    """The process is gone: nothing of it may go on, and no `except Exception` may catch it."""


@dataclass
class _Worker:
    job: Callable[[], object]
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    fault: BaseException | None = None
    is_done: bool = False


@dataclass
class Baton:
    """Runs jobs side by side. With one job there is no thread."""

    chance: random.Random
    workers: list[_Worker] = field(default_factory=list)
    holder: _Worker | None = None
    is_dead: bool = False
    swaps: int = 0

    def run(self, jobs: Sequence[Callable[[], object]]) -> None:
        """Runs all to their ends. Raises what the first of them raised; a pulled plug ends all."""
        self.is_dead = False
        if len(jobs) == 1:
            jobs[0]()
            return
        self.workers = [_Worker(job) for job in jobs]
        all_done = threading.Semaphore(0)
        threads = [threading.Thread(target=self._work, args=(worker, all_done)) for worker in self.workers]
        for thread in threads:
            thread.start()
        self._hand_on(all_done)
        all_done.acquire()
        for thread in threads:
            thread.join()
        faults = [worker.fault for worker in self.workers if worker.fault]
        self.workers, self.holder = [], None
        for fault in sorted(faults, key=lambda fault: isinstance(fault, PulledPlug)):
            raise fault

    def pause(self) -> None:
        """Here another worker may have its turn. Raises PulledPlug where the process ended meanwhile."""
        mine = self.holder
        if mine is not None:
            waiting = [worker for worker in self.workers if not worker.is_done]
            following = self.chance.choice(waiting)
            if following is not mine:
                self.swaps += 1
                self.holder = following
                following.turn.release()
                mine.turn.acquire()
        if self.is_dead:
            raise PulledPlug

    def pull(self) -> None:
        """The process is gone, with everything its workers had in hand."""
        self.is_dead = True
        raise PulledPlug

    def _work(self, worker: _Worker, all_done: threading.Semaphore) -> None:
        worker.turn.acquire()
        try:
            if not self.is_dead:
                worker.job()
        except BaseException as fault:  # noqa: BLE001 - it is raised again by `run`
            worker.fault = fault
            self.is_dead = self.is_dead or not isinstance(fault, Exception)
        worker.is_done = True
        self._hand_on(all_done)

    def _hand_on(self, all_done: threading.Semaphore) -> None:
        waiting = [worker for worker in self.workers if not worker.is_done]
        self.holder = self.chance.choice(waiting) if waiting else None
        (self.holder.turn if self.holder else all_done).release()
