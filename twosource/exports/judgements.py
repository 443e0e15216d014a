"""Judgements in words and as JSON, for all that show or write them. docs/formats.md describes every key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UnsetType, to_builtins

from twosource.exports.wording import count, day, one_line, standing, stated
from twosource.linking.decisions import Decisions
from twosource.model import Action, Claim, Judgement
from twosource.standing import Signed, SignedState, signature_of

Json = dict[str, Any]

LABEL = 70
"""Characters of a claim's label in a sentence about a judgement: one line of a table."""


def did(judgement: Judgement) -> str:
    """What the judgement does, in a few words: "signed as disputed, F6"."""
    value, target = judgement.value, judgement.target
    statements = count(len(target.statements), "statement")
    words = {
        Action.SIGN: f"signed{_seen(judgement)}",
        Action.OVERRULE: f"overruled: {_instead(judgement)}",
        Action.REJECT: f"rejected {statements} of it" if target.statements else "rejected",
        Action.UNSURE: "unsure",
        Action.SPLIT: f"split: {statements} made a claim of their own",
        Action.MERGE: f"merged with {', '.join(one.id for one in target.claims[1:])}",
        Action.LINK: f"linked {statements}: {value.relation}",
        Action.UNLINK: f"unlinked {statements}: not {value.relation or 'linked to it'}",
        Action.SET_SIDE: f"side: {stated(None if isinstance(value.side, UnsetType) else value.side)}",
        Action.SET_RELIABILITY: f"reliability as a source: {value.reliability}",
        Action.SET_REPORT: f"corrected: {_corrected(judgement)}",
        Action.UNDO: f"undid {judgement.undoes}",
    }
    return one_line(words[judgement.action])


def about(judgement: Judgement) -> str:
    """What the judgement is about: a claim's id and label, an actor, a report."""
    target = judgement.target
    if target.claims:
        label = one_line(target.claims[0].label)
        return f"{target.claims[0].id} {label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + '…'}"
    named = [target.actor, f"report {target.report[:12]}" if target.report else None]
    return one_line(" in ".join(name for name in named if name)) or str(judgement.undoes)


def _seen(judgement: Judgement) -> str:
    seen = judgement.value.seen
    return f" as {standing(seen.term)}, {seen.grade.reliability}{seen.grade.credibility}" if seen else ""


def _instead(judgement: Judgement) -> str:
    value = judgement.value
    parts = [standing(value.standing)] if value.standing else []
    parts += [f"credibility {value.credibility}"] if value.credibility else []
    return ", ".join(parts)


def _corrected(judgement: Judgement) -> str:
    values = {"outlet": judgement.value.outlet, "published": judgement.value.published}
    return ", ".join(f"{name} {stated(one)}" for name, one in values.items() if not isinstance(one, UnsetType))


def sentence(signed: Signed) -> str:
    """The last word on a claim in one sentence: "Signed by Ada Quill on 4 May 2031"."""
    who = f"by {one_line(signed.by)} on {day(signed.at[:10])}"
    if signed.state is SignedState.OVERRULED:
        return f"Overruled {who}: {_instead(signed.judgement)}"
    if signed.state is SignedState.UNSURE:
        return f"Left undecided {who}"
    return f"{signed.state.capitalize()} {who}"


def change(signed: Signed) -> str | None:
    """What has changed since the last word, in one sentence; `None` when nothing has."""
    if not signed.changed or signed.was is None or signed.now is None:
        return None
    was, now = (f"{standing(s.term)}, {s.grade.reliability}{s.grade.credibility}" for s in (signed.was, signed.now))
    because = f" because: {' '.join(one_line(one) for one in signed.because)}" if signed.because else ""
    return f"The proposal has changed since: it was {was}; now it is {now}{because}"


def signed_json(claim: Claim) -> Json | None:
    """The last word on a claim; `None` when nobody has said anything about it."""
    signed = signature_of(claim)
    if signed is None:
        return None
    return {
        "state": str(signed.state),
        "by": signed.by,
        "at": signed.at,
        "reason": signed.judgement.reason,
        "judgement": signed.judgement.id,
        "standing": signed.standing and str(signed.standing),
        "credibility": signed.credibility,
        "proposal_changed": signed.changed,
        "was": to_builtins(signed.was),
        "because": list(signed.because),
        "joined": list(signed.joined),
        "left": list(signed.left),
        "others_differ": signed.differ,
    }


def to_json(
    judgement: Judgement, decisions: Decisions | None = None, *, orphans: Mapping[str, str] | None = None
) -> Json:
    """One judgement.

    Args:
        judgement: recorded.
        decisions: those that it is one of; then it says by which judgement it was undone.
        orphans: see `Decisions.orphans`; then it says why what it is about is not there any more.
    """
    made: Json = to_builtins(judgement)
    if decisions is not None:
        undoing = decisions.undone_by.get(judgement.id)
        made["undone_by"] = undoing and undoing.id
    if orphans is not None:
        made["orphaned"] = orphans.get(judgement.id)
    return made
