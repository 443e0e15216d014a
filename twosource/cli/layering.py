"""`layers`: control layers added and listed. What is asked of them is in `asking`, how it is shown in `ground`."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twosource.cli import asking, ground, rooms
from twosource.cli.console import NOT_READ, USAGE, Ended, note, out, report_problem, write_list
from twosource.cli.options import JsonOption, LedgerOption, ledger_of
from twosource.exports.wording import count, one_line

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.territory.layer_files import Given


class Status(StrEnum):
    """How the publisher comes to draw it."""

    ASSESSED = "assessed"
    CLAIMED = "claimed"


app = typer.Typer(
    no_args_is_help=True,
    help="Hold claims against maps that others drew.\n\n"
    "A layer is what one publisher drew for one day. Publishers are never merged, and none is taken for the truth.",
    epilog="Example: twosource layers add maps/ --source Mapdesk --status assessed",
)


def add(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|FOLDER", help="GeoJSON, GeoPackage or zipped shapefile; a folder of them.", show_default=False
        ),
    ],
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Who drew it.", show_default=False)],
    status: Annotated[
        Status, typer.Option("--status", help="The publisher's own assessment, or a party's claim.", show_default=False)
    ],
    day: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help="The day it is for. Default: the date in the file's name, 20250608 or 2025-06-08.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[str, typer.Option("--class", metavar="CLASS", help="What is drawn.")] = "occupied",
    where: Annotated[
        str | None,
        typer.Option(
            "--where", metavar="KEY=VALUE", help="Only the features that have this property.", show_default=False
        ),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="AREA", help="A country or area that it lies in.", show_default=False),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help="Which table, where a file holds several.", show_default=False),
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add control layers to the ledger: one file, or a dated series in a folder.

    A file that cannot be a layer (damaged, outside the world, axes swapped) is refused with the reason, and nothing
    of it is kept. Untidy polygons are repaired, and what was done is said. The same file twice changes nothing.
    """
    from twosource.territory.features import LayerError  # noqa: PLC0415 - see rooms
    from twosource.territory.layer_files import Given  # noqa: PLC0415
    from twosource.territory.layers import Status as Known  # noqa: PLC0415

    if where is not None and "=" not in where:
        raise Ended(f"--where {where!r}: give a property and its value, as class=occupied", USAGE)
    key, _, value = (where or "").partition("=")
    given = Given(
        publisher=source.strip(),
        status=Known(status.value),
        kind=kind,
        date=None if day is None else asking.day_of(day, "--date"),
        table=table,
        where=(key, value) if where else None,
    )
    try:
        with rooms.ledger(ledger_of(ctx, ledger), create=True) as book:
            rows = _added(book, path, given, within)
    except LayerError as error:
        raise Ended(str(error), NOT_READ) from error
    if as_json:
        write_list(rows)
    else:
        for row in rows:
            out().print(ground.added_line(row), soft_wrap=True)
        note(ground.added_total(rows))
    if any(row["outcome"] == "refused" for row in rows):
        raise typer.Exit(NOT_READ)


def _added(book: Ledger, path: Path, given: Given, within: str | None) -> list[dict[str, Any]]:
    from msgspec.structs import replace  # noqa: PLC0415 - see rooms

    from twosource.ledger.layers import TOGETHER, add_layers, box_of  # noqa: PLC0415
    from twosource.territory.boundaries import boundaries  # noqa: PLC0415
    from twosource.territory.layer_files import read_layers  # noqa: PLC0415
    from twosource.territory.layers import Layer  # noqa: PLC0415

    expected = asking.box_within(within) if within else box_of(book, given.publisher)
    found = read_layers(path, replace(given, expected=expected), boundaries())
    rows: list[dict[str, Any]] = []
    while some := list(islice(found, TOGETHER)):
        outcomes = iter(add_layers(book, [one for one in some if isinstance(one, Layer)]))
        for one in some:
            if isinstance(one, Layer):
                rows.append({"outcome": str(next(outcomes)), **ground.layer_row(one)})
            else:
                report_problem(str(one))
                rows.append({"outcome": "refused", "reason": str(one)})
    return rows


def list_layers(
    ctx: typer.Context,
    source: asking.SourceOption = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the layers: publisher, class, status, days, area; days on which nothing changed in one row."""
    world = asking.world_in(ctx, ledger, source=source)
    if as_json:
        write_list(ground.layer_row(layer) for one in world.series for layer in one.layers)
        return
    out().print(ground.listed(world.series))
    note(count(sum(len(one.layers) for one in world.series), "layer"))


def check(
    ctx: typer.Context,
    statements: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STATEMENT...]", help="Ids or their beginnings. Default: all.", show_default=False),
    ] = None,
    ledger: LedgerOption = None,
    boundaries: asking.BoundariesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check what reports say about geography: borders, distances, ranks, populations, shares, names.

    Each note says which data it rests on, of what date, with what error, and "consistent", "not consistent" or "cannot
    say". Notes are proposals for a person to judge, never truth.
    """
    from twosource.territory.checks import notes_of  # noqa: PLC0415 - see rooms

    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        world = asking.world_of_book(book, boundaries=boundaries)
        rows = [
            (found, reading)
            for reading in book.readings()
            for found in notes_of(reading, world)
            if not statements or any(found.statement.startswith(typed) for typed in statements)
        ]
    if as_json:
        write_list(ground.note_row(found, reading) for found, reading in rows)
        return
    if not rows:
        raise Ended("no statement says anything about geography that can be checked")
    for found, reading in rows:
        ground.print_note(found, reading)
    note(f"{count(len(rows), 'note')}, proposed; none of them decides what is true")


for function, name, example in (
    (add, "add", "twosource layers add maps/ --source Mapdesk --status assessed"),
    (list_layers, "list", "twosource layers list --source Mapdesk"),
    (asking.control, "control", 'twosource layers control "Ovre, Norland" --on 2031-03-04'),
    (asking.first_touch, "first-touch", "twosource layers first-touch NO-19 --source Mapdesk"),
    (asking.area, "area", "twosource layers area --by area --on 2031-03-04"),
    (asking.change, "change", "twosource layers change --from 2031-03-01 --to 2031-03-31"),
    (asking.distance, "distance", "twosource layers distance NO-19 --along NO-20 --on 2031-03-04"),
    (asking.series, "series", "twosource layers series NO-19"),
    (check, "check", "twosource layers check --json"),
):
    text = "\n\n".join(" ".join(part.split()) for part in (function.__doc__ or "").split("\n\n"))
    app.command(name, help=one_line(text) if "\n" not in text else text, epilog=f"Example: {example}")(function)
