"""How much of a place layers cover over time, as one SVG file: a panel for each publisher, on the same scales.

Gaps in a series stay gaps: no line is drawn over days of which the publisher drew nothing. The band is the error of the
boundaries; how exactly the publisher draws is not known and not in it. The file asks for nothing and runs nothing; all
text in it is escaped, and hue is doubled by words (a panel each) for whoever does not see it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from twosource.exports.files import whole
from twosource.exports.wording import one_line
from twosource.territory.boundaries import Area, Boundaries
from twosource.territory.layers import Series
from twosource.territory.questions import Part, parts

TEMPLATES = Path(__file__).parent / "templates"
COLOURS = ("paper", "ink", "fine", "line", "card", "edge")
"""Of the palette in templates/page.css, whose distances and contrasts tests hold."""
WIDE, TALL, LEFT, RIGHT = 800, 200, 90, 730
"""Units of the drawing: its width, a panel's height, where its axes begin and end."""
HEAD, BETWEEN = 60, 64
"""Units above the first panel, and from one to the next."""
LINE, COLUMNS = 14, 118
"""Units from one line of the notes to the next; characters that fit in one at 11 units."""
NAME, TITLE = 90, 84
"""Characters of a publisher's name, and of the title, that fit above a panel."""
TICKS = 4
"""Lines across a panel, about."""
DOTS = 60
"""Layers of a series up to which each is marked with its day and figure; more would run into one another."""
ROOM = 44
"""Units of a gap from which "no layer" fits into it."""
Json = dict[str, Any]


class Dot(Struct, frozen=True, kw_only=True):
    """One layer: its day (ISO 8601) and what it covers, with the error of the boundaries; `None` where not known."""

    day: str
    km2: float
    error_km2: float | None


class Curve(Struct, frozen=True, kw_only=True):
    """One series of layers in a place.

    Attributes:
        name: publisher, class and status.
        stretches: its layers, oldest first, parted where one that was due is missing.
        place: name of what they are measured in. of_km2: its area, the denominator.
    """

    name: str
    stretches: tuple[tuple[Dot, ...], ...]
    place: str
    of_km2: float


def curve(series: Series, areas: Sequence[Area], world: Boundaries, *, name: str, code: str) -> Curve:
    """What a series covers of some areas, day by day; a shape that stays is measured once."""
    measured: dict[str, Part] = {}
    after_gap = {later.date for _, later in series.gaps()}
    stretches: list[list[Dot]] = [[]]
    for layer in series.layers:
        if layer.shape_id not in measured:
            measured[layer.shape_id] = parts(layer, areas, world, name=name, code=code).whole
        if layer.date in after_gap:
            stretches.append([])
        part = measured[layer.shape_id]
        stretches[-1].append(Dot(day=layer.date, km2=part.km2, error_km2=part.error_km2))
    return Curve(
        name=series.name(),
        stretches=tuple(tuple(stretch) for stretch in stretches),
        place=name,
        of_km2=sum(world.km2(area.code) for area in areas),
    )


def write(curves: Sequence[Curve], source: str, target: Path) -> None:
    """Write the chart, whole or not at all; see `draw`.

    Raises:
        ExportError: the file cannot be written.
    """
    with whole(target) as part:
        part.write_text(draw(curves, source), encoding="utf-8")


def draw(curves: Sequence[Curve], source: str) -> str:
    """The chart as SVG.

    Args:
        curves: at least one; of one place, or each of its own.
        source: of the boundaries, as it is cited.
    """
    dots = [dot for one in curves for stretch in one.stretches for dot in stretch]
    scale = _Scale(dots)
    places = list(dict.fromkeys(one.place for one in curves))
    title = f"What control layers cover of {', '.join(places)}"
    notes = _notes(curves, source)
    drawn: str = _template().render(
        wide=WIDE,
        high=HEAD + len(curves) * (TALL + BETWEEN) - LINE + LINE * len(notes),
        left=LEFT,
        right=RIGHT,
        tall=TALL,
        title=_short(title, TITLE),
        description=_description(curves, notes),
        light=_palette()[0],
        dark=_palette()[1],
        rows=scale.rows(curves[0].of_km2 if len({one.of_km2 for one in curves}) == 1 else None),
        columns=scale.columns(),
        panels=[_panel(one, scale, HEAD + number * (TALL + BETWEEN)) for number, one in enumerate(curves)],
        notes=notes,
    )
    return drawn


