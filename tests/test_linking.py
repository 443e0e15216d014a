"""Which statements make one claim: joined, kept apart, explained, without chains. Reports about invented events."""

import msgspec
import pytest

from tests.linking_samples import CHILE_ARMY, LIMA, PERU_ARMY, PERU_MINISTRY, QUITO, Paper, by_label, linked, readings
from twosource.linking import link
from twosource.linking.blocking import Index, keys_of, wanted
from twosource.linking.compare import compare, weights_of
from twosource.linking.facets import facets_of
from twosource.model import Commitment, RelationType

CROSSING = "Peruvian troops crossed the river into Loja province"


def test_one_claim_through_two_outlets():
    first = Paper("andes", day=3).says(PERU_MINISTRY, "Two Peruvian rockets struck a fuel depot in Machala on Tuesday")
    second = Paper("coast", day=4).says(PERU_MINISTRY, "Peruvian forces hit the fuel depot in Machala with two rockets")
    claims = linked(first, second)
    assert len(claims) == 1
    assert [m.statement for m in claims[0].members] == ["andes0", "coast0"]
    assert claims[0].independent_origins == 1


@pytest.mark.parametrize(
    "other",
    [
        "Peruvian forces left the fuel depot in Machala",
        "Two Peruvian rockets struck a fuel depot in Guayaquil on Tuesday",
        "No Peruvian rocket struck the fuel depot in Machala",
        "Peru and Ecuador met for talks about fish in Machala",
    ],
)
def test_other_events_places_and_contraries_are_other_claims(other):
    first = Paper("andes", day=3).says(PERU_MINISTRY, "Two Peruvian rockets struck a fuel depot in Machala on Tuesday")
    second = Paper("coast", day=4).says(PERU_MINISTRY, other)
    assert len(linked(first, second)) == 2


def test_an_event_months_later_is_another():
    text = "Two Peruvian rockets struck a fuel depot in Machala"
    assert len(linked(Paper("andes", day=3).says(LIMA, text), Paper("coast", day=3, month=9).says(LIMA, text))) == 2


@pytest.mark.parametrize(
    ("commitment", "text"),
    [
        (Commitment.DEMANDS, "that Ecuador surrender the town of Zaruma"),
        (Commitment.THREATENS, "two more rockets on a fuel depot in Machala"),
        (Commitment.PREDICTS, "that Peruvian rockets will strike a fuel depot in Machala"),
        (Commitment.CONDITIONAL, "that Peruvian rockets would strike a fuel depot in Machala"),
    ],
)
def test_demands_threats_and_conditions_are_no_members_of_facts(commitment, text):
    fact = Paper("andes", day=3).says(PERU_MINISTRY, "Two Peruvian rockets struck a fuel depot in Machala")
    wish = Paper("coast", day=3).says(LIMA, text, commitment=commitment)
    assert all(len(claim.members) == 1 for claim in linked(fact, wish))
    assert len(linked(fact, wish)) == 2


@pytest.mark.parametrize("commitment", [Commitment.DENIES, Commitment.UNABLE_TO_VERIFY, None])
def test_denials_and_silence_make_no_claim(commitment):
    assert linked(Paper("andes", day=3).says(LIMA, CROSSING, commitment=commitment)) == ()


def test_wordings_are_ordered_and_explained():
    paper = Paper("andes", day=3).says(LIMA, CROSSING)
    weaker = Paper("coast", day=3).says(LIMA, "Peruvian troops reached the river on the border of Loja province")
    (claim,) = linked(paper, weaker)
    relations = {m.statement: m for m in claim.members}
    assert relations["coast0"].relation is RelationType.WEAKER
    assert "says less than" in relations["coast0"].reason
    assert "movement" in relations["coast0"].reason


def test_near_matches_do_not_chain():
    """A is like B and B like C, but A and C are of different places: no claim may hold A and C."""
    a = Paper("a", day=3).says(LIMA, "Peruvian rockets struck the towns of Machala and Zaruma")
    b = Paper("b", day=3).says(LIMA, "Peruvian rockets struck the town of Zaruma")
    c = Paper("c", day=3).says(LIMA, "Peruvian rockets struck the towns of Zaruma and Guayaquil")
    d = Paper("d", day=3).says(LIMA, "Peruvian rockets struck the town of Guayaquil")
    for claim in linked(a, b, c, d):
        ids = {m.statement[0] for m in claim.members}
        assert not {"a", "d"} <= ids
        assert not {"b", "d"} <= ids


