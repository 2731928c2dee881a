"""A keyring for tests: in memory, and it can be locked, emptied or made to lie."""

from app.core.code_format import CodeFormat
from app.core.problem import Code, refuse
from app.office.ports import ChunkOrder
from app.vault.seal import new_identity

PRIVATE, PUBLIC = new_identity()
"""A manufacturer's."""


class Shelf:
    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.is_locked = False
        self.reads = 0

    def read(self, name: str) -> str | None:
        self._look()
        self.reads += 1
        return self.keys.get(name)

    def save(self, name: str, key: str) -> None:
        self._look()
        self.keys[name] = key

    def delete(self, name: str) -> bool:
        self._look()
        return self.keys.pop(name, None) is not None

    def _look(self) -> None:
        if self.is_locked:
            raise refuse(Code.KEYRING_LOCKED, backend="", reason="nobody unlocked it in time")


def order(
    *card_ids: str, chunk_id: str = "chunk-1", recipients: tuple[str, ...] = (PUBLIC,), pin: CodeFormat | None = None
) -> ChunkOrder:
    """A chunk of cards with 16 figures and a PIN of four."""
    return ChunkOrder(
        "batch-1", chunk_id, "gift_card", card_ids or ("70010001",), CodeFormat(16), pin or CodeFormat(4), recipients
    )
