"""A process that holds secrets leaves no core, cannot be looked into, and tells what the system granted."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux's own calls")

PROGRAM = """
import ctypes, os, resource
from app.vault.hardened import harden
granted = harden()
print(granted.leaves_no_core, granted.is_not_dumpable, granted.is_locked)
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmLck")][0])
child = os.fork()
if child == 0:
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE), flush=True)
    os.abort()
print(os.WCOREDUMP(os.waitpid(child, 0)[1]))
"""


def test_a_hardened_process_leaves_no_core_and_cannot_be_looked_into() -> None:
    done = subprocess.run([sys.executable, "-u", "-c", PROGRAM], capture_output=True, text=True, check=True)
    granted, limits, locked_kb, forked, has_core = done.stdout.splitlines()
    leaves_no_core, is_not_dumpable, is_locked = granted.split()
    assert (leaves_no_core, is_not_dumpable) == ("True", "True")
    assert limits == "(0, 0) 0"
    assert (is_locked == "True") == (int(locked_kb) > 0)
    assert forked == "0 (0, 0)"
    assert has_core == "False"
