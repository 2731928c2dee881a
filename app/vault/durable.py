"""Names of files that are on the disk when this returns."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable; Windows neither needs nor knows this."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
