"""Questions to the control layers of a ledger, as commands: what a person types, checked, and the answer shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twosource.cli import ground, rooms
from twosource.cli.console import NOT_READ, USAGE, Ended, note, out, write_list
from twosource.cli.options import JsonOption, LedgerOption, ledger_of

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.territory.boundaries import Area
    from twosource.territory.layers import Layer
    from twosource.territory.notes import World

SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="Only this publisher's layers.", show_default=False)
]
BoundariesOption = Annotated[
    Path | None,
    typer.Option(
        "--boundaries", metavar="FILE", help="Boundaries to use in place of the packaged ones.", show_default=False
    ),
]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day. Default: the last that is loaded.", show_default=False),
]
InOption = Annotated[
    str | None,
    typer.Option(
        "--in",
        metavar="PLACE",
        help="A country or an area. Default: the country it mostly lies in.",
        show_default=False,
    ),
]
AreaArgument = Annotated[str, typer.Argument(metavar="AREA", help="ISO 3166-2 code or name.", show_default=False)]
WHOLE = "all"
END_OF_TIME = "9999-12-31"


@contextmanager
def understood() -> Iterator[None]:
    """Turn what the rooms do not understand into an ending.

    Raises:
        Ended: they do not.
    """
    from twosource.territory.boundaries import BoundariesError  # noqa: PLC0415 - see rooms
    from twosource.territory.looking_up import LookUpError  # noqa: PLC0415

    try:
        yield
    except LookUpError as error:
        raise Ended(str(error), USAGE) from error
    except BoundariesError as error:
        raise Ended(str(error), NOT_READ) from error


def day_of(typed: str, option: str) -> str:
    """A day as ISO 8601.

    Raises:
        Ended: it is none.
    """
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError as error:
        raise Ended(f"{option} {typed!r}: is not a day such as 2031-03-04", USAGE) from error


def world_of_book(book: Ledger, *, source: str | None = None, boundaries: Path | None = None) -> World:
    """Boundaries, gazetteer and the layers of an open ledger."""
    from twosource.ledger.layers import layers  # noqa: PLC0415 - see rooms
    from twosource.territory.boundaries import boundaries as packaged  # noqa: PLC0415
    from twosource.territory.checks import world_of  # noqa: PLC0415
    from twosource.territory.own_boundaries import load_boundaries  # noqa: PLC0415

    with understood():
        within = load_boundaries(boundaries, packaged()) if boundaries else None
        return world_of(layers(book, publisher=source), within=within)


def world_in(
    ctx: typer.Context, ledger: str | None, *, source: str | None = None, boundaries: Path | None = None
) -> World:
    """The same of the ledger that the options name.

    Raises:
        Ended: it holds no layers.
    """
    where = ledger_of(ctx, ledger)
    with rooms.ledger(where) as book:
        world = world_of_book(book, source=source, boundaries=boundaries)
    if not world.series:
        of = f" of {source}" if source else ""
        raise Ended(f"{where}: no control layers{of}; add some with: twosource layers add")
    return world


def box_within(typed: str) -> tuple[float, float, float, float]:
    """Bounds of a country or an area."""
    from twosource.territory.checks import world_of  # noqa: PLC0415 - see rooms
    from twosource.territory.looking_up import areas_named  # noqa: PLC0415

    world = world_of()
    with understood():
        areas, _, _ = areas_named(typed, world)
    bounds: tuple[float, float, float, float] = world.boundaries.union(a.code for a in areas).bounds
    return bounds


def _layers_on(world: World, on: str | None) -> list[Layer]:
    """Each series' layer of the day.

    Raises:
        Ended: all series begin later.
    """
    day = END_OF_TIME if on is None else day_of(on, "--on")
    found = [layer for one in world.series if (layer := one.on(day))]
    if not found:
        raise Ended(f"--on {day}: every series of layers begins later; see: twosource layers list")
    return found


def _areas(world: World, typed: str | None, layer: Layer) -> tuple[Sequence[Area], str, str]:
    """The areas asked about; where nothing was said, those of the country in which most of the layer lies."""
    from twosource.territory.looking_up import areas_named  # noqa: PLC0415 - see rooms
    from twosource.territory.questions import main_country  # noqa: PLC0415

    with understood():
        return areas_named(typed or main_country(layer, world.boundaries), world)


def control(
    ctx: typer.Context,
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="PLACE...", help='"48.14, 36.79", a name, or "name, area".', show_default=False),
    ] = None,
    on: OnOption = None,
    file: Annotated[
        Path | None, typer.Option("--from-file", metavar="FILE", help="One place a line.", show_default=False)
    ] = None,
    source: SourceOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether places were covered on a day, by each publisher's layer.

    Outside a layer is outside that layer: who holds the place is not said.
    """
    from twosource.territory.looking_up import point_of  # noqa: PLC0415 - see rooms
    from twosource.territory.questions import held_at  # noqa: PLC0415

    typed = [*(places or ()), *(_lines(file) if file else ())]
    if not typed:
        raise Ended("which places? give them as arguments, or a file with --from-file", USAGE)
    world = world_in(ctx, ledger, source=source)
    with understood():
        points = [point_of(one, world) for one in typed]
    day = day_of(on, "--on") if on else max(one.layers[-1].date for one in world.series)
    rows = [
        row
        for layer in _layers_on(world, day)
        for row in ground.held_rows(
            points, layer, held_at(points, layer, edges=len(points) <= ground.FEW, day=day), day
        )
    ]
    _shown(rows, as_json, ground.held_table)


