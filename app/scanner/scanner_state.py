"""Whether a scanner can be heard, what to say of it, and when noise means that its speed or framing is wrong."""

from enum import StrEnum, unique
from typing import Final

from app.core.problem import Code, Problem

NOISE_S: Final = 60.0
"""Two noises within this time, with no code between, are no accident."""


@unique
class ScannerState(StrEnum):
    """Whether the scanner can be heard."""

    READY = "ready"
    AWAY = "away"
    BUSY = "busy"
    DENIED = "denied"
    GARBLED = "garbled"
    """It is there, and what comes is no text: its speed or its framing is not that of the settings."""


def problem_of(state: ScannerState, port: str, speed: int = 0, framing: str = "") -> Problem | None:
    """What to tell a person of a scanner in this state; None while it is ready. Facts: port and what is known."""
    match state:
        case ScannerState.READY:
            return None
        case ScannerState.AWAY:
            return Problem(Code.SCANNER_AWAY, {"port": port, "reason": "not plugged in"})
        case ScannerState.DENIED:
            return Problem(Code.SCANNER_DENIED, {"port": port})
        case ScannerState.BUSY:
            return Problem(Code.SCANNER_BUSY, {"port": port})
        case ScannerState.GARBLED:
            return Problem(Code.SCANNER_GARBLED, {"port": port, "speed": speed, "framing": framing})


class NoiseWatch:
    """Tells accidental noise from a line that is set up wrongly. Times are seconds of a running clock."""

    def __init__(self) -> None:
        self._last_s: float | None = None

    def noise(self, now_s: float) -> bool:
        """Bytes came that are no code. Whether that is the second time."""
        before, self._last_s = self._last_s, now_s
        return before is not None and now_s - before <= NOISE_S

    def reset(self) -> None:
        """A code came, or the line was lost: what was before says nothing any more."""
        self._last_s = None
