"""The cards in a file: written anew beside the old one and put in its place, after each change."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter

from app.sandbox.card import Card

_FILE = "cards.json"


class FileStore:
    """A folder that holds the sandbox's cards. Tokens and PINs stand in it as digests only."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder when it is not there. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _FILE
        self._adapter = TypeAdapter(list[Card])

    def load(self) -> list[Card]:
        """The cards as they were left; none when there is no file. Raises ValueError for a file that is not ours."""
        if not self._path.exists():
            return []
        return self._adapter.validate_json(self._path.read_bytes())

    def keep(self, cards: Iterable[Card]) -> None:
        """Writes all cards; a reader or a crash sees the old file or the new one, never a part."""
        beside = self._path.with_suffix(".new")
        beside.write_bytes(self._adapter.dump_json(list(cards)))
        beside.replace(self._path)


def keep_nothing(cards: Iterable[Card]) -> None:
    """For a sandbox in memory: the shelf itself is all there is."""
    del cards
