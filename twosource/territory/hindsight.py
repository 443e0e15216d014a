"""Hindsight: when, if ever, does each control layer agree with a claim of entry, capture or withdrawal?

Only what layers draw is told, each publisher by itself. A layer that agrees later does not make the claim true on its
day, and one that never does not make it false: it is one more voice, with its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import shapely
from msgspec import UNSET, Struct

from twosource.model import Claim, Commitment, Place, PlaceRelation, Precision, Proposition, Report, Statement
from twosource.territory.boundaries import Area, Boundaries
from twosource.territory.check_borders import area_of
from twosource.territory.layers import Layer, Series, days_between
from twosource.territory.measure import nearest
from twosource.territory.notes import World
from twosource.territory.questions import Part, Touch, distance, first_touch, part_of
from twosource.territory.wording import settings

LEAST_GAIN = 0.01
"""Square kilometres by which a covered area must grow: less is another drawing of the same line."""
ENTRY, CAPTURE = 4, 5
"""Strength of the words for entering and for capturing in twosource/reading/data/events.toml, type movement: "enter"
has 4, "seize" and "capture" 5; below are "advance" (3) and "reach" (2)."""
TYPES = ("movement", "withdrawal")
POSSESSIVE = re.compile(r"[’']s\b")
"""Behind a name: "Ovre's forces", whose the forces are, not where they went."""
WHOLE = 0.95
"""Part of an area from which a layer is said to cover it: outlines differ along their whole length."""


class Finding(Struct, frozen=True, kw_only=True):
    """What one series of layers says of one place of a claim.

    Attributes:
        series: name of the series. place: in question.
        agrees_on: ISO 8601 day of the first layer that agrees with the claim; `None` where none does.
        days_later: from the day of the claim; negative where a layer agreed before. `None` where either is unknown.
        text: the finding in one sentence, or a few.
        last: ISO 8601 day of the last layer that is loaded. first: of the first. layers: how many there are.
        publisher, kind, status: of the series.
        code: of the area; `None` of a settlement.
        claim_day: ISO 8601 day of the claim; `None` where its reports do not say.
        touches_on: ISO 8601 day of the first layer that touches the area, or covers the settlement's point; `None`
            where none of those loaded does.
        before: day of the layer before that one, which does not; `None` where it is the first, or there is none.
        km2: of the area that it covers on that day. error_km2: by how much the boundary may be wrong. within_error: it
            may be nothing, the boundary being as uncertain as it is. `None` where there is nothing to measure.
        gaps: last day before and first day after each stretch in which layers that were due are missing.
        unsure: the day of agreement stands right behind such a gap, so that it may have been any day of it.
    """

    series: str
    place: str
    agrees_on: str | None
    days_later: int | None
    text: str
    last: str
    first: str = ""
    layers: int = 0
    publisher: str = ""
    kind: str = ""
    status: str = ""
    code: str | None = None
    claim_day: str | None = None
    touches_on: str | None = None
    before: str | None = None
    km2: float | None = None
    error_km2: float | None = None
    within_error: bool | None = None
    gaps: tuple[tuple[str, str], ...] = ()
    unsure: bool = False


class Wanted(Struct, frozen=True, kw_only=True):
    """What of a claim can be held against layers.

    Attributes:
        event_type: "movement" or "withdrawal". strength: of its words.
        day: ISO 8601 day of the event, else of the report; `None` where neither is known.
        whole: all of the place is said to be taken, not ground in it.
        along: areas named beside the first whose border with it is the stretch in question.
    """

    event_type: str
    strength: int
    day: str | None
    places: tuple[Place, ...]
    whole: bool = False
    along: tuple[Area, ...] = ()


def wanted(
    claim: Claim, statements: Mapping[str, Statement], reports: Mapping[str, Report], world: World
) -> Wanted | None:
    """What a claim says of territory; `None` where it is of another kind, or names no place that can be looked at.

    The claim's own statements count, the first that says most; denials name the same places and add none.
    """
    members = [s for m in claim.members if (s := statements.get(m.statement))]
    told = [s for s in members if isinstance(s.proposition, Proposition) and s.proposition.event_type in TYPES]
    if not told:
        return None
    chosen = max(told, key=_strength)
    places = _places(members, chosen, reports, world)
    if not places or not isinstance(chosen.proposition, Proposition):
        return None
    return Wanted(
        event_type=chosen.proposition.event_type or "",
        strength=_strength(chosen),
        day=_day(told, reports),
        places=(places[0],),
        whole=_strength(chosen) >= CAPTURE
        and not set(chosen.proposition.keywords) & set(settings()["hindsight"]["parts"]),
        along=tuple(_along(members, places[0], world)),
    )


def _strength(statement: Statement) -> int:
    known = statement.proposition
    return known.strength if isinstance(known, Proposition) else 0


def _places(
    members: Sequence[Statement], chosen: Statement, reports: Mapping[str, Report], world: World
) -> list[Place]:
    """Places that were entered, captured or left, those of the chosen statement first: areas and settlements."""
    found: list[Place] = []
    for statement in (chosen, *members):
        report = reports.get(statement.report)
        for place in () if statement.places is UNSET else statement.places:
            owner = report is not None and POSSESSIVE.match(report.text, place.span[1]) is not None
            if place.demonym or place.relation is not None or place.lat is None or owner:
                continue
            if (area_of(place, world.boundaries) or place.precision is Precision.SETTLEMENT) and place not in found:
                found.append(place)
    return found


def _along(members: Sequence[Statement], place: Place, world: World) -> Iterator[Area]:
    """Neighbouring areas whose border with the place the claim's statements name."""
    own, seen = area_of(place, world.boundaries), set()
    if own is None:
        return
    near = {n.area.code for n in world.boundaries.neighbours(own.code)}
    for statement in members:
        known = () if statement.places is UNSET else statement.places
        if any(p.relation is PlaceRelation.BORDER_OF for p in known):
            for other in known:
                area = area_of(other, world.boundaries)
                if area is not None and area.code in near and area.code not in seen:
                    seen.add(area.code)
                    yield area


