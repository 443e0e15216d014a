"""Exchange the two parties throughout a set of readings, and the claims are the same but for the names."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.linking import link
from twosource.model import (
    Actor,
    Claim,
    Commitment,
    Kind,
    Place,
    Precision,
    Proposition,
    Reading,
    Report,
    Span,
    Statement,
    sha256_of,
)
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY

SWAP = {"Norland": "Sudmark", "Sudmark": "Norland"}
SIDES = ["Norland", "Sudmark", THIRD_PARTY, OUTLET_SIDE, None]
TEXT = "The claim. " * 40


def other(name: str | None) -> str | None:
    return SWAP.get(name or "", name)


def actor(side: str | None) -> Actor | None:
    return Actor(name=f"army of {side}", side=side) if side else None


def place(number: int) -> Place:
    return Place(
        span=Span(0, 3), name=f"town {number}", geonameid=number, country="XX", admin1=str(number % 2),
        precision=Precision.SETTLEMENT,
    )  # fmt: skip


propositions = st.builds(
    Proposition,
    event_type=st.sampled_from(["strike", "movement", "death", None]),
    predicate=st.sampled_from(["hit", "enter"]),
    strength=st.integers(0, 3),
    polarity=st.sampled_from([True, True, False]),
    agent=st.sampled_from(["Norland", "Sudmark", None]),
    patient=st.sampled_from(["Norland", "Sudmark", None]),
    keywords=st.sampled_from(
        [("market", "rocket"), ("claim",), ("ship", "bay", "storm"), ("people", "market", "death.kill")]
    ),
    refers_to=st.sampled_from([False, False, True]),
)
rows = st.tuples(
    st.integers(0, 2),
    st.sampled_from(SIDES),
    st.sampled_from([*Commitment, None]),
    st.sampled_from([Kind.ATTRIBUTED, Kind.ATTRIBUTED, Kind.OWN_VOICE, Kind.VERIFICATION]),
    propositions,
    st.lists(st.integers(1, 3), max_size=2),
    st.booleans(),
)
Row = tuple[int, str | None, Commitment | None, Kind, Proposition, list[int], bool]


def readings(drawn: list[Row], *, swap: bool) -> list[Reading]:
    made = []
    for number in range(3):
        text = f"{number} {TEXT}"
        report = Report(doc=f"r{number}", text=text, sha256=sha256_of(text), published=f"2031-05-0{number + 1}")
        statements = []
        for i, (doc, side, commitment, kind, proposition, places, response) in enumerate(drawn):
            if doc != number:
                continue
            mirrored = msgspec.structs.replace(
                proposition, agent=other(proposition.agent), patient=other(proposition.patient)
            )
            statements.append(
                Statement(
                    id=f"s{i}", report=report.id, sha256=report.sha256, doc=report.doc, kind=kind, source=(), cue=(),
                    content=(Span(13 * i, 13 * i + 9),), commitment=commitment, channel=None,
                    actor=actor(other(side) if swap else side), response=response,
                    places=tuple(place(n) for n in dict.fromkeys(places)), times=(), quantities=(),
                    proposition=mirrored if swap else proposition,
                )
            )  # fmt: skip
        made.append(Reading(report=report, producer="test", steps=(), statements=tuple(statements), places=()))
    return made


def shape(claim: Claim) -> tuple[object, ...]:
    """Everything of a claim that must not depend on names."""
    return (
        claim.id, claim.label, claim.event_type, [(m.statement, m.relation, m.score) for m in claim.members],
        claim.disputed_by, claim.confirmed_by, claim.retracted_by, claim.unable_to_verify, claim.responses,
        claim.bears_on, claim.independent_origins, [(r.source, r.target, r.type, r.score) for r in claim.relations],
        [(d.point, [v.statements for v in d.values]) for d in claim.differences], len(claim.origins),
    )  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(rows, min_size=2, max_size=12))
def test_exchanging_the_parties_changes_nothing_but_names(drawn):
    plain = [shape(claim) for claim in link(readings(drawn, swap=False))]
    mirrored = [shape(claim) for claim in link(readings(drawn, swap=True))]
    assert plain == mirrored


@settings(deadline=None, max_examples=100)
@given(st.lists(rows, min_size=1, max_size=12))
def test_every_statement_that_makes_a_claim_is_in_one_and_ids_are_unique(drawn):
    claims = link(readings(drawn, swap=False))
    assert len({claim.id for claim in claims}) == len(claims)
    made = {m.statement for claim in claims for m in claim.members}
    for i, (_, _, commitment, kind, proposition, _, _) in enumerate(drawn):
        asserts = commitment in {Commitment.ASSERTS, Commitment.CONFIRMS} and kind is not Kind.VERIFICATION
        if asserts and not proposition.refers_to:
            assert f"s{i}" in made
    for claim in claims:
        listed = {*claim.disputed_by, *claim.retracted_by, *claim.unable_to_verify, *claim.responses}
        assert not listed & {m.statement for m in claim.members}
        assert not set(claim.disputed_by) & set(claim.responses)
