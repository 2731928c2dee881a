"""`giftcard-till batch plan` and `batch add`: an order before anything is sent, and more ids for one of a list."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, ParamSpec, TypeVar, cast

import click

from app.command.batch_words import batch_line, batch_value, finding_line, finding_values, next_words
from app.command.line import merged, shared
from app.command.speech import BAD_INPUT, DONE, complain, exit_code_for, problem_value, say, show_json
from app.compose.id_file import read_ids, samples_of
from app.compose.office import Office, open_office
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.secret_figures import SystemFigures
from app.core.batch import CHUNK_SIZE, CHUNK_SIZE_MOST, COUNT_MOST, BatchOrder, CardType, Symbol
from app.core.card_ids import FIGURES_LEAST, FIGURES_MOST, CheckDigit, IdScheme
from app.core.card_print import PlanFinding, findings, may_run
from app.core.code_format import LENGTH_MOST, CodeFormat
from app.core.id_list import IdList
from app.core.problem import Code, Problem, refuse
from app.office.plan import add_ids, fill
from app.vault.seal import checked

P = ParamSpec("P")
R = TypeVar("R")

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_CHECKS: Final = click.Choice([each.value for each in CheckDigit])
_SYMBOLS: Final = click.Choice([each.value for each in Symbol])
_IDS_HELP: Final = "A CSV or XLSX file with one id a row, instead of a scheme."


def _of_ids(function: Callable[P, R]) -> Callable[P, R]:
    """The options that say how the cards are named."""
    for option in (
        click.option("--check", type=_CHECKS, default="luhn", show_default=True, help="What every card id ends with."),
        click.option(
            "--figures",
            type=click.IntRange(FIGURES_LEAST, FIGURES_MOST),
            default=12,
            show_default=True,
            help="Random figures in every card id.",
        ),
        click.option("--prefix", default="", help="What every card id begins with."),
        click.option("--ids", type=_FILE, metavar="FILE", help=_IDS_HELP),
        click.option("--count", type=click.IntRange(1, COUNT_MOST), help="How many cards, where no list says it."),
    ):
        function = option(function)
    return function


def _of_codes(function: Callable[P, R]) -> Callable[P, R]:
    """The options that say how tokens and PINs look."""
    length = click.IntRange(1, LENGTH_MOST)
    for option in (
        click.option("--pictures", is_flag=True, help="Ask for the service's own pictures of tokens and PINs."),
        click.option("--pin-no-figures", is_flag=True, help="No figures in PINs: letters or symbols alone."),
        click.option("--pin-symbols", is_flag=True, help="Symbols in PINs, too."),
        click.option("--pin-letters", is_flag=True, help="Letters in PINs, too."),
        click.option("--pin-prefix", default="", help="What every PIN begins with."),
        click.option(
            "--pin-length", type=click.IntRange(0, LENGTH_MOST), default=4, show_default=True, help="0: no PIN."
        ),
        click.option("--token-no-figures", is_flag=True, help="No figures in tokens: letters or symbols alone."),
        click.option("--token-symbols", is_flag=True, help="Symbols in tokens, too."),
        click.option("--token-letters", is_flag=True, help="Letters in tokens, too."),
        click.option("--token-prefix", default="", help="What every token begins with."),
        click.option("--token-length", type=length, default=16, show_default=True, help="Signs behind the prefix."),
        click.option("--symbol", type=_SYMBOLS, default="code-128", show_default=True, help="How tokens are printed."),
    ):
        function = option(function)
    return function


@click.command("plan")
@click.option("--series", required=True, help="What people call the order.")
@click.option(
    "--type",
    "card_type",
    type=click.Choice([each.value for each in CardType]),
    default="gift_card",
    show_default=True,
    help="What is ordered.",
)
@_of_ids
@_of_codes
@click.option(
    "--chunk",
    type=click.IntRange(1, CHUNK_SIZE_MOST),
    default=CHUNK_SIZE,
    show_default=True,
    help="Cards made in one call: a lost answer costs so many.",
)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="The public age key of one who may open the secrets; may be given several times.",
)
@click.option("--dry-run", is_flag=True, help="Say what there is to say, and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def plan(context: click.Context, /, home: Path | None, sandbox: str, printer: str, **said: object) -> int:
    """Plan a batch of cards. Nothing is sent: it says whether it will work as cards, and keeps the plan.

    Exit code 2: something refuses the plan, and nothing was kept. 4: it is kept, and lacks ids.
    """
    as_json, is_dry = bool(said.pop("as_json")), bool(said.pop("dry_run"))
    with open_office(merged(context, home, sandbox, printer)) as office:
        listed = _listed(said["ids"], as_json=as_json)
        if listed is not None and not listed.is_usable:
            return BAD_INPUT
        order = _order(office, said, listed)
        found = findings(order, _samples(order, listed), office.shop.patterns)
        may = may_run(found)
        problem = None if may else Problem(Code.BATCH_PLAN_REFUSED)
        if may and not is_dry:
            problem = _kept(office, order, listed)
        if as_json:
            standing = office.book.standing(order.batch_id)
            batch = batch_value(standing) if standing else None
            show_json({"batch": batch, "findings": finding_values(found), "problem": problem_value(problem)})
        else:
            _say(office, order, found)
            if may and is_dry:
                say(
                    "The plan is good: nothing refuses it."
                    if found
                    else "The plan is good: there is nothing to say of it."
                )
                say("It was only tried: nothing was written and nothing was sent.")
        if problem is None:
            return DONE
        complain(problem)
        return exit_code_for(problem)


@click.command("add", short_help="Give a batch of listed ids more ids.")
@click.argument("batch")
@click.argument("ids", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def add(
    context: click.Context, batch: str, ids: Path, home: Path | None, sandbox: str, printer: str, *, as_json: bool
) -> int:
    """Give a batch of listed ids as many new ones as it lacks, from a CSV or XLSX file."""
    with open_office(merged(context, home, sandbox, printer)) as office:
        standing = office.found(batch)
        listed = _listed(ids, as_json=as_json)
        if listed is None or not listed.is_usable:
            return BAD_INPUT
        add_ids(office.book, office.clock, standing.order.batch_id, tuple(listed.ids))
        after = office.found(standing.order.batch_id)
        taken = after.under_way - standing.under_way
        if as_json:
            show_json(batch_value(after) | {"ids_taken": taken})
        else:
            say(f"Ids that were taken: {taken} of {len(listed.ids)}. The batch lacked {max(0, standing.owed)}.")
            say(batch_line(after))
        if after.owed <= 0:
            return DONE
        problem = Problem(Code.BATCH_IDS_SHORT, {"count": after.owed})
        complain(problem)
        return exit_code_for(problem)


def _listed(ids: object, *, as_json: bool) -> IdList | None:
    """The ids of a file; what is wrong with it is told."""
    if not isinstance(ids, Path):
        return None
    listed = read_ids(ids)
    if as_json and not listed.is_usable:
        show_json(
            {"problem": problem_value(listed.problems[0]), "problems": [problem_value(p) for p in listed.problems]}
        )
    for problem in listed.problems:
        complain(problem)
    return listed


def _order(office: Office, said: dict[str, object], listed: IdList | None) -> BatchOrder:
    """Raises Refusal RECIPIENT_MISSING, RECIPIENT_BAD, CARD_CODE_BAD; click's own where nothing says how many cards."""
    recipients = cast("tuple[str, ...]", said["recipients"])
    if not recipients:
        raise refuse(Code.RECIPIENT_MISSING)
    count = said["count"] if isinstance(said["count"], int) else len(listed.ids) if listed else 0
    if not count:
        raise click.UsageError("Say with --count how many cards, or give their ids with --ids.")
    if listed and (count != len(listed.ids) or said["prefix"]):
        raise click.UsageError(f"The list has {len(listed.ids)} ids of its own: leave --count and --prefix out.")
    try:
        return BatchOrder(
            batch_id=TimeOrderedIdentifiers().new(),
            series=str(said["series"]),
            count=count,
            card_type=CardType(str(said["card_type"])),
            scheme=None if listed else _scheme(said),
            token=_form(said, "token"),
            pin=_form(said, "pin") if said["pin_length"] else None,
            recipients=tuple(dict.fromkeys(map(checked, recipients))),
            ordered_at=office.clock.now(),
            chunk_size=_whole(said, "chunk"),
            symbol=Symbol(str(said["symbol"])),
        )
    except ValueError as fault:
        raise click.UsageError(f"The order cannot be: {fault}.") from fault


