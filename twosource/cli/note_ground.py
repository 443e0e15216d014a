"""The ground under a claim: what loaded control layers and boundaries say of it, as lines for the note on one claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from twosource.model import Claim, Reading, Statement, reports_of

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.territory.hindsight import Finding
    from twosource.territory.notes import Note, World

NONE_LOADED = "no control layer is loaded; add one with: twosource layers add"


def world_in(book: Ledger, *, read_by: str | None = None) -> World:
    """The boundaries, the gazetteer and the ledger's control layers."""
    from twosource.ledger.layers import layers  # noqa: PLC0415 - shapely is slow to import
    from twosource.territory.checks import world_of  # noqa: PLC0415

    return world_of(layers(book, read_by=read_by))


def findings(claim: Claim, readings: Sequence[Reading], world: World) -> tuple[Finding, ...]:
    """When each publisher's layers agree with a claim; () where it is not of territory."""
    from twosource.territory.hindsight import hindsight  # noqa: PLC0415

    statements = {s.id: s for reading in readings for s in reading.statements}
    return hindsight(claim, statements, reports_of(readings), world)


def notes_on(claim: Claim, readings: Sequence[Reading], world: World) -> list[Note]:
    """Notes on the geography in the statements that make a claim or are about it."""
    from twosource.territory.checks import notes  # noqa: PLC0415

    by_statement: Mapping[str, tuple[Statement, Reading]] = {s.id: (s, r) for r in readings for s in r.statements}
    about = (*(m.statement for m in claim.members), *claim.disputed_by, *claim.confirmed_by, *claim.bears_on)
    pairs = [by_statement[one] for one in dict.fromkeys(about) if one in by_statement]
    return [note for statement, reading in pairs for note in notes(statement, reading, world)]


def ground_lines(claim: Claim, readings: Sequence[Reading], book: Ledger) -> Iterator[str]:
    """Lines for the note on one claim: hindsight by publisher, then notes; nothing where there is nothing to say."""
    world = world_in(book)
    found = findings(claim, readings, world)
    yield from (one.text for one in found)
    for note in notes_on(claim, readings, world):
        yield f"{note.check}, {note.verdict} (proposed): {note.text}"
