"""The two buses that screen readers use, private to one test: the session's, and the one for accessibility."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

PATIENCE_S = 20.0
LAUNCHER = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")


class AccessibilityBus:
    """A session bus on which at-spi2-core starts by itself, as on a desktop. A context."""

    def __init__(self, folder: Path, display: Mapping[str, str]) -> None:
        self._folder = folder
        self._display = dict(display)
        self._daemon: subprocess.Popen[bytes] | None = None
        self._session = ""
        self.address = ""

    def __enter__(self) -> Self:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reads, writes = os.pipe()
        own = {**os.environ, **self._display, "XDG_RUNTIME_DIR": str(self._folder)}
        command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writes}"]
        with os.fdopen(reads) as told:
            # A session of its own, so that whatever the bus starts can be ended with it.
            self._daemon = subprocess.Popen(
                command, env=own, pass_fds=[writes], stderr=subprocess.DEVNULL, start_new_session=True
            )
            os.close(writes)
            self._session = told.readline().strip()
        assert self._session, "the session bus did not start"
        with open_dbus_connection(self._session) as connection:
            answer = connection.send_and_get_reply(new_method_call(LAUNCHER, "GetAddress"), timeout=PATIENCE_S)
        self.address = answer.body[0]
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._daemon is not None:
            os.killpg(self._daemon.pid, signal.SIGTERM)
            self._daemon.wait(PATIENCE_S)

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be told so that it lets itself be read."""
        return {"DBUS_SESSION_BUS_ADDRESS": self._session, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
