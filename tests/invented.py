"""Invented parties for the tests of origins and standing: Norland and Sudmark quarrel over the island of Hest."""

from collections.abc import Iterable, Mapping
from typing import Any

from twosource.linking.origins import trace
from twosource.model import (
    Actor,
    ActorKind,
    Claim,
    Commitment,
    Kind,
    Member,
    Proposition,
    RelationType,
    Report,
    Span,
    Statement,
    sha256_of,
)
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

NORLAND, SUDMARK = "Norland", "Sudmark"
MINISTRY = Actor(name="Ministry of Defence of Norland", kind=ActorKind.MINISTRY, side=NORLAND)
SPOKESMAN = Actor(name="Ana Roe", kind=ActorKind.PERSON, organisation="Norland's Island Command", side=NORLAND)
STATE = Actor(name=NORLAND, kind=ActorKind.STATE, side=NORLAND)
RIVAL = Actor(name="General Staff of Sudmark", kind=ActorKind.ARMED_FORCE, side=SUDMARK)
RIVAL_SPOKESWOMAN = Actor(name="Ilse Brandt", kind=ActorKind.PERSON, side=SUDMARK)
SURVEY = Actor(name="Harbour Survey", kind=ActorKind.ANALYST, side=THIRD_PARTY)
RED_STAR = Actor(name="Red Star Society", kind=ActorKind.ORGANISATION, side=THIRD_PARTY)
WITNESSES = Actor(name="witnesses", kind=ActorKind.UNNAMED, side=THIRD_PARTY)
CRITICS = Actor(name="critics", kind=ActorKind.UNNAMED)
WIRE = Actor(name="Northern Wire", kind=ActorKind.OUTLET, side=THIRD_PARTY)
LANDING = Proposition(event_type="movement", predicate="enter", agent=NORLAND, patient=SUDMARK)


def report(
    doc: str, *, outlet: str | None = "", published: str | None = "2031-05-02", text: str | None = None
) -> Report:
    """A report whose outlet is its short name in capitals, unless told otherwise."""
    body = text if text is not None else " ".join(f"{doc}{i}" for i in range(60))
    return Report(
        doc=doc, text=body, sha256=sha256_of(body), outlet=doc.upper() if outlet == "" else outlet, published=published
    )


class Story:
    """Reports and statements, made one by one."""

    def __init__(self, *reports: Report) -> None:
        self.reports = {made.id: made for made in reports}
        self.by_doc = {made.doc: made for made in reports}
        self.statements: dict[str, Statement] = {}

    def says(
        self,
        doc: str,
        actor: Actor | None,
        commitment: Commitment = Commitment.ASSERTS,
        *,
        at: int | None = None,
        span: Span | None = None,
        **values: Any,
    ) -> Statement:
        """An attributed statement in the report `doc`, after those made before it."""
        number = len(self.statements)
        start = number if at is None else at
        made = Statement(
            id=f"s{number}",
            report=self.by_doc[doc].id,
            sha256=self.by_doc[doc].sha256,
            doc=doc,
            kind=values.pop("kind", Kind.ATTRIBUTED),
            source=values.pop("source", ()),
            cue=values.pop("cue", ()),
            content=(span or Span(start, start + 1),),
            commitment=commitment,
            actor=actor,
            channel=values.pop("channel", None),
            **values,
        )
        self.statements[made.id] = made
        return made

    def own(self, doc: str, actor: Actor | None = None, **values: Any) -> Statement:
        """A statement in the own voice of the outlet, or of the `actor` who publishes for himself."""
        outlet = Actor(name=self.by_doc[doc].outlet or doc, kind=ActorKind.OUTLET, side=OUTLET_SIDE)
        return self.says(doc, actor or outlet, kind=Kind.OWN_VOICE, **values)

    def cannot_verify(self, doc: str) -> Statement:
        """The outlet's note that it could not verify."""
        outlet = Actor(name=self.by_doc[doc].outlet or doc, kind=ActorKind.OUTLET, side=OUTLET_SIDE)
        return self.says(doc, outlet, Commitment.UNABLE_TO_VERIFY, kind=Kind.VERIFICATION)

    def claim(self, *members: Statement, **groups: Iterable[Statement]) -> Claim:
        """The claim that the members make; groups are named as the claim's fields."""
        confirming = list(groups.get("confirmed_by", ()))
        traced = trace([*members, *confirming], self.statements, self.reports)
        listed: Mapping[str, Any] = {name: tuple(s.id for s in group) for name, group in groups.items()}
        return Claim(
            id="c1",
            label="Norland's troops landed on Hest",
            event_type="movement",
            members=tuple(Member(statement=m.id, relation=RelationType.SAME, score=1.0, reason="") for m in members),
            origins=traced.origins,
            relays=traced.relays,
            independent_origins=traced.independent_origins,
            **listed,
        )
