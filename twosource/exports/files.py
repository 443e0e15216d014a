"""Files that are whole or not there: written beside their place under another name, then moved onto it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ExportError(Exception):
    """An export cannot be written or read. The message is one line: file, cause, remedy."""


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to; what is there when the block ends without an error takes the place of `target`.

    After an error `target` is what it was. Something that is not a file (a pipe, /dev/stdout) is written in place.

    Raises:
        ExportError: the disk is full, the folder is not there, or it may not be written.
    """
    place = target.resolve()
    if place.exists() and not place.is_file():
        if place.is_dir():
            raise ExportError(f"{target} is a folder: name a file")
        yield place
        return
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(place)
    except OSError as error:
        cause = error.strerror or str(error)
        raise ExportError(
            f"{target} was not written ({cause}): choose another place or free some space; "
            "what was there before is untouched"
        ) from error
    finally:
        part.unlink(missing_ok=True)
