"""Writing to people and to programs: consoles, JSON, and the one line that an error gets."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import msgspec
from rich.console import Console

from twosource.exports.wording import one_line

DONE, NOT_READ, USAGE, UNVERIFIED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; some input unread or nothing found; misunderstood; evidence failed; stopped by Ctrl-C."""


class Ended(Exception):  # noqa: N818 - an ending with a code, not always an error
    """The command cannot go on.

    Args:
        message: one line: the file, the cause, the remedy.
        code: exit code, as above.
    """

    def __init__(self, message: str, code: int = NOT_READ) -> None:
        super().__init__(message)
        self.code = code


def _console(*, stderr: bool) -> Console:
    # Text from reports must never be taken for Rich's own markup or emoji codes.
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def out() -> Console:
    """The console on standard output: results."""
    return _console(stderr=False)


def err() -> Console:
    """The console on standard error: progress, notes, errors."""
    return _console(stderr=True)


def note(message: str) -> None:
    """One line for the person, beside the results."""
    err().print(message, soft_wrap=True)


def report_problem(message: str) -> None:
    """One line on standard error, whatever the message holds."""
    err().print(f"twosource: {one_line(message)}", soft_wrap=True)


def write_lines(rows: Iterable[Any]) -> None:
    """One JSON value a line on standard output."""
    for row in rows:
        sys.stdout.buffer.write(_encoded(row) + b"\n")
    sys.stdout.buffer.flush()


def write_list(rows: Iterable[Any]) -> None:
    """One JSON list on standard output, an element a line."""
    sys.stdout.flush()
    mark = b"["
    for row in rows:
        sys.stdout.buffer.write(mark + b"\n" + _encoded(row))
        mark = b","
    sys.stdout.buffer.write(b"[]\n" if mark == b"[" else b"\n]\n")
    sys.stdout.buffer.flush()


def _encoded(row: Any) -> bytes:
    return msgspec.json.encode(row)
