"""Which place a name means: what is known of each candidate, weighed with the text's other places.

Every candidate scores by how well known it is, how good the name is for it, what the words beside it say (a region,
a town, inside another place) and how near it lies to what the other names mean. The names inform one another, so the
weighing is repeated until it no longer changes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from twosource.reading.place_names import Mention
from twosource.world.gazetteer import EARTH_KM, Candidate, Gazetteer, Level, Quality

MOST_CANDIDATES = 40
"""Of a name such as San Antonio only the most populous are weighed (it has 300)."""
ROUNDS = 3
"""The choice settles after two passes on nearly all texts."""
KNOWN = {Level.COUNTRY: 11.0, Level.ADMIN1: 0.6, Level.ADMIN2: -1.0, Level.AREA: 0.5, Level.SPOT: 0.5, Level.UNION: 0.5}
"""Added to the logarithm of the population (0 to 8); a country has its own scale."""
CAPITAL = 2.0
WORSE_NAME = {Quality.OWN: 0.0, Quality.SHORT: -0.3, Quality.OTHER: -1.7, Quality.FORMER: -0.6}
LOOSE = 1.0
FOREIGN = 4.0
KIND_IN_NAME = 2.0
"""Of two areas the one whose name has the kind in it: "Kyiv region" is the oblast, not the city's own area."""
TOWN_FIRST = -1.6
"""A region whose name a town in it bears too: a bare "Kharkiv" is the city."""
SAID_KIND = 5.0
"""The words say "region", "city of", and the candidate is one."""
NEAR_KIND = 1.5
"""They say "region" and it is an area of another level (districts are called regions, regions provinces)."""
HELD = 5.0
"""The text names a place that holds the candidate: "Lyman in Donetsk"."""
BORDERS = 3.0
"""Borders are those of areas."""
OUTLET = 0.5
"""The outlet's own country: as much as three times the population. At 1.0 a US outlet's Geneva was in Illinois."""
NEAR = 1.7
"""One neighbour at no distance; the most that distances can add is twice that."""
NEAR_KM = 120.0
"""Distance at which a neighbour counts for a third: towns in one report lie within a region."""
SAME_COUNTRY = 1.6
SAME_ADMIN1 = 1.6
"""When all the text's other places lie in the candidate's country, or admin-1 area."""
UNSURE = 1.0
"""Candidates that score this close to the best are alternatives."""
MOST_ALTERNATIVES = 5

Vector = npt.NDArray[np.float64]


@dataclass(slots=True)
class Choice:
    """What a mention means: the candidate, and others that come close."""

    candidate: Candidate
    others: tuple[Candidate, ...] = ()


@dataclass(slots=True)
class _Name:
    """Mentions that are decided together: one name, said to be of one kind, in one container."""

    mentions: list[Mention]
    candidates: list[Candidate]
    base: Vector
    lat: Vector
    lon: Vector
    country: list[str]
    admin1: npt.NDArray[np.int64]
    best: int = 0
    sure: float = 1.0
    scores: Vector = field(default_factory=lambda: np.zeros(0))


def resolve(mentions: list[Mention], gazetteer: Gazetteer, *, outlet_country: str | None) -> dict[int, Choice]:
    """Choose a candidate for every mention that has any; keyed by the mention's first token."""
    names = _group(mentions, gazetteer, outlet_country)
    for name in names:
        name.scores = name.base
        _settle(name)
    for _ in range(ROUNDS):
        before = [name.best for name in names]
        around = _Around(names)
        for name in names:
            name.scores = name.base + around.support(name)
            _settle(name)
        _hold(names, gazetteer)
        if before == [name.best for name in names]:
            break
    found = {}
    for name in names:
        order = np.argsort(-name.scores, kind="stable")
        close = [name.candidates[i] for i in order[1:] if name.scores[i] > name.scores[order[0]] - UNSURE]
        for mention in name.mentions:
            found[mention.start] = Choice(name.candidates[int(order[0])], tuple(close[:MOST_ALTERNATIVES]))
    return found


def _settle(name: _Name) -> None:
    order = np.sort(name.scores)[::-1]
    name.best = int(np.argmax(name.scores))
    margin = float(order[0] - order[1]) if len(order) > 1 else 3.0
    name.sure = 0.3 + 0.7 * min(1.0, max(0.0, margin) / 2.0)


def _group(mentions: list[Mention], gazetteer: Gazetteer, outlet_country: str | None) -> list[_Name]:
    groups: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.candidates:
            holder = mention.container.folded if mention.container else ""
            key = (mention.folded, mention.level, mention.direction, mention.bordering, holder, mention.demonym)
            groups[key].append(mention)
    return [_name(same, gazetteer, outlet_country) for same in groups.values()]


