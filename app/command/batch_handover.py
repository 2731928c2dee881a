"""`giftcard-till batch export`, `verify`, `shred`, `proof`, `key`: from a released batch to the end of its secrets."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from app.command.batch_words import counted
from app.command.count_line import CountLine
from app.command.ending import ended_in_order
from app.command.line import merged, shared
from app.command.speech import DONE, FAULT, Value, complain, complain_in_words, problem_value, say, show_json
from app.command.typed import typed_unseen
from app.compose.account import account_of
from app.compose.export import Form
from app.compose.handover import (
    USUAL_COLUMNS,
    Wanted,
    demand_receipt,
    exported,
    proof_of,
    shredded,
    shredded_whole,
    write_new,
)
from app.compose.office import Office, open_office
from app.compose.options import Options
from app.compose.settings import settings_of
from app.compose.vault import shelf_of
from app.config.folders import Home
from app.core.problem import Code, Problem, Refusal, refuse
from app.office.book import BatchStanding, NotedBatch
from app.office.exports import never_given, superseded
from app.press.card_row import COLUMNS, checked_columns
from app.vault.manifest import ENDING, Manifest, known_public_key, signing_key, verified
from app.vault.seal import checked

_USUAL: Final = ",".join(USUAL_COLUMNS)
_SENDING: Final = (
    "Send each file with the manifest beside it, and tell the key of “giftcard-till batch key” by telephone: the"
    " recipient checks them with “giftcard-till batch verify”."
)
_FOLDER: Final = click.Path(path_type=Path, file_okay=False)
_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_FORMS: Final = click.Choice([form.value for form in Form])


@click.command("export", short_help="Write a released batch for its recipients.")
@click.argument("batch")
@click.option(
    "--out", type=_FOLDER, required=True, help="The folder that the files go to; it is made where there is none."
)
@click.option("--for", "recipients", multiple=True, metavar="KEY", help="For this public key alone; else for each.")
@click.option("--format", "forms", type=_FORMS, multiple=True, default=["csv"], show_default=True)
@click.option(
    "--columns", default=",".join(USUAL_COLUMNS), show_default=True, help=f"Some of {', '.join(COLUMNS)}, in order."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def export(
    context: click.Context,
    batch: str,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    out: Path,
    recipients: tuple[str, ...],
    forms: tuple[str, ...],
    columns: str,
    as_json: bool,
) -> int:
    """Write a released batch for its recipients: a file each that they alone can open, and a signed manifest.

    csv, xlsx and jsonl hold the cards' codes, pdf cards ready for the press, svg.zip a picture of each code. The
    column “picture” names those pictures' places.
    """
    try:
        chosen = checked_columns(columns.split(","))
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--columns") from fault
    with open_office(merged(context, home, sandbox, printer)) as office:
        standing = office.found(batch)
        named = tuple(dict.fromkeys(map(checked, recipients))) or standing.order.recipients
        wanted = Wanted(named, tuple(Form(form) for form in dict.fromkeys(forms)), chosen, out)
        line = _count_line(office, standing, wanted, is_quiet=as_json)
        with ended_in_order():
            manifests = _told(exported(office, standing, wanted, line.more), line, shows=not as_json)
        if as_json:
            show_json({"files": [_value(manifest) for manifest in manifests]})
        else:
            say(_SENDING)
        return DONE


def _count_line(office: Office, batch: BatchStanding, wanted: Wanted, *, is_quiet: bool) -> CountLine:
    most = (batch.good + batch.surplus) * len(wanted.recipients) * len(wanted.forms)
    return CountLine(most, office.clock.running, shows=sys.stderr.isatty(), is_quiet=is_quiet)


def _told(manifests: Iterable[Manifest], line: CountLine, *, shows: bool) -> list[Manifest]:
    done: list[Manifest] = []
    for manifest in manifests:
        line.end()
        done.append(manifest)
        if shows:
            say(f"{manifest.file}: {counted(manifest.cards)} for {manifest.recipient}")
            say(f"  SHA-256 {manifest.sha256}")
    return done


@click.command("verify", short_help="Check an export and its manifest.")
@click.argument("file", type=_FILE)
@click.option("--key", default="", metavar="KEY", help="Head office's public key; without it this computer's own.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def verify(
    context: click.Context, file: Path, home: Path | None, sandbox: str, printer: str, *, key: str, as_json: bool
) -> int:
    """Check an export and its manifest: that head office signed for exactly this file.

    For the manufacturer, who needs no account: give the key that head office told by telephone. Exit code 4: the file
    or its manifest is not as head office signed it. 2: one of them is not there, or the key is none.
    """
    if file.name.endswith(ENDING):
        file = file.with_name(file.name.removesuffix(ENDING))
    manifest = verified(file, key or _known_key(merged(context, home, sandbox, printer)))
    if as_json:
        show_json(_value(manifest))
        return DONE
    say(f"{file.name} is as head office signed it: {counted(manifest.cards)} of {manifest.series}.")
    say(f"From {manifest.first_card} to {manifest.last_card}, columns {', '.join(manifest.columns)}.")
    say(f"The receipt for head office: {manifest.sha256}")
    return DONE


@click.command("key", short_help="Show the key that manifests are checked with.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def key_of_the_office(context: click.Context, home: Path | None, sandbox: str, printer: str, *, as_json: bool) -> int:
    """Show the public key that manifests are checked with; its private half is made when there is none."""
    public = _public_key(merged(context, home, sandbox, printer))
    if as_json:
        show_json({"public_key": public})
    else:
        say(public)
    return DONE


def _known_key(options: Options) -> str:
    """This computer's own, where it is head office's: nothing is made for it. Raises Refusal OFFICE_KEY_MISSING."""
    home = Home.found(options.home)
    try:
        account = account_of(options, settings_of(options, home), home)
        public = known_public_key(shelf_of(home, account))
    except Refusal as refusal:
        if refusal.problem.code is not Code.ACCOUNT_MISSING:
            raise
        raise refuse(Code.OFFICE_KEY_MISSING) from refusal
    if public is None:
        raise refuse(Code.OFFICE_KEY_MISSING)
    return public


def _public_key(options: Options) -> str:
    home = Home.found(options.home)
    home.make()
    account = account_of(options, settings_of(options, home), home)
    return signing_key(shelf_of(home, account))[1]


@click.command("proof", short_help="Write a sheet with test codes.")
@click.argument("batch")
@click.option("--out", type=_FILE, required=True, help="The PDF to write.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def proof(
    context: click.Context, batch: str, home: Path | None, sandbox: str, printer: str, *, out: Path, as_json: bool
) -> int:
    """Write a sheet with test codes in the form of a batch's tokens, to be scanned in a shop before it is run."""
    with open_office(merged(context, home, sandbox, printer), is_reading=True) as office:
        write_new(out, proof_of(office.found(batch)))
    if as_json:
        show_json({"file": str(out)})
    else:
        say(f"{out}: print it without scaling, and scan every code.")
    return DONE


