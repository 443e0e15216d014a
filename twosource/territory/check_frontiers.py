"""Distances to a border or a front, and places that lie between two others: "25 miles from the border with Norland".

A border is measured on the boundaries, a front on a control layer of what is held, where one of the day is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from msgspec import UNSET
from msgspec.structs import replace

from twosource.model import Place, Quantity, Reading, Span, Statement
from twosource.territory.check_borders import area_of, is_country
from twosource.territory.check_distances import MILES, is_town, judged, radius_km, subject_of
from twosource.territory.layers import Layer
from twosource.territory.measure import between_km, nearest
from twosource.territory.notes import GAZETTEER, Check, Note, Verdict, World, held_on
from twosource.territory.wording import (
    Words,
    day_of,
    matches,
    pattern,
    patterns,
    places_of,
    sentence_at,
    settings,
    stretches,
    words_of,
)

LENGTHS = {"km": 1.0, "miles": MILES}
"""Kilometres in the units of length that are read."""
FRONT_KM = 5.0
"""Kilometres by which a front as a reporter has it may differ from one publisher's line: a few hours' advance, the
strip that neither side holds. Not measured; where a line is doubtful, publishers draw it as a zone of about that."""
BESIDE = 1.3
"""Times the way between two places that the way through a third may be for it to lie between them: 40 degrees to each
side of the line, as people use the word."""


def check_frontiers(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on how far a town is said to lie from a border or a front."""
    known = () if statement.quantities is UNSET else statement.quantities
    for quantity in known:
        if (quantity.unit or "") not in LENGTHS:
            continue
        words = _behind(quantity, statement, reading)
        border = next((m for one in patterns("distance", "border") if (m := one.match(words.text))), None)
        front = pattern(settings()["distance"]["front"]).match(words.text)
        if border is None and front is None:
            continue
        subject = subject_of(statement, reading, quantity)
        if subject is None or subject.relation is not None or not is_town(subject, world):
            continue
        if front is not None:
            yield from _front_notes(statement, reading, world, subject, quantity)
        elif border is not None:
            yield from _border_note(statement, world, subject, quantity, words.named(border, "b")[0])


def _behind(quantity: Quantity, statement: Statement, reading: Reading) -> Words:
    """What stands behind a quantity in its sentence, with peoples as marks too: "the Norlandish border"."""
    text = reading.report.text
    end = sentence_at(text, quantity.span).end
    return words_of(text, Span(quantity.span[1], end), places_of(statement, reading), demonyms=True)


def _in_km(quantity: Quantity) -> Quantity:
    factor = LENGTHS[quantity.unit or ""]
    value, low, high = (None if v is None else v * factor for v in (quantity.value, quantity.low, quantity.high))
    return replace(quantity, value=value, low=low, high=high, unit="km")


def _border_note(
    statement: Statement, world: World, subject: Place, quantity: Quantity, other: Place
) -> Iterator[Note]:
    point = shapely.Point(subject.lon, subject.lat)
    target = _outline(other, point, world)
    way = None if target is None else nearest(point, target)
    if way is None:
        return
    home = world.boundaries.at(subject.lon or 0.0, subject.lat or 0.0)
    error = world.boundaries.error_km(home.country) if home else None
    allowed = (error or 0.0) + radius_km(subject, world)
    verdict, doubt = judged(_in_km(quantity), [way.km], allowed)
    yield Note(
        statement=statement.id,
        check=Check.DISTANCE,
        verdict=verdict,
        span=Span(*quantity.span),
        text=f"From {subject.name} to the border of {other.name} it is {way.km:,.0f} km in a straight line, at "
        f"{way.end[1]:.3f} N, {way.end[0]:.3f} E.{doubt}",
        data=f"{world.boundaries.source.cited()}; {GAZETTEER.partition(';')[0]}",
        error=f"{allowed:.0f} km: boundary {'not known' if error is None else f'{error:g} km'}, "
        f"{subject.name} taken as a point",
        values={"km": [round(way.km, 1)], "stated_km": _in_km(quantity).value},
    )