def _name(mentions: list[Mention], gazetteer: Gazetteer, outlet_country: str | None) -> _Name:
    first = mentions[0]
    order = [*zip(first.candidates, held(first, gazetteer), strict=True)]
    order = sorted(order, key=lambda pair: (not pair[1], -pair[0].population))[:MOST_CANDIDATES]
    candidates = [candidate for candidate, _ in order]
    towns: dict[int, int] = {}
    for c in candidates:
        if c.level is Level.SETTLEMENT:
            towns[c.admin1] = min(c.quality, towns.get(c.admin1, c.quality))
    base = []
    for candidate, inside in order:
        score = _known(candidate) + HELD * inside + _kind(first, candidate)
        plain = first.level is None and not first.bordering
        town = towns.get(candidate.admin1, Quality.FORMER)
        if plain and candidate.level in (Level.ADMIN1, Level.ADMIN2) and (town <= candidate.quality or not town):
            score += TOWN_FIRST
        if outlet_country and candidate.country == outlet_country:
            score += OUTLET
        base.append(score)
    return _Name(
        mentions,
        candidates,
        np.array(base),
        np.radians([c.lat for c in candidates]),
        np.radians([c.lon for c in candidates]),
        [c.country for c in candidates],
        np.array([c.admin1 for c in candidates], np.int64),
    )


def _known(c: Candidate) -> float:
    size = KNOWN[Level.COUNTRY] if c.level is Level.COUNTRY else math.log10(c.population + 10) + KNOWN.get(c.level, 0.0)
    return size + CAPITAL * c.capital + WORSE_NAME[c.quality] - LOOSE * _loose(c) - FOREIGN * _foreign(c)


def _foreign(c: Candidate) -> bool:
    """A country by another language's name: a town of that name is likelier ("Uman")."""
    return c.level is Level.COUNTRY and c.quality is Quality.OTHER


def _loose(c: Candidate) -> bool:
    """A district called by its short name: rare without the word "district"."""
    return c.level is Level.ADMIN2 and c.quality is not Quality.OWN


def _kind(mention: Mention, c: Candidate) -> float:
    areas = (Level.COUNTRY, Level.ADMIN1, Level.ADMIN2, Level.AREA)
    if mention.direction:
        return SAID_KIND if c.level is Level.SETTLEMENT else 0.0
    if mention.level is not None:
        if c.level is mention.level:
            return SAID_KIND + KIND_IN_NAME * (c.level is Level.ADMIN1 and c.quality is Quality.SHORT)
        return NEAR_KIND if mention.level in areas and c.level in areas else 0.0
    if mention.bordering and c.level in (Level.COUNTRY, Level.ADMIN1):
        return BORDERS
    return 0.0


def held(mention: Mention, gazetteer: Gazetteer) -> list[bool]:
    """Which of the mention's candidates lie in what the text says holds it; none where it says nothing."""
    holder = mention.container
    if holder is None:
        return [False] * len(mention.candidates)
    areas = {c.number for c in holder.candidates if c.level in (Level.COUNTRY, Level.ADMIN1, Level.ADMIN2)}
    return [bool(areas.intersection(gazetteer.containers(c))) for c in mention.candidates]


def _hold(names: list[_Name], gazetteer: Gazetteer) -> None:
    """What is said to hold a place is the area that does: "Lyman in Donetsk" is the oblast, not the city."""
    meaning = {id(m): name for name in names for m in name.mentions}
    for name in names:
        for mention in name.mentions:
            holder = meaning.get(id(mention.container)) if mention.container else None
            if holder is None:
                continue
            areas = set(gazetteer.containers(name.candidates[name.best]))
            fits = np.array([c.number in areas for c in holder.candidates])
            if fits.any() and holder.mentions[0].level is None:
                holder.scores = holder.scores + BORDERS * fits
                _settle(holder)


class _Around:
    """What the text's names mean at present, as columns."""

    def __init__(self, names: list[_Name]) -> None:
        best = [name.candidates[name.best] for name in names]
        self.folded = [name.mentions[0].folded for name in names]
        self.lat = np.radians([c.lat for c in best])
        self.lon = np.radians([c.lon for c in best])
        self.country = [c.country for c in best]
        self.admin1 = np.array([c.admin1 for c in best], np.int64)
        point = np.array([c.level in (Level.SETTLEMENT, Level.ADMIN2, Level.SPOT) for c in best], bool)
        area = np.array([c.level in (Level.ADMIN1, Level.AREA) for c in best], bool)
        demonym = np.array([name.mentions[0].demonym for name in names], bool)
        sure = np.array([name.sure for name in names])
        self.near = np.where(point, sure, np.where(area, 0.4 * sure, 0.0))
        self.weight = sure * np.where(demonym, 0.3, 1.0)

    def support(self, name: _Name) -> Vector:
        """How far the other names speak for each candidate."""
        other = np.array([folded != name.mentions[0].folded for folded in self.folded], float)
        if not other.any():
            return np.zeros(len(name.candidates))
        half = np.sin((name.lat[:, None] - self.lat) / 2) ** 2
        half += np.cos(name.lat)[:, None] * np.cos(self.lat) * np.sin((name.lon[:, None] - self.lon) / 2) ** 2
        kilometres = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        kernel = np.nan_to_num(np.exp(-kilometres / NEAR_KM))
        near = NEAR * np.minimum(2.0, kernel @ (self.near * other))
        weight = self.weight * other
        total = max(1.0, float(weight.sum()))
        by_country: dict[str, float] = defaultdict(float)
        for code, value in zip(self.country, weight.tolist(), strict=True):
            by_country[code] += value
        same = np.array([by_country[code] if code else 0.0 for code in name.country])
        first = ((name.admin1[:, None] == self.admin1) & (self.admin1 >= 0)) @ weight
        share: Vector = near + SAME_COUNTRY * same / total + SAME_ADMIN1 * first / total
        return share
