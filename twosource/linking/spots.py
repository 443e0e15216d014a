"""How places stand to one another: the same, inside, overlapping, opposite; and what names one place."""

from __future__ import annotations

import re

from twosource.linking.said import name_key
from twosource.model import Place, PlaceRelation, Precision, Proposition, Report, Statement
from twosource.reading.taxonomy import taxonomy
from twosource.world import states

BEFORE = 24
"""Characters before a capital's name in which the word before it is looked for."""
WORD = re.compile(r"[\w-]+")
WIDE = frozenset({Precision.COUNTRY})
"""Places too wide to tell two events apart by."""
AROUND = frozenset({PlaceRelation.DIRECTION_OF, PlaceRelation.BORDER_OF})
"""Relations that reach out of the area that holds the named place: "entered Poltava from the Sumy direction"."""
OPPOSITE = frozenset(
    {
        frozenset({PlaceRelation.NORTH_OF, PlaceRelation.SOUTH_OF}),
        frozenset({PlaceRelation.EAST_OF, PlaceRelation.WEST_OF}),
        frozenset({PlaceRelation.NORTHEAST_OF, PlaceRelation.SOUTHWEST_OF}),
        frozenset({PlaceRelation.NORTHWEST_OF, PlaceRelation.SOUTHEAST_OF}),
    }
)


def exact_places(statement: Statement, report: Report, proposition: Proposition) -> tuple[Place, ...]:
    """The places where a statement's event may be.

    Left out: adjectives and countries, areas that hold another place it gives, names that the content gives to a
    ship or the like, and a capital that stands for the government ("Oslo denied").
    """
    listed = statement.places if isinstance(statement.places, tuple) else ()
    borne = {name_key(name) for name in proposition.participants}
    text = report.text
    named = [p for p in listed if is_exact(p) and not stands_for_government(p, text)]
    named = [p for p in named if name_key(p.span.of(text)) not in borne]
    kept = [p for p in named if not any(tells_more(other, p) for other in named)]
    unique = {spot_key(p): p for p in kept}
    return tuple(unique.values())


def is_exact(place: Place) -> bool:
    """Whether a mention names a place narrower than a country; the border of one is as wide as it."""
    wide = place.relation is not None and place.admin1 is None and place.country is not None
    return not place.demonym and place.precision not in WIDE and not wide


def stands_for_government(place: Place, text: str) -> bool:
    """Whether a capital's name stands for the government: no word before it says that the place is meant."""
    state = states.lookup(place.span.of(text))
    if state is None or state.form is not states.Form.CAPITAL:
        return False
    before = WORD.findall(text[max(0, place.span.start - BEFORE) : place.span.start].lower())
    return not before or before[-1] not in taxonomy().place_prepositions


def spot_key(place: Place) -> str:
    """What makes two mentions mean one place: the named place, and how the one meant stands to it ("near Lyman")."""
    parts = (place_key(place), place.relation, place.distance_km)
    return " ".join(str(part) for part in parts if part is not None)


def place_words(place: Place) -> str:
    """A place in words: "Lyman", "near Lyman", "20 km north of Lyman"."""
    if place.relation is None:
        return place.name
    how = {PlaceRelation.DIRECTION_OF: "direction of", PlaceRelation.BORDER_OF: "border of"}
    words = how.get(place.relation) or str(place.relation).replace("-of", " of")
    if place.distance_km is None:
        return f"{words} {place.name}"
    far = f"{place.distance_km:g} km"
    return f"{far} from {place.name}" if place.relation is PlaceRelation.AT_DISTANCE else f"{far} {words} {place.name}"


def place_key(place: Place) -> str:
    """What makes two mentions name one place: the gazetteer's id, or the name where it has none."""
    return str(place.geonameid) if place.geonameid is not None else place.name.lower()


def holds(outer: Place, inner: Place) -> bool:
    """Whether one place is an administrative area that the other lies in.

    What lies near a place, or on its border, may reach out of what holds that place.
    """
    return outer.relation is None and inner.relation is None and anchor_in(outer, inner)


def tells_more(inner: Place, outer: Place) -> bool:
    """Whether the first says more exactly where the second is: "near Lyman in Donetsk region"."""
    return outer.relation is None and inner.relation not in AROUND and anchor_in(outer, inner)


def touches(one: Place, other: Place) -> bool:
    """Whether an area about a place ("near Lyman") may overlap the other, which is the same, holds it or lies in it.

    Opposite sides of a place do not overlap.
    """
    if one.relation is None and other.relation is None:
        return False
    if frozenset({one.relation, other.relation}) in OPPOSITE:
        return False
    if PlaceRelation.BORDER_OF in (one.relation, other.relation) and one.admin1 is not None:
        return (one.country, one.admin1) == (other.country, other.admin1)
    return place_key(one) == place_key(other) or anchor_in(one, other) or anchor_in(other, one)


def anchor_in(outer: Place, inner: Place) -> bool:
    """Whether the place named first is an administrative area that the one named second lies in."""
    if outer.country is None or outer.country != inner.country or place_key(outer) == place_key(inner):
        return False
    if outer.precision is Precision.COUNTRY:
        return inner.precision is not Precision.COUNTRY
    same = outer.admin1 is not None and outer.admin1 == inner.admin1
    return same and outer.precision is Precision.ADMIN1 and inner.precision is not Precision.ADMIN1
