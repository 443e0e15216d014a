"""What persons have said about a claim, beside what is proposed; the two are never mixed."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from twosource.model import Action, Claim, Judgement, Standing, StandingTerm
from twosource.model.judgement import VERDICTS


class SignedState(StrEnum):
    """What the last word on a claim is."""

    SIGNED = "signed"
    OVERRULED = "overruled"
    REJECTED = "rejected"
    UNSURE = "unsure"


STATES = {
    Action.SIGN: SignedState.SIGNED,
    Action.OVERRULE: SignedState.OVERRULED,
    Action.REJECT: SignedState.REJECTED,
    Action.UNSURE: SignedState.UNSURE,
}


class Signed(Struct, frozen=True, kw_only=True):
    """The last word on a claim, and what has changed since.

    Attributes:
        judgement: the last word. by, at: who gave it and when.
        standing, credibility: what it says: when signed those of the proposal that was seen, when overruled the
            person's own, and the seen ones where the person gave none; `None` when rejected or unsure.
        was: the proposal that was seen. now: the present one. Either is `None` when there was, or is, none.
        changed: the proposed standing or grade is no longer what was seen.
        because: the present reasons that were not there then.
        joined, left: ids of the statements that have become members since, and that have ceased to be.
        before: earlier words in force, oldest first. differ: one of them, by somebody else, says something else.
    """

    state: SignedState
    judgement: Judgement
    by: str
    at: str
    standing: StandingTerm | None
    credibility: int | None
    was: Standing | None
    now: Standing | None
    changed: bool
    because: tuple[str, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    before: tuple[Judgement, ...]
    differ: bool


def signature_of(claim: Claim) -> Signed | None:
    """The last word on a claim, from its `judgements`; `None` when nobody has said anything about it."""
    words = [one for one in claim.judgements if one.action in VERDICTS and not one.shapes]
    if not words:
        return None
    *before, last = words
    was, now = last.value.seen, claim.standing
    standing, credibility = _says(last)
    then = set(last.target.claims[0].statements)
    present = [member.statement for member in claim.members]
    changed = was is not None and now is not None and (was.term, was.grade) != (now.term, now.grade)
    reasons = set(was.why) if was else set()
    own = (last.action, standing, credibility)
    return Signed(
        state=STATES[last.action],
        judgement=last,
        by=last.who,
        at=last.at,
        standing=standing,
        credibility=credibility,
        was=was,
        now=now,
        changed=changed,
        because=tuple(reason for reason in now.why if reason not in reasons) if changed and now else (),
        joined=tuple(one for one in present if one not in then),
        left=tuple(one for one in last.target.claims[0].statements if one not in set(present)),
        before=tuple(before),
        differ=any(one.who != last.who and (one.action, *_says(one)) != own for one in _last_words(before)),
    )


def _last_words(judgements: list[Judgement]) -> list[Judgement]:
    """The last word of each person."""
    return list({one.who: one for one in judgements}.values())


def _says(judgement: Judgement) -> tuple[StandingTerm | None, int | None]:
    """Standing and credibility that a judgement stands for."""
    seen, value = judgement.value.seen, judgement.value
    term, number = (seen.term, seen.grade.credibility) if seen else (None, None)
    if judgement.action is Action.SIGN:
        return term, number
    if judgement.action is Action.OVERRULE:
        return value.standing or term, value.credibility or number
    return None, None
