"""The application: pages, their JSON and CSV, the changes a person can make, and what guards them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException as AnyHTTPException

from twosource import __version__
from twosource.exports.wording import one_line
from twosource.ledger import LedgerError
from twosource.model import OrphanError
from twosource.web import adding, assets, correcting, ground, pages, review, search, shapes, speakers
from twosource.web.forms import page, to_json
from twosource.web.guard import Guard, cookie
from twosource.web.settings import Settings
from twosource.web.source import Source

SESSION_COOKIE = "twosource_session"
SESSION_BYTES = 16


def create_app(settings: Settings) -> FastAPI:
    """The application on one ledger.

    Raises:
        LedgerError: the ledger cannot be opened.
    """
    source = Source(settings.ledger, create=settings.new)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_begin, args=(source,), name="first picture", daemon=True).start()
        yield
        app.state.desk.close()
        source.close()

    app = FastAPI(
        title="twosource",
        version=__version__,
        summary="Who said what, who denies it, and has anyone independent confirmed it?",
        description="Every page is also JSON and CSV. Times are ISO 8601; `as_of` shows the ledger as it stood then. "
        "Whatever the program concludes is a proposal until a person signs it.",
        docs_url=None,  # they load scripts from other hosts; /docs is our own
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.source, app.state.settings = source, settings
    app.state.secret = secrets.token_bytes(32)
    app.state.common = common
    app.state.desk = adding.Desk(source, settings)
    for router in (
        pages.router,
        speakers.router,
        shapes.router,
        ground.router,
        review.router,
        correcting.router,
        adding.router,
        assets.router,
    ):
        app.include_router(router)
    _handle_errors(app)
    app.middleware("http")(_session)
    app.add_middleware(Guard, settings=settings)
    return app


def _begin(source: Source) -> None:
    """Make the tables of the overview while the browser opens. What is wrong with the ledger, the first page says."""
    with suppress(LedgerError, OrphanError):
        search.choices(source.picture())


async def _session(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Give each browser a number of its own, from which the proof of its forms is made."""
    headers = {"cookie": request.headers.get("cookie", "")}
    known = cookie(headers, SESSION_COOKIE)
    request.state.session = known or secrets.token_hex(SESSION_BYTES)
    response = await call_next(request)
    if not known:
        response.set_cookie(SESSION_COOKIE, request.state.session, httponly=True, samesite="strict")
    return response


def proof(request: Request) -> str:
    """What a form must send back to show that it came from our own page."""
    session: str = request.state.session
    return hmac.new(request.app.state.secret, session.encode(), hashlib.sha256).hexdigest()


def common(request: Request) -> dict[str, Any]:
    """What every page shows."""
    settings: Settings = request.app.state.settings
    source: Source = request.app.state.source
    query = request.url.query
    return {
        "ledger": one_line(source.ledger.where),
        "read_only": settings.read_only,
        "fetch": settings.fetch,
        "proof": proof(request),
        "path": request.url.path,
        "query": f"?{query}" if query else "",
        "version": __version__,
        "as_of": request.query_params.get("as_of", ""),
    }


def _handle_errors(app: FastAPI) -> None:
    """Every error as a sentence that says what to do, in the form that was asked for."""

    @app.exception_handler(AnyHTTPException)
    async def told(request: Request, error: AnyHTTPException) -> Response:
        return _problem(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def misunderstood(request: Request, error: RequestValidationError) -> Response:
        parts = [f"{'.'.join(str(at) for at in one['loc'][1:])}: {one['msg']}" for one in error.errors()]
        return _problem(request, 422, "; ".join(parts))

    @app.exception_handler(LedgerError)
    async def unreadable(request: Request, error: LedgerError) -> Response:
        return _problem(request, 503, str(error))

    @app.exception_handler(OrphanError)
    async def orphaned(request: Request, error: OrphanError) -> Response:
        return _problem(request, 503, f"Evidence no longer matches its report ({error}): restore a copy of the ledger.")


def _problem(request: Request, status: int, detail: str) -> Response:
    detail = one_line(detail)
    if request.url.path.endswith((".json", ".csv", ".geojson")):
        return to_json({"detail": detail}, status=status)
    return page(request, "problem.html", {"title": "Not shown", "status": status, "detail": detail}, status=status)


__all__ = ["HTTPException", "create_app"]
