"""How long a printer is waited for."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer is waited for, in seconds. A job may take as long as its bytes at `bytes_a_second`, and more.

    One that is only looked at is not knocked at for as long (`look_s`): a light that tells of it must not be late.
    A printer that did not answer before the job is not waited for as long after it: most such never answer. `quiet_s`
    is how long a line that may still hold old answers is listened to. One that answered before and says nothing may be
    printing for somebody else; after `fell_silent_s` it is told as one that fell silent.
    """

    connect_s: float = 2.0
    look_s: float = 1.2
    status_s: float = 1.0
    answer_s: float = 10.0
    answer_of_mute_s: float = 3.0
    drain_s: float = 2.0
    quiet_s: float = 0.15
    fell_silent_s: float = 30.0
    bytes_a_second: int = 1000

    @property
    def for_a_look(self) -> "Patience":
        """The same for a printer of which nothing is wanted but a word."""
        return replace(self, connect_s=min(self.connect_s, self.look_s))

    def for_job(self, length: int, *, is_mute: bool) -> float:
        """How long a job of so many bytes may take."""
        return (self.answer_of_mute_s if is_mute else self.answer_s) + length / self.bytes_a_second
