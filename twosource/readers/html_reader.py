"""HTML: the article's text, extracted with trafilatura, and what the page's own metadata say about it.

The stored text is what was extracted, its paragraphs parted by a blank line; evidence points into that. Dates are
taken from what the page declares and never searched for in its body.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from twosource.model import Report
from twosource.readers import outlets
from twosource.readers.dates import LATEST_YEAR, parse_date
from twosource.readers.decoding import decode, encodings
from twosource.readers.errors import ReadError
from twosource.readers.options import ReadOptions
from twosource.readers.reports import Metadata, doc_of, make_report

MAX_PAGE = 32_000_000
"""Bytes. A news page has 0.1 to 3 million; saved as one file with its pictures, ten times as many."""
HEAD = 2048
"""Bytes in which a page must declare its encoding: the HTML standard asks for 1,024, not all pages obey."""
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
HTML_START = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
LATIN_1 = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "l1", "iso8859-1"}
"""Names under which browsers read windows-1252 (WHATWG Encoding Standard, section 4.2)."""
NO_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7", "utf7", "undefined", "mbcs", "oem"}
"""Codecs of Python's that no page is in, however it is labelled: some of them take hours for a megabyte."""
NO_DATE = {"original_date": True, "extensive_search": False, "max_date": f"{LATEST_YEAR}-12-31"}
"""trafilatura looks for a date as well, in the whole page where it does not see one at once, and that takes two thirds
of its time. Its date is not used: `page_metadata` takes what the page declares."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class HtmlNames(Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of data/html.toml."""

    published: tuple[str, ...]
    updated: tuple[str, ...]
    language: tuple[str, ...]
    articles: tuple[str, ...]


@cache
def names() -> HtmlNames:
    """data/html.toml, checked."""
    raw = files("twosource.readers").joinpath("data/html.toml").read_bytes()
    return msgspec.toml.decode(raw, type=HtmlNames)


class HtmlReader:
    """One saved page, one report."""

    name = "html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def sniff(self, head: bytes) -> bool:
        """Whether it begins as a page does."""
        for mark, _ in encodings().marks:
            head = head.removeprefix(mark)
        return HTML_START.match(head) is not None

    def read(self, stream: BinaryIO, *, name: str, options: ReadOptions) -> Iterator[Report | ReadError]:
        """The report of the page's article.

        Raises:
            ReadError: it is too long, no page, or has no article in it.
        """
        data = stream.read(MAX_PAGE + 1)
        if len(data) > MAX_PAGE:
            raise ReadError(name, f"has more than {MAX_PAGE:,} bytes", "save the page without its pictures")
        if not data.strip():
            raise ReadError(name, "is empty", "save the page again")
        text, metadata = article(data, path=name, encoding=options.encoding)
        yield make_report(text, doc=doc_of(name), path=name, options=options, metadata=metadata)


class NoArticleError(ReadError):
    """A page is whole and holds no article: a list of links, a picture, a form."""


def article(
    data: bytes, *, path: str, encoding: str | None, charset: str | None = None, address: str | None = None
) -> tuple[str, Metadata]:
    """The text of a page's article, and what the page says about it.

    Args:
        data: the page as it was sent or saved.
        path: what to call it in an error.
        encoding: name of a codec that a person vouches for.
        charset: the encoding that whoever sent it named beside the page.
        address: where it was fetched, as whoever fetched it says; then what the page says of its own is not asked.

    Raises:
        NoArticleError: there is none in it.
        ReadError: it cannot be decoded.
    """
    return extract(decode_page(data, path=path, encoding=encoding, charset=charset), path=path, address=address)


def decode_page(data: bytes, *, path: str, encoding: str | None, charset: str | None = None) -> str:
    """The page's source, in the encoding that is given, marked, declared or told from its bytes, in this order.

    What whoever sent it declared goes before what the page itself declares.

    Raises:
        ReadError: it cannot be decoded.
    """
    declared = CHARSET.search(data, 0, HEAD)
    labels = (charset, declared[1].decode("ascii", errors="replace") if declared else None)
    return decode_labelled(data, labels, path=path, encoding=encoding)


