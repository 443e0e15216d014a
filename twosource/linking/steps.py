"""What shows the steps of a route: credits, outlets named by a channel, the time of speaking, texts in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from msgspec import Struct

from twosource.linking.copies import WORD, Copies, Shared, normal
from twosource.linking.moments import days_of_value
from twosource.linking.origins import folded, published_by, published_from
from twosource.model import Copy, FurnitureKind, Report, Span, Statement, Timex, TimexType
from twosource.world.bodies import generic
from twosource.world.outlets import find_outlets, lookup_outlet

WHOLLY = frozenset({FurnitureKind.DATELINE, FurnitureKind.BYLINE, FurnitureKind.CREDIT})
"""Furniture in which an agency's name says that the text is the agency's."""
PARTLY = frozenset({FurnitureKind.CONTRIBUTORS, FurnitureKind.COPYRIGHT})
"""Furniture in which it says so of some of the text: it counts where two outlets share that text."""
REACH = 7
"""Words between a cue with its source and the time when the source spoke ("said in a statement on Friday")."""
ENDS = re.compile(r"[.!?;:\n]")
"""What a time of speaking does not stand behind."""
ALIKE = 0.5
"""Share of the words of two contents from which, in texts that are copied, they are one statement: an editor cuts and
mends, and no two sentences of one story shared half of their words by chance in the stories looked at."""


class Twin(Struct, frozen=True, kw_only=True):
    """A statement that an earlier listed report has in the same words, and what the two reports share."""

    statement: Statement
    copy: Copy


def credited(report: Report, *, also_partly: bool = False) -> str | None:
    """The agency that a report's credit names as the author of its text; `None` when none, or only itself.

    Args:
        report: with its furniture marked.
        also_partly: count also who "contributed", or shares the copyright.
    """
    kinds = WHOLLY | PARTLY if also_partly else WHOLLY
    texts = [one.span.of(report.text) for one in report.furniture if one.kind in kinds]
    found = (hit.value for text in [*texts, *report.byline] for hit in find_outlets(text))
    return next((one.name for one in found if one.agency and not same_outlet(one.name, report.outlet)), None)


def is_agency(name: str) -> bool:
    """Whether an outlet is a wire agency, whose texts others print."""
    outlet = lookup_outlet(name)
    return outlet is not None and outlet.agency


def outlet_in(channel: str | None, report: Report) -> str | None:
    """The outlet that a channel names ("statement to Reuters"); `None` when none, or the report's own."""
    found = (hit.value.name for hit in find_outlets(channel or ""))
    return next((name for name in found if not same_outlet(name, report.outlet)), None)


def same_outlet(name: str, other: str | None) -> bool:
    """Whether two names are those of one outlet."""
    one, two = lookup_outlet(name), lookup_outlet(other or "")
    return one is two if one is not None and two is not None else folded(name) == folded(other or "")


def is_press_at_large(name: str) -> bool:
    """Whether media are cited that are not named ("local media", "media reports")."""
    return lookup_outlet(name) is None and generic(name) is not None


def spoke_at(statement: Statement, report: Report, times: Iterable[Timex]) -> str | None:
    """When the source spoke: the dated time beside source and cue, outside the content; `None` when not stated.

    Args:
        statement: with its source and cue.
        report: its report.
        times: all that were read in the report.
    """
    frame = [*statement.source, *statement.cue]
    if not frame or not statement.cue:
        return None
    hull = Span(min(span.start for span in frame), max(span.end for span in frame))
    near: list[tuple[int, str]] = []
    for timex in times:
        before, after = hull.start - timex.span.end, timex.span.start - hull.end
        between = report.text[timex.span.end : hull.start] if before > 0 else report.text[hull.end : timex.span.start]
        gap = len(WORD.findall(between)) if max(before, after) > 0 else 0
        days = days_of_value(timex.value) if timex.type in {TimexType.DATE, TimexType.TIME} else None
        if days is None or gap > REACH or ENDS.search(between):
            continue
        apart = Span(timex.span.end, hull.start) if before > 0 else Span(hull.end, timex.span.end)
        told = any(span.overlaps(apart) or span.overlaps(timex.span) for span in statement.content)
        if not told and datetime.combine(days.first, time.min, tzinfo=UTC) <= published_by(report):
            near.append((gap, timex.value))
    return min(near)[1] if near else None


def twins(members: Sequence[Statement], reports: Mapping[str, Report], copies: Copies) -> dict[str, Twin]:
    """For each statement that an earlier one's text has in the same words, that one, by the later one's id.

    Args:
        members: of one claim, in order of publication.
        reports: by id.
        copies: among all reports.
    """
    found: dict[str, Twin] = {}
    said: dict[str, list[Statement]] = {}
    for later in members:
        ours = reports[later.report].id
        near = copies.near(ours)
        for earlier in [one for theirs, listed in said.items() if theirs in near for one in listed]:
            shared = copies.shared(ours, reports[earlier.report].id)
            if shared is not None and _one_text(later, earlier, shared, reports):
                first = found[earlier.id].statement if earlier.id in found else earlier
                copy = _copy(reports[later.report], reports[earlier.report], shared)
                found[later.id] = Twin(statement=first, copy=copy)
                break
        said.setdefault(ours, []).append(later)
    return found


def _copy(report: Report, source: Report, shared: Shared) -> Copy:
    return Copy(
        report=report.id,
        source=source.id,
        containment=round(shared.containment, 3),
        whole=shared.whole,
        directed=published_by(source) < published_from(report),
        stretches=shared.stretches,
    )


def _one_text(later: Statement, earlier: Statement, shared: Shared, reports: Mapping[str, Report]) -> bool:
    """Whether two statements are one text's: of one story the same words, of two a shared passage with its source.

    Two stories that quote one speech share its words too; only what frames the speech shows that one has it from the
    other.
    """
    here, there = reports[later.report].text, reports[earlier.report].text
    ours, theirs = _bag(later, here), _bag(earlier, there)
    if not ours or len(ours & theirs) < ALIKE * len(ours | theirs):
        return False
    return shared.whole or any(_framed(one.ours, later) and _framed(one.theirs, earlier) for one in shared.stretches)


def _framed(stretch: Span, statement: Statement) -> bool:
    """Whether a stretch holds some of a statement's content, and of its cue where it has one."""
    return all(any(stretch.overlaps(span) for span in spans) for spans in (statement.content, statement.cue) if spans)


def _bag(statement: Statement, text: str) -> set[str]:
    return {normal(word) for span in statement.content for word in WORD.findall(span.of(text))}
