"""The tables as CSV (RFC 4180) in a folder or a zip file: plain with a data package, or with a row of HXL tags.

Plain tables have a byte order mark, without which Excel takes Cyrillic for something else. With tags there is none:
libhxl would count it to the first header.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path

from twosource.exports import bundle, datapackage
from twosource.exports.columns import TABLES
from twosource.exports.tables import ENCODING, cell, rows
from twosource.exports.view import View


def write(view: View, target: Path) -> None:
    """Write the five tables and `datapackage.json`; each file is whole or left as it was.

    Args:
        view: what to write.
        target: a zip file if its name ends so, otherwise a folder, made if need be.

    Raises:
        ExportError: it cannot be written.
    """
    _write(view, target, hxl=False)


def write_hxl(view: View, target: Path) -> None:
    """Write the five tables, in each a row of HXL tags under the header; arguments and errors as `write`."""
    _write(view, target, hxl=True)


def _write(view: View, target: Path, *, hxl: bool) -> None:
    names = [f"{name}.csv" for name in TABLES] + ([] if hxl else [datapackage.NAME])
    bundle.write(target, names, lambda folder: _write_all(view, folder, hxl=hxl))


def _write_all(view: View, folder: Path, *, hxl: bool) -> None:
    encoding = "utf-8" if hxl else ENCODING
    with ExitStack() as stack:
        writers: dict[str, csv.DictWriter[str]] = {}
        for name, columns in TABLES.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding=encoding, newline=""))
            writers[name] = csv.DictWriter(file, [column.name for column in columns])
            writers[name].writeheader()
            if hxl:
                writers[name].writerow({column.name: column.tag for column in columns})
        for name, row in rows(view):
            writers[name].writerow({key: cell(value) for key, value in row.items()})
    if not hxl:
        (folder / datapackage.NAME).write_bytes(datapackage.package(view.as_of))
