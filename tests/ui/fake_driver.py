"""A driver of the queue that does what a test says, and settles everything when it is told to go on."""

from PySide6.QtCore import QObject, Signal

from app.till.counter import Counter


class FakeDriver(QObject):
    """Everything that a page can see of the queue at work."""

    changed = Signal()
    moved = Signal(object)
    settled = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.counter = counter
        self.stopped = None
        self.is_waiting_for_line = False
        self.next_look_in_s: int | None = None
        self.left = 0
        self.done_now = 0
        self.resumed = 0

    def show(self, **changes: object) -> None:
        """Stands so from now on, and tells."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.changed.emit()

    def resume(self) -> None:
        self.resumed += 1
        self.stopped = None
        for settled in self.counter.settle_all(self.moved.emit):
            self.settled.emit(settled)
        self.changed.emit()
