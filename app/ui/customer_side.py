"""All that is turned to the customer: a second screen and a small display, told by the sale on the till's screen.

Most tills have neither: what draws and feeds them is loaded where one is.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.desk import Desk
from app.ui.sell_page import SellPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.customer_feed import CustomerFeed, Show
    from app.ui.customer_screen import CustomerScreens


class CustomerSide:
    """Made with a desk that sells, started after the first paint, and closed with the desk.

    The second screen is any but the one that `window` stands on.
    """

    def __init__(self, desk: Desk, page: SellPage, theme: Theme, window: QWidget) -> None:
        self._display = desk.display
        self.screens = _screens(theme, window) if desk.look.customer_screen else None
        shows: list[Show] = []
        if self.screens is not None:
            shows.append(self.screens.show_view)
        if self._display is not None:
            shows.append(self._display.show)
        self._feed = _feed(page, shows) if shows else None

    def start(self) -> None:
        """Shows how things stand, and goes on showing it."""
        if self._display is not None:
            self._display.start()
        if self._feed is not None:
            self._feed.refresh()
        if self.screens is not None:
            self.screens.place()

    def close(self) -> None:
        """Nothing is shown any more."""
        if self.screens is not None:
            self.screens.close()
        if self._display is not None:
            self._display.stop()


def _screens(theme: Theme, window: QWidget) -> "CustomerScreens":
    from app.ui.customer_screen import CustomerScreens

    return CustomerScreens(theme, window)


def _feed(page: SellPage, shows: "list[Show]") -> "CustomerFeed":
    from app.ui.customer_feed import CustomerFeed

    feed = CustomerFeed(page.model, shows)
    page.shown.connect(feed.refresh)
    return feed
