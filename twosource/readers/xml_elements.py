"""XML read element by element: no entity is expanded, nothing is fetched, and what has been read is let go.

The elements that hold one report each are given in order, complete, with the elements before them still in place. A
file that declares entities of its own is refused: no feed or wire needs them, and they are how a small file becomes a
large one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from twosource.readers.errors import ReadError
from twosource.readers.streams import in_steps

STEP = 16_384
"""Characters parsed at once."""
MOST_CHARACTERS = 4_000_000
"""Between the ends of two reports: the longest text that is read, four times, for its markup."""
MOST_ELEMENTS = 100_000
"""The same for elements, and for references to names that only a DTD knows (`&nbsp;`), each of which is kept as one: a
long article has some hundreds, a page of results some thousands."""
PROLOG = 65_536
"""Characters in which the root element must begin."""
BEFORE_ROOT = re.compile(r"\ufeff?(?:\s+|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*")
DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[\"'>]|\"[^\"]*\"|'[^']*')*")
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
NAMED = re.compile(r"<!DOCTYPE\s+(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
NO_TYPE = '<!DOCTYPE none SYSTEM "none">'
NAMED_CHARACTER = re.compile(r"&(?!lt;|gt;|amp;|quot;|apos;|#)")
DECLARED = re.compile(rb"<\?xml[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")
REPAIR = "ask its publisher for a repaired one, or give the reports as JSONL"


class BrokenXmlError(ReadError):
    """It is not well-formed from some place on; what came before has been given."""


def declared_encoding(head: bytes) -> str | None:
    """The encoding that the XML declaration at the start of a file names."""
    match = DECLARED.search(head, 0, 200)
    return match[1].decode("ascii") if match else None


def root_of(head: bytes) -> str | None:
    """The name of the root element, without its prefix, of a file that begins so; `None` when it is no XML."""
    codec = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    text = head.decode(codec, errors="ignore")
    try:
        match = ROOT.match(text, before_root(text, path="")[0])
    except ReadError:  # whoever reads it will say so; its document type names the root
        match = NAMED.search(text)
    return match[1] if match else None


def reports_in(pieces: Iterable[str], *, names: Collection[str], path: str) -> Iterator[Any]:
    """The lxml elements whose names (without namespace) are among `names`, outermost, in order.

    What stands before an element in the file, and is none of them, is there until the next one is asked for; the
    element itself only until then.

    Args:
        pieces: the file's text, in pieces of any length.
        names: of elements that hold one report each.
        path: what to call the file in an error.

    Raises:
        BrokenXmlError: it is not well-formed.
        ReadError: it declares entities, or one report takes more than a report can.
    """
    from lxml import etree  # noqa: PLC0415 - takes a tenth of a second, which only XML should cost

    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    found = Found(names, path)
    for step in checked_prolog(in_steps(pieces, size=STEP), path=path):
        found.characters += len(step)
        found.elements += len(NAMED_CHARACTER.findall(step))
        broken = None
        try:
            parser.feed(step.encode("utf-8", errors="replace"))
        except etree.XMLSyntaxError as error:
            broken = error
        yield from found.among(parser.read_events())
        if broken is not None:
            raise not_well_formed(broken, path)
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise not_well_formed(error, path) from None


class Found:
    """Follows the parser, and gives each report when it is complete."""

    def __init__(self, names: Collection[str], path: str) -> None:
        self._names = names
        self._path = path
        self._current: Any = None
        self.elements = 0
        self.characters = 0

    def among(self, events: Iterable[tuple[str, Any]]) -> Iterator[Any]:
        """The reports that the events complete.

        Raises:
            ReadError: too much was parsed since the last one.
        """
        for event, element in events:
            if event == "start":
                self.elements += 1
                if self._current is None and element.tag.rpartition("}")[2] in self._names:
                    self._current = element
            elif element is self._current:
                yield element
                let_go(element)
                self._current, self.elements, self.characters = None, 0, 0
        if self.elements > MOST_ELEMENTS:
            raise ReadError(self._path, f"holds more than {MOST_ELEMENTS:,} elements in one report", REPAIR)
        if self.characters > MOST_CHARACTERS:
            raise ReadError(self._path, f"holds more than {MOST_CHARACTERS:,} characters in one report", REPAIR)


def let_go(element: Any) -> None:
    """Free an element's content and all before it. The element stays: the parser may be writing right behind it."""
    for each in (element, *element.iterancestors()):
        parent = each.getparent()
        while parent is not None and each.getprevious() is not None:
            del parent[0]
    element.clear(keep_tail=True)


def checked_prolog(parts: Iterator[str], *, path: str) -> Iterator[str]:
    """The parts, once what comes before the root element is seen to declare nothing.

    A file without a document type gets one that names no file. With it the parser leaves names that it does not know
    (`&nbsp;`) as they are; without it they end the parsing.

    Raises:
        ReadError: it declares entities, or is no XML.
    """
    prolog = ""
    for part in parts:
        prolog += part
        start, typed = before_root(prolog, path=path)
        if ROOT.match(prolog, start):
            yield prolog[:start].removeprefix("\ufeff") + ("" if typed else NO_TYPE) + prolog[start:]
            yield from parts
            return
        if len(prolog) > PROLOG:
            break
    if not prolog.strip():
        raise ReadError(path, "is empty", "save it again")
    raise ReadError(path, f"has no element in its first {PROLOG:,} characters, so it is not XML", REPAIR)


def before_root(text: str, *, path: str) -> tuple[int, bool]:
    """Where the root element begins, if it does, and whether a document type stands before it.

    Raises:
        ReadError: the document type declares entities.
    """
    before = BEFORE_ROOT.match(text)
    start = before.end() if before else 0
    doctype = DOCTYPE.match(text, start)
    if doctype is None:
        return start, False
    if text.startswith("[", doctype.end()):
        raise ReadError(path, "declares entities of its own", REPAIR)
    after = BEFORE_ROOT.match(text, doctype.end() + 1)
    return (after.end() if after else len(text)), True


def not_well_formed(error: Any, path: str) -> BrokenXmlError:
    """The parser's error, with its line."""
    line, _ = error.position
    what = str(error.msg).partition(", line ")[0]
    return BrokenXmlError(path, f"is not well-formed XML at line {line}: {what}", REPAIR)
