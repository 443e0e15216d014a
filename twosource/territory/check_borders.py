"""Borders: "bordered by three regions", "the border of A with B". Which neighbours there are, which were left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import shapely
from msgspec.structs import replace

from twosource.model import Place, Precision, Reading, Statement
from twosource.territory.boundaries import TOUCHING, Area, Boundaries
from twosource.territory.layers import Layer
from twosource.territory.notes import Check, Note, Verdict, World, held_on, listing
from twosource.territory.questions import Part, part_of
from twosource.territory.wording import (
    Words,
    day_of,
    matches,
    places_of,
    settings,
    stretches,
    whole_number,
    words_of,
)
from twosource.world import gazetteer


def check_borders(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on what a statement says of borders."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        taken: list[tuple[int, int]] = []
        for name in ("counted", "bare_count", "listed"):
            for match in matches(words, "borders", name):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                found = _note(statement, words, match, world, day=day_of(reading))
                if found:
                    taken.append(match.span())
                    yield from found


def _note(statement: Statement, words: Words, match: re.Match[str], world: World, *, day: str | None) -> list[Note]:
    (subject,) = words.named(match, "a")
    named = words.named(match, "list")
    known = neighbours_of(subject, world.boundaries)
    areas = [_key(place, world.boundaries) for place in named]
    if known is None or not all(areas):
        return []
    stated = whole_number(match.groupdict().get("number") or "")
    points = _points(subject, world.boundaries)
    beyond = _beyond(subject, named, world.boundaries)
    wrong = [p.name for p, key in zip(named, areas, strict=True) if key not in {*known, *points, *beyond}]
    left = {key: name for key, name in known.items() if key not in areas}
    text = _told(subject, known, named, wrong, counted=bool(stated and named))
    if points:
        text += f" It meets {listing(list(points.values()))} only in a point."
    held = _restriction(match)
    base = Note(
        statement=statement.id,
        check=Check.BORDERS,
        verdict=Verdict.CONSISTENT,
        span=words.span(match),
        text=text,
        data=world.boundaries.source.cited(),
        error="a common border of at least 1 km makes a neighbour",
        values={"neighbours": list(known.values()), "left_out": list(left.values()), "no_neighbours": wrong},
    )
    if wrong:
        return [_with(base, Verdict.NOT_CONSISTENT, text)]
    if stated is None:
        return [base]
    if held:
        return list(_held(base, [k for k in areas if k], stated, known, world, day=day))
    alone = _own_country(subject, known, world.boundaries)
    if stated in (len(known), alone, len(known) + len(points)):
        return [base]
    counted = (
        f" {len(known)} in all" if alone in (None, len(known)) else f" {alone} in its own country, {len(known)} in all"
    )
    return [_with(base, Verdict.NOT_CONSISTENT, f"{text} The statement counts {stated}; there are{counted}.")]


def _with(note: Note, verdict: Verdict, text: str, **more: object) -> Note:
    return replace(note, verdict=verdict, text=text, **more)


def _told(subject: Place, known: dict[str, str], named: Sequence[Place], wrong: Sequence[str], *, counted: bool) -> str:
    left = {key: name for key, name in known.items() if name not in {place.name for place in named}}
    told = f"{subject.name} has a border with {len(known)}: {listing(list(known.values()))}."
    if named:
        right = [place.name for place in named if place.name not in wrong]
        told += f" Named and among them: {listing(right)}." if right else ""
        told += f" Named, but no neighbour: {listing(wrong)}." if wrong else ""
    return told + (f" Not named: {listing(list(left.values()))}." if counted else "")


def _restriction(match: re.Match[str]) -> bool:
    """Whether only areas that are held are counted: "three regions that are partially occupied"."""
    which = (match.groupdict().get("which") or "").lower()
    return any(word in which for word in settings()["words"]["held"])


def _held(
    base: Note, named: Sequence[str], stated: int, known: dict[str, str], world: World, *, day: str | None
) -> Iterator[Note]:
    """A note for each control layer on which of the neighbours it covers in part."""
    layers, reason = held_on(world, day)
    if not layers:
        yield _with(base, Verdict.CANNOT_SAY, f"{base.text} Which of them are held cannot be said: {reason}.")
        return
    for layer in layers:
        yield _by_layer(base, layer, named, stated, known, world)


def _by_layer(base: Note, layer: Layer, named: Sequence[str], stated: int, known: dict[str, str], world: World) -> Note:
    parts = {key: part for key in known if (part := _part(layer, key, world)) and part.km2}
    sure = {key for key, part in parts.items() if not part.within_error}
    missed = [key for key in named if key not in parts]
    more = [key for key in parts if key in sure and key not in named]
    told = f"{base.text} Of these {layer.name()} covers part of {listing([_share(parts[k]) for k in parts])}."
    good = not missed and not more and len(named) == stated
    if more:
        told += f" Left out: {listing([known[key] for key in more])}."
    if missed:
        told += f" Not covered: {listing([known[key] for key in missed])}."
    verdict = Verdict.CONSISTENT if good else Verdict.NOT_CONSISTENT
    values = {**base.values, "held": {parts[k].code: round(parts[k].km2, 2) for k in parts}}
    data = f"{base.data}; {layer.name()}"
    return _with(base, verdict, told, date=layer.date, data=data, values=values)


def _share(part: Part) -> str:
    doubt = ", within the boundary's error" if part.within_error else ""
    return f"{part.name} ({part.km2:,.0f} km2, {100 * part.share:.1f} %{doubt})"


def _part(layer: Layer, key: str, world: World) -> Part | None:
    area = world.boundaries.area(key)
    return None if area is None else part_of(layer, area, world.boundaries)


# ---------------------------------------------------------------- neighbours of areas and of countries


def area_of(place: Place, boundaries: Boundaries) -> Area | None:
    """The first-level area that a place is; `None` where it is none, or the boundaries lack it."""
    if place.geonameid is None:
        return None
    return boundaries.by_id(place.geonameid)


def is_country(place: Place) -> bool:
    """Whether a place is a country itself, or its border, and not a place in one."""
    if place.precision is Precision.COUNTRY:
        return place.country is not None
    known = gazetteer.load().country(place.country) if place.country and place.relation else None
    return known is not None and known.geonameid == place.geonameid


def _key(place: Place, boundaries: Boundaries) -> str | None:
    if is_country(place):
        return place.country
    area = area_of(place, boundaries)
    return area.code if area else None


def neighbours_of(place: Place, boundaries: Boundaries) -> dict[str, str] | None:
    """Codes and names of the areas, or of a country the countries, that have a border with a place.

    Returns:
        the longest border first; `None` where the place has no boundary here.
    """
    if is_country(place) and place.country:
        codes = country_neighbours(place.country, boundaries)
        return {code: _country_name(code) for code in codes} or None
    area = area_of(place, boundaries)
    if area is None:
        return None
    return {near.area.code: near.area.name for near in boundaries.neighbours(area.code)}


def _points(place: Place, boundaries: Boundaries) -> dict[str, str]:
    """Areas that meet an area in a point and have no border with it: commonly counted, and as commonly not."""
    area = area_of(place, boundaries)
    if area is None or is_country(place):
        return {}
    near = {n.area.code for n in boundaries.neighbours(area.code)} | {area.code}
    polygon = boundaries.polygon(area.code)
    others = boundaries.within(polygon.bounds, margin=TOUCHING)
    return {
        o.code: o.name
        for o in others
        if o.code not in near and shapely.dwithin(polygon, boundaries.polygon(o.code), TOUCHING)
    }


def _beyond(subject: Place, named: Sequence[Place], boundaries: Boundaries) -> set[str]:
    """Codes of neighbours of another size: the country behind an area's border, an area behind a country's."""
    own, found = area_of(subject, boundaries), set()
    if own is not None and not is_country(subject):
        found = {n.area.country for n in boundaries.neighbours(own.code)} - {own.country}
    for place in named:
        area = area_of(place, boundaries)
        if area is not None and is_country(subject) and area.country != subject.country:
            found |= {area.code for n in boundaries.neighbours(area.code) if n.area.country == subject.country}
    return found


def country_neighbours(code: str, boundaries: Boundaries) -> list[str]:
    """Codes of the countries that have a land border with a country, by name of code."""
    near: Iterable[Area] = (n.area for a in boundaries.country(code) for n in boundaries.neighbours(a.code))
    return sorted({area.country for area in near if area.country and area.country != code})


def _country_name(code: str) -> str:
    found = gazetteer.load().country(code)
    return found.name if found else code


def _own_country(subject: Place, known: dict[str, str], boundaries: Boundaries) -> int | None:
    """How many of an area's neighbours lie in its own country; `None` of a country."""
    area = area_of(subject, boundaries)
    if area is None or is_country(subject):
        return None
    return sum((other := boundaries.area(key)) is not None and other.country == area.country for key in known)
