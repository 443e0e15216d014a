"""A claim's voices: who asserts, denies, could not check or answers it, and the line made only of counts.

What the terminal's note and the page both show, so that the two never say different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from twosource.exports.wording import count, one_line
from twosource.model import Actor, Claim, Commitment, Kind, Report, Span, Statement, ValueOf
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

GAP = 200
"""Characters between two pieces of a statement up to which what lies between is shown too: a sentence or so."""


class Book(Struct, frozen=True):
    """What a claim's ids stand for.

    Attributes:
        statements: by id. reports: by the id under which their statements name them.
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

    def words(self, value: ValueOf, statement: Statement) -> tuple[Span, str] | None:
        """Where a statement's report states a value of a difference, and the exact words; `None` where it does not."""
        spans = dict(zip(value.statements, value.spans, strict=False))
        span, report = spans.get(statement.id), self.reports.get(statement.report)
        return (span, one_line(span.of(report.text))) if span is not None and report is not None else None


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


def actor_of(statement: Statement) -> Actor | None:
    """Who says it; `None` where that is not stated or not read yet."""
    return statement.actor if isinstance(statement.actor, Actor) else None


def speakers_of(statements: Iterable[Statement]) -> set[str]:
    """Names of those who speak in some statements; where none is stated, each statement is a speaker of its own."""
    found = set()
    for statement in statements:
        actor = actor_of(statement)
        found.add(actor.name if actor else statement.id)
    return found


def _sides(statements: Iterable[Statement]) -> set[str]:
    return {actor.side for s in statements if (actor := actor_of(s)) and actor.side}


def _denials(denies: Sequence[Statement]) -> str:
    speakers, sides = len(speakers_of(denies)), _sides(denies)
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
    others = speakers_of(s for s in groups.unable if s.kind is not Kind.VERIFICATION)
    line = [
        "no origin is named"
        if not origins
        else "1 origin asserts"
        if origins == 1
        else f"{origins} independent origins assert",
        _denials(groups.denies),
    ]
    for number, one, many, what in (
        (len(speakers_of(groups.retracts)), "speaker takes it back", "speakers take it back", ""),
        (len(outlets), "outlet", "outlets", "could not verify"),
        (len(others), "speaker", "speakers", "could not verify"),
        (len(speakers_of(groups.unseen)), "source has", "sources have", "seen no evidence"),
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
    return speakers_of(s for s in confirms if not ((a := actor_of(s)) and (a.side in own or a.name in names)))


def stretches(statement: Statement) -> list[Span]:
    """Where a statement stands: its source, cue and content with what lies between them, in one piece if it can be."""
    found: list[Span] = []
    for start, end in sorted(statement.source + statement.cue + statement.content):
        if found and start - found[-1].end <= GAP:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found
