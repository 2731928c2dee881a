"""The sandbox as a whole: the cards, the switches, the faults, and what they do to each other."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.sandbox import demonstration, view
from app.sandbox.access import AccessTokens
from app.sandbox.activating import Activating
from app.sandbox.card import Card
from app.sandbox.faults import FaultPlan
from app.sandbox.issuing import Issuing
from app.sandbox.paying import Paying
from app.sandbox.reading import Reading
from app.sandbox.renewing import Renewing
from app.sandbox.shelf import Shelf
from app.sandbox.store import FileStore, keep_nothing
from app.sandbox.switches import Switches


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Elsewhere:
    """What arrived at the address that the fault `redirect` points to."""

    visits: int = 0
    authorization_seen: bool = False


class Sandbox:
    """Everything one server holds. All of it runs on one event loop: a call is worked on whole or not at all."""

    def __init__(
        self,
        cards: int,
        seed: int,
        settings: Mapping[str, object] | None = None,
        data: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Raises BadSwitch, OSError, or ValueError for a data file that is not ours."""
        self.clock = clock
        self.switches = Switches(settings)
        self.faults = FaultPlan()
        self.access = AccessTokens()
        self.elsewhere = Elsewhere()
        self._ending = asyncio.Event()
        self._cards_at_start = cards
        self._seed = seed
        self._late_work: set[asyncio.Task[None]] = set()
        store = FileStore(data) if data is not None else None
        self.shelf = Shelf(store.load() if store else (), store.keep if store else keep_nothing)
        self.issuing = Issuing(self.shelf, self.switches, seed)
        self.activating = Activating(self.shelf, self.switches)
        self.reading = Reading(self.shelf, self.switches)
        self.renewing = Renewing(self.shelf, self.switches)
        self.paying = Paying(self.shelf, self.switches, self.reading)
        self.issuing.demonstration(seed, range(cards), clock())

    def account(self) -> dict[str, object]:
        """What a till needs to begin: the account, its cards, and the tokens of the demonstration cards."""
        cards = [card for card in self.shelf.all() if not card.deleted]
        return {
            "account_id": demonstration.ACCOUNT_ID,
            "client_id": demonstration.CLIENT_ID,
            "client_secret": demonstration.CLIENT_SECRET,
            "cards": [card.card_id for card in cards],
            "card_tokens": self._known_tokens(cards),
        }

    def more_cards(self, count: int, card_ids: list[str]) -> dict[str, object]:
        """More inactive cards: `count` of the seed's next ones, and these ids."""
        unused = (index for index in itertools.count() if not self._exists(index))
        made = self.issuing.demonstration(self._seed, itertools.islice(unused, count), self.clock())
        made += self.issuing.named(card_ids, self.clock())
        return {"cards": [card.card_id for card in made], "card_tokens": self._known_tokens(made)}

    def reset(self) -> dict[str, object]:
        """Everything as at the first start: the demonstration cards inactive, the switches and faults back."""
        self.switches.back_to_start()
        self.faults.lay(0, ())
        self.access.revoke_all()
        self.elsewhere = Elsewhere()
        for task in self._late_work:
            task.cancel()
        self.shelf.replace_all(())
        self.issuing.demonstration(self._seed, range(self._cards_at_start), self.clock())
        return self.account()

    def truth(self) -> dict[str, object]:
        """What is really so, and what is still under way."""
        return {
            "cards": [view.true_state(card, self.switches) for card in self.shelf.all()],
            "late_work": len(self._late_work),
            "elsewhere": {
                "visits": self.elsewhere.visits,
                "authorization_seen": self.elsewhere.authorization_seen,
            },
        }

    async def pause(self, milliseconds: int) -> bool:
        """Waits, but not past the end of the server. True when the whole time has passed."""
        if milliseconds <= 0:
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), milliseconds / 1000)
            return False
        return True

    async def ended(self) -> None:
        """Waits for the end of the server."""
        await self._ending.wait()

    def end(self) -> None:
        """Lets go of everything that waits."""
        self._ending.set()

    def later(self, work: Coroutine[None, None, None]) -> None:
        """Lets work go on that no answer waits for."""
        task = asyncio.create_task(work)
        self._late_work.add(task)
        task.add_done_callback(self._late_work.discard)

    def _exists(self, index: int) -> bool:
        return self.shelf.find(demonstration.card_id(self._seed, index)) is not None

    def _known_tokens(self, cards: list[Card]) -> dict[str, str]:
        held = {card.card_id for card in cards}
        ours = ((demonstration.card_id(self._seed, index), index) for index in range(self._demonstration_cards()))
        return {each: demonstration.card_token(self._seed, index) for each, index in ours if each in held}

    def _demonstration_cards(self) -> int:
        """One more than the highest number of a demonstration card: they are made without gaps."""
        return next(index for index in itertools.count() if not self._exists(index))
