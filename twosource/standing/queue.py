"""Which claims wait for a person, the most consequential first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twosource.model import Claim, StandingTerm, Statement
from twosource.standing.signing import SignedState, signature_of

RANKS = {
    StandingTerm.DISPUTED: 1,
    StandingTerm.REFUTED: 2,
    StandingTerm.RETRACTED: 3,
    StandingTerm.INDEPENDENTLY_CONFIRMED: 4,
    StandingTerm.CONFIRMED_BY_ADVERSARY: 4,
    StandingTerm.CORROBORATED: 4,
    StandingTerm.SINGLE_ORIGIN: 5,
}
"""What a wrong proposal would cost: a dispute wrongly found, or a claim wrongly called refuted or taken back, harms
whoever made it; then come claims raised above one origin; what has one origin says no more than that."""
CHANGED, UNLINKED = 0, 6
"""Before all: a person has signed what is no longer proposed. After all: no standing."""


def waiting(claim: Claim) -> bool:
    """Whether nobody has judged the claim, or what is proposed has changed since; what is no claim stays rejected."""
    signed = signature_of(claim)
    return signed is None or (signed.changed and signed.state is not SignedState.REJECTED)


def queue(
    claims: Iterable[Claim],
    statements: Mapping[str, Statement],
    *,
    standing: StandingTerm | None = None,
    judged_too: bool = False,
) -> list[Claim]:
    """The claims that wait for a person's judgement.

    First those of which the proposal has changed since somebody signed it; then by standing (`RANKS`); among equals
    those that most reports speak of, then those that most statements concern, then as they are given.

    Args:
        claims: with their standing and judgements.
        statements: by id.
        standing: only those for which this is proposed.
        judged_too: also those that have been judged.
    """
    chosen = [claim for claim in claims if standing is None or (claim.standing and claim.standing.term is standing)]
    return sorted((c for c in chosen if judged_too or waiting(c)), key=lambda claim: consequence(claim, statements))


def consequence(claim: Claim, statements: Mapping[str, Statement]) -> tuple[int, int, int]:
    """Key by which claims are put in order, least first."""
    signed = signature_of(claim)
    rank = RANKS[claim.standing.term] if claim.standing else UNLINKED
    about = {member.statement for member in claim.members}
    about.update(claim.disputed_by, claim.confirmed_by, claim.retracted_by, claim.unable_to_verify, claim.responses)
    reports = {statements[one].report for one in about if one in statements}
    return CHANGED if signed and signed.changed else rank, -len(reports), -len(about)
