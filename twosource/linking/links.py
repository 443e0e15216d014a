"""Links from statements to claims, and whose word they are: the values that stances and accounts give."""

from __future__ import annotations

from typing import NamedTuple

from twosource.linking.antecedents import same_side, side_of
from twosource.linking.claims import Draft
from twosource.model import Relation, RelationType, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

MEANT = 0.7
"""Score of a link made by "the claim" or "the reports", or by a contrary, where no words can be compared."""


class Target(NamedTuple):
    """A claim that a statement is about, with score and reason."""

    draft: Draft
    score: float
    reason: str


class Link(NamedTuple):
    """A statement's relation to a claim, with score and reason."""

    statement: Statement
    draft: Draft
    type: RelationType
    score: float
    reason: str

    def relation(self) -> Relation:
        """As the model has it: directed to the claim's core statement."""
        target = self.draft.core.statement.id
        return Relation(source=self.statement.id, target=target, type=self.type, score=self.score, reason=self.reason)


def may_dispute(statement: Statement, draft: Draft) -> bool:
    """Whether a statement can stand against a claim: the outlet's own voice only against such voices."""
    if side_of(statement) != OUTLET_SIDE:
        return True
    return all(side_of(facet.statement) == OUTLET_SIDE for facet, _ in draft.members)


def all_of_side(draft: Draft, statement: Statement) -> bool:
    """Whether all members of a claim are of the statement's side."""
    return all(same_side(facet.statement, statement) for facet, _ in draft.members)


def party_of(statement: Statement) -> str | None:
    """The country or bloc that a statement's speaker speaks for; `None` when it is none, or not known."""
    side = side_of(statement)
    return None if side in {OUTLET_SIDE, THIRD_PARTY} else side
