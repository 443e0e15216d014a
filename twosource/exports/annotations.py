"""Readings as JSON: what `twosource annotate` writes, one object a report. docs/formats.md describes every key.

A value that was not read yet has no key, one that is not stated is null, and none is an empty list.
"""

from __future__ import annotations

from typing import Any

from msgspec import UnsetType

from twosource.model import Place, Quantity, Reading, Span, Statement, Timex

Json = dict[str, Any]


def to_json(reading: Reading) -> Json:
    """One reading in the shape of `twosource annotate`; offsets are code points into the report's text.

    Returns:
        Builtin values only, ready for any JSON encoder.
    """
    report = reading.report
    parts: Json = {
        "doc": report.doc,
        "sha256": report.sha256,
        "published": report.published,
        "lang": report.lang,
        "outlet": report.outlet,
        "url": report.url,
        "title": report.title,
        "dateline": report.dateline,
        "byline": list(report.byline),
        "producer": reading.producer,
        "steps": list(reading.steps),
        "attributions": [attribution(statement, report.text) for statement in reading.statements],
    }
    if not isinstance(reading.places, UnsetType):
        parts["toponyms"] = [toponym(place) for place in reading.places]
    if not isinstance(reading.times, UnsetType):
        parts["timex"] = [timex(time) for time in reading.times]
    parts["furniture"] = [{"span": list(part.span), "kind": str(part.kind)} for part in report.furniture]
    return parts


def attribution(statement: Statement, text: str) -> Json:
    """One statement; `exact` repeats the characters of its spans, so that it can be read without the text."""
    spans = {"source": statement.source, "cue": statement.cue, "content": statement.content}
    parts: Json = {
        "id": statement.id,
        "kind": str(statement.kind),
        **{role: pairs(found) for role, found in spans.items()},
        "manner": _plain(statement.manner),
        "commitment": _plain(statement.commitment),
        "stance": _plain(statement.stance),
        "actor": _actor(statement),
        "channel": statement.channel,
        "nested_in": statement.nested_in,
        "response": statement.response,
        "confidence": statement.confidence,
        "places": _each(statement.places, _place_ids),
        "times": _each(statement.times, lambda times: [time.value for time in times]),
        "quantities": _each(statement.quantities, lambda found: [quantity(one) for one in found]),
        "exact": {role: [span.of(text) for span in found] for role, found in spans.items()},
    }
    return {key: value for key, value in parts.items() if not isinstance(value, UnsetType)}


def pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    """Spans as `[[start, end], ...]`."""
    return [[start, end] for start, end in spans]


def toponym(place: Place) -> Json:
    """One place name; `demonym` is true for an adjective or a people ("Ukrainian").

    With a `relation` ("near Lyman") the place meant is an area about the named one, whose point and id these are.
    """
    return {
        "span": list(place.span),
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "geonameid": place.geonameid,
        "country": place.country,
        "admin1": place.admin1,
        "precision": _plain(place.precision),
        "demonym": place.demonym,
        "alternatives": list(place.alternatives),
        "relation": _plain(place.relation),
        "distance_km": place.distance_km,
    }


def timex(time: Timex) -> Json:
    """One time expression, TIMEX3."""
    return {"span": list(time.span), "type": str(time.type), "value": time.value, "mod": time.mod}


def quantity(found: Quantity) -> Json:
    """One number; of a range `value` is null, and `low` and `high` hold it."""
    return {
        "value": found.value,
        "unit": found.unit,
        "comparator": found.comparator,
        "span": list(found.span),
        "low": found.low,
        "high": found.high,
        "denominator": found.denominator,
    }


def _plain(value: Any) -> Any:
    """A StrEnum as its text; null and "not read yet" as they are."""
    return str(value) if isinstance(value, str) else value


def _each(values: Any, change: Any) -> Any:
    return values if isinstance(values, UnsetType) else change(values)


def _place_ids(places: tuple[Place, ...]) -> list[int]:
    """GeoNames ids of the places, each once; a demonym names people, not a place."""
    ids = (place.geonameid for place in places if not place.demonym)
    return list(dict.fromkeys(number for number in ids if number is not None))


def _actor(statement: Statement) -> Any:
    actor = statement.actor
    if actor is None or isinstance(actor, UnsetType):
        return actor
    return {
        "name": actor.name,
        "kind": _plain(actor.kind),
        "side": actor.side,
        "organisation": actor.organisation,
        "role": actor.role,
    }
