"""A report as a page: the whole text as published, its statements marked, and what is known of it and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from twosource.exports.html import Row, depths, in_order, marked, numbers, row
from twosource.exports.wording import LOOK_FIRST, day, one_line, stated
from twosource.ledger.custody import Kept
from twosource.model import Basis, Reading, Report, Span
from twosource.model.custody import Keeping
from twosource.web.source import Picture

SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
SPANS_AT_MOST = 20
HOW = {
    Basis.OPTION: "a person gave it",
    Basis.METADATA: "the file says so",
    Basis.TEXT: "the text says so",
    Basis.JUDGEMENT: "a person corrected it",
}


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that is known of a report, and how."""

    name: str
    value: str
    how: str
    href: str


class Listed(Struct, frozen=True, kw_only=True):
    """A statement in the list beside the text, with the claims that it concerns."""

    row: Row
    claims: tuple[tuple[str, str], ...]


class ReportView(Struct, frozen=True, kw_only=True):
    """Everything that the report page shows.

    Attributes:
        text: the report's text, escaped, with its marks. shown: the spans that are highlighted.
        orphan: why a span that was asked for is not highlighted; empty otherwise.
    """

    id: str
    name: str
    facts: tuple[Fact, ...]
    text: Markup
    shown: tuple[Span, ...]
    orphan: str
    statements: tuple[Listed, ...]
    first: tuple[int, ...]
    versions: tuple[tuple[str, str], ...]


def spans_of(asked: str, text: str) -> tuple[tuple[Span, ...], str]:
    """Spans written as `12-40,61-70`, and what is wrong with them: a span that is not in the text is not moved."""
    if not asked:
        return (), ""
    found = []
    for part in asked.split(",")[:SPANS_AT_MOST]:
        match = SPAN.fullmatch(part.strip())
        if match is None:
            return (), "The place asked for is not two numbers, first and last, such as 120-186."
        start, end = int(match[1]), int(match[2])
        if not 0 <= start < end <= len(text):
            return (), f"{start}-{end} does not lie in this text of {len(text)} characters."
        found.append(Span(start, end))
    return tuple(found), ""


def report_view(reading: Reading, picture: Picture, *, asked: str = "") -> ReportView:
    """The page of one report.

    Args:
        reading: of the report.
        picture: for the claims that its statements concern.
        asked: spans to highlight.
    """
    report = reading.report
    shown, orphan = spans_of(asked, report.text)
    depth, number_of = depths(reading.statements), numbers(reading.statements)
    listed = []
    for number, statement in enumerate(in_order(reading.statements), 1):
        inside = number_of.get(statement.nested_in or "")
        made = row(statement, text=report.text, number=number, depth=depth[statement.id], inside=inside)
        about = picture.claims_of.get(statement.id, ())
        claims = tuple((key, one_line(picture.claims[key].label)) for key in dict.fromkeys(about))
        listed.append(Listed(row=made, claims=claims))
    return ReportView(
        id=report.id,
        name=one_line(report.title or report.doc),
        facts=facts(reading, picture),
        text=marked(reading, 1, shown=shown),
        shown=shown,
        orphan=orphan,
        statements=tuple(listed),
        first=tuple(one.row.number for one in listed if one.row.look == LOOK_FIRST),
        versions=_versions(report, picture),
    )


def facts(reading: Reading, picture: Picture) -> tuple[Fact, ...]:
    """What is known of a report; where the text itself says it, with a link to the place."""
    report = reading.report
    values = (
        ("outlet", stated(report.outlet)),
        ("published", day(report.published)),
        ("title", stated(report.title)),
        ("dateline", stated(report.dateline)),
        ("byline", ", ".join(map(one_line, report.byline)) or "none"),
        ("lang", stated(report.lang)),
    )
    made = [_fact(name, value, report) for name, value in values]
    row = picture.rows.get(report.id)
    made += [
        Fact(name="address", value=stated(report.url), how="", href=""),
        Fact(name="file", value=stated(report.doc), how="", href=""),
        Fact(name="read", value=day(f"{row.read_at[:16]}Z") if row else "not recorded", how="", href=""),
        Fact(name="read by", value=one_line(reading.producer), how="", href=""),
        Fact(name="SHA-256", value=report.sha256, how="of the text as stored", href=""),
        *(
            Fact(name="original", value=f"SHA-256 {one.sha256}", how=_kept(one), href="")
            for one in picture.originals_of(report.id)
        ),
    ]
    return tuple(made)


def _kept(one: Kept) -> str:
    """`1,204 bytes, copied to desk.ledger.originals; line 12`."""
    where = {Keeping.COPIED: " to ", Keeping.REFERENCED: ": "}.get(one.kept)
    kept = f"{one.kept}{where}{one_line(one.kept_at)}" if where and one.kept_at else str(one.kept)
    return f"{one.size:,} bytes, {kept}" + (f"; {one_line(one.part)}" if one.part else "")


def _fact(name: str, value: str, report: Report) -> Fact:
    known = report.stated.get(name)
    label = {"lang": "language"}.get(name, name)
    if known is None:
        return Fact(name=label, value=value, how="", href="")
    href = f"/reports/{report.id}?span={known.span.start}-{known.span.end}#span" if known.span else ""
    return Fact(name=label, value=value, how=HOW[known.basis], href=href)


def _versions(report: Report, picture: Picture) -> tuple[tuple[str, str], ...]:
    """Other texts that were read at the same address, with their numbers."""
    if not report.url:
        return ()
    same: Sequence[Report] = [r.report for r in picture.readings.values() if r.report.url == report.url]
    others = [one for one in same if one.id != report.id]
    return tuple((f"version {picture.rows[one.id].version}", one.id) for one in others if one.id in picture.rows)
