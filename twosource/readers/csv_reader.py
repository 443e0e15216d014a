"""CSV and TSV: one row, one report, read row by row; the first row names the columns.

Which column holds what is said by the person (`ReadOptions.columns`), else told from its name where that is plain
(data/columns.toml). Other columns are left alone. A cell is stored as it is, line ends in it included; an empty one is
not stated.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import BinaryIO

import msgspec

from twosource.model import Report
from twosource.readers.decoding import MAX_CHARACTERS, encodings
from twosource.readers.errors import ReadError
from twosource.readers.jsonl_reader import MOST_NAMED, Row, report_of
from twosource.readers.options import FIELDS, ReadOptions
from twosource.readers.reports import doc_of, plain
from twosource.readers.streams import PIECE, in_steps, text_pieces

TABS = {".tsv", ".tab"}
SEPARATORS = ",;\t|"
"""Of columns: of all that a table's first row holds outside quotes, the one that parts it most often."""
LONGEST_ROW = 2 * MAX_CHARACTERS
"""Characters: the longest text, and as many for all other cells."""
SEPARATED = re.compile(r"[\s_.-]+")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
COLUMN_REMEDY = "say which column holds the text: --column text=NAME"
ROW_REMEDY = "save it again as CSV with every cell quoted"
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))  # Python's own, for the whole process, is 131,072


class CsvReader:
    """A table: one row, one report."""

    name = "csv"
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".tab")

    def sniff(self, head: bytes) -> bool:
        """Whether its first line names columns, one of which plainly holds texts."""
        for mark, _ in encodings().marks:
            head = head.removeprefix(mark)
        first = head.splitlines()[:1]
        names = split(first[0].decode("utf-8", errors="replace")) if first else []
        return len(names) > 1 and "text" in usual(names)

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the rows, and an error for each row that holds none; empty rows are passed over.

        Raises:
            ReadError: it has no rows, a column that was named is not there, or none can be told to hold texts.
        """
        pieces = text_pieces(stream, path=name, encoding=options.encoding)
        table = rows(lines(pieces), tabs=PurePath(name).suffix.lower() in TABS, path=name)
        _, names = next(table, (0, list[str]()))
        if isinstance(names, ReadError):
            raise names
        if not names:
            raise ReadError(name, "is empty", "give a table whose first row names its columns")
        columns = columns_of(names, options.columns, path=name)
        none = True
        for number, cells in table:
            none = False
            try:
                yield read_row(cells, number, names, columns, name=name, options=options)
            except ReadError as error:
                yield error
        if none:
            raise ReadError(name, "names columns and has no rows", "give a table with one report a row")


def read_row(
    cells: list[str] | ReadError,
    number: int,
    names: list[str],
    columns: dict[str, int],
    *,
    name: str,
    options: ReadOptions,
) -> Report:
    """The report of one row that begins at line `number`.

    Raises:
        ReadError: naming file and line.
    """
    path = f"{name}:{number}"
    if isinstance(cells, ReadError):
        raise cells
    if len(cells) > len(names):
        raise ReadError(path, f"has {len(cells)} cells, and there are {len(names)} columns", ROW_REMEDY)
    values = {field: cells[at] for field, at in columns.items() if at < len(cells) and cells[at].strip()}
    try:
        row = msgspec.convert(values, Row, strict=False)
    except msgspec.ValidationError as error:
        raise ReadError(path, f"is not a report: {error}", "correct that cell, or leave it empty") from None
    if row.text is None and not row.taken_back:
        raise ReadError(path, f"has nothing in column {names[columns['text']]!r}", "leave rows without a text out")
    named = plain(str(row.doc)) if row.doc is not None else None
    return report_of(row, doc=named or f"{doc_of(name)}-{number}", path=path, part=f"line {number}", options=options)


def columns_of(names: list[str], given: dict[str, str], *, path: str) -> dict[str, int]:
    """In which column each field stands.

    Args:
        names: of the columns.
        given: what a person says, field to name.
        path: what to call the file in an error.

    Raises:
        ReadError: a named column is not there, or there twice, or none holds texts.
    """
    there = ", ".join(repr(name) for name in names[:MOST_NAMED])
    found: dict[str, int] = {}
    for field, name in given.items():
        at = [number for number, each in enumerate(names) if each.strip() == name.strip()]
        if len(at) != 1:
            what = "no column" if not at else f"{len(at)} columns"
            raise ReadError(path, f"has {what} {name!r}", f"of its columns give one: {there}")
        found[field] = at[0]
    taken = set(found.values())
    found |= {field: at for field, at in usual(names).items() if field not in found and at not in taken}
    if "text" not in found:
        raise ReadError(path, f"has no column that plainly holds texts: {there}", COLUMN_REMEDY)
    return found


@cache
def names_of_columns() -> dict[str, tuple[str, ...]]:
    """The contents of data/columns.toml: names of each field, best first.

    Raises:
        ValueError: the file names a field that there is not.
    """
    raw = tomllib.loads(files("twosource.readers").joinpath("data/columns.toml").read_text(encoding="utf-8"))
    if set(raw) - set(FIELDS):
        raise ValueError(f"columns.toml: no such field: {set(raw) - set(FIELDS)}")
    return {field: tuple(names) for field, names in raw.items()}


def usual(names: list[str]) -> dict[str, int]:
    """The columns whose names say what they hold, by field."""
    plain_names = [SEPARATED.sub(" ", name).strip().casefold() for name in names]
    found = {}
    for field, known in names_of_columns().items():
        at = next((plain_names.index(name) for name in known if name in plain_names), None)
        if at is not None:
            found[field] = at
    return found


def separator_of(line: str, *, tabs: bool) -> str:
    """What parts the columns in a table's first line."""
    outside = "".join(line.split('"')[::2])
    return "\t" if tabs else max(SEPARATORS, key=outside.count)


