"""Reliability of a claim's source, from what persons have judged of actors and outlets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twosource.linking.decisions import folded
from twosource.linking.origins import Party, counted
from twosource.standing.case import Case
from twosource.standing.grades import NOT_JUDGED
from twosource.standing.rules import rule_3_vouching


class Judged(NamedTuple):
    """A letter, A to F, and the names of the speakers or outlets on whom it rests; none for F by default."""

    letter: str = NOT_JUDGED
    names: tuple[str, ...] = ()


def reliability_of(case: Case, reliability: Mapping[str, str]) -> Judged:
    """The reliability of the source that a claim rests on.

    One independent origin is one source: of several speakers for it the least reliable that has been judged counts.
    Of several independent origins the most reliable counts, since each of them would carry the claim alone. Whoever
    has taken the claim back, and whoever only passes it on, does not count. F says that nothing is known, and counts
    for less than any letter that says something.

    Args:
        case: the claim with its statements.
        reliability: letters by folded name of actor or outlet.
    """
    if not reliability:
        return Judged()
    resting = rule_3_vouching(case) or counted(case.parties) or case.parties
    found = [judged for party in resting if (judged := _of_party(party, reliability)).names]
    return min(found, key=lambda judged: judged.letter, default=Judged())


def _of_party(party: Party, reliability: Mapping[str, str]) -> Judged:
    letters = {origin.actor: reliability.get(folded(origin.actor)) for origin in party.origins}
    known = {name: letter for name, letter in letters.items() if letter}
    said = {name: letter for name, letter in known.items() if letter != NOT_JUDGED} or known
    if not said:
        return Judged()
    worst = max(said.values())
    return Judged(worst, tuple(name for name, letter in said.items() if letter == worst))
