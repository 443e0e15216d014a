"""Listings as tables, at most as wide as the terminal. Ids and counts are never cut; texts wrap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, to_builtins
from rich import box
from rich.table import Table

from twosource.exports.voices import Book, speakers_of, voices
from twosource.exports.wording import count, day, does, one_line, standing, stated
from twosource.model import Actor, Claim, Reading, Statement, reports_of

if TYPE_CHECKING:
    from twosource.ledger import ReportRow

EXCERPT = 100
"""Characters of a text shown in a table: two lines of it on a wide terminal, three on a narrow one."""

NO_LIMITS: Mapping[str, int] = {}


def table(
    *columns: str, narrow: Sequence[str] = (), numbers: Sequence[str] = (), widest: Mapping[str, int] = NO_LIMITS
) -> Table:
    """An empty table.

    Args:
        columns: their headings.
        narrow: those that are never wrapped.
        numbers: those of numbers; they are as wide as their heading's longest word.
        widest: characters that a column may have at most, so that room is left for the others.
    """
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        made.add_column(
            column,
            no_wrap=column in narrow,
            justify="right" if column in numbers else "left",
            width=max(len(word) for word in column.split()) if column in numbers else None,
            max_width=widest.get(column),
            overflow="fold",
        )
    return made


def excerpt(text: str) -> str:
    """The text in one line, cut at a table's length."""
    line = one_line(text)
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def reports(rows: Iterable[ReportRow]) -> Table:
    """Reports, in the order of the ledger."""
    made = table(
        "report", "outlet", "published", "language", "statements", narrow=("language",), numbers=("statements",)
    )
    for row in rows:
        name = one_line(row.doc) + (f"\n{state(row)}" if state(row) else "")
        made.add_row(name, stated(row.outlet), day(row.published), stated(row.lang), str(row.statements))
    return made


def state(row: ReportRow) -> str:
    """`version 2`, `canceled on 9 June 2025, 12:00 UTC`; nothing for the only version of a report that stands.

    Where a person has corrected outlet or time, what it was recorded with.
    """
    version = f"version {row.version}" if row.version > 1 or row.status == "superseded" else ""
    since = f"{row.status} on {day(row.status_since[:16] + 'Z')}" if row.status_since else ""
    was = row.corrected_from
    corrected = f"corrected; it was recorded as {stated(was['outlet'])}, {day(was['published'])}" if was else ""
    return ", ".join(part for part in (version, since, corrected) if part)


def statements(reading: Reading) -> Table:
    """The statements of one report, in the order of its text."""
    made = table("who", "side", "does", "what", widest={"who": 22, "side": 13, "does": 12})
    report = reading.report
    made.title = f"\n{one_line(report.doc)} · {stated(report.outlet)} · {day(report.published)}"
    made.title_justify, made.title_style = "left", "bold"
    for statement in reading.statements:
        actor = statement.actor
        made.add_row(
            one_line(actor.name) if isinstance(actor, Actor) else stated(actor),
            stated(actor.side) if isinstance(actor, Actor) else stated(actor),
            does(statement.commitment),
            excerpt(" … ".join(span.of(report.text) for span in statement.content)),
        )
    return made


def actor_rows(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Actors, those who speak most first, each with the number of statements and of reports they speak in."""
    spoke: Counter[Actor] = Counter()
    heard: dict[Actor, set[str]] = {}
    for reading in readings:
        for statement in reading.statements:
            if isinstance(statement.actor, Actor):
                spoke[statement.actor] += 1
                heard.setdefault(statement.actor, set()).add(statement.report)
    return [
        to_builtins(actor) | {"statements": number, "reports": len(heard[actor])}
        for actor, number in sorted(spoke.items(), key=lambda item: (-item[1], item[0].name))
    ]


def actors(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Actors, from the rows that `actor_rows` makes."""
    made = table("actor", "speaks for", "kind", "side", "statements", "reports", numbers=("statements", "reports"))
    for row in rows:
        speaks_for = ", ".join(one_line(row[key]) for key in ("role", "organisation") if row[key])
        made.add_row(
            one_line(row["name"]),
            speaks_for,
            stated(row["kind"]),
            stated(row["side"]),
            str(row["statements"]),
            str(row["reports"]),
        )
    return made


def discussed(claim: Claim) -> int:
    """How many statements make, dispute, confirm, or otherwise concern the claim."""
    groups = (claim.disputed_by, claim.confirmed_by, claim.retracted_by, claim.unable_to_verify, claim.responses)
    return len(claim.members) + sum(len(group) for group in groups)


def claims(found: Iterable[Claim], book: Book, short: Mapping[str, str]) -> Table:
    """Claims, those that most statements concern first."""
    numbers = ("origins", "deny", "could not verify", "outlets")
    made = table("id", "claim", "standing", *numbers, narrow=("id",), numbers=numbers)
    for claim in sorted(found, key=discussed, reverse=True):
        groups = voices(claim, book)
        everything = [s for group in (groups.asserts, groups.denies, groups.unable, groups.unseen) for s in group]
        made.add_row(
            short[claim.id],
            excerpt(claim.label),
            _stands(claim),
            str(claim.independent_origins),
            str(len(speakers_of(groups.denies))),
            str(len(groups.unable)),
            str(len({book.outlet(s) for s in everything})),
        )
    return made


def _stands(claim: Claim) -> str:
    """What is proposed, and whether a person has signed, overruled or rejected it."""
    from twosource.standing import signature_of  # noqa: PLC0415 - see rooms

    proposed = standing(claim.standing.term) if claim.standing else stated(UNSET)
    signed = signature_of(claim)
    return proposed if signed is None else f"{proposed} ({signed.state}{', changed since' if signed.changed else ''})"


def total(readings: Sequence[Reading], found: Sequence[Claim] = ()) -> str:
    """The line under a table."""
    parts = [count(len(readings), "report"), count(sum(len(r.statements) for r in readings), "statement")]
    return ", ".join(parts + ([count(len(found), "claim")] if found else []))


def by_id(readings: Iterable[Reading]) -> Book:
    """What the ids in claims stand for."""
    kept = list(readings)
    made: dict[str, Statement] = {s.id: s for reading in kept for s in reading.statements}
    return Book(statements=made, reports=reports_of(kept))
