"""What judgements make of claims: merged, split, linked, unlinked, and found again after their ids have changed."""

import pytest
from msgspec.structs import replace

from tests.judgement_samples import (
    ADA,
    BOATS,
    DRONE,
    ENTERED,
    STRUCK,
    WHY,
    claim,
    judged,
    linked,
    members,
    proposed,
    recorded,
    story,
)
from twosource.linking import link
from twosource.linking.decisions import Decisions
from twosource.linking.finding import Shelf
from twosource.linking.shaping import Shaping
from twosource.model import Action, Claim, ClaimRef, RelationType, StandingTerm, judging
from twosource.standing import signature_of


def test_the_story_has_the_claims_that_the_tests_rest_on() -> None:
    found = {tuple(members(one)): (one.standing and one.standing.term, one.disputed_by) for one in proposed()}
    assert found == {
        ("wire0", "post0", "gazette1"): (StandingTerm.CORROBORATED, ("wire1",)),
        ("wire2", "gazette0"): (StandingTerm.CORROBORATED, ()),
        ("post2",): (StandingTerm.SINGLE_ORIGIN, ()),
        ("gazette2",): (StandingTerm.SINGLE_ORIGIN, ()),
    }


def test_a_claim_opened_and_made_again_is_the_same() -> None:
    shaping = Shaping(linked(), story())
    for one in linked():
        assert shaping.known.closed(one.id, *shaping.known.opened(one)) == one


def test_merged_claims_are_one_with_the_first_ones_id() -> None:
    entered, drone = claim(ENTERED), claim(DRONE)
    for pair in ([entered, drone], [drone, entered]):
        found = judged(judging.merge(pair, who=ADA, reason=WHY))
        merged = claim(ENTERED, found)
        assert merged.id == pair[0].id
        assert found[0] == merged, "it stands where the first of them stood"
        assert members(merged) == ["wire0", "post0", "post2", "gazette1"]
        assert len(found) == len(proposed()) - 1
        (added,) = [m for m in merged.members if m.reason.startswith("put together by Ada Quill on 2031-03-07")][-1:]
        assert WHY in added.reason
        assert merged.disputed_by == ("wire1",)
        assert [one.action for one in merged.judgements] == [Action.MERGE]
    assert {one.actor for one in merged.origins} >= {"General Staff of Ecuador", "Andean Survey"}


def test_what_the_rest_of_the_claims_say_is_untouched_by_a_merge() -> None:
    found = judged(judging.merge([claim(ENTERED), claim(DRONE)], who=ADA, reason=WHY))
    for member in (STRUCK, BOATS):
        assert claim(member, found) == claim(member)


def test_statements_that_leave_make_a_claim_of_their_own() -> None:
    entered = claim(ENTERED)
    found = judged(judging.split(entered, ["gazette1"], who=ADA, reason=WHY))
    left, parted = claim(ENTERED, found), claim("gazette1", found)
    assert (left.id, members(left), left.disputed_by) == (entered.id, ["wire0", "post0"], ("wire1",))
    assert (members(parted), parted.disputed_by, parted.event_type) == (["gazette1"], (), entered.event_type)
    assert left.standing is not None
    assert left.standing.term is StandingTerm.DISPUTED, "its second origin has left it"
    assert [one.actor for one in parted.origins] == ["Andean Survey"]
    assert [one.action for one in left.judgements] == [one.action for one in parted.judgements] == [Action.SPLIT]
    assert found.index(parted) == found.index(left) + 1
    assert sorted(m for one in found for m in members(one)) == sorted(m for one in proposed() for m in members(one))


def test_the_core_may_leave_and_another_is_found() -> None:
    entered = claim(ENTERED)
    for leaving in (["wire0"], ["post0"], ["gazette1"], ["wire0", "gazette1"]):
        found = judged(judging.split(entered, leaving, who=ADA, reason=WHY))
        (parted,) = [one for one in found if set(members(one)) == set(leaving)]
        (left,) = [one for one in found if one.id == entered.id]
        assert set(members(left)) == {"wire0", "post0", "gazette1"} - set(leaving)
        assert {one.target for one in left.relations} <= set(members(left))
        assert parted.members[0].reason.startswith("states the claim most fully")


def test_who_is_said_to_deny_denies() -> None:
    found = claim(STRUCK, judged(judging.link(claim(STRUCK), ["gazette2"], RelationType.DISPUTES, who=ADA, reason=WHY)))
    assert found.disputed_by == ("gazette2",)
    (relation,) = [one for one in found.relations if one.type is RelationType.DISPUTES]
    assert "by Ada Quill on 2031-03-07" in relation.reason
    assert found.standing is not None
    assert found.standing.grade.credibility == 3, "corroborated, and disputed"


