"""The rules of standing: one test a rule, the order among them, the grades and the reasons. Rule 9: test_neutrality."""

import re
import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from tests.invented import (
    CRITICS,
    LANDING,
    MINISTRY,
    NORLAND,
    RED_STAR,
    RIVAL,
    RIVAL_SPOKESWOMAN,
    SPOKESMAN,
    SUDMARK,
    SURVEY,
    WITNESSES,
    Story,
    report,
)
from twosource.model import (
    Actor,
    ActorKind,
    Claim,
    Commitment,
    Difference,
    Kind,
    Proposition,
    Report,
    Span,
    Standing,
    StandingTerm,
    Statement,
    ValueOf,
)
from twosource.reading.taxonomy import taxonomy
from twosource.standing import rules, stand
from twosource.standing.case import assemble, evidence_in, harms
from twosource.standing.grades import CREDIBILITY

DOCS = Path(__file__).parents[1] / "docs" / "rules-of-standing.md"
SEEN = "Satellite imagery shows nobody on the island, and no footage of a landing exists."


@pytest.fixture
def story() -> Story:
    return Story(
        report("first", published="2031-05-01"),
        report("second", published="2031-05-02"),
        report("imagery", published="2031-05-03", text=SEEN),
    )


def standing(story: Story, *members: Statement, **groups: list[Statement]) -> Standing:
    return stand(story.claim(*members, **groups), story.statements, story.reports)


def seen(story: Story, actor: Actor, commitment: Commitment = Commitment.ASSERTS) -> Statement:
    """A statement that names satellite imagery."""
    return story.says("imagery", actor, commitment, span=Span(0, 43))


def test_rule_1_one_side_is_one_origin_however_many_relay_it(story: Story) -> None:
    found = standing(story, story.says("first", MINISTRY, channel="Telegram"), story.says("second", SPOKESMAN))
    assert found.term is StandingTerm.SINGLE_ORIGIN
    assert found.why[0] == (
        "One origin: 2 speakers for Norland (Ministry of Defence of Norland via Telegram and Ana Roe); "
        "2 outlets relay it (FIRST and SECOND)."
    )
    assert found.rules == (1, 2)


def test_rule_2_a_denial_by_another_side_or_a_third_party_disputes(story: Story) -> None:
    said = story.says("first", MINISTRY)
    by_rival = story.says("second", RIVAL, Commitment.DENIES)
    by_third = story.says("second", SURVEY, Commitment.DENIES)
    assert standing(story, said, disputed_by=[by_rival]).term is StandingTerm.DISPUTED
    assert standing(story, said, disputed_by=[by_third]).term is StandingTerm.DISPUTED
    both = standing(story, said, disputed_by=[by_rival, story.says("second", RIVAL_SPOKESWOMAN, Commitment.DENIES)])
    assert "Denied by General Staff of Sudmark (Sudmark) and Ilse Brandt (Sudmark): speakers of one side." in both.why


def test_rule_2_a_word_from_the_same_side_is_no_denial(story: Story) -> None:
    own = story.says("second", SPOKESMAN, Commitment.DENIES)
    found = standing(story, story.says("first", MINISTRY), disputed_by=[own])
    assert found.term is StandingTerm.SINGLE_ORIGIN
    assert any(
        line.startswith("Contradicted by Ana Roe (Norland), from the side that asserts it") for line in found.why
    )


@pytest.mark.parametrize("actor", [CRITICS, None, WITNESSES])
def test_rule_2_a_denial_by_the_unnamed_is_not_hidden(story: Story, actor: Actor | None) -> None:
    said = story.says("first", actor)
    assert (
        standing(story, said, disputed_by=[story.says("second", RIVAL, Commitment.DENIES)]).term
        is StandingTerm.DISPUTED
    )
    denial = story.says("second", actor, Commitment.DENIES)
    assert standing(story, story.says("first", MINISTRY), disputed_by=[denial]).term is StandingTerm.DISPUTED


