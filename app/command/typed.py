"""What is typed and must not be seen: asked for on a terminal without an echo, else a line of standard input."""

import sys
from typing import Final

import click

from app.core.problem import Code, refuse

LINE_MAX: Final = 10_000
"""Signs: an endless line ends here; no secret is nearly so long."""


def typed_unseen(what: str, key: str) -> str:
    """One line, as it was typed. `what` is asked for; `key` names it where it is no text (SETTINGS_BAD_VALUE)."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, default="", show_default=False))
    try:
        return sys.stdin.readline(LINE_MAX)
    except UnicodeDecodeError:  # its words would hold what was read
        raise refuse(Code.SETTINGS_BAD_VALUE, key=key, value="•••", reason="is not text") from None