def split(line: str) -> list[str]:
    """The names that a first line holds; none when it is no row."""
    try:
        return next(csv.reader([line], delimiter=separator_of(line, tabs=False), strict=True), [])
    except csv.Error:
        return []


def rows(source: Iterator[str], *, tabs: bool, path: str) -> Iterator[tuple[int, list[str] | ReadError]]:
    """The rows with something in them, each with the number of its first line; an error for what is no row.

    Raises:
        ReadError: a row has no end.
    """
    measured = Measured(source)
    reader = csv.reader(measured, delimiter=separator_of(measured.peek(), tabs=tabs), strict=True)
    while True:
        start, measured.characters = reader.line_num + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, ReadError(f"{path}:{start}", f"is no row: {error}", ROW_REMEDY)
            continue
        except OverflowError:
            what = f"begins a row of more than {LONGEST_ROW:,} characters"
            raise ReadError(f"{path}:{start}", f"{what}: a quotation mark may be missing", ROW_REMEDY) from None
        if any(cell.strip() for cell in cells):
            yield start, cells


class Measured:
    """Lines, of which no more than `LONGEST_ROW` characters are given until `characters` is set to 0 again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._first = next(source, "")
        self._ahead = [self._first]
        self.characters = 0

    def __iter__(self) -> Measured:
        return self

    def __next__(self) -> str:
        line = self._ahead.pop() if self._ahead else next(self._source)
        self.characters += len(line)
        if self.characters > LONGEST_ROW:
            raise OverflowError
        return line

    def peek(self) -> str:
        """The first line."""
        return self._first


def lines(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of a text in pieces, each with its end: CR, LF or both. One that is too long for a row is the last."""
    rest = ""
    for piece in in_steps(pieces, size=PIECE):
        whole = LINE.findall(rest + piece)
        rest = "".join(whole[-1:])  # it may go on, or its CR may be followed by LF
        yield from whole[:-1]
        if len(rest) > LONGEST_ROW:
            break
    if rest:
        yield rest
