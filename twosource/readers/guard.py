"""The one place where a reader's failure of any kind becomes an error about its file, or about one part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from twosource.model import Report
from twosource.readers.errors import ReadError


def guarded(items: Iterable[Report | ReadError], name: str) -> Iterator[Report | ReadError]:
    """The items as they come; where the reader that makes them fails, an error in its place, and no more items.

    Args:
        items: what a reader yields for a file, or for one part of an archive.
        name: what to call that in an error.
    """
    try:
        yield from items
    except ReadError as error:
        yield error
    except OSError as error:
        yield ReadError(name, reason(error), remedy(error))
    except Exception as error:  # noqa: BLE001 - a reader's parser may fail in any way; the other reports are still read
        yield ReadError(name, f"the reader failed on it ({type(error).__name__}: {error})", "give it as plain text")


def reason(error: OSError) -> str:
    """Why the operating system would not, in words."""
    if isinstance(error, PermissionError):
        return "may not be read"
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    return f"cannot be read ({error.strerror or error})"


def remedy(error: OSError) -> str:
    """What a person can do about an error of the operating system."""
    return "check its permissions" if isinstance(error, PermissionError) else "check that it is there and whole"
