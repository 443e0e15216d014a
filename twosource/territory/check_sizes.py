"""Ranks and populations: "the fourth-largest city", "about 1 million people"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import UNSET

from twosource.model import Place, Precision, Quantity, Reading, Span, Statement
from twosource.territory.boundaries import Area
from twosource.territory.check_borders import area_of, is_country
from twosource.territory.notes import GAZETTEER, Check, Note, Verdict, World, listing
from twosource.territory.wording import (
    Words,
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
from twosource.world.gazetteer import Level

POPULATION_ERROR = 0.1
"""Part of a population by which two counts of one town commonly differ: limits of town and suburb, year of count."""
AREA_ERROR = 0.01
"""Part of an area by which the packaged boundaries differ from official figures: 0.3 % for Dnipropetrovsk Oblast, 0.7 %
for Ukraine."""
OTHER_COUNT = 2.0
"""Times by which a town's size may change against another's between two counts: within it a rank is left open."""
OTHER_YEAR = 5.0
"""Times by which a town's population may differ between two years, in war or growth; the figures are not dated."""
WINDOW = 40
"""Characters before and behind a number in which words make it a population."""
COUNTED = (Precision.SETTLEMENT, Precision.COUNTRY)
"""Places whose population the gazetteer has; of an area it has only the sum of its towns."""
LARGEST = 600
"""Towns of a country that are ranked: a rank below is stated of none, and of an area's own the first are among them."""
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
            elif holder and (area := area_of(holder[0], world.boundaries)) and area.country:
                yield from _rank(statement, words, match, subject, area.country, world, within=area)
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
    statement: Statement,
    words: Words,
    match: re.Match[str],
    subject: Place,
    country: str,
    world: World,
    *,
    within: Area | None = None,
) -> Iterator[Note]:
    stated, found = rank_number(match.groupdict().get("ordinal")), match.groupdict()
    by_people = "popul" in found["measure"].lower() or "population" in (found.get("by") or "")
    town = subject.precision is Precision.SETTLEMENT
    if within is not None and not town:
        return
    if by_people and not town:
        yield _no_populations(statement, words.span(match), subject)
        return
    sizes = _towns(country, world, within) if town else _areas(country, world)
    own = sizes.get(subject.geonameid or -1)
    if own is None or own[1] <= 0:
        return
    name, size = own
    error = POPULATION_ERROR if town else AREA_ERROR
    best = 1 + sum(other > size * (1 + error) for _, other in sizes.values())
    worst = sum(other >= size / (1 + error) for _, other in sizes.values())
    top = sorted(sizes.values(), key=lambda each: -each[1])[: max(SHOWN, stated + 1)]
    unit, where = "people" if town else "km2", within.name if within else "its country"
    at = 1 + sum(other > size for _, other in sizes.values())
    verdict, doubt = _ranked(stated, size, [other for _, other in sizes.values()], error, town=town)
    yield Note(
        statement=statement.id,
        check=Check.RANK,
        verdict=verdict,
        span=words.span(match),
        text=f"{name} is number {at} of {where} by {'population' if town else 'area'}: "
        f"{listing([f'{one} {value:,.0f} {unit}' for one, value in top])}.{doubt}",
        data=GAZETTEER if unit == "people" else world.boundaries.source.cited(),
        error=f"{100 * error:.0f} % of each figure; the rank may be {best} to {worst}",
        values={"rank": at, "stated": stated, "from": best, "to": worst},
    )


def _ranked(stated: int, size: float, every: Sequence[float], error: float, *, town: bool) -> tuple[Verdict, str]:
    """What a rank is, given all sizes, its own among them; and a sentence where it cannot be said."""

    def among(times: float) -> bool:
        best, worst = 1 + sum(other > size * times for other in every), sum(other >= size / times for other in every)
        return best <= stated <= worst

    if among(1 + error):
        return Verdict.CONSISTENT, ""
    if town and among(OTHER_COUNT):
        return Verdict.CANNOT_SAY, " The figures are of different years, and may be that far off."
    return Verdict.NOT_CONSISTENT, ""


def _towns(country: str, world: World, within: Area | None) -> dict[int, tuple[str, float]]:
    known = world.gazetteer
    found = {}
    for place in known.largest(country, Level.SETTLEMENT, LARGEST):
        area = known.place(place.admin1).geonameid if place.admin1 >= 0 else 0
        if within is None or area == within.geonameid:
            found[place.geonameid] = (place.name, float(place.population))
    return found


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
        if _past(statement, reading):
            continue
        if len(counted) != 1 or subject is None or places[0] is not subject:
            yield from _stated(statement, reading, stretch, world)
            continue
        between = reading.report.text[subject.span[1] : counted[0].span[0]]
        if not is_country(subject) or re.match(settings()["population"]["of_country"], between, re.IGNORECASE):
            yield from _population(statement, subject, counted[0], world)
            continue
        yield from _stated(statement, reading, stretch, world)


def _stated(statement: Statement, reading: Reading, stretch: Span, world: World) -> Iterator[Note]:
    """A town with its number of people right beside it: "Ovre, a town of about 3,500"."""
    words = words_of(reading.report.text, stretch, places_of(statement, reading))
    for match in matches(words, "population", "stated"):
        (subject,) = words.named(match, "a")
        if subject.precision is Precision.SETTLEMENT and subject.relation is None:
            yield from _population(statement, subject, _figure(words, match), world)


def _figure(words: Words, match: re.Match[str]) -> Quantity:
    """The number of a match with its comparator: "nearly 3,500", "about 1 million"."""
    number, _, scale = match["figure"].partition(" ")
    value = float(number.replace(",", "")) * {"million": 1e6, "thousand": 1e3}.get(scale.lower(), 1.0)
    before = words.text[match.start() : match.start("figure")].lower().split()
    known = settings()["population"]["comparator"]
    comparator = next((known[said] for n in (2, 1) if (said := " ".join(before[-n:])) in known), "exactly")
    start, end = (words.back(at) for at in match.span("figure"))
    return Quantity(span=Span(start, end), value=value, unit="people", comparator=comparator)


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
