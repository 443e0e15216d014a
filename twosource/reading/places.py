"""Places in a text: which words name them, and where they lie.

`find_places` is pure; the component `twosource_places` sets `doc._.places`. The names come from the gazetteer and the
context (`place_names`), the words around them say what they are (`place_cues`), the text's other places decide
between candidates (`place_meaning`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from urllib.parse import urlsplit

from spacy.tokens import Doc

from twosource.model import Place, Precision, Report, Span
from twosource.reading.extensions import text_of
from twosource.reading.place_cues import read_cues
from twosource.reading.place_features import with_features
from twosource.reading.place_meaning import Choice, held, resolve
from twosource.reading.place_names import ACCEPT, Mention, propose
from twosource.reading.place_relations import read_relations
from twosource.reading.place_unlisted import unlisted
from twosource.reading.place_weighing import weigh
from twosource.reading.place_words import capital
from twosource.world import gazetteer, states
from twosource.world.gazetteer import Candidate, Gazetteer, Level, fold
from twosource.world.outlets import lookup_outlet, outlet_of_domain

PRECISION = {
    Level.COUNTRY: Precision.COUNTRY,
    Level.ADMIN1: Precision.ADMIN1,
    Level.ADMIN2: Precision.ADMIN2,
    Level.SETTLEMENT: Precision.SETTLEMENT,
    Level.AREA: Precision.AREA,
    Level.SPOT: Precision.POINT,
    Level.UNION: Precision.COUNTRY,
}

DEMONYMS = frozenset({states.Form.ADJECTIVE, states.Form.PEOPLE})


def find_places(doc: Doc, *, outlet_country: str | None = None) -> tuple[Place, ...]:
    """Every place that the text names, in order.

    Args:
        doc: parsed; parts of speech and entities are used when they are there.
        outlet_country: ISO 3166-1 alpha-2 of the outlet's country: between places of one name it counts a little.

    Returns:
        Places in the order of their spans, not overlapping. A name that stays unresolved has no coordinates.

    Raises:
        GazetteerError: the gazetteer's file is missing or damaged; the message says which command rebuilds it.
    """
    world = gazetteer.load()
    mentions = propose(doc, world)
    mentions = with_features(doc, _with_demonyms(doc, mentions, world))
    read_cues(doc, mentions)
    for mention in mentions:
        if mention.container is not None and not any(held(mention, world)):
            mention.container = None
    weigh(doc, mentions)
    accepted = [m for m in mentions if m.evidence >= ACCEPT]
    accepted += unlisted(doc, accepted)
    accepted.sort(key=lambda m: m.start)
    for mention in accepted:
        if mention.container is not None and mention.container.evidence < ACCEPT:
            mention.container = None
    chosen = resolve(accepted, world, outlet_country=outlet_country)
    choices = [chosen.get(mention.start) for mention in accepted]
    read_relations(doc, accepted, [choice.candidate.level if choice else None for choice in choices])
    return tuple(_place(doc, mention, choice, world) for mention, choice in zip(accepted, choices, strict=True))


def _with_demonyms(doc: Doc, mentions: list[Mention], world: Gazetteer) -> list[Mention]:
    """Add adjectives and peoples ("Syrian", "Ukrainians"); they win over a village of that name."""
    seen = [*_demonyms_of_areas(doc, world), *_demonyms_of_states(doc, world)]
    longer = {i for m in mentions if m.end - m.start > 1 for i in range(m.start, m.end)}
    found = [m for m in seen if not longer.intersection(range(m.start, m.end)) or m.end - m.start > 1]
    taken = {i for mention in found for i in range(mention.start, mention.end)}
    others = [m for m in mentions if not taken.intersection(range(m.start, m.end))]
    return sorted({m.start: m for m in (*others, *found)}.values(), key=lambda m: m.start)


def _demonyms_of_states(doc: Doc, world: Gazetteer) -> Iterator[Mention]:
    for hit in states.find(doc.text):
        if hit.value.form not in DEMONYMS:
            continue
        span = doc.char_span(hit.start, hit.end, alignment_mode="expand")
        geonameid = states.state(hit.value.state).geonameid
        place = world.by_id(geonameid) if geonameid else next(iter(world.find(hit.value.state)), None)
        if span is None or place is None or (hit.value.ambiguous and span[0].ent_type_ == "PERSON"):
            continue
        end = span.end
        while end > span.start + 1 and doc[end - 1].is_lower:
            end -= 1  # "the Ukrainian people": the adjective is the name
        yield Mention(span.start, end, fold(doc[span.start : end].text), (place,), ACCEPT, demonym=True)


def _demonyms_of_areas(doc: Doc, world: Gazetteer) -> Iterator[Mention]:
    for token in doc:
        for end in (token.i + 2, token.i + 1):
            if not capital(token) or end > len(doc):
                continue
            name = token.text if end == token.i + 1 else f"{token.text} {doc[token.i + 1].text}"
            place = world.demonym(name)
            if place is not None:
                yield Mention(token.i, end, fold(name), (place,), ACCEPT, demonym=True)
                break


def _place(doc: Doc, mention: Mention, choice: Choice | None, world: Gazetteer) -> Place:
    text = text_of(doc)
    start = doc[mention.start].idx
    end = doc[mention.end - 1].idx + len(doc[mention.end - 1])
    span = Span(start, end)
    if choice is None:
        area = Precision.AREA if mention.relation else None
        return Place(
            span=span,
            name=text[start:end],
            precision=area,
            relation=mention.relation,
            distance_km=mention.distance_km,
        )
    place = choice.candidate
    known = not math.isnan(place.lat)
    return Place(
        span=span,
        name=place.name,
        lat=round(place.lat, 5) if known else None,
        lon=round(place.lon, 5) if known else None,
        geonameid=place.geonameid or None,
        country=place.country or None,
        admin1=world.admin1_code(place),
        precision=Precision.AREA if mention.relation else PRECISION[place.level],
        demonym=mention.demonym,
        alternatives=_alternatives(choice.others, place),
        relation=mention.relation,
        distance_km=mention.distance_km,
    )


def _alternatives(others: tuple[Candidate, ...], best: Candidate) -> tuple[int, ...]:
    ids = (other.geonameid for other in others if other.geonameid and other.geonameid != best.geonameid)
    return tuple(dict.fromkeys(ids))


def places_component(doc: Doc) -> Doc:
    """Set `doc._.places`; `doc._.report`, where it is set, says which outlet's country to prefer."""
    doc._.places = find_places(doc, outlet_country=country_of(doc._.report))
    return doc


def country_of(report: Report | None) -> str | None:
    """ISO 3166-1 alpha-2 of the country that a report's outlet works in; `None` where that is not known."""
    if report is None:
        return None
    outlet = lookup_outlet(report.outlet) if report.outlet else None
    if outlet is None and report.url:
        outlet = outlet_of_domain(urlsplit(report.url).hostname or "")
    return None if outlet is None else outlet.country
