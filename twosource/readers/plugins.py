"""The readers there are: the ones of this room, and those that other packages declare.

A package adds a reader with an entry point of the group `twosource.readers` that names a class without arguments:

    [project.entry-points."twosource.readers"]
    telegram = "mypackage.telegram:TelegramReader"

One with the name of a reader of this room replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePath
from typing import BinaryIO, Protocol

from twosource.model import Report
from twosource.readers.csv_reader import CsvReader
from twosource.readers.errors import ReadError
from twosource.readers.feed_reader import FeedReader
from twosource.readers.html_reader import HtmlReader
from twosource.readers.jsonl_reader import JsonlReader
from twosource.readers.mail_reader import MailReader
from twosource.readers.mhtml_reader import MhtmlReader
from twosource.readers.newsml_reader import NewsmlReader
from twosource.readers.ninjs_reader import NinjsReader
from twosource.readers.options import ReadOptions
from twosource.readers.pdf_reader import PdfReader
from twosource.readers.telegram_reader import TelegramReader
from twosource.readers.text_reader import TextReader
from twosource.readers.wacz_reader import WaczReader
from twosource.readers.warc_reader import WarcReader

GROUP = "twosource.readers"
OWN = "twosource.readers."
"""How the entry points of this room's own readers begin. They tell other programs what there is; nothing has to be
looked up to use them here, and they never stand in the way of a reader that replaces one."""


class Reader(Protocol):
    """What turns the bytes of one kind of file into reports.

    Attributes:
        name: how a person names it ("text").
        suffixes: of the files it reads, in lower case, with the dot.
    """

    name: str
    suffixes: tuple[str, ...]

    def sniff(self, head: bytes) -> bool:
        """Whether a file without a known suffix that begins so is one of its files."""

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports in a stream, and an error for each that cannot be read.

        Args:
            stream: positioned at its start; read no more of it at once than one report needs.
            name: what to call it in an error; `reports.doc_of(name)` is the report's short name.
            options: what a person says.

        Raises:
            ReadError: nothing more can be read from it.
        """


@cache
def readers() -> dict[str, Reader]:
    """All readers by name, in the order in which they are asked; the text reader comes last.

    Raises:
        ReadError: a declared reader cannot be loaded.
    """
    others = sorted(point for point in entry_points(group=GROUP) if not point.value.startswith(OWN))
    found: dict[str, Reader] = {point.name: loaded(point) for point in others}
    built_in: tuple[Reader, ...] = (
        *(
            TelegramReader(),
            NinjsReader(),
            JsonlReader(),
        ),  # of those that share a suffix the one that is sure goes first
        *(FeedReader(), NewsmlReader(), HtmlReader(), MhtmlReader(), MailReader(), PdfReader()),
        *(WarcReader(), WaczReader(), CsvReader(), TextReader()),
    )
    for reader in built_in:
        found.setdefault(reader.name, reader)
    found[TextReader.name] = found.pop(TextReader.name)
    return found


def loaded(point: EntryPoint) -> Reader:
    """The reader that an entry point declares.

    Raises:
        ReadError: it cannot be imported or made.
    """
    try:
        reader: Reader = point.load()()
    except Exception as error:  # another package's code may fail in any way
        package = point.dist.name if point.dist else point.value
        cause = f"reader {point.name!r} cannot be loaded ({type(error).__name__}: {error})"
        raise ReadError(package, cause, "repair or uninstall that package") from error
    return reader


def suffixes() -> dict[str, list[str]]:
    """Suffixes that are known, with the names of their readers in the order in which these are asked."""
    found: dict[str, list[str]] = {}
    for name, reader in readers().items():
        for suffix in reader.suffixes:
            found.setdefault(suffix, []).append(name)
    return found


def reader_for(name: str, head: bytes, options: ReadOptions) -> Reader:
    """The reader of a file: the one asked for, else by its suffix, else by how it begins.

    Where several readers share the suffix (".json", ".xml"), how the file begins tells which of them it is for.

    Raises:
        ReadError: there is no reader of the name that was asked for, or none of those of the suffix knows the content.
    """
    known = readers()
    if options.reader is not None:
        if options.reader not in known:
            raise ReadError(name, f"there is no reader {options.reader!r}", f"give one of {', '.join(known)}")
        return known[options.reader]
    sharing = suffixes().get(PurePath(name).suffix.lower(), [])
    if len(sharing) == 1:
        return known[sharing[0]]
    for one in sharing:
        if known[one].sniff(head):
            return known[one]
    if sharing:
        raise ReadError(name, f"is none of {', '.join(sharing)}, by its content", "name its kind with --reader")
    return next(reader for reader in known.values() if reader.sniff(head) or reader.name == TextReader.name)
