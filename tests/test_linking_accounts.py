"""Accounts that exclude one another, and what only seems to: doers, weapons, states, ranks, tolls. Invented reports."""

from datetime import date

import msgspec
import pytest

from tests.linking_samples import (
    CHILE_ARMY,
    ECUADOR_ARMY,
    LIMA,
    QUITO,
    SURVEY,
    Paper,
    linked,
    readings,
)
from twosource.language.pipeline import load
from twosource.linking import link
from twosource.linking.moments import Days, days_of
from twosource.model import Actor, ActorKind, Claim, Commitment, Kind, Span, Timex, TimexType
from twosource.model.actor import THIRD_PARTY
from twosource.reading.propositions import propose

STRIKE = "Peruvian rockets struck the market in Machala on Tuesday"
RIVAL = "Ecuadorean rockets struck the market in Machala on Tuesday"
WIRE = Actor(name="Northern Wire", kind=ActorKind.OUTLET, side=THIRD_PARTY)


def of(statement: str, *papers: Paper) -> list[Claim]:
    """The claims that a statement is a member of."""
    return [c for c in linked(*papers) if statement in {m.statement for m in c.members}]


def one(statement: str, *papers: Paper) -> Claim:
    (claim,) = of(statement, *papers)
    return claim


def members(statement: str, *papers: Paper) -> set[str]:
    return {m.statement for claim in of(statement, *papers) for m in claim.members}


def test_an_outlets_own_voice_disputes_no_side():
    claim = one("a0", Paper("a", day=3).says(QUITO, STRIKE), Paper("b", day=3).own(RIVAL))
    assert claim.disputed_by == ()


def test_a_threat_is_no_rival_account():
    threat = Paper("b", day=3).says(
        LIMA, "more rockets to strike the market in Machala", commitment=Commitment.THREATENS
    )
    hit = Paper("c", day=3).says(CHILE_ARMY, "The market in Machala was struck by rockets on Tuesday")
    assert "c0" in members("a0", Paper("a", day=3).says(ECUADOR_ARMY, RIVAL), threat, hit)


def test_who_names_no_doer_is_of_neither_of_two_rival_accounts():
    unnamed = Paper("c", day=3).says(SURVEY, "The market in Machala was struck by rockets on Tuesday")
    ours, theirs = Paper("a", day=3).says(QUITO, STRIKE), Paper("b", day=3).says(LIMA, RIVAL)
    for paper in (ours, theirs):
        own = [c for c in linked(ours, theirs, unnamed) if c.members[0].statement == f"{paper.name}0"]
        assert all("c0" not in {m.statement for m in c.members} or c.disputed_by == () for c in own)


@pytest.mark.parametrize(
    ("claimed", "contrary"),
    [
        ("The fire aboard the frigate Soto was contained", "The crew of the frigate Soto is still battling a fire"),
        ("The frigate Soto was being towed to port", "The frigate Soto was under its own power"),
    ],
)
def test_states_that_cannot_be_at_one_time_dispute(claimed, contrary):
    ours, theirs = Paper("a", day=3).says(LIMA, claimed), Paper("b", day=3).says(CHILE_ARMY, contrary)
    assert one("a0", ours, theirs).disputed_by == ("b0",)
    assert one("a0", ours, Paper("b", day=3).says(LIMA, contrary)).disputed_by == ()
    assert one("a0", ours, Paper("b", day=3).own(contrary)).disputed_by == ()


def test_another_ships_state_disputes_nothing():
    ours = Paper("a", day=3).says(LIMA, "The frigate Soto was being towed to port")
    theirs = Paper("b", day=3).says(CHILE_ARMY, "The frigate Bolognesi was under its own power")
    assert one("a0", ours, theirs).disputed_by == ()


def weapon(name: str) -> str:
    return f"Peru's army used {name} ballistic missiles in the strike on Machala on Tuesday"


def by_weapon(statement: str, *papers: Paper) -> Claim:
    return next(c for c in of(statement, *papers) if c.event_type == "weapon")


def test_two_weapons_named_for_one_strike_dispute():
    claim = by_weapon(
        "a0", Paper("a", day=3).says(QUITO, weapon("Halcon")), Paper("b", day=3).says(SURVEY, weapon("Condor"))
    )
    assert claim.disputed_by == ("b0",)


def test_who_names_another_weapon_later_corrects_himself():
    first = Paper("a", day=3).says(QUITO, weapon("Halcon"))
    later = Paper("b", day=4).says(QUITO, weapon("Condor"))
    assert by_weapon("a0", first, later).retracted_by == ("b0",)
    assert by_weapon("a0", first, later).disputed_by == ()
    assert by_weapon("b0", first, later).disputed_by == ()


@pytest.mark.parametrize(
    "denial",
    [
        'the rocket strike a "provocation"',
        "our forces do not use rockets of this type",
        "that all reports of the strike by Peru were lies",
    ],
)
def test_denials_of_ones_own_doings(denial):
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(LIMA, denial, commitment=Commitment.DENIES)
    claim = next(c for c in of("a0", paper) if c.event_type == "strike")
    assert claim.disputed_by == ("a1",)


def test_a_provocation_is_an_account_of_the_deed_before_it():
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(LIMA, "it was an Ecuadorean provocation")
    assert one("a0", paper).disputed_by == ("a1",)


