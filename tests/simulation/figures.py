"""What a run proved, in figures that can be quoted: printed at the end of the run and kept in a file."""

import json
import os
from collections import Counter
from pathlib import Path

FIGURES = Path(os.environ.get("SIMULATION_FIGURES", "out/simulation"))
ZEROS = ("twice", "lost", "lies", "unsettled")


def keep(name: str, **counts: int) -> None:
    """Writes the figures of one part of a run, in a file of its own."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    Path(FIGURES, f"{name}.json").write_text(json.dumps(counts) + "\n", "utf-8")


def kept() -> dict[str, Counter[str]]:
    """All figures by part."""
    parts = sorted(FIGURES.glob("*.json"))
    return {part.stem: Counter(json.loads(part.read_text("utf-8"))) for part in parts}


def told() -> list[str]:
    """One sentence for each part."""
    return [
        f"{name}: " + ", ".join(f"{what} {count:,}" for what, count in sums.items()) for name, sums in kept().items()
    ]
