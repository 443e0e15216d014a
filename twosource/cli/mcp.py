"""`mcp`: the ledger for assistants and other programs that speak the Model Context Protocol."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from twosource.cli.console import NOT_READ, UNVERIFIED, Ended
from twosource.cli.options import LedgerOption, ledger_of
from twosource.model import OrphanError

SDK = "mcp.server.mcpserver"
"""What of the protocol's own package is needed; it came with version 2."""


def mcp(ctx: typer.Context, ledger: LedgerOption = None) -> None:
    """Answer an assistant's questions about the ledger, over the Model Context Protocol.

    The assistant's program starts this command and speaks to it on standard input and output. It can search claims,
    see their evidence, compare moments and quote reports, and can change nothing.
    """
    if find_spec("mcp") is None or find_spec(SDK) is None:
        raise Ended("mcp: the protocol's package, 2.0 or later, is not installed; run: pip install 'twosource[mcp]'")
    from twosource.cli.mcp_server import serve  # noqa: PLC0415 - an extra
    from twosource.ledger import LedgerError  # noqa: PLC0415 - see rooms

    where = ledger_of(ctx, ledger)
    try:
        serve(where)
    except LedgerError as error:
        raise Ended(str(error), NOT_READ) from error
    except OrphanError as error:
        raise Ended(f"{where}: evidence no longer matches its report ({error})", UNVERIFIED) from error
