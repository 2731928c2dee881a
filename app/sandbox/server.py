"""The routes of the wallets API, each a thin step to the cards (API fact sheet, section 2)."""

from collections.abc import Mapping
from typing import Annotated, cast

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox import answers, bodies, control, view
from app.sandbox.demonstration import ACCOUNT_ID
from app.sandbox.documentation import documentation
from app.sandbox.gate import Gate
from app.sandbox.mishaps import Mishaps
from app.sandbox.operations import TOKEN_PATH, WALLETS
from app.sandbox.refusal import Refused, error_body
from app.sandbox.sandbox import Sandbox

AccountId = Annotated[str, Path(pattern=r"^[PT]{1}\d{8}$", description="P or T and eight digits")]
CardId = Annotated[bodies.PathId, Path(description="The id that was chosen for the card, percent-encoded")]
CustomerId = Annotated[bodies.PathId, Path()]
TransactionId = Annotated[bodies.PathId, Path(json_schema_extra={"format": "uuid"})]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query()]
Deleted = Annotated[bool, Query()]


async def the_sandbox(request: Request) -> Sandbox:
    """The sandbox that this request is for."""
    return cast("Sandbox", request.app.state.sandbox)


async def in_account(aid: AccountId) -> None:
    """Names the path parameter of every wallet call; the gate has checked it."""
    del aid


House = Annotated[Sandbox, Depends(the_sandbox)]
_ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": answers.ErrorAnswer} for status in (400, 401, 403, 404, 500)
}
tokens = APIRouter(tags=["authentication"], responses=_ERRORS)
wallets = APIRouter(prefix=WALLETS, tags=["wallets"], responses=_ERRORS, dependencies=[Depends(in_account)])


@tokens.post(TOKEN_PATH, response_model=answers.AccessAnswer, name="token")
async def get_token(oid: str, body: bodies.TokenCallBody, request: Request, sandbox: House) -> JSONResponse:
    """An access token for client credentials sent as Basic authorization."""
    del oid
    own = f"{request.url.scheme}://{request.headers['host']}/v1/accounts/{ACCOUNT_ID}"
    if body.grant_type != "client_credentials":
        raise Refused(400, "grant_type: only client_credentials is known here")
    if body.audience not in {own, f"https://api.dintero.com/v1/accounts/{ACCOUNT_ID}"}:
        raise Refused(403, "audience: the client has no grant for it")
    seconds = sandbox.switches.number("token_expires_in")
    access_token = sandbox.access.issue(sandbox.clock(), seconds)
    return JSONResponse({"access_token": access_token, "token_type": "Bearer", "expires_in": seconds})


@wallets.post("/cards", response_model=answers.IssuedCard, name="create")
async def create_card(body: bodies.CreateBody, sandbox: House) -> JSONResponse:
    """One card with its first balance; the only answer with its PIN and token."""
    return JSONResponse(view.issued(sandbox.issuing.create(body, sandbox.clock()), sandbox.switches))


@wallets.post("/cards/batch", response_model=answers.IssuedCards, name="batch")
async def create_batch(body: bodies.BatchBody, sandbox: House) -> JSONResponse:
    """Inactive cards; the only answer with their PINs and tokens."""
    made = sandbox.issuing.batch(body, sandbox.clock())
    return JSONResponse({"cards": [view.issued(each, sandbox.switches) for each in made]})


@wallets.post("/cards/{card_id}/activate", response_model=answers.CardDetails, name="activate")
async def activate(card_id: CardId, body: bodies.ActivateBody, sandbox: House) -> JSONResponse:
    """The first balance of an inactive card."""
    card = sandbox.activating.activate(card_id, body, sandbox.clock())
    return JSONResponse(view.details(card, sandbox.switches))


@wallets.get("/cards/{card_id}", response_model=answers.CardDetails, name="get")
async def get_card(card_id: CardId, sandbox: House) -> JSONResponse:
    """One card with its masked tokens."""
    return JSONResponse(view.details(sandbox.reading.one(card_id), sandbox.switches))


@wallets.get("/cards", response_model=answers.CardPage, name="list")
async def list_cards(
    sandbox: House, *, limit: Limit = 10, starting_after: Cursor = None, include_deleted: Deleted = False
) -> JSONResponse:
    """A page of cards, and the cursor to the next page when there is one."""
    page = sandbox.reading.page(limit, starting_after or None, include_deleted=include_deleted)
    shown: dict[str, object] = {"cards": [view.summary(card, sandbox.switches) for card in page.cards]}
    return JSONResponse(shown | ({"starting_after": page.starting_after} if page.starting_after else {}))


@wallets.delete("/cards/{card_id}", response_model=answers.CardDetails, name="delete")
async def delete_card(card_id: CardId, sandbox: House) -> JSONResponse:
    """Takes a card away."""
    return JSONResponse(view.details(sandbox.issuing.delete(card_id, sandbox.clock()), sandbox.switches))


@wallets.post("/info", response_model=answers.CardSummary, name="info")
async def look_up(body: bodies.InfoBody, sandbox: House) -> JSONResponse:
    """The card that a token stands for."""
    card = sandbox.reading.by_token(body.token, body.pin, sandbox.clock())
    return JSONResponse(view.summary(card, sandbox.switches))


