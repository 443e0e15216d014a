"""Verification of originals: each file that the custody log speaks of is hashed again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import select

from twosource.ledger import schema
from twosource.ledger.findings import AGAIN, Findings
from twosource.model.custody import Keeping
from twosource.readers.guard import reason
from twosource.readers.originals import INCOMING, Originals, hash_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from twosource.ledger.store import Ledger


class Wanted(Struct, frozen=True):
    """What the log says of one original: its hash and size, how it is kept, and where it was then."""

    sha256: str
    size: int
    kept: str
    kept_at: str | None


def verify_originals(
    book: Ledger,
    originals: Originals,
    findings: Findings,
    *,
    quick: bool = False,
    step: Callable[[str, int, int], None] = lambda _name, _done, _all: None,
) -> None:
    """Go through the originals.

    Args:
        book: an open ledger.
        originals: where copies are now. One that is not there is looked for where it was put at first.
        findings: is added to.
        quick: look at sizes, and hash nothing.
        step: is told how far it is.

    Raises:
        LedgerError: the log cannot be read.
    """
    wanted = _wanted(book)
    for number, one in enumerate(wanted):
        step("original", number, len(wanted))
        findings.count("original")
        if one.kept == Keeping.REFERENCED:
            _referenced(one, findings, quick=quick)
        elif one.kept == Keeping.COPIED:
            _copied(one, originals, findings, quick=quick)
    step("original", len(wanted), len(wanted))
    _strangers(originals, {one.sha256 for one in wanted}, findings)


def _wanted(book: Ledger) -> list[Wanted]:
    table = schema.custody
    columns = (table.c.sha256, table.c.size, table.c.kept, table.c.kept_at)
    query = select(*columns).where(table.c.kept.is_not(None), table.c.sha256.is_not(None)).order_by(table.c.seq)
    with book.reads() as connection:
        every = [Wanted(*row) for row in connection.execute(query)]
    by_place = {(one.sha256, one.kept, one.kept_at if one.kept == Keeping.REFERENCED else None): one for one in every}
    return list(by_place.values())


def _copied(one: Wanted, originals: Originals, findings: Findings, *, quick: bool) -> None:
    folders = [originals, Originals(Path(one.kept_at) if one.kept_at else None)]
    places = [place for each in folders if (place := each.path_of(one.sha256)) is not None]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        looked = " and ".join(dict.fromkeys(str(place.parent.parent) for place in places)) or "no folder"
        problem = f"is not there (looked in {looked})"
        findings.wrong("original", one.sha256, problem, "name its folder with --originals, or restore a copy")
        return
    _compare(one, found, findings, quick=quick, remedy=AGAIN)


def _referenced(one: Wanted, findings: Findings, *, quick: bool) -> None:
    place = Path(one.kept_at or "")
    if not place.is_file():
        findings.unchecked("original", one.sha256, f"is no longer at {place}", "put the file back to have it checked")
        return
    _compare(one, place, findings, quick=quick, remedy="restore a copy of that file")


def _compare(one: Wanted, place: Path, findings: Findings, *, quick: bool, remedy: str) -> None:
    try:
        size = place.stat().st_size
        sha256 = one.sha256 if quick or size != one.size else hash_of(place)[0]
    except OSError as error:
        findings.unchecked("original", one.sha256, f"{place} {reason(error)}", "check its permissions and its disk")
        return
    if size != one.size:
        problem = f"{place} has {size:,} bytes, and came with {one.size:,}"
        findings.wrong("original", one.sha256, problem, remedy)
    elif sha256 != one.sha256:
        findings.wrong("original", one.sha256, f"{place} was changed: its hash is another", remedy)


def _strangers(originals: Originals, known: set[str], findings: Findings) -> None:
    """What is in the folder and not in the log: a run may have been ended just then, or another ledger uses it."""
    folder = originals.folder
    if folder is None or not folder.is_dir():
        return
    for place in sorted(folder.glob("*/*")):
        if place.parent.name != INCOMING and place.name not in known:
            remedy = "read the source again, or leave it"
            findings.note("file", str(place), "is in the folder of originals, and the log does not name it", remedy)
