"""Checks of the geography in a statement: one function that runs them all and gives the notes, in order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from twosource.model import Commitment, Reading, Statement
from twosource.territory.boundaries import Boundaries, boundaries
from twosource.territory.check_borders import check_borders
from twosource.territory.check_distances import check_distances
from twosource.territory.check_frontiers import check_between, check_frontiers
from twosource.territory.check_names import check_containment, check_names
from twosource.territory.check_shares import check_areas, check_shares
from twosource.territory.check_sizes import check_populations, check_ranks
from twosource.territory.layers import Layer, series_of
from twosource.territory.notes import Note, World
from twosource.world import gazetteer

CHECKS: tuple[Callable[[Statement, Reading, World], Iterator[Note]], ...] = (
    check_borders,
    check_between,
    check_distances,
    check_frontiers,
    check_ranks,
    check_populations,
    check_containment,
    check_shares,
    check_areas,
    check_names,
)
UNSAID = frozenset({Commitment.DEMANDS, Commitment.PROPOSES, Commitment.REFUSES, Commitment.CONDITIONAL})
"""Commitments under which nothing is said to be so: "demanded that all of the Donbas be ceded" states no geography."""


def world_of(layers: Iterable[Layer] = (), *, within: Boundaries | None = None) -> World:
    """The packaged boundaries and gazetteer with control layers, in the order in which they were recorded."""
    return World(boundaries=within or boundaries(), gazetteer=gazetteer.load(), series=series_of(layers))


def notes(statement: Statement, reading: Reading, world: World) -> tuple[Note, ...]:
    """What data say about the geography in a statement, in order of the text; () where nothing can be checked.

    Args:
        statement: of the reading.
        reading: what was read in its report; its other statements tell which border is meant.
        world: see `world_of`.
    """
    if statement.commitment in UNSAID:
        return ()
    found = [note for check in CHECKS for note in check(statement, reading, world)]
    return tuple(sorted(found, key=lambda note: (note.span, note.check)))


def notes_of(reading: Reading, world: World) -> tuple[Note, ...]:
    """The notes on all statements of a report; of the same note on nested statements the first is kept."""
    kept: dict[tuple[object, ...], Note] = {}
    for statement in reading.statements:
        for note in notes(statement, reading, world):
            same = next((k for k in kept if k[0] == note.check and k[2:] == (note.text, note.span[1])), None)
            kept.setdefault(same or (note.check, note.span[0], note.text, note.span[1]), note)
    return tuple(sorted(kept.values(), key=lambda note: (note.span, note.check)))
