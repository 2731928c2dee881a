"""How commands answer: one JSON object on standard output, or lines for people, and a telling exit code."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from app.core.activation import Activation, State
from app.core.money import NumberForm
from app.core.paper import receipt_number
from app.core.problem import Code, Problem
from app.till.papers import Printed
from app.till.ports import PrintOutcome
from app.ui.words import sentence

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]

DONE: Final = 0
BAD_INPUT: Final = 2
WAITING: Final = 3
WITH_A_PERSON: Final = 4
FAULT: Final = 5

_OF_STATE: Final = {State.ACTIVE: DONE, State.CLOSED: DONE, State.CANCELLED: DONE} | dict.fromkeys(
    (State.QUEUED, State.SENDING, State.UNKNOWN, State.CANCEL_WAIT), WAITING
)

_AS_PRINTED: Final = {
    PrintOutcome.YES: PrintOutcome.YES,
    PrintOutcome.UNKNOWN: PrintOutcome.UNKNOWN,
    PrintOutcome.WAITING: PrintOutcome.UNKNOWN,
}
"""What a print is called where a script asks; any other fate is a no: nothing has come out yet."""

_FAULTS: Final = frozenset(
    {
        Code.ANSWER_NOT_KEPT,
        Code.APPROVAL_UNCOUNTED,
        Code.JOURNAL_FULL,
        Code.JOURNAL_READ_ONLY,
        Code.JOURNAL_BUSY,
        Code.JOURNAL_DAMAGED,
        Code.JOURNAL_MISSING,
        Code.JOURNAL_FAULT,
        Code.JOURNAL_IN_USE,
        Code.JOURNAL_NEWER,
        Code.KEYRING_ABSENT,
        Code.KEYRING_REFUSED,
        Code.KEYRING_LOCKED,
        Code.NOT_SHREDDED,
        Code.SANDBOX_NOT_STARTED,
        Code.SEALER_LOST,
        Code.VAULT_FULL,
        Code.VAULT_KEY_MISSING,
        Code.VAULT_TRIAL_FAILED,
        Code.VAULT_UNWRITABLE,
    }
)

_NOT_SOLD: Final = frozenset(
    {
        Code.ACCOUNT_UNKNOWN,
        Code.ANSWER_UNCLEAR,
        Code.APPROVAL_EMPTY,
        Code.APPROVAL_LOCKED,
        Code.APPROVAL_NOT_SET,
        Code.APPROVAL_WRONG,
        Code.BATCH_IDS_SHORT,
        Code.BATCH_EXPORTED,
        Code.BATCH_NOT_COMPLETE,
        Code.BATCH_NOT_RELEASED,
        Code.BATCH_NOT_WHOLE,
        Code.BATCH_VAULT_AWAY,
        Code.EXPORT_CHANGED,
        Code.EXPORT_INCOMPLETE,
        Code.MANIFEST_BAD,
        Code.MANIFEST_SIGNATURE,
        Code.BATCH_RELEASED,
        Code.BATCH_SAME_PERSON,
        Code.BATCH_SHREDDED,
        Code.REKEY_LOST,
        Code.REKEY_NOT_INACTIVE,
        Code.REKEY_ODD,
        Code.CARD_ALREADY_ACTIVE,
        Code.CARD_NOT_SELLABLE,
        Code.CARD_OPEN_HERE,
        Code.CARD_SOLD_HERE,
        Code.CARD_UNKNOWN,
        Code.DISK_LOW,
        Code.LOGIN_REFUSED,
        Code.NOT_ALLOWED,
        Code.OFFLINE_CARD_LIMIT,
        Code.OFFLINE_CASHIER_LIMIT,
        Code.OFFLINE_COUNT_LIMIT,
        Code.OFFLINE_NOT_ALLOWED,
        Code.OFFLINE_SUM_LIMIT,
        Code.OFFLINE_TIME_LIMIT,
        Code.RECEIPT_MISSING,
        Code.RECEIPT_PARTIAL,
        Code.REFUSED,
        Code.SEALED_FILE_CHANGED,
        Code.SEALED_FILE_MISSING,
        Code.SEALED_FILE_SHUT,
        Code.SECRET_MISSING,
        Code.TOKEN_NEEDS_LINE,
    }
)


def exit_code_of(state: State) -> int:
    """0 active, 3 queued or unknown, 4 held, taken or mismatch."""
    return _OF_STATE.get(state, WITH_A_PERSON)


def exit_code_for(problem: Problem) -> int:
    """5 where the till itself is at fault, 4 where the card or the account was refused, else 2: bad input."""
    is_unread = problem.code is Code.SETTINGS_UNREADABLE and "line" not in problem.facts
    is_of_the_disk = is_unread or problem.code is Code.SETTINGS_UNWRITABLE
    if problem.code in _FAULTS or is_of_the_disk:
        return FAULT
    return WITH_A_PERSON if problem.code in _NOT_SOLD else BAD_INPUT


def show_json(value: Value) -> None:
    """One JSON object, one line, and nothing else on standard output. ASCII, whatever the terminal's own signs are."""
    sys.stdout.write(json.dumps(value) + "\n")


def say(text: str) -> None:
    """A line for people on standard output."""
    sys.stdout.write(text + "\n")


def complain(problem: Problem, form: NumberForm | None = None) -> None:
    """What happened and what to do, on standard error."""
    words = sentence(problem, form)
    complain_in_words(f"{words.what} {words.todo}")


def complain_in_words(text: str) -> None:
    """A line for people on standard error."""
    sys.stderr.write(text + "\n")


def problem_value(problem: Problem | None, form: NumberForm | None = None) -> Value:
    """A problem as JSON: its code and its sentence."""
    if problem is None:
        return None
    words = sentence(problem, form)
    return {"code": problem.code.value, "sentence": f"{words.what} {words.todo}".strip()}


def activation_value(
    activation: Activation, printed: Printed | None, form: NumberForm, fault: Problem | None = None
) -> dict[str, Value]:
    """One activation as `--json` promises it; the names are stable. `fault` is what the journal failed at afterwards.

    `printed` is `yes` with the printer's own word, `unknown` where paper may have come out, else `no`.
    """
    order = activation.order
    outcome = printed.report.outcome if printed else PrintOutcome.UNKNOWN if fault else PrintOutcome.NO
    of_the_paper = fault or (printed.report.problem if printed else None)
    return {
        "activation_id": activation.id,
        "state": activation.state.value,
        "card_id": order.card.text,
        "amount_minor": order.money.minor,
        "currency": order.money.currency.value,
        "receipt_number": receipt_number(printed.paper.number) if printed else None,
        "printed": _AS_PRINTED.get(outcome, PrintOutcome.NO).value,
        "problem": problem_value(activation.problem or of_the_paper, form),
        "reference": activation.short_id,
        "sale_id": order.sale_id,
    }


def not_sold_value(problem: Problem, card_id: str | None, form: NumberForm | None) -> dict[str, Value]:
    """A sale of which nothing is known to be in the journal. The same names as an activation.

    `state` is `taken` for a card that is active already, `fault` where the till cannot say more, else `refused`.
    """
    state = "fault" if exit_code_for(problem) == FAULT else "refused"
    return {
        "activation_id": None,
        "state": "taken" if problem.code is Code.CARD_ALREADY_ACTIVE else state,
        "card_id": card_id,
        "amount_minor": None,
        "currency": None,
        "receipt_number": None,
        "printed": PrintOutcome.NO.value,
        "problem": problem_value(problem, form),
        "reference": None,
        "sale_id": None,
    }
