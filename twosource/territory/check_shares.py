"""Shares and sizes: "just under one-fifth of the territory", "an area of 600 square kilometres"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from twosource.model import Actor, Place, Quantity, Reading, Span, Statement
from twosource.territory.boundaries import Area
from twosource.territory.check_borders import area_of, is_country
from twosource.territory.layers import Layer
from twosource.territory.notes import Check, Note, Verdict, World, held_on
from twosource.territory.questions import parts
from twosource.territory.wording import (
    Words,
    day_of,
    fits,
    matches,
    places_of,
    quantities_in,
    sentence_at,
    settings,
    stretches,
    words_of,
)
from twosource.world.gazetteer import fold

SIZE_ERROR = 0.1
"""Part of an area by which the packaged boundaries may differ from an official figure: they leave lagoons and wide
rivers out. 8 % in Kherson Oblast, 4 % in Mykolaiv Oblast, below 2 % in the six areas that tests compare."""
FAR_OFF = 2.0
"""Times that a stated size is off from which it is not consistent: below that, what is counted (inland waters, a
district of the same name, a unit that was taken for another) may differ."""
NEARLY = 0.1
"""Part of a layer outside the areas up to which it is told: coasts, lagoons, a line that is drawn elsewhere. What is
more lies in another country."""
OBJECT, SUBJECT = 30, 60
"""Characters from a verb of holding to the share, and from the share to the verb, the name of the whole between."""
SQUARE = {"km2": 1.0, "square miles": 2.589988, "square kilometers": 1.0, "square kilometres": 1.0, "hectares": 0.01}
"""Square kilometres in the units that are read."""


def check_shares(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on shares of a country or area that are said to be held, one for each publisher's layer of the day.

    Only layers of a class that is held ("occupied") count. They do not say by whom, so what an area is said to hold of
    itself cannot be compared with them.
    """
    text = reading.report.text
    for stretch in stretches(statement):
        for quantity in quantities_in(statement, stretch):
            share, whole = _as_share(quantity), _whole(quantity, statement, reading)
            if share is None or whole is None or not _of_land(quantity, whole, statement, reading):
                continue
            sentence = sentence_at(text, Span(*quantity.span))
            holder = _holder(sentence, quantity, statement, reading)
            if holder is not None:
                own = isinstance(holder, Place) and holder.country == whole.country
                yield from _share_notes(statement, share, whole, day_of(reading), world, own=own)


def _as_share(quantity: Quantity) -> Quantity | None:
    """The quantity as a share from 0 to 1; `None` where it is none."""
    unit = (quantity.unit or "").lower()
    if unit.startswith("share"):
        return quantity
    if not unit.startswith(("percent", "per cent", "%")):
        return None
    scaled = [None if v is None else v / 100 for v in (quantity.value, quantity.low, quantity.high)]
    return replace(quantity, value=scaled[0], unit="share", low=scaled[1], high=scaled[2])


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


def _of_land(quantity: Quantity, whole: Place, statement: Statement, reading: Reading) -> bool:
    """Whether a share is one of territory: "one-fifth of Norland's land", not "half of the Norlandish tanks".

    Between the number and the end of what it is of, every word must be a place, a word for land, or filler; and what
    comes behind must not go on ("a third of Norland's power stations").
    """
    text, known = reading.report.text, settings()["words"]
    end = max(quantity.span[1], whole.span[1])
    behind = re.match(r"(?:['’]s?)?(?:[ -](?:[a-z]+))?", text[end:])
    tail = behind[0].strip().removeprefix("'s").removeprefix("’s").strip(" -'’") if behind else ""
    owned = text[end : end + 1] in ("'", "’") or (whole.demonym and quantity.span[1] <= whole.span[1])
    if owned and tail not in known["land"]:
        return False
    of = re.search(r"\bof\b|\bthe\b", text[quantity.span[0] : end])
    start = quantity.span[0] + of.start() if of else whole.span[0]
    said = text[start:end]
    for place in places_of(statement, reading):
        if start <= place.span[0] and place.span[1] <= end:
            said = said.replace(text[slice(*place.span)], " ")
    rest = [word for word in re.findall(r"[\w'’-]+", said.lower()) if word not in known["filler"]]
    return all(word in known["land"] for word in rest) and (not whole.demonym or bool(rest) or tail in known["land"])


def _holder(sentence: Span, quantity: Quantity, statement: Statement, reading: Reading) -> Place | str | None:
    """Who is said to hold it: the place, or the people of one, named last before the verb; "" where nobody is named.

    `None` where nothing in the sentence says that it is held.
    """
    text = reading.report.text
    said = sentence.of(text)
    verbs = [m for word in settings()["words"]["holds"] for m in re.finditer(rf"\b{word}\b", said, re.IGNORECASE)]
    if not verbs:
        return None
    verb = next((m for m in verbs if _joined(said, m, quantity, sentence)), None)
    if verb is None:
        return None
    at = sentence.start + verb.start()
    inside = re.search(r"\b(?:under|in) ", verb[0])
    places = [p for p in places_of(statement, reading) if sentence.start <= p.span[0] and p.span[1] <= sentence.end]
    if inside:
        end = sentence.start + verb.end()
        return next((p for p in places if at <= p.span[0] < end), "")
    return next((p for p in reversed(places) if p.span[1] <= at), "")


