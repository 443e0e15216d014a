"""The ledger's questions, as SQLAlchemy selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, select

from twosource.ledger.identity import literals, says_no_more
from twosource.ledger.moments import end_of
from twosource.ledger.schema import readings, reports
from twosource.ledger.versions import appeared, stands
from twosource.model import Report

BATCH = 256
"""Rows fetched at a time, and ids asked for at a time (SQLite allows 999 parameters in its oldest builds)."""


def in_batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, as many at a time as one question may name."""
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _columns(table: Any) -> SimpleNamespace:
    """The columns of `reports`, or of an alias of it, under their names."""
    return SimpleNamespace(**dict(table.c.items()))


def known(report: Report, producer: str) -> Select[tuple[str]]:
    """Ids of recorded reports that say all that `report` says and have a reading by `producer`."""
    same = says_no_more(literals(report), _columns(reports))
    return (
        select(reports.c.id)
        .join(readings, readings.c.report_id == reports.c.id)
        .where(same, readings.c.producer == producer)
        .limit(1)
    )


def current(
    *,
    published_by: str | None,
    read_by: str | None,
    corrected: Mapping[str, str | None] | None = None,
    every: bool = False,
) -> ColumnElement[bool]:
    """Condition on `readings` joined with `reports`: the latest reading of each report, as of two moments.

    Args:
        corrected: by report the stamp by which it had been published, where a person has corrected that time; `None`
            where it is not known after all (`twosource.ledger.judging.times_of`).
        published_by: ISO 8601; leaves out what had not certainly been published by the end of it. Reports whose time
            of publication is not stated stay in.
        read_by: ISO 8601; leaves out what was recorded after the end of it, as if it were not there yet.
        every: also the versions that others have taken the place of, and what was withdrawn
            (`twosource.ledger.versions`).

    Raises:
        ValueError: a moment is not an ISO 8601 time.
    """
    fuller = reports.alias("fuller")
    superseded = [says_no_more(_columns(reports), _columns(fuller)), fuller.c.id != reports.c.id]
    later = readings.alias("later")
    reread = [later.c.report_id == readings.c.report_id, later.c.seq > readings.c.seq]
    conditions: list[ColumnElement[bool]] = []
    if read_by is not None:
        end = end_of(read_by)
        conditions.append(readings.c.read_at <= end)
        superseded.append(fuller.c.first_read_at <= end)
        reread.append(later.c.read_at <= end)
    if published_by is not None:
        end = end_of(published_by)
        out = readings.c.published_by.is_(None) | (readings.c.published_by <= end)
        if corrected:
            right = [report for report, by in corrected.items() if by is None or by <= end]
            out = (out & reports.c.id.not_in(list(corrected))) | reports.c.id.in_(right)
        conditions.append(out)
    conditions += [~exists().where(*superseded), ~exists().where(*reread)]
    if not every:
        conditions.append(stands(published=published_by, read=read_by))
    elif published_by is not None:
        conditions.append(appeared(published_by))
    return and_(*conditions)


def in_order(query: Select[Any]) -> Select[Any]:
    """By time of publication, reports without one last, then as they were recorded."""
    return query.order_by(readings.c.published_from.is_(None), readings.c.published_from, readings.c.seq)


def chosen(
    *,
    published_by: str | None,
    read_by: str | None,
    corrected: Mapping[str, str | None] | None = None,
    every: bool = False,
) -> Select[tuple[int, str, str]]:
    """Number, report and producer of the current readings, in order; arguments as in `current`."""
    query = select(readings.c.seq, readings.c.report_id, readings.c.producer)
    query = query.join(reports, reports.c.id == readings.c.report_id)
    condition = current(published_by=published_by, read_by=read_by, corrected=corrected, every=every)
    return in_order(query.where(condition))


def listing() -> Select[Any]:
    """The columns of `ReportRow` but those about versions, from `readings` joined with `reports`."""
    names = ("doc", "outlet", "published", "url", "title", "lang", "producer", "read_at", "statements")
    return select(
        reports.c.id,
        reports.c.sha256,
        *(readings.c[name] for name in names),
    ).join(reports, reports.c.id == readings.c.report_id)


def few(connection: Connection, query: Select[Any], *, of: Iterable[str] | None = None) -> list[Any]:
    """The rows of `chosen` for a few of many readings, in its order.

    They are put in order here: asked to do it, the database goes through all readings in that order and looks at each.

    Args:
        connection: to the ledger.
        query: as `chosen` gives it.
        of: ids of the reports whose readings are wanted. Given as a subquery, they are looked for among all readings.
    """
    query = query.order_by(None).add_columns(readings.c.published_from)
    parts = [query] if of is None else [query.where(readings.c.report_id.in_(batch)) for batch in in_batches(of)]
    rows = [row for part in parts for row in connection.execute(part)]
    return sorted(rows, key=lambda row: (row.published_from is None, row.published_from or "", row.seq))
