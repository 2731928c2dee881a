"""A customer's display of two lines of twenty signs on a serial line: Epson's commands, or those of the CD5220 set.

Thin on purpose: what is shown is decided in `app.core.customer_view`. Nothing of it is a receipt: a display that is
gone loses no word, and is told the newest view when it is back.
"""

import threading
import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.core.customer_view import CustomerView, two_lines
from app.core.problem import Code, Problem
from app.printer.profile import CODE_PAGES

if TYPE_CHECKING:
    from serial import Serial

WRITE_S: Final = 1.0
RETRY_S: Final = 2.0
STOP_S: Final = 3.0
TRY_S: Final = 4.0
"""Longer than a port that was pulled takes to be opened anew."""
COLUMNS: Final = 20

EPSON: Final = "epson"
CD5220: Final = "cd5220"

_SPELLED: Final = {"€": "EUR", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ß": "ss", "–": "-", "…": "...", "\u2212": "-"}


def display_bytes(view: CustomerView, commands: str, code_page: str) -> bytes:
    """The whole display anew: reset, code page, both lines. `code_page` is a key of CODE_PAGES.

    Epson: ESC @ forgets the page, so that ESC t follows it each time; CLR puts the cursor at the first place, and a
    full upper line leads on to the lower one. CD5220: ESC Q A and ESC Q B write a line each, ended by CR.
    """
    codec, slot = CODE_PAGES[code_page]
    plain = replace(view, head=_spelled(view.head, codec), amount=_spelled(view.amount, codec))
    upper, lower = (line.encode(codec) for line in two_lines(replace(plain, text=_spelled(view.text, codec)), COLUMNS))
    if commands == CD5220:
        return b"\x1bQA" + upper + b"\r\x1bQB" + lower + b"\r"
    return b"\x1b@\x1bt" + bytes([slot]) + b"\x0c" + upper + lower


def _spelled(text: str, codec: str) -> str:
    """What the display's page lacks in plainer letters: å as a, € as EUR; what has none becomes a point."""
    return "".join(_plain(sign, codec) for sign in unicodedata.normalize("NFC", text))


def _plain(sign: str, codec: str) -> str:
    if sign.isspace() or _is_in(sign, codec):
        return sign
    base = _SPELLED.get(sign) or unicodedata.normalize("NFKD", sign)[0]
    return base if _is_in(base, codec) else "."


def _is_in(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


class LineDisplay:
    """Shows the newest view, on a thread of its own from `start` to `stop`.

    `problem` is why nothing is to be seen, or None. `show` never waits and never fails: a view that was not shown
    before the next one came is never missed.
    """

    def __init__(
        self,
        port: str,
        speed: int,
        commands: str,
        code_page: str,
        *,
        retry_s: float = RETRY_S,
    ) -> None:
        self._port = port
        self._speed = speed
        self._commands = commands
        self._code_page = code_page
        self._retry_s = retry_s
        self._news = threading.Condition()
        self._wanted = self._shown = b""
        self._is_ended = False
        self.problem: Problem | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to show. Raises RuntimeError when it has begun before."""
        if self._thread is not None:
            raise RuntimeError("a display is started once")
        self._thread = threading.Thread(target=self._run, name="display", daemon=True)
        self._thread.start()

    def show(self, view: CustomerView) -> None:
        """From now on this is to be seen."""
        made = display_bytes(view, self._commands, self._code_page)
        with self._news:
            self._wanted = made
            self._news.notify_all()

    def tried(self, view: CustomerView, wait_s: float = TRY_S) -> Problem | None:
        """Shows it anew and waits until it was written; why that was not, if so. For a thread that may wait."""
        with self._news:
            self._shown = b""
        self.show(view)
        wanted = self._wanted
        with self._news:
            if self._news.wait_for(lambda: self._is_ended or self._shown == wanted, wait_s) and not self._is_ended:
                return None
        return self.problem or Problem(Code.DISPLAY_AWAY, {"port": self._port})

    def stop(self) -> None:
        """Ends the thread and lets go of the port. May be called twice, and before `start`."""
        with self._news:
            self._is_ended = True
            self._news.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._is_ended:
            line = self._opened()
            if line is None:
                self._pause()
                continue
            try:
                self._write_to(line)
            except OSError:  # pyserial's own fault is one, and so is its time-out
                self._note(is_well=False)
                self._pause()
            finally:
                with suppress(OSError):
                    line.close()

    def _write_to(self, line: "Serial") -> None:
        """Writes each new view until stopped. Raises OSError where the line is lost."""
        self._shown = b""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_ended or self._wanted != self._shown, self._retry_s)
                if self._is_ended:
                    return
                wanted = self._wanted
            if wanted != self._shown:
                line.write(wanted)
                with self._news:
                    self._shown = wanted
                    self._news.notify_all()
            line.in_waiting  # noqa: B018 - raises where the plug was pulled
            self._note(is_well=True)

    def _opened(self) -> "Serial | None":
        from serial import Serial

        try:
            return Serial(self._port, self._speed, timeout=0, write_timeout=WRITE_S, exclusive=True)
        except (OSError, ValueError):
            self._note(is_well=False)
            return None

    def _pause(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._is_ended, self._retry_s)

    def _note(self, *, is_well: bool) -> None:
        self.problem = None if is_well else Problem(Code.DISPLAY_AWAY, {"port": self._port})
