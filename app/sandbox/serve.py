"""Runs the sandbox as a program of its own: binds, says one line when ready, serves until it is stopped."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

_STOPPED = 0
_BAD_INPUT = 2
_FAULT = 5


def run(
    port: int,
    data: Path | None,
    cards: int,
    seed: int,
    settings: Mapping[str, str],
    until_stdin_closes: bool,  # noqa: FBT001 - called by name
) -> int:
    """Serves on 127.0.0.1 until SIGINT, SIGTERM or (if asked for) the end of standard input; gives the exit code.

    When ready it prints one JSON line with `base_url`, `account_id`, `client_id`, `client_secret`, `cards` and
    `card_tokens`, and nothing else on standard output. Port 0 takes any free one. `data` is a folder to keep the
    cards in; without one they are in memory. Exit codes: 0 stopped, 2 a switch that is not one, 5 the port cannot
    be had or the data cannot be read or written; the reason is on standard error.
    """
    # FastAPI and uvicorn cost half a second that only this command should pay.
    from app.sandbox.loopback import LoopbackServer, base_url, bound_socket
    from app.sandbox.sandbox import Sandbox
    from app.sandbox.switches import BadSwitch

    try:
        sandbox = Sandbox(cards, seed, settings, data)
        listener = bound_socket(port)
    except BadSwitch as error:
        return _failed(_BAD_INPUT, str(error))
    except OSError as error:
        return _failed(_FAULT, f"the sandbox cannot start: {error}")
    except ValueError:
        return _failed(_FAULT, f"the sandbox cannot start: {data} does not hold the cards of a sandbox")

    def say_ready() -> None:
        sys.stdout.write(json.dumps({"base_url": base_url(listener), **sandbox.account()}) + "\n")
        sys.stdout.flush()

    server = LoopbackServer(sandbox, say_ready)
    if until_stdin_closes:
        server.stop_when_stdin_closes()
    server.run(sockets=[listener])
    return _STOPPED


def _failed(code: int, sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return code
