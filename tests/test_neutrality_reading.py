"""Rule 9 from the text on: exchange two states in a report, and what is read is the same but for the names."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.neutrality import corpora, exchange_test
from twosource.language.masking import Masked, stand_ins
from twosource.language.pipeline import load
from twosource.model import Reading
from twosource.reading.tagger import default_tagger
from twosource.world.phrases import tokenise
from twosource.world.states import state
from twosource.world.swap import swap_parties

PAIRS = [
    ("Norway", "Denmark"),
    ("Peru", "Chile"),
    ("Russia", "Ukraine"),
    ("Iran", "Iraq"),
    ("Georgia", "Armenia"),
    ("North Korea", "South Korea"),
]
REPORT = """{a} says its navy sank a boat of {b} on Monday.

The ministry of {a} named two officials of {b} who it said had ordered the raid. {B} officials denied the claim, and an
aide to the {b_} president called it "a fairy tale". The {A} army said {b_s} troops had fired first; {B} forces
could not be reached. The defence ministry of {b} believes that the {A} crew is alive, according to a spokesman.

The Example could not verify the claims of {a} or {b}. {A} divers, who arrived on Tuesday, were "sure" that
nobody had been hurt, a harbour master who supports {b} told reporters. {a} has warned of more raids. {b} vowed to
answer every one. The {B} minister, once an envoy to {a}, accused {a} of hiding the wreck.
"""


def report(a: str, b: str) -> str:
    """The report about two states, by the words that the table has for them."""
    one, other = state(a), state(b)
    return REPORT.format(
        a=a, b=b, A=one.adjectives[0], B=other.adjectives[0], b_=other.adjectives[0], b_s=other.adjectives[0]
    )


def by_words(reading: Reading) -> list[tuple[Any, ...]]:
    """Statements with their spans counted in words, so that names of other lengths compare."""
    starts = [token.start for token in tokenise(reading.report.text)]
    ends = [token.end for token in tokenise(reading.report.text)]
    found = []
    for one in reading.statements:
        spans = [[(starts.index(s.start), ends.index(s.end)) for s in p] for p in (one.source, one.cue, one.content)]
        actor: Any = one.actor
        found.append((one.kind, spans, one.commitment, one.stance, one.manner, one.channel, one.confidence, actor))
    return found


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_exchanging_two_states_exchanges_their_names_and_nothing_else(read, a, b):
    text = report(a, b)
    here, there = by_words(read(text)), by_words(read(swap_parties(text, a, b)))
    assert len(here) > 10
    assert [row[:-1] for row in here] == [row[:-1] for row in there]
    other = {a: b, b: a}
    assert [other.get(row[-1].side, row[-1].side) for row in here if row[-1]] == [r[-1].side for r in there if r[-1]]
    assert [swap_parties(row[-1].name, a, b) for row in here if row[-1]] == [r[-1].name for r in there if r[-1]]
    assert {row[-1].side for row in here if row[-1]} >= {a, b}


SENTENCES = [
    "The army of Norway said that Danish troops had left.",
    "Danes in Copenhagen, a Norwegian said, were not told.",
    "NORWAY DENIES RAID ON DANISH PORT",
]


@pytest.fixture(scope="module")
def masked():
    return load()


@pytest.mark.parametrize("text", SENTENCES)
def test_the_models_cannot_tell_the_names_apart(masked, text):
    other = swap_parties(text, "Norway", "Denmark")
    here, there = masked(text), masked(other)
    assert np.array_equal(here.tensor, there.tensor)
    assert [(t.dep_, t.head.i, t.tag_, t.ent_type_) for t in here] == [
        (t.dep_, t.head.i, t.tag_, t.ent_type_) for t in there
    ]
    assert there.text == other
    assert [t.text for t in there] == [other[t.idx : t.idx + len(t)] for t in there]
    tagger = default_tagger()
    assert np.array_equal(tagger.tag(text).odds, tagger.tag(other).odds)
    assert not np.array_equal(tagger.tag(text, masked=False).odds, tagger.tag(other, masked=False).odds)


def test_without_the_mask_they_can():
    plain = load(masked=False)
    text = SENTENCES[0]
    assert not np.array_equal(plain(text).tensor, plain(swap_parties(text, "Norway", "Denmark")).tensor)


def test_what_stands_for_a_name_has_its_form():
    words = stand_ins()
    text = "Norway\u00b4s Danish envoy met Olena Zelenska, the US and the Norwegian Armed Forces in OSLO."
    seen = Masked(text).text
    assert seen.startswith(f"{words['name'][1][0]}\u00b4s {words['adjective'][1][0]} envoy")
    assert f"the {words['either'][1][0]} and the {words['adjective'][1][0]} Armed Forces" in seen
    assert words["capital"][1][0].upper() in seen


@pytest.mark.parametrize("text", ["The polish of a turkey in china.", "Jordan Berg met Chad Olsen.", "us and them", ""])
def test_ordinary_words_and_given_names_keep_their_offsets(text):
    seen = Masked(text)
    for word in re.finditer(r"\w+", seen.text):
        assert text[slice(*seen.original(*word.span()))]


WORDS = [
    "Norway",
    "Denmark's",
    "the US",
    "Danes",
    "Saudi Arabia",
    "Vladimir Putin",
    "Downing Street",
    "said",
    "\n",
    "é",
    "-",
]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_every_word_has_its_place_in_the_text_as_it_is(text):
    seen = Masked(text)
    places = [(word[0], seen.original(*word.span())) for word in re.finditer(r"\w+", seen.text)]
    spans = [span for _, span in places]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first_end <= start for (_, first_end), (start, _) in pairwise(spans))
    assert len(spans) == len(re.findall(r"\w+", text))


CUES = ["said", "stated", "told reporters", "announced"]
TEMPLATE = "The navy of Norway {cue} that two boats had sunk off Bergen. Danish officials denied it."


def test_a_cue_that_says_the_same_changes_nothing(read):
    found = []
    for cue in CUES:
        text = TEMPLATE.format(cue=cue)
        first = read(text).statements[0]
        actor: Any = first.actor
        parts = [[span.of(text) for span in part] for part in (first.source, first.content)]
        found.append((first.kind, parts, first.commitment, first.stance, first.manner, actor.name, actor.side))
    assert all(one == found[0] for one in found)


@pytest.mark.usefixtures("shared")
def test_the_seeds_read_and_stand_alike_with_the_parties_exchanged():
    (seeds,) = corpora(["seeds"])
    ((count, cases),) = exchange_test(seeds, real=False, masked=True).values()
    assert not cases
    assert count["standing"] == count["claims"] > 10
