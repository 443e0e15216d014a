"""Moments: when something about a claim was published, and where on that line the picture stands."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from twosource.exports.wording import day
from twosource.ledger.moments import end_of, published_by
from twosource.model import Report


class Moment(Struct, frozen=True, kw_only=True):
    """A moment at which one report or more were published.

    Attributes:
        iso: as the reports say it; asking "as of" it shows them. reports: how many.
    """

    iso: str
    label: str
    reports: int


class Timeline(Struct, frozen=True, kw_only=True):
    """The moments of a claim in order, and which is shown.

    Attributes:
        at: number of the last moment that the picture includes; -1 before the first, the last one for "everything".
        undated: reports that do not say when they were published; they are part of every picture.
        latest: the picture is of all there is.
    """

    moments: tuple[Moment, ...]
    at: int
    undated: int
    latest: bool

    @property
    def before(self) -> Moment | None:
        """The moment before the one that is shown."""
        return self.moments[self.at - 1] if 0 < self.at < len(self.moments) else None

    @property
    def after(self) -> Moment | None:
        """The moment after the one that is shown."""
        return self.moments[self.at + 1] if self.at + 1 < len(self.moments) else None


def timeline(reports: Iterable[Report], *, as_of: str | None) -> Timeline:
    """The moments at which these reports were published.

    Args:
        reports: all that concern the claim, also those later than `as_of`.
        as_of: ISO 8601, checked; everything where omitted.
    """
    counted: dict[str, list[Report]] = {}
    undated = 0
    for report in {report.id: report for report in reports}.values():
        stamp = _stamp(report.published)
        if stamp is None:
            undated += 1
        else:
            counted.setdefault(stamp, []).append(report)
    stamps = sorted(counted)
    moments = tuple(
        Moment(iso=counted[s][0].published or "", label=day(counted[s][0].published), reports=len(counted[s]))
        for s in stamps
    )
    end = end_of(as_of) if as_of else None
    at = len(stamps) - 1 if end is None else sum(stamp <= end for stamp in stamps) - 1
    return Timeline(moments=moments, at=at, undated=undated, latest=end is None)


def _stamp(published: str | None) -> str | None:
    try:
        return published_by(published) if published else None
    except ValueError:
        return None


def later(report: Report, as_of: str | None) -> bool:
    """Whether the report was published after the moment."""
    stamp = _stamp(report.published)
    return as_of is not None and stamp is not None and stamp > end_of(as_of)
