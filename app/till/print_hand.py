"""The one hand that prints: a sale leaves its paper there and goes on; whoever prints takes it from there."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.core.paper import Paper

_ONLY: str = "hand"


def _nobody() -> None:
    """Nobody is told: whoever prints looks by himself."""


@dataclass(slots=True)
class PrintHand:
    """Whether somebody prints just now, and the paper whose print the journal says has begun.

    Any thread may call it: each method is one step of a dict or a deque, which the interpreter does as a whole. `wake`
    tells whoever prints that there may be something to do: set by him before anything is sold, called on any thread.
    """

    wake: Callable[[], None] = _nobody
    held: dict[str, object] = field(default_factory=dict[str, object])
    given: deque[Paper] = field(default_factory=deque[Paper])

    def take(self) -> bool:
        """Takes the hand; False where it is taken. Whoever has it prints, gives it a paper, or lets go of it."""
        mine = object()
        return self.held.setdefault(_ONLY, mine) is mine

    def let_go(self) -> None:
        """Lets go of what `take` gave."""
        self.held.pop(_ONLY, None)

    def give(self, paper: Paper) -> None:
        """The taken hand prints this: the journal says already that its print has begun."""
        self.given.append(paper)
        self.wake()

    def next_given(self) -> Paper | None:
        """What was given and is not printed yet. Whoever gets it lets go of the hand when it is."""
        return self.given.popleft() if self.given else None