def _day(members: Iterable[Statement], reports: Mapping[str, Report]) -> str | None:
    """The earliest day on which a report has the claim; the day of the event lies then or shortly before."""
    days = []
    for statement in members:
        report = reports.get(statement.report)
        if (
            report
            and report.published
            and len(report.published) >= 10
            and statement.commitment is not Commitment.PREDICTS
        ):
            days.append(report.published[:10])
    return min(days, default=None)


def hindsight(
    claim: Claim, statements: Mapping[str, Statement], reports: Mapping[str, Report], world: World
) -> tuple[Finding, ...]:
    """When each loaded series of layers agrees with a claim; () where the claim is no such claim, or nothing is loaded.

    Args:
        claim: linked.
        statements: by id.
        reports: by the id under which statements name them.
        world: with its series.
    """
    asked = wanted(claim, statements, reports, world)
    if asked is None:
        return ()
    return tuple(_finding(asked, place, one, world) for place in asked.places for one in world.series)


def _finding(asked: Wanted, place: Place, series: Series, world: World) -> Finding:
    area = area_of(place, world.boundaries)
    if area is None:
        layer, text = _point(asked, place, series)
    elif asked.event_type == "withdrawal":
        layer, text = _left(area, series, world)
    else:
        layer, text = _entered(asked, area, series, world.boundaries)
    later = days_between(asked.day, layer.date) if layer and asked.day else None
    if layer is not None:
        text = text.replace("{when}", layer.date + (f", {_days(later)}" if later is not None else ""))
    gaps = tuple((one.date, other.date) for one, other in series.gaps())
    gap = next((pair for pair in gaps if layer is not None and pair[1] == layer.date), None)
    touch = first_touch(series, area, world.boundaries) if area is not None else _first_cover(place, series)
    part = touch.part
    return Finding(
        series=series.name(),
        place=area.name if area else place.name,
        agrees_on=layer.date if layer else None,
        days_later=later,
        text=text + _between(gap) + _begins(asked, series),
        last=series.layers[-1].date,
        first=series.layers[0].date,
        layers=len(series.layers),
        publisher=series.publisher,
        kind=series.kind,
        status=str(series.status),
        code=area.code if area else None,
        claim_day=asked.day,
        touches_on=touch.layer.date if touch.layer else None,
        before=touch.before.date if touch.before and touch.layer else None,
        km2=part.km2 if part else None,
        error_km2=part.error_km2 if part else None,
        within_error=part.within_error if part else None,
        gaps=gaps,
        unsure=gap is not None,
    )


def _first_cover(place: Place, series: Series) -> Touch:
    """The first layer that covers a settlement's point; a point has no part."""
    point, before = shapely.Point(place.lon, place.lat), None
    for start, end in series.runs():
        if shapely.covers(start.shape, point):
            still = bool(shapely.covers(series.layers[-1].shape, point))
            return Touch(series=series, area=place.name, layer=start, part=None, before=before, still=still)
        before = end
    return Touch(series=series, area=place.name, layer=None, part=None, before=before, still=False)


def _between(gap: tuple[str, str] | None) -> str:
    """That layers are missing right before the one that agrees: it may have been any day of those."""
    if gap is None:
        return ""
    missing = days_between(*gap) - 1
    return f" No layer is loaded for the {missing} days before it, since {gap[0]}."


def _begins(asked: Wanted, series: Series) -> str:
    """That a series begins after the claim, or ends before it: of the day itself it says nothing."""
    first, last = series.layers[0].date, series.layers[-1].date
    if asked.day is None or first <= asked.day <= last:
        return ""
    if asked.day < first:
        return f" The first layer loaded is of {first}, {_days(days_between(asked.day, first))}."
    return f" The last layer loaded is of {last}, {_days(days_between(asked.day, last))}."


def _days(later: int) -> str:
    if later == 0:
        return "the day of the claim"
    return f"{abs(later)} day{'s' if abs(later) != 1 else ''} {'later' if later > 0 else 'before'}"


