"""JSONL: one JSON object a line, one report an object, read line by line.

Fields: `text`, and where known `doc`, `published`, `outlet`, `lang`, `title`, `url`. Others are left alone. A line that
cannot be read is an error, and the lines after it are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from twosource.model import Report
from twosource.readers.dates import parse_date
from twosource.readers.decoding import MAX_CHARACTERS, SPLIT_REMEDY, decode_as, encodings
from twosource.readers.errors import ReadError
from twosource.readers.options import DATE_REMEDY, ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report, plain

MAX_LINE = 12 * MAX_CHARACTERS + 100_000
"""Bytes: JSON may write a character as two escapes of six bytes; the rest is room for the other fields."""
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


class JsonlReader:
    """One line, one report."""

    name = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

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
    row = parse(line, path=path, encoding=options.encoding or "utf-8")
    if row.text is None:
        raise ReadError(path, 'has no "text"', JSON_REMEDY)
    return make_report(
        row.text,
        doc=plain(str(row.doc)) or f"{doc_of(name)}-{number}" if row.doc is not None else f"{doc_of(name)}-{number}",
        path=path,
        options=options,
        metadata=Metadata(
            outlet=row.outlet, published=date_of(row, path=path), title=row.title, lang=row.lang, url=row.url
        ),
    )


def parse(line: bytes, *, path: str, encoding: str) -> Row:
    """The row of one line. Control characters that JSON wants escaped are taken as they are.

    Raises:
        ReadError: it is not JSON, or a field is not what it should be.
    """
    text = decode_as(line, encoding, path=path).removeprefix("\ufeff")
    try:
        return msgspec.convert(json.loads(text, strict=False), Row)
    except json.JSONDecodeError as error:
        raise ReadError(path, f"is not JSON at character {error.pos}: {error.msg}", JSON_REMEDY) from None
    except msgspec.ValidationError as error:
        raise ReadError(path, f"is not a report: {error}", JSON_REMEDY) from None
    except (RecursionError, ValueError):
        raise ReadError(path, "is nested too deeply, or holds a number that is too long", JSON_REMEDY) from None


def date_of(row: Row, *, path: str) -> str | None:
    """`published` as an ISO 8601 prefix.

    Raises:
        ReadError: it is no date that can be understood.
    """
    if not row.published:
        return None
    date = parse_date(row.published)
    if date is None:
        raise ReadError(path, f'"published" is {row.published[:40]!r}, which is not a date', DATE_REMEDY)
    return date
