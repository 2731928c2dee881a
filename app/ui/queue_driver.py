"""What the pages need of whoever drives the queue, and how that stands in words."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from PySide6.QtCore import QCoreApplication, Signal

from app.core.money import NumberForm
from app.core.problem import Problem
from app.ui.theme import Tone
from app.ui.words import sentence

translate = QCoreApplication.translate


class QueueDriver(Protocol):
    """The queue at work. Everything is for the UI thread."""

    changed: ClassVar[Signal]
    """Says that what follows may be otherwise now."""
    moved: ClassVar[Signal]
    """Carries each durable step of an Activation."""
    settled: ClassVar[Signal]
    """Carries each Settled: how a try ended, and its paper."""

    @property
    def stopped(self) -> Problem | None:
        """Why nothing is tried until a person says `resume`."""
        ...

    @property
    def is_waiting_for_line(self) -> bool:
        """The line is looked for before anything is tried."""
        ...

    @property
    def next_look_in_s(self) -> int | None:
        """In how many seconds the line is looked for again, or something is tried; None: now, or not by itself."""
        ...

    @property
    def left(self) -> int:
        """How many wait."""
        ...

    @property
    def done_now(self) -> int:
        """How many were settled since something last began to wait."""
        ...

    def resume(self) -> None:
        """A person wants everything tried now."""
        ...


@dataclass(frozen=True, slots=True)
class Catching:
    """How the catching up stands: an icon, a tone and a sentence. No words: there is nothing to tell."""

    icon: str
    tone: Tone
    words: str


def catching(driver: QueueDriver, form: NumberForm) -> Catching:
    """How the queue is being settled, in words."""
    if driver.stopped is not None:
        told = sentence(driver.stopped, form)
        stopped = translate("Queue", "Stopped: nothing is tried until a person says so.")
        return Catching("stop", Tone.BAD, f"{stopped} {told.what} {told.todo}")
    if not driver.left:
        return Catching("", Tone.PLAIN, "")
    seconds = driver.next_look_in_s
    if driver.is_waiting_for_line:
        if not seconds:
            return Catching("clock", Tone.WAIT, translate("Queue", "Waiting for the line; looking for it now."))
        return _counted(translate("Queue", "Waiting for the line; next look in {wait}."), seconds)
    if driver.done_now:
        told_done = translate("Queue", "Catching up: {done} of {all} done.")
        whole = driver.done_now + driver.left
        words = told_done.replace("{done}", str(driver.done_now)).replace("{all}", str(whole))
        return Catching("sending", Tone.PLAIN, words)
    if not seconds:
        return Catching("sending", Tone.PLAIN, translate("Queue", "Catching up."))
    return _counted(translate("Queue", "The till tries again by itself in {wait}."), seconds)


def _counted(told: str, seconds: int) -> Catching:
    return Catching("clock", Tone.WAIT, told.replace("{wait}", wait_words(seconds)))


def wait_words(seconds: int) -> str:
    """`20 s`, `5 min`."""
    if seconds < 90:
        return translate("Queue", "{count} s").replace("{count}", str(seconds))
    return translate("Queue", "{count} min").replace("{count}", str(-(-seconds // 60)))
