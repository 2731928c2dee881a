"""A large order: memory does not grow with it, and a half-done one goes on in seconds. `BATCH_CARDS` says how large."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CARDS = int(os.environ.get("BATCH_CARDS", "30000"))
SMALL = 10_000
MEMORY_MOST = 1.2
RESUME_S_MOST = 5.0


def measured(cards: int, folder: Path) -> dict[str, Any]:
    """In a process of its own, whose peak is its own."""
    words = [sys.executable, "-m", "tests.office.sized", str(cards), str(folder / f"{cards}.db")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_large_order_takes_no_more_memory_than_a_small_one_and_goes_on_in_seconds(tmp_path: Path) -> None:
    small, large = measured(SMALL, tmp_path), measured(CARDS, tmp_path)
    assert large["peak_kb"] <= MEMORY_MOST * small["peak_kb"]
    assert large["resume_s"] < RESUME_S_MOST
