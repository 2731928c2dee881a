"""What is said of a test strip, of a scanner's codes and of the cash drawer: none is a paper of a sale, none waits."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.money import NumberForm
from app.core.problem import Code, Problem
from app.ui.saying import Words
from app.ui.translation import translate
from app.ui.words import sentence

_NEXT: Final[Mapping[Code, Callable[[], str]]] = {
    Code.PRINTER_UNREACHABLE: lambda: translate("Devices", "Check that it is on and connected, then {again}."),
    Code.PRINTER_OFFLINE: lambda: translate("Devices", "Look at its lamps and buttons, then {again}."),
    Code.PRINTER_NO_PAPER: lambda: translate("Devices", "Put in a new roll, then {again}."),
    Code.PRINTER_COVER_OPEN: lambda: translate("Devices", "Close it, then {again}."),
    Code.PRINTER_BUSY: lambda: translate("Devices", "Wait a moment, or switch it off and on, then {again}."),
    Code.PRINTER_FELL_SILENT: lambda: translate("Devices", "Switch it off and on, then {again}."),
    Code.PRINTER_DENIED: lambda: translate("Devices", "Whoever looks after the till has to allow it."),
    Code.PRINTER_QUEUE_STOPPED: lambda: translate(
        "Devices", "Resume it in the system's printer settings, then {again}."
    ),
    Code.PRINTER_FILE: lambda: translate("Devices", "Check the folder and its free space, then {again}."),
}
_UNSURE: Final = frozenset({Code.PRINTER_SILENT, Code.PRINTER_HANDED_OVER})


def strip_words(problem: Problem) -> Words:
    """What happened to a strip, and what to do: as for a paper, but that nothing waits."""
    return _aside(
        problem,
        translate("Devices", "print the strip again"),
        translate("Devices", "Look at the printer. If no strip came, print it again."),
    )


def codes_words(problem: Problem) -> Words:
    """The same of the codes that set up a scanner."""
    return _aside(
        problem,
        translate("Devices", "print the codes again"),
        translate("Devices", "Look at the printer. If the codes did not come, print them again."),
    )


def _aside(problem: Problem, again: str, look: str) -> Words:
    what = sentence(problem).what
    if problem.code in _UNSURE:
        return Words(what, look)
    following = _NEXT.get(problem.code)
    return Words(what, following().replace("{again}", again) if following else sentence(problem).todo)


def drawer_words(problem: Problem) -> Words:
    """Why a drawer stayed shut, or why nobody knows whether it opened, and what to do."""
    look = translate("Devices", "Look at it. If it is shut, try again, or use its key.")
    match problem.code:
        case Code.PRINTER_SILENT:
            return Words(translate("Devices", "The printer does not say whether it opened the drawer."), look)
        case Code.PRINTER_HANDED_OVER:
            told = translate("Devices", "The print queue passed it on, and cannot tell whether the drawer opened.")
            return Words(told, look)
        case _:
            then = translate("Devices", "The drawer may be shut. Mend that and try again, or use its key.")
            return Words(sentence(problem).what, then)


def unapproved_words(problem: Problem, form: NumberForm) -> Words:
    """Why nobody's leave was had to open the drawer, and what to do: as for a sale, but that none was to be made."""
    words = sentence(problem, form)
    match problem.code:
        case Code.APPROVAL_WRONG:
            then = translate("Devices", "Let the supervisor type it again. The drawer stayed shut.")
        case Code.APPROVAL_NOT_SET:
            then = translate(
                "Devices", "Have a PIN set with “giftcard-till approval set NAME”. The drawer stayed shut."
            )
        case Code.APPROVAL_UNCOUNTED:
            then = translate("Devices", "Have the till's disk and its folders looked at. The drawer stayed shut.")
        case _:
            then = words.todo
    return Words(words.what, then)
