"""Who stands how to a claim, as names: the columns that maps, tables and event data share."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from twosource.exports.voices import Book, Voices, actor_of, voices
from twosource.model import Claim, Proposition, StandingTerm, Statement
from twosource.model.route import HopKind
from twosource.standing import SignedState, signature_of

TERMS = {
    "asserts": "asserts", "confirms": "confirms", "denies": "denies", "unable": "unable-to-verify",
    "unseen": "no-evidence-observed", "retracts": "retracts", "responds": "responds",
}  # fmt: skip
"""Group of voices -> stance, in the words of docs/formats.md."""


class Stances(Struct, frozen=True, kw_only=True):
    """Who stands how to a claim. Names are each once, in order of publication; empty where there are none.

    Attributes:
        stances: which of the stances occur.
        speakers: who asserts it; "not stated" for statements without a speaker. sides: whom they speak for.
        not_verified: who could not verify it. no_evidence: who has seen no evidence of it.
        origins: whom it first comes from, with the channel. outlets: who published it.
        happened: whether the claim says that it happened; False for "it did not happen".
        disputed: whether anybody denies it.
    """

    stances: tuple[str, ...]
    speakers: tuple[str, ...]
    sides: tuple[str, ...]
    denied_by: tuple[str, ...]
    confirmed_by: tuple[str, ...]
    not_verified: tuple[str, ...]
    no_evidence: tuple[str, ...]
    retracted_by: tuple[str, ...]
    origins: tuple[str, ...]
    outlets: tuple[str, ...]
    happened: bool
    disputed: bool
    groups: Voices


def stances(claim: Claim, book: Book) -> Stances:
    """Who stands how to a claim."""
    groups = voices(claim, book)
    members = book.of(member.statement for member in claim.members)
    return Stances(
        stances=tuple(term for name, term in TERMS.items() if getattr(groups, name)),
        speakers=_names(groups.asserts, book),
        sides=_once(actor.side for s in groups.asserts if (actor := actor_of(s)) and actor.side),
        denied_by=_names(groups.denies, book),
        confirmed_by=_names(groups.confirms, book),
        not_verified=_names(groups.unable, book),
        no_evidence=_names(groups.unseen, book),
        retracted_by=_names(groups.retracts, book),
        origins=_once(f"{one.actor} ({one.channel})" if one.channel else one.actor for one in claim.origins),
        outlets=_once(outlet for hop in claim.routes if hop.kind is HopKind.OUTLET for outlet in hop.outlets)
        or _once(book.outlet(statement) for statement in members),
        happened=_happened(members),
        disputed=bool(groups.denies),
        groups=groups,
    )


def _names(statements: Iterable[Statement], book: Book) -> tuple[str, ...]:
    """Names of those who speak; of a note without a speaker the outlet's."""
    found = []
    for statement in statements:
        actor = actor_of(statement)
        found.append(actor.name if actor else f"not stated ({book.outlet(statement)})")
    return _once(found)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _happened(members: Iterable[Statement]) -> bool:
    """Whether the first statement whose proposition was read says that it happened."""
    read = (s.proposition for s in members if isinstance(s.proposition, Proposition))
    return next((one.polarity for one in read), True)


def standing_of(claim: Claim) -> tuple[StandingTerm | None, str | None, str | None]:
    """The proposed standing, the one that a person signed, and who did; `None` where there is none."""
    signed = signature_of(claim)
    proposed = claim.standing.term if claim.standing else None
    if signed is None or signed.state not in {SignedState.SIGNED, SignedState.OVERRULED}:
        return proposed, None, None
    return proposed, signed.standing and str(signed.standing), signed.by
