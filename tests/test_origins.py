"""Origins and relays: who is one source, and who only passes on."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.invented import (
    CRITICS,
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
from twosource.linking.origins import NOT_STATED, Trace, published_by, published_from, trace
from twosource.model import Actor, ActorKind, Commitment, Report, Span, Statement
from twosource.model.actor import OUTLET_SIDE, THIRD_PARTY


@pytest.fixture
def story() -> Story:
    return Story(
        report("first", published="2031-05-01T08:00:00Z"),
        report("second", published="2031-05-01T12:00:00+03:00"),
        report("third", published="2031-05-01"),
    )


def traced(story: Story, *members: Statement) -> Trace:
    return trace(members, story.statements, story.reports)


def test_one_side_is_one_origin_however_many_relay_it(story: Story) -> None:
    members = [
        story.says("first", MINISTRY, channel="Telegram"),
        story.says("second", MINISTRY),
        story.says("third", SPOKESMAN),
    ]
    found = traced(story, *members)
    assert found.independent_origins == 1
    assert found.relays == ("FIRST", "SECOND", "THIRD")
    assert [(o.actor, o.side, o.channel) for o in found.origins] == [
        ("Ministry of Defence of Norland", NORLAND, "Telegram"),
        ("Ana Roe", NORLAND, None),
    ]
    assert found.origins[0].statements == ("s0", "s1")


def test_two_sides_and_each_named_third_party_are_independent(story: Story) -> None:
    members = [story.says("first", actor) for actor in (MINISTRY, RIVAL, SURVEY, RED_STAR)]
    assert traced(story, *members).independent_origins == 4


def test_people_of_one_organisation_are_one_third_party(story: Story) -> None:
    analysts = [
        Actor(name=name, kind=ActorKind.PERSON, organisation="Harbour Survey", side=THIRD_PARTY)
        for name in ("A B", "C D")
    ]
    found = traced(story, story.says("first", SURVEY), *(story.says("second", actor) for actor in analysts))
    assert found.independent_origins == 1
    assert len(found.origins) == 3


def test_unnamed_witnesses_are_not_known_to_be_several(story: Story) -> None:
    others = Actor(name="two residents", kind=ActorKind.UNNAMED, side=THIRD_PARTY)
    assert traced(story, story.says("first", WITNESSES), story.says("second", others)).independent_origins == 1
    assert traced(story, story.says("first", MINISTRY), story.says("second", others)).independent_origins == 2


def test_who_speaks_for_an_unstated_side_adds_nothing_but_is_shown(story: Story) -> None:
    found = traced(story, story.says("first", MINISTRY), story.says("second", CRITICS))
    assert found.independent_origins == 1
    assert [o.actor for o in found.origins] == ["Ministry of Defence of Norland", "critics"]
    assert traced(story, story.says("first", CRITICS), story.says("second", None)).independent_origins == 1


def test_a_person_without_a_side_joins_that_of_the_organisation(story: Story) -> None:
    person = Actor(name="Ola Vik", kind=ActorKind.PERSON, organisation="ministry of defence of  Norland")
    found = traced(story, story.says("first", MINISTRY), story.says("second", person))
    assert [o.side for o in found.origins] == [NORLAND, NORLAND]
    assert found.independent_origins == 1


def test_a_source_that_is_not_stated_is_an_origin_without_a_name(story: Story) -> None:
    found = traced(story, story.says("first", None))
    assert [(o.actor, o.side) for o in found.origins] == [(NOT_STATED, None)]
    assert found.independent_origins == 1


@pytest.mark.parametrize(
    "commitment", [Commitment.SPECULATES, Commitment.PREDICTS, Commitment.CONDITIONAL, Commitment.DEMANDS]
)
def test_who_does_not_vouch_adds_no_independent_origin(story: Story, commitment: Commitment) -> None:
    members = [story.says("first", MINISTRY), story.says("second", RIVAL, commitment)]
    assert traced(story, *members).independent_origins == 1
    assert traced(story, story.says("first", MINISTRY, commitment)).independent_origins == 1


def test_what_the_state_said_goes_to_the_first_who_spoke_for_it(story: Story) -> None:
    found = traced(story, story.says("first", STATE), story.says("second", SPOKESMAN), story.says("third", MINISTRY))
    assert [o.actor for o in found.origins] == ["Ana Roe", "Ministry of Defence of Norland"]
    assert set(found.origins[0].statements) == {"s0", "s1"}
    assert [o.actor for o in traced(story, story.statements["s0"]).origins] == [NORLAND]


def test_the_outer_statement_relays_and_the_inner_is_the_origin(story: Story) -> None:
    outer = story.says("first", WIRE)
    inner = story.says("first", MINISTRY, nested_in=outer.id)
    for members in ([outer, inner], [inner]):
        found = traced(story, *members)
        assert [o.actor for o in found.origins] == ["Ministry of Defence of Norland"]
        assert found.relays == ("Northern Wire", "FIRST")


def test_a_side_that_quotes_the_other_is_no_origin(story: Story) -> None:
    outer = story.says("first", RIVAL)
    inner = story.says("first", MINISTRY, nested_in=outer.id)
    found = traced(story, outer, inner)
    assert [o.side for o in found.origins] == [NORLAND]
    assert found.relays == ("FIRST",)


def test_an_outlet_that_denies_what_it_quotes_does_not_relay_it(story: Story) -> None:
    outer = story.says("first", WIRE, Commitment.DENIES)
    inner = story.says("first", MINISTRY, nested_in=outer.id)
    assert traced(story, inner).relays == ("FIRST",)


def test_of_two_that_hold_each_other_the_outlet_passes_on(story: Story) -> None:
    one = story.says("first", MINISTRY, nested_in="s1")
    other = story.says("first", WIRE, nested_in="s0")
    found = traced(story, one, other)
    assert [o.actor for o in found.origins] == ["Ministry of Defence of Norland"]
    assert found.relays == ("Northern Wire", "FIRST")


def test_the_own_voice_is_no_origin_where_somebody_is_named(story: Story) -> None:
    found = traced(story, story.own("first"), story.says("second", MINISTRY))
    assert [o.actor for o in found.origins] == ["Ministry of Defence of Norland"]
    assert found.relays == ("FIRST", "SECOND")


def test_outlets_in_their_own_voice_are_origins_but_one_source(story: Story) -> None:
    found = traced(story, story.own("first"), story.own("second"), story.own("second"))
    assert [(o.actor, o.side, o.statements) for o in found.origins] == [
        ("FIRST", OUTLET_SIDE, ("s0",)),
        ("SECOND", OUTLET_SIDE, ("s1", "s2")),
    ]
    assert found.relays == ()
    assert found.independent_origins == 1


def test_an_outlet_that_another_cites_is_a_relay_where_somebody_is_named(story: Story) -> None:
    found = traced(story, story.says("first", WIRE), story.says("second", MINISTRY))
    assert [o.actor for o in found.origins] == ["Ministry of Defence of Norland"]
    assert found.relays == ("Northern Wire", "FIRST", "SECOND")


def test_media_that_speak_for_a_side_count_for_it(story: Story) -> None:
    channel = Actor(name="Sudmark One", kind=ActorKind.OUTLET, side=SUDMARK)
    assert traced(story, story.says("first", MINISTRY), story.says("second", channel)).independent_origins == 2
    assert traced(story, story.says("first", RIVAL), story.says("second", channel)).independent_origins == 1


def test_an_official_text_speaks_for_its_publisher() -> None:
    story = Story(report("order", outlet="Ana Roe"))
    found = traced(story, story.own("order", SPOKESMAN))
    assert [(o.actor, o.side) for o in found.origins] == [("Ana Roe", NORLAND)]
    assert found.relays == ()


WIRE_STORY = " ".join(f"word{i}" for i in range(60))


def test_a_copy_of_a_story_is_no_origin() -> None:
    story = Story(
        report("wire", text=WIRE_STORY, published="2031-05-01T08:00:00Z"),
        report("copy", text=f"COPY {WIRE_STORY} and a line of its own", published="2031-05-01T09:00:00Z"),
        report("other", text=" ".join(f"else{i}" for i in range(60)), published="2031-05-01T10:00:00Z"),
    )
    found = traced(story, *(story.own(doc) for doc in ("copy", "other", "wire")))
    assert [(o.actor, o.statements) for o in found.origins] == [("WIRE", ("s2", "s0")), ("OTHER", ("s1",))]
    assert found.relays == ("COPY",)


def test_a_state_behind_its_official_is_the_official(story: Story) -> None:
    outer = story.says("first", SPOKESMAN)
    inner = story.says("first", STATE, nested_in=outer.id)
    assert [o.actor for o in traced(story, outer, inner).origins] == ["Ana Roe"]
    assert [o.statements for o in traced(story, inner).origins] == [(inner.id,)]


def thought(cue: str, *, outer: Actor = SPOKESMAN, inner: Actor = RIVAL) -> Trace:
    """Of "OUTER said that INNER CUE that it was so"."""
    text = f"said {cue} it was so"
    story = Story(report("first", text=text))
    said = story.says("first", outer, cue=(Span(0, 4),), span=Span(5, len(text)))
    held = Span(5, 5 + len(cue))
    return traced(story, story.says("first", inner, cue=(held,), span=Span(held.end + 1, len(text)), nested_in=said.id))


def test_what_the_enemy_is_said_to_have_known_is_no_word_of_the_enemy() -> None:
    known = thought("knew")
    assert [(o.actor, o.side) for o in known.origins] == [("Ana Roe", NORLAND)]
    assert known.independent_origins == 1
    assert [o.side for o in thought("said").origins] == [SUDMARK]


def test_what_the_enemy_is_said_to_believe_nobody_vouches_for() -> None:
    story = Story(report("first", text="said believed it was so"), report("second"))
    said = story.says("first", SPOKESMAN, cue=(Span(0, 4),))
    belief = story.says("first", RIVAL, cue=(Span(5, 13),), nested_in=said.id)
    assert traced(story, belief, story.says("second", SURVEY)).independent_origins == 1
    own = story.says("first", STATE, cue=(Span(5, 13),), nested_in=said.id)
    assert traced(story, own, story.says("second", SURVEY)).independent_origins == 2


def test_a_wire_that_is_cited_for_what_somebody_believes_is_a_relay(story: Story) -> None:
    outer = story.says("first", WIRE)
    inner = story.says("first", STATE, nested_in=outer.id)
    assert [o.actor for o in traced(story, outer, inner).origins] == [NORLAND]


@pytest.mark.parametrize(
    ("actor", "names"),
    [
        (Actor(name="General Staff of Peru and Ministry of Defence of Chile"),
         [("General Staff of Peru", "Peru"), ("Ministry of Defence of Chile", "Chile")]),
        (Actor(name="Ana Roe and Ola Vik", kind=ActorKind.PERSON, side=NORLAND),
         [("Ana Roe", NORLAND), ("Ola Vik", NORLAND)]),
        (Actor(name="Ministry of Trade and Industry", kind=ActorKind.MINISTRY, side=NORLAND),
         [("Ministry of Trade and Industry", NORLAND)]),
        (Actor(name="Search and Rescue", kind=ActorKind.ORGANISATION, side=THIRD_PARTY),
         [("Search and Rescue", THIRD_PARTY)]),
    ],
)  # fmt: skip
def test_two_who_are_named_together_are_two(story: Story, actor: Actor, names: list[tuple[str, str]]) -> None:
    found = traced(story, story.says("first", actor))
    assert [(o.actor, o.side) for o in found.origins] == names
    assert found.independent_origins == len({side for _, side in names})


def test_two_who_blame_each_other_do_not_speak_as_two() -> None:
    text = "blamed each other"
    story = Story(report("first", text=text))
    both = Actor(name="General Staff of Peru and Ministry of Defence of Chile")
    found = traced(story, story.says("first", both, span=Span(0, len(text))))
    assert [o.actor for o in found.origins] == [both.name]


def test_an_address_is_the_word_of_the_office_holder() -> None:
    office = "Office of the President of France"
    actor = Actor(name=office, kind=ActorKind.MINISTRY, side="France")
    story = Story(report("address", outlet=office, published="2022-05-01"))
    assert [o.actor for o in traced(story, story.own("address", actor, channel="address")).origins] == [
        "Emmanuel Macron"
    ]
    assert [o.actor for o in traced(story, story.own("address", actor, channel="statement")).origins] == [office]
    undated = Story(report("address", outlet=office, published=None))
    assert [o.actor for o in traced(undated, undated.own("address", actor, channel="address")).origins] == [office]


@pytest.mark.parametrize("published", ["2031-05-01T08:00:00Z", "2031-05-01", "2031-05", "2031-02", "2031", None])
def test_publication_lies_between_its_two_moments(published: str | None) -> None:
    made = report("a", published=published)
    assert published_from(made) <= published_by(made)
    assert published is None or published_from(made).isoformat().startswith(published[:4])


def test_origins_come_in_order_of_publication_then_of_the_text(story: Story) -> None:
    late = story.says("third", MINISTRY, at=0)  # a bare day counts as its end
    noon = story.says("second", RIVAL, at=50)  # 09:00 UTC
    noon_first = story.says("second", SURVEY, at=10)
    early = story.says("first", RED_STAR, at=90)
    found = traced(story, late, noon, noon_first, early)
    assert [o.statements for o in found.origins] == [(s.id,) for s in (early, noon_first, noon, late)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2031-05-01T23:30:00+03:00", "2031-05-01T21:00:00Z"),
        ("2031-05-01T08:00:00", "2031-05-01"),
        ("2031-05-01", "2031-05"),
        ("2031-02", "2031-03-01"),
        ("2031-12-31T22:00:00Z", "2031"),
        ("2031", None),
        ("2031", "last Sunday"),
    ],
)
def test_a_vague_time_counts_as_its_end(earlier: str, later: str | None) -> None:
    assert published_by(report("a", published=earlier)) < published_by(report("b", published=later))


def test_a_report_without_an_outlet_relays_by_its_short_name() -> None:
    story = Story(report("unsigned", outlet=None))
    assert traced(story, story.says("unsigned", MINISTRY)).relays == ("unsigned",)


def test_nothing_comes_from_nobody(story: Story) -> None:
    assert traced(story) == Trace(origins=(), relays=(), independent_origins=0)


REPORTS: list[Report] = [report(f"r{i}", published=f"2031-05-0{i + 1}") for i in range(4)]
VOICES = [MINISTRY, SPOKESMAN, STATE, RIVAL, SURVEY, RED_STAR, WITNESSES, CRITICS, WIRE, None]


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, len(VOICES)), st.booleans()), max_size=8),
    seed=st.integers(0, 99),
)
def test_order_and_repetition_of_the_members_change_nothing(rows: list[tuple[int, int, bool]], seed: int) -> None:
    story = Story(*REPORTS)
    for place, voice, nested in rows:
        outer = f"s{len(story.statements) - 1}" if nested and story.statements else None
        doc = REPORTS[place].doc
        if voice == len(VOICES):
            story.own(doc)
        else:
            story.says(doc, VOICES[voice], nested_in=outer)
    members = list(story.statements.values())
    found = traced(story, *members)
    shuffled = members * 2
    random.Random(seed).shuffle(shuffled)  # noqa: S311 (an order, not a secret)
    assert traced(story, *shuffled) == found
    assert found.independent_origins <= len(found.origins)
    assert (found.independent_origins == 0) == (not found.origins)
    carried = [identity for origin in found.origins for identity in origin.statements]
    assert len(carried) == len(set(carried))
    assert not {o.actor for o in found.origins} & set(found.relays)
