"""The commands of `giftcard-till` and the options they share."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import click

from app import __version__
from app.command.speech import FAULT, complain, exit_code_for, problem_value, show_json
from app.compose.options import Options
from app.config.log import note_fault
from app.config.redaction import Redactor
from app.core.card import printable
from app.core.problem import Refusal
from app.till.ports import LedgerFault, StepRefused

_MODULES: Final = {
    "activate": "app.command.activate",
    "approval": "app.command.approval",
    "batch": "app.command.batch",
    "card": "app.command.card",
    "demonstrate": "app.command.demonstrate",
    "devices": "app.command.devices",
    "doctor": "app.command.doctor",
    "drawer": "app.command.drawer",
    "journal": "app.command.journal",
    "papers": "app.command.papers",
    "policy": "app.command.policy",
    "print": "app.command.print",
    "probe": "app.command.probe",
    "queue": "app.command.queue",
    "report": "app.command.report",
    "rescue": "app.command.rescue",
    "sandbox": "app.command.sandbox",
    "secret": "app.command.secret",
    "settings": "app.command.settings",
}

_HIDDEN: Final = frozenset({"demonstrate"})

P = ParamSpec("P")
R = TypeVar("R")


class LateGroup(click.Group):
    """Imports a command's module only when the command is asked for: each needs other parts of the program."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library's own signature
        """The names, sorted."""
        return sorted(_MODULES)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As the library does it; a word that is no command is told together with those that are."""
        if args and args[0] not in _MODULES and not args[0].startswith("-"):
            known = [name for name in self.list_commands(ctx) if name not in _HIDDEN]
            ctx.fail(f"There is no command “{printable(args[0], 40)}”. The commands are: {', '.join(known)}.")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above, theirs
        """The command of that name, or None."""
        if cmd_name not in _MODULES:
            return None
        command = import_module(_MODULES[cmd_name]).command
        return command if isinstance(command, click.Command) else None


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """Adds the options that every command takes."""
    return _with_options(function, hidden=False)


def shared_but_unused(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a command that prints nothing and calls nobody: accepted, so that scripts may always give them."""
    return _with_options(function, hidden=True)


def _with_options(function: Callable[P, R], *, hidden: bool) -> Callable[P, R]:
    """`hidden` are the printer and the sandbox; where things lie means something to each command."""
    printers = "tcp://HOST:PORT, usb:NODE, serial://PORT, cups:QUEUE, windows:NAME, file:PATH or none."
    sandboxes = "Talk to a sandbox; without URL to one of our own."
    for option in (
        click.option("--printer", default="", metavar="ADDRESS", help=printers, hidden=hidden),
        click.option("--sandbox", default="", metavar="[URL]", help=sandboxes, hidden=hidden),
        click.option(
            "--home",
            type=click.Path(path_type=Path, file_okay=False),
            help="The folder of settings, journal and logs; without it GIFTCARD_TILL_HOME names it.",
        ),
    ):
        function = option(function)
    return function


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@shared
@click.version_option(__version__, prog_name="giftcard-till")
@click.pass_context
def group(context: click.Context, home: Path | None, sandbox: str, printer: str) -> None:
    """A gift-card till. Without a command it opens its window (then also: --kiosk, --office)."""
    context.obj = Options(home, sandbox, printer)


def merged(context: click.Context, home: Path | None, sandbox: str, printer: str) -> Options:
    """The options of a command, with those given before it as defaults."""
    before = context.obj if isinstance(context.obj, Options) else Options()
    return Options(home or before.home, sandbox or before.sandbox, printer or before.printer)


def run(words: Sequence[str]) -> int:
    """Runs one command and returns its exit code. A Problem ends in its sentence, never in a traceback."""
    wants_json = "--json" in words
    _write_whatever_signs_there_are()
    try:
        code = group.main(args=list(words), prog_name="giftcard-till", standalone_mode=False)
    except click.ClickException as fault:
        if wants_json:
            show_json({"problem": {"code": "usage", "sentence": fault.format_message()}})
        fault.show(sys.stderr)
        return fault.exit_code
    except click.Abort:
        return 130
    except (Refusal, LedgerFault, StepRefused) as fault:
        if wants_json:
            show_json({"problem": problem_value(fault.problem)})
        complain(fault.problem)
        return exit_code_for(fault.problem)
    except Exception as bug:  # noqa: BLE001 - whatever it is, it is told without secrets and nothing is claimed
        return _tell_bug(bug, wants_json=wants_json)
    return code if isinstance(code, int) else 0


def _tell_bug(bug: Exception, *, wants_json: bool) -> int:
    """A fault of the program's own: in the log, on standard error, and never as a result."""
    words = note_fault(bug, Redactor())
    sentence = "The program met a fault of its own. Look in the journal before you go on."
    if wants_json:
        show_json({"problem": {"code": "bug", "sentence": sentence}})
    sys.stderr.write(f"{sentence}\n{words}\n")
    return FAULT


def _write_whatever_signs_there_are() -> None:
    """A terminal without our signs gets them spelled out: a result must never be lost to a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
