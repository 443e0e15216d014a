"""`changes`: what is different between two moments, and which statements made it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from rich.text import Text

from twosource.cli import listings, rooms
from twosource.cli.console import USAGE, Ended, note, out, write_list
from twosource.cli.ids import resolve, short_ids
from twosource.cli.options import JsonOption, LedgerOption, ledger_of
from twosource.exports.wording import NOT_STATED, count, day, one_line
from twosource.model import Claim, Reading, Report, Statement, reports_of
from twosource.model.change import Change, ChangeKind

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.standing.changes import Withdrawal

INSTANT = timedelta(microseconds=1)
WITHDRAWN = frozenset({"withheld", "canceled", "retracted"})


class Clock(StrEnum):
    """Which moments are compared."""

    PUBLISHED = "published"
    READ = "read"


class Seen(Struct, frozen=True):
    """The claims of a moment and the readings they rest on."""

    claims: tuple[Claim, ...]
    readings: Sequence[Reading]


def changes(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="TIME",
            help="From the beginning of this time on: 2025-06-09, or '2025-06-09T18:00 Europe/Kyiv'.",
            show_default=False,
        ),
    ],
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="To the end of this time. Default: all.", show_default=False),
    ] = None,
    claim: Annotated[
        str | None,
        typer.Option("--claim", metavar="ID", help="Only what concerns this claim.", show_default=False),
    ] = None,
    story: Annotated[
        str | None,
        typer.Option("--story", metavar="ID", help="Only what concerns this story.", show_default=False),
    ] = None,
    by: Annotated[
        Clock, typer.Option("--by", help="Compare what had been published, or what we had read.")
    ] = Clock.PUBLISHED,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what changed between two moments, and which statement changed it.

    New claims, denials, confirmations, notes that something could not be verified, responses, origins, relays and
    values; standings and grades with what they were before; reports that have a new version or were withdrawn.
    """
    where = ledger_of(ctx, ledger)
    start, end = _start(since), rooms.moment(until, "--until")
    with rooms.ledger(where) as book:
        chosen = _story(book, story, where)
        before, after = _seen(book, start, by, story=chosen), _seen(book, end, by, story=chosen)
        gone = withdrawals(book, end, by)
    found = compared(before, after, gone)
    if claim is not None:
        every = list(dict.fromkeys([one.id for one in (*after.claims, *before.claims)]))
        found = concerning(found, resolve(claim, every, where=where), before, after)
    if as_json:
        statements, reports = _at_hand(before, after)
        from twosource.exports.changes import to_json  # noqa: PLC0415 - see rooms

        write_list(to_json(one, statements, reports) for one in found)
    elif not found:
        raise Ended("nothing changed between these moments")
    else:
        for line in lines(found, before, after):
            out().print(line)
        note(count(len(found), "change"))


def _start(since: str) -> str:
    """The last instant before a time begins.

    Raises:
        Ended: it is not a time.
    """
    from twosource.ledger.moments import asked, stamp  # noqa: PLC0415 - see rooms

    try:
        return stamp(asked(since)[0] - INSTANT)
    except (ValueError, OverflowError) as error:
        raise Ended(f"--since: {error}; give a year, month, day or moment", USAGE) from error


def _story(book: Ledger, typed: str | None, where: str) -> str | None:
    """The story that a person means.

    Raises:
        Ended: there is none, or more than one.
    """
    if typed is None:
        return None
    return resolve(
        typed,
        [story.id for story in rooms.picture(book).stories],
        where=where,
        what="story",
        listed_by="twosource stories",
    )


def _seen(book: Ledger, moment: str | None, by: Clock, *, story: str | None = None) -> Seen:
    published, read = (moment, None) if by is Clock.PUBLISHED else (None, moment)
    seen = rooms.picture(book, as_of=published, read_by=read, story=story)
    return Seen(claims=seen.claims, readings=seen.readings)


def withdrawals(book: Ledger, moment: str | None, by: Clock) -> dict[str, Withdrawal]:
    """How reports had been withdrawn by a moment, by id."""
    from twosource.standing.changes import Withdrawal  # noqa: PLC0415 - see rooms

    published, read = (moment, None) if by is Clock.PUBLISHED else (None, moment)
    return {
        row.id: Withdrawal(row.status, row.status_since)
        for row in book.reports(published_by=published, read_by=read, every=True)
        if row.status in WITHDRAWN
    }


def compared(before: Seen, after: Seen, gone: Mapping[str, Withdrawal]) -> tuple[Change, ...]:
    """The changes between two moments."""
    from twosource.standing.changes import changes as between  # noqa: PLC0415 - see rooms

    return between(before, after, withdrawn=gone)


def concerning(found: Sequence[Change], claim: str, before: Seen, after: Seen) -> tuple[Change, ...]:
    """The changes of one claim, and those of the reports that it rests on."""
    statements, _ = _at_hand(before, after)
    own = [one for seen in (before, after) for one in seen.claims if one.id == claim]
    rests = {statements[member.statement].report for one in own for member in one.members}
    return tuple(one for one in found if claim in (one.claim, one.was) or one.report in rests)


def _at_hand(before: Seen, after: Seen) -> tuple[dict[str, Statement], dict[str, Report]]:
    readings = [*before.readings, *after.readings]
    return {s.id: s for reading in readings for s in reading.statements}, reports_of(readings)


def lines(found: Sequence[Change], before: Seen, after: Seen) -> Iterator[Text]:
    """The changes, moment by moment, for the terminal."""
    claims = {one.id: one for seen in (before, after) for one in seen.claims}
    short = short_ids(claims)
    for at, group in groupby(found, key=lambda one: one.at):
        yield Text(f"\n{day(at) if at else f'time {NOT_STATED}'}", style="bold")
        for claim, made in groupby(group, key=lambda one: one.claim):
            if claim is not None:
                label = claims[claim].label if claim in claims else ""
                yield Text(f"  {short.get(claim, claim)} {listings.excerpt(label)}", style="bold blue")
            for change in made:
                yield Text(f"    {headline(change)}")


def headline(change: Change) -> str:
    """One change in one line: what it was, what it is, and why."""
    step = f"{change.was or 'nothing'} → {change.now or 'nothing'}. "
    shown = step if change.kind in {ChangeKind.STANDING, ChangeKind.GRADE} else ""
    return one_line(f"{change.kind}: {shown}{change.why}")
