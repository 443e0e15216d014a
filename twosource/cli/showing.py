"""What the ledger holds, listed: reports, statements, claims, one claim, actors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from twosource.cli import listings, rooms
from twosource.cli.console import Ended, note, out, write_lines, write_list
from twosource.cli.ids import resolve, short_ids
from twosource.cli.note import note as claim_note
from twosource.cli.note_changes import history
from twosource.cli.note_ground import ground_lines
from twosource.cli.options import (
    AllVersionsOption,
    AsOfOption,
    JsonOption,
    LedgerOption,
    OneJsonOption,
    ReadByOption,
    ledger_of,
)
from twosource.exports.wording import count
from twosource.model import Claim, Reading

if TYPE_CHECKING:
    from twosource.ledger import Ledger, Picture


NOTHING = "nothing to show: no reports have been read into the ledger, or none by that time"


def show_table(table: Table, under: str) -> None:
    """A listing on standard output, and the line under it on standard error.

    Raises:
        Ended: it is empty.
    """
    if not table.row_count:
        raise Ended(NOTHING)
    out().print(table)
    note(under)


def reports(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    every: AllVersionsOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the reports that were read, and say which have been withdrawn."""
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        found = book.reports(published_by=rooms.moment(as_of), read_by=rooms.moment(read_by, "--read-by"), every=True)
        rows = [row for row in found if every or row.status != "superseded"]
    if as_json:
        write_list(rows)
    else:
        show_table(listings.reports(rows), count(len(rows), "report"))


def statements(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    every: AllVersionsOption = False,
    as_json: JsonOption = False,
) -> None:
    """List every statement: who, side, what they do with it, and what."""
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        found = book.readings(published_by=rooms.moment(as_of), read_by=rooms.moment(read_by, "--read-by"), every=every)
        if as_json:
            write_list(_statement_rows(found))
        else:
            number = 0
            for reading in found:
                out().print(listings.statements(reading))
                number += 1
            if not number:
                raise Ended(NOTHING)
            note(count(number, "report"))


def _readings(book: Ledger, as_of: str | None, read_by: str | None) -> Iterator[Reading]:
    return book.readings(published_by=rooms.moment(as_of), read_by=rooms.moment(read_by, "--read-by"))


def _statement_rows(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    from twosource.exports.annotations import attribution  # noqa: PLC0415 - see rooms

    for reading in readings:
        report = reading.report
        head = {"doc": report.doc, "sha256": report.sha256, "outlet": report.outlet, "published": report.published}
        for statement in reading.statements:
            yield head | attribution(statement, report.text)


def actors(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    as_json: JsonOption = False,
) -> None:
    """List who speaks in the reports, for whom, and how often."""
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        rows = listings.actor_rows(_readings(book, as_of, read_by))
    if as_json:
        write_list(rows)
    else:
        show_table(listings.actors(rows), count(len(rows), "actor"))


def claims(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the claims: where each comes from, who disputes it, and how it stands."""
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        found, readings = rooms.claims(
            book, published_by=rooms.moment(as_of), read_by=rooms.moment(read_by, "--read-by")
        )
    if as_json:
        write_list(_claim_rows(found, readings))
    else:
        show_claims(found, readings)


def show_claims(found: Iterable[Claim], readings: list[Reading], *, least: int = 1) -> None:
    """The table of claims on standard output; only of those that at least so many statements concern."""
    every = list(found)
    short = short_ids(claim.id for claim in every)
    shown = [claim for claim in every if listings.discussed(claim) >= least]
    show_table(listings.claims(shown, listings.by_id(readings), short), listings.total(readings, every))


def _claim_rows(found: Iterable[Claim], readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    from twosource.exports.claims import to_json  # noqa: PLC0415 - see rooms

    statements = {s.id: s for reading in readings for s in reading.statements}
    return (to_json(claim, statements) for claim in found)


def claim(
    ctx: typer.Context,
    identity: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.", show_default=False)],
    ledger: LedgerOption = None,
    as_of: AsOfOption = None,
    read_by: ReadByOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Show one claim: every voice in its own words, with the place of each, and why it stands as it does."""
    where = ledger_of(ctx, ledger)
    with rooms.ledger(where) as book:
        seen = rooms.picture(book, as_of=as_of, read_by=read_by)
        by_id = {one.id: one for one in seen.claims}
        chosen = by_id[resolve(identity, list(by_id), where=where)]
        if as_json:
            write_lines(_claim_rows([chosen], seen.readings))
        else:
            show_claim(chosen, seen, book, short=short_ids(by_id)[chosen.id])


def show_claim(chosen: Claim, seen: Picture, book: Ledger, *, short: str) -> None:
    """The note on one claim on standard output: how it stands, how it stood, and the ground under it."""
    console = out()
    stood = () if seen.published_by or seen.read_by else history(book, chosen)
    ground = tuple(ground_lines(chosen, seen.readings, book))
    for part in claim_note(chosen, listings.by_id(seen.readings), short=short, stood=stood, ground=ground):
        console.print(part)
