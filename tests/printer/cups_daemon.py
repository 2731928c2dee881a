"""A real CUPS scheduler of our own on the loopback, with raw queues that lead to TCP ports.

Nothing of the machine's own CUPS is touched: folders, port and queues are all private.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.printer import cups_queue

PATIENCE_S = 20.0
BACKEND = Path("/usr/lib/cups/backend/socket")
CONF = """\
LogLevel debug
Listen 127.0.0.1:{port}
Browsing Off
DefaultAuthType None
WebInterface No
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Cancel-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order allow,deny
    Allow 127.0.0.1
  </Limit>
</Policy>
"""
FILES = """\
ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
TempDir {folder}/spool/tmp
AccessLog {folder}/log/access_log
ErrorLog {folder}/log/error_log
PageLog {folder}/log/page_log
SystemGroup root
User lp
Group lp
"""
QUEUE = """\
<Printer {name}>
Info {info}
DeviceURI {uri}
State {state}
Accepting {accepting}
ErrorPolicy {policy}
</Printer>
"""


def why_not() -> str:
    """Why no scheduler can be started here; nothing where one can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root may start a CUPS scheduler, as it changes to another user"
    if shutil.which("cupsd") is None:
        return "there is no cupsd (Debian: cups-daemon)"
    if not BACKEND.exists():
        return "cupsd has no way to a TCP port here (Debian: cups)"
    return ""


def queue(name: str, port: int, *, policy: str = "retry-job", state: str = "Idle", accepting: str = "Yes") -> str:
    return QUEUE.format(
        name=name,
        info=f"The queue {name}",
        uri=f"socket://127.0.0.1:{port}",
        state=state,
        accepting=accepting,
        policy=policy,
    )


@contextlib.contextmanager
def cups(folder: Path, queues: Mapping[str, str]) -> Iterator[int]:
    """The scheduler's port. `queues` are entries of printers.conf by name."""
    port = _free_port()
    for name in ("etc", "spool/tmp", "cache", "state", "log"):
        (folder / name).mkdir(parents=True)
    (folder / "etc" / "cupsd.conf").write_text(CONF.format(port=port))
    (folder / "etc" / "cups-files.conf").write_text(FILES.format(folder=folder))
    (folder / "etc" / "printers.conf").write_text("".join(queues.values()))
    for name in ("etc", "spool", "spool/tmp", "cache", "state", "log"):
        shutil.chown(folder / name, "lp", "lp")
    files = ("-c", str(folder / "etc" / "cupsd.conf"), "-s", str(folder / "etc" / "cups-files.conf"))
    with (folder / "log" / "stdout").open("wb") as log:
        daemon = subprocess.Popen(["cupsd", "-f", *files], stdout=log, stderr=log)
    try:
        _await(daemon, port, len(queues), folder)
        yield port
    finally:
        daemon.terminate()
        try:
            daemon.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


def _await(daemon: "subprocess.Popen[bytes]", port: int, count: int, folder: Path) -> None:
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if len(cups_queue.queues(1.0, "127.0.0.1", port)) == count:
            return
        assert daemon.poll() is None, (folder / "log" / "stdout").read_text()
        pause.wait(0.05)
    raise AssertionError((folder / "log" / "error_log").read_text())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
