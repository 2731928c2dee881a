"""Who has which activation in hand: never two calls for one card, whoever would make them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Claims:
    """The activations that some worker of this process has in hand just now, and whether the cashier is served.

    Any thread may ask: each method is one step of a dict, which the interpreter does as a whole. Across processes
    the journal's lock stands in; across restarts there is nobody left to hold a claim.
    """

    held: dict[str, object] = field(default_factory=dict[str, object])
    sales: dict[object, None] = field(default_factory=dict[object, None])

    def take(self, activation_id: str) -> bool:
        """Takes an activation in hand; False where another worker has it."""
        mine = object()
        return self.held.setdefault(activation_id, mine) is mine

    def release(self, activation_id: str) -> None:
        """Lets go of what `take` gave."""
        self.held.pop(activation_id, None)

    def is_free(self, activation_id: str) -> bool:
        """Nobody has it in hand."""
        return activation_id not in self.held

    def begin_sale(self) -> object:
        """The cashier is served from now until `end_sale` is told what this returned."""
        sale = object()
        self.sales[sale] = None
        return sale

    def end_sale(self, sale: object) -> None:
        """That sale is done."""
        self.sales.pop(sale, None)

    @property
    def is_selling(self) -> bool:
        """A sale is on its way: whatever else there is to do waits until it is done."""
        return bool(self.sales)
