"""Candidate finding: which claims a facet is worth comparing with, without comparing it with all.

Every facet has a few keys made of its event type, places, names, things and rarest words. Two facets are compared
only when they share a key. A place is filed under its first-order area too, so that a town finds its county. Every
key holds a fortnight, of the event or else of publication; a facet whose time is known no better than that ("2025")
is looked for, and looks, in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from twosource.linking.compare import Weights
from twosource.linking.facets import STORY_DAYS, Facet
from twosource.linking.spots import place_key

RARE_WORDS = 4
"""Rarest words of a content that are keys. A paraphrase that keeps none of them is told by its event or not at all."""

CROWD = 200
"""Claims from which on a key tells nothing ("people died, this fortnight") and only makes work: the cost of a report
then stays the same however large the ledger."""


def keys_of(facet: Facet, weights: Weights) -> frozenset[str]:
    """Keys under which a claim with this core is filed: with its fortnight, and for the undated without."""
    keys = _keys(facet, weights)
    dated = {f"{_fortnight(facet)} {key}" for key in keys} if _is_dated(facet) else {f"{UNDATED} {key}" for key in keys}
    return frozenset(dated | {f"{ANY} {key}" for key in keys})


def wanted(facet: Facet, weights: Weights) -> frozenset[str]:
    """Keys under which to look for the claims that this facet may belong to."""
    keys = _keys(facet, weights)
    if not _is_dated(facet):
        return frozenset(f"{ANY} {key}" for key in keys)
    when = [UNDATED, *(str(_fortnight(facet) + step) for step in (-1, 0, 1))]
    return frozenset(f"{moment} {key}" for moment in when for key in keys)


ANY, UNDATED = "any", "undated"


def _is_dated(facet: Facet) -> bool:
    """Whether the facet's window fits the fortnights that are looked through."""
    return facet.window is not None and (facet.window.last - facet.window.first).days <= STORY_DAYS


def _fortnight(facet: Facet) -> int:
    return facet.window.last.toordinal() // STORY_DAYS if facet.window else 0


def _keys(facet: Facet, weights: Weights) -> list[str]:
    grounds = [f"name {name}" for name in facet.names] + list(facet.things) + [f"doer {facet.agent}"]
    for place in facet.places:
        grounds.append(f"place {place_key(place)}")
        if place.country and place.admin1:
            grounds.append(f"area {place.country}.{place.admin1}")
    events = [f"{facet.event} {ground}" for ground in grounds] if facet.event is not None else []
    return [*events, *(rarest(facet, weights) if facet.main else ())]


def rarest(facet: Facet, weights: Weights) -> list[str]:
    """The rarest words of a content, rarest first; ties in the order of the text."""
    plain = [word for word in facet.ordered if word in facet.words]
    return sorted(plain, key=lambda word: -weights.of(word))[:RARE_WORDS]


class Index:
    """Claims by the keys of their cores."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}

    def add(self, claim: int, keys: Iterable[str]) -> None:
        """File a claim, by its number, under keys."""
        for key in keys:
            self._rows.setdefault(key, []).append(claim)

    def find(self, keys: Iterable[str]) -> list[int]:
        """Numbers of the claims that share at least one key, in order; keys of too many claims are passed over."""
        rows = (self._rows.get(key, ()) for key in keys)
        return sorted({claim for row in rows if len(row) <= CROWD for claim in row})
