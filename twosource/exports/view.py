"""What an export is made of: claims, the readings they rest on, and what their ids stand for, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from twosource.exports.voices import Book
from twosource.ledger import CLAIM_ROLES, Ledger, Picture
from twosource.model import Claim, Reading, Statement, reports_of


class View(Struct, frozen=True, kw_only=True):
    """What is to be written.

    Attributes:
        ledger: open; only the export of the whole ledger looks into it.
        claims: story by story. readings: in order of publication; of one claim only what it mentions.
        book: statements and reports by id.
        as_of: ISO 8601, what had been published by then; `None` for everything read so far.
        coarse: "admin1", "admin2", or the kilometres of a cell; `None` for places as exact as they are known.
    """

    ledger: Ledger
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...]
    book: Book
    as_of: str | None = None
    coarse: str | float | None = None


def view_of(ledger: Ledger, seen: Picture, *, claim: Claim | None = None, coarse: str | float | None = None) -> View:
    """What to write of a picture: all of it, or one claim with what it mentions."""
    readings: Iterable[Reading] = seen.readings
    claims = seen.claims
    if claim is not None:
        claims = (claim,)
        readings = _only(seen.readings, mentioned(claim))
    listed = tuple(readings)
    return View(
        ledger=ledger,
        claims=claims,
        readings=listed,
        book=book_of(listed),
        as_of=seen.published_by,
        coarse=coarse,
    )


def book_of(readings: Iterable[Reading]) -> Book:
    """What the ids of claims made from these readings stand for."""
    listed = list(readings)
    statements: Mapping[str, Statement] = {s.id: s for reading in listed for s in reading.statements}
    return Book(statements=statements, reports=reports_of(listed))


def mentioned(claim: Claim) -> frozenset[str]:
    """Ids of all statements that a claim names anywhere."""
    ids = {member.statement for member in claim.members}
    ids.update(*(getattr(claim, role) for role in CLAIM_ROLES))
    ids.update(one for origin in claim.origins for one in origin.statements)
    ids.update(one for hop in claim.routes for one in hop.statements)
    ids.update(one for point in claim.differences for value in point.values for one in value.statements)
    ids.update(end for relation in claim.relations for end in (relation.source, relation.target))
    return frozenset(ids)


def _only(readings: Iterable[Reading], ids: frozenset[str]) -> Iterator[Reading]:
    """The readings with these statements and those that they stand in."""
    for reading in readings:
        held_by = {s.id: s.nested_in for s in reading.statements}
        kept = set()
        for one in ids & held_by.keys():
            inner: str | None = one
            while inner is not None and inner not in kept:
                kept.add(inner)
                inner = held_by.get(inner)
        if kept:
            yield replace(reading, statements=tuple(s for s in reading.statements if s.id in kept))
