"""Chance, for gaps that must differ from till to till. Nothing secret is made of it."""

from random import Random


class SystemChance:
    """The `Chance` of a running till: seeded by the operating system, so that no two tills have the same."""

    def __init__(self) -> None:
        self._random = Random()  # noqa: S311 - it spreads gaps and keeps no secret

    def fraction(self) -> float:
        """A number from 0 up to, but without, 1."""
        return self._random.random()
