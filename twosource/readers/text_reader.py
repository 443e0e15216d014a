"""Plain text: the file's own characters, line ends included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from twosource.model import Report
from twosource.readers.decoding import MAX_BYTES, MAX_CHARACTERS, SPLIT_REMEDY, decode
from twosource.readers.errors import ReadError
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report


class TextReader:
    """One text file, one report."""

    name = "text"
    suffixes: tuple[str, ...] = (".txt", ".text")

    def sniff(self, head: bytes) -> bool:
        """Anything may be text: this reader is asked last."""
        del head
        return True

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The report that the stream is. Of a stream that is too long no more is read than shows it.

        Raises:
            ReadError: it is no text, too long, or in an encoding that cannot be told.
        """
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ReadError(name, f"has more than {MAX_CHARACTERS:,} characters", SPLIT_REMEDY)
        text = decode(data, path=name, encoding=options.encoding)
        yield make_report(text, doc=doc_of(name), path=name, options=options, metadata=Metadata())
