"""The rooms for programs, under a few names: read, annotate, and a ledger to ask. docs/python.md has examples.

It does nothing itself: whoever needs more goes to the rooms, whose values are given here, and to `Ledger.book`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from twosource.ledger import Cited, LedgerError, Picture, ReportRow, picture, record
from twosource.ledger import Ledger as Book
from twosource.model import Claim, Reading, Report, Statement, Story
from twosource.readers import ReadError, ReadOptions, read_bytes, read_inputs
from twosource.readers.reports import Metadata, make_report
from twosource.reading.reader import Reader

Input = str | os.PathLike[str]
UNNAMED = "text"
"""Name of a text that was handed over without one."""


def read(
    inputs: Input | bytes | Iterable[Input],
    *,
    name: str = "",
    options: ReadOptions | None = None,
    on_error: Callable[[ReadError], object] | None = None,
) -> Iterator[Report]:
    """The reports of files, folders and globs, or of a file's bytes, in order; one is held at a time.

    Args:
        inputs: one path, several, or the content of one file.
        name: of bytes, what the file is called: its suffix says what it is, else the content does.
        options: what a person says of the reports: outlet, published, lang and so on.
        on_error: is told what could not be read, and the rest is read; without it the first error is raised.

    Raises:
        ReadError: something cannot be read, and there is no `on_error`; file, cause and remedy in one line.
    """
    if isinstance(inputs, bytes):
        found = read_bytes(inputs, name=name or UNNAMED, options=options)
    else:
        listed = [inputs] if isinstance(inputs, str | os.PathLike) else inputs
        found = read_inputs(listed, options=options)
    for one in found:
        if isinstance(one, Report):
            yield one
        elif on_error is None:
            raise one
        else:
            on_error(one)


def annotate(
    text: str | Report,
    *,
    name: str = UNNAMED,
    options: ReadOptions | None = None,
    url: str | None = None,
    title: str | None = None,
    reader: Reader | None = None,
) -> Reading:
    """The statements of one report, or of a text.

    Args:
        text: a report, or its text.
        name: of a text, the report's short name.
        options: of a text, what is known of it: outlet, published, lang.
        url: of a text, its address.
        title: of a text, its headline.
        reader: with a model or steps of your own; the usual one, loaded once, where omitted.

    Raises:
        ReadError: the text cannot be a report's.
        UnreadableError: it is not in English.
    """
    if isinstance(text, str):
        known = Metadata(url=url, title=title)
        text = make_report(text, doc=name, path=name, options=options or ReadOptions(), metadata=known)
    return (reader or _usual()).read(text)


@cache
def _usual() -> Reader:
    return Reader()


class Ledger:
    """An open ledger. Use it as a context manager, or call `close`.

    Attributes:
        book: the same ledger with all that it can do (`twosource.ledger.store.Ledger`).
    """

    def __init__(self, book: Book) -> None:
        self.book = book

    @classmethod
    def open(cls, target: str | Path, *, create: bool = True, read_only: bool = False) -> Self:
        """Open a ledger: a file, or a database URL.

        Args:
            target: path of an SQLite file, or an SQLAlchemy URL.
            create: make it where there is none.
            read_only: nothing can be written, and nothing is made.

        Raises:
            LedgerError: it cannot be opened; file, cause and remedy in one line.
        """
        return cls(Book.open(target, create=create and not read_only, read_only=read_only))

    def close(self) -> None:
        """Close it; it cannot be used afterwards."""
        self.book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, reading: Reading) -> bool:
        """Keep one reading, all of it or nothing; False where it is there already.

        Raises:
            LedgerError: it cannot be kept.
        """
        return self.book.add(reading)

    def record(self) -> int:
        """Make the claims that follow from what was added, and keep them; gives how many stories were linked."""
        return record(self.book)

    def picture(self, *, as_of: str | None = None, read_by: str | None = None, story: str | None = None) -> Picture:
        """Stories, claims, readings and judgements as of two moments, of the whole ledger or of one story.

        Args:
            as_of: ISO 8601; only what had been published by the end of this moment.
            read_by: ISO 8601; only what we had read by the end of this moment.
            story: id of the only story to look at.

        Raises:
            ValueError: a moment is not an ISO 8601 time.
        """
        return picture(self.book, published_by=as_of, read_by=read_by, story=story)

    def claims(
        self, *, as_of: str | None = None, read_by: str | None = None, story: str | None = None
    ) -> tuple[Claim, ...]:
        """The claims, story by story; arguments as in `picture`. For several questions take one `picture`."""
        return self.picture(as_of=as_of, read_by=read_by, story=story).claims

    def claim(self, identity: str, *, as_of: str | None = None, read_by: str | None = None) -> Claim:
        """One claim, by its id or the beginning of it; moments as in `picture`.

        Raises:
            LedgerError: there is none, or more than one.
        """
        claims = self.claims(as_of=as_of, read_by=read_by)
        found = [one for one in claims if one.id == identity]
        found = found or [one for one in claims if identity and one.id.startswith(identity)]
        if len(found) != 1:
            raise LedgerError(f"{self.book.where}: {len(found)} claims' ids begin with {identity!r}: see Ledger.claims")
        return found[0]

    def stories(self, *, as_of: str | None = None, read_by: str | None = None) -> tuple[Story, ...]:
        """The stories, by publication of their first report; moments as in `picture`."""
        return self.picture(as_of=as_of, read_by=read_by).stories

    def reports(self, *, as_of: str | None = None, read_by: str | None = None) -> Iterator[ReportRow]:
        """The reports that stand, without their texts, in order of publication; moments as in `picture`."""
        return self.book.reports(published_by=as_of, read_by=read_by)

    def statements(self, *, as_of: str | None = None, read_by: str | None = None) -> Iterator[Statement]:
        """Every statement of these reports, in their order; moments as in `picture`."""
        for reading in self.book.readings(published_by=as_of, read_by=read_by):
            yield from reading.statements

    def statement(self, identity: str) -> Cited:
        """A statement with its report and the exact characters of source, cue and content.

        Raises:
            LedgerError: there is none.
        """
        found = self.book.statement(identity)
        if found is None:
            raise LedgerError(f"{self.book.where}: there is no statement {identity!r}: see Ledger.statements")
        return found