def test_every_member_would_join_its_core_alone():
    papers = [
        Paper(f"p{i}", day=3 + i % 2).says(LIMA, text)
        for i, text in enumerate(
            [
                "Two Peruvian rockets struck a fuel depot in Machala",
                "rockets hit the depot in Machala",
                "Peruvian forces shelled a depot near Machala, killing nine people",
                "nine people were killed in Machala",
                "at least 14 people died in Machala",
                "a fire broke out at the fuel depot in Machala",
            ]
        )
    ]
    rows = readings(*papers)
    facets = facets_of(rows)
    weights = weights_of(row[0] for row in facets.values())
    for claim in link(rows):
        core = next(m.statement for m in claim.members if m.score == 1.0 and "most fully" in m.reason)
        (center,) = [f for f in facets[core] if f.event == claim.event_type]
        for member in claim.members:
            if member.statement != core:
                same = [f for f in facets[member.statement] if f.event == claim.event_type]
                assert any(compare(f, center, weights) for f in same)


def test_a_statement_may_make_several_claims():
    toll = Paper("andes", day=3).says(QUITO, "Peruvian rockets struck the market in Machala, killing nine people")
    strike = Paper("coast", day=3).says(QUITO, "Peruvian rockets struck the market in Machala")
    deaths = Paper("coast2", day=3).says(QUITO, "Nine people were killed at the market in Machala")
    claims = linked(toll, strike, deaths)
    kinds = {claim.event_type: {m.statement for m in claim.members} for claim in claims}
    assert kinds["strike"] >= {"andes0", "coast0"}
    assert kinds["death"] >= {"andes0", "coast20"}


def test_who_names_no_doer_supports_neither_of_two_accounts():
    ours = Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala on Tuesday")
    theirs = Paper("b", day=3).says(LIMA, "Ecuadorean rockets struck the market in Machala on Tuesday")
    nobody = Paper("c", day=3).says(None, "Rockets struck the market in Machala on Tuesday")
    claims = linked(ours, theirs, nobody)
    blaming = [c for c in claims if {m.statement for m in c.members} in ({"a0"}, {"b0"})]
    assert len(blaming) == 2
    (open_,) = [c for c in claims if "c0" in {m.statement for m in c.members}]
    assert {m.statement for m in open_.members} == {"a0", "b0", "c0"}
    assert {m.statement: m.relation for m in open_.members}["a0"] is RelationType.STRONGER


def test_who_names_no_doer_joins_the_only_account():
    ours = Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala on Tuesday")
    nobody = Paper("c", day=3).says(None, "Rockets struck the market in Machala on Tuesday")
    (claim,) = linked(ours, nobody)
    assert {m.statement: m.relation for m in claim.members}["c0"] is RelationType.WEAKER


def test_children_among_the_dead_are_a_claim_of_their_own():
    all_dead = Paper("a", day=3).says(QUITO, "Nine people, including four children, were killed in Machala", numbers=[(9, "people"), (4, "children")])  # fmt: skip
    children = Paper("b", day=3).says(QUITO, "Four children died in Machala", numbers=[(4, "children")])
    total = Paper("c", day=3).says(QUITO, "Nine people died in Machala", numbers=[(9, "people")])
    kinds = [{m.statement for m in claim.members} for claim in linked(all_dead, children, total)]
    assert {"a0", "c0"} in kinds
    assert {"a0", "b0"} in kinds


def test_two_weapons_are_two_claims():
    one = Paper("a", day=3).says(QUITO, "Peru used Condor-2 ballistic missiles in Machala")
    two = Paper("b", day=3).says(QUITO, "Peru used Halcon-9 ballistic missiles in Machala")
    assert len(linked(one, two)) == 2


def test_what_a_short_statement_leaves_out_is_taken_from_the_report():
    paper = Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala")
    paper = paper.says(QUITO, "Nine people were killed")
    other = Paper("b", day=3).says(QUITO, "Nine people were killed in Machala")
    elsewhere = Paper("c", day=3).says(QUITO, "Nine people were killed in Tulcan")
    claims = linked(paper, other, elsewhere)
    assert {"a1", "b0"} in [{m.statement for m in claim.members} for claim in claims]


def test_copies_without_an_event_are_joined_by_their_words():
    text = "The colonel called the harbour master a stubborn old friend of the republic"
    assert len(linked(Paper("a", day=3).says(LIMA, text), Paper("b", day=3).says(LIMA, f"{text} and of the navy"))) == 1


def test_what_confirms_the_report_makes_its_claim():
    paper = Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala")
    paper = paper.says(CHILE_ARMY, "the report", commitment=Commitment.CONFIRMS)
    (claim,) = linked(paper)
    assert [m.statement for m in claim.members] == ["a0", "a1"]
    assert claim.confirmed_by == ("a1",)


