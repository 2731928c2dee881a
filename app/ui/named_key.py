"""A key by the name that the settings give it."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key of the settings: a name such as `Return`, `Tab` or `F9`, or one sign; nothing where none is set."""

    keys: frozenset[int]
    sign: str

    @classmethod
    def named(cls, text: str) -> "NamedKey":
        """The key of this name; for a name that no key has, one that is not set."""
        if len(text) == 1:
            return cls(frozenset(), text)
        if text in {"Return", "Enter"}:
            return cls(frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter}), "")
        key = Qt.Key.__members__.get(f"Key_{text}")
        return cls(frozenset() if key is None else frozenset({int(key)}), "")

    @property
    def is_set(self) -> bool:
        """Whether there is a key to wait for."""
        return bool(self.keys or self.sign)

    def matches(self, event: QKeyEvent) -> bool:
        """Whether this is the key."""
        return event.key() in self.keys or (bool(self.sign) and event.text() == self.sign)