def test_rule_2_what_is_only_denied_is_disputed(story: Story) -> None:
    denial = story.says("first", RIVAL, Commitment.DENIES)
    found = standing(story, denial, disputed_by=[denial])
    assert found.term is StandingTerm.DISPUTED
    assert found.why[0] == "Nobody in these reports asserts it."


def test_rule_3_a_second_origin_corroborates_from_its_own_knowledge(story: Story) -> None:
    said = story.says("first", MINISTRY)
    assert standing(story, said, story.says("second", SURVEY)).term is StandingTerm.CORROBORATED
    confirms = story.says("second", SURVEY, Commitment.CONFIRMS)
    assert standing(story, said, confirmed_by=[confirms]).term is StandingTerm.CORROBORATED
    guesses = story.says("second", SURVEY, Commitment.SPECULATES)
    assert standing(story, said, guesses).term is StandingTerm.SINGLE_ORIGIN


def test_rule_3_two_third_parties_or_one_with_evidence_confirm(story: Story) -> None:
    said, one = story.says("first", MINISTRY), story.says("first", SURVEY)
    two = standing(story, said, one, story.says("second", RED_STAR))
    assert two.term is StandingTerm.INDEPENDENTLY_CONFIRMED
    evidence = standing(story, said, seen(story, SURVEY))
    assert evidence.term is StandingTerm.INDEPENDENTLY_CONFIRMED
    assert "Confirmed by Harbour Survey (third party), naming its evidence (Satellite imagery)." in evidence.why
    assert standing(story, said, seen(story, RIVAL)).term is StandingTerm.CORROBORATED
    assert standing(story, said, seen(story, WITNESSES)).term is StandingTerm.CORROBORATED
    assert standing(story, one, story.says("second", WITNESSES)).term is StandingTerm.CORROBORATED


def test_rule_3_one_third_party_alone_is_one_origin_whatever_it_shows(story: Story) -> None:
    assert standing(story, seen(story, SURVEY)).term is StandingTerm.SINGLE_ORIGIN


def test_rule_4_the_harmed_side_affirms_what_the_other_asserts(story: Story) -> None:
    said = story.says("first", MINISTRY, proposition=LANDING)
    found = standing(story, said, story.says("second", RIVAL, Commitment.CONFIRMS))
    assert found.term is StandingTerm.CONFIRMED_BY_ADVERSARY
    assert found.rules == (1, 4, 7)
    assert "Affirmed by Sudmark, the side that it harms." in found.why


def test_rule_4_who_reports_what_was_done_to_it_is_no_adversary(story: Story) -> None:
    raid = Proposition(event_type="strike", agent=SUDMARK, patient=NORLAND)
    said = story.says("first", MINISTRY, proposition=raid)
    assert standing(story, said).term is StandingTerm.SINGLE_ORIGIN
    ally = Actor(name="Vesterland", side="Vesterland")
    assert standing(story, said, story.says("second", ally)).term is StandingTerm.CORROBORATED


@pytest.mark.parametrize(
    ("event", "agent", "patient", "polarity", "term"),
    [
        ("withdrawal", SUDMARK, None, True, StandingTerm.CORROBORATED),
        ("withdrawal", SUDMARK, NORLAND, True, StandingTerm.CONFIRMED_BY_ADVERSARY),
        (
            "strike",
            "Ministry of Defence of Norland",
            "General Staff of Sudmark",
            True,
            StandingTerm.CONFIRMED_BY_ADVERSARY,
        ),
        ("strike", NORLAND, SUDMARK, False, StandingTerm.CORROBORATED),
        ("strike", NORLAND, NORLAND, True, StandingTerm.CORROBORATED),
        ("talks", NORLAND, SUDMARK, True, StandingTerm.CORROBORATED),
        (None, NORLAND, SUDMARK, True, StandingTerm.CORROBORATED),
    ],
)
def test_rule_4_looks_at_whom_the_event_harms(
    story: Story, event: str | None, agent: str, patient: str | None, polarity: bool, term: StandingTerm
) -> None:
    proposition = Proposition(event_type=event, agent=agent, patient=patient, polarity=polarity)
    said = story.says("first", MINISTRY, proposition=proposition)
    assert standing(story, said, story.says("second", RIVAL)).term is term