def _joined(said: str, verb: re.Match[str], quantity: Quantity, sentence: Span) -> bool:
    """Whether a verb of holding has the share as object ("controls a fifth") or as subject ("a fifth is held")."""
    start, end = quantity.span[0] - sentence.start, quantity.span[1] - sentence.start
    if verb.end() <= start:
        return len(between := said[verb.end() : start]) <= OBJECT and not re.search(r"[,;:]", between)
    between = said[end : verb.start()]
    alone = not re.search(r"\b(?:to|for|in|from|with|by|across|over)\s+$", said[:start])
    return alone and len(between) <= SUBJECT and not re.search(r"[,;:]", between)


def _share_notes(
    statement: Statement, quantity: Quantity, whole: Place, day: str | None, world: World, *, own: bool
) -> Iterator[Note]:
    areas, name, code = _denominator(whole, world)
    if not areas:
        return
    of_km2 = sum(world.boundaries.km2(area.code) for area in areas)
    layers, reason = held_on(world, day)
    reason = "what it holds of itself is not what a layer draws" if own else reason
    base = Note(
        statement=statement.id,
        check=Check.SHARE,
        verdict=Verdict.CANNOT_SAY,
        span=Span(*quantity.span),
        text=f"{name} has {of_km2:,.0f} km2 by these boundaries; {reason}.",
        data=world.boundaries.source.cited(),
        values={"of_km2": round(of_km2)},
    )
    if own or not layers:
        yield base
        return
    for layer in sorted(layers, key=lambda each: not _is_publisher(statement, each)):
        yield _share_note(base, quantity, layer, areas, name, code, world)


def _share_note(
    base: Note, quantity: Quantity, layer: Layer, areas: Sequence[Area], name: str, code: str, world: World
) -> Note:
    measured = parts(layer, areas, world.boundaries, name=name, code=code)
    found, outside = measured.whole, measured.elsewhere_km2
    error = (found.error_km2 or 0.0) / found.of_km2
    good = fits(found.share, quantity, section="shares", error=error)
    more = f" {outside:,.0f} km2 of it lie outside these boundaries." if 1 <= outside <= NEARLY * layer.km2 else ""
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
        f"{100 * found.share:.1f} %.{more}",
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


# ---------------------------------------------------------------- areas


def check_areas(statement: Statement, reading: Reading, world: World) -> Iterator[Note]:
    """Notes on the size of an area, and on how many square kilometres of one are held."""
    for stretch in stretches(statement):
        words = words_of(reading.report.text, stretch, places_of(statement, reading))
        for name in ("held", "of_area"):
            for match in matches(words, "sizes", name):
                quantity = _square(statement, stretch, words, match)
                areas, called, code = _denominator(words.named(match, "a")[0], world)
                if quantity is None or not areas:
                    continue
                if name == "held":
                    yield from _held_notes(statement, quantity, (areas, called, code), day_of(reading), world)
                else:
                    yield _size_note(statement, quantity, (areas, called), world)


def _square(statement: Statement, stretch: Span, words: Words, match: re.Match[str]) -> Quantity | None:
    """The quantity at a match's figure, in square kilometres; `None` where it is none of area."""
    at = words.back(match.start("figure"))
    found = next((q for q in quantities_in(statement, stretch) if q.span[0] <= at < q.span[1]), None)
    factor = SQUARE.get((found.unit or "").lower()) if found else None
    if found is None or factor is None or found.value is None:
        return None
    return replace(found, value=found.value * factor, unit="km2")


def _size_note(statement: Statement, quantity: Quantity, whole: tuple[Sequence[Area], str], world: World) -> Note:
    areas, name = whole
    km2 = sum(world.boundaries.km2(area.code) for area in areas)
    stated = quantity.value or km2
    verdict = Verdict.CONSISTENT
    if not fits(km2, quantity, section="numbers", error=SIZE_ERROR * km2):
        far = max(km2, stated) / max(1e-9, min(km2, stated)) > FAR_OFF
        verdict = Verdict.NOT_CONSISTENT if far else Verdict.CANNOT_SAY
    return Note(
        statement=statement.id,
        check=Check.AREA,
        verdict=verdict,
        span=Span(*quantity.span),
        text=f"{name} has {km2:,.0f} km2 by these boundaries.",
        data=world.boundaries.source.cited(),
        error=f"{100 * SIZE_ERROR:.0f} %: lagoons and wide rivers may be left out",
        values={"km2": round(km2), "stated_km2": round(stated, 2)},
    )


def _held_notes(
    statement: Statement, quantity: Quantity, whole: tuple[Sequence[Area], str, str], day: str | None, world: World
) -> Iterator[Note]:
    areas, name, code = whole
    layers, reason = held_on(world, day)
    base = Note(
        statement=statement.id,
        check=Check.AREA,
        verdict=Verdict.CANNOT_SAY,
        span=Span(*quantity.span),
        text=f"How much of {name} is held cannot be said: {reason}.",
        data=world.boundaries.source.cited(),
    )
    if not layers:
        yield base
    for layer in layers:
        found = parts(layer, areas, world.boundaries, name=name, code=code).whole
        error = found.error_km2 or 0.0
        good = fits(found.km2, quantity, section="numbers", error=error)
        yield replace(
            base,
            verdict=Verdict.CONSISTENT if good else Verdict.CANNOT_SAY,
            text=f"{layer.name()} covers {found.km2:,.0f} km2 of {name}. By whom it is held a layer does not say.",
            data=f"{base.data}; {layer.name()}",
            date=layer.date,
            error=f"{error:,.0f} km2, of the boundaries",
            values={"km2": round(found.km2), "stated_km2": round(quantity.value or 0.0, 2)},
        )
