"""Distances: "more than 140 kilometres from Dnipro". From which point, and with what tolerance.

The point may be named beside the distance ("Ovre, 30 kilometres north of Nedre"). Where troops or a front are so far
away, it is a point of the border that the same report says was reached or crossed, nearest to a control layer where
one is loaded; else the nearest edge of a layer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import shapely
from msgspec import UNSET, Struct

from twosource.model import Place, PlaceRelation, Quantity, Reading, Span, Statement
from twosource.territory.boundaries import Area
from twosource.territory.check_borders import area_of
from twosource.territory.layers import Layer
from twosource.territory.measure import between_km, geod, nearest
from twosource.territory.notes import GAZETTEER, Check, Note, Verdict, World, held_on
from twosource.territory.wording import day_of, fits, pattern, places_of, sentence_at, settings, words_of
from twosource.world.gazetteer import Level

DENSITY = 3000.0
"""People on a square kilometre of a town, for how far its edge may be from its point: Kyiv has 3,500, Warsaw 3,600,
Oslo 1,600, Reykjavik 500 within their limits."""
COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
OTHER_SIDE = 67.5
"""Degrees from which a direction is another one: half an eighth of the compass that the word itself takes, and an
eighth that loose use adds ("north" of what lies northeast)."""
ROAD = 1.4
"""Times the straight line up to which a length may be that of a road: between towns of one country the mean is 1.2 to
1.4 (Ballou et al. 2002, Transportation Research A 36, 843-848: 1.29 in Ukraine, 1.32 in Germany, 1.40 in Britain)."""
OTHER_PLACE = 3.0
"""Times that a length is off from which another place is likely meant: of 15 lengths in press reports that were off,
those that were the reports' own were off up to 1.8 times, the one of another village of that name 3.6 times."""
STEP_KM = 1.0
"""Distance of the points of a border that are looked at; a third of the boundary's own error."""
MILES = 1.609344


class From(Struct, frozen=True, kw_only=True):
    """Where a distance may be measured from.

    Attributes:
        low, high: kilometres from the nearest and the farthest point that may be meant; the same for one point.
        where: in words. error_km: of the data. data: they come from. date: of a layer; `None` otherwise.
        aside: what else a person should know.
        bearing: in which direction from the place it lies, degrees from north; `None` where that is not asked, or the
            two towns overlap.
        subject: the town that it is measured from; `None` of a border, an area or a layer.
    """

    low: float
    high: float
    where: str
    error_km: float
    data: str
    date: str | None = None
    aside: str = ""
    bearing: float | None = None
    subject: Place | None = None


