"""One claim as a desk editor's note: who says so, who disputes it, in which words, and why it stands as it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from msgspec import Struct
from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from twosource.exports.wording import CREDIBILITY, RELIABILITY, count, day, office, one_line, standing, stated, visible
from twosource.model import (
    Actor,
    Claim,
    Commitment,
    Evidence,
    Kind,
    RelationType,
    Report,
    Span,
    Statement,
)
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

ASSERTS, DENIES, UNCLEAR, OTHER = "bold blue", "bold magenta", "bold yellow", "bold"


SPACE = re.compile(r"\s+")
GAP = 200
"""Characters between two pieces of a statement up to which what lies between is shown too: a sentence or so."""


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


class Book(Struct, frozen=True):
    """What a claim's ids stand for.

    Attributes:
        statements: by id. reports: by SHA-256.
    """

    statements: Mapping[str, Statement]
    reports: Mapping[str, Report]

    def of(self, identities: Iterable[str]) -> list[Statement]:
        """The statements, in order of publication, then of the text."""

        def when(statement: Statement) -> tuple[str, str, int]:
            report = self.reports.get(statement.report)
            published = (report.published if report else None) or "9999"
            return published, statement.doc, min((s.start for s in statement.content), default=0)

        return sorted((self.statements[i] for i in dict.fromkeys(identities) if i in self.statements), key=when)

    def outlet(self, statement: Statement) -> str:
        """Where the statement was published: the outlet, or the file where that is not stated."""
        report = self.reports.get(statement.report)
        return one_line((report.outlet if report else None) or statement.doc)


class Voices(Struct, frozen=True):
    """The statements about a claim, by what they do to it. A statement is in one group only."""

    asserts: list[Statement]
    retracts: list[Statement]
    denies: list[Statement]
    confirms: list[Statement]
    unable: list[Statement]
    unseen: list[Statement]
    responds: list[Statement]
    bears_on: list[Statement]


def voices(claim: Claim, book: Book) -> Voices:
    """Group the statements of a claim. "Has seen no evidence" is kept apart from "could not verify" and from denial."""
    about = book.of(claim.unable_to_verify + claim.disputed_by + claim.confirmed_by + claim.bears_on)
    unseen = [s for s in about if s.commitment is Commitment.NO_EVIDENCE_OBSERVED]
    retracts = book.of(claim.retracted_by)
    taken = {s.id for s in unseen + retracts}

    def rest(identities: Iterable[str]) -> list[Statement]:
        found = [s for s in book.of(identities) if s.id not in taken]
        taken.update(s.id for s in found)
        return found

    return Voices(
        retracts=retracts,
        unseen=unseen,
        denies=rest(claim.disputed_by),
        unable=rest(claim.unable_to_verify),
        asserts=rest(m.statement for m in claim.members),
        confirms=rest(claim.confirmed_by),
        responds=rest(claim.responses),
        bears_on=rest(claim.bears_on),
    )


def _actor(statement: Statement) -> Actor | None:
    return statement.actor if isinstance(statement.actor, Actor) else None


def _speakers(statements: Iterable[Statement]) -> set[str]:
    found = set()
    for statement in statements:
        actor = _actor(statement)
        found.add(actor.name if actor else statement.id)
    return found


def _sides(statements: Iterable[Statement]) -> set[str]:
    return {actor.side for s in statements if (actor := _actor(s)) and actor.side}


def _denials(denies: Sequence[Statement]) -> str:
    speakers, sides = len(_speakers(denies)), _sides(denies)
    if not denies:
        return "nobody denies"
    if speakers == 1:
        return "1 speaker denies"
    if not sides or THIRD_PARTY in sides or OUTLET_SIDE in sides:
        return f"{speakers} speakers deny"
    return f"{speakers} speakers of {'one side' if len(sides) == 1 else f'{len(sides)} sides'} deny"


def counts(claim: Claim, book: Book) -> list[str]:
    """The claim in counts and nothing else: "1 origin asserts", "2 speakers of one side deny", ..."""
    groups = voices(claim, book)
    origins = claim.independent_origins
    outlets = {book.outlet(s) for s in groups.unable if s.kind is Kind.VERIFICATION}
    others = _speakers(s for s in groups.unable if s.kind is not Kind.VERIFICATION)
    line = [
        "no origin is named"
        if not origins
        else "1 origin asserts"
        if origins == 1
        else f"{origins} independent origins assert",
        _denials(groups.denies),
    ]
    for number, one, many, what in (
        (len(_speakers(groups.retracts)), "speaker takes it back", "speakers take it back", ""),
        (len(outlets), "outlet", "outlets", "could not verify"),
        (len(others), "speaker", "speakers", "could not verify"),
        (len(_speakers(groups.unseen)), "source has", "sources have", "seen no evidence"),
        (len(groups.responds), "response does", "responses do", "not deny"),
    ):
        if number:
            line.append(f"{count(number, one, many)} {what}".rstrip())
    line.append(count(len(confirmations(claim, groups.confirms)), "independent confirmation"))
    return line


def confirmations(claim: Claim, confirms: Iterable[Statement]) -> set[str]:
    """Speakers that confirm the claim and speak for none of the sides it comes from."""
    own = {origin.side for origin in claim.origins} - {THIRD_PARTY, None}
    names = {origin.actor for origin in claim.origins}
    return _speakers(s for s in confirms if not ((a := _actor(s)) and (a.side in own or a.name in names)))


def stretches(statement: Statement) -> list[Span]:
    """Where a statement stands: its source, cue and content with what lies between them, in one piece if it can be."""
    found: list[Span] = []
    for start, end in sorted(statement.source + statement.cue + statement.content):
        if found and start - found[-1].end <= GAP:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found


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
    mine = _actor(statement)
    return next(i for i, s in enumerate(statements) if s is statement or (mine and _actor(s) == mine))


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
            outlets = dict.fromkeys(book.outlet(s) for s in book.of(value.statements))
            table.add_row(point, one_line(value.value), ", ".join(outlets))
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


def note(claim: Claim, book: Book, *, short: str) -> Iterator[RenderableType]:
    """The note, as lines and tables for the console.

    Args:
        claim: linked, with its standing.
        book: the statements and reports that its ids name.
        short: the id as a person can type it.

    Raises:
        OrphanError: a statement's span no longer lies in its report.
    """
    yield Text(one_line(claim.label), style="bold underline")
    yield Text(f"claim {short}" + (f" · {one_line(claim.event_type)}" if claim.event_type else ""), style="dim")
    yield Parts(counts(claim, book))
    yield from _standing(claim)
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
    yield Text("\nPassed on by", style=OTHER)
    yield _in(2, Text(", ".join(one_line(r) for r in claim.relays) or "nobody"))
    yield from _differences(claim, book)
    if claim.standing:
        rules = ", ".join(str(rule) for rule in claim.standing.rules)
        yield Text("\nWhy" + (f" (rules of standing {rules})" if rules else ""), style=OTHER)
        for reason in claim.standing.why:
            yield Led("  - ", "    ", Text(one_line(reason)))
