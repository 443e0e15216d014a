"""JSONL: one JSON object a line, one report an object, read line by line.

Fields: `text`, and where known `doc`, `published`, `outlet`, `lang`, `title`, `url`, `byline`, `item`, `updated`,
`version`, `pub_status`, `relayed_from`, `captured` and `part`; under other names where the options say so. Others are
left alone. A line that cannot be read is an error, and the lines after it are read.

`pub_status` is one of ninjs' words: usable, withheld, canceled. A row that is withheld or canceled takes back the
report at its `url`, or without one that of its `doc`; it needs no `text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct, field

from twosource.model import PubStatus, Report
from twosource.model.report import WITHDRAWN
from twosource.readers.dates import parse_date
from twosource.readers.decoding import MAX_CHARACTERS, SPLIT_REMEDY, decode_as, encodings
from twosource.readers.errors import ReadError
from twosource.readers.options import DATE_REMEDY, ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report, plain

MAX_LINE = 12 * MAX_CHARACTERS + 100_000
"""Bytes: JSON may write a character as two escapes of six bytes; the rest is room for the other fields."""
MOST_NAMED = 30
"""Keys or columns that an error names."""
JSON_REMEDY = 'write one object a line: {"doc": "name", "text": "the report"}'


class Row(Struct):
    """One line. `None` and an absent key are the same here: not stated."""

    text: str | None = None
    doc: str | int | None = None
    published: str | None = None
    outlet: str | None = None
    lang: str | None = None
    title: str | None = None
    url: str | None = None
    updated: str | None = None
    byline: str | list[str] | None = None
    item: str | None = None
    relayed_from: str | list[str] | None = None
    captured: str | None = None
    part: str | None = None
    version: int | None = None
    pub_status: PubStatus | None = None
    ninjs_status: PubStatus | None = field(default=None, name="pubStatus")

    @property
    def status(self) -> PubStatus | None:
        """`pub_status`, under either name."""
        return self.pub_status or self.ninjs_status

    @property
    def taken_back(self) -> bool:
        """Whether the row is a notice that a report is withheld or canceled."""
        return self.status in WITHDRAWN


class JsonlReader:
    """One line, one report."""

    name = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson", ".json")

    def sniff(self, head: bytes) -> bool:
        """Whether it begins with a JSON object, or a list of them."""
        for mark, _ in encodings().marks:
            head = head.removeprefix(mark)
        start = b"".join(head.split())[:2]
        return start in {b'{"', b"[{"}

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the lines, and an error for each line that holds none; blank lines are passed over.

        Raises:
            ReadError: there is no line in it, or it is JSON that is not written one object a line.
        """
        number, empty = 0, True
        while line := stream.readline(MAX_LINE + 1):
            number += 1
            if not line.strip():
                continue
            if empty and line.strip() in {b"{", b"["}:
                raise ReadError(name, "is one JSON value over many lines, not one object a line", JSON_REMEDY)
            empty = False
            try:
                yield read_line(line, number=number, name=name, options=options)
            except ReadError as error:
                yield error
                skip_line(stream, line)
        if empty:
            raise ReadError(name, "is empty", JSON_REMEDY)


def skip_line(stream: BinaryIO, line: bytes) -> None:
    """Go to the end of a line that was too long to be read at once."""
    while len(line) > MAX_LINE and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE + 1)


def read_line(line: bytes, *, number: int, name: str, options: ReadOptions) -> Report:
    """The report of one line.

    Raises:
        ReadError: naming file and line.
    """
    path = f"{name}:{number}"
    if len(line) > MAX_LINE:
        raise ReadError(path, f"is longer than {MAX_LINE:,} bytes", SPLIT_REMEDY)
    row = parse(line, path=path, encoding=options.encoding or "utf-8", columns=options.columns)
    named = plain(str(row.doc)) if row.doc is not None else None
    return report_of(row, doc=named or f"{doc_of(name)}-{number}", path=path, part=f"line {number}", options=options)


def report_of(row: Row, *, doc: str, path: str, part: str, options: ReadOptions) -> Report:
    """The report of one row, of JSONL or of a table.

    Args:
        row: what it says.
        doc: the report's short name.
        path: file and line, for errors.
        part: where in its file the row is, unless it says so itself.
        options: what a person says.

    Raises:
        ReadError: naming file and line.
    """
    if row.text is None and not row.taken_back:
        raise ReadError(path, 'has no "text"', JSON_REMEDY)
    if row.taken_back and not (row.url or row.doc is not None):
        raise ReadError(path, f"is {row.status}, and does not say which report is", 'give its "url" or "doc"')
    return make_report(
        text_of(row),
        doc=doc,
        path=path,
        options=options,
        metadata=Metadata(
            outlet=row.outlet,
            published=date_of(row.published, "published", path=path),
            title=row.title,
            lang=row.lang,
            url=row.url,
            updated=date_of(row.updated, "updated", path=path),
            version=row.version,
            pub_status=row.status,
            byline=names_of(row.byline),
            item=row.item,
            relayed_from=names_of(row.relayed_from),
            captured=date_of(row.captured, "captured", path=path),
            part=row.part or part,
        ),
    )


def names_of(written: str | list[str] | None) -> tuple[str, ...]:
    """The names in a list, or in a string that parts them by semicolons."""
    found = written.split(";") if isinstance(written, str) else written or ()
    return tuple(name.strip() for name in found if name.strip())


def text_of(row: Row) -> str:
    """The row's text; of a notice of withdrawal, white space is none."""
    text = row.text or ""
    return "" if row.taken_back and text.isspace() else text


def parse(line: bytes, *, path: str, encoding: str, columns: dict[str, str]) -> Row:
    """The row of one line, its keys renamed. Control characters that JSON wants escaped are taken as they are.

    Raises:
        ReadError: it is not JSON, or a field is not what it should be.
    """
    text = decode_as(line, encoding, path=path).removeprefix("\ufeff")
    try:
        return msgspec.convert(renamed(json.loads(text, strict=False), columns, path=path), Row)
    except json.JSONDecodeError as error:
        raise ReadError(path, f"is not JSON at character {error.pos}: {error.msg}", JSON_REMEDY) from None
    except msgspec.ValidationError as error:
        raise ReadError(path, f"is not a report: {error}", JSON_REMEDY) from None
    except (RecursionError, ValueError):
        raise ReadError(path, "is nested too deeply, or holds a number that is too long", JSON_REMEDY) from None


def renamed(row: Any, columns: dict[str, str], *, path: str) -> Any:
    """A row with the fields that stand under other names, where a person says so.

    Raises:
        ReadError: the text's name is not there.
    """
    if not columns or not isinstance(row, dict):
        return row
    if "text" in columns and columns["text"] not in row:
        there = ", ".join(repr(key) for key in list(row)[:MOST_NAMED])
        raise ReadError(path, f"has no key {columns['text']!r}", f"of its keys give one: {there}")
    others = {key: value for key, value in row.items() if key not in columns}
    return others | {field: row[key] for field, key in columns.items() if key in row}


def date_of(written: str | None, name: str, *, path: str) -> str | None:
    """A row's date as an ISO 8601 prefix; `name` is its field's.

    Raises:
        ReadError: it is no date that can be understood.
    """
    if not written:
        return None
    date = parse_date(written)
    if date is None:
        raise ReadError(path, f'"{name}" is {written[:40]!r}, which is not a date', DATE_REMEDY)
    return date