def test_rule_4_knows_whose_a_thing_is_where_the_report_says_so(story: Story) -> None:
    hit = Proposition(event_type="strike", agent=NORLAND, patient="Grayling")
    affirmed = story.says("second", RIVAL)
    assert standing(story, story.says("first", MINISTRY, proposition=hit), affirmed).term is StandingTerm.CORROBORATED
    owned = story.says("first", MINISTRY, proposition=msgspec.structs.replace(hit, patient_side=SUDMARK))
    assert standing(story, owned, affirmed).term is StandingTerm.CONFIRMED_BY_ADVERSARY


def test_rule_4_takes_the_opponent_from_what_is_said_about_the_claim(story: Story) -> None:
    sinking = Proposition(event_type="sinking", patient=SUDMARK)
    said, affirmed = story.says("first", MINISTRY, proposition=sinking), story.says("second", RIVAL)
    assert standing(story, said, affirmed).term is StandingTerm.CORROBORATED
    answer = story.says("second", SURVEY, proposition=LANDING)
    assert standing(story, said, affirmed, responses=[answer]).term is StandingTerm.CONFIRMED_BY_ADVERSARY


def test_rule_5_could_not_be_verified_neither_confirms_nor_denies(story: Story) -> None:
    said = story.says("first", MINISTRY)
    bare = standing(story, said)
    notes = [story.cannot_verify("first"), story.cannot_verify("second")]
    unseen = story.says("second", SURVEY, Commitment.NO_EVIDENCE_OBSERVED)
    found = standing(story, said, unable_to_verify=notes, bears_on=[unseen])
    assert (found.term, found.grade) == (bare.term, bare.grade)
    assert found.rules == (1, 2, 5)
    assert (
        "Could not be verified by FIRST and SECOND; no evidence of it was seen by Harbour Survey (third party): "
        "this neither confirms nor denies it."
    ) in found.why
    misfiled = standing(story, said, disputed_by=[unseen], confirmed_by=[notes[0]])
    assert misfiled.term is StandingTerm.SINGLE_ORIGIN
    assert any("No evidence of it was seen" in line or "no evidence of it was seen" in line for line in misfiled.why)


def test_an_outlet_has_no_side_to_be_stated(story: Story) -> None:
    cited = Actor(name="Harbour Times", kind=ActorKind.OUTLET)
    note = story.says("second", cited, Commitment.UNABLE_TO_VERIFY)
    found = standing(story, story.says("first", MINISTRY), unable_to_verify=[note])
    assert "Could not be verified by Harbour Times: this neither confirms nor denies it." in found.why


def test_rule_6_an_answer_that_does_not_deny_is_no_denial(story: Story) -> None:
    said = story.says("first", MINISTRY)
    answer = story.says("second", RIVAL, Commitment.DEMANDS, response=True)
    found = standing(story, said, responses=[answer], disputed_by=[answer])
    assert found.term is StandingTerm.SINGLE_ORIGIN
    assert found.rules == (1, 2, 6)
    assert "Answered by General Staff of Sudmark (Sudmark), without denying it." in found.why
    denial = story.says("second", RIVAL, Commitment.DENIES, response=True)
    assert standing(story, said, responses=[denial], disputed_by=[denial]).term is StandingTerm.DISPUTED


def test_rule_7_what_its_own_origin_takes_back_is_retracted(story: Story) -> None:
    said = story.says("first", MINISTRY)
    back = story.says("second", SPOKESMAN)
    found = standing(story, said, retracted_by=[back])
    assert found.term is StandingTerm.RETRACTED
    assert "Taken back by its own origin: Ana Roe (Norland)." in found.why
    stands = standing(story, said, story.says("second", SURVEY), retracted_by=[back])
    assert stands.term is StandingTerm.SINGLE_ORIGIN
    assert "Taken back by Ana Roe (Norland); others stand by it." in stands.why
    assert standing(story, said, retracted_by=[story.says("second", RIVAL)]).term is StandingTerm.SINGLE_ORIGIN


