"""Which activation a person means: by its id, or by the reference on its slip."""

from typing import Final

from app.compose import World

REFERENCE_SIGNS: Final = 8
"""A slip's reference without its hyphen (Activation.short_id)."""


def found_id(world: World, wanted: str) -> str:
    """The whole id for a slip's reference (`0192-7F3A`) among what is open or needs a person, else what was given.

    Only a whole reference is looked for, and only one that fits a single activation: nothing is settled by chance.
    """
    plain = wanted.replace("-", "").strip().casefold()
    if len(plain) != REFERENCE_SIGNS:
        return plain
    rows = (*world.counter.queue(), *world.counter.cases())
    fitting = {activation.id for activation in rows if activation.id.endswith(plain)}
    return fitting.pop() if len(fitting) == 1 else plain
