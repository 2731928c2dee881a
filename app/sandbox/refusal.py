"""A refusal by the issuer, and the error body it becomes (API fact sheet, section 2)."""

from collections.abc import Sequence
from http import HTTPStatus

from app.sandbox.switches import Switches

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    429: "too_many_requests",
    500: "internal_error",
}


class Refused(Exception):
    """The call is refused with an HTTP status and a sentence; nothing was done unless the sentence says so."""

    def __init__(self, status: int, message: str, errors: Sequence[dict[str, object]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = tuple(errors)


def error_body(
    switches: Switches, status: int, message: str, errors: Sequence[dict[str, object]] = ()
) -> dict[str, object]:
    """The body `{"error": {...}}`, shaped as the switches `error_code` and `error_list` say."""
    error: dict[str, object] = {"message": message}
    code = _CODES.get(status) or HTTPStatus(status).name.lower()
    if switches["error_code"] == "present":
        error["code"] = code
    if switches["error_code"] == "spaced":
        error["code"] = code.replace("_", " ").upper()
    if switches["error_list"] == "present":
        error["errors"] = list(errors) or [{"message": message}]
    return {"error": error}