def decode_labelled(data: bytes, labels: Iterable[str | None], *, path: str, encoding: str | None) -> str:
    """The text of bytes that were sent with labels of their encoding; where those are wrong, the bytes may tell.

    Args:
        data: the whole text or page.
        labels: names of encodings, the one to be trusted most first; `None` where there was none.
        path: what to call it in an error.
        encoding: name of a codec that a person vouches for.

    Raises:
        ReadError: it cannot be decoded.
    """
    for label in labels if encoding is None else ():
        name = (label or "").strip().lower()
        if not name or name.replace("-", "_") in NO_CHARSETS:
            continue
        try:
            return decode(data, path=path, encoding="cp1252" if name in LATIN_1 else name)
        except ReadError:
            continue
    return decode(data, path=path, encoding=encoding)


def extract(page: str, *, path: str, address: str | None = None) -> tuple[str, Metadata]:
    """The article's text and the page's metadata.

    Raises:
        NoArticleError: there is no article in the page.
    """
    import trafilatura  # noqa: PLC0415 - takes a fifth of a second, which only pages should cost

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    tree = trafilatura.load_html(page)
    declared = Metadata() if tree is None else page_metadata(tree)
    found = None
    if tree is not None:
        found = trafilatura.bare_extraction(
            tree, with_metadata=True, include_comments=False, date_extraction_params=dict(NO_DATE)
        )
    if found is None or not isinstance(found, trafilatura.settings.Document) or not (found.text or "").strip():
        raise NoArticleError(path, "no article was found in the page", "save the article's text as a .txt file")
    paragraphs = [line.strip() for line in (found.text or "").splitlines() if line.strip()]
    host = found.hostname or "" if address is None else host_of(address)
    return "\n\n".join(paragraphs), msgspec.structs.replace(
        declared,
        outlet=(outlets.of_host(host) if host else None) or found.sitename,
        title=found.title,
        url=found.url if address is None else address,
        byline=people(found.author),
    )


def host_of(address: str) -> str:
    """The host of an address; empty when there is none, or the address is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def people(author: str | None) -> tuple[str, ...]:
    """The people among the authors, which are parted by semicolons."""
    names_found = [name.strip() for name in (author or "").split(";")]
    return tuple(name for name in names_found if name and outlets.canonical(name) is None)


def page_metadata(tree: Any) -> Metadata:
    """When and in which language the page says that its article was published, and since when it stands as it is.

    Args:
        tree: lxml element of the whole page.
    """
    stated = meta_elements(tree)
    published = [
        linked_date(tree, "datePublished"),
        *(stated.get(name) for name in names().published),
        marked_date(tree),
    ]
    updated = [linked_date(tree, "dateModified"), *(stated.get(name) for name in names().updated)]
    languages = [tree.get("lang"), *(stated.get(name) for name in names().language)]
    return Metadata(
        published=next((date for raw in published if raw and (date := parse_date(raw))), None),
        updated=next((date for raw in updated if raw and (date := parse_date(raw))), None),
        lang=next(
            (raw.strip().replace("_", "-") for raw in languages if raw and LANGUAGE.fullmatch(raw.strip())), None
        ),
    )


def meta_elements(tree: Any) -> dict[str, str]:
    """Contents of the page's meta elements by name, in lower case; of several of one name the first."""
    stated: dict[str, str] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if (name := element.get(attribute)) and (content := element.get("content")):
                stated.setdefault(name.strip().lower(), content)
    return stated


def marked_date(tree: Any) -> str | None:
    """The date of a time element that is marked as that of publication."""
    for element in tree.iter("time"):
        if element.get("datetime") and ("pubdate" in element.attrib or element.get("itemprop") == "datePublished"):
            return str(element.get("datetime"))
    return None


def linked_date(tree: Any, key: str) -> str | None:
    """`datePublished` or `dateModified` of the page's article in its JSON-LD."""
    for element in tree.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json" and element.text:
            try:
                value = json.loads(element.text, strict=False)
            except (ValueError, RecursionError):
                continue
            if date := date_in(value, key):
                return date
    return None


def date_in(value: Any, key: str) -> str | None:
    """The date under `key` of the first article in a JSON-LD value that has one."""
    waiting = [value]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting = node + waiting
        elif isinstance(node, dict):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            date = node.get(key)
            if isinstance(date, str) and any(kind in names().articles for kind in kinds):
                return date
            waiting = [node[name] for name in ("@graph", "mainEntity") if name in node] + waiting
    return None
