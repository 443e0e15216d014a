"""Sources to reports, one after the other; what cannot be read is an error among the reports."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator

from twosource.model import Report
from twosource.readers.errors import ReadError
from twosource.readers.guard import guarded, reason, remedy
from twosource.readers.limits import Inflated, head_within, name_within
from twosource.readers.options import ReadOptions
from twosource.readers.plugins import Reader, reader_for
from twosource.readers.sources import Source, discover

HEAD = 4096
"""Bytes by which a file without a known suffix is recognised."""


def read(sources: Iterable[Source | ReadError], options: ReadOptions | None = None) -> Iterator[Report | ReadError]:
    """The reports of the sources, in order, and an error for each that cannot be read; errors are passed on.

    No more than one report is held at a time. A source is closed when the next is asked for.
    """
    for source in sources:
        if isinstance(source, ReadError):
            yield source
        else:
            yield from read_source(source, options or ReadOptions())


def read_inputs(
    inputs: Iterable[str | os.PathLike[str]], *, options: ReadOptions | None = None
) -> Iterator[Report | ReadError]:
    """The reports of files, folders, globs and standard input (see `discover`)."""
    return read(discover(inputs), options)


def read_path(path: str | os.PathLike[str], *, options: ReadOptions | None = None) -> Iterator[Report | ReadError]:
    """The reports of one file or folder."""
    return read_inputs([path], options=options)


def read_bytes(data: bytes, *, name: str, options: ReadOptions | None = None) -> Iterator[Report | ReadError]:
    """The reports in bytes that are at hand.

    Args:
        data: the content of a file.
        name: as the file would be called; its suffix says what it is, without one the content does.
        options: what a person says.
    """
    yield from read_stream(io.BufferedReader(io.BytesIO(data)), name, options or ReadOptions())


def read_source(source: Source, options: ReadOptions) -> Iterator[Report | ReadError]:
    """The reports of one source."""
    try:
        if source.path is None:
            yield from read_stream(source.open(), source.name, options)
            return
        with source.open() as stream:
            yield from read_stream(stream, source.name, options)
    except OSError as error:
        yield ReadError(source.name, reason(error), remedy(error))


def read_stream(stream: io.BufferedReader, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
    """The reports of an open stream."""
    return guarded(unguarded(stream, name, options), name)


def unguarded(stream: io.BufferedReader, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
    """The reports of an open stream, of what is in it where it is a gzip file."""
    reader, packed = chosen(stream, name, options)
    if packed:
        stream = io.BufferedReader(Inflated(stream, name))
    yield from reader.read(stream, name=name, options=options)


def chosen(stream: io.BufferedReader, name: str, options: ReadOptions) -> tuple[Reader, bool]:
    """The reader of a stream, of which nothing is taken, and whether it is to be given what is in the gzip file.

    A reader that has a suffix such as ".warc.gz" is given the gzip file itself.

    Raises:
        ReadError: as `reader_for`.
    """
    head = stream.peek(HEAD)
    inner = head_within(head)
    reader = reader_for(name if inner is head else name_within(name), inner, options)
    return reader, inner is not head and not any(suffix.endswith(".gz") for suffix in reader.suffixes)