def _outline(other: Place, point: shapely.Point, world: World) -> shapely.Geometry | None:
    """The border that is meant: of a country that the point does not lie in, its land; of an area its outline."""
    boundaries = world.boundaries
    if is_country(other) or other.demonym:
        areas = boundaries.country(other.country or "")
        whole = boundaries.union(a.code for a in areas) if areas else None
        return None if whole is None or shapely.covers(whole, point) else whole
    area = area_of(other, boundaries)
    return None if area is None else shapely.boundary(boundaries.polygon(area.code))


def _front_notes(
    statement: Statement, reading: Reading, world: World, subject: Place, quantity: Quantity
) -> Iterator[Note]:
    layers, reason = held_on(world, day_of(reading))
    base = Note(
        statement=statement.id,
        check=Check.DISTANCE,
        verdict=Verdict.CANNOT_SAY,
        span=Span(*quantity.span),
        text=f"How far {subject.name} is from the front cannot be said: {reason}.",
        data=GAZETTEER.partition(";")[0],
    )
    if not layers:
        yield base
    for layer in layers:
        yield _front_note(base, layer, subject, _in_km(quantity), world)


def _front_note(base: Note, layer: Layer, subject: Place, quantity: Quantity, world: World) -> Note:
    point = shapely.Point(subject.lon, subject.lat)
    data = f"{layer.name()}; {base.data}"
    if shapely.covers(layer.shape, point):
        text = f"{subject.name} lies in {layer.name()}; which of its edges is the front the layer does not say."
        return replace(base, text=text, data=data, date=layer.date)
    way = nearest(point, layer.shape)
    km = way.km if way else 0.0
    allowed = FRONT_KM + radius_km(subject, world)
    verdict, doubt = judged(quantity, [km], allowed)
    return replace(
        base,
        verdict=verdict,
        text=f"From {subject.name} to the nearest edge of {layer.name()} it is {km:,.0f} km.{doubt}",
        data=data,
        date=layer.date,
        error=f"{allowed:.0f} km: how exactly the publisher draws is not known",
        values={"km": [round(km, 1)], "stated_km": quantity.value},
    )


# ---------------------------------------------------------------- between two others


def check_between(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on towns, or areas, that are said to lie between two others."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        for match in matches(words, "borders", "between"):
            three = [words.named(match, group)[0] for group in "abc"]
            found = _towns_between(three, world) or _areas_between(three, world)
            if found is not None:
                verdict, text, data = found
                yield Note(
                    statement=statement.id,
                    check=Check.BORDERS,
                    verdict=verdict,
                    span=words.span(match),
                    text=text,
                    data=data,
                )


def _towns_between(three: Sequence[Place], world: World) -> tuple[Verdict, str, str] | None:
    """By the way through the first, against the straight one; `None` where one is no town."""
    if not all(is_town(place, world) and place.lat is not None for place in three):
        return None
    own, one, other = ((place.lon or 0.0, place.lat or 0.0) for place in three)
    whole, through = between_km(one, other), between_km(one, own) + between_km(own, other)
    names = [place.name for place in three]
    text = (
        f"From {names[1]} to {names[2]} it is {whole:,.0f} km in a straight line, by way of {names[0]} {through:,.0f}."
    )
    return (Verdict.CONSISTENT if through <= BESIDE * whole else Verdict.CANNOT_SAY), text, GAZETTEER


def _areas_between(three: Sequence[Place], world: World) -> tuple[Verdict, str, str] | None:
    """An area that borders both; `None` where one is no area, or it does not: "between" may be meant widely."""
    areas = [area_of(place, world.boundaries) for place in three]
    if any(area is None for area in areas) or any(is_country(place) for place in three):
        return None
    own, one, other = (area.code for area in areas if area)
    near = {n.area.code for n in world.boundaries.neighbours(own)}
    if not {one, other} <= near:
        return None
    text = f"{three[0].name} has a border with {three[1].name} and with {three[2].name}."
    return Verdict.CONSISTENT, text, world.boundaries.source.cited()
