"""Between the model's values and the ledger's rows. Every span is checked against its text on the way in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UnsetType
from msgspec.structs import replace

from twosource.ledger.errors import LedgerError, UnfitError
from twosource.ledger.identity import identity
from twosource.ledger.moments import published_by, start_of
from twosource.ledger.versions import stands_from
from twosource.model import (
    Actor,
    Claim,
    Evidence,
    OrphanError,
    Proposition,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)

ROLES = ("source", "cue", "content")
CLAIM_ROLES = ("disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses", "bears_on")

Row = dict[str, Any]
Quotations = dict[str, tuple[Evidence, ...]]
"""Evidence by role."""


def check_reading(reading: Reading) -> None:
    """Make sure that a reading can be recorded.

    Raises:
        UnfitError: see `check_report`; or a statement is of another text, or has another's id.
        OrphanError: a span points outside the text.
    """
    report = reading.report
    check_report(report)
    for part in (reading.places, reading.times):
        if not isinstance(part, UnsetType):
            check_spans(report.doc, report.text, (item.span for item in part))
    seen: set[str] = set()
    for statement in reading.statements:
        if statement.sha256 != report.sha256:
            raise UnfitError(f"{report.doc}: statement {statement.id} is of another text: read the report again")
        if statement.id in seen:
            raise UnfitError(f"{report.doc}: two statements have the id {statement.id}: report this as a fault")
        seen.add(statement.id)


def check_report(report: Report) -> None:
    """Make sure that a report can be recorded.

    Raises:
        UnfitError: its text cannot be stored, its hash is another text's, or `published` is no ISO 8601 time.
        OrphanError: furniture or a stated value points outside the text.
    """
    try:
        report.text.encode()
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"{report.doc}: the text holds half a character (a lone surrogate) at {error.start}: read it as UTF-8"
        ) from error
    if sha256_of(report.text) != report.sha256:
        raise UnfitError(f"{report.doc}: its SHA-256 is not that of its text: make the report anew from its file")
    for name, time in (("publication", report.published), ("the update", report.updated)):
        try:
            start_of(time or "2000")
        except ValueError as error:
            raise UnfitError(
                f"{report.doc}: time of {name}: {error}: give it with --published, or leave it out"
            ) from error
    spans = [furniture.span for furniture in report.furniture]
    spans += [stated.span for stated in report.stated.values() if stated.span is not None]
    check_spans(report.doc, report.text, spans)


def check_spans(what: str, text: str, spans: Iterable[Span]) -> None:
    """Make sure that spans lie inside the text.

    Raises:
        OrphanError: one does not.
    """
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise OrphanError(f"{what}: {start}-{end} does not lie in a text of {len(text)} characters")


def unread_as_null(value: str | UnsetType | None) -> str | None:
    """A column's value: NULL for what was not read yet, empty text for what is not stated."""
    if isinstance(value, UnsetType):
        return None
    return "" if value is None else str(value)


def report_row(report: Report, *, report_id: str, read_at: str) -> Row:
    """Row of table `reports`."""
    return {"id": report_id, "first_read_at": read_at, **identity(report)}


def reading_row(reading: Reading, *, report_id: str, read_at: str) -> Row:
    """Row of table `readings`; the document leaves out the text and the statements, which have rows of their own."""
    report = reading.report
    stripped = replace(reading, report=replace(report, text=""), statements=())
    return {
        "report_id": report_id,
        "producer": reading.producer,
        "read_at": read_at,
        "doc": report.doc,
        "outlet": report.outlet,
        "url": report.url,
        "title": report.title,
        "lang": report.lang,
        "published": report.published,
        "published_from": None if report.published is None else start_of(report.published),
        "published_by": _published_by(report, read_at=read_at),
        "statements": len(reading.statements),
        "document": msgspec.json.encode(stripped).decode(),
    }


def _published_by(report: Report, *, read_at: str) -> str | None:
    """Stamp by which the text had certainly been published; a notice of withdrawal without a time: when it was read."""
    stated = stands_from(report)
    if stated is None:
        return read_at if report.withdrawn else None
    return published_by(stated)


