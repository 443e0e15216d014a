"""Judgements in the ledger: recorded once, in order, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection, Select, insert, select

from twosource.ledger import schema
from twosource.ledger.errors import UnfitError
from twosource.ledger.moments import end_of, interval, published_by, stamp
from twosource.ledger.rows import Row
from twosource.ledger.values import ReportRow
from twosource.linking.decisions import Correction, Decisions
from twosource.model import Action, Judgement
from twosource.model.judgement import problem_of

INSTANT = timedelta(microseconds=1)


def add_judgement(connection: Connection, judgement: Judgement, *, clock: datetime) -> Judgement:
    """Record a judgement; gives it with its time and id.

    One that has a time already (rebuilding from an export) keeps it, and is not recorded twice.

    Raises:
        UnfitError: it says nothing that can be recorded, or undoes what is not there.
    """
    _check(connection, judgement)
    if judgement.at:
        made = judgement.recorded(judgement.at)
        if _there(connection, made.id):
            return made
    else:
        made = judgement.recorded(stamp(clock))
        while _there(connection, made.id):  # the same word twice within one tick of the clock
            clock += INSTANT
            made = judgement.recorded(stamp(clock))
    connection.execute(insert(schema.judgements), [row_of(made)])
    return made


def judgements_of(connection: Connection, *, read_by: str | None = None) -> tuple[Judgement, ...]:
    """The judgements in the order in which they were recorded; with `read_by` those made by the end of that moment.

    Raises:
        ValueError: `read_by` is not an ISO 8601 time.
    """
    documents = connection.execute(_documents(read_by)).scalars()
    return tuple(msgspec.json.decode(document, type=Judgement) for document in documents)


def corrections_of(connection: Connection, *, read_by: str | None = None) -> dict[str, Correction]:
    """Outlets and times that persons have corrected, by the id under which the report was recorded.

    Raises:
        ValueError: `read_by` is not an ISO 8601 time.
    """
    table = schema.judgements
    asked = select(table.c.seq).where(table.c.action == str(Action.SET_REPORT)).limit(1)
    if connection.execute(asked).first() is None:
        return {}
    return dict(Decisions.of(judgements_of(connection, read_by=read_by)).corrections)


def times_of(corrections: Mapping[str, Correction]) -> dict[str, str | None]:
    """By report the stamp by which it had certainly been published, where that was corrected; `None`: not known."""
    return {
        report: None if one.published is None else published_by(one.published)
        for report, one in corrections.items()
        if not isinstance(one.published, UnsetType)
    }


def corrected_row(row: ReportRow, corrections: Mapping[str, Correction]) -> ReportRow:
    """The row with the outlet and time that its report is to be used with."""
    found = corrections.get(row.id)
    if found is None:
        return row
    return replace(
        row,
        outlet=row.outlet if isinstance(found.outlet, UnsetType) else found.outlet,
        published=row.published if isinstance(found.published, UnsetType) else found.published,
        corrected_from={"outlet": row.outlet, "published": row.published},
    )


def _documents(read_by: str | None) -> Select[Any]:
    table = schema.judgements
    query = select(table.c.document).order_by(table.c.seq)
    return query if read_by is None else query.where(table.c.judged_at <= end_of(read_by))


def _there(connection: Connection, identity: str) -> bool:
    table = schema.judgements
    return connection.execute(select(table.c.seq).where(table.c.id == identity)).first() is not None


def _check(connection: Connection, judgement: Judgement) -> None:
    problem = problem_of(judgement)
    if problem is not None:
        raise UnfitError(f"this judgement was not recorded: {problem}")
    if judgement.undoes is not None and not _there(connection, judgement.undoes):
        raise UnfitError(
            f"{judgement.undoes}: there is no such judgement to undo; list them with `twosource judgements`"
        )
    for iso in (judgement.value.published, judgement.at or None):
        if isinstance(iso, str):
            try:
                interval(iso)
            except ValueError as error:
                raise UnfitError(f"this judgement was not recorded: {error}") from error


def row_of(judgement: Judgement) -> Row:
    """Row of table `judgements`."""
    target = judgement.target
    return {
        "id": judgement.id,
        "action": str(judgement.action),
        "claim": target.claims[0].id if target.claims else None,
        "subject": target.actor or target.report,
        "undoes": judgement.undoes,
        "who": judgement.who,
        "judged_at": judgement.at,
        "document": msgspec.json.encode(judgement).decode(),
    }
