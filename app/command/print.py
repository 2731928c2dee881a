"""`giftcard-till print`: a test strip on the printer, and the code page that looked right on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from app.command.line import merged, shared
from app.command.speech import BAD_INPUT, DONE, FAULT, WAITING, Value, complain_in_words, problem_value, say, show_json
from app.compose.options import Options
from app.compose.printing import print_line, print_strip, printer_of, profile_of
from app.compose.settings import settings_of
from app.config.folders import Home
from app.config.receipt_words import receipt_words
from app.config.settings_file import save_values
from app.core.problem import Problem
from app.till.ports import PrintOutcome, PrintReport
from app.ui.proof_words import proof_words
from app.ui.strip_words import strip_words

if TYPE_CHECKING:
    from app.printer.destination import Printer

_EXITS: Final = {PrintOutcome.YES: DONE, PrintOutcome.UNKNOWN: WAITING}


@click.command("print")
@click.option("--test", "is_test", is_flag=True, help="Print a strip that shows widths, letters and codes.")
@click.option("--pick", type=int, metavar="NUMBER", help="Keep the code page of this line of the strip.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(
    context: click.Context,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    is_test: bool,
    pick: int | None,
    as_json: bool,
) -> int:
    """Print a test strip, and keep what was read from it.

    Exit code 0: the printer says that it is out, or the line was kept. 3: nobody knows whether it came out. 5: it did
    not. 2: bad input, or no printer.
    """
    if not is_test and pick is None:
        raise click.UsageError("Say --test for a strip, or --pick NUMBER for the line that looked right.")
    options = merged(context, home, sandbox, printer)
    place = Home.found(options.home)
    return _test(options, place, as_json=as_json) if pick is None else _pick(options, place, pick, as_json=as_json)


def _test(options: Options, place: Home, *, as_json: bool) -> int:
    settings, file = settings_of(options, place), str(place.settings)
    table = settings.printer
    printer, address = printer_of(options, table, file), options.printer or table.address
    words = receipt_words(settings.shop.receipt_language)
    report = print_strip(printer, profile_of(table, file), address, words)
    if as_json:
        show_json(_value(address, printer, report))
    else:
        _tell(printer, report)
    is_without = report.outcome is PrintOutcome.NO and report.problem is None
    return BAD_INPUT if is_without else _EXITS.get(report.outcome, FAULT)


def _pick(options: Options, place: Home, number: int, *, as_json: bool) -> int:
    from app.printer.strip import LETTERS, picked

    settings = settings_of(options, place)
    table = settings.printer
    try:
        profile = picked(profile_of(table, str(place.settings)), number)
    except ValueError as fault:
        raise click.UsageError(f"There is no line {number}: {fault}.") from fault
    place.make()
    kept: dict[str, str | int] = {"code_page": profile.code_page, "code_page_slot": profile.code_page_slot}
    save_values(place.settings, "printer", kept)
    words = receipt_words(settings.shop.receipt_language)
    report = print_line(printer_of(options, table, str(place.settings)), profile, words)
    if as_json:
        show_json({**kept, "printed": report.outcome.value, "problem": _problem_value(report.problem)})
        return DONE
    say(f"Kept in {place.settings}: {profile.code_page}, which this printer has at {profile.code_page_slot}.")
    _complain_of(report)
    if report.outcome is not PrintOutcome.NO:
        say(f"Two lines on trial were sent to the printer. Both should show {LETTERS}, or what the page has of it.")
    say("To pick anew: giftcard-till print --test, then giftcard-till print --pick NUMBER")
    return DONE


def _value(address: str, printer: "Printer", report: PrintReport) -> dict[str, Value]:
    from app.printer.strip import CANDIDATES

    lines: list[Value] = [
        {"number": number, "code_page": candidate.code_page, "code_page_slot": candidate.slot}
        for number, candidate in enumerate(CANDIDATES, 1)
    ]
    return {
        "address": address,
        "printed": report.outcome.value,
        "proof": printer.proof.value,
        "lines": lines,
        "warning": problem_value(report.warning),
        "problem": _problem_value(report.problem),
    }


def _problem_value(problem: Problem | None) -> Value:
    """As for a paper of a sale, in the words for a strip."""
    if problem is None:
        return None
    words = strip_words(problem)
    return {"code": problem.code.value, "sentence": f"{words.what} {words.todo}"}


def _complain_of(report: PrintReport) -> None:
    for problem in (report.problem, report.warning):
        if problem is not None:
            words = strip_words(problem)
            complain_in_words(f"{words.what} {words.todo}")


def _tell(printer: "Printer", report: PrintReport) -> None:
    _complain_of(report)
    if report.outcome is PrintOutcome.NO and report.problem is not None:
        return
    say(proof_words(printer.proof))
    if report.outcome is not PrintOutcome.NO:
        say("If the line in use is not right: giftcard-till print --pick NUMBER")