def _form(said: dict[str, object], code: str) -> CodeFormat:
    """How each token, or each PIN, is to look. Raises ValueError as CodeFormat does."""
    return CodeFormat(
        length=_whole(said, f"{code}_length"),
        prefix=str(said[f"{code}_prefix"]),
        symbols=bool(said[f"{code}_symbols"]),
        numbers=not said[f"{code}_no_figures"],
        characters=bool(said[f"{code}_letters"]),
        barcode=bool(said["pictures"]),
    )


def _scheme(said: dict[str, object]) -> IdScheme:
    return IdScheme(str(said["prefix"]), _whole(said, "figures"), CheckDigit(str(said["check"])))


def _whole(said: dict[str, object], name: str) -> int:
    value = said[name]
    return value if isinstance(value, int) else 0


def _samples(order: BatchOrder, listed: IdList | None) -> Sequence[str]:
    """One id of the scheme, or the shortest and the longest of the list and one with a sign that no other has."""
    if listed is None:
        return [order.scheme.sample] if order.scheme else []
    return samples_of(listed.ids)


def _kept(office: Office, order: BatchOrder, listed: IdList | None) -> Problem | None:
    """BATCH_IDS_SHORT where ids of the list, or of the scheme, are other batches' already: it is kept all the same."""
    office.book.order(order)
    if listed is None:
        return fill(office.book, SystemFigures(), office.clock, order.batch_id)
    taken = add_ids(office.book, office.clock, order.batch_id, tuple(listed.ids))
    return Problem(Code.BATCH_IDS_SHORT, {"count": len(taken)}) if taken else None


def _say(office: Office, order: BatchOrder, found: Sequence[PlanFinding]) -> None:
    for finding in found:
        say(finding_line(finding))
    standing = office.book.standing(order.batch_id)
    if standing is not None:
        say(batch_line(standing))
        say(next_words(standing))
