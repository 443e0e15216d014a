"""The one error of this room: what could not be read, why, and what to do about it."""

from __future__ import annotations

import re
from pathlib import PurePath

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""What must not reach a terminal from a file's name: line ends, control codes and direction overrides."""


def printable(name: str | PurePath) -> str:
    """`name` in one line that any UTF-8 terminal and database takes; undecodable bytes are shown as escapes."""
    clean = str(name).encode("utf-8", errors="backslashreplace").decode("utf-8")
    return UNPRINTABLE.sub(lambda run: run.group().encode("unicode_escape").decode("ascii"), clean)


class ReadError(Exception):
    """Something that could not be read. As a string it is one line: place, cause, remedy.

    It is raised inside a reader, and handed over as a value by `read`, so that one bad report does not stop the rest.

    Attributes:
        path: the file (with `:line` where it has lines), the input or the option at fault.
        cause: what is wrong with it.
        remedy: what a person can do.
    """

    def __init__(self, path: str | PurePath, cause: str, remedy: str) -> None:
        super().__init__(path, cause, remedy)
        self.path = printable(path)
        self.cause = printable(cause)
        self.remedy = printable(remedy)

    def __str__(self) -> str:
        return f"{self.path}: {self.cause}; {self.remedy}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReadError) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)
