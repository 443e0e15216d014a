"""One claim as a desk editor's note: who says so, who disputes it, in which words, and why it stands as it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from twosource.cli import note_changes, note_routes
from twosource.exports.voices import Book, actor_of, counts, stretches, voices
from twosource.exports.wording import CREDIBILITY, RELIABILITY, day, office, one_line, standing, stated, visible
from twosource.model import (
    Actor,
    Claim,
    Evidence,
    Kind,
    RelationType,
    Report,
    Span,
    Statement,
)
from twosource.model.change import Stood

ASSERTS, DENIES, UNCLEAR, OTHER = "bold blue", "bold magenta", "bold yellow", "bold"


SPACE = re.compile(r"\s+")


class Parts:
    """Short texts in a row, which a line may end between and not within."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The row, in as many lines as it takes."""
        line = ""
        for part in self.parts:
            longer = f"{line} · {part}" if line else part
            if line and len(longer) > options.max_width - 2:
                yield Text(f"{line} ·")
                longer = part
            line = longer
        yield Text(line)


class Led:
    """Text of which every line begins with a lead: the first with one, those after it with another."""

    def __init__(self, first: str, rest: str, text: Text) -> None:
        self.first, self.rest, self.text = first, rest, text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The text, wrapped to what the lead leaves of the width."""
        lines = self.text.wrap(console, max(options.max_width - len(self.rest), 1), overflow="fold")
        for number, line in enumerate(lines):
            line.rstrip()
            yield Text(self.rest if number else self.first).append_text(line)


def _in(columns: int, inner: Text | str) -> Led:
    return Led(" " * columns, " " * columns, inner if isinstance(inner, Text) else Text(inner))


def _quoted(statement: Statement, report: Report) -> Text:
    """The exact words; the cue bold, what is neither cue nor content dim."""
    line = Text()
    for number, (start, end) in enumerate(stretches(statement)):
        Evidence.take(report.text, Span(start, end), sha256=report.sha256)  # raises where the evidence is an orphan
        line.append(" … " if number else "")
        spans = statement.cue + statement.content
        edges = sorted({start, end} | {edge for span in spans for edge in span if start < edge < end})
        for left, right in pairwise(edges):
            inside = [span for span in spans if span.start <= left < span.end]
            style = "bold" if set(inside) & set(statement.cue) else "" if inside else "dim"
            line.append(visible(SPACE.sub(" ", report.text[left:right])), style=style)
    return line


def _cited(statement: Statement, book: Book, report: Report) -> Text:
    said = [f"{book.outlet(statement)}, {day(report.published)}"]
    if isinstance(statement.channel, str):
        said.append(f"via {one_line(statement.channel)}")
    place = ", ".join(f"{start}-{end}" for start, end in stretches(statement))
    said.append(f"{one_line(statement.doc)}:{place}")
    return Text(" · ".join(said), style="dim")


def _speaker(statement: Statement, book: Book) -> Text:
    actor = statement.actor
    if not isinstance(actor, Actor):
        return Text(stated(actor) if statement.kind is Kind.ATTRIBUTED else book.outlet(statement), style="bold")
    shown = Text(one_line(actor.name), style="bold")
    if office(actor):
        shown.append(f", {office(actor)}", style="not bold")
    if statement.kind is not Kind.ATTRIBUTED:
        shown.append(" in its own voice" if statement.kind is Kind.OWN_VOICE else "", style="not bold")
    else:
        side = stated(actor.side) if actor.side else "side not stated"
        shown.append("" if side == actor.name else f" · {side}", style="not bold")
    return shown


def _group(
    title: str, style: str, statements: Sequence[Statement], claim: Claim, book: Book
) -> Iterator[RenderableType]:
    if not statements:
        return
    yield Text(f"\n{title}", style=style)
    drift = {m.statement: m for m in claim.members}
    for speaker, said in groupby(
        sorted(statements, key=lambda s: _first_of(s, statements)), key=lambda s: _speaker(s, book)
    ):
        yield _in(2, speaker)
        for statement in said:
            report = book.reports[statement.report]
            yield Led("    │ ", "    │ ", _quoted(statement, report))
            member = drift.get(statement.id)
            if member and member.relation is not RelationType.SAME:
                yield _in(6, Text(f"{member.relation}: {one_line(member.reason)}", style="italic"))
            yield _in(6, _cited(statement, book, report))


def _first_of(statement: Statement, statements: Sequence[Statement]) -> int:
    """Place of the first statement by the same speaker: keeps a speaker's words together, in order of first word."""
    mine = actor_of(statement)
    return next(i for i, s in enumerate(statements) if s is statement or (mine and actor_of(s) == mine))


