"""How far a judgement reaches: the reports whose claims may change by it. All other stories stay as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, select

from twosource.ledger import schema
from twosource.ledger.queries import in_batches
from twosource.linking.decisions import folded
from twosource.model import Judgement


def reports_reached(connection: Connection, judgement: Judgement) -> frozenset[str]:
    """Ids of the reports whose claims a judgement may change: of its statements, its actor or outlet, its report."""
    target = judgement.target
    named = {key for ref in target.claims for key in ref.statements} | set(target.statements)
    found = set(_holding(connection, named))
    if target.report is not None:
        found.add(target.report)
    elif target.actor is not None:
        found |= set(_speaking(connection, target.actor))
    return frozenset(found)


def _holding(connection: Connection, statements: Iterable[str]) -> Iterator[str]:
    """Reports of these statements."""
    for batch in in_batches(sorted(statements)):
        query = _reports().where(schema.statements.c.id.in_(batch))
        yield from connection.execute(query).scalars().all()


def _speaking(connection: Connection, name: str) -> Iterator[str]:
    """Reports in which the actor speaks, or which the outlet published. Names are compared without regard to case."""
    actors = connection.execute(select(schema.statements.c.actor).distinct()).scalars()
    spelt = [actor for actor in actors if actor and folded(actor) == folded(name)]
    yield from connection.execute(_reports().where(schema.statements.c.actor.in_(spelt))).scalars().all()
    outlets = connection.execute(select(schema.readings.c.outlet).distinct()).scalars()
    called = [outlet for outlet in outlets if outlet and folded(outlet) == folded(name)]
    column = schema.readings.c.report_id
    yield from connection.execute(select(column).distinct().where(schema.readings.c.outlet.in_(called))).scalars().all()


def _reports() -> Select[Any]:
    statements, readings = schema.statements, schema.readings
    return select(readings.c.report_id).distinct().join(statements, statements.c.reading == readings.c.seq)
