"""Batches ordered by the program's own commands, and what came of them at the issuer and in the vault."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.compose.office import open_office
from app.compose.options import Options
from app.core.batch import ChunkState
from app.core.problem import Problem
from app.vault.seal import new_identity
from tests.command.at_the_counter import Till, Told
from tests.sandbox.running import Running

_, MANUFACTURER = new_identity()


@dataclass(frozen=True)
class HeadOffice:
    """A till's home used as head office's, at a running sandbox."""

    till: Till
    issuer: Running
    prefix: str = "GC"

    def plan(self, *words: str, count: int | None = 30, chunk: int = 10) -> Told:
        """`batch plan` of a small order that works as cards."""
        usual = ("--series", "Spring", "--token-prefix", "DINCARD:", "--recipient", MANUFACTURER, "--chunk", str(chunk))
        counted = ("--count", str(count), "--prefix", self.prefix) if count else ()
        return self.batch("plan", *usual, *counted, *words, "--json")

    def batch(self, *words: str, stdin: str | None = None) -> Told:
        return self.till.here("batch", *words, stdin=stdin)

    def run(self, *words: str) -> Told:
        return self.batch("run", "1", "--json", *words)

    def status(self, *words: str) -> dict[str, Any]:
        return self.batch("status", "1", "--json", *words).value

    def planned_ids(self) -> list[str]:
        """The ids that are to be made, in the order of their chunks."""
        with open_office(Options(self.till.home, self.till.url), is_reading=True) as office:
            chunks = office.book.chunks(office.found("1").order.batch_id, ChunkState.PLANNED, 10_000)
            return [card_id for chunk in chunks for card_id in chunk.card_ids]

    def sealed(self) -> Mapping[str, tuple[str, str]]:
        """The good cards' tokens and PINs, out of the vault."""
        cards: dict[str, tuple[str, str]] = {}
        with open_office(Options(self.till.home, self.till.url), is_reading=True) as office:
            pages = office.book.sealed(office.found("1").order.batch_id, 0, 10_000)
            for chunk in (each for each in pages if each.good):
                opened = office.vault.opened(chunk.file, frozenset(chunk.good))
                assert not isinstance(opened, Problem)
                assert {each.card_id for each in opened} == set(chunk.good)
                cards |= {each.card_id: (each.token, each.pin) for each in opened}
        return cards

    def demand_nothing_lost(self) -> None:
        """Every new card is sealed with the token that the issuer knows it by, or is not to be printed."""
        status = self.status()
        assert status["state"] in {"complete", "released"}
        sealed = self.sealed()
        listed = {card["card_id"] for card in status["cards"] if card["do_not_print"]}
        assert len(sealed) == status["good"] == status["ordered"]
        assert not listed & sealed.keys()
        assert {card for card in self.issuer.cards() if card.startswith(self.prefix)} <= listed | sealed.keys()
        assert len({token for token, _ in sealed.values()}) == len(sealed)
        for card_id, (token, _) in list(sealed.items())[:5]:
            assert self.issuer.post("/info", {"token": token}).json()["card_id"] == card_id