@wallets.post("/cards/{card_id}/tokens", response_model=answers.NewTokenAnswer, name="tokens")
async def create_token(card_id: CardId, body: bodies.NewTokenBody, sandbox: House) -> JSONResponse:
    """A temporary alias for the card."""
    return JSONResponse(sandbox.renewing.new_token(card_id, body, sandbox.clock()).shown())


@wallets.post("/cards/{card_id}/rotate-pin", response_model=answers.PinAnswer, name="rotate-pin")
async def rotate_pin(card_id: CardId, body: bodies.RotatePinBody, sandbox: House) -> JSONResponse:
    """A new PIN for the card, or its first."""
    code = sandbox.renewing.rotate_pin(card_id, body, sandbox.clock())
    return JSONResponse({"pin": {"format": code.format.shown(), "pin": code.shown()}})


@wallets.post("/transactions", response_model=answers.TransactionAnswer, name="transaction")
async def create_transaction(body: bodies.TransactionBody, sandbox: House) -> JSONResponse:
    """Money onto or off a card, or locked on it."""
    return JSONResponse(sandbox.paying.move(body, sandbox.switches.scopes(), sandbox.clock()).shown())


@wallets.post("/transactions/{transaction_id}/capture", response_model=answers.TransactionAnswer, name="capture")
async def capture(transaction_id: TransactionId, body: bodies.CaptureBody, sandbox: House) -> JSONResponse:
    """Draws locked money."""
    return JSONResponse(sandbox.paying.capture(transaction_id, body, sandbox.clock()).shown())


@wallets.post("/transactions/{transaction_id}/void", response_model=answers.TransactionAnswer, name="void")
async def void(transaction_id: TransactionId, body: bodies.VoidBody, sandbox: House) -> JSONResponse:
    """Unlocks locked money."""
    return JSONResponse(sandbox.paying.void(transaction_id, body, sandbox.clock()).shown())


@wallets.get("/cards/{card_id}/transactions", response_model=list[answers.TransactionAnswer], name="transactions")
async def list_transactions(card_id: CardId, sandbox: House) -> JSONResponse:
    """What moved on a card, as a bare array."""
    return JSONResponse([each.shown() for each in sandbox.shelf.get(card_id).transactions])


@wallets.get("/customers/{customer_id}/cards", response_model=list[answers.CustomerCard], name="customer-cards")
async def list_customer_cards(
    customer_id: CustomerId, sandbox: House, limit: Limit = 10, starting_after: Cursor = None
) -> JSONResponse:
    """The cards that are active for a customer, as a bare array without balances; the cursor is a card's `id`."""
    page = sandbox.reading.of_customer(customer_id, limit, starting_after or None, sandbox.clock())
    return JSONResponse([view.customer_summary(card, sandbox.switches) for card in page.cards])


@wallets.get("/customers/{customer_id}/cards/{card_id}", response_model=answers.CardDetails, name="customer-card")
async def get_customer_card(customer_id: CustomerId, card_id: CardId, sandbox: House) -> JSONResponse:
    """One card of a customer."""
    return JSONResponse(view.details(sandbox.reading.one_of_customer(customer_id, card_id), sandbox.switches))


class EncodedPaths:
    """Lets the routes see the path as it was sent, so that an encoded slash stays within its card id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        await self._app(dict(scope) | {"path": scope["raw_path"].decode("ascii")}, receive, send)


def build(sandbox: Sandbox) -> ASGIApp:
    """The whole server as an ASGI application: path, mishaps, gate, routes."""
    app = FastAPI(title="Dintero wallets sandbox", version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.sandbox = sandbox
    for router in (tokens, wallets, control.router):
        app.include_router(router)
    app.add_route("/docs", documentation, include_in_schema=False)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _not_found)
    return EncodedPaths(Mishaps(Gate(app, sandbox), sandbox))


def _answer(request: Request, status: int, message: str, errors: tuple[dict[str, object], ...] = ()) -> Response:
    sandbox = cast("Sandbox", request.app.state.sandbox)
    return JSONResponse(error_body(sandbox.switches, status, message, errors), status)


async def _refused(request: Request, error: Exception) -> Response:
    refused = cast("Refused", error)
    return _answer(request, refused.status, refused.message, refused.errors)


async def _not_valid(request: Request, error: Exception) -> Response:
    """The words of each fault and where it is; never what was sent there, since it may be a secret."""
    faults = cast("list[Mapping[str, object]]", cast("RequestValidationError", error).errors())
    told = tuple[dict[str, object], ...]({"field": _place(fault), "message": fault["msg"]} for fault in faults)
    return _answer(request, 400, "; ".join(f"{each['field']}: {each['message']}" for each in told), told)


async def _not_found(request: Request, error: Exception) -> Response:
    failed = cast("HTTPException", error)
    return _answer(request, failed.status_code, str(failed.detail))


def _place(fault: Mapping[str, object]) -> str:
    where = cast("tuple[object, ...]", fault["loc"])
    return ".".join(str(part) for part in where if part not in {"body", "path", "query"}) or "body"
