"""The gate before the calls: this machine only, the right account, a good token, enough scope; in that order."""

import base64
import binascii
import hmac
import json
import re
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox.demonstration import ACCOUNT_ID, CLIENT_ID, CLIENT_SECRET
from app.sandbox.operations import Operation, operation_of
from app.sandbox.refusal import Refused, error_body
from app.sandbox.sandbox import Sandbox

_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_ACCOUNT = re.compile(r"[PT]\d{8}", re.ASCII)
_ORGANISATION = re.compile(r"[PT](\d{3}|\d{8})", re.ASCII)


class Gate:
    """An ASGI layer that lets a call in or answers 400, 401 or 403 before its body is looked at."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        try:
            self._check(scope)
        except Refused as refused:
            body = json.dumps(error_body(self._sandbox.switches, refused.status, refused.message)).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": refused.status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        if _host_name(scope) not in _LOOPBACK_NAMES:
            raise Refused(403, "The sandbox answers on this machine only")
        found = operation_of(scope["method"], scope["path"])
        if found is None:
            return
        operation, account_id = found
        if operation.name == "token":
            _check_client(scope, account_id)
        else:
            self._check_session(scope, operation, account_id)

    def _check_session(self, scope: Scope, operation: Operation, account_id: str) -> None:
        if not self._sandbox.access.good(bearer_token(scope), self._sandbox.clock()):
            raise Refused(401, "Access token is missing, unknown or has expired")
        if not _ACCOUNT.fullmatch(account_id):
            raise Refused(400, "aid: must be P or T and eight digits")
        if account_id != ACCOUNT_ID:
            raise Refused(403, "Access token is for another account")
        if not operation.scopes & self._sandbox.switches.scopes():
            raise Refused(403, "The client needs one of the scopes " + ", ".join(sorted(operation.scopes)))


def bearer_token(scope: Scope) -> str:
    """The access token of a request; empty when it has none."""
    kind, _, value = _header(scope, b"authorization").partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _check_client(scope: Scope, account_id: str) -> None:
    kind, _, value = _header(scope, b"authorization").partition(" ")
    try:
        given = base64.b64decode(value, validate=True) if kind.lower() == "basic" else b""
    except binascii.Error:
        given = b""
    if not hmac.compare_digest(given, f"{CLIENT_ID}:{CLIENT_SECRET}".encode()):
        raise Refused(401, "Client id or secret is wrong")
    if not _ORGANISATION.fullmatch(account_id):
        raise Refused(400, "oid: must be P or T and three or eight digits")
    if account_id != ACCOUNT_ID:
        raise Refused(403, "The client belongs to another account")


def _host_name(scope: Scope) -> str | None:
    try:
        return urlsplit("//" + _header(scope, b"host")).hostname
    except ValueError:
        return None


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
