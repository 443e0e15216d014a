"""`serve`: the ledger as a page on this machine."""

from __future__ import annotations

import secrets
import socket
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from twosource.cli import rooms
from twosource.cli.console import NOT_READ, USAGE, Ended, note
from twosource.cli.options import Keep, LedgerOption, ModelOption, ledger_of, model_of

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that only this machine can reach; anything else needs a token."""
PORT = 8571
OPENS_AFTER = 1.0
"""Seconds until the server answers."""
TOKEN_BYTES = 24
TOKEN_AT_LEAST = 16
"""Characters of a token that a person gives: fewer can be guessed."""


def serve(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    ledger: LedgerOption = None,
    host: Annotated[str, typer.Option("--host", metavar="NAME", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    new: Annotated[
        bool, typer.Option("--new", help="Begin an empty ledger where there is none.", show_default=False)
    ] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody change anything.")] = False,
    token: Annotated[
        str | None,
        typer.Option("--token", metavar="TEXT", help="What a visitor must show. Default with --host: made up.",
                     show_default=False),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Let reports be added by their address. Needs a network.")
    ] = False,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    model: ModelOption = None,
) -> None:  # fmt: skip
    """Show the ledger as a page, and its claims as an HTTP API.

    It listens on this machine alone, asks no other machine for anything, and stops with Ctrl-C. On any other address
    a visitor needs the token that is printed.
    """
    if token is not None and len(token) < TOKEN_AT_LEAST:
        raise Ended(f"--token: give {TOKEN_AT_LEAST} characters or more, or leave it out to have one made", USAGE)
    if token is not None and not token.isascii():
        raise Ended("--token: use letters, digits and signs of ASCII", USAGE)
    where = ledger_of(ctx, ledger)
    _check(where, new=new, read_only=read_only)
    if host not in HERE and token is None:
        token = secrets.token_urlsafe(TOKEN_BYTES)
    with _bound(host, port) as bound:
        app = rooms.application(
            where,
            hosts=_names(host, bound),
            new=new,
            read_only=read_only,
            token=token,
            fetch=fetch,
            originals=Keep().place(),
            model=model_of(ctx, model),
        )
        address = f"http://{_shown(host)}:{bound.getsockname()[1]}/" + (f"?token={token}" if token else "")
        note(f"The page is at {address}  (Ctrl-C stops it)")
        if show:
            threading.Timer(OPENS_AFTER, webbrowser.open, [address]).start()
        rooms.run(app, bound)


def _check(where: str, *, new: bool, read_only: bool) -> None:
    """Make sure that there is a ledger, or that a new one was asked for: a mistyped name must not begin an empty one.

    Raises:
        Ended: not so.
    """
    if new and read_only:
        raise Ended("--new begins a ledger and --read-only changes nothing: give one of them", USAGE)
    if not new and "://" not in where and not Path(where).exists():
        raise Ended(
            f"{where}: there is no ledger here; check the name, make one with `twosource read`, "
            "or begin an empty one with --new",
            NOT_READ,
        )


def _bound(host: str, port: int) -> socket.socket:
    """A socket on that address.

    Raises:
        Ended: it is taken, or is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, reuse_port=False)
    except OSError as error:
        cause = error.strerror or error
        raise Ended(
            f"--host {host} --port {port}: {cause}; choose another port with --port, or 0 for a free one"
        ) from error


def _names(host: str, bound: socket.socket) -> tuple[str, ...]:
    """The names by which the server may be addressed."""
    from twosource.web.settings import LOCAL_HOSTS  # noqa: PLC0415 - see rooms

    names = [*LOCAL_HOSTS, _shown(host)]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - the person asked for every address; the token guards it
        names += [socket.gethostname(), socket.getfqdn(), *_own_addresses(bound.family)]
    return tuple(dict.fromkeys(name.lower() for name in names))


def _own_addresses(family: int) -> list[str]:
    try:
        rows = socket.getaddrinfo(socket.gethostname(), None, family=family)
    except OSError:
        return []
    return [_shown(str(row[4][0])) for row in rows]


def _shown(host: str) -> str:
    """The host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
