"""Control layers in the ledger: one transaction a file, each distinct shape kept once, nothing changed afterwards."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Select, func, insert, select

from twosource.ledger import schema
from twosource.ledger.errors import LedgerError
from twosource.ledger.moments import end_of, stamp
from twosource.territory.layers import Box, Layer

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger


TOGETHER = 25
"""Layers of a folder that share a transaction: each is there whole or not at all, and what an interrupted run loses is
read again in a second. A commit waits for the disk, 5 to 50 ms; reading a file takes 5 ms."""


class Outcome(StrEnum):
    """What became of a layer that was to be recorded."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    """Recorded; its shape is that of the publisher's layer before it."""
    KNOWN = "known"
    """It is there already; nothing was changed."""


def add_layer(book: Ledger, layer: Layer, *, recorded_at: str | None = None) -> Outcome:
    """Record a layer with its shape, in one transaction: all of it or nothing.

    A second file for the same day of the same publisher is recorded beside the first; listings show the later one.
    `recorded_at` is the stamp of when, if that was earlier (rebuilding from an export); now otherwise.

    Raises:
        LedgerError: the layer's shape is not the one that its id names, or the database refuses.
    """
    (outcome,) = add_layers(book, [layer], recorded_at=recorded_at)
    return outcome


def add_layers(book: Ledger, several: Iterable[Layer], *, recorded_at: str | None = None) -> list[Outcome]:
    """Record several layers, in order, in one transaction: all of them whole, or none. What became of each.

    Most of the time that one layer takes is its commit, which waits for the disk.

    Raises:
        LedgerError: as `add_layer`.
    """
    layers = list(several)
    for layer in layers:
        if hashlib.sha256(layer.wkb).hexdigest() != layer.shape_id:
            raise LedgerError(f"{layer.file}: its shape is not the one that its id names: read the file again")
    with book.writes() as connection:
        return [_add(connection, layer, recorded_at, book) for layer in layers]


def _add(connection: Connection, layer: Layer, recorded_at: str | None, book: Ledger) -> Outcome:
    table = schema.layers
    own = (table.c.publisher == layer.publisher, table.c.kind == layer.kind, table.c.status == layer.status)
    same = (*own, table.c.date == layer.date, table.c.sha256 == layer.sha256, table.c.shape_id == layer.shape_id)
    if connection.execute(select(table.c.seq).where(*same).limit(1)).first() is not None:
        return Outcome.KNOWN
    before = select(table.c.shape_id).where(*own, table.c.date < layer.date)
    last = connection.execute(before.order_by(table.c.date.desc(), table.c.seq.desc()).limit(1)).scalar()
    _add_shape(connection, layer)
    row = {name: getattr(layer, name) for name in ("publisher", "kind", "date", "file", "sha256", "shape_id", "km2")}
    row |= dict(zip(("west", "south", "east", "north"), layer.box, strict=True))
    document = msgspec.json.encode(replace(layer, wkb=b"")).decode()
    when = recorded_at or stamp(book.clock())
    row |= {"status": str(layer.status), "recorded_at": when, "document": document}
    connection.execute(insert(table), [row])
    return Outcome.UNCHANGED if last == layer.shape_id else Outcome.ADDED


def _add_shape(connection: Connection, layer: Layer) -> None:
    shapes = schema.layer_shapes
    there = select(shapes.c.id).where(shapes.c.id == layer.shape_id).limit(1)
    if connection.execute(there).first() is None:
        connection.execute(insert(shapes), [{"id": layer.shape_id, "wkb": zlib.compress(layer.wkb)}])


def _chosen(publisher: str | None, until: str | None, read_by: str | None) -> Select[tuple[int]]:
    table = schema.layers
    query = select(table.c.seq)
    if publisher is not None:
        query = query.where(func.lower(table.c.publisher) == publisher.lower())
    if until is not None:
        query = query.where(table.c.date <= until)
    if read_by is not None:
        query = query.where(table.c.recorded_at <= end_of(read_by))
    return query


def history(book: Ledger) -> Iterator[tuple[str, Layer]]:
    """Every layer with the stamp of when it was recorded, in that order."""
    table, shapes = schema.layers, schema.layer_shapes
    query = select(table.c.recorded_at, table.c.document, shapes.c.id, shapes.c.wkb)
    query = query.join(shapes, shapes.c.id == table.c.shape_id).order_by(table.c.seq)
    with book.reads() as connection:
        for recorded_at, document, shape_id, packed in connection.execute(query, execution_options={"yield_per": 16}):
            wkb = _unpacked(shape_id, packed, where=book.where)
            yield recorded_at, replace(msgspec.json.decode(document, type=Layer), wkb=wkb)


def layers(
    book: Ledger, *, publisher: str | None = None, until: str | None = None, read_by: str | None = None
) -> list[Layer]:
    """The layers, in the order in which they were recorded.

    Args:
        book: the ledger.
        publisher: only this one's.
        until: ISO 8601 day; only layers for that day or an earlier one.
        read_by: ISO 8601; the ledger as it stood at the end of this moment.

    Raises:
        LedgerError: a stored shape was changed, or the database refuses.
        ValueError: `read_by` is not an ISO 8601 time.
    """
    table, shapes = schema.layers, schema.layer_shapes
    wanted = _chosen(publisher, until, read_by)
    found: list[Layer] = []
    with book.reads() as connection:
        used = select(table.c.shape_id).where(table.c.seq.in_(wanted))
        rows = connection.execute(select(shapes.c.id, shapes.c.wkb).where(shapes.c.id.in_(used)))
        wkb = {row.id: _unpacked(row.id, row.wkb, where=book.where) for row in rows}
        query = select(table.c.shape_id, table.c.document).where(table.c.seq.in_(wanted)).order_by(table.c.seq)
        for shape_id, document in connection.execute(query):
            found.append(replace(msgspec.json.decode(document, type=Layer), wkb=wkb[shape_id]))
    return found


def _unpacked(shape_id: str, packed: bytes, *, where: str) -> bytes:
    try:
        wkb = zlib.decompress(packed)
    except zlib.error as error:
        raise LedgerError(
            f"{where} is damaged, a layer's shape does not unpack: restore a copy of the ledger"
        ) from error
    if hashlib.sha256(wkb).hexdigest() != shape_id:
        raise LedgerError(f"{where} is damaged, a layer's shape was changed: restore a copy of the ledger")
    return wkb


def box_of(book: Ledger, publisher: str) -> Box | None:
    """Bounds that hold all layers of a publisher; `None` when there is none."""
    table = schema.layers
    bounds = (func.min(table.c.west), func.min(table.c.south), func.max(table.c.east), func.max(table.c.north))
    query = select(*bounds).where(func.lower(table.c.publisher) == publisher.lower())
    with book.reads() as connection:
        west, south, east, north = connection.execute(query).one()
    return None if west is None else (west, south, east, north)