def test_rule_7_a_third_party_with_evidence_refutes(story: Story) -> None:
    said = story.says("first", MINISTRY)
    found = standing(story, said, disputed_by=[seen(story, SURVEY, Commitment.DENIES)])
    assert found.term is StandingTerm.REFUTED
    assert "Contradicted, with named evidence, by Harbour Survey (third party) (Satellite imagery)." in found.why
    for actor in (RIVAL, WITNESSES):
        assert standing(story, said, disputed_by=[seen(story, actor, Commitment.DENIES)]).term is StandingTerm.DISPUTED


def everything(story: Story) -> dict[str, list[Statement]]:
    """Groups that make every term hold at once; the key is the claim's field."""
    return {
        "members": [
            story.says("first", MINISTRY, proposition=LANDING),
            story.says("first", RIVAL),
            seen(story, SURVEY),
            story.says("first", RED_STAR),
        ],
        "retracted_by": [story.says("second", actor) for actor in (MINISTRY, RIVAL, SURVEY, RED_STAR)],
        "disputed_by": [seen(story, Actor(name="Coast Watch", side="third-party"), Commitment.DENIES)],
    }


def test_rule_7_names_the_first_that_holds(story: Story) -> None:
    groups = everything(story)
    members = groups.pop("members")
    denial, mild = groups["disputed_by"], [story.says("second", CRITICS, Commitment.DENIES)]
    steps = [
        standing(story, *members, **groups),
        standing(story, *members, disputed_by=denial),
        standing(story, *members, disputed_by=mild),
        standing(story, *members[:2], disputed_by=mild),
        standing(story, members[0], members[3], disputed_by=mild),
        standing(story, members[0], disputed_by=mild),
        standing(story, members[0]),
    ]
    assert [step.term for step in steps] == list(StandingTerm)
    assert all(any(line.startswith("Denied by") for line in step.why) for step in steps[:-1])


def test_rule_8_the_outlets_own_voice_is_background(story: Story) -> None:
    said = story.says("first", MINISTRY)
    found = standing(story, said, story.own("second"))
    assert found.term is StandingTerm.SINGLE_ORIGIN
    assert found.rules == (1, 2, 8)
    assert "Said by SECOND in the outlet's own voice: background, which counts neither way." in found.why
    against = standing(story, said, disputed_by=[story.own("second", commitment=Commitment.DENIES)])
    assert against.term is StandingTerm.SINGLE_ORIGIN
    assert any(line.startswith("Contradicted by SECOND in the outlet's own voice") for line in against.why)
    alone = standing(story, story.own("first"), story.own("second"))
    assert alone.term is StandingTerm.SINGLE_ORIGIN
    assert "may have it from one source that is not stated" in alone.why[0]


def test_no_rule_knows_a_party() -> None:
    data = tomllib.loads(files("twosource.standing").joinpath("data/rules.toml").read_text(encoding="utf-8"))
    assert set(data) == {"harms", "evidence"}
    assert set(harms().values()) == {"agent", "patient"}
    named = taxonomy()
    words = [
        word for table in (named.verbs, named.nouns, named.adjectives) for listed in table.values() for word in listed
    ]
    assert set(harms()) <= {word.event for word in words}


def test_a_better_standing_never_has_a_worse_grade_and_a_dispute_never_helps() -> None:
    order = [StandingTerm.SINGLE_ORIGIN, StandingTerm.CORROBORATED, StandingTerm.INDEPENDENTLY_CONFIRMED]
    for less, more in pairwise(order):
        assert CREDIBILITY[less] > CREDIBILITY[more]
    assert all(calm <= contested for calm, contested in CREDIBILITY.values())
    assert [term for term, grades in CREDIBILITY.items() if 1 in grades] == [StandingTerm.INDEPENDENTLY_CONFIRMED]
    assert set(CREDIBILITY) == set(StandingTerm)


