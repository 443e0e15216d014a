"""What a server is told when it starts."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""Names of the machine itself: whoever uses them needs no token."""
BODY_LIMIT = 20_000_000
"""Bytes of one request: a thousand news articles of 20 kB. More is read with `twosource read`."""


class Settings(Struct, frozen=True, kw_only=True):
    """How the pages are served.

    Attributes:
        ledger: file or URL.
        hosts: names, without port, under which the server may be addressed; any other is refused, so that no foreign
            page can reach it by a name that it has pointed here (DNS rebinding).
        new: the ledger is made where there is none.
        read_only: nothing can be changed through the server.
        token: what a visitor must show; `None` where the server only listens to its own machine.
        fetch: whether reports may be fetched by URL; off where the machine has no network or shall not use it.
        model: name of the language model that new reports are read with; `None` is the default one.
        body_limit: bytes of one request.
        originals: folder for the bytes of what is added; `None`: beside the ledger's file.
        signer: name that stands in the form under which a person decides; the person can change it.
    """

    ledger: str
    hosts: tuple[str, ...] = LOCAL_HOSTS
    new: bool = False
    read_only: bool = False
    token: str | None = None
    fetch: bool = False
    model: str | None = None
    body_limit: int = BODY_LIMIT
    signer: str = ""
    originals: Path | None = None
