"""The program's entry: the window at once, or a command; decided before anything heavy is imported."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.compose.options import EMBEDDED, Options

_ASKS_FOR_WORDS: Final = frozenset({"--help", "-h", "--version"})
_TAKES_A_WORD: Final = frozenset({"--home", "--printer", "--sandbox"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit code: 0 done, 2 bad input, 3 to 5 as the command `activate` says."""
    words = with_plain_sandbox(list(sys.argv[1:] if arguments is None else arguments))
    if is_command(words):
        if arguments is None and {"batch", "export"} <= set(words):  # the one command that has secrets in its memory
            from app.vault.hardened import harden

            harden()
        from app.command.line import run

        return run(words)
    return _window(words)


def is_command(words: Sequence[str]) -> bool:
    """Whether a command or help is asked for. A folder that is named like a command is not one.

    A word that is no option is one, known or not: the command line tells a mistyped one which there are.
    """
    before = ["", *words]
    return any(
        word in _ASKS_FOR_WORDS or not (word.startswith("-") or last in _TAKES_A_WORD)
        for last, word in zip(before, words, strict=False)
    )


def with_plain_sandbox(words: list[str]) -> list[str]:
    """Makes `--sandbox` without an address `--sandbox=embedded`, so that a command after it is not taken for one.

    An empty address, as a script with an unset variable gives it, is none either: it must never mean the real account.
    """
    plain: list[str] = []
    for place, word in enumerate(words):
        follows = words[place + 1] if place + 1 < len(words) else ""
        is_bare = word == "--sandbox" and not follows.casefold().startswith(("http://", "https://"))
        plain.append(f"--sandbox={EMBEDDED}" if is_bare or word == "--sandbox=" else word)
    return plain


def _window(words: list[str]) -> int:
    import argparse
    import gc

    gc.disable()  # imports make no garbage worth a look, and the window collects on its own thread

    parser = argparse.ArgumentParser(prog="giftcard-till", allow_abbrev=False)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--sandbox", default="")
    parser.add_argument("--printer", default="")
    parser.add_argument("--kiosk", action="store_true")
    parser.add_argument("--office", action="store_true")
    for internal in ("--exit-at-ready", "--print-modules"):
        parser.add_argument(internal, action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    from app.command.window import open_window

    options = Options(chosen.home, chosen.sandbox, chosen.printer, is_kiosk=chosen.kiosk, is_office=chosen.office)
    code = open_window(options, exit_at_ready=chosen.exit_at_ready, print_modules=chosen.print_modules)
    gc.freeze()  # all is closed: a last round over every object would only hold the end up
    return code


if __name__ == "__main__":
    sys.exit(main())
