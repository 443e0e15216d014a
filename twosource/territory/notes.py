"""Notes on a statement: what data say about the geography in it. Proposed for a person to judge, never truth.

"Consistent" means that the data allow what is said, "not consistent" that they do not, beyond their error and the
wording's own tolerance; "cannot say" that the data, or what the statement refers to, are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from twosource.model import Span
from twosource.territory.boundaries import Boundaries
from twosource.territory.layers import Layer, Series, days_between
from twosource.territory.wording import settings
from twosource.world.gazetteer import Gazetteer


class Verdict(StrEnum):
    """What the data say."""

    CONSISTENT = "consistent"
    NOT_CONSISTENT = "not consistent"
    CANNOT_SAY = "cannot say"


class Check(StrEnum):
    """What was looked at."""

    BORDERS = "borders"
    DISTANCE = "distance"
    RANK = "rank"
    POPULATION = "population"
    CONTAINMENT = "containment"
    SHARE = "share"
    AREA = "area"
    NAME = "name"


class Note(Struct, frozen=True, kw_only=True):
    """One proposed note.

    Attributes:
        statement: id. span: the words in question, in the report's text.
        text: the finding, in sentences a person can check.
        data: what it rests on, with edition. date: ISO 8601 day of the data; `None` where they are not dated.
        error: how wrong the data may be, in words; `None` where nothing is measured.
        values: the numbers, for programs.
    """

    statement: str
    check: Check
    verdict: Verdict
    span: Span
    text: str
    data: str
    date: str | None = None
    error: str | None = None
    values: dict[str, Any] = {}


class World(Struct, frozen=True, kw_only=True):
    """What statements are checked against.

    Attributes:
        boundaries, gazetteer: with their own sources and viewpoints.
        series: the control layers that are loaded; none of them is taken for the truth.
    """

    boundaries: Boundaries
    gazetteer: Gazetteer
    series: Sequence[Series] = ()


STALE = 31
"""Days from which the last layer before a report says nothing of its day: what the layers of the shared corpora cover
grew by 0.5 % in a month, but what a report tells of is often a sudden change."""


def held_on(world: World, day: str | None) -> tuple[list[Layer], str]:
    """Each series' layer of a day that draws what is held, and a reason where there is none.

    Only classes of which `geography.toml` says so count ("occupied"): a grey zone, or an advance of the last days, is
    no part of what is held. A series' last layer before the day stands in for up to `STALE` days.
    """
    if day is None:
        return [], "the report's day is not known"
    drawn = [layer for one in world.series if (layer := one.on(day))]
    classes = settings()["shares"]["classes"]
    held = [layer for layer in drawn if layer.kind.casefold() in classes]
    found = [layer for layer in held if days_between(layer.date, day) <= STALE]
    if found:
        return found, ""
    if held:
        return [], f"the last control layer before it is of {max(layer.date for layer in held)}"
    others = sorted({layer.kind for layer in drawn})
    if others:
        return [], f"no control layer of what is held is loaded for that day (only: {', '.join(others)})"
    return [], "no control layer is loaded for that day"


GAZETTEER = "GeoNames, by the packaged gazetteer; populations not dated"
"""How the gazetteer is cited."""


def listing(names: Sequence[str]) -> str:
    """Names in a row: "A", "A and B", "A, B and C"; "none" where there are none."""
    if len(names) < 2:
        return names[0] if names else "none"
    return f"{', '.join(names[:-1])} and {names[-1]}"
