"""From the sale on the till's screen to what the customer sees of it: told when it changes, and to whoever shows it."""

from collections.abc import Callable, Sequence

from app.core.customer_view import CustomerView, ended, idle, typed, under_way
from app.core.money import Money
from app.core.sale import Sale
from app.ui.sell_model import Phase, SellModel

Show = Callable[[CustomerView], None]


def view_of(model: SellModel) -> CustomerView:
    """What is true for the customer now. Of a journal's fault nothing is said: the till claims nothing either."""
    shop, words = model.counter.shop, model.counter.letterhead.words
    if model.phase is Phase.RESULT and model.activations:
        return ended(model.activations, shop, words)
    sale = model.sale if model.phase is Phase.SELLING else model.checked().sale if model.phase is Phase.FORM else None
    if sale is None:
        return idle(shop, words)
    return (under_way if model.phase is Phase.SELLING else typed)(_total(sale), shop, words)


class CustomerFeed:
    """`shows` are told each view that differs from the one before."""

    def __init__(self, model: SellModel, shows: Sequence[Show]) -> None:
        self._model = model
        self._shows = shows
        self._last: CustomerView | None = None

    def refresh(self) -> None:
        """The sale may have changed."""
        view = view_of(self._model)
        if view != self._last:
            self._last = view
            for show in self._shows:
                show(view)


def _total(sale: Sale) -> Money:
    total = sale.lines[0].money
    for line in sale.lines[1:]:
        total += line.money
    return total
