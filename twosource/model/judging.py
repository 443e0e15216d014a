"""What a person can do, one function each: they make the judgements that a ledger records.

`Ledger.judge` checks them (`twosource.model.judgement.problem_of`) and gives them time and id.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET, UnsetType

from twosource.model.claim import Claim
from twosource.model.judgement import Action, ClaimRef, Judgement, Target, Value
from twosource.model.terms import RelationType, StandingTerm


def ref(claim: Claim) -> ClaimRef:
    """The claim as it is now, so that it can be found again."""
    return ClaimRef(
        id=claim.id,
        statements=tuple(member.statement for member in claim.members),
        label=claim.label,
        event_type=claim.event_type,
    )


def sign(claim: Claim, *, who: str, reason: str | None = None) -> Judgement:
    """Accept what is proposed, as it is now."""
    return _on(Action.SIGN, claim, Value(seen=claim.standing), who=who, reason=reason)


def overrule(
    claim: Claim, *, who: str, reason: str, standing: StandingTerm | None = None, credibility: int | None = None
) -> Judgement:
    """Give the claim another standing, another credibility (1 to 6), or both."""
    value = Value(standing=standing, credibility=credibility, seen=claim.standing)
    return _on(Action.OVERRULE, claim, value, who=who, reason=reason)


def reject(claim: Claim, *, who: str, reason: str, statements: Sequence[str] = ()) -> Judgement:
    """Say that it is no claim; with statements: that these are wrongly put to it."""
    return _on(Action.REJECT, claim, Value(seen=claim.standing), who=who, reason=reason, statements=statements)


def unsure(claim: Claim, *, who: str, reason: str | None = None) -> Judgement:
    """Leave it undecided."""
    return _on(Action.UNSURE, claim, Value(seen=claim.standing), who=who, reason=reason)


def split(claim: Claim, statements: Sequence[str], *, who: str, reason: str) -> Judgement:
    """Let some of its statements make a claim of their own."""
    return _on(Action.SPLIT, claim, Value(), who=who, reason=reason, statements=statements)


def merge(claims: Sequence[Claim], *, who: str, reason: str) -> Judgement:
    """Make several claims one; the first stays, with its id, and takes the members of the others."""
    return Judgement(action=Action.MERGE, who=who, reason=reason, target=Target(claims=tuple(map(ref, claims))))


def link(claim: Claim, statements: Sequence[str], relation: RelationType, *, who: str, reason: str) -> Judgement:
    """Say that statements dispute, confirm, ... a claim."""
    return _on(Action.LINK, claim, Value(relation=relation), who=who, reason=reason, statements=statements)


def unlink(
    claim: Claim, statements: Sequence[str], relation: RelationType | None = None, *, who: str, reason: str
) -> Judgement:
    """Say that statements do not dispute, confirm, ... a claim; without a relation: in no way."""
    return _on(Action.UNLINK, claim, Value(relation=relation), who=who, reason=reason, statements=statements)


def set_side(actor: str, side: str | None, *, who: str, reason: str, report: str | None = None) -> Judgement:
    """Say whom an actor speaks for: a country or bloc, `third-party`, or `None` for not known.

    Args:
        actor: its name.
        side: as above.
        who: who says so.
        reason: why.
        report: id of the only report in which it is so; names of unnamed people ("officials") mean others elsewhere.
    """
    target = Target(actor=actor, report=report)
    return Judgement(action=Action.SET_SIDE, who=who, reason=reason, target=target, value=Value(side=side))


def set_reliability(actor: str, letter: str, *, who: str, reason: str) -> Judgement:
    """Judge an actor or outlet as a source, A to F."""
    value = Value(reliability=letter.upper())
    return Judgement(action=Action.SET_RELIABILITY, who=who, reason=reason, target=Target(actor=actor), value=value)


def set_report(
    report: str,
    *,
    who: str,
    reason: str,
    outlet: str | UnsetType | None = UNSET,
    published: str | UnsetType | None = UNSET,
) -> Judgement:
    """Correct the outlet or the time of publication that a report was recorded with; `None`: it is not known."""
    value = Value(outlet=outlet, published=published)
    return Judgement(action=Action.SET_REPORT, who=who, reason=reason, target=Target(report=report), value=value)


def undo(judgement: str, *, who: str, reason: str) -> Judgement:
    """Take back a judgement, by its id."""
    return Judgement(action=Action.UNDO, who=who, reason=reason, undoes=judgement)


def _on(
    action: Action, claim: Claim, value: Value, *, who: str, reason: str | None, statements: Sequence[str] = ()
) -> Judgement:
    place = {member.statement: number for number, member in enumerate(claim.members)}
    ordered = sorted(dict.fromkeys(statements), key=lambda one: place.get(one, len(place)))
    target = Target(claims=(ref(claim),), statements=tuple(ordered))
    return Judgement(action=action, who=who, reason=reason, target=target, value=value)
