"""From what a person types to a place or an area: a code, a name, or a pair of numbers."""

from __future__ import annotations

import re

from twosource.territory.boundaries import Area
from twosource.territory.notes import World
from twosource.world.gazetteer import Candidate, Level, Quality

POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*")
MORE = 10
"""Times as many people as any other place of the name: from then on the large one is meant, as readers take it."""


class LookUpError(ValueError):
    """What was typed names nothing, or several things. The message says what to type instead."""


def area_named(typed: str, world: World) -> Area:
    """The area of that ISO 3166-2 code or name.

    Raises:
        LookUpError: there is none, or there are several.
    """
    boundaries = world.boundaries
    own = boundaries.area(typed)
    if own is not None:
        return own
    found = list(boundaries.named(typed))
    for place in world.gazetteer.find(typed):
        area = boundaries.by_id(place.geonameid) if place.level is Level.ADMIN1 else None
        if area is not None and area not in found:
            found.append(area)
    if len(found) == 1:
        return found[0]
    if not found:
        raise LookUpError(f"{typed!r}: no first-level area has this code or name; give its ISO 3166-2 code, as UA-12")
    listed = ", ".join(f"{area.code} ({area.name}, {area.country or 'no country'})" for area in found[:6])
    raise LookUpError(f"{typed!r}: {len(found)} areas have this name: {listed}; give the code of the one you mean")


def areas_named(typed: str, world: World) -> tuple[tuple[Area, ...], str, str]:
    """The areas of a country (ISO 3166-1 code or name), or one area; with the name and code of all together.

    Raises:
        LookUpError: as `area_named`.
    """
    country = world.gazetteer.country(typed.upper())
    if country is None:
        named = (c for c in world.gazetteer.find(typed) if c.level is Level.COUNTRY and c.quality is not Quality.FORMER)
        country = next(named, None)
    if country is not None and (areas := world.boundaries.country(country.country)):
        return areas, country.name, country.country
    area = area_named(typed, world)
    return (area,), area.name, area.code


def point_of(typed: str, world: World) -> tuple[str, float, float]:
    """Name, longitude and latitude of "48.14, 36.79" (latitude first, as people write it), a name, or a name, area.

    Raises:
        LookUpError: there is no such place, or there are several.
    """
    numbers = POINT.fullmatch(typed)
    if numbers:
        lat, lon = float(numbers[1]), float(numbers[2])
        if abs(lat) > 90 or abs(lon) > 180:
            raise LookUpError(f"{typed!r}: latitude first, up to 90, then longitude, up to 180")
        return f"{lat:g}, {lon:g}", lon, lat
    name, _, area = (part.strip() for part in typed.partition(","))
    found = [c for c in world.gazetteer.find(name) if c.level is Level.SETTLEMENT and c.lat == c.lat]
    if area:
        within = area_named(area, world)
        found = [c for c in found if _area_id(c, world) == within.geonameid]
    if not found:
        raise LookUpError(f"{typed!r}: the gazetteer has no such town with a point; give latitude, longitude")
    best = found[0]
    if len(found) > 1 and best.population < MORE * max(1, found[1].population):
        listed = "; ".join(f"{c.name}, {_area_name(c, world)}" for c in found[:6])
        raise LookUpError(f"{typed!r}: {len(found)} towns have this name: {listed}; say which")
    return best.name, best.lon, best.lat


def _area_id(place: Candidate, world: World) -> int:
    return world.gazetteer.place(place.admin1).geonameid if place.admin1 >= 0 else 0


def _area_name(place: Candidate, world: World) -> str:
    return world.gazetteer.place(place.admin1).name if place.admin1 >= 0 else place.country
