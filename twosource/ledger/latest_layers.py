"""The layers that a map shows: of one publisher the latest of each kind by a day, without loading all the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select

from twosource.ledger import schema
from twosource.ledger.layers import _unpacked
from twosource.territory.layers import Layer

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger


def publishers(book: Ledger) -> list[str]:
    """Who has layers in the ledger, in the order in which their first ones were recorded."""
    table = schema.layers
    query = select(table.c.publisher).group_by(table.c.publisher).order_by(func.min(table.c.seq))
    with book.reads() as connection:
        return list(connection.execute(query).scalars())


def newest_layer(book: Ledger) -> int:
    """Number of the layer recorded last; 0 where there is none."""
    with book.reads() as connection:
        return connection.execute(select(func.max(schema.layers.c.seq))).scalar() or 0


def latest_layers(book: Ledger, publisher: str, *, until: str | None = None) -> list[Layer]:
    """Of each kind and status the layer for the latest day; of two for one day the one recorded later.

    Args:
        book: the ledger.
        publisher: exactly as the layers name it.
        until: ISO 8601 day; only layers for that day or an earlier one.

    Raises:
        LedgerError: a stored shape was changed, or the database refuses.
    """
    table, shapes = schema.layers, schema.layer_shapes
    own = [table.c.publisher == publisher, *([table.c.date <= until] if until else [])]
    rows = select(table.c.seq, table.c.kind, table.c.status).where(*own).order_by(table.c.date, table.c.seq)
    with book.reads() as connection:
        last = {(row.kind, row.status): row.seq for row in connection.execute(rows)}
        query = (
            select(table.c.document, shapes.c.id, shapes.c.wkb)
            .join(shapes, shapes.c.id == table.c.shape_id)
            .where(table.c.seq.in_(last.values()))
            .order_by(table.c.seq)
        )
        return [
            replace(msgspec.json.decode(row.document, type=Layer), wkb=_unpacked(row.id, row.wkb, where=book.where))
            for row in connection.execute(query)
        ]
