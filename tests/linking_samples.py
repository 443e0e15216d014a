"""Invented reports for the tests of linking: Peru and Ecuador quarrel over towns on their border."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from twosource.language.pipeline import load
from twosource.linking import link
from twosource.model import (
    Actor,
    ActorKind,
    Claim,
    Commitment,
    Kind,
    Quantity,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY
from twosource.reading.places import find_places
from twosource.reading.propositions import propose

PERU_MINISTRY = Actor(name="Ministry of Defence of Peru", kind=ActorKind.MINISTRY, side="Peru")
PERU_ARMY = Actor(name="Army of Peru", kind=ActorKind.ARMED_FORCE, side="Peru")
LIMA = Actor(name="Peru", kind=ActorKind.STATE, side="Peru")
QUITO = Actor(name="Ecuador", kind=ActorKind.STATE, side="Ecuador")
ECUADOR_ARMY = Actor(name="General Staff of Ecuador", kind=ActorKind.ARMED_FORCE, side="Ecuador")
CHILE_ARMY = Actor(name="Army of Chile", kind=ActorKind.ARMED_FORCE, side="Chile")
SURVEY = Actor(name="Andean Survey", kind=ActorKind.ANALYST, side=THIRD_PARTY)


class Paper:
    """One report in the making: every statement is a sentence of it, "According to X, content."."""

    def __init__(self, name: str, *, day: int, month: int = 3) -> None:
        self.name = name
        self.published = f"2031-{month:02}-{day:02}"
        self.text = ""
        self.rows: list[tuple[Span, dict[str, object]]] = []

    def says(
        self,
        actor: Actor | None,
        content: str,
        *,
        commitment: Commitment | None = Commitment.ASSERTS,
        kind: Kind = Kind.ATTRIBUTED,
        numbers: Sequence[tuple[float, str]] = (),
        **values: object,
    ) -> Paper:
        """Add a sentence with one statement; returns the paper itself."""
        intro = f"{actor.name} spoke. " if actor else "It was reported. "
        start = len(self.text) + len(intro)
        self.text += f"{intro}{content}.\n\n"
        span = Span(start, start + len(content))
        counted = tuple(Quantity(span=span, value=value, unit=unit) for value, unit in numbers)
        self.rows.append(
            (span, {"actor": actor, "commitment": commitment, "kind": kind, "quantities": counted, **values})
        )
        return self

    def own(self, content: str, **values: object) -> Paper:
        """Add a sentence in the outlet's own voice."""
        return self.says(Actor(name=self.name, side=OUTLET_SIDE), content, kind=Kind.OWN_VOICE, **values)  # type: ignore[arg-type]

    def cannot_verify(self, content: str) -> Paper:
        """Add the outlet's note that it could not verify."""
        outlet = Actor(name=self.name, side=OUTLET_SIDE)
        return self.says(outlet, content, kind=Kind.VERIFICATION, commitment=Commitment.UNABLE_TO_VERIFY)

    def reading(self) -> Reading:
        """The reading of the report: given statements, with places and propositions as the reader finds them."""
        report = Report(
            doc=self.name, text=self.text, sha256=sha256_of(self.text), outlet=self.name, published=self.published
        )
        doc = load()(self.text)
        places = find_places(doc)
        statements = []
        for number, (span, values) in enumerate(self.rows):
            made = Statement(
                id=f"{self.name}{number}",
                report=report.id,
                sha256=report.sha256,
                doc=self.name,
                source=(),
                cue=(),
                content=(span,),
                channel=None,
                places=tuple(p for p in places if span.contains(p.span)),
                times=(),
                **values,  # type: ignore[arg-type]
            )
            statements.append(msgspec.structs.replace(made, proposition=propose(doc, made)))
        return Reading(report=report, producer="test", steps=(), statements=tuple(statements), places=places)


def readings(*papers: Paper) -> list[Reading]:
    """Readings of the papers, in the order given."""
    return [paper.reading() for paper in papers]


def linked(*papers: Paper) -> tuple[Claim, ...]:
    """Claims of the papers."""
    return link(readings(*papers))


def by_label(claims: Sequence[Claim]) -> dict[str, list[str]]:
    """Members by label."""
    return {claim.label: [m.statement for m in claim.members] for claim in claims}
