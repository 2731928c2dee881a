"""The sandbox's own routes under /_sandbox: the truth, the switches, the faults, more cards, a fresh start."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from app.sandbox.bodies import Id
from app.sandbox.faults import BadRule, Rule, list_faults
from app.sandbox.refusal import Refused
from app.sandbox.sandbox import Sandbox
from app.sandbox.switches import BadSwitch, list_switches

router = APIRouter(prefix="/_sandbox", tags=["sandbox"])


class RuleBody(BaseModel):
    """One rule of the plan of faults."""

    model_config = ConfigDict(extra="forbid", strict=True)

    on: str = "any"
    fault: str
    times: Annotated[int, Field(ge=0)] | None = 1
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    skip: Annotated[int, Field(ge=0)] = 0
    delay_ms: Annotated[int, Field(ge=0, le=3_600_000)] | None = None
    retry_after: int | Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")] | None = None
    status: Annotated[int, Field(ge=300, le=599)] | None = None
    ending: str = "reset"


class PlanBody(BaseModel):
    """The plan of faults: the first rule that fires decides what a call meets."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seed: int = 0
    rules: list[RuleBody] = []


class MoreCardsBody(BaseModel):
    """Cards to be made beside those there are: so many of the seed's next, and these ids."""

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=0, le=10_000)] = 0
    card_ids: Annotated[list[Id], Field(max_length=10_000)] = []


def _sandbox(request: Request) -> Sandbox:
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


@router.get("/truth")
async def truth(request: Request) -> JSONResponse:
    """What is really so: every card, how often it was loaded, and each call that was applied to it."""
    return JSONResponse(_sandbox(request).truth())


@router.get("/switches")
async def read_switches(request: Request) -> JSONResponse:
    """Where every switch stands."""
    return JSONResponse(_sandbox(request).switches.now())


@router.get("/switches/list")
async def describe_switches() -> JSONResponse:
    """Every switch with its values, default and sentence."""
    return JSONResponse(list_switches())


@router.put("/switches")
async def turn_switches(request: Request, settings: Annotated[dict[str, Any], Body()]) -> JSONResponse:
    """Turns switches, all of those named or none."""
    switches = _sandbox(request).switches
    try:
        switches.turn(settings)
    except BadSwitch as error:
        raise Refused(400, str(error)) from None
    return JSONResponse(switches.now())


@router.get("/faults")
async def read_faults(request: Request) -> JSONResponse:
    """The plan of faults, and how often each rule was met and fired."""
    return JSONResponse(_sandbox(request).faults.now())


@router.get("/faults/list")
async def describe_faults() -> JSONResponse:
    """Every kind of fault with its sentence."""
    return JSONResponse(list_faults())


@router.put("/faults")
async def lay_faults(request: Request, plan: PlanBody) -> JSONResponse:
    """Replaces the plan of faults; an empty list of rules ends all faults."""
    faults = _sandbox(request).faults
    try:
        rules = [Rule(**rule.model_dump()) for rule in plan.rules]
    except BadRule as error:
        raise Refused(400, str(error)) from None
    faults.lay(plan.seed, rules)
    return JSONResponse(faults.now())


@router.post("/cards")
async def more_cards(request: Request, wanted: MoreCardsBody) -> JSONResponse:
    """More inactive cards."""
    return JSONResponse(_sandbox(request).more_cards(wanted.count, wanted.card_ids))


@router.post("/reset")
async def reset(request: Request) -> JSONResponse:
    """Everything as at the start."""
    return JSONResponse(_sandbox(request).reset())


@router.api_route("/elsewhere", methods=["GET", "POST", "PUT", "DELETE"], include_in_schema=False)
async def elsewhere(request: Request) -> JSONResponse:
    """Where the fault `redirect` leads; it only counts who came, and whether they brought their credentials."""
    arrived = _sandbox(request).elsewhere
    arrived.visits += 1
    arrived.authorization_seen |= "authorization" in request.headers
    return JSONResponse({"arrived": "elsewhere"})
