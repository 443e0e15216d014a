"""One view, three forms: a page for people, JSON for programs, CSV for spreadsheets; each at its own address."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from twosource.exports.tables import ENCODING, cell
from twosource.exports.wording import count, day, one_line, stated

TEMPLATES = Path(__file__).parent / "templates"


class View(Struct, frozen=True, kw_only=True):
    """What an address shows.

    Attributes:
        template: of the page.
        values: what the template is filled with.
        data: the same for programs; builtins.
        rows: the same for spreadsheets, each row with the same columns.
        name: of a downloaded file, without suffix.
        status: of the answer.
    """

    template: str
    values: dict[str, Any]
    data: Any
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]
    name: str
    status: int = 200


@cache
def environment() -> Environment:
    """Templates, with everything escaped that is put into them."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"line": one_line, "day": day, "stated": stated}
    made.globals |= {"count": count}
    return made


def page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page as HTML."""
    common = request.app.state.common(request)
    text = environment().get_template(template).render({**common, **values})
    # A lone surrogate cannot be encoded; `one_line` spells it out, and what slips through becomes a question mark.
    return Response(
        text.encode("utf-8", "replace"), status, media_type="text/html", headers={"cache-control": "no-cache"}
    )


def to_json(data: Any, *, status: int = 200) -> Response:
    """Builtins and structs as JSON."""
    return Response(encoded(data), status, media_type="application/json")


def encoded(data: Any) -> bytes:
    """JSON bytes; a lone surrogate, which JSON cannot hold, becomes a question mark."""
    try:
        return msgspec.json.encode(data)
    except UnicodeEncodeError:
        return msgspec.json.encode(_clean(msgspec.to_builtins(data)))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list | tuple) else value


def to_csv(view: View) -> Response:
    """Rows as CSV, made safe for spreadsheets (`twosource.exports.tables.cell`)."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, view.columns)
    writer.writeheader()
    writer.writerows({name: cell(row.get(name)) for name in view.columns} for row in view.rows)
    headers = {"content-disposition": f'attachment; filename="{view.name}.csv"'}
    body = file.getvalue().encode("utf-8", "replace").decode().encode(ENCODING)
    return Response(body, view.status, media_type="text/csv; charset=utf-8", headers=headers)


def paging(request: Request, number: int, pages: int) -> dict[str, str]:
    """Addresses of the pages before and after; empty where there is none."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "page" and value]
    at = {"before": number - 1, "after": number + 1}
    return {k: f"?{urlencode([*asked, ('page', str(n))])}" if 1 <= n <= pages else "" for k, n in at.items()}


def three(router: APIRouter, path: str, *, summary: str) -> Callable[[Callable[..., View]], Callable[..., View]]:
    """Serve a view at `path` as a page, at `path.json` as JSON and at `path.csv` as CSV.

    The function must take `request`.
    """

    def serve(function: Callable[..., View]) -> Callable[..., View]:
        @wraps(function)
        def as_csv(**values: Any) -> Response:
            return to_csv(function(**values))

        @wraps(function)
        def as_json(**values: Any) -> Response:
            view = function(**values)
            return to_json(view.data, status=view.status)

        @wraps(function)
        def as_page(**values: Any) -> Response:
            view = function(**values)
            return page(values["request"], view.template, view.values, status=view.status)

        name = function.__name__
        problems: dict[int | str, dict[str, Any]] = {
            404: {"description": "There is no such thing."},
            400: {"description": "Not understood."},
        }
        for suffix, handler, media, kind in (
            (".json", as_json, "application/json", "JSON"),
            (".csv", as_csv, "text/csv", "CSV"),
            ("", as_page, "text/html", "page"),
        ):
            content = {"content": {media: {}}, "description": f"{summary}, as {kind}"}
            router.add_api_route(
                path + suffix,
                handler,
                methods=["GET"],
                name=name + suffix.replace(".", "_"),
                operation_id=name + suffix.replace(".", "_"),
                summary=f"{summary} ({kind})",
                response_model=None,
                response_class=Response,
                responses={200: content, **problems},
            )
        return function

    return serve
