"""How long this machine has been running, and which of its runs this is: a time that no program begins anew."""

import time
from pathlib import Path
from typing import Final

BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


def boot_and_uptime(boot_id: Path = BOOT_ID) -> tuple[str, float] | None:
    """A name for this run of the machine and its age in seconds, sleep included; None where the system tells none.

    Linux names each run. Elsewhere nothing is known that a person could not set.
    """
    try:
        return boot_id.read_text("ascii").strip(), time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, UnicodeError, AttributeError):
        return None
