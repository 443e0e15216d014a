"""Versions of a report: which text stands for it at a moment, and since when the others do not.

Texts at one URL are versions of one item, and so is what says that it is withheld or canceled. Each is an event in
the table `versions`. Their order is total: by the time from which a version stands, then by the outlet's own number,
then as they were recorded. Of the events that had happened by a moment the last one is in force. docs/time.md tells it
in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, or_, select

from twosource.ledger.moments import end_of, published_by, start_of
from twosource.ledger.schema import reports, versions
from twosource.ledger.values import ReportRow
from twosource.model import FurnitureKind, PubStatus, Report
from twosource.model.report import outlet_key

USABLE = str(PubStatus.USABLE)
RETRACTED = "retracted"
"""Status of a report whose own text says that it was retracted."""
STANDING, SUPERSEDED = "standing", "superseded"
NUMBERS = 10**9
"""A version's number is written with nine digits, so that text order is order of numbers."""


class Event(Struct, frozen=True, kw_only=True):
    """One version of an item, or a notice that it is withdrawn: a row of `versions`.

    Attributes:
        place: stamp from which it stands, then the outlet's number of the version: text order is their order.
        certain: stamp by which it had certainly been published.
        replaces: whether it stands in place of what came before it; a bare file of the same name does not.
    """

    seq: int
    item: str
    report_id: str
    sha256: str
    status: str
    place: str
    certain: str
    read_at: str
    replaces: int

    @property
    def order(self) -> tuple[str, int]:
        """Sorts the events of an item."""
        return self.place, self.seq

    @property
    def since(self) -> str:
        """Stamp from which it stands."""
        return self.place.partition("/")[0]


def stands_from(report: Report) -> str | None:
    """ISO 8601 time from which the text stands as it is: the last change, where one is stated, else publication."""
    if report.updated is None or report.published is None:
        return report.updated or report.published
    return report.updated if start_of(report.updated) >= start_of(report.published) else report.published


def status_of(report: Report) -> str:
    """usable, withheld or canceled as the outlet says, or retracted where its text says so."""
    if report.withdrawn:
        return str(report.pub_status)
    told = any(piece.kind is FurnitureKind.RETRACTION for piece in report.furniture)
    return RETRACTED if told else USABLE


def record(connection: Connection, report: Report, *, read_at: str) -> None:
    """Record which version of which item a new report is."""
    item, replaces = _item(connection, report)
    query = select(*versions.c).where(versions.c.item == item)
    known = [Event(**row) for row in connection.execute(query).mappings()] if replaces else []
    since, certain = _times(report, known, read_at)
    number = min(max(report.version or 0, 0), NUMBERS - 1)
    row = {
        "item": item,
        "report_id": report.id,
        "sha256": report.sha256,
        "status": status_of(report),
        "place": f"{since}/{number:09}",
        "certain": certain,
        "read_at": read_at,
        "replaces": int(replaces),
    }
    connection.execute(insert(versions), [row])


def _item(connection: Connection, report: Report) -> tuple[str, bool]:
    """What the report is a version of, and whether it stands in place of the others.

    That is the publisher's own identifier, else its URL, where something with an identifier was recorded at that URL
    that one. A row without one that says that it is a version of something, or that it is withdrawn, is of what
    has its short name and no other outlet. Nothing else is a version of anything: files may share a name by chance.
    """
    if report.item is not None:
        return f"item {report.item}", True
    url = report.given("url")
    if url is not None:
        return _at_url(connection, url) or f"url {url}", True
    outlet = outlet_key(report.outlet)
    own = f"doc {report.doc}\n{outlet or ''}"
    if report.version is None and report.pub_status is None:
        return (f"report {report.id}", True) if status_of(report) == RETRACTED else (own, False)
    same = reports.c.doc == report.doc
    if outlet is not None:
        same = and_(same, or_(reports.c.outlet.is_(None), reports.c.outlet == outlet))
    query = select(versions.c.item).join(reports, reports.c.id == versions.c.report_id).where(same).distinct()
    found = connection.execute(query.limit(2)).scalars().all()
    return (found[0] if len(found) == 1 else own), True


def _at_url(connection: Connection, url: str) -> str | None:
    """The one thing with an identifier of its publisher's that was recorded at a URL; `None` for none or several."""
    query = (
        select(versions.c.item)
        .join(reports, reports.c.id == versions.c.report_id)
        .where(reports.c.given_url == url, versions.c.item.startswith("item "))
        .distinct()
        .limit(2)
    )
    found = connection.execute(query).scalars().all()
    return found[0] if len(found) == 1 else None


def _times(report: Report, known: Sequence[Event], read_at: str) -> tuple[str, str]:
    """Stamps from which the version stands, and by which that was certain.

    Where only a first publication is stated, and another version has the same or none, it tells nothing of this
    version, which then counts from when it was read. So does a notice of withdrawal that has no time of its own.
    """
    stated = stands_from(report)
    if stated is None:
        return read_at, read_at
    since, certain = start_of(stated), published_by(stated)
    others = [event for event in known if event.sha256 != report.sha256 or event.status != status_of(report)]
    if report.updated is None:
        shared = any(
            event.since == event.read_at or (event.since <= certain and since <= event.certain) for event in others
        )
        late = report.withdrawn and any(since <= event.since for event in others)
        if shared or late:
            return read_at, read_at
    return since, certain


