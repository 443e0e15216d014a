"""On what the statements of one claim differ: units, numbers, weapons, places, days, wording.

Only what members themselves say is compared, and only like with like: numbers that count the same thing, days with
days. A point is listed when at least two values stand against each other; each value names the statements that give it
and the exact words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from twosource.linking.facets import Facet, counted
from twosource.linking.moments import days_of_value
from twosource.linking.spots import place_words
from twosource.model import Difference, Proposition, Quantity, Span, ValueOf
from twosource.reading.taxonomy import taxonomy

BESIDE = 40
"""Characters after a name within which a noun for a weapon makes it the weapon's name ("X-12 ballistic missile")."""
WORD = re.compile(r"\w+")


Given = tuple[str, Facet, Span | None]
"""A value, who gives it, and the words that state it."""


def differences_of(members: Sequence[Facet]) -> tuple[Difference, ...]:
    """Points on which members differ, in a fixed order; members are given in order of publication."""
    listed: dict[str, Iterable[Given]] = {
        "unit": ((unit, f, _named(unit, f)) for f in members for unit in _units(f)),
        **_numbers(members),
        "weapon": ((weapon, f, _named(weapon, f)) for f in members for weapon in _weapons(f)),
        "place": ((place, f, span) for f in members for place, span in _places(f)),
        "time": ((day, f, span) for f in members for day, span in _days(f)),
        "wording": _wordings(members),
    }
    made = (_difference(point, values) for point, values in listed.items())
    return tuple(difference for difference in made if difference is not None)


def _difference(point: str, given: Iterable[Given]) -> Difference | None:
    by_value: dict[str, tuple[str, dict[str, Span | None]]] = {}
    for value, facet, span in given:
        _, spans = by_value.setdefault(value.lower(), (value, {}))
        spans[facet.statement.id] = spans.get(facet.statement.id) or span
    if len(by_value) < 2:
        return None
    return Difference(
        point=point,
        values=tuple(
            ValueOf(value=value, statements=tuple(spans), spans=tuple(spans.values()))
            for value, spans in by_value.values()
        ),
    )


def _named(name: str, facet: Facet) -> Span | None:
    """Where a content has a name."""
    for span in facet.statement.content:
        at = facet.report.text.find(name, span.start, span.end)
        if at >= 0:
            return Span(at, at + len(name))
    return None


def _wordings(members: Sequence[Facet]) -> Iterator[Given]:
    """The words that name the event, where some say more than others."""
    ordered = [facet for facet in members if facet.predicate and facet.strength]
    if len({facet.strength for facet in ordered}) > 1:
        yield from ((facet.predicate or "", facet, _worded(facet)) for facet in ordered)


def _worded(facet: Facet) -> Span | None:
    """The word of a content that its event is named by, where its form shows it: "entered" for "enter"."""
    stem = (facet.predicate or "").split(" ")[0].removesuffix("e")
    for span in facet.statement.content:
        for match in WORD.finditer(facet.report.text, span.start, span.end):
            if match[0].lower().startswith(stem):
                return Span(*match.span())
    return None


def _units(facet: Facet) -> tuple[str, ...]:
    proposition = facet.statement.proposition
    return proposition.units if isinstance(proposition, Proposition) else ()


def _numbers(members: Sequence[Facet]) -> dict[str, list[Given]]:
    """Numbers by what they count; what only one statement counts is no difference."""
    points: dict[str, list[Given]] = {}
    for facet in members:
        for quantity in _quantities(facet):
            what = counted(quantity.unit) + (f" of {quantity.denominator}" if quantity.denominator else "")
            if what:
                points.setdefault(f"number of {what}", []).append((wording_of(quantity), facet, quantity.span))
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


def _places(facet: Facet) -> Iterator[tuple[str, Span | None]]:
    if facet.own_places and facet.places:
        ordered = sorted(facet.places, key=place_words)
        yield ", ".join(place_words(place) for place in ordered), ordered[0].span


def _days(facet: Facet) -> Iterator[tuple[str, Span | None]]:
    if facet.days is not None:
        first, last = facet.days
        times = facet.statement.times if isinstance(facet.statement.times, tuple) else ()
        span = next((time.span for time in times if days_of_value(time.value) == facet.days), None)
        yield first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}", span