def _lines(file: Path) -> list[str]:
    try:
        return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise Ended(f"{file}: cannot be read as a list of places ({error})") from error


def _shown(rows: list[dict[str, Any]], as_json: bool, show: Callable[[list[dict[str, Any]]], Any]) -> None:
    if as_json:
        write_list(rows)
    else:
        out().print(show(rows))


def first_touch(
    ctx: typer.Context,
    area: AreaArgument,
    source: SourceOption = None,
    ledger: LedgerOption = None,
    boundaries: BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say on which day each publisher's layer first touches an area."""
    from twosource.territory import questions  # noqa: PLC0415 - see rooms
    from twosource.territory.looking_up import area_named  # noqa: PLC0415

    world = world_in(ctx, ledger, source=source, boundaries=boundaries)
    with understood():
        asked = area_named(area, world)
    rows = [ground.touch_row(questions.first_touch(one, asked, world.boundaries), asked) for one in world.series]
    _shown(rows, as_json, ground.touch_table)
    if not as_json:
        note(world.boundaries.source.cited())


def area(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    on: OnOption = None,
    by: Annotated[
        str, typer.Option("--by", metavar="WORD", help="area (or oblast, province, ...), or all for the sum alone.")
    ] = "area",
    within: InOption = None,
    source: SourceOption = None,
    ledger: LedgerOption = None,
    boundaries: BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how much of a country's areas a layer covers, on an equal-area projection, with denominator and error."""
    from twosource.territory.questions import parts  # noqa: PLC0415 - see rooms
    from twosource.territory.wording import settings  # noqa: PLC0415

    kinds = settings()["words"]["kind"]
    if by != WHOLE and by not in kinds:
        raise Ended(f"--by {by!r}: give one of {', '.join(kinds)}, or {WHOLE}", USAGE)
    world = world_in(ctx, ledger, source=source, boundaries=boundaries)
    rows = []
    for layer in _layers_on(world, on):
        areas, name, code = _areas(world, within, layer)
        rows += ground.part_rows(parts(layer, areas, world.boundaries, name=name, code=code), rows_too=by != WHOLE)
    _shown(rows, as_json, ground.part_table)
    if not as_json:
        note(f"{world.boundaries.source.cited()}; areas on an equal-area projection (docs/ground.md)")


def change(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.", show_default=False)],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="The last day.", show_default=False)],
    within: InOption = None,
    source: SourceOption = None,
    ledger: LedgerOption = None,
    boundaries: BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure what a publisher's layer covers more, and less, on a later day."""
    from twosource.territory import questions  # noqa: PLC0415 - see rooms

    first, last = day_of(start, "--from"), day_of(end, "--to")
    if last < first:
        raise Ended(f"--to {last}: lies before {first}", USAGE)
    world = world_in(ctx, ledger, source=source, boundaries=boundaries)
    rows = []
    for one in world.series:
        before, after = one.on(first), one.on(last)
        if before is not None and after is not None:
            areas, _, _ = _areas(world, within, after)
            rows += ground.change_rows(questions.change(before, after, areas, world.boundaries))
    if not rows:
        raise Ended(f"no series of layers has begun by {first}; see: twosource layers list")
    _shown(rows, as_json, ground.change_table)


def distance(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    area: AreaArgument,
    along: Annotated[
        str | None,
        typer.Option(
            "--along",
            metavar="AREA",
            help="The neighbour on whose side the stretch lies. Default: each.",
            show_default=False,
        ),
    ] = None,
    on: OnOption = None,
    source: SourceOption = None,
    ledger: LedgerOption = None,
    boundaries: BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure from a layer to the border of an area, along a named stretch.

    The stretch is the border with one neighbour. Without one, each stretch gets its own line: the nearest of all may
    lie across a lake, as near on every day.
    """
    from twosource.territory import questions  # noqa: PLC0415 - see rooms
    from twosource.territory.looking_up import area_named  # noqa: PLC0415

    world = world_in(ctx, ledger, source=source, boundaries=boundaries)
    with understood():
        asked = area_named(area, world)
        sides = [area_named(along, world)] if along else [n.area for n in world.boundaries.neighbours(asked.code)]
    found = [
        questions.distance(layer, asked, side, world.boundaries) for layer in _layers_on(world, on) for side in sides
    ]
    rows = [ground.distance_row(one) for one in found if one is not None]
    if not rows:
        raise Ended(f"{asked.name} has no border with {sides[0].name if sides else 'anything'}", USAGE)
    _shown(rows, as_json, ground.distance_table)
    if not as_json:
        note(world.boundaries.source.cited())


def series(
    ctx: typer.Context,
    place: Annotated[
        str | None, typer.Argument(metavar="[PLACE]", help="A country or an area. Default: all.", show_default=False)
    ] = None,
    source: SourceOption = None,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE.svg", help="Draw it as well, into this file.", show_default=False),
    ] = None,
    ledger: LedgerOption = None,
    boundaries: BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how much each publisher's layers cover from day to day, as a table with bars, or as a chart.

    In the chart every publisher has a panel; gaps in a series stay gaps, and a band shows the error of the boundaries.
    """
    from twosource.exports import series_chart  # noqa: PLC0415 - see rooms
    from twosource.exports.files import ExportError  # noqa: PLC0415
    from twosource.territory.questions import parts  # noqa: PLC0415

    world = world_in(ctx, ledger, source=source, boundaries=boundaries)
    rows, curves = [], []
    for one in world.series:
        areas, name, code = _areas(world, place, one.layers[-1])
        for start, end in one.runs():
            whole = parts(start, areas, world.boundaries, name=name, code=code).whole
            rows.append(ground.series_row(one, start, end, whole))
        if chart is not None:
            curves.append(series_chart.curve(one, areas, world.boundaries, name=name, code=code))
    _shown(rows, as_json, ground.series_table)
    if chart is not None:
        try:
            series_chart.write(curves, world.boundaries.source.cited(), chart)
        except ExportError as error:
            raise Ended(str(error), NOT_READ) from error
        note(f"{chart}: written")
