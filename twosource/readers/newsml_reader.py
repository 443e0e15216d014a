"""NewsML-G2: each news item with text in it is a report, read one by one, alone or in a message of many.

Packages and other items are passed over with a reason. Text is taken from `inlineXML` (XHTML or NITF) or `inlineData`.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from twosource.model import Report
from twosource.model.report import WITHDRAWN
from twosource.readers import outlets
from twosource.readers.errors import ReadError
from twosource.readers.markup import text_of_html, text_of_tree
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report
from twosource.readers.streams import text_pieces
from twosource.readers.wire import authors, code, number_of, others, status_of, times
from twosource.readers.xml_elements import declared_encoding, reports_in, root_of

ITEM, MESSAGE = "newsItem", "newsMessage"
NO_TEXTS = {
    "packageItem": "is a package: a list of other items",
    "conceptItem": "is a concept, not news",
    "knowledgeItem": "is a list of concepts, not news",
    "planningItem": "is a plan of coverage, not news",
    "catalogItem": "is a catalogue, not news",
}
"""The other kinds of items of the standard."""
NAMESPACE = b"iptc.org/std/nar/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PLAIN, MARKED = "text/plain", {"text/html", "application/xhtml+xml"}
HEAD = 200
"""Bytes in which the XML declaration stands."""


class NewsmlReader:
    """NewsML-G2: one news item, one report."""

    name = "newsml"
    suffixes: tuple[str, ...] = (".xml", ".g2")

    def sniff(self, head: bytes) -> bool:
        """Whether its root is an item or message of the standard."""
        return root_of(head) in {ITEM, MESSAGE, *NO_TEXTS} and (NAMESPACE in head or b"\x00" in head)

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The reports of the items, and an error for each item that holds none.

        Raises:
            ReadError: it holds no item, declares entities, or is broken from some place on.
        """
        head: bytes = stream.peek(HEAD) if isinstance(stream, io.BufferedReader) else b""
        pieces = text_pieces(stream, path=name, encoding=options.encoding, declared=declared_encoding(head))
        number = 0
        for number, item in enumerate(reports_in(pieces, names={ITEM, *NO_TEXTS}, path=name), start=1):
            try:
                yield report_of(item, number=number, name=name, options=options)
            except ReadError as error:
                yield error
        if not number:
            raise ReadError(name, "holds no NewsML-G2 item", "give a newsItem, or a newsMessage with some")


def report_of(item: Any, *, number: int, name: str, options: ReadOptions) -> Report:
    """The report of one item.

    Args:
        item: lxml element.
        number: its place in the file, from 1.
        name: the file's.
        options: what a person says.

    Raises:
        ReadError: naming the item; it is no news, or holds no text and is no notice of withdrawal.
    """
    alone = item.getparent() is None
    path = name if alone else f"{name}: item {number}"
    if local(item) in NO_TEXTS:
        raise ReadError(path, NO_TEXTS[local(item)], "give its news items")
    status = status_of(coded(find(item, "itemMeta", "pubStatus")), path=path)
    text, lang = content(item, path=path)
    if not text and status not in WITHDRAWN:
        raise ReadError(path, f"holds no text ({item.get('guid') or 'without a guid'})", "give items with text in them")
    outlet = party(find(item, "itemMeta", "provider"))
    created, changed, embargoed = (
        plain(find(item, "itemMeta", each)) for each in ("firstCreated", "versionCreated", "embargoed")
    )
    published, updated = times(created, changed, embargoed)
    sources = [party(each) for each in item.iter("{*}infoSource")]
    return make_report(
        text,
        doc=doc_of(name) if alone else f"{doc_of(name)}-{number}",
        path=path,
        options=options,
        metadata=Metadata(
            outlet=outlet,
            published=published,
            updated=updated,
            version=number_of(item.get("version")),
            pub_status=status,
            title=plain(find(item, "contentMeta", "headline")) or plain(find(item, "itemMeta", "title")),
            lang=lang or language(item),
            byline=authors(plain(find(item, "contentMeta", "by"))) or creators(item),
            item=item.get("guid"),
            relayed_from=others(sources, outlet=outlet),
            part=None if alone else f"item {number}",
            dateline=party(find(item, "contentMeta", "located")),
        ),
    )


def content(item: Any, *, path: str) -> tuple[str, str | None]:
    """The text of the first rendition that has one, "" when none has, and its language.

    Raises:
        ReadError: its markup is beyond measure.
    """
    for rendition in item.iterfind("{*}contentSet/{*}*"):
        kind = (rendition.get("contenttype") or "").partition(";")[0].strip().lower()
        text = ""
        if local(rendition) == "inlineXML":
            text = text_of_tree(rendition)
        elif local(rendition) == "inlineData" and not rendition.get("encoding"):
            data = plain(rendition, strip=False) or ""
            text = data.strip() if kind in {PLAIN, ""} else text_of_html(data, path=path) if kind in MARKED else ""
        if text:
            inner = next((each.get(LANG) for each in rendition.iter() if each.get(LANG)), None)
            return text, inner
    return "", None


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def find(item: Any, group: str, name: str) -> Any:
    """The first element `name` in the group, `None` when there is none."""
    return item.find(f"{{*}}{group}/{{*}}{name}")


def plain(element: Any, *, strip: bool = True) -> str | None:
    """All characters in an element; `None` when there is no element. References left alone are HTML's characters."""
    from lxml import etree  # noqa: PLC0415 - see `reports_in`

    if element is None:
        return None
    pieces = [element.text or ""]
    for each in element.iterdescendants():
        pieces += [html.unescape(each.text or "") if each.tag is etree.Entity else each.text or "", each.tail or ""]
    text = "".join(pieces)
    return text.strip() if strip else text


def coded(element: Any) -> str | None:
    """The code that an element gives, by alias or in full."""
    return None if element is None else element.get("qcode") or element.get("uri")


def party(element: Any) -> str | None:
    """The name of an organisation, person or place: as written, else what its code says."""
    if element is None:
        return None
    name = plain(element.find("{*}name")) or element.get("literal") or code(coded(element))
    return (outlets.canonical(name) or name) if name else None


def creators(item: Any) -> tuple[str, ...]:
    """The people who made the content, where there is no byline."""
    found = [party(each) for each in item.iterfind("{*}contentMeta/{*}creator")]
    return tuple(name for name in found if name and outlets.canonical(name) is None)


def language(item: Any) -> str | None:
    """The language of the content, else that of the item."""
    found = find(item, "contentMeta", "language")
    stated = None if found is None else found.get("tag")
    either: str | None = stated or item.get(LANG)
    return either
