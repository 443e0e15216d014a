"""What the wire formats ninjs and NewsML-G2 have in common: the words and times of IPTC, to those of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from twosource.model import FurnitureKind, PubStatus
from twosource.readers import outlets
from twosource.readers.dates import parse_date
from twosource.readers.errors import ReadError
from twosource.readers.furniture import find

STATUS_REMEDY = "ask its publisher: IPTC knows usable, withheld and canceled"
OF_SCHEME = re.compile(r".*[:/#]")
"""The scheme before a code: "stat:", "http://cv.iptc.org/newscodes/pubstatusg2/"."""
MOST_DIGITS = 9


def code(written: str | None) -> str | None:
    """A code without its scheme: "stat:canceled" is "canceled"."""
    return OF_SCHEME.sub("", written.strip()) or None if written else None


def status_of(written: str | None, *, path: str) -> PubStatus | None:
    """What a publisher says of an item as a whole.

    Raises:
        ReadError: it is none of IPTC's words: what an unknown one would take back cannot be guessed.
    """
    plain = (code(written) or "").lower()
    try:
        return PubStatus(plain.replace("cancelled", "canceled")) if plain else None
    except ValueError:
        raise ReadError(path, f"has the status {plain[:40]!r}", STATUS_REMEDY) from None


def times(created: str | None, version_created: str | None, embargoed: str | None) -> tuple[str | None, str | None]:
    """When an item was published, and since when it stands as it is, where that is later; ISO 8601 prefixes.

    An item that is embargoed was not published before that ends.
    """
    first, changed, released = (parse_date(each or "") for each in (created, version_created, embargoed))
    published = released if first is None or (released is not None and later(released, first)) else first
    if embargoed is not None and released is None:
        published = None  # under an embargo whose end is not stated
    updated = changed if changed is not None and (published is None or later(changed, published)) else None
    return published, updated


def later(one: str, other: str) -> bool:
    """Whether one ISO 8601 prefix is certainly after another: as moments where both are, else by their days."""
    moments = [datetime.fromisoformat(each) for each in (one, other) if len(each) > len("YYYY-MM-DD")]
    if len(moments) == len((one, other)) and all(moment.tzinfo for moment in moments):
        return moments[0] > moments[1]
    known = min(len(one), len(other), len("YYYY-MM-DD"))
    return one[:known] > other[:known]


def number_of(version: str | float | None) -> int | None:
    """The number of a version; `None` where the publisher's is no number."""
    plain = str(version).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS else None


def authors(by: str | None) -> tuple[str, ...]:
    """The people that a byline names, with or without "By"."""
    if not by:
        return ()
    piece = next((one for one in find(by) if one.furniture.kind is FurnitureKind.BYLINE), None)
    names = piece.parts.get("names") if piece is not None else None
    return outlets.of_byline(names.of(by) if names is not None else by)[0]


def others(names: Iterable[str | None], *, outlet: str | None) -> tuple[str, ...]:
    """The names that are not the outlet's own."""
    own = {name.casefold() for name in (outlet, outlets.canonical(outlet or "")) if name}
    return tuple(
        name for name in names if name and not {name.casefold(), (outlets.canonical(name) or "").casefold()} & own
    )
