"""`giftcard-till probe`: what the API's documentation does not say, established on a test account or a sandbox."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import click

from app.command.line import merged, shared
from app.command.speech import DONE, WITH_A_PERSON, Value, complain, problem_value, say, show_json
from app.compose.account import facts_address
from app.compose.options import Options
from app.compose.world import World, open_world
from app.config.facts_file import Kept, keep_findings
from app.config.folders import Home
from app.config.identifiers import TimeOrderedIdentifiers
from app.config.settings_file import load_settings, write_whole
from app.core.finding import Certainty, Change, Finding
from app.core.problem import Code, Problem, Refusal, refuse
from app.printer.destination import NONE
from app.till.ports import LedgerFault, Note, NoteKind
from app.till.probe import probe
from app.till.probe_line import Heard
from app.till.probe_question import Wishes

if TYPE_CHECKING:
    from app.dintero.probe_calls import ProbeCalls


@dataclass(frozen=True, slots=True)
class Probed:
    """One run: what was found, what became of it, and where it is written. `damage` is that of an older facts file."""

    account_id: str
    findings: tuple[Finding, ...]
    kept: Kept
    facts_file: Path
    record_file: Path

    @property
    def alarm(self) -> Problem | None:
        """What a person must be told loudly: the service is not as it was."""
        if not self.kept.changed:
            return None
        return Problem(Code.FACTS_CHANGED, {"reason": "; ".join(_change_line(each) for each in self.kept.changed)})


@click.command("probe")
@click.option(
    "--batch-max",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="The largest batch that is tried. Its cards are spent.",
)
@click.option("--delete", "may_delete", is_flag=True, help="Also delete a card, which is not documented (S10).")
@click.option(
    "--long",
    "long_s",
    type=click.IntRange(1, 3600),
    metavar="SECONDS",
    help="Also hold a request back for so long, to see when the service gives up (S6).",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@shared
@click.pass_context
def command(
    context: click.Context,
    home: Path | None,
    sandbox: str,
    printer: str,
    *,
    batch_max: int,
    may_delete: bool,
    long_s: int | None,
    as_json: bool,
) -> int:
    """Find out what the documentation does not say.

    On a test account or a sandbox, never in production. It makes a handful of cards whose ids begin with PROBE-, tries
    what a till must survive, and writes what it saw into the facts file that the till reads.

    Exit code 0: done. 4: the gift-card service is not as an earlier probe found it, or it refuses to be probed.
    """
    options = replace(merged(context, home, sandbox, printer), printer=NONE)
    _demand_no_money(options)
    probed = _probed(options, Wishes(batch_max, may_delete, long_s))
    note_fault = _noted(options, probed) if probed.alarm else None
    if as_json:
        show_json(_value(probed))
    else:
        _tell(probed)
    for problem in filter(None, (probed.kept.damage, probed.alarm, note_fault)):
        complain(problem)
    return WITH_A_PERSON if probed.alarm else DONE


def _demand_no_money(options: Options) -> None:
    """Raises Refusal PROBE_IN_PRODUCTION before anything is opened, made or called."""
    if options.sandbox:
        return
    account = load_settings(Home.found(options.home).settings).account
    if account.id.startswith("P"):
        raise refuse(Code.PROBE_IN_PRODUCTION, account=account.id)


def _probed(options: Options, wishes: Wishes) -> Probed:
    """Raises Refusal where nothing could be found out: then the facts stay as they are."""
    with open_world(options, is_reading=True) as world:
        world.await_sandbox()
        calls = world.issuer.made().probe_calls(world.shop.currencies[0])
        try:
            findings = probe(calls, TimeOrderedIdentifiers(), _together, wishes)
        finally:
            record = _record(world, calls)
        account_id, file = world.account.account_id, world.home.facts
        kept = keep_findings(
            file, account_id, facts_address(world.account, world.settings), findings, world.clock.now()
        )
        return Probed(account_id, findings, kept, file, record)


def _together(one: Callable[[], Heard], other: Callable[[], Heard]) -> tuple[Heard, Heard]:
    """Two calls from two threads, let go at the same moment."""
    both = Barrier(2)

    def at_once(call: Callable[[], Heard]) -> Heard:
        both.wait()
        return call()

    with ThreadPoolExecutor(2, thread_name_prefix="probe") as pool:
        first, second = pool.submit(at_once, one), pool.submit(at_once, other)
        return first.result(), second.result()


def _record(world: World, calls: "ProbeCalls") -> Path:
    """Every request and every answer, without secrets, one JSON object a line; readable by this user alone."""
    stamp = world.clock.now().strftime("%Y%m%dT%H%M%S")
    file = world.home.log / f"probe-{world.account.account_id}-{stamp}.jsonl"
    with suppress(Refusal):  # a record that cannot be written takes nothing from what was found
        write_whole(file, "".join(json.dumps(asdict(each)) + "\n" for each in calls.record()))
    return file


def _noted(options: Options, probed: Probed) -> Problem | None:
    """Writes the alarm into the account's journal; the problem where that cannot be, since it stands in the file."""
    facts = {change.id: f"{change.before} → {change.after}" for change in probed.kept.changed}
    try:
        with open_world(options) as world:
            world.counter.road.ledger.note(Note(NoteKind.FACTS, world.clock.now(), facts))
    except LedgerFault as fault:
        return fault.problem
    return None


def _tell(probed: Probed) -> None:
    for finding in probed.findings:
        sign = {Certainty.SEEN: " ", Certainty.UNCLEAR: "?", Certainty.NOT_TRIED: "-"}[finding.certainty]
        say(f"{sign} {finding.id:<4} {finding.question}")
        say(f"       {finding.answer}")
        for line in finding.evidence:
            say(f"         {line}")
    facts = probed.kept.facts
    say(f"A second activation is refused for certain: {_yes(facts.server_cas)}.")
    say(f"Metadata comes back as it was sent: {_yes(facts.metadata_kept)}.")
    if facts.quarantine_s is not None:
        say(f"A call may live for {facts.quarantine_s} s before the gateway.")
    for change in probed.kept.changed:
        say(f"CHANGED  {_change_line(change)}")
    say(f"Facts: {probed.facts_file}")
    say(f"Record: {probed.record_file}")


def _yes(is_so: bool) -> str:  # noqa: FBT001 - the one thing that is said
    return "yes" if is_so else "no"


def _change_line(change: Change) -> str:
    return f"{change.id}: “{change.before}” before, “{change.after}” now"


def _value(probed: Probed) -> dict[str, Value]:
    facts = probed.kept.facts
    return {
        "account": probed.account_id,
        "server_cas": facts.server_cas,
        "metadata_kept": facts.metadata_kept,
        "quarantine_s": facts.quarantine_s,
        "findings": [_finding_value(finding) for finding in probed.findings],
        "changed": [{"id": each.id, "before": each.before, "after": each.after} for each in probed.kept.changed],
        "facts_file": str(probed.facts_file),
        "record_file": str(probed.record_file),
        "problem": problem_value(probed.alarm or probed.kept.damage),
    }


def _finding_value(finding: Finding) -> dict[str, Value]:
    evidence: Sequence[Value] = list(finding.evidence)
    return {
        "id": finding.id,
        "question": finding.question,
        "certainty": finding.certainty.value,
        "answer": finding.answer,
        "evidence": evidence,
        "figure": finding.figure,
    }
