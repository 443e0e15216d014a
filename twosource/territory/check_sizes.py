"""Ranks, populations and shares: "the fourth-largest city", "about 1 million people", "just under one-fifth"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET

from twosource.model import Actor, Place, Precision, Quantity, Reading, Span, Statement
from twosource.territory.boundaries import Area
from twosource.territory.check_borders import area_of, is_country
from twosource.territory.layers import Layer
from twosource.territory.notes import GAZETTEER, Check, Note, Verdict, World, listing
from twosource.territory.questions import parts
from twosource.territory.wording import (
    Words,
    day_of,
    fits,
    matches,
    places_of,
    quantities_in,
    rank_number,
    sentence_at,
    settings,
    stretches,
    words_of,
)
from twosource.world.gazetteer import Level, fold

POPULATION_ERROR = 0.1
"""Part of a population by which two counts of one town commonly differ: limits of town and suburb, year of count."""
AREA_ERROR = 0.01
"""Part of an area by which the packaged boundaries differ from official figures: 0.3 % for Dnipropetrovsk Oblast, 0.7 %
for Ukraine."""
OTHER_YEAR = 5.0
"""Times by which a town's population may differ between two years, in war or growth; the figures are not dated."""
WINDOW = 40
"""Characters before and behind a number in which words make it a population."""
COUNTED = (Precision.SETTLEMENT, Precision.COUNTRY)
"""Places whose population the gazetteer has; of an area it has only the sum of its towns."""
SHOWN = 5
"""Places of a ranking that a note lists."""


