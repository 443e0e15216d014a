"""Finding a claim again that somebody judged, after its id may have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from twosource.model import Claim, ClaimRef


class Shelf:
    """Claims by id and by statement, while some are taken away and others put in their place."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self.by_id: dict[str, Claim] = {}
        self._holding: dict[str, set[str]] = {}
        for claim in claims:
            self.put(claim)

    def put(self, claim: Claim) -> None:
        """Add a claim, in place of the one with its id."""
        self.take(claim.id)
        self.by_id[claim.id] = claim
        for member in claim.members:
            self._holding.setdefault(member.statement, set()).add(claim.id)

    def take(self, identity: str) -> None:
        """Remove the claim with this id, if there is one."""
        old = self.by_id.pop(identity, None)
        for member in old.members if old else ():
            self._holding[member.statement].discard(identity)

    def find(self, ref: ClaimRef) -> Claim | None:
        """The claim that a judgement was made of; `None` when it is not to be found with certainty.

        By its id, if the claim with that id holds any of its statements. Otherwise the claim that holds most of them,
        that is more than half; of several such one of the same type of event. Where that leaves two, none is taken: a
        judgement is never moved to a lookalike.
        """
        named = self.by_id.get(ref.id)
        wanted = set(ref.statements)
        if named is not None and any(member.statement in wanted for member in named.members):
            return named
        shared = Counter(identity for statement in wanted for identity in self._holding.get(statement, ()))
        holding = {identity: number for identity, number in shared.items() if 2 * number > len(wanted)}
        alike = {i: n for i, n in holding.items() if self.by_id[i].event_type == ref.event_type} or holding
        most = [identity for identity, number in alike.items() if number == max(alike.values())]
        return self.by_id[most[0]] if len(most) == 1 else None
