"""Markup of an article that stands by itself, as in feeds and wires, to its text; nothing is judged to be boilerplate.

Paragraphs are parted by a blank line and lines within them by a line end; other white space is one space, as a browser
shows it. A page with navigation around the article is for `html_reader`.
"""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from twosource.readers.errors import ReadError

MOST_TAGS = 200_000
"""In one report. The longest text that is read has a million characters; this takes a second."""
MARKUP = re.compile(r"<[A-Za-z/!?]")
"""What begins a tag or a comment; "3 < 4" holds none."""
WHITE = re.compile(r"[ \t\n\r\f]+")
"""White space that HTML collapses; a no-break space stays."""


class Elements(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of data/markup.toml."""

    blocks: frozenset[str]
    cells: frozenset[str]
    breaks: frozenset[str]
    skipped: frozenset[str]


@cache
def elements() -> Elements:
    """data/markup.toml, checked."""
    raw = files("twosource.readers").joinpath("data/markup.toml").read_bytes()
    return msgspec.toml.decode(raw, type=Elements)


def text_of_html(markup: str, *, path: str) -> str:
    """The text of an HTML fragment, "" when there is none. What has no tag keeps its line ends.

    Raises:
        ReadError: it has more tags than an article can have.
    """
    if not MARKUP.search(markup):
        return html.unescape(markup).strip()
    if markup.count("<") > MOST_TAGS:
        raise ReadError(path, f"has more than {MOST_TAGS:,} tags", "give the report as plain text")
    from lxml import etree  # noqa: PLC0415 - takes a tenth of a second, which only markup should cost

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = f"<html><body>{markup}</body></html>".encode("utf-8", errors="replace")
    tree = etree.fromstring(source, parser)
    return "" if tree is None else text_of_tree(tree)


def text_of_tree(tree: Any) -> str:
    """The text of an lxml element and all below it.

    A reference that the parser left alone is the character of that name in HTML: a file may leave these names to a DTD,
    which is never fetched.
    """
    from lxml import etree  # noqa: PLC0415 - see above

    flow, skipping = Flow(), 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        skipped = tag in elements().skipped
        if event == "start":
            skipping += skipped
            flow.at(tag)
            if not skipping:
                flow.add(html.unescape(element.text or "") if element.tag is etree.Entity else element.text)
        else:
            skipping -= skipped
            flow.at(tag)
            if not skipping and element is not tree:
                flow.add(element.tail)
    return flow.text()


class Flow:
    """Paragraphs as they fill."""

    def __init__(self) -> None:
        self._paragraphs: list[list[list[str]]] = [[[]]]

    def at(self, tag: str) -> None:
        """Begin a paragraph, a line or a word where an element of that name begins or ends."""
        if tag in elements().blocks:
            if self._paragraphs[-1] != [[]]:
                self._paragraphs.append([[]])
        elif tag in elements().breaks:
            if self._paragraphs[-1][-1]:
                self._paragraphs[-1].append([])
        elif tag in elements().cells:
            self.add(" ")

    def add(self, text: str | None) -> None:
        """Add to the line."""
        if text:
            self._paragraphs[-1][-1].append(text)

    def text(self) -> str:
        """All paragraphs that have text in them."""
        paragraphs = []
        for lines in self._paragraphs:
            whole = [line for pieces in lines if (line := WHITE.sub(" ", "".join(pieces)).strip(" "))]
            if whole:
                paragraphs.append("\n".join(whole))
        return "\n\n".join(paragraphs)
