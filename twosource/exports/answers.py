"""Answers for other programs that ask about a ledger, as plain values: `twosource mcp` gives them to its clients.

Whatever comes from a report (words, names of speakers and outlets, titles, addresses, and sentences that name these)
stands in a field `quoted`, `quotation`, `reasons_quoted` or `selectors`, and nothing else stands there. A report may
hold anything, orders to a reader included: it is quotation and never an instruction. docs/mcp.md shows each answer.

Dataclasses, since the package of the Model Context Protocol makes its schemas of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from twosource.exports.judgements import sentence
from twosource.exports.voices import Book, actor_of, voices
from twosource.exports.wording import one_line, standing
from twosource.ledger import ReportRow
from twosource.model import Claim, Evidence, Report, Span, Statement, Story
from twosource.model.change import Change
from twosource.standing import SignedState, signature_of

LONGEST_NAME = 300
"""Characters of a name, title or sentence in an answer; a longer one ends in an ellipsis."""
LONGEST_PIECE = 2000
"""Code points of one piece of a statement in an answer, about 300 words. Of a longer one it says that it was cut."""
MOST_NAMED = 50
"""Statements that an origin, a value or a change names at most; those of a claim are all among its voices."""
PARTS = ("source", "cue", "content")
ROLES = {
    "asserts": "asserts", "retracts": "takes back", "denies": "denies", "confirms": "confirms",
    "unable": "could not verify", "unseen": "has seen no evidence", "responds": "responds without denying",
    "bears_on": "bears on it",
}  # fmt: skip
"""What a statement does to a claim, in words."""
PROPOSED = "Proposed by the published rules; nobody has signed it."


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a claim stands. `status` is "proposed", or what a person made of the proposal; `says` puts it in words."""

    status: str
    says: str
    term: str | None
    words: str
    reliability: str | None
    credibility: int | None
    proposed_term: str | None
    proposed_grade: str | None
    signed_by: str | None
    signed_at: str | None
    rules: list[int]
    proposal_changed_since: bool


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """A claim in short. `quoted.label` is in the words of a report."""

    id: str
    event_type: str | None
    standing: Standing
    independent_origins: int
    denials: int
    could_not_verify: int
    statements: int
    reports: int
    outlets: int
    first_published: str | None
    last_published: str | None
    quoted: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One span of a statement: exact characters, code points of the report's text, W3C Web Annotation selectors."""

    part: str
    start: int
    end: int
    quotation: str
    complete: bool
    selectors: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One statement about a claim, with its evidence. `role` is what it does to the claim."""

    role: str
    statement: str
    kind: str
    commitment: str | None
    confidence: float | None
    report: str
    sha256: str
    published: str | None
    quoted: dict[str, str | None]
    evidence: list[Piece]


@dataclass(frozen=True, kw_only=True)
class OriginLine:
    """Who the claim first comes from."""

    statements: list[str]
    quoted: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """A point on which the accounts differ, and the statements that give each value."""

    point: str
    values: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class StoryLine:
    """One unfolding matter."""

    id: str
    reports: int
    claims: int
    disputed: int
    first_published: str | None
    last_published: str | None
    quoted: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One text as published by one outlet, without the text; `characters` are code points."""

    id: str
    sha256: str
    published: str | None
    version: int
    status: str
    read_at: str
    statements: int
    characters: int
    quoted: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One thing that changed, and the statements that made it."""

    at: str | None
    kind: str
    claim: str | None
    report: str | None
    statements: list[str]
    quoted: dict[str, str | None]


def standing_of(claim: Claim) -> Standing:
    """How a claim stands: as proposed, or as the last person said who judged it."""
    proposed, signed = claim.standing, signature_of(claim)
    term = proposed.term if proposed else None
    number = proposed.grade.credibility if proposed else None
    if signed is not None and signed.state in {SignedState.SIGNED, SignedState.OVERRULED}:
        term, number = signed.standing or term, signed.credibility or number
    return Standing(
        status=str(signed.state) if signed else "proposed",
        says=f"{sentence(signed)}." if signed else PROPOSED,
        term=str(term) if term else None,
        words=standing(term) if term else "not read yet",
        reliability=proposed.grade.reliability if proposed else None,
        credibility=number,
        proposed_term=str(proposed.term) if proposed else None,
        proposed_grade=f"{proposed.grade.reliability}{proposed.grade.credibility}" if proposed else None,
        signed_by=one_line(signed.by) if signed else None,
        signed_at=signed.at if signed else None,
        rules=list(proposed.rules) if proposed else [],
        proposal_changed_since=signed is not None and signed.changed,
    )


def voices_of(claim: Claim, book: Book) -> list[tuple[str, Statement]]:
    """The statements about a claim with what each does to it, those that deny right after those that assert."""
    groups = voices(claim, book)
    return [(words, one) for name, words in ROLES.items() for one in getattr(groups, name)]


def voice(role: str, statement: Statement, report: Report) -> Voice:
    """One statement with the exact words that support it.

    Raises:
        OrphanError: a span does not lie in the report's text.
    """
    actor = actor_of(statement)
    return Voice(
        role=role,
        statement=statement.id,
        kind=str(statement.kind),
        commitment=str(statement.commitment) if isinstance(statement.commitment, str) else None,
        confidence=statement.confidence,
        report=report.id,
        sha256=report.sha256,
        published=report.published,
        quoted={
            "speaker": name_of(actor.name if actor else None),
            "office": name_of(actor.role if actor else None),
            "organisation": name_of(actor.organisation if actor else None),
            "side": name_of(actor.side if actor else None),
            "channel": name_of(statement.channel if isinstance(statement.channel, str) else None),
            **named(report),
        },
        evidence=[piece(part, report, span) for part in PARTS for span in getattr(statement, part)],
    )


def piece(part: str, report: Report, span: Span, *, longest: int = LONGEST_PIECE) -> Piece:
    """The exact characters of a span of a report, with their selectors; the first `longest` of a longer one.

    Raises:
        OrphanError: the span does not lie in the report's text.
    """
    quoted = Evidence.take(report.text, span, sha256=report.sha256)
    complete = len(quoted.exact) <= longest
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": quoted.start, "end": quoted.end}]
    if complete:
        words = {"exact": quoted.exact, "prefix": quoted.prefix, "suffix": quoted.suffix}
        selectors.append({"type": "TextQuoteSelector", **words})
    return Piece(
        part=part,
        start=quoted.start,
        end=quoted.end,
        quotation=quoted.exact[:longest],
        complete=complete,
        selectors=selectors,
    )


def origins_of(claim: Claim) -> list[OriginLine]:
    """Whom a claim first comes from."""
    return [
        OriginLine(
            statements=list(one.statements[:MOST_NAMED]),
            quoted={"speaker": name_of(one.actor), "side": name_of(one.side), "channel": name_of(one.channel)},
        )
        for one in claim.origins
    ]


def differences_of(claim: Claim) -> list[DifferenceLine]:
    """On what the accounts of a claim differ."""
    return [
        DifferenceLine(
            point=point.point,
            values=[
                {"quoted": {"value": name_of(one.value)}, "statements": list(one.statements[:MOST_NAMED])}
                for one in point.values
            ],
        )
        for point in claim.differences
    ]


def reasons_of(claim: Claim) -> list[str]:
    """Why it stands as proposed; sentences of the program that name speakers and outlets."""
    return [shown for one in (claim.standing.why if claim.standing else ()) if (shown := name_of(one))]


def story_line(story: Story, claims: Mapping[str, Claim]) -> StoryLine:
    """One story in short.

    Args:
        story: see there.
        claims: by id, at least the story's own.
    """
    return StoryLine(
        id=story.id,
        reports=len(story.reports),
        claims=len(story.claims),
        disputed=sum(bool(claims[one].disputed_by) for one in story.claims),
        first_published=story.first_published,
        last_published=story.last_published,
        quoted={"title": name_of(story.title)},
    )


def report_line(row: ReportRow, report: Report) -> ReportLine:
    """One report in short."""
    return ReportLine(
        id=report.id,
        sha256=report.sha256,
        published=report.published,
        version=row.version,
        status=row.status,
        read_at=row.read_at,
        statements=row.statements,
        characters=len(report.text),
        quoted=named(report) | {"lang": name_of(report.lang)},
    )


def change_lines(changes: Iterable[Change]) -> Iterator[ChangeLine]:
    """What changed, in order."""
    for one in changes:
        yield ChangeLine(
            at=one.at,
            kind=str(one.kind),
            claim=one.claim,
            report=one.report,
            statements=list(one.statements[:MOST_NAMED]),
            quoted={"was": name_of(one.was), "now": name_of(one.now), "why": name_of(one.why)},
        )


def named(report: Report) -> dict[str, str | None]:
    """What a report is called: all of it as the report, its file or whoever handed it in says."""
    return {
        "outlet": name_of(report.outlet),
        "title": name_of(report.title),
        "doc": name_of(report.doc),
        "url": name_of(report.url),
    }


def name_of(text: str | None) -> str | None:
    """A name in one line without steering characters, at most so long; `None` where it is not stated."""
    if text is None:
        return None
    line = one_line(text)
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…"
