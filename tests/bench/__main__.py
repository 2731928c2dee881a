"""Prints one JSON object: every bar with its floor, its figure, their ratio and the bar. `python -m tests.bench`."""

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.bench import batch, calls, drain, enqueue, freeze, keys, press, receipt, scanner, slip, start


def main() -> int:
    """Measures everything. The exit code is 0 whether or not a bar is met: a noisy machine is no fault."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        measured = []
        for room in (start, enqueue, calls, receipt, slip, keys, scanner, press, drain, batch, freeze):
            place = Path(folder) / room.__name__.rpartition(".")[2]
            place.mkdir()
            sys.stderr.write(f"measuring {place.name}\n")
            measured += [bar.value() for bar in room.bars(place)]
    about = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    sys.stdout.write(json.dumps({"about": about, "bars": measured}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