def test_reliability_waits_for_a_person(story: Story) -> None:
    found = standing(story, story.says("first", MINISTRY), seen(story, SURVEY), story.says("second", RED_STAR))
    assert (found.grade.reliability, found.grade.credibility) == ("F", 1)
    assert found.why[-1].startswith("Proposed grade F1: no person has judged the source yet; confirmed by other")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("citing  satellite\nimagery from Sunday", "satellite imagery"),
        ("published geolocated footage", "geolocated footage"),
        ("two photographs show it", "photographs"),
        ("there is no independent footage of it", None),
        ("without any video", None),
        ("spoke of a landing", None),
    ],
)
def test_evidence_is_named_or_it_is_not(text: str, evidence: str | None) -> None:
    story = Story(report("a", text=text))
    assert evidence_in(story.says("a", SURVEY, span=Span(0, len(text))), story.reports) == evidence
    assert evidence_in(story.says("a", SURVEY, span=Span(0, 1)), {}) is None


def test_differences_and_long_lists_are_counted(story: Story) -> None:
    people = [Actor(name=f"Officer {n}", side=NORLAND) for n in "ABCDEF"]
    claim = story.claim(*(story.says("first", actor) for actor in people))
    values = tuple(ValueOf(value=value, statements=("s0",)) for value in ("300", "400"))
    claim = msgspec.structs.replace(claim, differences=(Difference(point="number", values=values),))
    why = stand(claim, story.statements, story.reports).why
    assert "6 speakers for Norland (Officer A, Officer B, Officer C and 3 more); 1 outlet relays it (FIRST)" in why[0]
    assert "The accounts differ on: number." in why


def test_ids_that_are_not_there_are_passed_over(story: Story) -> None:
    claim = story.claim(story.says("first", MINISTRY), disputed_by=[story.says("second", RIVAL, Commitment.DENIES)])
    del story.statements["s1"]
    assert stand(claim, story.statements, story.reports).term is StandingTerm.SINGLE_ORIGIN
    assert stand(claim, {}, {}).why[0] == "Nobody in these reports asserts it."


def test_who_is_not_known_to_be_independent_is_named_as_such(story: Story) -> None:
    found = standing(story, story.says("first", MINISTRY), story.says("second", CRITICS))
    assert "Said by critics (side not stated), too: this adds no independent origin." in found.why


def test_the_words_are_neutral(story: Story) -> None:
    groups = everything(story)
    found = standing(story, *groups.pop("members"), **groups, unable_to_verify=[story.cannot_verify("first")])
    loaded = r"\b(claimed|alleged|admitted|conceded|lied?|propaganda|regime|enemy|truth|fact)\b"
    assert not re.search(loaded, " ".join(found.why), re.IGNORECASE)


def test_every_rule_is_published_under_its_number() -> None:
    text = DOCS.read_text(encoding="utf-8")
    numbers = {int(n) for n in re.findall(r"^### Rule (\d)", text, re.MULTILINE)}
    assert numbers == set(range(1, 10))
    functions = {name for name in vars(rules) if name.startswith("rule_")}
    assert functions == set(re.findall(r"`(rule_\w+)`", text))
    for term, (calm, contested) in CREDIBILITY.items():
        assert re.search(rf"^\| {term} \| {calm} \| {contested} \|", text, re.MULTILINE), term


def test_a_case_keeps_what_a_claim_lists() -> None:
    made: Report = report("a")
    story = Story(made)
    claim: Claim = story.claim(story.says("a", MINISTRY), unable_to_verify=[story.cannot_verify("a")])
    case = assemble(claim, story.statements, story.reports)
    assert [s.kind for s in case.not_verified] == [Kind.VERIFICATION]
    assert [s.id for s in case.everything()] == ["s0"]
