"""Widgets in a cycle end on the thread of the window."""

import gc
import threading
import weakref

from app.ui.garbage import GarbageRounds


class Knot:
    def __init__(self, ended):
        self.itself = self
        weakref.finalize(self, lambda: ended.append(threading.get_ident()))


def test_a_cycle_ends_on_this_thread_though_another_allocates(qapp):
    rounds, ended = GarbageRounds(), []

    def allocate():
        Knot(ended)
        assert len([[] for _number in range(5_000)]) == 5_000

    other = threading.Thread(target=allocate)
    other.start()
    other.join()
    assert ended == []
    gc.collect()
    rounds.stop()
    assert ended == [threading.get_ident()]


def test_what_is_due_is_collected_by_the_round(qapp):
    rounds, ended = GarbageRounds(), []
    Knot(ended)
    kept = [[] for _number in range(gc.get_threshold()[0] + 1)]
    rounds.go_round()
    rounds.stop()
    assert ended == [threading.get_ident()]
    assert len(kept) > 0


def test_stopping_gives_the_collector_back(qapp):
    gc.enable()
    rounds = GarbageRounds()
    assert not gc.isenabled()
    rounds.stop()
    assert gc.isenabled()
    gc.disable()
