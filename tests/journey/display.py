"""A display of a test's own: an X server without a screen, and the hands at its keyboard and its pointer.

Keys and clicks go through the server as a keyboard's and a mouse's do, so that the program sees real X events.
"""

import os
import re
import subprocess
from typing import Self

from app.core.key_reading import KeyNumbers
from tests.core.keyboards import KEY_OF

SMALLEST = (1024, 768)
PATIENCE_S = 20.0
SCANNERS_PACE_MS = 4
"""Between two signs of a keyboard-wedge scanner."""
PERSONS_PACE_MS = 75
"""Between two signs of somebody who types well."""
REACH_S = "0.1"
"""From the last key to the scanner, in xdotool's own seconds."""
SHIFT = "50"
"""The number of the left Shift key."""
LARGE = {"Æ": "shift+ae", "Ø": "shift+oslash", "Å": "shift+aring"}
"""Letters that xdotool types small when they are given to it as text."""


class Display:
    """An X server on a free number, with a Norwegian keyboard. A context: it ends when left."""

    def __init__(self, size: tuple[int, int] = SMALLEST) -> None:
        self.size = size
        self._server: subprocess.Popen[bytes] | None = None
        self._number = ""

    def __enter__(self) -> Self:
        reads, writes = os.pipe()
        wide, high = self.size
        screen = ["-screen", "0", f"{wide}x{high}x24"]
        # Without -noreset the server begins anew whenever its last client leaves, and throws out who is just coming.
        command = ["Xvfb", "-displayfd", str(writes), *screen, "-nolisten", "tcp", "-noreset"]
        with os.fdopen(reads) as told:
            self._server = subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL)
            os.close(writes)
            self._number = told.readline().strip()
        assert self._number, "the display did not start"
        self._run("setxkbmap", "no")
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(PATIENCE_S)

    @property
    def environment(self) -> dict[str, str]:
        """What a program has to be told to open its window here."""
        return {"DISPLAY": f":{self._number}", "QT_QPA_PLATFORM": "xcb"}

    def scan(self, code: str) -> None:
        """A keyboard-wedge scanner reads a code: a burst of keys with Return behind it.

        No hand gets from the keys to the scanner at once; the scanner's own pace is all there is between two scans.
        """
        command = self._typed(code, SCANNERS_PACE_MS)
        self._run("xdotool", "sleep", REACH_S, *command, "key", "--delay", "0", "Return")

    def press_keys(self, code: str, gap_ms: float, end: str = "Return", begin: str = "") -> None:
        """A scanner set to a US keyboard presses its keys, whatever the layout makes of them, at this pace."""
        command: list[str] = ["key", "--delay", "0", begin, "sleep", f"{gap_ms / 1000:.4f}"] if begin else []
        down, up = (("keydown", "--delay", "0", SHIFT), ("keyup", "--delay", "0", SHIFT))
        for sign in code:
            number, has_shift = KEY_OF[sign]
            key = ("key", "--delay", "0", str(number + KeyNumbers.X11))
            pause = ("sleep", f"{gap_ms / 1000:.4f}")
            command += (*down, *key, *up, *pause) if has_shift else (*key, *pause)
        self._run("xdotool", "sleep", REACH_S, *command, "key", "--delay", "0", end)

    def set_layout(self, layout: str) -> None:
        """The keyboard of a country, as setxkbmap names it."""
        self._run("setxkbmap", layout)

    def focus_window(self, title: str) -> None:
        """The window of this name gets the keys; no window manager is here to see to it."""
        self._run("xdotool", "search", "--sync", "--name", f"^{title}$", "windowfocus", "--sync")

    def write(self, text: str, pace_ms: int = PERSONS_PACE_MS) -> None:
        """A person types."""
        self._run("xdotool", *self._typed(text, pace_ms))

    def write_at_paces(self, text: str, paces_ms: list[int]) -> None:
        """A person types, each key after a time of its own."""
        command: list[str] = []
        for sign, pace in zip(text, paces_ms, strict=True):
            command += ("sleep", f"{pace / 1000:.3f}", "key", "--delay", "0", sign)
        self._run("xdotool", *command)

    def press(self, *keys: str) -> None:
        """Keys by their X names, one after another and each let go before the next."""
        self._run("xdotool", "key", "--delay", "2", *keys)

    def click(self, x: int, y: int, times: int = 1) -> None:
        """The pointer goes there, and the first button is pressed: what a finger does on a touch screen."""
        self._run("xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "20", "1")

    @staticmethod
    def _typed(text: str, pace_ms: int) -> list[str]:
        pace = ("--delay", str(pace_ms))
        command: list[str] = []
        for run in filter(None, re.split(f"([{''.join(LARGE)}])", text)):
            command += ("key", *pace, LARGE[run]) if run in LARGE else ("type", *pace, "--args", "1", run)
        return command

    def _run(self, *command: str) -> None:
        environment = {**os.environ, **self.environment}
        subprocess.run(command, env=environment, check=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)
