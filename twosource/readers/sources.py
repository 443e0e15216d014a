"""Where reports come from: files, folders, globs and standard input. Nothing here reads a file's content."""

from __future__ import annotations

import glob
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from twosource.readers.errors import ReadError, printable
from twosource.readers.guard import reason
from twosource.readers.limits import name_within
from twosource.readers.plugins import suffixes

STANDARD_INPUT = "-"
STDIN_NAME = "stdin"
"""What standard input is called in errors, and as a report."""
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
MAGIC = re.compile(r"[*?\[]")


class Source(Struct, frozen=True):
    """One file or stream. `path` is `None` for standard input."""

    name: str
    path: Path | None = None

    def __str__(self) -> str:
        return printable(self.name)

    def open(self) -> io.BufferedReader:
        """The bytes, positioned at their start.

        Raises:
            OSError: it cannot be opened.
        """
        if self.path is not None:
            return self.path.open("rb")
        if sys.stdin is None:
            raise OSError("standard input is closed")
        stream: Any = sys.stdin.buffer
        return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)


def discover(inputs: Iterable[str | os.PathLike[str]]) -> Iterator[Source | ReadError]:
    """The sources that the inputs name, in the order given; an error for each input that names none.

    A file is taken whatever its suffix. A folder gives its files with a suffix that a reader knows, in the order of
    their names, subfolders after files; what is hidden is passed over. A glob gives what it matches, in order.

    Args:
        inputs: paths of files and folders, globs (`**` goes through folders), or `-` for standard input.
    """
    for item in inputs:
        try:
            yield from named(os.fspath(item))
        except ReadError as error:
            yield error


def named(name: str) -> Iterator[Source | ReadError]:
    """The sources that one input names."""
    if name == STANDARD_INPUT:
        yield Source(name=STDIN_NAME)
    elif URL.match(name):
        yield ReadError(name, "is an address, and nothing is fetched from the network", "save the page, and name that")
    elif exists(name):
        yield from at_path(Path(name))
    elif MAGIC.search(name):
        yield from matching(name)
    else:
        yield ReadError(name or "''", "there is no such file or folder", "check the name")


def exists(name: str) -> bool:
    """Whether there is a file or folder of that name, even one that may not be read."""
    try:
        return os.path.lexists(name)
    except ValueError:  # a NUL in the name
        return False


def at_path(path: Path) -> Iterator[Source | ReadError]:
    """The source at a path that exists, or those in the folder there."""
    if not path.is_dir():
        yield Source(name=str(path), path=path)
        return
    none = True
    for found in in_folder(path):
        none = False
        yield found
    if none:
        known = ", ".join(sorted(suffixes()))
        yield ReadError(path, "has no report in it", f"put files there that end in {known}, or name files one by one")


def in_folder(folder: Path) -> Iterator[Source | ReadError]:
    """The sources in a folder and its subfolders, and an error for each folder that may not be looked into."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield ReadError(folder, reason(error), "check its permissions")
        return
    visible = [entry for entry in entries if not entry.name.startswith(".")]
    for entry in visible:
        if entry.is_file() and Path(name_within(entry.name)).suffix.lower() in suffixes():
            yield Source(name=entry.path, path=Path(entry.path))
    for entry in visible:
        if entry.is_dir(follow_symlinks=False):
            yield from in_folder(Path(entry.path))


def matching(pattern: str) -> Iterator[Source | ReadError]:
    """The sources that a glob matches. With `**` folders are matched by their files only."""
    paths = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - takes absolute ones too
    if "**" in pattern:
        paths = [path for path in paths if not path.is_dir()]
    if not paths:
        yield ReadError(pattern, "nothing matches", "check the pattern")
    for path in paths:
        yield from at_path(path)
