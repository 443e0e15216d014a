"""Layers, answers and notes as rows for programs and as tables for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from twosource.cli.console import out
from twosource.cli.listings import table
from twosource.exports.wording import count, one_line

if TYPE_CHECKING:
    from twosource.model import Reading
    from twosource.territory.boundaries import Area
    from twosource.territory.layers import Layer, Series
    from twosource.territory.notes import Note
    from twosource.territory.questions import Change, Distance, Held, Part, Parts, Touch

FEW = 50
"""Places up to which the distance to the layer's edge is measured too: it takes 10 ms for each."""
BAR = 20
"""Characters of the longest bar."""
FULL, EIGHTHS = "█", " ▏▎▍▌▋▊▉"

Row = dict[str, Any]


def layer_row(layer: Layer) -> Row:
    """A layer without its shape."""
    return {
        "publisher": layer.publisher,
        "class": layer.kind,
        "status": str(layer.status),
        "date": layer.date,
        "basis": layer.basis,
        "file": layer.file,
        "sha256": layer.sha256,
        "shape": layer.shape_id,
        "km2": round(layer.km2, 3),
        "box": [round(edge, 6) for edge in layer.box],
        "notes": list(layer.notes),
        "properties": list(layer.properties),
    }


def added_line(row: Row) -> str:
    """What became of one file."""
    if row["outcome"] == "refused":
        return f"refused  {one_line(row['reason'])}"
    said = {"added": "added", "unchanged": "added, unchanged since the layer before it", "known": "there already"}
    told = f"{row['date']}  {one_line(row['file'])}: {said[row['outcome']]}, {row['km2']:,.0f} km2"
    return " ".join([told + ".", *row["notes"]]) if row["notes"] else told


def added_total(rows: Sequence[Row]) -> str:
    """Counts of what became of the files."""
    counts = Counter(row["outcome"] for row in rows)
    told = [f"{counts['added'] + counts['unchanged']} added"]
    told += [f"{counts['unchanged']} of them unchanged days"] if counts["unchanged"] else []
    told += [f"{counts['known']} there already"] if counts["known"] else []
    told += [f"{counts['refused']} refused"] if counts["refused"] else []
    return f"{count(len(rows), 'file')}: {', '.join(told)}"


def listed(every: Sequence[Series]) -> Table:
    """The series, a row for each stretch of days without change."""
    made = table("publisher", "class", "status", "from", "to", "km2", "notes", narrow=("from", "to", "km2"))
    for one in every:
        for start, end in one.runs():
            cells = (one_line(one.publisher), one_line(one.kind), str(one.status), start.date, end.date)
            made.add_row(*cells, f"{start.km2:,.0f}", str(len(start.notes) or ""))
    return made


def held_rows(points: Sequence[tuple[str, float, float]], layer: Layer, found: Sequence[Held], day: str) -> list[Row]:
    """Places and whether the layer covers them."""
    return [
        {
            "place": name,
            "lat": round(lat, 6),
            "lon": round(lon, 6),
            "on": day,
            "publisher": layer.publisher,
            "class": layer.kind,
            "status": str(layer.status),
            "layer": layer.date,
            "inside": held.inside,
            "edge_km": None if held.edge_km is None else round(held.edge_km, 3),
        }
        for (name, lon, lat), held in zip(points, found, strict=True)
    ]


def held_table(rows: Sequence[Row]) -> Table:
    """The same for people."""
    made = table("place", "publisher", "class", "layer of", "the layer", "km from its edge", narrow=("layer of",))
    for row in rows:
        edge = "" if row["edge_km"] is None else f"{row['edge_km']:,.1f}"
        said = "covers it" if row["inside"] else "does not cover it"
        made.add_row(
            one_line(row["place"]), one_line(row["publisher"]), one_line(row["class"]), row["layer"], said, edge
        )
    return made


def _part(part: Part) -> Row:
    return {
        "code": part.code,
        "name": part.name,
        "km2": round(part.km2, 3),
        "of_km2": round(part.of_km2, 3),
        "share": round(part.share, 6),
        "error_km2": None if part.error_km2 is None else round(part.error_km2, 3),
        "within_error": part.within_error,
    }


