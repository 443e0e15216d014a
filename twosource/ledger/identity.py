"""When two records are one report.

A report is one text as published by one outlet. Its id is a hash of the text's SHA-256 and of what is known about it
*from outside the text*: outlet, URL, time of publication. What the reader found in the text itself (credit line,
date line) is left out: it follows from the text, and a better reader may find something else.

So identical wire text from two outlets is two reports. And a record that says less about the same text than another,
and contradicts it nowhere, is the same report, less well known: the fuller record stands for both.
"""

from __future__ import annotations

from types import SimpleNamespace

from sqlalchemy import ColumnElement, Text, and_, func, literal, or_

from twosource.model import Report
from twosource.model.report import outlet_key


def identity(report: Report) -> dict[str, str | None]:
    """The columns of table `reports` that decide which report this is."""
    return {
        "sha256": report.sha256,
        "given_outlet": outlet_key(report.given("outlet")),
        "given_url": report.given("url"),
        "given_published": report.given("published"),
        "outlet": outlet_key(report.outlet),
        "doc": report.doc,
        "notice": report.notice,
    }


def literals(report: Report) -> SimpleNamespace:
    """The report as SQL literals, under the names that the columns of `reports` have."""
    return SimpleNamespace(**{name: literal(value, Text) for name, value in identity(report).items()})


def says_no_more(less: SimpleNamespace, more: SimpleNamespace) -> ColumnElement[bool]:
    """SQL: record `less` is of the same text, contradicts record `more` nowhere and adds nothing to it.

    Dates are compared as prefixes: 2025-06-08 says less than 2025-06-08T21:14Z. An outlet that was only found in the
    text is given up for a stated one when the same file is read again, never when another file holds the same text:
    a wire story and its copy stay two reports. A notice that a report is withdrawn is never the report itself.
    """
    head = func.substr(more.given_published, 1, func.length(less.given_published))
    return and_(
        less.sha256 == more.sha256,
        or_(less.notice == more.notice, and_(less.notice.is_(None), more.notice.is_(None))),
        or_(less.given_outlet.is_(None), less.given_outlet == more.given_outlet),
        or_(less.given_url.is_(None), less.given_url == more.given_url),
        or_(less.given_published.is_(None), head == less.given_published),
        or_(less.outlet.is_(None), less.outlet == more.outlet, less.doc == more.doc),
    )
