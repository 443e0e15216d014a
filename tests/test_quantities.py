"""Quantities: value, unit, comparator, range, whole; and numbers that count nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from spacy.language import Language

from twosource.language.pipeline import load
from twosource.model import Quantity
from twosource.reading.numbers import table
from twosource.reading.quantities import find_quantities, in_base_unit
from twosource.reading.times import find_times


def read(text: str) -> tuple[Quantity, ...]:
    doc = load()(text)
    return find_quantities(doc, times=find_times(doc, published="2024-06-09"))


def brief(text: str) -> list[tuple[object, str | None, str]]:
    return [(q.value if q.value is not None else (q.low, q.high), q.unit, q.comparator) for q in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The camp is more than 140 kilometers from the coast.", [(140, "km", "more than")]),
        ("The wreck lies 12 miles, or about 19 km, offshore.", [(12, "miles", "exactly"), (19, "km", "about")]),
        ("Fire burned 300 square kilometres and 40 ha.", [(300, "km2", "exactly"), (40, "ha", "exactly")]),
        ("The city had about 1 million people.", [(1_000_000, "people", "about")]),
        ("The province had an estimated population of three million.", [(3_000_000, "people", "estimated")]),
        ("Its troops had stopped 65 “offensive” Norland actions.", [(65, "offensive actions", "exactly")]),
        ("The army fired 155 mm shells.", [(155, "mm", "exactly")]),
        ("The aid is worth $2.5 billion or 2.3bn euros.", [(2.5e9, "USD", "exactly"), (2.3e9, "EUR", "exactly")]),
        ("Some 8,000 people per day left.", [(8000, "people per day", "about")]),
        ("As many as 4,000 people waited.", [(4000, "people", "up to")]),
        (
            "At least one missile and nearly 300 rockets fell.",
            [(1, "missiles", "at least"), (300, "rockets", "nearly")],
        ),
        ("The ship carried fewer than 20 boats.", [(20, "boats", "less than")]),
        ("He walked half a kilometre or more.", [(0.5, "km", "at least")]),
        ("Between 10 and 20 drones came.", [((10, 20), "drones", "between")]),
        ("They saw 10 to 15 drones.", [((10, 15), "drones", "between")]),
        ("The depot held 5-6 million shells.", [((5e6, 6e6), "shells", "between")]),
        ("Gunners shot down 6 out of 8 drones.", [(6, "drones", "exactly"), (8, "drones", "exactly")]),
        ("The army fired four Kh-101s.", [(4, "Kh-101s", "exactly")]),
        ("Dozens of houses burned.", [((24, 99), "houses", "about")]),
        ("Tens of thousands of people fled.", [((20_000, 99_999), "people", "about")]),
        ("The army surrendered with all 510 members of the crew.", [(510, "crew", "exactly")]),
        ("The talks lasted nearly eight years.", [(8, "years", "nearly")]),
        ("Turnout was 62.5 percent.", [(62.5, "percent", "exactly")]),
    ],
)
def test_value_unit_and_comparator(text, expected):
    assert brief(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shelling killed 5 and wounded 12.", [(5, "killed"), (12, "wounded")]),
        ("At least 50 people, including five children, were killed.", [(50, "killed"), (5, "children killed")]),
        ("More than 30 people were killed and over 100 injured.", [(30, "killed"), (100, "wounded")]),
        ("Seven villagers died and 27 were hurt.", [(7, "killed"), (27, "wounded")]),
        ("The blast left three dead, killing two sailors at sea.", [(3, "killed"), (2, "killed")]),
        ("The death toll had risen to 50.", [(50, "killed")]),
        ("Two missiles killed a farmer.", [(2, "missiles")]),
    ],
)
def test_casualties(text, expected):
    assert [(q.value, q.unit) for q in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hundreds of civilians were killed or wounded.", [((200, 999), "killed or wounded")]),
        ("At least 37 children were killed and 50 injured.", [(37, "children killed"), (50, "children wounded")]),
        ("Shelling killed five people, including two children, and wounded 12.",
         [(5, "killed"), (2, "children killed"), (12, "wounded")]),
        ("Among the dead were three children.", [(3, "children killed")]),
        ("Estimates of the dead have ranged from more than 15,000 to over 20,000.", [(15000, "killed"), (20000, "killed")]),
        ("Three members of the family were killed.", [(3, "killed")]),
        ("Two journalists were wounded and 40 cows killed.", [(2, "wounded"), (40, "cows")]),
    ],
)  # fmt: skip
def test_casualties_of_one_sentence(text, expected):
    assert [(q.value if q.value is not None else (q.low, q.high), q.unit) for q in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It exported 4.5 million tonnes, up from 2.8 million.", [(4.5e6, "tonnes"), (2.8e6, "tonnes")]),
        ("Out of 1,361 firms only 241 have left.", [(1361, "firms"), (241, "firms")]),
        ("They held at least five rounds of talks, including three in Norland and two in Sudland.",
         [(5, "rounds of talks"), (3, "rounds of talks"), (2, "rounds of talks")]),
        ("He thanked 270 medics, 7 of them posthumously.", [(270, "medics"), (7, "medics")]),
        ("The number of requests, over 16,000, has grown.", [(16000, "requests")]),
        ("A family of five had left.", [(5, "people")]),
        ("Tanks and 300 guns guard the city of nearly four million.", [(300, "guns"), (4_000_000, "people")]),
        ("The title went to seven medics, to five of them posthumously.", [(7, "medics"), (5, "medics")]),
        ("Prices rose 5 percent to 300.", [(5, "percent"), (300, None)]),
    ],
)  # fmt: skip
def test_a_number_without_a_noun_takes_the_unit_of_its_sentence(text, expected):
    assert [(q.value, q.unit) for q in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army lost 5,570 tanks and armored vehicles.", "tanks and armored vehicles"),
        ("It sent 20 million rounds of small arms ammunition.", "rounds of small arms ammunition"),
        ("Sappers found 3,000 pieces of unexploded ordnance.", "unexploded ordnance"),
        ("He met eight members of the board.", "members"),
        ("Norland presented a 12-point peace plan.", "points"),
        ("It captured ten of the most capable fighter jets.", "fighter jets"),
        ("Wheat cost $8.71 a bushel.", "USD per bushel"),
        ("Gas cost over 250 euros per megawatt hour.", "EUR per megawatt hour"),
        ("The air force has five Mi-17 helicopters.", "helicopters"),
        ("The UN counted 13,400 verified civilian casualties.", "civilian casualties"),
    ],
)
def test_the_unit_is_what_is_counted(text, expected):
    assert [q.unit for q in read(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Several thousand people waited.", [((2000, 9999), "people", "about")]),
        ("Dozens and dozens of houses burned.", [((24, 99), "houses", "about")]),
        ("Almost two and a half thousand shells fell.", [(2500, "shells", "nearly")]),
        ("Wheat fell to $13.63-1/2.", [(13.635, "USD", "exactly")]),
        ("The range is up to about 185 miles.", [(185, "miles", "up to")]),
        ("The talks cost 35% or even more.", [(35, "percent", "at least")]),
        ("The economy may shrink by something like 10 to 15%.", [((10, 15), "percent", "about")]),
        ("Shelling killed one person and injured 13 others.", [(1, "killed", "exactly"), (13, "wounded", "exactly")]),
    ],
)
def test_values_and_comparators_of_longer_wordings(text, expected):
    assert brief(text) == expected


def test_the_whole_of_a_share_may_be_a_pronoun_or_two_nouns():
    half, tenth = read("Almost half of them are ready. Norland grows 10% of the wheat and corn.")
    assert (half.value, half.unit, half.comparator, half.denominator) == (0.5, "share", "nearly", "them")
    assert (tenth.value, tenth.unit, tenth.denominator) == (10, "percent", "wheat and corn")


def test_shares_keep_their_whole():
    one, two, three = read(
        "Norland controls just under one-fifth of Sudland territory. It lost 12 percent of the fleet. "
        "Fewer than one in five households had water."
    )
    assert (one.value, one.unit, one.comparator, one.denominator) == (
        0.2, "share of territory", "just under", "Sudland territory",
    )  # fmt: skip
    assert (two.value, two.unit, two.denominator) == (12, "percent", "fleet")
    assert (three.value, three.unit, three.comparator) == (0.2, "share of households", "less than")


def test_coordinated_numbers_share_their_unit():
    assert brief("The ferry was hit by at least one, and probably two, missiles.") == [
        (1, "missiles", "at least"),
        (2, "missiles", "probably"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The 90th tank division and the 3rd brigade advanced.",
        "Su-34, T-72, F-16 and Kh-22 were seen beside an M142.",
        "Maria Lund, 51, and a 7-month-old child came.",
        "It began on 8 June 2014 at 10:30 and ended in 2016.",
        "See page 7, No. 5, or call 555-1234.",
        "One of them said no one came.",
        "World War Two ended.",
        "The shop is open 24/7.",
        "In one incident a soldier fell ill, one trader said.",
        "The clip is on the BBC Four website.",
        "Explosions tore Nord Stream 1 and 2.",
        "Envoys attended the second three-way meeting.",
        "See the 2021 shipment data.",
    ],
)
def test_what_counts_nothing(text):
    assert read(text) == ()


def test_the_span_holds_comparator_number_and_unit():
    text = "Troops were still more than 140 kilometers away."
    (found,) = read(text)
    assert text[found.span.start : found.span.end] == "more than 140 kilometers"


def test_miles_stay_miles_and_convert():
    (miles,) = read("The wreck lies 5 miles offshore.")
    assert (miles.value, miles.unit) == (5, "miles")
    base = in_base_unit(miles)
    assert base is not None
    assert (round(base[0], 5), base[1]) == (8.04672, "km")
    (percent,) = read("Turnout was 95%.")
    share = in_base_unit(percent)
    assert share is not None
    assert (round(share[0], 9), share[1]) == (0.95, "share")
    (tons,) = read("The ship held 40 tons of grain.")
    assert in_base_unit(tons) is None  # short, long or metric: not stated


def test_every_spelling_names_a_known_unit():
    units = table("quantities")
    assert set(units["spellings"].values()) <= set(units["unit"])


def test_swapping_the_parties_changes_nothing():
    text = "Norland said its troops destroyed 12 {} tanks and killed 300 {} soldiers."
    assert brief(text.format("Danish", "Danish")) == brief(text.format("Chilean", "Chilean"))


BLANK = spacy.blank("en")
PIECES = st.sampled_from(
    ["5", "12", "1,000", "2.5", "one", "two", "half", "a", "million", "dozens", "of", "%", "$", "km", "m", "people", "killed",
     "between", "and", "to", "-", "more than", "fifth", "third", "in", "the", ".", ",", "T", "per", "day", "\n"]
)  # fmt: skip


HEAPS = st.tuples(st.lists(PIECES, max_size=14), st.sampled_from([" ", ""])).map(lambda heap: heap[1].join(heap[0]))


def check_heap(nlp: Language, text: str) -> None:
    found = find_quantities(nlp(text))
    assert all(0 <= q.span.start < q.span.end <= len(text) for q in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all((q.value is None) == (q.low is not None and q.high is not None and q.low < q.high) for q in found)


@settings(max_examples=200, deadline=None)
@given(HEAPS)
def test_any_heap_of_number_words_gives_ordered_spans(text):
    check_heap(BLANK, text)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HEAPS)
def test_any_parsed_heap_of_number_words_gives_ordered_spans(text):
    check_heap(load(), text)


def test_the_component_tells_not_read_from_none():
    nlp = spacy.blank("en")
    assert nlp("Nothing.")._.quantities is UNSET
    nlp.add_pipe("twosource_times")
    nlp.add_pipe("twosource_quantities")
    assert nlp("Nothing.")._.quantities == ()
    assert [(q.value, q.unit) for q in nlp("It is 5 km away since 2014.")._.quantities] == [(5, "km")]
