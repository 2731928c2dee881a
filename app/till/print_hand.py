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
    given: deque[tuple[Paper, bool]] = field(default_factory=deque[tuple[Paper, bool]])

    def take(self) -> bool:
        """Takes the hand; False where it is taken. Whoever has it prints, gives it a paper, or lets go of it."""
        mine = object()
        return self.held.setdefault(_ONLY, mine) is mine

    def let_go(self) -> None:
        """Lets go of what `take` gave."""
        self.held.pop(_ONLY, None)

    def give(self, paper: Paper, *, opens_drawer: bool = False) -> None:
        """The taken hand prints this: the journal says already that its print has begun."""
        self.given.append((paper, opens_drawer))
        self.wake()

    def next_given(self) -> tuple[Paper, bool] | None:
        """What was given and is not printed yet, and whether it opens the drawer.

        Whoever gets it lets go of the hand when it is printed.
        """
        return self.given.popleft() if self.given else None
