"""How other statements stand to a claim: denials, notes, answers, confirmations, withdrawals. Invented reports."""

import pytest

from tests.linking_samples import (
    CHILE_ARMY,
    ECUADOR_ARMY,
    LIMA,
    PERU_ARMY,
    PERU_MINISTRY,
    QUITO,
    SURVEY,
    Paper,
    linked,
)
from twosource.model import Claim, Commitment, Kind, RelationType

CROSSING = "Peruvian troops crossed the river into Machala on Tuesday"
STRIKE = "Peruvian rockets struck the market in Machala on Tuesday"


def claim_of(statement: str, *papers: Paper) -> Claim:
    """The one claim whose core or member is the statement."""
    (claim,) = [c for c in linked(*papers) if statement in {m.statement for m in c.members}]
    return claim


@pytest.mark.parametrize(
    "denial",
    [
        "that Peruvian troops had crossed the river into Machala",
        "the claim",
        "the Peruvian advance",
        "these reports",
        "it",
        "that the report was false",
    ],
)
def test_denials_by_name_pronoun_and_definite_description(denial):
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING).says(ECUADOR_ARMY, denial, commitment=Commitment.DENIES)
    claim = claim_of("a0", paper)
    assert claim.disputed_by == ("a1",)
    assert claim.responses == ()
    (relation,) = [r for r in claim.relations if r.type is RelationType.DISPUTES]
    assert relation.source == "a1"
    assert relation.reason


def test_denying_what_the_other_side_said_inside_the_denial():
    paper = Paper("a", day=3).says(
        ECUADOR_ARMY, f"that the Peruvians spread lies that {CROSSING}", commitment=Commitment.DENIES
    )
    paper = paper.says(PERU_ARMY, CROSSING, nested_in="a0")
    assert claim_of("a1", paper).disputed_by == ("a0",)


def test_denying_ones_own_part_disputes_only_the_account_that_blames_one():
    blaming = Paper("a", day=3).says(QUITO, STRIKE)
    open_ = blaming.says(None, "Nine people were killed")
    paper = open_.says(LIMA, "any involvement in the attack", commitment=Commitment.DENIES)
    claims = linked(paper)
    disputed = {c.event_type for c in claims if c.disputed_by}
    assert disputed == {"strike"}


def test_two_accounts_that_name_different_doers_dispute_each_other():
    ours = Paper("a", day=3).says(QUITO, STRIKE)
    theirs = Paper("b", day=3).says(LIMA, "Ecuadorean rockets struck the market in Machala on Tuesday")
    assert claim_of("a0", ours, theirs).disputed_by == ("b0",)
    assert claim_of("b0", ours, theirs).disputed_by == ("a0",)


def test_the_flat_contrary_of_the_same_place_and_day_disputes():
    one = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    contrary = "Peruvian troops did not cross the river into Machala on Tuesday"
    assert claim_of("a0", one, Paper("b", day=3).says(ECUADOR_ARMY, contrary)).disputed_by == ("b0",)


@pytest.mark.parametrize(
    "text",
    ["Peruvian troops did not cross the river into Tulcan on Tuesday", "Peruvian troops did not cross any river"],
)
def test_absence_elsewhere_or_without_a_place_disputes_nothing(text):
    one = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    assert claim_of("a0", one, Paper("b", day=3).says(SURVEY, text)).disputed_by == ()


@pytest.mark.parametrize(
    "note", ["The claim", "the reports from the front", "that troops had crossed the river into Machala"]
)
def test_notes_of_verification_are_attached_and_never_deny(note):
    claim = claim_of("a0", Paper("a", day=3).says(PERU_ARMY, CROSSING).cannot_verify(note))
    assert claim.unable_to_verify == ("a1",)
    assert claim.disputed_by == ()


def test_the_claim_is_the_nearest_one_before_the_note_and_not_the_outlets_own():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING).says(QUITO, "Nine people were killed in Tulcan")
    paper = paper.own("The harbour is quiet").cannot_verify("The claim")
    by_first = {c.members[0].statement: c.unable_to_verify for c in linked(paper)}
    assert by_first["a1"] == ("a3",)
    assert by_first["a0"] == ()
    assert by_first["a2"] == ()


def test_the_reports_are_all_that_one_side_said_before():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING).says(PERU_ARMY, "Forty soldiers surrendered in Tulcan")
    paper = paper.cannot_verify("the reports")
    assert all(claim.unable_to_verify == ("a2",) for claim in linked(paper))


