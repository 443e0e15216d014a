"""Names of things in linked data: URNs of our own values, and addresses from outside only where they are safe ones."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from twosource.model import Report

WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+", re.IGNORECASE)
"""An address of the web without any character that RFC 3986 leaves out."""


def urn(kind: str, identity: str) -> str:
    """`urn:twosource:claim:...`: a name that is the same wherever the same report was read."""
    return f"urn:twosource:{kind}:{quote(identity, safe='')}"


def urn_of_text(report: Report) -> str:
    """The report's text by its SHA-256."""
    return f"urn:sha256:{report.sha256}"


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web with a host; `None` for all others (`javascript:`, `data:`, ...)."""
    if url is None or WEB.fullmatch(url.strip()) is None:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    return url.strip() if host else None
