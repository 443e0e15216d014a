"""On what the statements of one claim differ: units, numbers, weapons, places, days, wording.

Only what members themselves say is compared, and only like with like: numbers that count the same thing, days with
days. A point is listed when at least two values stand against each other; each value names the statements that give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from twosource.linking.facets import Facet, counted
from twosource.linking.spots import place_words
from twosource.model import Difference, Proposition, Quantity, ValueOf
from twosource.reading.taxonomy import taxonomy

BESIDE = 40
"""Characters after a name within which a noun for a weapon makes it the weapon's name ("X-12 ballistic missile")."""
WORD = re.compile(r"\w+")


def differences_of(members: Sequence[Facet]) -> tuple[Difference, ...]:
    """Points on which members differ, in a fixed order; members are given in order of publication."""
    listed = {
        "unit": ((unit, f) for f in members for unit in _units(f)),
        **_numbers(members),
        "weapon": ((weapon, f) for f in members for weapon in _weapons(f)),
        "place": ((place, f) for f in members for place in _places(f)),
        "time": ((day, f) for f in members for day in _days(f)),
        "wording": _wordings(members),
    }
    made = (_difference(point, values) for point, values in listed.items())
    return tuple(difference for difference in made if difference is not None)


def _difference(point: str, given: Iterable[tuple[str, Facet]]) -> Difference | None:
    by_value: dict[str, tuple[str, list[str]]] = {}
    for value, facet in given:
        _, ids = by_value.setdefault(value.lower(), (value, []))
        if facet.statement.id not in ids:
            ids.append(facet.statement.id)
    if len(by_value) < 2:
        return None
    return Difference(
        point=point,
        values=tuple(ValueOf(value=value, statements=tuple(ids)) for value, ids in by_value.values()),
    )


def _wordings(members: Sequence[Facet]) -> Iterator[tuple[str, Facet]]:
    """The words that name the event, where some say more than others."""
    ordered = [facet for facet in members if facet.predicate and facet.strength]
    if len({facet.strength for facet in ordered}) > 1:
        yield from ((facet.predicate or "", facet) for facet in ordered)


def _units(facet: Facet) -> tuple[str, ...]:
    proposition = facet.statement.proposition
    return proposition.units if isinstance(proposition, Proposition) else ()


def _numbers(members: Sequence[Facet]) -> dict[str, list[tuple[str, Facet]]]:
    """Numbers by what they count; what only one statement counts is no difference."""
    points: dict[str, list[tuple[str, Facet]]] = {}
    for facet in members:
        for quantity in _quantities(facet):
            what = counted(quantity.unit) + (f" of {quantity.denominator}" if quantity.denominator else "")
            if what:
                points.setdefault(f"number of {what}", []).append((wording_of(quantity), facet))
    return points


def _quantities(facet: Facet) -> tuple[Quantity, ...]:
    listed = facet.statement.quantities
    return listed if isinstance(listed, tuple) else ()


def wording_of(quantity: Quantity) -> str:
    """A number as a reader would write it: "at least 39 people", "5 to 10 explosions"."""
    comparator = "" if quantity.comparator in {"exactly", "between"} else f"{quantity.comparator} "
    if quantity.value is not None:
        number = f"{quantity.value:g}"
    elif quantity.low is not None and quantity.high is not None:
        number = f"{quantity.low:g} to {quantity.high:g}"
    else:
        number = "some"
    return f"{comparator}{number} {quantity.unit or ''}".strip()


def _weapons(facet: Facet) -> Iterator[str]:
    """Names in a content that stand before a noun for a weapon."""
    proposition = facet.statement.proposition
    if not isinstance(proposition, Proposition):
        return
    text = " ".join(span.of(facet.report.text) for span in facet.statement.content)
    for name in proposition.participants:
        at = text.find(name)
        after = WORD.findall(text[at + len(name) : at + len(name) + BESIDE].lower()) if at >= 0 else []
        if (
            any("weapon" in taxonomy().classes(w.removesuffix("s")) for w in after[:4])
            and name not in proposition.units
        ):
            yield name


def _places(facet: Facet) -> Iterator[str]:
    if facet.own_places and facet.places:
        yield ", ".join(sorted(place_words(place) for place in facet.places))


def _days(facet: Facet) -> Iterator[str]:
    if facet.days is not None:
        first, last = facet.days
        yield first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
