"""The page's own files, the rules as a page, and the description of the API: all of it comes from the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from twosource.exports.html import TEMPLATES as MARKS
from twosource.web.forms import View, three

router = APIRouter()
STATIC = Path(__file__).parent / "static"
RULES = Path(__file__).parent / "data" / "rules-of-standing.md"
RULE = re.compile(r"Rule (\d+): (.*)")
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Everything that is served as it is, by name: no name that a visitor sends ever becomes a path."""
    found = {
        path.relative_to(STATIC).as_posix(): (path.read_bytes(), TYPES[path.suffix])
        for path in STATIC.rglob("*")
        if path.suffix in TYPES
    }
    found["marks.css"] = ((MARKS / "page.css").read_bytes(), TYPES[".css"])
    return found


@router.get("/static/{name:path}", include_in_schema=False)
def static(name: str) -> Response:
    """A style sheet or script of our own, or a third party's that is bundled."""
    if name not in files():
        raise HTTPException(404, "There is no such file.")
    body, kind = files()[name]
    return Response(body, media_type=f"{kind}; charset=utf-8", headers={"cache-control": "no-cache"})


@router.get("/favicon.ico", include_in_schema=False)
def favicon() -> Response:
    """The sign in the browser's tab."""
    body, kind = files()["icon.svg"]
    return Response(body, media_type=kind)


@cache
def rules_html() -> Markup:
    """The rules of standing; each rule can be linked to as `#rule-N`."""
    text = RULES.read_text(encoding="utf-8")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    for number in range(1, 10):
        html = html.replace(f"<h3>Rule {number}:", f'<h3 id="rule-{number}">Rule {number}:')
    return Markup(html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>"))  # noqa: S704 - our own text


@three(router, "/rules", summary="The rules of standing")
def rules(request: Request) -> View:  # noqa: ARG001 - each view takes it
    """By which rules a claim's standing and grade are proposed."""
    rows = list(rule_rows())
    return View(
        template="prose.html",
        values={"title": "Rules of standing", "html": rules_html()},
        data={"rules": rows, "markdown": RULES.read_text(encoding="utf-8")},
        columns=("number", "title", "text"),
        rows=rows,
        name="rules-of-standing",
    )


def rule_rows() -> Iterator[dict[str, Any]]:
    """Each rule by itself, in Markdown."""
    for part in RULES.read_text(encoding="utf-8").split("\n### ")[1:]:
        head, _, text = part.partition("\n")
        match = RULE.fullmatch(head)
        if match:
            yield {"number": int(match[1]), "title": match[2], "text": text.split("\n## ")[0].strip()}


@three(router, "/docs", summary="The HTTP API")
def docs(request: Request) -> View:
    """What can be asked and changed, from the API's own description."""
    calls = list(_calls(request.app.openapi()))
    rows = [{**call, "parameters": ", ".join(one["name"] for one in call["parameters"])} for call in calls]
    return View(
        template="docs.html",
        values={"title": "HTTP API", "calls": calls},
        data={"calls": calls},
        columns=("method", "path", "summary", "description", "parameters"),
        rows=rows,
        name="api",
    )


def _calls(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("summary", ""),
            "description": call.get("description", ""),
            "parameters": call.get("parameters", []),
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