def test_who_is_said_to_confirm_is_an_origin_too() -> None:
    made = judging.link(claim(DRONE), ["gazette1"], RelationType.CONFIRMS, who=ADA, reason=WHY)
    found = claim(DRONE, judged(made))
    assert found.confirmed_by == ("gazette1",)
    assert found.independent_origins == 2
    assert found.standing is not None
    assert found.standing.term is StandingTerm.CORROBORATED


def test_who_speaks_against_a_claim_does_not_make_it() -> None:
    made = judging.link(claim(ENTERED), ["gazette1"], RelationType.UNABLE_TO_VERIFY, who=ADA, reason=WHY)
    found = next(one for one in judged(made) if one.id == claim(ENTERED).id)
    assert members(found) == ["wire0", "post0"]
    assert "gazette1" in found.unable_to_verify


def test_who_is_said_not_to_deny_does_not() -> None:
    for relation in (None, RelationType.DISPUTES):
        made = judging.unlink(claim(ENTERED), ["wire1"], relation, who=ADA, reason=WHY)
        found = claim(ENTERED, judged(made))
        assert found.disputed_by == ()
        assert found.standing is not None
        assert found.standing.grade.credibility == 2
    wrong = judging.unlink(claim(ENTERED), ["wire1"], RelationType.RESPONDS, who=ADA, reason=WHY)
    assert claim(ENTERED, judged(wrong)).disputed_by == ("wire1",)


def test_rejecting_what_links_a_statement_takes_it_out_and_leaves_the_claim() -> None:
    found = judged(judging.reject(claim(ENTERED), who=ADA, reason=WHY, statements=["wire1", "gazette1"]))
    assert claim(ENTERED, found).disputed_by == ()
    assert members(claim("gazette1", found)) == ["gazette1"]
    assert signature_of(claim(ENTERED, found)) is None, "the claim itself was not rejected"


def test_what_does_not_fit_the_claims_is_shown_and_changes_nothing() -> None:
    entered, gone = claim(ENTERED), replace(claim(STRUCK), id="cgone", members=())
    bad = recorded(
        judging.merge([entered, gone], who=ADA, reason=WHY),
        judging.link(entered, ["elsewhere7"], RelationType.DISPUTES, who=ADA, reason=WHY),
        judging.unlink(entered, ["post2"], RelationType.DISPUTES, who=ADA, reason=WHY),
        judging.link(claim(DRONE), ["post2"], RelationType.DISPUTES, who=ADA, reason=WHY),
        judging.sign(gone, who=ADA),
    )
    applied = Decisions.of(bad).applied(linked(), story())
    assert applied.claims == linked()
    assert [one.judgement for one in applied.problems] == bad
    said = "|".join(one.why for one in applied.problems)
    for words in ("cgone", "elsewhere7", "do not stand so", "nobody would be left", "not among these"):
        assert words in said
    assert set(Decisions.of(bad).orphans(linked())) == {bad[0].id, bad[4].id}


# --- finding a claim again ----------------------------------------------------------------------------------------------


def test_a_judgement_follows_its_claim_when_an_earlier_report_changes_the_id() -> None:
    late = story()[1:]
    before = link(late)
    signed = recorded(judging.sign(claim("post0", before), who=ADA))[0]
    after = Decisions.of([signed]).signed(linked())
    assert claim(ENTERED, after).id != signed.target.claims[0].id
    assert claim(ENTERED, after).judgements == (signed,)
    found = signature_of(claim(ENTERED, after))
    assert found is not None
    assert (found.joined, found.left) == (("wire0",), ())


def make(identity: str, *statements: str, event: str | None = "strike") -> Claim:
    return replace(
        claim(STRUCK),
        id=identity,
        event_type=event,
        members=tuple(replace(claim(STRUCK).members[0], statement=s) for s in statements),
    )


@pytest.mark.parametrize(
    ("ref", "found"),
    [
        (ClaimRef(id="c1", statements=("a", "b")), "c1"),
        (ClaimRef(id="c1", statements=("a", "d", "e", "f")), "c1"),
        (ClaimRef(id="c1", statements=("d", "e", "f")), "c2"),  # same id by chance, none of its statements
        (ClaimRef(id="old", statements=("a", "b", "x")), "c1"),
        (ClaimRef(id="old", statements=("a", "d")), None),  # half and half
        (ClaimRef(id="old", statements=("a", "x")), None),  # no more than half
        (ClaimRef(id="old", statements=("x",)), None),
        (ClaimRef(id="old", statements=("t",), event_type="strike"), "c3"),
        (ClaimRef(id="old", statements=("t",), event_type="death"), "c4"),
        (ClaimRef(id="old", statements=("t",), event_type="talks"), None),  # two hold it: never a lookalike
    ],
)
def test_a_claim_is_found_by_id_or_by_most_of_its_statements(ref: ClaimRef, found: str | None) -> None:
    shelf = Shelf(
        [make("c1", "a", "b", "c"), make("c2", "d", "e", "f"), make("c3", "t"), make("c4", "t", event="death")]
    )
    got = shelf.find(ref)
    assert (got and got.id) == found