@click.command("shred", short_help="Destroy a batch's key and sealed answers.")
@click.argument("batch")
@click.option("--receipt", required=True, metavar="SHA256", help="What “batch verify” told the manufacturer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def shred(
    context: click.Context, batch: str, home: Path | None, sandbox: str, printer: str, *, receipt: str, as_json: bool
) -> int:
    """Destroy a batch's sealed answers and their key, once the manufacturer has the export. Nothing brings them back.

    Asks for the PIN of one who may approve, or reads it from standard input. Exit code 5: something is left.
    """
    with open_office(merged(context, home, sandbox, printer)) as office:
        standing = office.found(batch)
        if (done := shredded_whole(office.book.notes(standing.order.batch_id))) is not None:
            _say_done(standing, done, as_json=as_json)
            return DONE
        note = demand_receipt(office, standing, receipt)
        for doubt in _doubts(standing, office.book.notes(standing.order.batch_id), str(note.facts["sha256"])):
            complain_in_words(doubt)
        person = office.approvers.check(typed_unseen("PIN", "PIN"))
        if isinstance(person, Problem):
            raise Refusal(person)
        left = shredded(office, standing, person, receipt)
        is_kept = standing.order.batch_id in left
        if as_json:
            show_json({"is_shredded": not is_kept, "left": {name: problem_value(each) for name, each in left.items()}})
        elif not is_kept:
            say(f"The key of batch {standing.number} and its sealed answers are destroyed.")
        for problem in left.values():
            complain(problem)
        return FAULT if left else DONE


def _doubts(batch: BatchStanding, notes: Sequence[NotedBatch], digest: str) -> Iterator[str]:
    """What a person may not have thought of, for none of it can be made good afterwards."""
    if digest in superseded(notes):
        yield "A later export took the place of this file: make sure of which the cards are made."
    for key in never_given(batch.order.recipients, notes):
        yield f"No file was ever made for {key}, and none can be made after this."


def _say_done(batch: BatchStanding, done: NotedBatch, *, as_json: bool) -> None:
    """It was done before: when, and by whom."""
    moment = done.at.isoformat(sep=" ", timespec="seconds")
    if as_json:
        show_json({"is_shredded": True, "left": {}, "at": moment, "person": done.person})
    else:
        say(f"{done.person} destroyed the key of batch {batch.number} and its sealed answers already, on {moment}.")


def _value(manifest: Manifest) -> Value:
    told: dict[str, Value] = msgspec.to_builtins(manifest)
    return told
