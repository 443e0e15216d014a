"""The patterns of data/furniture.toml and data/notices.toml, with their macros put in and compiled."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from twosource.model import FurnitureKind
from twosource.readers.dates import any_of, table

MACRO = re.compile(r"\{([A-Z]+)\}")
LAST_CAPITAL = 0x0556
"""The last capital letter of Armenian, after those of the Latin, Greek and Cyrillic scripts."""


class Scope(StrEnum):
    """What of a line a pattern is about; see data/furniture.toml."""

    LINE = "line"
    START = "start"
    INSIDE = "inside"
    SEGMENT = "segment"


class Where(StrEnum):
    """In which part of the text a pattern holds."""

    ANYWHERE = "anywhere"
    HEAD = "head"
    TAIL = "tail"
    ENDS = "ends"


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One pattern as written in data/furniture.toml; the head of that file says what the fields mean."""

    kind: FurnitureKind
    scope: Scope
    regex: str
    examples: tuple[str, ...]
    never: tuple[str, ...]
    where: Where = Where.ANYWHERE
    known: bool = False


class Lists(Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists of data/furniture.toml."""

    not_places: tuple[str, ...]
    legal_forms: tuple[str, ...]


class FurnitureTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of data/furniture.toml."""

    macros: dict[str, str]
    pattern: tuple[Entry, ...]
    lists: Lists


class Pattern(Struct, frozen=True):
    """A pattern ready for use."""

    entry: Entry
    regex: re.Pattern[str]


@cache
def furniture_table() -> FurnitureTable:
    """data/furniture.toml, checked."""
    raw = files("twosource.readers").joinpath("data/furniture.toml").read_bytes()
    return msgspec.toml.decode(raw, type=FurnitureTable)


class NoticeTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of data/notices.toml."""

    pattern: tuple[Entry, ...]


@cache
def notice_table() -> NoticeTable:
    """data/notices.toml, checked."""
    raw = files("twosource.readers").joinpath("data/notices.toml").read_bytes()
    return msgspec.toml.decode(raw, type=NoticeTable)


@cache
def patterns(scope: Scope) -> tuple[Pattern, ...]:
    """The patterns of one scope: what an outlet says of its own report, then the rest, in the order of the files."""
    every = (*notice_table().pattern, *furniture_table().pattern)
    return tuple(Pattern(entry=entry, regex=compiled(entry.regex)) for entry in every if entry.scope is scope)


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """`regex` with its macros put in."""
    known = macros()
    while MACRO.search(regex):
        regex = MACRO.sub(lambda match: known[match[1]], regex)
    return re.compile(regex)


@cache
def macros() -> dict[str, str]:
    """The macros of data/furniture.toml and those that are made from other tables."""
    names, capitals = table(), "".join(chr(code) for code in range(LAST_CAPITAL + 1) if chr(code).isupper())
    labels = [words for words in names.labels if words != "date"]
    return furniture_table().macros | {
        "CAPITALS": capitals,
        "UPPER": f"[{capitals}]",
        "MONTH": f"(?i:{any_of(list(names.months))})",
        "DATEWORD": rf"(?:(?i:{any_of([*names.months, *names.weekdays, *labels])})\b)",
        "NOTPLACE": rf"(?:{any_of(list(furniture_table().lists.not_places))})\b",
    }
