"""The data package of the tables: `datapackage.json`, with types, missing values and keys.

Frictionless Data Package 1 (https://specs.frictionlessdata.io/), which readers in Python, R and on the web know.
"""

from __future__ import annotations

from typing import Any

import msgspec

from twosource import __version__
from twosource.exports.columns import KEYS, LEADS_TO, TABLES, Column, Type
from twosource.exports.wording import NOT_READ

NAME = "datapackage.json"
MISSING = ["", NOT_READ]
"""Cells without a value: not stated, and not read yet."""
TYPES: dict[Type, dict[str, str]] = {
    Type.TEXT: {"type": "string"},
    Type.CODE: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.NUMBER: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "date"},
    Type.MOMENT: {"type": "datetime", "format": "any"},
    Type.TEXTS: {"type": "array"},
    Type.INTEGERS: {"type": "array"},
    Type.SPANS: {"type": "array"},
    Type.JSON: {"type": "array"},
}


def package(as_of: str | None) -> bytes:
    """The file.

    Args:
        as_of: the moment of the picture; `None` for everything read so far.
    """
    described = {
        "profile": "data-package",
        "name": "twosource-ledger",
        "title": "Who said what: claims, statements and reports of a twosource ledger",
        "description": (
            "An empty cell is not stated, 'not read yet' is just that, [] is none. Text that a spreadsheet would run "
            "has an apostrophe in front. Standings and grades are proposals; the columns that begin with 'signed' "
            "hold what a person said."
        ),
        "version": __version__,
        "as_of": as_of,
        "resources": [_resource(name) for name in TABLES],
    }
    return msgspec.json.format(msgspec.json.encode(described), indent=1) + b"\n"


def _resource(name: str) -> dict[str, Any]:
    leads = LEADS_TO.get(name, {})
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in TABLES[name]],
        "missingValues": MISSING,
        "primaryKey": list(KEYS[name]),
    }
    if leads:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": "" if table == name else table, "fields": ["id"]}}
            for column, table in leads.items()
        ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    return {"name": column.name, **TYPES[column.type], "description": column.about}