class _Scale:
    """Days to units across, square kilometres to units down; both the same in every panel."""

    def __init__(self, dots: Sequence[Dot]) -> None:
        days = [date.fromisoformat(dot.day).toordinal() for dot in dots]
        self.first, self.last = min(days), max(days)
        most = max(dot.km2 + (dot.error_km2 or 0.0) for dot in dots) or 1.0
        self.step = _round(most / TICKS)
        self.most = self.step * -(-most // self.step)

    def x(self, day: str) -> float:
        """Units from the left; the middle where all layers are of one day."""
        span = self.last - self.first
        part = (date.fromisoformat(day).toordinal() - self.first) / span if span else 0.5
        return round(LEFT + part * (RIGHT - LEFT), 1)

    def y(self, km2: float) -> float:
        """Units from a panel's top."""
        return round(TALL * (1 - km2 / self.most), 1)

    def rows(self, of_km2: float | None) -> list[Json]:
        """Lines across, from nothing upwards, with the share where there is one denominator."""
        found = []
        for number in range(round(self.most / self.step) + 1):
            km2 = number * self.step
            label = f"{km2:,.0f} km²" if self.step >= 1 else f"{km2:,.2f} km²"
            found.append({"at": self.y(km2), "label": label, "share": f"{100 * km2 / of_km2:.3g} %" if of_km2 else ""})
        return found

    def columns(self) -> list[Json]:
        """Days at the foot: the first, the last, and evenly between."""
        span = self.last - self.first
        if not span:
            return [{"at": self.x(_day(self.first)), "label": _day(self.first), "anchor": "middle"}]
        count = min(TICKS, span)
        days = [_day(self.first + round(span * number / count)) for number in range(count + 1)]
        return [{"at": self.x(day), "label": day, "anchor": "middle"} for day in days]


def _round(step: float) -> float:
    """The next larger of 1, 2, 5, 10 and so on."""
    size = 10.0 ** (len(f"{step:.0f}") - 1) if step >= 1 else 10.0 ** -len(f"{1 / step:.0f}")
    return next(size * part for part in (1, 2, 5, 10, 20, 50) if size * part >= step)


def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()


def _panel(one: Curve, scale: _Scale, top: int) -> Json:
    every = [dot for stretch in one.stretches for dot in stretch]
    single = [stretch[0] for stretch in one.stretches if len(stretch) == 1]
    marked = every if len(every) <= DOTS else single
    return {
        "top": top,
        "name": _short(one.name, NAME),
        "gaps": [_gap(a[-1], b[0], scale) for a, b in zip(one.stretches, one.stretches[1:], strict=False)],
        "stretches": [_stretch(stretch, scale) for stretch in one.stretches if len(stretch) > 1],
        "bars": [_bar(dot, scale) for dot in single if dot.error_km2],
        "dots": [{"x": scale.x(dot.day), "y": scale.y(dot.km2), "title": _told(dot, one.of_km2)} for dot in marked],
    }


def _stretch(dots: Sequence[Dot], scale: _Scale) -> Json:
    across = [scale.x(dot.day) for dot in dots]
    line = [f"{x},{scale.y(dot.km2)}" for x, dot in zip(across, dots, strict=True)]
    if any(dot.error_km2 is None for dot in dots):
        return {"points": " ".join(line), "band": ""}
    high = [f"{x},{scale.y(dot.km2 + (dot.error_km2 or 0.0))}" for x, dot in zip(across, dots, strict=True)]
    low = [f"{x},{scale.y(max(0.0, dot.km2 - (dot.error_km2 or 0.0)))}" for x, dot in zip(across, dots, strict=True)]
    return {"points": " ".join(line), "band": " ".join([*high, *reversed(low)])}


def _bar(dot: Dot, scale: _Scale) -> Json:
    """The error of a layer that stands alone, where there is no band."""
    error = dot.error_km2 or 0.0
    return {"x": scale.x(dot.day), "low": scale.y(max(0.0, dot.km2 - error)), "high": scale.y(dot.km2 + error)}


def _gap(before: Dot, after: Dot, scale: _Scale) -> Json:
    x, end = scale.x(before.day), scale.x(after.day)
    wide = round(end - x, 1)
    return {"x": x, "wide": wide, "label": wide >= ROOM, "title": f"No layer between {before.day} and {after.day}"}


def _told(dot: Dot, of_km2: float) -> str:
    error = "" if dot.error_km2 is None else f" ± {dot.error_km2:,.2f}"
    share = f", {100 * dot.km2 / of_km2:.2f} %" if of_km2 else ""
    return f"{dot.day}: {dot.km2:,.2f}{error} km²{share}"


def _notes(curves: Sequence[Curve], source: str) -> list[str]:
    wholes = {one.place: one.of_km2 for one in curves}
    of = "; ".join(f"{place} {km2:,.0f} km²" for place, km2 in wholes.items())
    known = all(dot.error_km2 is not None for one in curves for stretch in one.stretches for dot in stretch)
    band = "Band: error of the boundaries." if known else "The error of these boundaries is not known."
    told = (
        f"Denominator: {of}, the sum of these boundaries ({source}). {band} How exactly a publisher draws is not "
        "known. What lies outside a layer is outside that layer; who holds it is not said."
    )
    return textwrap.wrap(one_line(told), COLUMNS, break_on_hyphens=False)


def _description(curves: Sequence[Curve], notes: Sequence[str]) -> str:
    """The chart in words, for whoever does not see it."""
    told = []
    for one in curves:
        every = [dot for stretch in one.stretches for dot in stretch]
        holes = len(one.stretches) - 1
        gaps = "no gaps" if not holes else f"{holes} gap{'s' if holes > 1 else ''}"
        told.append(
            f"{one.name}, {len(every)} layers, {gaps}; {_told(every[0], one.of_km2)}; {_told(every[-1], one.of_km2)}."
        )
    return one_line(" ".join([*told, *notes]))


def _short(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


@cache
def _palette() -> tuple[dict[str, str], dict[str, str]]:
    """The colours for light and for dark, from the style sheet of the pages."""
    sheets = re.findall(r":root \{(.*?)\}", (TEMPLATES / "page.css").read_text(encoding="utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w+)", one)) for one in sheets[:2])
    return {name: light[name] for name in COLOURS}, {name: dark[name] for name in COLOURS}


@cache
def _template() -> Any:
    loader = FileSystemLoader(TEMPLATES)
    options: Json = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    return Environment(loader=loader, **options).get_template("series.svg")  # noqa: S701 - it escapes
