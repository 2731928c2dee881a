"""From what came back over the line to the Answer the rules know: status and body must both bear it out."""

import re
from typing import Final

from app.core.answer import Answer, Cause, Kind
from app.core.card import Card
from app.core.rules import DEFINITE
from app.dintero.reply import Reply, Silence
from app.dintero.wire import Malformed, card_of, error_of, is_list, is_refusal

_ACCOUNT: Final = re.compile(r"\b(account|aid|oid|audience)\b", re.IGNORECASE)
"""What the account is called in the token call and in its answers (API fact sheet, section 1)."""


def answer_of(outcome: Reply | Silence, secrets: tuple[str, ...] = ()) -> Answer:
    """The transition table's answers (reliability, T05 to T10). `secrets` are blotted out of the issuer's text.

    A definite no is one that the issuer itself gave: a status of DEFINITE over a whole error body of the API. The
    same status over anything else may be a proxy's, a portal's or a wrong address's, and proves nothing.
    """
    if isinstance(outcome, Silence):
        return Answer(Kind.UNCLEAR if outcome.may_have_left else Kind.NOT_SENT, outcome.cause)
    if outcome.status in {200, 201}:
        return _with_card(outcome)
    if outcome.status in DEFINITE and _is_the_issuers(outcome):
        return _told(Kind.REFUSED, outcome, Cause.NONE, secrets)
    # 401 and 429 count whoever says them, so an activate that meets one was not carried out: the issuer asks for a
    # log-in or a pause before it does any work, and a portal or proxy that asks for one in the issuer's place has
    # not passed the call on. Who did pass it on and lost the answer says 5xx. A proxy's 407 stays unclear.
    if outcome.status == 401:
        return _told(Kind.UNAUTHORISED, outcome, Cause.LOGIN, secrets)
    if outcome.status == 429:
        return _told(Kind.TOO_MANY, outcome, Cause.NONE, secrets)
    return _told(Kind.UNCLEAR, outcome, Cause.ODD, secrets)


def alive_of(outcome: Reply | Silence, secrets: tuple[str, ...] = ()) -> Answer:
    """What a light call found: ALIVE for the API's own list of cards. A portal's page is none."""
    if isinstance(outcome, Reply) and outcome.status == 200 and outcome.body is not None and outcome.is_whole_json:
        kind = Kind.ALIVE if is_list(outcome.body) else Kind.UNCLEAR
        return Answer(kind, status=200, server_at=outcome.server_at if kind is Kind.ALIVE else None)
    return answer_of(outcome, secrets)


def without_token(outcome: Reply | Silence, secrets: tuple[str, ...]) -> Answer:
    """Why there is no access token, as the answer of the call that therefore never left."""
    if isinstance(outcome, Silence):
        return Answer(Kind.NOT_SENT, outcome.cause)
    if _is_about_the_account(outcome):
        return _told(Kind.UNAUTHORISED, outcome, Cause.ACCOUNT, secrets)
    if outcome.status in {400, 401, 403}:
        return _told(Kind.UNAUTHORISED, outcome, Cause.LOGIN, secrets)
    if outcome.status == 429:
        return _told(Kind.TOO_MANY, outcome, Cause.NONE, secrets)
    return _told(Kind.NOT_SENT, outcome, Cause.ODD, secrets)


def _is_about_the_account(reply: Reply) -> bool:
    """The token's path holds nothing but the account, so that a 404 means it; 400 and 403 do where they name it."""
    if reply.status not in {400, 403, 404} or not _is_the_issuers(reply):
        return False
    return reply.status == 404 or _ACCOUNT.search(error_of(reply.body).message) is not None


def _is_the_issuers(reply: Reply) -> bool:
    return reply.body is not None and reply.is_whole_json and is_refusal(reply.body)


def _with_card(reply: Reply) -> Answer:
    card = _card(reply)
    if card is None:
        cause = Cause.ODD if reply.cause is Cause.NONE else reply.cause
        return Answer(Kind.UNCLEAR, cause, reply.status, server_at=reply.server_at)
    return Answer(Kind.CARD, status=reply.status, card=card, server_at=reply.server_at)


def _card(reply: Reply) -> Card | None:
    if reply.body is None or not reply.is_whole_json:
        return None
    try:
        return card_of(reply.body)
    except Malformed:
        return None


def _told(kind: Kind, reply: Reply, cause: Cause, secrets: tuple[str, ...]) -> Answer:
    return Answer(
        kind,
        cause if reply.cause is Cause.NONE else reply.cause,
        reply.status,
        message=error_of(reply.body, secrets).message,
        retry_after_s=reply.retry_after_s if kind is Kind.TOO_MANY else None,
        server_at=reply.server_at,
    )
