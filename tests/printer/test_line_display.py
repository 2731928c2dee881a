"""The customer's small display on a real serial line, a pseudo terminal: what arrives, and a pulled plug."""

import os
import select
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.customer_view import CustomerView, ViewKind
from app.core.problem import Code
from app.printer.line_display import CD5220, EPSON, LineDisplay, display_bytes
from tests.scanner.pty_scanner import PtyScanner, until

VIEW = CustomerView(ViewKind.AMOUNT, "Gavekort på", "1 250,50 €")


class PtyDisplay(PtyScanner):
    """The display's end of the line."""

    def seen(self) -> bytes:
        """All that arrived since the last look."""
        assert self._ends is not None
        got = b""
        while select.select([self._ends[0]], [], [], 0)[0]:
            got += os.read(self._ends[0], 4096)
        return got


@pytest.fixture
def there(tmp_path: Path) -> Iterator[PtyDisplay]:
    display = PtyDisplay(tmp_path)
    yield display
    display.unplug()


@pytest.fixture
def display(there: PtyDisplay) -> Iterator[LineDisplay]:
    made = LineDisplay(there.port, 9600, EPSON, "CP858", retry_s=0.02)
    yield made
    made.stop()


def arrived(there: PtyDisplay, wanted: bytes) -> None:
    got = bytearray()

    def is_there() -> bool:
        got.extend(there.seen())
        return bytes(got).endswith(wanted)

    until(is_there, what=f"{wanted!r}; so far {bytes(got)!r}")


def test_epsons_display_is_reset_and_gets_its_code_page_each_time() -> None:
    upper, lower = "    Gavekort på     ", "1 250,50 €".rjust(20)
    assert display_bytes(VIEW, EPSON, "CP858") == b"\x1b@\x1bt\x13\x0c" + (upper + lower).encode("cp858")


def test_the_other_set_of_commands_writes_each_line_by_its_own() -> None:
    made = display_bytes(VIEW, CD5220, "CP858")
    assert (
        made
        == b"\x1bQA"
        + "    Gavekort på     ".encode("cp858")
        + b"\r\x1bQB"
        + "1 250,50 €".rjust(20).encode("cp858")
        + b"\r"
    )


def test_what_the_page_lacks_is_shown_in_plainer_letters_and_a_command_in_a_name_is_none() -> None:
    view = CustomerView(ViewKind.IDLE, "Æ ø å € 卡", text="\x1bQA\x0c名")
    made = display_bytes(view, EPSON, "CP437").removeprefix(b"\x1b@\x1bt\x00\x0c")
    assert made == "Æ o å EUR .".center(20).encode("cp437") + b"QA .".center(20)


def test_the_newest_view_is_shown_and_each_change_of_it(there: PtyDisplay, display: LineDisplay) -> None:
    there.plug()
    display.show(VIEW)
    display.start()
    arrived(there, display_bytes(VIEW, EPSON, "CP858"))
    other = CustomerView(ViewKind.ACTIVE, "Active", "500,00 kr")
    display.show(other)
    arrived(there, display_bytes(other, EPSON, "CP858"))
    assert display.problem is None


def test_a_display_that_was_unplugged_is_told_of_and_shows_the_newest_view_when_it_is_back(
    there: PtyDisplay, display: LineDisplay
) -> None:
    there.plug()
    display.show(VIEW)
    display.start()
    arrived(there, display_bytes(VIEW, EPSON, "CP858"))
    there.unplug()
    until(lambda: display.problem is not None)
    assert display.problem is not None
    assert (display.problem.code, display.problem.facts["port"]) == (Code.DISPLAY_AWAY, there.port)
    newest = CustomerView(ViewKind.LATER, "NOT YET", "200,00 kr")
    display.show(newest)
    there.plug()
    arrived(there, display_bytes(newest, EPSON, "CP858"))
    until(lambda: display.problem is None)


def test_a_display_that_never_was_there_keeps_nobody_waiting(display: LineDisplay) -> None:
    display.start()
    display.show(VIEW)
    until(lambda: display.problem is not None)
    display.stop()
    assert "display" not in {thread.name for thread in threading.enumerate()}


def test_a_display_is_started_once(there: PtyDisplay, display: LineDisplay) -> None:
    there.plug()
    display.start()
    with pytest.raises(RuntimeError, match="once"):
        display.start()


def test_a_trial_is_over_once_its_text_was_written_and_says_where_there_is_no_display(
    there: PtyDisplay, display: LineDisplay
) -> None:
    display.start()
    problem = display.tried(VIEW, wait_s=0.05)
    assert problem is not None
    assert (problem.code, problem.facts["port"]) == (Code.DISPLAY_AWAY, there.port)
    there.plug()
    for _again in range(2):
        assert display.tried(VIEW) is None
        arrived(there, display_bytes(VIEW, EPSON, "CP858"))
