"""How the catching up stands, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.money import NumberForm
from app.ui.theme import Tone
from app.ui.translation import translate
from app.ui.words import sentence

if TYPE_CHECKING:
    from app.ui.catching_up import CatchingUp


@dataclass(frozen=True, slots=True)
class Catching:
    """How the catching up stands: an icon, a tone and a sentence. No words: there is nothing to tell."""

    icon: str
    tone: Tone
    words: str


def catching(driver: "CatchingUp", form: NumberForm) -> Catching:
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
