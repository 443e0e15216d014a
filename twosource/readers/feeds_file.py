"""The file that says what to watch: one `[[feed]]` table each, checked, with errors that name file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from twosource.readers.errors import ReadError
from twosource.readers.guard import reason, remedy
from twosource.readers.options import ReadOptions
from twosource.readers.plugins import readers

EVERY = 900.0
"""Seconds between two requests where the file says nothing: feeds of news are made anew every ten to sixty minutes."""
LEAST = 60.0
"""Seconds between two requests at least: no site is asked more often for one feed, whatever the file says."""
PERIOD = re.compile(r"(\d{1,4})\s*([mhd])")
SECONDS = {"m": 60.0, "h": 3600.0, "d": 86_400.0}
KEYS = ("url", "outlet", "lang", "every", "reader")
TABLE = re.compile(r"^\s*\[\[\s*feed\s*\]\]", re.MULTILINE)
AT_LINE = re.compile(r"at line (\d+)")
CONTACT = re.compile(r"[!-~]{3,200}")
"""What may stand in a header: printable ASCII without spaces, a mail address or the address of a page."""


class Feed(Struct, frozen=True, kw_only=True):
    """One address to watch.

    Attributes:
        every: seconds between two requests.
        options: what the file says of the reports there.
    """

    url: str
    every: float
    options: ReadOptions


class Feeds(Struct, frozen=True, kw_only=True):
    """All that a file says.

    Attributes:
        contact: a mail address or page that sites are told, so that they can complain; `None` when not stated.
    """

    feeds: tuple[Feed, ...]
    contact: str | None = None


def feeds_of(path: Path) -> Feeds:
    """What a file says is to be watched.

    Raises:
        ReadError: naming the line; it cannot be read, is no TOML, or says what cannot be.
    """
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise ReadError(path, reason(error), remedy(error)) from None
    except UnicodeDecodeError:
        raise ReadError(path, "is not in UTF-8", "save it in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = AT_LINE.search(str(error))
        raise ReadError(f"{path}:{line[1] if line else 1}", f"is no TOML ({error})", "see docs/watching.md") from None
    contact = said.get("contact")
    for key in said.keys() - {"feed", "contact"}:
        raise _fault(path, text, 0, key, f"there is no setting {key!r}", "give contact, or [[feed]] tables")
    if contact is not None and not (isinstance(contact, str) and CONTACT.fullmatch(contact)):
        raise _fault(path, text, 0, "contact", "contact is no address", "give a mail address or the address of a page")
    tables = said.get("feed")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        raise ReadError(path, "has no [[feed]] table", 'write [[feed]], and below it url = "https://..."')
    made = tuple(_feed(path, text, number, one) for number, one in enumerate(tables, 1))
    seen: set[str] = set()
    for number, one in enumerate(made, 1):
        if one.url in seen:
            raise _fault(path, text, number, "url", f"{one.url} is there twice", "take one of them out")
        seen.add(one.url)
    return Feeds(feeds=made, contact=contact)


def _feed(path: Path, text: str, number: int, said: dict[str, Any]) -> Feed:
    for key, value in said.items():
        if key not in KEYS:
            raise _fault(path, text, number, key, f"a feed has no {key!r}", f"give one of {', '.join(KEYS)}")
        if not isinstance(value, str) or not value.strip():
            raise _fault(path, text, number, key, f"{key} is no text", f'write {key} = "..."')
    url = said.get("url", "")
    try:
        sound = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        sound = False
    if not sound:
        raise _fault(path, text, number, "url", f"url {url!r} is no address", "write https://...")
    if (reader := said.get("reader")) is not None and reader not in readers():
        known = ", ".join(readers())
        raise _fault(path, text, number, "reader", f"there is no reader {reader!r}", f"give one of {known}")
    every = EVERY
    if "every" in said:
        match = PERIOD.fullmatch(said["every"].strip())
        every = int(match[1]) * SECONDS[match[2]] if match else 0.0
        if every < LEAST:
            raise _fault(
                path, text, number, "every", f"every = {said['every']!r}", "write 1m or more, as 15m, 2h or 1d"
            )
    options = ReadOptions(outlet=said.get("outlet"), lang=said.get("lang"), reader=reader)
    return Feed(url=url, every=every, options=options)


def _fault(path: Path, text: str, number: int, key: str, cause: str, remedy: str) -> ReadError:
    return ReadError(f"{path}:{_line_of(text, number, key)}", cause, remedy)


def _line_of(text: str, number: int, key: str) -> int:
    """The line of a key in the table of that number, from 1; 0 is what stands before all tables."""
    starts: list[int] = [0, *(match.start() for match in TABLE.finditer(text)), len(text)]
    start, end = starts[min(number, len(starts) - 2)], starts[min(number + 1, len(starts) - 1)]
    lines = list(_numbered(text, start, end))
    named = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((line for line, words in lines if named.match(words)), lines[0][0] if lines else 1)


def _numbered(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    first = text.count("\n", 0, start) + 1
    part = text[start:end]
    skipped = len(part) - len(part.lstrip("\n"))
    yield from enumerate(part.lstrip("\n").splitlines(), first + skipped)