def test_no_evidence_is_no_denial():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    paper = paper.says(SURVEY, "that troops crossed the river into Machala", commitment=Commitment.NO_EVIDENCE_OBSERVED)
    claim = claim_of("a0", paper)
    assert claim.disputed_by == ()
    assert "has seen no evidence" in " ".join(r.reason for r in claim.relations)


def test_a_marked_answer_is_a_response():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    paper = paper.says(ECUADOR_ARMY, "its troops were holding their section of the front", response=True)
    claim = claim_of("a0", paper)
    assert claim.responses == ("a1",)
    assert claim.disputed_by == ()


def test_the_other_sides_next_word_is_a_response_and_its_later_ones_are_not():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    paper = paper.says(ECUADOR_ARMY, "its troops were holding their section of the front")
    assert claim_of("a0", paper).responses == ("a1",)
    denied = Paper("b", day=3).says(PERU_ARMY, CROSSING).says(ECUADOR_ARMY, "the claim", commitment=Commitment.DENIES)
    denied = denied.says(ECUADOR_ARMY, "its troops were holding their section of the front")
    assert claim_of("b0", denied).responses == ()


def test_not_acknowledging_is_a_response():
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(LIMA, "any rockets that struck the market", commitment=None)
    claim = claim_of("a0", paper)
    assert claim.responses == ("a1",)
    assert claim.disputed_by == ()


def test_another_sides_own_assertion_confirms_and_a_relay_does_not():
    ours = Paper("a", day=3).says(QUITO, STRIKE)
    again = Paper("b", day=4).says(ECUADOR_ARMY, STRIKE)
    third = Paper("c", day=5).says(CHILE_ARMY, STRIKE)
    outlet = Paper("d", day=5).own(STRIKE)
    assert claim_of("a0", ours, again, third, outlet).confirmed_by == ("c0",)


def test_who_denies_his_own_claim_takes_it_back():
    claimed = Paper("a", day=3).says(PERU_MINISTRY, CROSSING)
    paper = Paper("b", day=5).says(PERU_MINISTRY, CROSSING, commitment=Commitment.DENIES)
    claim = claim_of("a0", claimed, paper)
    assert claim.retracted_by == ("b0",)
    assert claim.disputed_by == ()


def test_its_claim_is_its_own():
    paper = Paper("a", day=3).says(PERU_MINISTRY, CROSSING).says(ECUADOR_ARMY, "Nine soldiers were killed in Tulcan")
    paper = paper.says(PERU_MINISTRY, "its earlier claim", commitment=Commitment.DENIES)
    by_first = {c.members[0].statement: c for c in linked(paper)}
    assert by_first["a0"].retracted_by == ("a2",)
    assert by_first["a1"].disputed_by == ()


def test_a_colleague_who_denies_does_not_dispute_his_own_side():
    claimed = Paper("a", day=3).says(PERU_MINISTRY, CROSSING)
    paper = Paper("b", day=5).says(PERU_ARMY, CROSSING, commitment=Commitment.DENIES)
    claim = claim_of("a0", claimed, paper)
    assert claim.disputed_by == ()


def test_a_denial_does_not_spread_to_other_claims_of_the_report():
    paper = Paper("a", day=3).says(PERU_ARMY, "Forty soldiers surrendered in Tulcan").says(PERU_ARMY, CROSSING)
    paper = paper.says(ECUADOR_ARMY, "the Peruvian advance", commitment=Commitment.DENIES)
    by_first = {c.members[0].statement: c.disputed_by for c in linked(paper)}
    assert by_first == {"a0": (), "a1": ("a2",)}


def test_a_demand_is_disputed_by_nobody():
    paper = Paper("a", day=3).says(LIMA, "that Ecuador leave Machala", commitment=Commitment.DEMANDS)
    paper = paper.says(QUITO, "that it would leave Machala", commitment=Commitment.DENIES)
    assert all(not claim.disputed_by for claim in linked(paper))


def test_kinds_of_relation_name_existing_statements():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING).says(QUITO, "the claim", commitment=Commitment.DENIES)
    paper = paper.cannot_verify("The claim").says(SURVEY, STRIKE)
    ids = {f"a{i}" for i in range(4)}
    for claim in linked(paper):
        for relation in claim.relations:
            assert {relation.source, relation.target} <= ids
            assert 0 <= relation.score <= 1
            assert relation.reason


def test_the_outlets_own_note_by_kind_alone_is_enough():
    paper = Paper("a", day=3).says(PERU_ARMY, CROSSING)
    paper = paper.says(None, "the claim", kind=Kind.VERIFICATION, commitment=None)
    assert claim_of("a0", paper).unable_to_verify == ("a1",)