def test_differences_come_with_the_exact_statements():
    one = Paper("a", day=3).says(PERU_ARMY, "The 12th Mountain Brigade entered Zaruma", numbers=[])
    two = Paper("b", day=3).says(PERU_ARMY, "The 12th Mountain Regiment entered Zaruma", numbers=[])
    (claim,) = linked(one, two)
    (unit,) = [d for d in claim.differences if d.point == "unit"]
    assert {(v.value, v.statements) for v in unit.values} == {
        ("12th Mountain Brigade", ("a0",)),
        ("12th Mountain Regiment", ("b0",)),
    }
    texts = {reading.report.doc: reading.report.text for reading in readings(one, two)}
    assert [v.spans[0].of(texts[v.statements[0][0]]) for v in unit.values if v.spans[0]] == [
        v.value for v in unit.values
    ]


def test_a_difference_of_wording_time_or_place_has_the_words_that_state_it():
    one = Paper("a", day=4).says(PERU_ARMY, "Peruvian troops reached the border of Loja province on Monday")
    two = Paper("b", day=4).says(PERU_ARMY, "Peruvian troops entered Loja province on Tuesday")
    (claim,) = linked(one, two)
    texts = {reading.report.doc: reading.report.text for reading in readings(one, two)}
    words = {
        difference.point: [
            span.of(texts[key[0]]) for value in difference.values
            for key, span in zip(value.statements, value.spans, strict=True) if span
        ]
        for difference in claim.differences
    }  # fmt: skip
    assert words["wording"] == ["reached", "entered"]


def test_only_numbers_that_count_the_same_differ():
    one = Paper("a", day=3).says(QUITO, "Nine people were killed in Machala", numbers=[(9, "people")])
    two = Paper("b", day=3).says(
        QUITO, "At least 14 people were killed in Machala", numbers=[(14, "people"), (3, "km")]
    )
    (claim,) = linked(one, two)
    assert [(d.point, [v.value for v in d.values]) for d in claim.differences if d.point.startswith("number")] == [
        ("number of people", ["9 people", "14 people"])
    ]


def test_labels_are_the_claims_own_words():
    one = Paper("a", day=3).says(PERU_ARMY, "its troops took the town of Zaruma on Monday")
    two = Paper("b", day=3).says(PERU_ARMY, "that Peruvian troops took the town of Zaruma on Monday")
    (claim,) = linked(one, two)
    assert claim.label == "Peruvian troops took the town of Zaruma on Monday"


def test_ids_stay_when_reports_are_added():
    first = Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala")
    later = Paper("b", day=5).says(QUITO, "Peruvian rockets struck the market in Machala on Monday, a mayor said")
    (alone,) = linked(first)
    (joined,) = linked(first, later)
    assert alone.id == joined.id
    assert len(joined.members) == 2
    assert len({claim.id for claim in linked(first, later)}) == 1


def test_the_order_of_readings_changes_nothing_between_days():
    papers = [Paper(f"p{i}", day=3 + i).says(QUITO, f"Peruvian rockets struck the market in {town}") for i, town in enumerate(["Machala", "Machala", "Tulcan"])]  # fmt: skip
    assert by_label(linked(*papers)) == by_label(linked(*reversed(papers)))


def test_statements_that_were_not_read_are_in_no_claim():
    (reading,) = readings(Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala"))
    bare = msgspec.structs.replace(
        reading, statements=tuple(msgspec.structs.replace(s, proposition=msgspec.UNSET) for s in reading.statements)
    )
    assert link([bare]) == ()
    assert link([]) == ()


def test_a_town_finds_its_province():
    town = Paper("a", day=3).says(PERU_ARMY, "Peruvian troops entered Machala in force on Monday")
    province = Paper("b", day=3).says(PERU_ARMY, "Peruvian troops entered El Oro province in force on Monday")
    (claim,) = linked(town, province)
    assert "lies in" in " ".join(m.reason for m in claim.members)


def test_a_key_of_too_many_claims_is_passed_over():
    index = Index()
    for number in range(300):
        index.add(number, ["crowded", f"own {number}"])
    assert index.find(["crowded"]) == []
    assert index.find(["own 7", "crowded"]) == [7]


def test_joining_facets_share_a_key():
    rows = readings(
        Paper("a", day=3).says(QUITO, "Peruvian rockets struck the market in Machala on Tuesday"),
        Paper("b", day=6).says(QUITO, "the market in Machala was hit by two rockets"),
    )
    facets = facets_of(rows)
    weights = weights_of(row[0] for row in facets.values())
    (one, *_), (two, *_) = facets.values()
    assert compare(two, one, weights)
    assert wanted(two, weights) & keys_of(one, weights)


def test_counts_of_dead_that_are_tied_by_nothing_stay_apart():
    one = Paper("a", day=3).says(QUITO, "Dozens of people were killed")
    two = Paper("b", day=3).says(LIMA, "People were killed")
    assert len(linked(one, two)) == 2
