"""Reliability as judged by persons: the letter of the source that a claim rests on."""

import pytest

from tests.invented import MINISTRY, NORLAND, RED_STAR, RIVAL, SPOKESMAN, SUDMARK, SURVEY, Story, report
from twosource.linking.decisions import folded
from twosource.model import Actor, Claim, Commitment, Standing
from twosource.standing import stand

OTHER = {NORLAND: SUDMARK, SUDMARK: NORLAND}


def stands(story: Story, claim: Claim, **letters: str) -> Standing:
    judged = {folded(name.replace("_", " ")): letter for name, letter in letters.items()}
    return stand(claim, story.statements, story.reports, reliability=judged)


def letter(story: Story, claim: Claim, **letters: str) -> str:
    return stands(story, claim, **letters).grade.reliability


def two() -> tuple[Story, Claim]:
    """Norland's ministry and spokesman assert it; so does the Survey; the Red Star Society denies it."""
    story = Story(report("a"), report("b"))
    said = [story.says("a", MINISTRY), story.says("a", SPOKESMAN), story.says("b", SURVEY)]
    denied = story.says("b", RED_STAR, Commitment.DENIES)
    return story, story.claim(*said, disputed_by=[denied])


def test_f_until_somebody_has_judged_the_source() -> None:
    story, claim = two()
    assert stand(claim, story.statements, story.reports) == stands(story, claim)
    assert letter(story, claim) == "F"
    assert letter(story, claim, Somebody_Else="A") == "F"
    assert "no person has judged the source yet" in stands(story, claim).why[-1]


def test_one_origin_has_its_own_letter_whatever_the_outlets_are() -> None:
    story = Story(report("a"), report("b"))
    claim = story.claim(story.says("a", MINISTRY), story.own("b"))
    assert letter(story, claim, Ministry_of_Defence_of_Norland="D") == "D"
    assert letter(story, claim, A="A", B="A") == "F", "the outlets pass it on"
    assert (
        "judged Ministry of Defence of Norland as a source: not usually reliable"
        in (stands(story, claim, Ministry_of_Defence_of_Norland="D").why[-1])
    )


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ({"Ministry_of_Defence_of_Norland": "D"}, "D"),
        ({"Ministry_of_Defence_of_Norland": "D", "Harbour_Survey": "B"}, "B"),  # independent: the most reliable
        ({"Ministry_of_Defence_of_Norland": "B", "Ana_Roe": "E"}, "E"),  # of one side: the least reliable
        ({"Ministry_of_Defence_of_Norland": "B", "Ana_Roe": "E", "Harbour_Survey": "C"}, "C"),
        ({"Ministry_of_Defence_of_Norland": "B", "Ana_Roe": "F"}, "B"),  # F says nothing
        ({"Ministry_of_Defence_of_Norland": "E", "Harbour_Survey": "F"}, "E"),
        ({"Harbour_Survey": "F"}, "F"),
        ({"Red_Star_Society": "A"}, "F"),  # who denies it is not its source
    ],
)
def test_several_sources(letters: dict[str, str], expected: str) -> None:
    story, claim = two()
    assert letter(story, claim, **letters) == expected


def test_who_took_it_back_is_its_source_no_longer() -> None:
    story = Story(report("a"), report("b"))
    said = [story.says("a", MINISTRY), story.says("b", SURVEY)]
    back = story.says("b", SURVEY, Commitment.DENIES)
    claim = story.claim(*said, retracted_by=[back])
    assert letter(story, claim, Ministry_of_Defence_of_Norland="D", Harbour_Survey="A") == "D"


def test_an_outlet_is_judged_where_nobody_else_is_named() -> None:
    story = Story(report("a"))
    assert letter(story, story.claim(story.own("a")), A="C") == "C"


def test_reliability_never_touches_credibility_or_standing() -> None:
    story, claim = two()
    plain, judged = stands(story, claim), stands(story, claim, Harbour_Survey="A", Ana_Roe="E")
    assert (plain.term, plain.rules, plain.grade.credibility) == (judged.term, judged.rules, judged.grade.credibility)
    assert plain.why[:-1] == judged.why[:-1]


@pytest.mark.parametrize("judged", ["A", "B", "C", "D", "E", "F"])
def test_both_sides_are_treated_alike(judged: str) -> None:
    def of(one: Actor) -> str:
        story = Story(report("a"))
        return letter(story, story.claim(story.says("a", one)), **{one.name: judged})

    swapped = Actor(name=MINISTRY.name.replace(NORLAND, SUDMARK), kind=MINISTRY.kind, side=SUDMARK)
    assert of(MINISTRY) == of(swapped) == of(RIVAL) == judged
