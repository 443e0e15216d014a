"""Names that stand for several areas ("the Donbas"), and places said to lie in others ("in Donetsk")."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import shapely
from msgspec import Struct

from twosource.model import Place, Precision, Reading, Statement
from twosource.territory.boundaries import Area, Boundaries
from twosource.territory.check_borders import area_of, is_country
from twosource.territory.measure import nearest
from twosource.territory.notes import GAZETTEER, Check, Note, Verdict, World, listing
from twosource.territory.wording import Words, matches, places_of, stretches, whole_number, words_of
from twosource.world.gazetteer import fold

NAMED = Path(__file__).parent / "data" / "named_areas.toml"


class Named(Struct, frozen=True, kw_only=True):
    """What a name stands for: areas (ISO 3166-2) or countries (ISO 3166-1), and who bounds it so."""

    name: str
    source: str
    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@cache
def _named() -> dict[str, Named]:
    from msgspec import convert  # noqa: PLC0415

    entries = convert(tomllib.loads(NAMED.read_text(encoding="utf-8"))["area"], list[Named])
    return {fold(name).removeprefix("the "): entry for entry in entries for name in (entry.name, *entry.names)}


def named(name: str) -> Named | None:
    """What a name stands for; `None` where nothing says so."""
    return _named().get(fold(name).removeprefix("the "))


def check_names(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on how many, and which, areas a name is said to stand for."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        taken: list[tuple[int, int]] = []
        for kind in ("counted", "listed"):
            for match in matches(words, "names", kind):
                (place,) = words.named(match, "a")
                entry = named(words.said(match, "a", reading.report.text)) or named(place.name)
                if entry is not None and not any(match.start() < e and s < match.end() for s, e in taken):
                    taken.append(match.span())
                    yield from _name_note(statement, words, match, entry, world)


def _name_note(statement: Statement, words: Words, match: re.Match[str], entry: Named, world: World) -> Iterator[Note]:
    members = _members(entry, world)
    listed = words.named(match, "list")
    stated = whole_number(match.groupdict().get("number") or "")
    if listed:
        keys = [_member_key(place, entry, world.boundaries) for place in listed]
        if None in keys:
            return
        good = set(keys) == set(members)
        missing = [members[key] for key in members if key not in keys]
        wrong = [place.name for place, key in zip(listed, keys, strict=True) if key not in members]
        extra = f" Not named: {listing(missing)}." if missing else ""
        extra += f" Named, but no part of it: {listing(wrong)}." if wrong else ""
    elif stated is not None:
        good, extra = stated == len(members), f" The statement counts {stated}."
    else:
        return
    yield Note(
        statement=statement.id,
        check=Check.NAME,
        verdict=Verdict.CONSISTENT if good else Verdict.NOT_CONSISTENT,
        span=words.span(match),
        text=f"{entry.name} is {listing(list(members.values()))}: {len(members)}.{extra}",
        data=entry.source,
        values={"members": list(members), "stated": stated},
    )


def _members(entry: Named, world: World) -> dict[str, str]:
    """Codes and names of what a name stands for."""
    found = {}
    for code in entry.areas:
        area = world.boundaries.area(code)
        found[code] = area.name if area else code
    for code in entry.countries:
        country = world.gazetteer.country(code)
        found[code] = country.name if country else code
    return found


def _member_key(place: Place, entry: Named, boundaries: Boundaries) -> str | None:
    if entry.countries:
        return place.country if is_country(place) else None
    area = area_of(place, boundaries)
    return area.code if area else None


# ---------------------------------------------------------------- containment


def check_containment(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on places that are said to lie in an area, a country, or what a name stands for."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        for match in matches(words, "containment", "inside"):
            (inner,), (outer,) = words.named(match, "a"), words.named(match, "b")
            if inner.geonameid is not None and inner.geonameid != outer.geonameid:
                yield from _containment(statement, words, match, (inner, outer), world)


def _containment(
    statement: Statement, words: Words, match: re.Match[str], pair: tuple[Place, Place], world: World
) -> Iterator[Note]:
    inner, outer = pair
    codes = _codes(outer, world)
    point = inner.precision in (Precision.SETTLEMENT, Precision.POINT) or inner.relation is not None
    if not codes or inner.lat is None or inner.lon is None or is_country(inner) or _stands_for_its_state(inner, world):
        return
    own = area_of(inner, world.boundaries)
    if own is not None:
        good, told = (
            own.code in codes,
            f"{own.name} is {'' if own.code in codes else 'not '}one of the areas of {outer.name}.",
        )
        verdict, error = Verdict.CONSISTENT if good else Verdict.NOT_CONSISTENT, None
    elif point:
        verdict, told, error = _by_point(inner, outer, codes, world)
    else:
        return
    if verdict is not Verdict.NOT_CONSISTENT and is_country(outer):
        return  # a place is read as one of the country that is named beside it: the note would say nothing
    held = own or world.boundaries.at(inner.lon, inner.lat)
    if is_country(outer) and held is not None and held.de_facto == outer.country:
        verdict, told = Verdict.CANNOT_SAY, _by_viewpoint(inner, held, outer, world)
    yield Note(
        statement=statement.id,
        check=Check.CONTAINMENT,
        verdict=verdict,
        span=words.span(match),
        text=told,
        data=f"{world.boundaries.source.cited()}; point of {GAZETTEER.partition(';')[0]}",
        error=error,
        values={"place": inner.geonameid, "within": outer.geonameid or outer.name},
    )


def _by_viewpoint(inner: Place, held: Area, outer: Place, world: World) -> str:
    known = world.gazetteer.country(held.country)
    country = known.name if known else held.country
    view = world.boundaries.source.viewpoint
    return f"{inner.name} lies in {held.name}, which is counted to {country} ({view}) and held by {outer.name}."


def _by_point(inner: Place, outer: Place, codes: Sequence[str], world: World) -> tuple[Verdict, str, str | None]:
    boundaries = world.boundaries
    point = shapely.Point(inner.lon, inner.lat)
    inside = any(shapely.covers(boundaries.polygon(code), point) for code in codes)
    near = nearest(point, shapely.boundary(boundaries.union(codes)))
    km = near.km if near else 0.0
    held = boundaries.at(inner.lon or 0.0, inner.lat or 0.0)
    first = boundaries.area(codes[0])
    allowed = boundaries.error_km(first.country) if first else None
    told = f"{inner.name} lies {'in' if inside else 'outside'} {outer.name}, {km:,.1f} km from its edge"
    told += f", in {held.name}." if held and not inside else "."
    error = None if allowed is None else f"{allowed:g} km, of the boundary"
    if inside:
        return Verdict.CONSISTENT, told, error
    return (Verdict.CANNOT_SAY if km <= (allowed or 0.0) else Verdict.NOT_CONSISTENT), told, error


def _codes(outer: Place, world: World) -> tuple[str, ...]:
    """Codes of the areas that a place is or stands for; none where it has no bounds."""
    boundaries, entry, area = world.boundaries, named(outer.name), area_of(outer, world.boundaries)
    if area is not None and entry is None:
        return (area.code,)
    if is_country(outer) and outer.country:
        return tuple(a.code for a in boundaries.country(outer.country))
    if entry is None:
        return ()
    whole = tuple(a.code for country in entry.countries for a in boundaries.country(country))
    return (*(code for code in entry.areas if boundaries.area(code)), *whole)


def _stands_for_its_state(place: Place, world: World) -> bool:
    """Whether a name may mean a government: "the fleet of Moscow in the Black Sea" says nothing of where Moscow is."""
    known = world.gazetteer.by_id(place.geonameid) if place.geonameid else None
    return known is not None and known.capital
