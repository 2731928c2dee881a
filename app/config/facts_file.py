"""The facts file: what probes found out about each account's issuer, kept with its history, and how far it is believed.

Whatever is wrong with the file, with its age or with whose it is: then the worst is assumed, and why is said.
"""

import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from app.config.settings_file import write_whole
from app.core.finding import Certainty, Change, Finding, ProbedFacts, changes, facts_of, with_earlier
from app.core.problem import Code, Problem, Refusal, refuse

SANDBOX: Final = "sandbox"
"""The address of every sandbox in the file: its port changes with each start."""
GOOD_FOR: Final = timedelta(days=180)
"""The service is not the same for ever: an older probe is believed no more."""
AHEAD_MAX: Final = timedelta(days=1)
"""A probe of the day after tomorrow was dated by a wrong clock, and may be of any age."""
HISTORY_MAX: Final = 20
BYTES_MAX: Final = 4_000_000
VERSION: Final = 1

_ACCOUNT: Final = re.compile(r"[PT][0-9]{8}", re.ASCII)
_log: Final = logging.getLogger("app.facts")

_Text = Annotated[str, Meta(max_length=1_000)]
_Seconds = Annotated[int, Meta(ge=0, le=31_536_000)]


class FileFinding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A finding as the file holds it."""

    id: Annotated[str, Meta(pattern=r"^S[0-9]{1,2}$")]
    question: _Text
    certainty: Certainty
    answer: _Text
    evidence: tuple[_Text, ...] = ()
    figure: int | None = None


class FileProbe(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One run of the probe. `at` is aware. The three facts are for people to read; what counts are the findings."""

    at: Annotated[datetime, Meta(tz=True)]
    server_cas: bool
    metadata_kept: bool
    quarantine_s: _Seconds | None
    findings: tuple[FileFinding, ...]


class FileAccount(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An account's probes at one address: the last one, and those before it that saw something else, newest first."""

    address: Annotated[str, Meta(max_length=300)]
    last: FileProbe
    history: tuple[FileProbe, ...] = ()


class FactsFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION)] = VERSION
    accounts: dict[str, FileAccount] = {}


@dataclass(frozen=True, slots=True)
class FactsInUse:
    """What the till may rely on, and why it is no more than that; `why` is empty where the file is believed."""

    facts: ProbedFacts
    why: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a probe's findings: the facts, and what an earlier probe had seen differently.

    `damage` is FACTS_UNREADABLE where the earlier file could not be read: it was put aside.
    """

    facts: ProbedFacts
    changed: tuple[Change, ...]
    damage: Problem | None = None


def facts_in_use(file: Path, account_id: str, address: str, now: datetime) -> FactsInUse:
    """What is known of the issuer of this account at this address. Never raises: the worst is a fact, too.

    A production account is never probed: it is served by the same hosts as the test account with the same figures
    (API fact sheet, section 1), and has that one's facts.
    """
    try:
        section = _read(file).accounts.get(_probed(account_id))
    except Refusal as refusal:
        return _worst(f"the facts file cannot be believed: {refusal.problem.facts.get('reason', '')}")
    if section is None:
        return FactsInUse(ProbedFacts(), "the issuer was never probed")
    if section.address != address:
        return _worst("the facts are those of another address")
    age = now - section.last.at
    if age > GOOD_FOR:
        return _worst(f"the facts are {age.days} days old")
    if age < -AHEAD_MAX:
        return _worst("the facts are dated in the future")
    return FactsInUse(_facts(section.last))


def keep_findings(file: Path, account_id: str, address: str, findings: tuple[Finding, ...], now: datetime) -> Kept:
    """Writes what a probe found beside what earlier ones found, so that a pulled plug leaves the old file or the new.

    What was not tried this time stays as an earlier probe found it. A file that cannot be read is put aside under
    another name. Raises Refusal FACTS_UNREADABLE where that cannot be, and SETTINGS_UNREADABLE where the new one cannot
    be written.
    """
    if not _ACCOUNT.fullmatch(account_id):
        raise ValueError("an account id is P or T and eight figures")
    book, damage = _read_or_aside(file)
    before = book.accounts.get(account_id)
    if before is not None and before.address != address:
        before = None
    known = tuple(_finding(each) for each in before.last.findings) if before is not None else ()
    findings = with_earlier(known, findings)
    changed = changes(known, findings)
    history = before.history if before is not None else ()
    if before is not None and changed:
        history = (before.last, *history)[:HISTORY_MAX]
    section = FileAccount(address=address, last=_probe_of(findings, now), history=history)
    whole = FactsFile(accounts={**book.accounts, account_id: section})
    write_whole(file, json.dumps(msgspec.to_builtins(whole), indent=1, ensure_ascii=True) + "\n")
    return Kept(facts_of(findings), changed, damage)


def _probed(account_id: str) -> str:
    return f"T{account_id[1:]}"


def _worst(why: str) -> FactsInUse:
    _log.warning("%s; the worst is assumed of the gift-card service", why)
    return FactsInUse(ProbedFacts(), why)


def _facts(probe: FileProbe) -> ProbedFacts:
    """From the findings, not from the summary beside them: a hand that wrote `true` there proves nothing."""
    return facts_of([_finding(each) for each in probe.findings])


def _finding(each: FileFinding) -> Finding:
    return Finding(each.id, each.question, each.certainty, each.answer, each.evidence, each.figure)


def _probe_of(findings: tuple[Finding, ...], now: datetime) -> FileProbe:
    facts = facts_of(findings)
    return FileProbe(
        at=now,
        server_cas=facts.server_cas,
        metadata_kept=facts.metadata_kept,
        quarantine_s=facts.quarantine_s,
        findings=tuple(
            FileFinding(
                id=each.id,
                question=each.question,
                certainty=each.certainty,
                answer=each.answer[:1_000],
                evidence=tuple(line[:1_000] for line in each.evidence),
                figure=each.figure,
            )
            for each in findings
        ),
    )


def _read(file: Path) -> FactsFile:
    """Raises Refusal FACTS_UNREADABLE. No file is an empty one."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(BYTES_MAX + 1)
    except FileNotFoundError:
        return FactsFile()
    except OSError as fault:
        raise _unreadable(file, fault.strerror or "cannot be read") from fault
    if len(raw) > BYTES_MAX:
        raise _unreadable(file, "it is too large")
    try:
        book = msgspec.json.decode(raw, type=FactsFile)
    except msgspec.MsgspecError as fault:
        raise _unreadable(file, str(fault)) from fault
    except UnicodeDecodeError as fault:
        raise _unreadable(file, "the text is not UTF-8") from fault
    if not all(_ACCOUNT.fullmatch(account_id) for account_id in book.accounts):
        raise _unreadable(file, "a name in it is no account")
    return book


def _read_or_aside(file: Path) -> tuple[FactsFile, Problem | None]:
    try:
        return _read(file), None
    except Refusal as refusal:
        try:
            file.replace(file.with_name(f"{file.name}.damaged"))
        except OSError as fault:
            raise _unreadable(file, fault.strerror or "cannot be put aside") from fault
        return FactsFile(), refusal.problem


def _unreadable(file: Path, reason: str) -> Refusal:
    return refuse(Code.FACTS_UNREADABLE, file=str(file), reason=reason)