def _head(layer: Layer) -> Row:
    return {"publisher": layer.publisher, "class": layer.kind, "status": str(layer.status), "layer": layer.date}


def touch_row(touch: Touch, area: Area) -> Row:
    """First day on which a series touches an area."""
    one = touch.series
    return {
        "publisher": one.publisher,
        "class": one.kind,
        "status": str(one.status),
        "area": area.code,
        "name": area.name,
        "first": touch.layer.date if touch.layer else None,
        "before": touch.before.date if touch.before else None,
        "still": touch.still,
        "last": one.layers[-1].date,
        "part": _part(touch.part) if touch.part else None,
    }


def size(part: Row) -> str:
    """Square kilometres with their error."""
    digits = 2 if part["km2"] < 100 else 0
    error = "" if part["error_km2"] is None else f" ± {part['error_km2']:,.{digits}f}"
    return f"{part['km2']:,.{digits}f}{error}"


def touch_table(rows: Sequence[Row]) -> Table:
    """The same for people."""
    made = table("publisher", "class", "first touches", "layer before", "km2 then", "still", "up to", narrow=("up to",))
    for row in rows:
        part = row["part"]
        doubt = ", within the boundary's error" if part and part["within_error"] else ""
        cells = (one_line(row["publisher"]), one_line(row["class"]), row["first"] or "never", row["before"] or "none")
        made.add_row(*cells, f"{size(part)}{doubt}" if part else "", "yes" if row["still"] else "no", row["last"])
    return made


def part_rows(found: Parts, *, rows_too: bool) -> list[Row]:
    """A layer by areas, then the sum."""
    head = _head(found.layer)
    rows = [head | _part(part) | {"sum": False} for part in found.rows] if rows_too else []
    whole = {"sum": True, "layer_km2": round(found.layer.km2, 3), "elsewhere_km2": round(found.elsewhere_km2, 3)}
    return [*rows, head | _part(found.whole) | whole]


def part_table(rows: Sequence[Row]) -> Table:
    """The same for people."""
    made = table(
        "publisher", "layer of", "area", "km2", "of km2", "share", narrow=("layer of", "km2", "of km2", "share")
    )
    for row in rows:
        name = f"{row['name']}, in all" if row["sum"] else row["name"]
        share = f"{100 * row['share']:.1f} %"
        if row["error_km2"] is not None and row["of_km2"]:
            share += f" ± {100 * row['error_km2'] / row['of_km2']:.1f}"
        style = "bold" if row["sum"] else ""
        cells = (one_line(row["publisher"]), row["layer"], one_line(name), size(row), f"{row['of_km2']:,.0f}", share)
        made.add_row(*(Text(cell, style=style) for cell in cells))
        if row["sum"] and row["elsewhere_km2"] >= 1:
            made.add_row("", "", "outside these areas", f"{row['elsewhere_km2']:,.0f}", "", "")
    return made


def change_rows(change: Change) -> list[Row]:
    """What was added and lost, by area, then in all."""
    head = _head(change.end) | {"from": change.start.date, "to": change.end.date}
    rows: dict[str, Row] = {}
    for kind, found in (("added", change.added), ("lost", change.lost)):
        for part in found:
            blank = {"code": part.code, "name": part.name, "added_km2": 0.0, "lost_km2": 0.0}
            rows.setdefault(part.code, head | blank)[f"{kind}_km2"] = round(part.km2, 3)
    whole = {
        "code": None,
        "name": "in all",
        "added_km2": round(change.added_km2, 3),
        "lost_km2": round(change.lost_km2, 3),
    }
    return [*rows.values(), head | whole]


def change_table(rows: Sequence[Row]) -> Table:
    """The same for people."""
    made = table("publisher", "from", "to", "area", "km2 more", "km2 less", narrow=("from", "to"))
    for row in rows:
        cells = (one_line(row["publisher"]), row["from"], row["to"], one_line(row["name"]))
        made.add_row(*cells, f"{row['added_km2']:,.2f}", f"{row['lost_km2']:,.2f}")
    return made


