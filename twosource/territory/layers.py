"""Control layers: who holds what on a day, as one publisher draws it.

A layer is of one publisher, one class ("occupied") and one day. Publishers are never merged, and a publisher's layer is
never taken for the truth: it is what that publisher says. What lies outside a layer is outside that layer, and nothing
else; who holds it is not said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MISSED = 2
"""Times the usual step between two layers from which one is missing between them."""
Box = tuple[float, float, float, float]
"""West, south, east, north, degrees."""


class Status(StrEnum):
    """How the publisher comes to draw it, as ISW marks its maps."""

    ASSESSED = "assessed"
    """The publisher's own assessment."""
    CLAIMED = "claimed"
    """What a party claims, passed on."""


class Layer(Struct, frozen=True, kw_only=True):
    """What one publisher drew of one class for one day.

    Attributes:
        publisher: as it was named when the file was added.
        kind: the class of what is drawn: "occupied", "grey zone".
        date: ISO 8601 day that the layer is for.
        basis: how the date is known: "option", "file name".
        file: the file's name, without folder. sha256: of its bytes.
        shape_id: SHA-256 of the shape in normal form; the same shape has the same, whatever the order of its rings.
        wkb: the shape as well-known binary, longitude and latitude, WGS 84, valid.
        box: its bounds.
        km2: its area.
        notes: what was done to it in reading: repairs, another projection, parts left out. One sentence each.
        properties: of each feature in the file, as they are there.
    """

    publisher: str
    kind: str
    status: Status
    date: str
    basis: str
    file: str
    sha256: str
    shape_id: str
    wkb: bytes
    box: Box
    km2: float
    notes: tuple[str, ...] = ()
    properties: tuple[dict[str, Any], ...] = ()

    @property
    def shape(self) -> BaseGeometry:
        """The shape itself, ready for many questions."""
        return _shape(self.wkb)

    def name(self) -> str:
        """How the layer is called in a sentence."""
        return f"{self.publisher}'s layer of {self.date} ({self.kind}, {self.status})"


@lru_cache(maxsize=1024)
def _shape(wkb: bytes) -> BaseGeometry:
    import shapely  # noqa: PLC0415 - an export of the ledger needs no shapes

    shape: BaseGeometry = shapely.from_wkb(wkb)
    shapely.prepare(shape)
    return shape


class Series:
    """The layers of one publisher, class and status, a day each, oldest first.

    Where a day has several (the publisher drew it anew), the one recorded last counts.
    """

    def __init__(self, layers: Iterable[Layer]) -> None:
        by_date = {layer.date: layer for layer in layers}
        self.layers: Sequence[Layer] = [by_date[day] for day in sorted(by_date)]
        self._dates = [layer.date for layer in self.layers]
        first = self.layers[0]
        self.publisher, self.kind, self.status = first.publisher, first.kind, first.status

    def on(self, day: str) -> Layer | None:
        """The layer of that day, or the last one before it; `None` where the series begins later."""
        at = bisect_right(self._dates, day)
        return self.layers[at - 1] if at else None

    def runs(self) -> list[tuple[Layer, Layer]]:
        """First and last layer of each stretch of days in which the shape stayed the same."""
        found: list[tuple[Layer, Layer]] = []
        for layer in self.layers:
            if found and found[-1][0].shape_id == layer.shape_id:
                found[-1] = (found[-1][0], layer)
            else:
                found.append((layer, layer))
        return found

    def gaps(self) -> list[tuple[Layer, Layer]]:
        """Layers between which at least one that was due is missing: the last before, and the first after.

        Due is what the series itself does: a daily one misses a day, a weekly one none when six days have no layer.
        """
        days = [date.fromisoformat(layer.date).toordinal() for layer in self.layers]
        steps = [later - earlier for earlier, later in pairwise(days)]
        usual = median_low(steps) if steps else 0
        return [
            pair for pair, step in zip(pairwise(self.layers), steps, strict=True) if step >= MISSED * usual and step > 1
        ]

    def name(self) -> str:
        """How the series is called in a sentence."""
        return f"{self.publisher} ({self.kind}, {self.status})"


def series_of(layers: Iterable[Layer], *, publisher: str | None = None) -> tuple[Series, ...]:
    """Layers, in the order in which they were recorded, sorted into their series, by publisher and class."""
    found: dict[tuple[str, str, str], list[Layer]] = {}
    for layer in layers:
        if publisher is None or layer.publisher.casefold() == publisher.casefold():
            found.setdefault((layer.publisher, layer.kind, layer.status), []).append(layer)
    return tuple(Series(found[key]) for key in sorted(found))


def days_between(start: str, end: str) -> int:
    """Days from one ISO 8601 day to another."""
    return date.fromisoformat(end).toordinal() - date.fromisoformat(start).toordinal()
