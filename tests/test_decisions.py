"""What follows of judgements for readings, signatures and grades. Nothing is lost, and all of it can be undone."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.judgement_samples import (
    ADA,
    BO,
    BOATS,
    DRONE,
    ENTERED,
    STRUCK,
    WHY,
    claim,
    judged,
    members,
    proposed,
    recorded,
    story,
)
from twosource.linking import link
from twosource.linking.decisions import Decisions
from twosource.model import Action, Actor, Basis, Claim, Judgement, RelationType, StandingTerm, judging
from twosource.standing import SignedState, signature_of
from twosource.standing.queue import queue


def bare(claims: Sequence[Claim]) -> list[Claim]:
    """The claims as proposed, without what people said of them."""
    return [replace(one, judgements=()) for one in claims]


# --- opinions beside the proposal ---------------------------------------------------------------------------------------


def test_signing_changes_nothing_that_is_proposed() -> None:
    entered = claim(ENTERED)
    words = recorded(
        judging.sign(entered, who=ADA),
        judging.overrule(entered, who=BO, reason=WHY, standing=StandingTerm.REFUTED, credibility=5),
        judging.reject(entered, who=ADA, reason=WHY),
        judging.unsure(entered, who=BO),
    )
    for number in range(len(words)):
        found = judged(*words[: number + 1])
        assert bare(found) == list(proposed())
        assert claim(ENTERED, found).judgements == tuple(words[: number + 1])
    states = [signature_of(claim(ENTERED, judged(*words[:n]))) for n in range(1, 5)]
    assert [one and one.state for one in states] == list(SignedState)
    second = states[1]
    assert second is not None
    assert (second.by, second.standing, second.credibility, second.differ) == (BO, StandingTerm.REFUTED, 5, True)
    assert second.before == (words[0],)


def test_two_people_who_sign_the_same_do_not_differ() -> None:
    both = recorded(judging.sign(claim(ENTERED), who=ADA), judging.sign(claim(ENTERED), who=BO))
    found = signature_of(claim(ENTERED, judged(*both)))
    assert found is not None
    assert not found.differ
    assert Decisions.of(both).conflicts() == ()


def test_a_signature_says_when_the_proposal_has_changed_since() -> None:
    signed, unlinked = recorded(
        judging.sign(claim(ENTERED), who=ADA), judging.unlink(claim(ENTERED), ["wire1"], who=BO, reason=WHY)
    )
    before, after = (signature_of(claim(ENTERED, judged(*each))) for each in ([signed], [signed, unlinked]))
    assert before is not None
    assert (before.changed, before.because) == (False, ())
    assert after is not None
    assert after.changed
    assert after.was == claim(ENTERED).standing
    assert after.now is not None
    assert (after.now.grade.credibility, after.credibility) == (2, 3), "the signature keeps the grade it saw"
    assert after.because
    assert set(after.because) < set(after.now.why)


def test_the_queue_asks_for_what_is_not_judged_and_for_what_has_changed() -> None:
    statements = {s.id: s for reading in story() for s in reading.statements}
    every = queue(proposed(), statements)
    assert [members(one)[0] for one in every] == [ENTERED, STRUCK, DRONE, BOATS]
    signed, unlinked = recorded(
        judging.sign(claim(ENTERED), who=ADA), judging.unlink(claim(ENTERED), ["wire1"], who=BO, reason=WHY)
    )
    assert [members(one)[0] for one in queue(judged(signed), statements)] == [STRUCK, DRONE, BOATS]
    assert [members(one)[0] for one in queue(judged(signed, unlinked), statements)] == [ENTERED, STRUCK, DRONE, BOATS]
    assert len(queue(judged(signed), statements, judged_too=True)) == len(proposed())
    single = queue(proposed(), statements, standing=StandingTerm.SINGLE_ORIGIN)
    assert [members(one)[0] for one in single] == [DRONE, BOATS]
    rejected = recorded(judging.reject(claim(ENTERED), who=ADA, reason=WHY))[0]
    assert ENTERED not in [members(one)[0] for one in queue(judged(rejected, unlinked), statements)]


# --- readings -----------------------------------------------------------------------------------------------------------


def test_a_side_set_by_a_person_counts_before_linking() -> None:
    survey = judging.set_side("andean  SURVEY", "Peru", who=ADA, reason=WHY)
    found = claim(ENTERED, judged(survey))
    assert found.independent_origins == 1
    assert found.standing is not None
    assert found.standing.term is StandingTerm.DISPUTED
    assert claim(STRUCK, bare(judged(survey))) == claim(STRUCK)


def test_a_side_can_be_set_for_one_report_alone_and_to_not_stated() -> None:
    wire, post = story()[0].report.id, story()[1].report.id
    decided = Decisions.of(recorded(judging.set_side("Army of Peru", None, who=ADA, reason=WHY, report=wire)))
    sides = [s.actor.side for r in decided.readings(story()) for s in r.statements if s.actor and _named(s.actor)]
    assert sides == [None, "Peru"]
    assert (
        Decisions.of(recorded(judging.set_side("Army of Peru", None, who=ADA, reason=WHY, report=post))).readings(
            story()
        )[0]
        == story()[0]
    )


def _named(actor: Any) -> bool:
    return isinstance(actor, Actor) and actor.name == "Army of Peru"


def test_a_corrected_report_is_linked_as_it_should_have_been_recorded() -> None:
    report = story()[1].report
    made = judging.set_report(report.id, who=ADA, reason=WHY, outlet="Harbour Post", published="2031-03-02")
    given_ = Decisions.of(recorded(made)).readings(story())
    right = given_[1].report
    assert (right.outlet, right.published, right.id) == ("Harbour Post", "2031-03-02", report.id)
    assert {right.stated[name].basis for name in ("outlet", "published")} == {Basis.JUDGEMENT}
    assert given_[0] is story()[0]
    found = claim(ENTERED, judged(made))
    assert members(found)[0] == "post0", "it now comes first"
    assert "Harbour Post" in found.relays


def test_the_own_voice_of_a_corrected_report_is_the_right_outlets() -> None:
    from twosource.reading.actors import publisher  # noqa: PLC0415

    reading = replace(
        story()[1],
        statements=tuple(replace(s, actor=publisher("post")) if s.id == "post1" else s for s in story()[1].statements),
    )
    made = judging.set_report(reading.report.id, who=ADA, reason=WHY, outlet="Harbour Post")
    (given_,) = Decisions.of(recorded(made)).readings([reading])
    assert [s.actor.name for s in given_.statements if isinstance(s.actor, Actor)][1] == "Harbour Post"
    assert given_.statements[0] == reading.statements[0]


def test_a_corrected_record_gives_way_to_the_right_one_of_the_same_text() -> None:
    wrong = story()[0]
    right = replace(wrong, report=replace(wrong.report, outlet="Northern Wire"))
    made = judging.set_report(wrong.report.id, who=ADA, reason=WHY, outlet="northern wire")
    assert Decisions.of(recorded(made)).readings([wrong, right]) == [right]
    other = judging.set_report(wrong.report.id, who=ADA, reason=WHY, outlet="Southern Wire")
    assert len(Decisions.of(recorded(other)).readings([wrong, right])) == 2


def test_corrections_add_up_and_the_last_word_counts() -> None:
    report = story()[0].report.id
    words = recorded(
        judging.set_report(report, who=ADA, reason=WHY, outlet="One", published="2031-03-01"),
        judging.set_report(report, who=BO, reason=WHY, outlet="Two"),
    )
    (right,) = [r.report for r in Decisions.of(words).readings(story()) if r.report.id == report]
    assert (right.outlet, right.published) == ("Two", "2031-03-01")
    (conflict,) = Decisions.of(words).conflicts()
    assert conflict.about == f"outlet of report {report}"
    assert conflict.judgements == tuple(words)


def test_conflicts_are_between_people_and_a_person_may_think_better_of_it() -> None:
    one, two, three = recorded(
        judging.set_side("Andean Survey", "Peru", who=ADA, reason=WHY),
        judging.set_side("Andean Survey", "Chile", who=BO, reason=WHY),
        judging.set_side("Andean Survey", "Chile", who=ADA, reason=WHY),
    )
    assert len(Decisions.of([one, two]).conflicts()) == 1
    assert Decisions.of([one, two, three]).conflicts() == ()
    assert Decisions.of([one, three]).conflicts() == ()


# --- undoing ------------------------------------------------------------------------------------------------------------


def test_an_undoing_can_be_undone() -> None:
    (one,) = recorded(judging.sign(claim(ENTERED), who=ADA))
    undone = replace(judging.undo(one.id, who=BO, reason=WHY), id="u1", at="2031-03-08T00:00:00.000000Z")
    redone = replace(judging.undo("u1", who=ADA, reason=WHY), id="u2", at="2031-03-09T00:00:00.000000Z")
    again = replace(judging.undo("u2", who=ADA, reason=WHY), id="u3", at="2031-03-10T00:00:00.000000Z")
    assert Decisions.of([one]).effective == (one,)
    assert Decisions.of([one, undone]).effective == ()
    assert Decisions.of([one, undone]).undone_by == {one.id: undone}
    assert Decisions.of([one, undone, redone]).effective == (one,)
    assert Decisions.of([one, undone, redone, again]).effective == ()


MEMBERS = {ENTERED: ("wire0", "post0", "gazette1"), STRUCK: ("wire2", "gazette0")}
EVERYBODY = st.sampled_from([s.id for reading in story() for s in reading.statements])
CLAIMS = st.sampled_from([ENTERED, STRUCK, DRONE, BOATS])
PEOPLE = st.sampled_from([ADA, BO])
NAMES = st.sampled_from(["Andean Survey", "Army of Peru", "Ecuador", "wire"])
LINKS = st.sampled_from([RelationType.DISPUTES, RelationType.CONFIRMS, RelationType.RETRACTS, RelationType.RESPONDS])


def words(about: st.SearchStrategy[str] = CLAIMS) -> st.SearchStrategy[Judgement]:
    """Any judgement of the story; many do not fit once others have been made."""
    said = st.fixed_dictionaries({"who": PEOPLE, "reason": st.just(WHY)})
    verdicts = st.one_of(
        st.builds(lambda c, kw: judging.sign(claim(c), **kw), about, said),
        st.builds(lambda c, kw: judging.reject(claim(c), **kw), about, said),
        st.builds(lambda c, n, kw: judging.overrule(claim(c), credibility=n, **kw), about, st.integers(1, 6), said),
    )
    links = st.one_of(
        st.builds(lambda c, s, r, kw: judging.link(claim(c), [s], r, **kw), about, EVERYBODY, LINKS, said),
        st.builds(lambda c, s, kw: judging.unlink(claim(c), [s], **kw), about, EVERYBODY, said),
    )
    splits = st.builds(
        lambda pick, kw: judging.split(claim(pick[0]), [pick[1]], **kw),
        about.filter(MEMBERS.__contains__).flatmap(lambda c: st.tuples(st.just(c), st.sampled_from(MEMBERS[c]))),
        said,
    )
    return verdicts | links | splits


def everywhere() -> st.SearchStrategy[Judgement]:
    """Also judgements of several claims, of speakers and of reports."""
    said = st.fixed_dictionaries({"who": PEOPLE, "reason": st.just(WHY)})
    pairs = st.lists(CLAIMS, min_size=2, max_size=3, unique=True)
    reports = st.sampled_from([reading.report.id for reading in story()])
    return st.one_of(
        words(),
        st.builds(lambda picked, kw: judging.merge([claim(c) for c in picked], **kw), pairs, said),
        st.builds(lambda n, kw: judging.set_side(n, "Chile", **kw), NAMES, said),
        st.builds(
            lambda n, letter, kw: judging.set_reliability(n, letter, **kw), NAMES, st.sampled_from("ABCDEF"), said
        ),
        st.builds(lambda r, kw: judging.set_report(r, outlet="Z", published="2031-03-01", **kw), reports, said),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(everywhere(), max_size=6), st.randoms())
def test_undoing_everything_in_any_order_brings_back_the_claims_as_they_were(made: list[Judgement], order: Any) -> None:
    made = recorded(*made)
    undoings = [judging.undo(one.id, who=BO, reason=WHY) for one in made]
    order.shuffle(undoings)
    everything = [*made, *(one.recorded(f"2031-03-08T{n:02}:00:00.000000Z") for n, one in enumerate(undoings))]
    decisions = Decisions.of(everything)
    assert decisions.readings(story()) == list(story())
    assert judged(*everything) == proposed()
    assert not [one for one in decisions.effective if one.shapes], "nothing shapes the claims any more"
    assert decisions.judgements == tuple(everything), "nothing is lost"


@settings(max_examples=60, deadline=None)
@given(st.lists(everywhere(), max_size=6))
def test_whatever_is_judged_no_statement_is_lost_and_ids_stay_unique(made: list[Judgement]) -> None:
    decisions = Decisions.of(recorded(*made))
    readings = decisions.readings(story())
    before = link(readings)
    applied = decisions.applied(before, readings)
    assert len({one.id for one in applied.claims}) == len(applied.claims)
    known = {s for one in applied.claims for s in (*members(one), *(r.source for r in one.relations))}
    unlinked = {s for one in made if one.action is Action.UNLINK for s in one.target.statements}
    assert {s for one in before for s in members(one)} <= known | unlinked
    for one in applied.claims:
        assert one.members
        assert {relation.target for relation in one.relations} <= set(members(one))
        assert not set(members(one)) & set(one.disputed_by)
    for problem in applied.problems:
        assert problem.judgement in decisions.effective


@settings(max_examples=60, deadline=None)
@given(st.lists(words(st.just(ENTERED)), max_size=3), st.lists(words(st.just(STRUCK)), max_size=3), st.randoms())
def test_judgements_of_different_claims_commute(one: list[Judgement], other: list[Judgement], order: Any) -> None:
    made = recorded(*one, *other)
    first, second = made[: len(one)], made[len(one) :]
    shuffled, left, right = [], list(first), list(second)
    while left or right:
        shuffled.append((left if left and (not right or order.random() < 0.5) else right).pop(0))
    assert judged(*made) == judged(*shuffled)
