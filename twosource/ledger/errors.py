"""What can be wrong with a ledger, in one line that names the file, the cause and the remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

CAUSES = {
    "SQLITE_NOTADB": "is not a ledger: name another file, or leave it and choose a new name",
    "SQLITE_CORRUPT": "is damaged: restore a copy, or rebuild it from a jsonl export",
    "SQLITE_READONLY": "is read-only: make the file and its folder writable, or copy it to where you may write",
    "SQLITE_BUSY": "is being written by another process: wait until that ends, then run this again",
    "SQLITE_LOCKED": "is being written by another process: wait until that ends, then run this again",
    "SQLITE_FULL": "could not grow, the disk is full: free some space and run this again; what was read is kept",
    "SQLITE_CANTOPEN": "cannot be opened: check that its folder exists and that you may write there",
    "SQLITE_IOERR": "cannot be read or written, the disk fails or is full: check it and run this again",
}
"""Names of SQLite's result codes (https://www.sqlite.org/rescode.html), by prefix, and what each means here."""


class LedgerError(Exception):
    """The ledger cannot be opened, read or written. The message is one line: file, cause, remedy."""


class UnfitError(LedgerError):
    """One reading that cannot be recorded. The ledger is as it was, and others can be."""


def explain(where: str, error: BaseException) -> str:
    """One line on a database error: `where` (a file, or a URL without its password), the cause and the remedy."""
    code: str = getattr(error, "sqlite_errorname", None) or ""
    for prefix, cause in CAUSES.items():
        if code.startswith(prefix):
            return f"{where} {cause}"
    first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"{where}: the database says: {first_line}"


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn database errors inside the block into `LedgerError`.

    Raises:
        LedgerError: the database refused; what it had not committed is undone.
    """
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(explain(where, error.orig or error)) from error
    except sqlite3.Error as error:
        raise LedgerError(explain(where, error)) from error
