"""The reports that bear on one matter, in all their versions, as they stood at any moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from twosource.ledger import queries
from twosource.ledger.schema import reports, versions
from twosource.model import Reading

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger

MOST = 500
"""Reports asked about at a time: a claim has a hundred at most, and the oldest SQLite takes 999 parameters."""


def moments_of(book: Ledger, report_ids: Iterable[str], *, read: bool = False) -> tuple[str, ...]:
    """The stamps at which these reports, their other versions and notices had certainly been published, in order.

    Args:
        book: an open ledger.
        report_ids: as their statements name them.
        read: when we read them instead.
    """
    stamp = versions.c.read_at if read else versions.c.certain
    with book.reads() as connection:
        found: set[str] = set()
        for ids in _batches(report_ids):
            found.update(connection.execute(select(stamp).where(versions.c.item.in_(_items(ids)))).scalars())
    return tuple(sorted(found))


def readings_of(
    book: Ledger, report_ids: Iterable[str], *, published_by: str | None = None, read_by: str | None = None
) -> list[Reading]:
    """What stood of these reports and their other versions, as of two moments, in order of publication.

    Args:
        book: an open ledger.
        report_ids: as their statements name them.
        published_by: see `Ledger.reports`.
        read_by: see `Ledger.reports`.

    Raises:
        ValueError: a moment is not an ISO 8601 time.
        OrphanError: a quotation is no longer at its place.
    """
    chosen = queries.chosen(published_by=published_by, read_by=read_by)
    numbers: dict[int, None] = {}
    with book.reads() as connection:
        for ids in _batches(report_ids):
            of = select(versions.c.report_id).where(versions.c.item.in_(_items(ids)))
            numbers |= dict.fromkeys(row.seq for row in connection.execute(chosen.where(reports.c.id.in_(of))))
    return [book.reading(number) for number in numbers]


def _items(report_ids: list[str]) -> Select[Any]:
    """What the reports are versions of."""
    named = versions.alias("named")
    return select(named.c.item).where(named.c.report_id.in_(report_ids))


def _batches(report_ids: Iterable[str]) -> list[list[str]]:
    ids = sorted(set(report_ids))
    return [ids[start : start + MOST] for start in range(0, len(ids), MOST)]
