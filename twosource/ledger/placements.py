"""Which story each report was put into, as it was recorded: out of a ledger and into one that is built again from it.

Stories are chosen as reports come in, so that the same reports read in another order may be grouped otherwise. A
ledger that is built again takes the choice over, and its claims are then those of the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import and_, insert, select

from twosource.ledger import queries, schema

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger


class Placement(Struct, frozen=True, kw_only=True):
    """A row of `story_members`; of a report's home also its row of `profiles` and its keys.

    Attributes:
        story, report: ids.
        producer: what chose it.
        home: false for a guest.
        score: how like the report is; `None` for reports that were grouped together.
        assigned_at: UTC.
        day: of the profile, counted from 1 January of the year 1; `None` without one.
        plain, damped: the profile as JSON text; `None` of a guest.
    """

    story: str
    report: str
    producer: str
    home: bool
    score: float | None
    reason: str
    assigned_at: str
    day: int | None = None
    plain: str | None = None
    damped: str | None = None
    keys: tuple[str, ...] = ()


def placements(book: Ledger) -> Iterator[Placement]:
    """Every choice ever made, in order."""
    members, profiles, keys = schema.story_members, schema.profiles, schema.profile_keys
    same = and_(
        profiles.c.report_id == members.c.report_id, profiles.c.producer == members.c.producer, members.c.home == 1
    )
    columns = (profiles.c.day, profiles.c.plain, profiles.c.damped)
    query = select(*members.c, *columns).join_from(members, profiles, same, isouter=True).order_by(members.c.seq)
    with book.reads() as connection:
        for rows in connection.execution_options(yield_per=queries.BATCH).execute(query).partitions():
            home = [row.report_id for row in rows if row.home]
            listed: dict[tuple[str, str], list[str]] = defaultdict(list)
            named = select(keys.c.report_id, keys.c.producer, keys.c.key).where(keys.c.report_id.in_(home))
            for report, producer, key in connection.execute(named.order_by(keys.c.key)):
                listed[report, producer].append(key)
            for row in rows:
                found = tuple(listed[row.report_id, row.producer]) if row.home else ()
                yield _placement(row, found)


def _placement(row: Any, keys: tuple[str, ...]) -> Placement:
    return Placement(
        story=row.story,
        report=row.report_id,
        producer=row.producer,
        home=bool(row.home),
        score=row.score,
        reason=row.reason,
        assigned_at=row.assigned_at,
        day=row.day,
        plain=row.plain,
        damped=row.damped,
        keys=keys,
    )


def add_placements(book: Ledger, found: Sequence[Placement]) -> int:
    """Record choices that are not there yet, in one transaction; gives how many were new.

    Raises:
        LedgerError: the ledger lacks a report, or the database refuses.
    """
    members, profiles, keys = schema.story_members, schema.profiles, schema.profile_keys
    new = 0
    with book.writes() as connection:
        for one in found:
            head = {"report_id": one.report, "producer": one.producer}
            own = (members.c.report_id == one.report, members.c.producer == one.producer, members.c.story == one.story)
            if connection.execute(select(members.c.seq).where(*own)).first() is not None:
                continue
            row = {"story": one.story, "home": int(one.home), "score": one.score, "reason": one.reason}
            connection.execute(insert(members), [{**head, **row, "assigned_at": one.assigned_at}])
            if one.plain is not None:
                profile = {"day": one.day, "plain": one.plain, "damped": one.damped}
                connection.execute(insert(profiles), [{**head, **profile}])
            if one.keys:
                connection.execute(insert(keys), [{**head, "key": key} for key in one.keys])
            new += 1
    return new