def _differences(claim: Claim, book: Book) -> Iterator[RenderableType]:
    if not claim.differences:
        return
    yield Text("\nThe accounts differ", style=OTHER)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for column in ("on", "value", "said in"):
        table.add_column(column, overflow="fold")
    for difference in claim.differences:
        point = one_line(difference.point)
        for value in difference.values:
            said = [(book.outlet(s), book.words(value, s)) for s in book.of(value.statements)]
            places = dict.fromkeys(f"{outlet} “{told[1]}”" if told else outlet for outlet, told in said)
            table.add_row(point, one_line(value.value), ", ".join(places))
            point = ""
    yield Padding(table, (0, 0, 0, 2), expand=False)


def _standing(claim: Claim) -> Iterator[RenderableType]:
    if claim.standing is None:
        yield Text("standing: not read yet")
        return
    grade = claim.standing.grade
    line = Text("Standing: ").append(standing(claim.standing.term), style="bold")
    line.append(f" · grade {grade.reliability}{grade.credibility} (proposed)")
    yield line
    yield Parts(
        [
            f"source reliability {grade.reliability}: {RELIABILITY.get(grade.reliability, '?')}",
            f"information credibility {grade.credibility}: {CREDIBILITY.get(grade.credibility, '?')}",
        ]
    )


def _judged(claim: Claim) -> Iterator[RenderableType]:
    """What people have said of the proposal, and what else they decided about the claim."""
    from twosource.exports.judgements import change, did, sentence  # noqa: PLC0415 - see rooms
    from twosource.standing import signature_of  # noqa: PLC0415 - see rooms

    signed = signature_of(claim)
    if signed is not None:
        yield Text(sentence(signed), style="bold")
        if changed := change(signed):
            yield _in(2, changed)
        if signed.differ:
            yield _in(2, "Others said otherwise; the last word counts")
    for one in claim.judgements:
        why = f": {one_line(one.reason)}" if one.reason else ""
        yield Text(f"  {one.id} · {did(one)} · {one_line(one.who)}, {day(one.day)}{why}", style="dim")


def note(
    claim: Claim, book: Book, *, short: str, stood: Sequence[Stood] = (), ground: Sequence[str] = ()
) -> Iterator[RenderableType]:
    """The note, as lines and tables for the console.

    Args:
        claim: linked, with its standing.
        book: the statements and reports that its ids name.
        short: the id as a person can type it.
        stood: how it stood at each moment (`note_changes.history`).
        ground: what control layers and boundaries say of it, a sentence each (`note_ground.ground_lines`).

    Raises:
        OrphanError: a statement's span no longer lies in its report.
    """
    yield Text(one_line(claim.label), style="bold underline")
    yield Text(f"claim {short}" + (f" · {one_line(claim.event_type)}" if claim.event_type else ""), style="dim")
    yield Parts(counts(claim, book))
    yield from _standing(claim)
    yield from _judged(claim)
    groups = voices(claim, book)
    for title, style, statements in (
        ("Asserts", ASSERTS, groups.asserts),
        ("Takes back", DENIES, groups.retracts),
        ("Denies", DENIES, groups.denies),
        ("Confirms", ASSERTS, groups.confirms),
        ("Could not verify", UNCLEAR, groups.unable),
        ("Has seen no evidence", UNCLEAR, groups.unseen),
        ("Responds without denying", OTHER, groups.responds),
        ("Bears on it", OTHER, groups.bears_on),
    ):
        yield from _group(title, style, statements, claim, book)
    if claim.routes:
        yield from note_routes.lines(claim.routes)
    else:
        yield Text("\nPassed on by", style=OTHER)
        yield _in(2, Text(", ".join(one_line(r) for r in claim.relays) or "nobody"))
    yield from _differences(claim, book)
    if claim.standing:
        rules = ", ".join(str(rule) for rule in claim.standing.rules)
        yield Text("\nWhy" + (f" (rules of standing {rules})" if rules else ""), style=OTHER)
        for reason in claim.standing.why:
            yield Led("  - ", "    ", Text(one_line(reason)))
    yield from note_changes.lines(stood)
    if ground:
        yield Text("\nOn the ground", style=OTHER)
        for line in ground:
            yield Led("  - ", "    ", Text(one_line(line)))