def distance_row(found: Distance) -> Row:
    """From a layer to one stretch of border."""
    return _head(found.layer) | {
        "area": found.area.code,
        "name": found.area.name,
        "along": found.along.code,
        "along_name": found.along.name,
        "km": round(found.km, 3),
        "error_km": found.error_km,
        "lon": round(found.at[0], 5),
        "lat": round(found.at[1], 5),
        "stretch_km": round(found.stretch_km, 1),
    }


def distance_table(rows: Sequence[Row]) -> Table:
    """The same for people."""
    made = table("publisher", "layer of", "border of", "with", "km", "at", narrow=("layer of", "km", "at"))
    for row in rows:
        error = "" if row["error_km"] is None else f" ± {row['error_km']:g}"
        km = f"{row['km']:,.2f}{error}" if row["km"] else "touches"
        cells = (one_line(row["publisher"]), row["layer"], one_line(row["name"]), one_line(row["along_name"]))
        made.add_row(*cells, km, f"{row['lat']:.3f}, {row['lon']:.3f}")
    return made


def series_row(one: Series, start: Layer, end: Layer, whole: Part) -> Row:
    """What a series covers over a stretch of days without change, and for how many days before it had no layer."""
    from twosource.territory.layers import days_between  # noqa: PLC0415 - see rooms

    head = {"publisher": one.publisher, "class": one.kind, "status": str(one.status)}
    gap = next((days_between(last.date, after.date) - 1 for last, after in one.gaps() if after is start), 0)
    row = {"from": start.date, "to": end.date, "gap_before_days": gap, "layer_km2": round(start.km2, 3)}
    return head | row | _part(whole)


def series_table(rows: Sequence[Row]) -> Table:
    """The same for people, with bars that begin at nothing."""
    made = table(
        "publisher", "from", "to", "km2", "change", "share", "", narrow=("from", "to", "km2", "change", "share", "")
    )
    most = max((row["km2"] for row in rows), default=0.0)
    before: dict[str, float] = {}
    for row in rows:
        if row["gap_before_days"]:
            made.add_row("", *(Text(word, style="dim") for word in ("no layer", f"{row['gap_before_days']} days")))
        key = f"{row['publisher']}/{row['class']}/{row['status']}"
        change = f"{row['km2'] - before[key]:+,.2f}" if key in before else ""
        before[key] = row["km2"]
        cells = (one_line(row["publisher"]), row["from"], row["to"], f"{row['km2']:,.2f}", change)
        made.add_row(*cells, f"{100 * row['share']:.2f} %", bar(row["km2"], most))
    name = {row["name"] for row in rows}
    made.caption = f"km2 of {', '.join(sorted(name))}; a bar begins at nothing" if rows else None
    made.caption_justify = "left"
    return made


def bar(value: float, most: float) -> str:
    """A bar of block characters, its length in proportion."""
    eighths = round(8 * BAR * value / most) if most > 0 else 0
    return (FULL * (eighths // 8) + EIGHTHS[eighths % 8]).rstrip() or ("▏" if value > 0 else "")


def note_row(found: Note, reading: Reading) -> Row:
    """A note with the words it is on."""
    return {
        "statement": found.statement,
        "doc": reading.report.doc,
        "outlet": reading.report.outlet,
        "span": list(found.span),
        "words": found.span.of(reading.report.text),
        "check": str(found.check),
        "verdict": str(found.verdict),
        "proposed": True,
        "text": found.text,
        "data": found.data,
        "date": found.date,
        "error": found.error,
        "values": found.values,
    }


STYLES = {"consistent": "bold blue", "not consistent": "bold magenta", "cannot say": "bold yellow"}


def print_note(found: Note, reading: Reading) -> None:
    """A note for people: the words, the verdict, the finding, what it rests on."""
    console, report = out(), reading.report
    line = Text(f"{one_line(report.doc)}:{found.span.start}-{found.span.end}  ", style="dim")
    line.append(f"“{one_line(found.span.of(report.text))}”", style="not dim")
    console.print(line)
    verdict = Text(f"  {found.check}: ").append(str(found.verdict), style=STYLES[str(found.verdict)])
    console.print(verdict.append(" (proposed)"))
    console.print(Text(f"  {found.text}"))
    rests = f"  {found.data}" + (f"; error {found.error}" if found.error else "")
    console.print(Text(rests, style="dim"))
    console.print()