def stands(*, published: str | None, read: str | None) -> ColumnElement[bool]:
    """Condition on `reports`: its text stands, as of two moments. `replaced_by` is the same for events at hand.

    Args:
        published: ISO 8601; what had been published by then; `None` is no limit.
        read: ISO 8601; what we had read by then.

    Raises:
        ValueError: a moment is not an ISO 8601 time.
    """
    limits = (("certain", published), ("read_at", read))
    mine, other, own = versions.alias("mine"), versions.alias("other"), versions.alias("own")

    def timely(event: Any) -> list[ColumnElement[bool]]:
        return [event.c[name] <= end_of(moment) for name, moment in limits if moment is not None]

    def live(event: Any) -> list[ColumnElement[bool]]:
        """It had happened, and no later record of the same text says more of it."""
        again = versions.alias(f"{event.name}_again")
        same = (again.c.item == event.c.item, again.c.sha256 == event.c.sha256, again.c.status == event.c.status)
        later = exists().where(*same, again.c.seq > event.c.seq, *timely(again)).correlate(event)
        return [*timely(event), ~later]

    after = or_(own.c.place > other.c.place, and_(own.c.place == other.c.place, own.c.seq > other.c.seq))
    same = (own.c.item == other.c.item, own.c.sha256 == mine.c.sha256, own.c.status == USABLE)
    stays = exists().where(*same, *live(own), after).correlate(mine, other)
    left_out = (
        select(mine.c.seq)
        .join(other, other.c.item == mine.c.item)
        .where(
            mine.c.report_id == reports.c.id,
            other.c.replaces == 1,
            or_(other.c.sha256 != mine.c.sha256, other.c.status != USABLE),
            *live(other),
            ~stays,
        )
        .correlate(reports)
        .exists()
    )
    notice = exists().where(mine.c.report_id == reports.c.id, mine.c.status != USABLE).correlate(reports)
    return and_(~notice, ~left_out)


def appeared(published: str) -> ColumnElement[bool]:
    """Condition on `reports`: not a further version of something that had not certainly been published by a moment.

    Raises:
        ValueError: the moment is not an ISO 8601 time.
    """
    mine, earlier = versions.alias("mine"), versions.alias("earlier")
    further = exists().where(earlier.c.item == mine.c.item, earlier.c.seq < mine.c.seq).correlate(mine)
    return ~exists().where(
        mine.c.report_id == reports.c.id, mine.c.replaces == 1, mine.c.certain > end_of(published), further
    ).correlate(reports)


def replaced_by(
    sha256: str, events: Iterable[Event], *, published: str | None = None, read: str | None = None
) -> Event | None:
    """What took the place of a text, first of all that did, as of two moments; `None` while the text stands.

    Args:
        sha256: of the text.
        events: of its item.
        published: ISO 8601; what had been published by then; `None` is no limit.
        read: ISO 8601; what we had read by then.
    """
    timely = [
        event
        for event in events
        if (published is None or event.certain <= end_of(published)) and (read is None or event.read_at <= end_of(read))
    ]
    last = {(event.sha256, event.status): event for event in sorted(timely, key=lambda event: event.seq)}
    own = last.get((sha256, USABLE))
    others = [event for key, event in last.items() if event.replaces and key != (sha256, USABLE)]
    after = [event for event in others if own is None or event.order > own.order]
    return min(after, key=lambda event: event.order, default=None)


class States:
    """How the reports of a ledger stand as versions, as of two moments."""

    def __init__(
        self, connection: Connection, *, published: str | None = None, read: str | None = None, only: str | None = None
    ) -> None:
        """Loads the events of the items that have more than one, and those that are no usable text.

        Args:
            connection: to the ledger.
            published: ISO 8601; what had been published by then; `None` is no limit.
            read: ISO 8601; what we had read by then.
            only: id of the one report that is asked about.
        """
        self._published, self._read = published, read
        several = select(versions.c.item).group_by(versions.c.item).having(func.count() > 1)
        query = select(*versions.c).where(or_(versions.c.item.in_(several), versions.c.status != USABLE))
        if only is not None:
            query = select(*versions.c).where(
                versions.c.item.in_(select(versions.c.item).where(versions.c.report_id == only))
            )
        self._items: dict[str, list[Event]] = {}
        self._of: dict[str, Event] = {}
        for row in connection.execute(query.order_by(versions.c.seq)).mappings():
            event = Event(**row)
            if read is None or event.read_at <= end_of(read):
                self._items.setdefault(event.item, []).append(event)
                self._of[event.report_id] = event

    def described(self, row: ReportRow) -> ReportRow:
        """The row with its number among the versions, and how it stands."""
        event = self._of.get(row.id)
        if event is None:
            return row
        events = sorted(self._items[event.item], key=lambda one: one.order)
        keys = list(dict.fromkeys((one.sha256, one.status) for one in events if one.replaces or one is event))
        number = keys.index((event.sha256, event.status)) + 1
        if event.status != USABLE:
            return replace(row, version=number, status=event.status, status_since=event.since)
        other = replaced_by(event.sha256, events, published=self._published, read=self._read)
        if other is None:
            return replace(row, version=number)
        status = SUPERSEDED if other.status == USABLE else other.status
        return replace(row, version=number, status=status, status_since=other.since)