def _entered(asked: Wanted, area: Area, series: Series, boundaries: Boundaries) -> tuple[Layer | None, str]:
    touch = first_touch(series, area, boundaries)
    before = _distances(asked, area, series, boundaries)
    if touch.layer is None or touch.part is None:
        last = series.layers[-1]
        return None, f"{series.name()} never touches {area.name} in the {_loaded(series)}, up to {last.date}.{before}"
    since = _since(touch)
    text = f"{series.name()} {since} {area.name} on {{when}}; {_amount(touch.part)}.{before}"
    if asked.whole:
        whole = next((end for start, end in series.runs() if _share(start, area, boundaries) >= WHOLE), None)
        if whole is None:
            most = max(series.layers, key=lambda layer: _share(layer, area, boundaries))
            share = 100 * _share(most, area, boundaries)
            return None, text.replace(
                "{when}", touch.layer.date
            ) + f" It covers at most {share:.1f} % of it, on {most.date}."
        return whole, text.replace("{when}", touch.layer.date) + " It covers the whole on {when}."
    if asked.strength < ENTRY and asked.day is not None and touch.layer.date <= asked.day:
        return _advanced(asked.day, area, series, boundaries)
    return touch.layer, text


def _loaded(series: Series) -> str:
    """How many layers there are, and how many gaps between them."""
    layers, gaps = len(series.layers), len(series.gaps())
    told = f"{layers} day{'s' if layers != 1 else ''} that are loaded"
    return told + (f" (with {gaps} gap{'s' if gaps != 1 else ''})" if gaps else "")


def _advanced(day: str, area: Area, series: Series, boundaries: Boundaries) -> tuple[Layer | None, str]:
    """The first layer that covers more of an area than that of the day, where the series touches it already."""
    start = series.on(day) or series.layers[0]
    before = part_of(start, area, boundaries)
    text = f"{series.name()} covers {_amount(before)} of {area.name} on {start.date}"
    for layer in series.layers:
        if layer.date > start.date and layer.shape_id != start.shape_id:
            after = part_of(layer, area, boundaries)
            if after.km2 > before.km2 + LEAST_GAIN:
                return layer, f"{text}, and {after.km2 - before.km2:,.2f} km2 more on {{when}}."
    return None, f"{text}, and no more up to {series.layers[-1].date}."


def _since(touch: Touch) -> str:
    return "first touches" if touch.before else "touches already in its first layer"


def _amount(part: Part) -> str:
    doubt = ", within the boundary's error" if part.within_error else ""
    size = f"{part.km2:,.2f}" if part.km2 < 10 else f"{part.km2:,.0f}"
    return f"{size} km2{doubt}"


def _share(layer: Layer, area: Area, boundaries: Boundaries) -> float:
    return part_of(layer, area, boundaries).share


def _distances(asked: Wanted, area: Area, series: Series, boundaries: Boundaries) -> str:
    """How far the layer of the day is from the stretch in question."""
    layer = series.on(asked.day) if asked.day else None
    told = ""
    for along in asked.along[:1]:
        found = distance(layer, area, along, boundaries) if layer else None
        if found is not None and layer is not None:
            error = "" if found.error_km is None else f" (boundary within {found.error_km:g} km)"
            told = f" On {layer.date} it is {found.km:.1f} km from the border with {along.name}{error}."
    return told


def _left(area: Area, series: Series, world: World) -> tuple[Layer | None, str]:
    """The first layer that no longer touches an area that one before it touched."""
    polygon, touched = world.boundaries.polygon(area.code), False
    for start, _ in series.runs():
        if shapely.intersects(polygon, start.shape):
            touched = True
        elif touched:
            return start, f"{series.name()} no longer touches {area.name} on {{when}}."
    state = "still touches" if touched else "never touches"
    return None, f"{series.name()} {state} {area.name} in the {_loaded(series)}, up to {series.layers[-1].date}."


def _point(asked: Wanted, place: Place, series: Series) -> tuple[Layer | None, str]:
    """The first layer that covers a settlement's point, or that no longer does."""
    point, leaves, covered = shapely.Point(place.lon, place.lat), asked.event_type == "withdrawal", False
    for start, _ in series.runs():
        inside = bool(shapely.covers(start.shape, point))
        if leaves and covered and not inside:
            return start, f"{series.name()} no longer covers the point of {place.name} on {{when}}."
        if inside and not leaves:
            already = " already in its first layer," if start is series.layers[0] else ""
            return start, f"{series.name()} first covers the point of {place.name}{already} on {{when}}."
        covered = covered or inside
    way = nearest(point, series.layers[-1].shape)
    told = "still covers" if covered else "never covers"
    away = f"; on that day it is {way.km:.1f} km away" if way and not covered else ""
    until = f"in the {_loaded(series)}, up to {series.layers[-1].date}"
    return None, f"{series.name()} {told} the point of {place.name} {until}{away}."
