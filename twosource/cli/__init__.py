"""Commands: what a person types, and what comes back. Every other room does the work."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from twosource.cli.app import app
from twosource.cli.console import NOT_READ, Ended, report_problem

__all__ = ["app", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Args:
        arguments: without the program's name; `sys.argv` where omitted.

    Raises:
        SystemExit: always. 0 done; 1 some input could not be read, or nothing was found; 2 the command was not
            understood; 3 evidence no longer matches its report; 130 interrupted.
    """
    if sys.stdout is None:
        report_problem("standard output: is closed; send it to a file, or to /dev/null")
        sys.exit(NOT_READ)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that knows less than Unicode gets escapes for the rest
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            app(args=arguments, prog_name="twosource")
        except Ended as ended:
            report_problem(str(ended))
            sys.exit(ended.code)
        finally:
            sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try to flush once more
        if not isinstance(error, BrokenPipeError):  # else the reader of our output, head or less, has seen enough
            cause = f"{error.strerror}; make room, or check the permissions"
            report_problem(f"{error.filename or 'standard output'}: {cause}")
        sys.exit(NOT_READ)
