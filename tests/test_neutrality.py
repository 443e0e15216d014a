"""Rule 9: exchange the two parties' names, and nothing but the names changes."""

import re

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.invented import (
    CRITICS,
    LANDING,
    MINISTRY,
    NORLAND,
    RED_STAR,
    RIVAL,
    SPOKESMAN,
    STATE,
    SUDMARK,
    SURVEY,
    WIRE,
    WITNESSES,
    Story,
    report,
)
from twosource.model import Actor, Commitment, Proposition, Span, Standing, StandingTerm, Statement
from twosource.standing import stand

PARTIES = {NORLAND: SUDMARK, SUDMARK: NORLAND}
MIRRORED = [MINISTRY, SPOKESMAN, STATE, Actor(name="officials of Norland", kind=CRITICS.kind, side=NORLAND)]
NEUTRAL = [SURVEY, RED_STAR, WITNESSES, CRITICS, WIRE, None]
GROUPS = ["members", "disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses", "bears_on"]
OFTEN = ["members"] * 5 + ["disputed_by"] * 5 + GROUPS
"""What decides most is drawn most."""
NEWS = [report(f"r{i}", published=f"2031-05-0{i + 1}") for i in range(1, 3)]
NEWS.append(report("r0", published="2031-05-01", text="Satellite imagery shows nobody on the island."))


def exchanged(text: str | None) -> str | None:
    """The text with the two parties' names exchanged."""
    return None if text is None else re.sub("Norland|Sudmark", lambda m: PARTIES[m[0]], text)


def swapped(actor: Actor | None) -> Actor | None:
    if actor is None:
        return None
    return msgspec.structs.replace(
        actor, name=exchanged(actor.name), side=exchanged(actor.side), organisation=exchanged(actor.organisation)
    )


voices = st.sampled_from([*MIRRORED, *(swapped(actor) for actor in MIRRORED), *NEUTRAL])
propositions = st.builds(
    Proposition,
    event_type=st.sampled_from(["strike", "withdrawal", "talks", None]),
    agent=st.sampled_from([NORLAND, SUDMARK, None]),
    patient=st.sampled_from([NORLAND, SUDMARK, None]),
    polarity=st.booleans(),
)
Row = tuple[str, int, Actor | None, Commitment, Proposition, bool, bool]
"""Group, report, actor, commitment, proposition, whether in the outlet's own voice, whether nested in the one before."""
rows = st.lists(
    st.tuples(
        st.sampled_from(OFTEN),
        st.integers(0, 2),
        voices,
        st.sampled_from([Commitment.ASSERTS] * 4 + [Commitment.DENIES] * 4 + list(Commitment)),
        propositions,
        st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=9,
)


def told(drawn: list[Row], *, swap: bool) -> Standing:
    story = Story(*NEWS)
    groups: dict[str, list[Statement]] = {name: [] for name in GROUPS}
    for group, place, actor, commitment, proposition, own, nested in drawn:
        said = proposition
        if swap:
            said = msgspec.structs.replace(said, agent=exchanged(said.agent), patient=exchanged(said.patient))
        span = Span(0, 43) if place == 0 else None
        holder = f"s{len(story.statements) - 1}" if nested and story.statements else None
        if own:
            made = story.own(f"r{place}", commitment=commitment, proposition=said, span=span)
        else:
            voice = swapped(actor) if swap else actor
            made = story.says(f"r{place}", voice, commitment, proposition=said, nested_in=holder, span=span)
        groups[group].append(made)
    return stand(story.claim(*groups.pop("members"), **groups), story.statements, story.reports)


@settings(max_examples=400, deadline=None)
@given(rows)
def test_rule_9_exchanging_the_parties_names_changes_nothing_but_the_names(
    drawn: list[Row],
) -> None:
    here, there = told(drawn, swap=False), told(drawn, swap=True)
    assert (there.term, there.grade, there.rules) == (here.term, here.grade, here.rules)
    assert there.why == tuple(exchanged(line) for line in here.why)
    assert here.grade.credibility > 1 or here.why[0][0] in "23456789"


def test_rule_9_is_tested_on_cases_that_differ_between_the_parties() -> None:
    plain = ("members", 1, MINISTRY, Commitment.ASSERTS, LANDING, False, False)
    denial = ("disputed_by", 2, RIVAL, Commitment.DENIES, LANDING, False, False)
    here, there = told([plain, denial], swap=False), told([plain, denial], swap=True)
    assert here.term is there.term is StandingTerm.DISPUTED
    assert here.why != there.why