def test_what_a_report_speaks_on_of_is_the_event_it_told_of():
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(ECUADOR_ARMY, "Two rockets hit it at dawn")
    assert "a1" in members("a0", paper)


def test_a_renewed_raid_is_another_one():
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(ECUADOR_ARMY, "Renewed rocket strikes hit it at dawn")
    assert "a1" not in members("a0", paper)


def test_a_verdict_on_a_known_event_is_no_claim_that_it_happened():
    paper = Paper("a", day=3).says(QUITO, STRIKE).says(CHILE_ARMY, "The strike was a crime against the city")
    assert "a1" not in members("a0", paper)


def test_a_toll_is_not_confirmed_by_who_says_that_people_died():
    toll = Paper("a", day=3).says(QUITO, "Nine people were killed in Machala on Tuesday", numbers=[(9, "people")])
    witness = Paper("b", day=3).says(SURVEY, "People were killed in Machala on Tuesday")
    again = Paper("c", day=3).says(ECUADOR_ARMY, "Twelve people died in Machala on Tuesday", numbers=[(12, "people")])
    assert members("a0", toll, witness, again) == {"a0", "c0"}


def test_what_one_side_says_the_other_knew_is_not_the_others_word():
    paper = Paper("a", day=3).says(QUITO, f"Peru knew that {STRIKE}").says(LIMA, STRIKE, nested_in="a0")
    (reading,) = readings(paper)
    text, (holder, inner) = reading.report.text, reading.statements
    start = text.index("knew")
    cued = msgspec.structs.replace(inner, cue=(Span(start, start + 4),))
    changed = msgspec.structs.replace(reading, statements=(holder, cued))
    assert any("a1" in {m.statement for m in c.members} for c in link([reading]))
    assert not any("a1" in {m.statement for m in c.members} for c in link([changed]))


@pytest.mark.parametrize(
    ("outer", "inner", "joined"),
    [
        ("Police data show that nine people were killed in Machala", "nine people were killed in Machala", True),
        (
            "Peruvian troops hunted people in Machala who had expressed strong views on the border war",
            "strong views on the border war",
            False,
        ),
    ],
)
def test_what_says_much_beside_what_it_quotes_is_another_claim(outer, inner, joined):
    """Its words are those of the quotation: that they are shared shows nothing."""
    (reading,) = readings(Paper("a", day=3).says(QUITO, outer).says(SURVEY, "x", nested_in="a0"))
    text, (holder, other) = reading.report.text, reading.statements
    start = text.index(inner)
    spans = {"content": (Span(start, start + len(inner)),), "proposition": propose(load()(text), holder)}
    quoted = msgspec.structs.replace(other, **spans)
    claims = link([msgspec.structs.replace(reading, statements=(holder, quoted))])
    assert any({"a0", "a1"} <= {m.statement for m in c.members} for c in claims) is joined


def test_strikes_on_two_sides_are_two_though_only_one_names_its_doer():
    struck = Paper("a", day=3).says(QUITO, "Rockets struck the Ecuadorian frigate Condor near Machala on Tuesday")
    other = Paper("b", day=3).says(CHILE_ARMY, "Rockets struck the Peruvian frigate Condor near Machala on Tuesday")
    same = Paper("c", day=3).says(CHILE_ARMY, "Rockets struck the frigate Condor near Machala on Tuesday")
    assert members("a0", struck, other) == {"a0"}
    assert members("a0", struck, same) == {"a0", "c0"}


def test_what_is_spoken_of_next_is_of_the_event_told_just_before():
    paper = Paper("a", day=3).says(LIMA, "Rockets struck the frigate Condor near Machala on Tuesday")
    paper = paper.says(QUITO, "Rockets struck houses in Loja on Tuesday").says(QUITO, "it was a Peruvian strike")
    assert "a2" not in members("a0", paper)


def test_who_only_quotes_another_side_confirms_nothing():
    paper = Paper("a", day=3).says(WIRE, STRIKE).says(QUITO, STRIKE, nested_in="a0")
    assert all("a0" not in c.confirmed_by for c in linked(paper))


def test_two_outlets_that_rank_a_place_differently_dispute_each_other_only():
    high = Paper("a", day=3).own("Azuay is the second most populated region of the country")
    low = Paper("b", day=3).own("Azuay is more sparsely populated than those four regions")
    assert one("a0", high, low).disputed_by == ("b0",)
    assert one("b0", high, low).disputed_by == ("a0",)
    assert one("a0", high, Paper("b", day=3).own("Azuay is less populated than one region")).disputed_by == ()
    assert one("a0", high, Paper("b", day=3).own("Loja is more sparsely populated than four regions")).disputed_by == ()


def test_a_far_time_beside_the_content_is_not_the_events():
    paper = Paper("a", day=3).says(QUITO, STRIKE, kind=Kind.ATTRIBUTED)
    (reading,) = readings(paper)
    statement = reading.statements[0]

    def timed(span: Span, value: str) -> Days | None:
        timex = Timex(span=span, type=TimexType.DATE, value=value)
        return days_of(msgspec.structs.replace(statement, times=(timex,)), reading.report)

    outside = Span(0, 3)
    assert timed(outside, "2014") is None
    assert timed(outside, "2031-03-02") == Days(date(2031, 3, 2), date(2031, 3, 2))
    assert timed(statement.content[0], "2014") is not None