def check_ranks(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on ranks by area or population."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        for match in matches(words, "rank", "largest"):
            (subject,), holder = words.named(match, "a"), words.named(match, "b")
            if holder and is_country(holder[0]):
                yield from _rank(statement, words, match, subject, holder[0].country or "", world)
        for match in matches(words, "rank", "after"):
            before = _before(reading.report.text, words.span(match), places_of(statement, reading))
            known = [p for p in before if p.country and not is_country(p)]
            if known and known[0].country:
                yield from _rank(statement, words, match, known[0], known[0].country, world)


def _before(text: str, span: Span, places: Sequence[Place]) -> list[Place]:
    """Places named earlier in the sentence."""
    start = sentence_at(text, span).start
    return [p for p in places if start <= p.span[0] < span.start and not p.demonym]


def _rank(
    statement: Statement, words: Words, match: re.Match[str], subject: Place, country: str, world: World
) -> Iterator[Note]:
    stated, found = rank_number(match.groupdict().get("ordinal")), match.groupdict()
    by_people = "popul" in found["measure"].lower() or "population" in (found.get("by") or "")
    town = subject.precision is Precision.SETTLEMENT
    if by_people and not town:
        yield _no_populations(statement, words.span(match), subject)
        return
    sizes = _towns(country, world) if town else _areas(country, world)
    own = sizes.get(subject.geonameid or -1)
    if own is None or own[1] <= 0:
        return
    name, size = own
    error = POPULATION_ERROR if town else AREA_ERROR
    best = 1 + sum(other > size * (1 + error) for _, other in sizes.values())
    worst = sum(other >= size * (1 - error) for _, other in sizes.values())
    top = sorted(sizes.values(), key=lambda each: -each[1])[: max(SHOWN, stated + 1)]
    unit = "people" if town else "km2"
    at = 1 + sum(other > size for _, other in sizes.values())
    yield Note(
        statement=statement.id,
        check=Check.RANK,
        verdict=Verdict.CONSISTENT if best <= stated <= worst else Verdict.NOT_CONSISTENT,
        span=words.span(match),
        text=f"{name} is number {at} of its country by {'population' if unit == 'people' else 'area'}: "
        f"{listing([f'{one} {value:,.0f} {unit}' for one, value in top])}.",
        data=GAZETTEER if unit == "people" else world.boundaries.source.cited(),
        error=f"{100 * error:.0f} % of each figure; the rank may be {best} to {worst}",
        values={"rank": at, "stated": stated, "from": best, "to": worst},
    )


def _towns(country: str, world: World) -> dict[int, tuple[str, float]]:
    return {p.geonameid: (p.name, float(p.population)) for p in world.gazetteer.largest(country, Level.SETTLEMENT, 200)}


def _areas(country: str, world: World) -> dict[int, tuple[str, float]]:
    areas = world.boundaries.country(country)
    return {a.geonameid: (a.name, world.boundaries.km2(a.code)) for a in areas if a.geonameid}


def _no_populations(statement: Statement, span: Span, subject: Place) -> Note:
    return Note(
        statement=statement.id,
        check=Check.RANK,
        verdict=Verdict.CANNOT_SAY,
        span=span,
        text=f"The population of {subject.name} is not at hand: the gazetteer has those of towns and countries.",
        data=GAZETTEER,
    )


# ---------------------------------------------------------------- populations


def check_populations(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on stated populations of places."""
    for stretch in stretches(statement):
        places = [p for p in places_of(statement, reading) if stretch.contains(Span(*p.span)) and not p.demonym]
        counted = [
            q for q in quantities_in(statement, stretch) if q.unit == "people" and q.value and _is_all(q, reading)
        ]
        subject = next((p for p in places if p.relation is None and p.precision in COUNTED), None)
        if len(counted) != 1 or subject is None or places[0] is not subject or _past(statement, reading):
            continue
        between = reading.report.text[subject.span[1] : counted[0].span[0]]
        if not is_country(subject) or re.match(settings()["population"]["of_country"], between, re.IGNORECASE):
            yield from _population(statement, subject, counted[0], world)


def _is_all(quantity: Quantity, reading: Reading) -> bool:
    """Whether a number of people is a population: "a population of 5,000", "5,000 inhabitants"."""
    text, (start, end) = reading.report.text, quantity.span
    known = settings()["population"]
    before = re.search(known["before"], text[max(0, start - WINDOW) : start], re.IGNORECASE)
    return before is not None or re.match(known["after"], text[start : end + WINDOW], re.IGNORECASE) is not None


def _past(statement: Statement, reading: Reading) -> bool:
    """Whether a statement tells of another year than the report's."""
    published = (reading.report.published or "")[:4]
    times = () if statement.times is UNSET else statement.times
    return any(re.match(r"\d{4}", t.value) and t.value[:4] < published for t in times)


def _population(statement: Statement, subject: Place, quantity: Quantity, world: World) -> Iterator[Note]:
    known = world.gazetteer.by_id(subject.geonameid or 0)
    if known is None or known.population <= 0:
        return
    size = float(known.population)
    verdict = Verdict.CONSISTENT
    if not fits(size, quantity, section="numbers", error=POPULATION_ERROR * size):
        apart = max(size, quantity.value or size) / max(1.0, min(size, quantity.value or size))
        verdict = Verdict.NOT_CONSISTENT if apart > OTHER_YEAR else Verdict.CANNOT_SAY
    yield Note(
        statement=statement.id,
        check=Check.POPULATION,
        verdict=verdict,
        span=Span(*quantity.span),
        text=f"{known.name} has {known.population:,} people"
        + (", counted in a year that is not stated." if verdict is Verdict.CANNOT_SAY else "."),
        data=GAZETTEER,
        error=f"{100 * POPULATION_ERROR:.0f} %, by town limits and year of the count",
        values={"population": known.population, "stated": quantity.value},
    )


# ---------------------------------------------------------------- shares of territory


def check_shares(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on shares of a country or area that are said to be held, one for each publisher's layer of the day."""
    text = reading.report.text
    for stretch in stretches(statement):
        said = sentence_at(text, stretch).of(text).lower()
        if not any(re.search(rf"\b{word}\b", said) for word in settings()["words"]["holds"]):
            continue
        for quantity in quantities_in(statement, stretch):
            share, whole = _as_share(quantity), _whole(quantity, statement, reading)
            if share is not None and whole is not None:
                yield from _share_notes(statement, share, whole, day_of(reading), world)


def _as_share(quantity: Quantity) -> Quantity | None:
    """The quantity as a share from 0 to 1; `None` where it is none of territory."""
    unit, of = (quantity.unit or "").lower(), quantity.denominator or ""
    named = of != of.lower()
    if of and not named and not any(word in of for word in settings()["words"]["land"]):
        return None  # "half of the tanks"
    if unit.startswith("share"):
        return quantity
    if not unit.startswith(("percent", "per cent", "%")):
        return None
    scaled = [None if v is None else v / 100 for v in (quantity.value, quantity.low, quantity.high)]
    return Quantity(
        span=quantity.span, value=scaled[0], unit="share", comparator=quantity.comparator, low=scaled[1], high=scaled[2]
    )


def _whole(quantity: Quantity, statement: Statement, reading: Reading) -> Place | None:
    """What it is a share of: the place in the quantity's words, or right behind them."""
    text = reading.report.text
    start, end = quantity.span
    for place in places_of(statement, reading):
        between = text[end : place.span[0]] if place.span[0] >= end else ""
        inside = start <= place.span[0] and place.span[1] <= end
        if inside or (place.span[0] >= end and re.fullmatch(r"\s*(?:of |of the |of all )?(?:the )?", between)):
            return place
    return None


def _share_notes(
    statement: Statement, quantity: Quantity, whole: Place, day: str | None, world: World
) -> Iterator[Note]:
    areas, name, code = _denominator(whole, world)
    if not areas:
        return
    of_km2 = sum(world.boundaries.km2(area.code) for area in areas)
    base = Note(
        statement=statement.id,
        check=Check.SHARE,
        verdict=Verdict.CANNOT_SAY,
        span=Span(*quantity.span),
        text=f"{name} has {of_km2:,.0f} km2 by these boundaries; "
        + ("no control layer is loaded for that day." if day else "the report's day is not known."),
        data=world.boundaries.source.cited(),
        values={"of_km2": round(of_km2)},
    )
    layers = [layer for one in world.series if day and (layer := one.on(day))]
    if not layers:
        yield base
    for layer in sorted(layers, key=lambda each: not _is_publisher(statement, each)):
        yield _share_note(base, quantity, layer, areas, name, code, world)


def _share_note(
    base: Note, quantity: Quantity, layer: Layer, areas: Sequence[Area], name: str, code: str, world: World
) -> Note:
    found = parts(layer, areas, world.boundaries, name=name, code=code).whole
    error = (found.error_km2 or 0.0) / found.of_km2
    good = fits(found.share, quantity, section="shares", error=error)
    values: Mapping[str, float] = {
        "km2": round(found.km2),
        "of_km2": round(found.of_km2),
        "share": round(found.share, 4),
    }
    return Note(
        statement=base.statement,
        check=base.check,
        verdict=Verdict.CONSISTENT if good else Verdict.NOT_CONSISTENT,
        span=base.span,
        text=f"{layer.name()} covers {found.km2:,.0f} of the {found.of_km2:,.0f} km2 of {name}: "
        f"{100 * found.share:.1f} %.",
        data=f"{base.data}; {layer.name()}",
        date=layer.date,
        error=f"{100 * error:.1f} percentage points, of the boundaries; the denominator is the sum of these boundaries",
        values=dict(values),
    )


def _denominator(whole: Place, world: World) -> tuple[Sequence[Area], str, str]:
    """The areas that a share is of, their name and code together."""
    if is_country(whole) and whole.country:
        known = world.gazetteer.country(whole.country)
        return world.boundaries.country(whole.country), known.name if known else whole.name, whole.country
    area = area_of(whole, world.boundaries)
    return ((area,), area.name, area.code) if area else ((), "", "")


def _is_publisher(statement: Statement, layer: Layer) -> bool:
    """Whether the statement is of the layer's own publisher: "Deep State" and "DeepState" are one name."""
    actor = statement.actor
    if actor is UNSET or not isinstance(actor, Actor):
        return False
    return fold(actor.name).replace(" ", "") == fold(layer.publisher).replace(" ", "")
