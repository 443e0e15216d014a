"""Judgements: what a person decided about a proposal, with name, time and reason. Never changed; undone by another.

The program proposes, a person judges, and both stay on record. `twosource.model.judging` makes judgements of claims.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from twosource.model.terms import RELIABILITY, RelationType, Standing, StandingTerm

CREDIBILITY_NUMBERS = range(1, 7)
"""Of an information, AJP-2.1: 1 confirmed ... 5 improbable, 6 cannot be judged."""


class Action(StrEnum):
    """What a person can do."""

    SIGN = "sign"
    """Accept the proposal as it is; the standing and grade that were seen are kept."""
    OVERRULE = "overrule"
    """Give a claim another standing, another credibility, or both."""
    REJECT = "reject"
    """The claim is no claim; with statements: these are wrongly put to it."""
    UNSURE = "unsure"
    """Looked at and left undecided."""
    SPLIT = "split"
    """These statements leave the claim and make one of their own."""
    MERGE = "merge"
    """These claims are one."""
    LINK = "link"
    """A statement disputes, confirms, ... the claim."""
    UNLINK = "unlink"
    """A statement does not dispute, confirm, ... the claim."""
    SET_SIDE = "set-side"
    """Whom an actor speaks for."""
    SET_RELIABILITY = "set-reliability"
    """Reliability of an actor or outlet as a source, A to F."""
    SET_REPORT = "set-report"
    """The outlet or time of publication that a report is to be used with; the record it was read with stays."""
    UNDO = "undo"
    """Takes back another judgement; taken back itself, that one holds again."""


VERDICTS = frozenset({Action.SIGN, Action.OVERRULE, Action.REJECT, Action.UNSURE})
"""What is said about one claim as it stands."""
LINKABLE = frozenset(
    {
        RelationType.DISPUTES,
        RelationType.CONFIRMS,
        RelationType.RETRACTS,
        RelationType.UNABLE_TO_VERIFY,
        RelationType.RESPONDS,
        RelationType.BEARS_ON,
    }
)
"""Relations that a person may give or take; which statements make a claim is for split and merge."""
NEED_NO_REASON = frozenset({Action.SIGN, Action.UNSURE})


class ClaimRef(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim as it was when somebody judged it.

    A claim's id is made of its first statement and changes when an earlier report is read; by its statements it is
    found all the same.

    Attributes:
        statements: ids of its members then, in order of publication.
        label: its words then, for people.
    """

    id: str
    statements: tuple[str, ...]
    label: str = ""
    event_type: str | None = None


class Target(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a judgement is about.

    Attributes:
        claims: one; of a merge two or more, the first of which stays.
        statements: ids of those that leave, or are linked or unlinked.
        actor: name of an actor or outlet. report: id of a report; beside `actor` it limits a side to that report.
    """

    claims: tuple[ClaimRef, ...] = ()
    statements: tuple[str, ...] = ()
    actor: str | None = None
    report: str | None = None


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a judgement says. `UNSET` is left as it is, `None` is "not stated".

    Attributes:
        standing, credibility: those given in place of the proposed ones.
        seen: the proposal as it was shown to the person.
        relation: of the statements to the claim; `None` with unlink means whichever there is.
        side, outlet, published: to be used from now on.
        reliability: A to F.
    """

    standing: StandingTerm | None = None
    credibility: int | None = None
    seen: Standing | None = None
    relation: RelationType | None = None
    side: str | UnsetType | None = UNSET
    reliability: str | None = None
    outlet: str | UnsetType | None = UNSET
    published: str | UnsetType | None = UNSET


class Judgement(Struct, frozen=True, kw_only=True):
    """One judgement of one person.

    Attributes:
        id: made of all the rest; empty until it is recorded.
        who: the person's name; never empty.
        at: when it was recorded, UTC; empty until then.
        reason: required for everything but signing and "unsure".
        undoes: id of the judgement that an undo takes back; `None` for all others.
    """

    action: Action
    who: str
    target: Target = Target()
    value: Value = Value()
    reason: str | None = None
    undoes: str | None = None
    at: str = ""
    id: str = ""

    def recorded(self, at: str) -> Judgement:
        """The judgement with its time (an ISO 8601 stamp, UTC) and the id that follows."""
        timed = replace(self, at=at, id="")
        return replace(timed, id="j" + hashlib.sha256(msgspec.json.encode(timed)).hexdigest()[:12])

    @property
    def day(self) -> str:
        """The day on which it was recorded."""
        return self.at[:10]

    @property
    def shapes(self) -> bool:
        """Whether it changes which claims there are or how they are proposed to stand, and is no mere opinion."""
        return self.action not in VERDICTS | {Action.UNDO} or (
            self.action is Action.REJECT and bool(self.target.statements)
        )


def problem_of(judgement: Judgement) -> str | None:
    """What is wrong with a judgement, in one phrase; `None` when it can be recorded."""
    if not judgement.who.strip():
        return "a judgement needs a name"
    if judgement.action not in NEED_NO_REASON and not (judgement.reason or "").strip():
        return f"{judgement.action} needs a reason"
    return _TARGETS[judgement.action](judgement.target, judgement) or _value_problem(judgement)


def _one_claim(target: Target, _: Judgement) -> str | None:
    return None if len(target.claims) == 1 else "it needs one claim"


def _claims(target: Target, _: Judgement) -> str | None:
    several = len({one.id for one in target.claims}) == len(target.claims) >= 2
    return None if several else "it needs two different claims or more"


def _some(target: Target, judgement: Judgement) -> str | None:
    return _one_claim(target, judgement) or (None if target.statements else "it needs statements")


def _part(target: Target, judgement: Judgement) -> str | None:
    problem = _some(target, judgement)
    if problem is not None:
        return problem
    members = set(target.claims[0].statements)
    proper = members > set(target.statements)
    return None if proper else "the statements that leave must be members of the claim, and not all of them"


def _actor(target: Target, _: Judgement) -> str | None:
    return None if (target.actor or "").strip() else "it needs the name of an actor or outlet"


def _report(target: Target, _: Judgement) -> str | None:
    return None if target.report else "it needs a report"


def _judgement(_: Target, judgement: Judgement) -> str | None:
    return None if judgement.undoes else "it needs the judgement to undo"


_TARGETS = {
    Action.SIGN: _one_claim,
    Action.OVERRULE: _one_claim,
    Action.REJECT: _one_claim,
    Action.UNSURE: _one_claim,
    Action.SPLIT: _part,
    Action.MERGE: _claims,
    Action.LINK: _some,
    Action.UNLINK: _some,
    Action.SET_SIDE: _actor,
    Action.SET_RELIABILITY: _actor,
    Action.SET_REPORT: _report,
    Action.UNDO: _judgement,
}


def _value_problem(judgement: Judgement) -> str | None:
    value, action = judgement.value, judgement.action
    if value.credibility is not None and value.credibility not in CREDIBILITY_NUMBERS:
        return "credibility is a number from 1 to 6"
    if action is Action.OVERRULE and value.standing is None and value.credibility is None:
        return "overrule needs a standing, a credibility or both"
    if action is Action.SET_RELIABILITY and value.reliability not in RELIABILITY:
        return "reliability is a letter from A to F"
    if action is Action.SET_SIDE and (value.side is UNSET or value.side == ""):
        return "set-side needs a side"
    if action is Action.SET_REPORT and value.outlet is UNSET and value.published is UNSET:
        return "set-report needs an outlet, a time of publication or both"
    if (action is Action.LINK or value.relation is not None) and value.relation not in LINKABLE:
        return "the relation is one of " + ", ".join(sorted(LINKABLE))
    return None