def check_distances(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on the distances that a statement gives from a place."""
    places = () if statement.places is UNSET else statement.places
    for place in places:
        if place.distance_km is None or place.lat is None or place.demonym or not is_town(place, world):
            continue  # to the edge of an area, or to a sea, is another distance than to its middle
        quantity = _quantity(statement, place)
        yield _note(statement, reading, world, place, quantity)


def is_town(place: Place, world: World) -> bool:
    """Whether a place is a settlement of the gazetteer."""
    known = world.gazetteer.by_id(place.geonameid) if place.geonameid else None
    return known is not None and known.level is Level.SETTLEMENT


def _quantity(statement: Statement, place: Place) -> Quantity:
    """The stated distance in kilometres with its comparator; its span reaches to the place's name."""
    stated = place.distance_km or 0.0
    known = () if statement.quantities is UNSET else statement.quantities
    for quantity in known:
        if quantity.value is not None and any(
            math.isclose(quantity.value * f, stated, rel_tol=0.02) for f in (1, MILES)
        ):
            low, high = sorted((quantity.span, place.span))
            return Quantity(span=Span(low[0], high[1]), value=stated, unit="km", comparator=quantity.comparator)
    return Quantity(span=place.span, value=stated, unit="km")


def _note(statement: Statement, reading: Reading, world: World, place: Place, quantity: Quantity) -> Note:
    found = _from(statement, reading, world, place, quantity)
    base = Note(
        statement=statement.id,
        check=Check.DISTANCE,
        verdict=Verdict.CANNOT_SAY,
        span=quantity.span,
        text=f"From which point it is measured to {place.name} the report does not say.",
        data=GAZETTEER,
    )
    if found is None:
        return base
    radius = radius_km(place, world)
    allowed = found.error_km + radius
    side = _side(place, found)
    verdict, doubt = judged(quantity, _steps(found), allowed)
    if side and verdict is Verdict.CONSISTENT:
        verdict = Verdict.NOT_CONSISTENT
    if verdict is Verdict.NOT_CONSISTENT and found.subject and (other := _other(found.subject, place, quantity, world)):
        verdict, doubt = Verdict.CANNOT_SAY, f" Another {found.subject.name} would be where it is said, at {other}."
    length = f"{found.low:,.0f} km" if found.high - found.low < 1 else f"{found.low:,.0f} to {found.high:,.0f} km"
    return Note(
        statement=statement.id,
        check=Check.DISTANCE,
        verdict=verdict,
        span=quantity.span,
        text=f"From {found.where} to {place.name} it is {length} in a straight line.{side}{doubt}{found.aside}",
        data=found.data,
        date=found.date,
        error=f"{allowed:.0f} km: boundary or point {found.error_km:g} km, {place.name} taken as a point, its edge "
        f"up to {radius:.0f} km nearer",
        values={"km": [round(found.low, 1), round(found.high, 1)], "stated_km": quantity.value},
    )


def judged(quantity: Quantity, lengths: Iterable[float], allowed: float) -> tuple[Verdict, str]:
    """What straight lengths say of a stated one, and a sentence where it cannot be said.

    Args:
        quantity: in kilometres.
        lengths: from the points that may be meant, kilometres.
        allowed: by how much these may be wrong.
    """
    known = list(lengths)
    if any(fits(km, quantity, section="numbers", error=allowed) for km in known):
        return Verdict.CONSISTENT, ""
    stated = quantity.value if quantity.value is not None else quantity.low or quantity.high or 0.0
    low, high = max(0.0, min(known) - allowed), max(known) + allowed
    if high < stated <= ROAD * high:
        return Verdict.CANNOT_SAY, " A way by road may be as long as is said."
    if stated > OTHER_PLACE * high or stated * OTHER_PLACE < low:
        return Verdict.CANNOT_SAY, " That is so far off that another place may be meant."
    return Verdict.NOT_CONSISTENT, ""


def _other(subject: Place, place: Place, quantity: Quantity, world: World) -> str:
    """Where another town of the subject's name lies that would be as far as is said; "" where there is none."""
    here = (place.lon or 0.0, place.lat or 0.0)
    for other in world.gazetteer.find(subject.name):
        if other.level is not Level.SETTLEMENT or other.lat != other.lat or other.geonameid == subject.geonameid:
            continue
        km, bearing = between_km(here, (other.lon, other.lat)), float(geod().inv(*here, other.lon, other.lat)[0]) % 360
        point = From(low=km, high=km, where="", error_km=0.0, data="", bearing=bearing)
        if fits(km, quantity, section="numbers", error=radius_km(place, world)) and not _side(place, point):
            return f"{other.lat:.2f}, {other.lon:.2f}"
    return ""


def _side(place: Place, found: From) -> str:
    """A sentence on the direction, where it is clearly another one than is said; nothing otherwise."""
    if place.relation is None or found.bearing is None:
        return ""
    stated = str(place.relation).removesuffix("-of")
    if stated not in COMPASS:
        return ""
    off = abs((found.bearing - COMPASS.index(stated) * 45 + 180) % 360 - 180)
    return f" It lies to the {COMPASS[round(found.bearing / 45) % 8]}." if off > OTHER_SIDE else ""


def _steps(found: From) -> Iterator[float]:
    count = max(1, math.ceil((found.high - found.low) / STEP_KM))
    return (found.low + (found.high - found.low) * i / count for i in range(count + 1))


def radius_km(place: Place, world: World) -> float:
    """Kilometres from a town's point to its edge, if it were round."""
    known = world.gazetteer.by_id(place.geonameid) if place.geonameid else None
    if known is None or known.population <= 0:
        return 0.0
    return math.sqrt(known.population / DENSITY / math.pi)


def _from(statement: Statement, reading: Reading, world: World, place: Place, quantity: Quantity) -> From | None:
    return (
        _named_beside(statement, reading, world, place, quantity)
        or _contested_border(reading, world, place)
        or _layer_edge(reading, world, place, quantity)
    )


def subject_of(statement: Statement, reading: Reading, quantity: Quantity) -> Place | None:
    """The place that is said to lie so far away: "Ovre, 30 kilometres north of Nedre"; `None` where none is named."""
    text = reading.report.text
    stretch = sentence_at(text, quantity.span)
    if quantity.span[0] <= stretch.start:
        return None
    words = words_of(text, Span(stretch.start, quantity.span[0]), places_of(statement, reading))
    found = pattern(settings()["distance"]["subject"]).search(words.text)
    return words.named(found, "a")[0] if found else None


def _named_beside(
    statement: Statement, reading: Reading, world: World, place: Place, quantity: Quantity
) -> From | None:
    subject = subject_of(statement, reading, quantity)
    if subject is None or subject.lat is None or subject.lon is None:
        return None
    here, there = (place.lon or 0.0, place.lat or 0.0), (subject.lon, subject.lat)
    if not is_town(subject, world):
        return _of_area(subject, here, world)
    km, error = between_km(here, there), radius_km(subject, world)
    bearing = float(geod().inv(*here, *there)[0]) % 360 if km > error + radius_km(place, world) else None
    error = round(error, 1)
    where = subject.name
    return From(low=km, high=km, where=where, error_km=error, data=GAZETTEER, bearing=bearing, subject=subject)


def _of_area(subject: Place, here: Sequence[float], world: World) -> From | None:
    """An area lies as far away as any of its points does: "the province of Ovre, 300 kilometres west of Nedre"."""
    area = area_of(subject, world.boundaries)
    if area is None or subject.relation is not None:
        return None
    near = nearest(shapely.Point(here), world.boundaries.polygon(area.code))
    corners = shapely.get_coordinates(shapely.convex_hull(world.boundaries.polygon(area.code))).tolist()
    return From(
        low=near.km if near else 0.0,
        high=max(between_km(here, corner) for corner in corners),
        where=f"{area.name}, from its nearest point to its farthest,",
        error_km=world.boundaries.error_km(area.country) or 0.0,
        data=world.boundaries.source.cited(),
    )


def _contested_border(reading: Reading, world: World, place: Place) -> From | None:
    """The stretch of border that the report says was reached or crossed, where one of its two areas holds the place."""
    pair = next(_borders(reading, world, place), None)
    if pair is None or place.lat is None or place.lon is None:
        return None
    here, there = pair
    boundaries = world.boundaries
    stretch = boundaries.border(here.code, there.code)
    layer = _layer(reading, world)
    name = f"the border of {here.name} with {there.name}"
    point = (place.lon, place.lat)
    error = boundaries.error_km(here.country) or 0.0
    near, far = _range(stretch, point)
    if layer is None:
        where = f"{name}, from its nearest point to its farthest,"
        return From(low=near, high=far, where=where, error_km=error, data=boundaries.source.cited())
    way = nearest(layer.shape, stretch)
    if way is None:
        return None
    km = between_km(way.end, point)
    where = f"the point of {name} that is nearest to {layer.name()} ({way.end[1]:.3f} N, {way.end[0]:.3f} E)"
    aside = f" The nearest and the farthest point of that border are {near:,.0f} and {far:,.0f} km away."
    aside += _nearer(layer, place, km)
    data = f"{boundaries.source.cited()}; {layer.name()}"
    return From(low=km, high=km, where=where, error_km=error, data=data, date=layer.date, aside=aside)


def _range(stretch: shapely.Geometry, point: Sequence[float]) -> tuple[float, float]:
    points = shapely.get_coordinates(shapely.segmentize(stretch, STEP_KM / 111.0))
    lengths = [between_km(one, point) for one in points.tolist()]
    return min(lengths), max(lengths)


def _nearer(layer: Layer, place: Place, km: float) -> str:
    way = nearest(shapely.Point(place.lon, place.lat), layer.shape)
    if way is None or way.km >= km - 1:
        return ""
    return f" Elsewhere that layer comes as near as {way.km:,.0f} km ({way.end[1]:.3f} N, {way.end[0]:.3f} E)."


def _borders(reading: Reading, world: World, place: Place) -> Iterator[tuple[Area, Area]]:
    """Pairs of neighbouring areas whose border a statement of the report names, the one that holds the place first."""
    boundaries = world.boundaries
    home = boundaries.at(place.lon, place.lat) if place.lon is not None and place.lat is not None else None
    for statement in reading.statements:
        known = () if statement.places is UNSET else statement.places
        if not any(p.relation is PlaceRelation.BORDER_OF for p in known):
            continue
        areas = [area for p in known if (area := area_of(p, boundaries))]
        for other in areas:
            if home in areas and other is not home and home and not boundaries.border(home.code, other.code).is_empty:
                yield home, other


def _layer(reading: Reading, world: World) -> Layer | None:
    found, _ = held_on(world, day_of(reading))
    return found[0] if found else None


def _layer_edge(reading: Reading, world: World, place: Place, quantity: Quantity) -> From | None:
    """The nearest edge of a layer, where troops or a front are said to be so far away."""
    layer = _layer(reading, world)
    if layer is None:
        return None
    text = sentence_at(reading.report.text, quantity.span).of(reading.report.text)
    if not re.search(rf"\b(?:{'|'.join(settings()['words']['force'])})\b", text, re.IGNORECASE):
        return None
    way = nearest(shapely.Point(place.lon, place.lat), layer.shape)
    if way is None:
        return None
    where = f"the nearest edge of {layer.name()} ({way.end[1]:.3f} N, {way.end[0]:.3f} E)"
    return From(low=way.km, high=way.km, where=where, error_km=0.0, data=layer.name(), date=layer.date)
