"""What a run proved, in figures that can be quoted: each part keeps its own, and the run's last lines tell the sums."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

FIGURES = Path(os.environ.get("SIMULATION_FIGURES", "out/simulation"))


def keep(of: str, part: str, counts: Mapping[str, int]) -> None:
    """Writes the figures of one part of a run, in a file of its own: several workers may keep at once."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    content = {"of": of, "counts": dict(counts)}
    Path(FIGURES, f"{of} {part}.json").write_text(json.dumps(content) + "\n", "utf-8")


def forget() -> None:
    """Takes away the figures of an earlier run."""
    for old in FIGURES.glob("*.json"):
        old.unlink()


def told() -> list[str]:
    """One line for each thing that was proven, with the sums over its parts."""
    sums: dict[str, Counter[str]] = {}
    for path in sorted(FIGURES.glob("*.json")):
        kept = json.loads(path.read_text("utf-8"))
        sums.setdefault(kept["of"], Counter()).update(kept["counts"])
    return [f"{of}: " + ", ".join(f"{what} {count:,}" for what, count in total.items()) for of, total in sums.items()]
