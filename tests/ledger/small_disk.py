"""A real disk of a few megabytes, in memory, that can be filled up or made read-only."""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mounted(*words: str) -> str:
    """What `mount` says against it, or nothing."""
    if not shutil.which("mount"):
        return "there is no mount"
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


@contextmanager
def small_disk(folder: Path, kb: int) -> Generator[Path]:
    """A file system of so many kilobytes at `folder`. Skips the test, visibly, where this user may mount none."""
    folder.mkdir(parents=True, exist_ok=True)
    refused = _mounted("-t", "tmpfs", "-o", f"size={kb}k,mode=700", "tmpfs", str(folder))
    if refused:
        pytest.skip(f"no file system can be mounted here: {refused}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remounted(folder: Path, how: str) -> None:
    """`ro` takes the right to write away from everybody, root among them; `rw` gives it back."""
    assert not _mounted("-o", f"remount,{how}", str(folder))


def filled_up(folder: Path, leaving: int = 0) -> Path:
    """A ballast that leaves so many bytes free."""
    ballast = folder / "ballast"
    ballast.unlink(missing_ok=True)
    found = os.statvfs(folder)
    size = max(0, found.f_bavail * found.f_frsize - leaving)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size or 1)
    return ballast
