"""What the review shows: one claim a screen, its evidence in context, the keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.console import RenderableType
from rich.text import Text

from twosource.cli.listings import excerpt
from twosource.cli.note import Led, Parts
from twosource.exports.voices import Book, counts, stretches, voices
from twosource.exports.wording import day, does, one_line, standing, stated, visible
from twosource.model import Actor, Claim, Evidence, Kind, Span, Statement

CONTEXT = 160
"""Characters shown before and after a statement: about a sentence each way."""
SPACE = re.compile(r"\s+")
SHOWN = 12
"""Voices on one screen; the rest is under evidence."""

KEYS = (
    ("a", "accept: sign what is proposed"),
    ("x REASON", "reject: this is no claim"),
    ("u", "unsure: leave it undecided"),
    ("o STANDING CREDIBILITY REASON", "overrule: another standing, another credibility (1-6), or both"),
    ("s NUMBERS REASON", "split: these voices make a claim of their own"),
    ("m CLAIM REASON", "merge: with the claim of this id, or of this number in the queue"),
    ("z", "undo the last judgement of this session"),
    ("e", "evidence: every voice with what stands before and after it"),
    ("l", "list the queue"),
    ("n, j, space", "next"),
    ("k", "previous"),
    ("q", "quit; what was judged is kept"),
    ("?", "these keys"),
)
"""On a terminal one press is enough, and what else is needed is asked for; elsewhere one line each."""


def numbered(claim: Claim, book: Book) -> list[tuple[str, Statement]]:
    """The voices of a claim in the order of the screen, each with what it does to the claim."""
    groups = voices(claim, book)
    listed = (
        ("asserts", groups.asserts),
        ("takes it back", groups.retracts),
        ("denies", groups.denies),
        ("confirms", groups.confirms),
        ("could not verify", groups.unable),
        ("has seen no evidence", groups.unseen),
        ("responds", groups.responds),
        ("bears on it", groups.bears_on),
    )
    return [(does_what, statement) for does_what, group in listed for statement in group]


def screen(claim: Claim, book: Book, *, place: str, short: str) -> Iterator[RenderableType]:
    """One claim with its proposal, what has been said of it, and its voices."""
    yield Text(f"\n{place} · claim {short}" + (f" · {one_line(claim.event_type)}" if claim.event_type else ""), "dim")
    yield Text(one_line(claim.label), style="bold underline")
    yield Parts(counts(claim, book))
    yield from _proposal(claim)
    voiced = numbered(claim, book)
    for number, (does_what, statement) in enumerate(voiced[:SHOWN], 1):
        yield Led(f"{number:>3}  ", "     ", _voice(does_what, statement, book))
    if len(voiced) > SHOWN:
        yield Text(f"     and {len(voiced) - SHOWN} more: e shows them", style="dim")
    yield Text(
        "a accept · x reject · u unsure · o overrule · s split · m merge · e evidence · n next · ? all keys", "dim"
    )


def _proposal(claim: Claim) -> Iterator[RenderableType]:
    from twosource.exports.judgements import change, sentence  # noqa: PLC0415 - see rooms
    from twosource.standing import signature_of  # noqa: PLC0415 - see rooms

    proposed = claim.standing
    if proposed is not None:
        line = Text("Proposed: ").append(standing(proposed.term), style="bold")
        yield line.append(f" · grade {proposed.grade.reliability}{proposed.grade.credibility}")
        for reason in proposed.why:
            yield Led("  - ", "    ", Text(one_line(reason)))
    signed = signature_of(claim)
    yield Text("Not judged yet" if signed is None else sentence(signed), style="bold")
    if signed is not None and (changed := change(signed)):
        yield Text(changed, style="bold yellow")


def _voice(does_what: str, statement: Statement, book: Book) -> Text:
    report = book.reports[statement.report]
    said = " … ".join(span.of(report.text) for span in statement.content)
    line = Text(speaker(statement, book), style="bold")
    line.append(f" {does_what} · ", style="not bold").append(
        f"{book.outlet(statement)}, {day(report.published)}", "dim"
    )
    return line.append(f"\n{excerpt(said)}", style="not bold")


def speaker(statement: Statement, book: Book) -> str:
    """Who says it, and for which side."""
    actor = statement.actor
    if not isinstance(actor, Actor):
        return stated(actor) if statement.kind is Kind.ATTRIBUTED else book.outlet(statement)
    if statement.kind is not Kind.ATTRIBUTED:
        return f"{one_line(actor.name)} in its own voice"
    side = one_line(actor.side) if actor.side else "side not stated"
    return one_line(actor.name) if side == actor.name else f"{one_line(actor.name)} ({side})"


def evidence(claim: Claim, book: Book) -> Iterator[RenderableType]:
    """Every voice in its exact words, with what stands before and after them in the report.

    Raises:
        OrphanError: a span no longer lies in its report.
    """
    for number, (does_what, statement) in enumerate(numbered(claim, book), 1):
        report = book.reports[statement.report]
        what = dict.fromkeys((does_what, does(statement.commitment)))
        yield Text(f"\n{number:>3}  ").append(speaker(statement, book), style="bold").append(f" {' · '.join(what)}")
        for span in stretches(statement):
            Evidence.take(report.text, span, sha256=report.sha256)
            yield Led("     │ ", "     │ ", _in_context(report.text, span, statement))
        place = ", ".join(f"{start}-{end}" for start, end in stretches(statement))
        cited = (
            f"{book.outlet(statement)}, {day(report.published)} · {one_line(statement.doc)}:{place} · {statement.id}"
        )
        yield Text(f"       {cited}", style="dim")


def _in_context(text: str, span: Span, statement: Statement) -> Text:
    before, after = max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT)
    line = Text("…" if before else "", style="dim")
    line.append(_flat(text[before : span.start]), style="dim")
    edges = sorted({span.start, span.end, *(e for s in statement.cue for e in s if span.start < e < span.end)})
    for left, right in pairwise(edges):
        cue = any(part.start <= left < part.end for part in statement.cue)
        line.append(_flat(text[left:right]), style="bold reverse" if cue else "bold")
    line.append(_flat(text[span.end : after]), style="dim")
    return line.append("…" if after < len(text) else "", style="dim")


def _flat(text: str) -> str:
    """The visible text in one line; a blank at its ends stays, since it is a part of a line."""
    return visible(SPACE.sub(" ", text))


def keys() -> Iterator[RenderableType]:
    """The keys and what they do."""
    for key, what in KEYS:
        yield Led(f"  {key:<31}", " " * 33, Text(what))


def listed(claims: Sequence[Claim], short: dict[str, str], *, at: int) -> Iterator[RenderableType]:
    """The queue, with numbers; the present one is marked."""
    for number, claim in enumerate(claims, 1):
        mark = ">" if number - 1 == at else " "
        term = standing(claim.standing.term) if claim.standing else ""
        yield Led(f"{mark}{number:>4}  {short[claim.id]}  ", " " * 16, Text(f"{excerpt(claim.label)} · {term}"))
