"""Makes the program wrong, one place at a time, and sees the tests fail: `python -m tests.simulation.mutants [WORD]`.

Ends with 1 where a wrong program passes, or where a change no longer finds its place.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.simulation.wrong_code import WRONG_CODE, WrongCode

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("app", "tests")
LINKED = (
    "resources",
    "packaging",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "CHANGELOG.md",
    "LICENSE",
    "uv.lock",
)
SEEDS, WALKS = "600", "420"
CAUGHT, SURVIVED, NO_PLACE = "caught", "SURVIVED", "NO LONGER APPLIES"


def copied(folder: Path) -> None:
    """The program and its tests in a folder of their own: a test that starts the program must start this one."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        Path(folder, name).symlink_to(ROOT / name)


def passes(folder: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests find nothing wrong with the program in this folder."""
    there = [test for test in tests if (ROOT / test.partition("::")[0]).exists()]
    few = {"SEEDS": SEEDS, "WALKS": WALKS}
    environment = os.environ | few | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *there],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:  # not what a failing test looks like
        sys.exit(f"the tests cannot be run:\n{done.stdout}\n{done.stderr}")
    return done.returncode == 0


def tried(folder: Path, wrong: WrongCode) -> str:
    """What becomes of one wrong program. The folder holds the right one again afterwards."""
    path = folder / wrong.file
    right = path.read_text("utf-8")
    made_wrong = wrong.made_wrong(right)
    if made_wrong is None:
        return NO_PLACE
    path.write_text(made_wrong, "utf-8")
    try:
        return SURVIVED if passes(folder, wrong.tests) else CAUGHT
    finally:
        path.write_text(right, "utf-8")


def main(words: list[str]) -> int:
    chosen = [wrong for wrong in WRONG_CODE if all(word in wrong.name for word in words)]
    with tempfile.TemporaryDirectory(prefix="wrong-") as name:
        folder = Path(name)
        copied(folder)
        tests = tuple(sorted({test for wrong in chosen for test in wrong.tests}))
        if not passes(folder, tests):
            sys.exit("the right program does not pass: nothing can be told by the wrong ones")
        ends = []
        for wrong in chosen:
            ends.append(tried(folder, wrong))
            print(f"{ends[-1]:<18} {wrong.name}", flush=True)
    print(f"{ends.count(CAUGHT)} of {len(ends)} wrong programs were caught")
    return 0 if ends.count(CAUGHT) == len(ends) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
