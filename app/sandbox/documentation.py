"""The page at /docs: the endpoints from the OpenAPI description, without anything from outside this machine."""

from collections.abc import Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

_STYLE = (
    "body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1b2733;background:#fff}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem .6rem;"
    "border-bottom:1px solid #cfd8e0}code{font-family:monospace}"
)


async def documentation(request: Request) -> HTMLResponse:
    """The page."""
    schema: dict[str, Any] = request.app.openapi()
    rows = "".join(
        _row(path, method, operation)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    )
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(schema["info"]["title"])}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(schema['info']['title'])}</h1>"
        '<p>The whole description: <a href="/openapi.json">/openapi.json</a>. A sandbox on this machine; nothing here '
        "is a claim about the real service.</p>"
        f"<table><tr><th>Call</th><th>Body</th><th>What it does</th></tr>{rows}</table></body></html>"
    )


def _row(path: str, method: str, operation: Mapping[str, Any]) -> str:
    words = escape(operation.get("description", operation["summary"]))
    return (
        f"<tr><td><code>{method.upper()} {escape(path)}</code></td>"
        f"<td>{escape(_body_name(operation))}</td><td>{words}</td></tr>"
    )


def _body_name(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
