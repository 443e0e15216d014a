"""The tables as Parquet: one file a table, with typed columns, repeated texts as dictionaries. Needs pyarrow.

Null is not stated, an empty list is none, and the column `not_read_yet` names the columns of its row that no step has
filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from twosource import __version__
from twosource.exports import bundle
from twosource.exports.columns import TABLES, Column, Type
from twosource.exports.files import ExportError
from twosource.exports.tables import Row, rows
from twosource.exports.view import View
from twosource.ledger.moments import interval

if TYPE_CHECKING:
    import pyarrow as pa

NOT_READ_YET = "not_read_yet"
AT_ONCE = 10_000
"""Rows of one row group: a few megabytes, whatever the ledger's size."""


def write(view: View, target: Path) -> None:
    """Write the five tables.

    Args:
        view: what to write.
        target: a zip file if its name ends so, otherwise a folder, made if need be.

    Raises:
        ExportError: they cannot be written, or pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: F401, PLC0415 - an extra
    except ImportError as error:
        raise ExportError('parquet: pyarrow is not installed; run: pip install "twosource[parquet]"') from error
    bundle.write(target, [f"{name}.parquet" for name in TABLES], lambda folder: _fill(view, folder))


def _fill(view: View, folder: Path) -> None:
    from pyarrow import parquet  # noqa: PLC0415

    schemas = {name: schema(columns, as_of=view.as_of) for name, columns in TABLES.items()}
    waiting: dict[str, list[Row]] = {name: [] for name in TABLES}
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(parquet.ParquetWriter(folder / f"{name}.parquet", made))
            for name, made in schemas.items()
        }

        def flush(name: str) -> None:
            writers[name].write_table(_table(waiting[name], TABLES[name], schemas[name]))
            waiting[name].clear()

        for name, row in rows(view):
            waiting[name].append(row)
            if len(waiting[name]) >= AT_ONCE:
                flush(name)
        for name in TABLES:
            flush(name)


def schema(columns: tuple[Column, ...], *, as_of: str | None = None) -> pa.Schema:
    """The Arrow schema of a table; each column's description is in its metadata."""
    import pyarrow as pa  # noqa: PLC0415

    types: Mapping[Type, pa.DataType] = {
        Type.TEXT: pa.string(),
        Type.CODE: pa.dictionary(pa.int32(), pa.string()),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.BOOLEAN: pa.bool_(),
        Type.DATE: pa.date32(),
        Type.MOMENT: pa.timestamp("us", tz="UTC"),
        Type.TEXTS: pa.list_(pa.string()),
        Type.INTEGERS: pa.list_(pa.int64()),
        Type.SPANS: pa.list_(pa.list_(pa.int64(), 2)),
        Type.JSON: pa.string(),
    }
    fields = [pa.field(c.name, types[c.type], metadata={"description": c.about}) for c in columns]
    if any(column.unread for column in columns):
        fields.append(pa.field(NOT_READ_YET, pa.list_(pa.string()), metadata={"description": "columns not read yet"}))
    return pa.schema(fields, metadata={"made_by": f"twosource {__version__}", "as_of": as_of or ""})


def _table(listed: list[Row], columns: tuple[Column, ...], made: pa.Schema) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    arrays = [
        pa.array([_value(row.get(column.name), column.type) for row in listed], made.field(column.name).type)
        for column in columns
    ]
    if NOT_READ_YET in made.names:
        unread = [[column.name for column in columns if row.get(column.name) is UNSET] for row in listed]
        arrays.append(pa.array(unread, made.field(NOT_READ_YET).type))
    return pa.Table.from_arrays(arrays, schema=made)


def _value(value: Any, kind: Type) -> Any:
    """A value as Arrow takes it; not read yet is null here, and named in `not_read_yet`."""
    if value is None or value is UNSET:
        return None
    if kind is Type.MOMENT:
        return interval(str(value))[0]
    if kind is Type.DATE:
        return date.fromisoformat(value)
    if kind is Type.JSON:
        return msgspec.json.encode(value).decode()
    if kind in {Type.TEXT, Type.CODE}:
        return _text(value)
    return [_text(one) if isinstance(one, str) else one for one in value] if kind is Type.TEXTS else value


def _text(value: str) -> str:
    """The text with a question mark for each lone surrogate, which UTF-8 cannot hold."""
    return str(value).encode("utf-8", "replace").decode()