def statement_row(statement: Statement, *, reading: int, position: int) -> Row:
    """Row of table `statements`."""
    actor, proposition = statement.actor, statement.proposition
    event_type = proposition.event_type if isinstance(proposition, Proposition) else proposition
    return {
        "reading": reading,
        "position": position,
        "id": statement.id,
        "kind": str(statement.kind),
        "commitment": unread_as_null(statement.commitment),
        "stance": unread_as_null(statement.stance),
        "actor": unread_as_null(actor.name if isinstance(actor, Actor) else actor),
        "side": unread_as_null(actor.side if isinstance(actor, Actor) else actor),
        "channel": unread_as_null(statement.channel),
        "event_type": unread_as_null(event_type),
        "nested_in": statement.nested_in,
        "document": msgspec.json.encode(statement).decode(),
    }


def evidence_of(statement: Statement, text: str) -> Iterator[tuple[str, int, Evidence]]:
    """Role, number within the role, and evidence of each of a statement's spans.

    Raises:
        OrphanError: a span does not lie in the text.
    """
    for role in ROLES:
        for piece, span in enumerate(getattr(statement, role)):
            yield role, piece, Evidence.take(text, span, sha256=statement.sha256)


def evidence_rows(statement: Statement, text: str, *, reading: int, position: int) -> Iterator[Row]:
    """Rows of table `evidence`.

    Raises:
        OrphanError: a span of the statement, its places, times or quantities does not lie in the text.
    """
    for part in (statement.places, statement.times, statement.quantities):
        if not isinstance(part, UnsetType):
            check_spans(f"statement {statement.id}", text, (item.span for item in part))
    key = {"reading": reading, "statement": position}
    for role, piece, found in evidence_of(statement, text):
        yield {
            **key,
            "role": role,
            "piece": piece,
            "start_pos": found.start,
            "end_pos": found.end,
            "exact": found.exact,
            "prefix": found.prefix,
            "suffix": found.suffix,
        }


def report_of(document: Reading, text: str, *, where: str) -> Report:
    """The report with its text put back.

    Raises:
        LedgerError: the stored text is no longer the one that was hashed.
    """
    report = replace(document.report, text=text)
    if sha256_of(text) != report.sha256:
        raise LedgerError(f"{where} is damaged, the text of {report.doc} was changed: restore a copy of the ledger")
    return report


def checked(statement: Statement, quotations: Sequence[Mapping[str, Any]], text: str) -> Quotations:
    """A statement's stored evidence by role, each quotation still at its place and each span with its quotation.

    Raises:
        OrphanError: not so.
    """
    found: dict[str, list[Evidence]] = {role: [] for role in ROLES}
    for row in sorted(quotations, key=lambda row: (str(row["role"]), int(row["piece"]))):
        quotation = Evidence(
            sha256=statement.sha256,
            start=row["start_pos"],
            end=row["end_pos"],
            exact=row["exact"],
            prefix=row["prefix"],
            suffix=row["suffix"],
        )
        try:
            quotation.check(text)
        except OrphanError as error:
            raise OrphanError(f"statement {statement.id}, {row['role']}: {error}") from error
        found[row["role"]].append(quotation)
    for role in ROLES:
        if [(e.start, e.end) for e in found[role]] != [tuple(span) for span in getattr(statement, role)]:
            raise OrphanError(f"statement {statement.id}, {role}: its spans and its quotations are not the same")
    return {role: tuple(quotations) for role, quotations in found.items()}


def claim_row(claim: Claim, *, digest: str, document: str) -> Row:
    """Row of table `claim_values`."""
    standing = claim.standing
    return {
        "digest": digest,
        "id": claim.id,
        "label": claim.label,
        "event_type": claim.event_type,
        "standing": standing and str(standing.term),
        "reliability": standing and standing.grade.reliability,
        "credibility": standing and standing.grade.credibility,
        "independent_origins": claim.independent_origins,
        "document": document,
    }


def claim_statement_rows(claim: Claim, *, digest: str) -> Iterator[Row]:
    """Rows of table `claim_statements`: which statement plays which part in which claim."""
    roles: dict[str, tuple[str, ...]] = {"member": tuple(member.statement for member in claim.members)}
    roles |= {role: getattr(claim, role) for role in CLAIM_ROLES}
    for role, ids in roles.items():
        for number, statement_id in enumerate(ids):
            yield {"digest": digest, "role": role, "position": number, "statement_id": statement_id}
