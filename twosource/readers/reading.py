"""Sources to reports, one after the other; what cannot be read is an error among the reports."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator

from twosource.model import Report
from twosource.readers.errors import ReadError
from twosource.readers.options import ReadOptions
from twosource.readers.plugins import reader_for
from twosource.readers.sources import Source, discover, reason

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
    try:
        reader = reader_for(name, stream.peek(HEAD), options)
        yield from reader.read(stream, name=name, options=options)
    except ReadError as error:
        yield error
    except OSError as error:
        yield ReadError(name, reason(error), remedy(error))
    except Exception as error:  # noqa: BLE001 - a reader's parser may fail in any way; the other reports are still read
        yield ReadError(name, f"the reader failed on it ({type(error).__name__}: {error})", "give it as plain text")


def remedy(error: OSError) -> str:
    """What a person can do about an error of the operating system."""
    return "check its permissions" if isinstance(error, PermissionError) else "check that it is there and whole"
