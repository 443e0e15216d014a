"""Stories: which invented reports are about one matter, what joins them, and what must not."""

import random
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.linking.stories import (
    Centroid,
    Profile,
    Recent,
    assign,
    group,
    index_keys,
    lookups,
    profile,
    similarity,
    story_id,
    title_of,
)
from twosource.linking.story_profiles import LIKE, TERMS, WINDOW
from twosource.linking.story_terms import stem, terms_of
from twosource.model import (
    Claim,
    Furniture,
    FurnitureKind,
    Member,
    Reading,
    RelationType,
    Report,
    Span,
    Story,
    sha256_of,
)

FERRY = [
    "The ferry Anna Brede sank off Nedre on Sunday with 214 people aboard. Divers of the Hest coast guard found 17 dead.",
    "Seventeen people died when the Anna Brede, a ferry, sank near Nedre. The coast guard of Hest saved 190 of 214 aboard.",
    "Divers searched the wreck of the ferry Anna Brede off Nedre for those still missing of the 214 aboard.",
]
DEPOT = [
    "Two rockets struck a fuel depot at Ovre on Sunday, the garrison of Ovre said. The fire at the depot burned all night.",
    "A fuel depot at Ovre burned after two rockets struck it, the garrison said. Firemen at the Ovre depot fought the fire.",
    "Sudmark's rockets hit the Ovre fuel depot, according to the garrison of Ovre. The depot held 3,000 tonnes of fuel.",
]
STRIKE_AT_NEDRE = [
    "A missile struck the market of Nedre, killing 12. Mayor Ilse Brandt of Nedre said the stalls were full of shoppers.",
    "Twelve shoppers died when a missile struck Nedre market, the mayor, Ilse Brandt, said. Stalls burned for 3 hours.",
]
STRIKE_AT_OVRE = [
    "A missile struck the barracks of Ovre, killing 31 recruits. Colonel Ana Roe said the recruits of Ovre were asleep.",
    "Thirty-one recruits died at Ovre when a missile struck their barracks, Colonel Ana Roe said. They had been asleep.",
]


def report(text: str, *, day: str | None = "2031-05-02", outlet: str | None = None, title: str | None = None) -> Report:
    return Report(doc="r", text=text, sha256=sha256_of(text), published=day, outlet=outlet, title=title)


def profiles(*texts: str, day: str | None = "2031-05-02") -> list[Profile]:
    return [profile(report(text, day=day)) for text in texts]


def sets(groups: tuple[tuple[int, ...], ...]) -> set[frozenset[int]]:
    return {frozenset(members) for members in groups}


def test_reports_of_one_matter_are_one_story():
    assert sets(group(profiles(*FERRY, *DEPOT))) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_two_strikes_of_one_day_are_two_stories():
    assert sets(group(profiles(*STRIKE_AT_NEDRE, *STRIKE_AT_OVRE))) == {frozenset({0, 1}), frozenset({2, 3})}


def test_a_story_may_run_for_weeks_and_ends():
    days = [f"2031-{month:02}-01" for month in (5, 6, 7)]
    running = [profile(report(text, day=day)) for text, day in zip(FERRY, days, strict=True)]
    assert len(group(running)) == 1
    late = profile(report(FERRY[2], day="2032-07-01"))
    assert len(group([*running[:2], late])) == 2


def test_reports_without_a_day_find_stories_with_one():
    assert len(group([*profiles(FERRY[0]), *profiles(*FERRY[1:], day=None)])) == 1


def test_furniture_and_addresses_are_no_terms():
    text = f"Subscribe to Hest Daily zealously\n{DEPOT[0]} https://example.org/zqxw @hestdaily"
    furniture = (Furniture(span=Span(0, 33), kind=FurnitureKind.LINK),)
    made = msgspec.structs.replace(report(text), furniture=furniture)
    assert terms_of(made) == terms_of(report(DEPOT[0]))


def test_names_and_the_opening_weigh_more():
    filler = "the men of the town spoke about it with the others there and then went home again. " * 8
    weights = terms_of(report(f"Soldiers of Ovre left the harbour. {filler} Later a quarry was seen by a garrison."))
    assert weights["ovre"] > weights["harbour"] > 0
    assert weights["harbour"] > weights["quarry"]
    assert "the" not in weights


@pytest.mark.parametrize(
    ("one", "other"),
    [("strikes", "strike"), ("armies", "army"), ("городе", "города"), ("атаками", "атака"), ("дронів", "дрони")],
)
def test_forms_of_a_word_are_one_term(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["press", "campus", "as", "мир", "роза"])
def test_what_is_no_ending_is_left(word):
    assert stem(word) == word


@pytest.mark.parametrize("text", ["🔥", "…", "12", "Ок", "Дрон влучив у порт Одеси.", "戦争が始まった。", "x" * 5000])
def test_a_post_of_any_kind_has_a_story(text):
    assert group(profiles(text, text, *FERRY))[0][:2] == (0, 1)


def test_what_all_reports_of_the_days_name_holds_no_story_together():
    towns = [f"{a}{b}" for a in ("Bal", "Dor", "Fen", "Gar", "Hul", "Kam", "Lor") for b in ("ak", "ebo", "ino", "ost")]
    texts = [
        f"The war of Norland against Sudmark went on. Soldiers of Norland met those of Sudmark at {t}. "
        f"In {t} the {t.lower()}ers' mill burned; Norland and Sudmark each accused the other over {t}."
        for t in towns * 7
    ]
    days = [(date(2031, 5, 1) + timedelta(days=i % 10)).isoformat() for i in range(len(texts))]
    made = [profile(report(f"{text} {i}", day=day)) for i, (text, day) in enumerate(zip(texts, days, strict=True))]
    recent = Recent(made)
    assert recent.factor("norland") < 0.6
    assert recent.factor(stem(towns[0].lower())) == 1.0
    assert dict(recent.damp(made[0]).terms)["norland"] < dict(made[0].terms)["norland"]
    assert max(map(len, group(made))) <= 14


def test_an_outlets_standing_phrase_is_damped_for_that_outlet_only():
    made = [profile(report(f"{text} Subscribe {i}", outlet="Hest Post")) for i, text in enumerate(FERRY * 40)]
    recent = Recent(made)
    assert recent.factor("subscribe", "hest post") < recent.factor("subscribe", "ovre times")


def test_damping_leaves_a_few_reports_as_they_are():
    made = profiles(*FERRY, *DEPOT)
    assert [Recent(made).damp(each) for each in made] == made


def test_likeness_names_its_grounds():
    first, second, third = profiles(*FERRY)
    found = similarity(first, Centroid([second, third]))
    assert found.score >= LIKE
    assert "brede" in dict(found.grounds)
    assert found.reason.startswith("shares ")
    assert sum(part for _, part in found.grounds) <= found.score + 1e-9
    assert similarity(first, Centroid([first])).reason == "the same text"
    assert similarity(first, Centroid()).score == 0.0


def test_a_report_is_assigned_to_its_story_or_to_none():
    ferry, depot = Centroid(profiles(*FERRY[1:])), Centroid(profiles(*DEPOT))
    known = {"ferry": ferry, "depot": depot}
    [own] = profiles(FERRY[0])
    assert assign(own, known).story == "ferry"
    assert assign(own, {"depot": depot}).story is None
    assert assign(own, {}).reason == "no story is like enough"
    [later] = profiles(FERRY[0], day="2031-12-02")
    assert assign(later, known).story is None


def test_a_copy_counts_once_in_its_story():
    one, copy = profile(report(FERRY[0], outlet="A")), profile(report(FERRY[0], outlet="B"))
    assert one.report != copy.report
    assert Centroid([one]).terms == Centroid([one, copy]).terms


@given(st.integers(0, 2 * WINDOW + 5), st.integers(0, WINDOW))
def test_the_index_finds_every_story_within_the_window(start, gap):
    day = date(2031, 1, 1) + timedelta(days=start)
    first = profile(report(FERRY[0], day=day.isoformat()))
    second = profile(report(FERRY[1], day=(day + timedelta(days=gap)).isoformat()))
    assert set(index_keys(first)) & set(lookups(second))
    assert set(index_keys(second)) & set(lookups(first))
    [undated] = profiles(FERRY[2], day=None)
    assert set(index_keys(undated)) & set(lookups(first))
    assert set(index_keys(first)) & set(lookups(undated))


def test_a_profile_is_small_and_keeps_as_json():
    [made] = profiles(" ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}zz" for i in range(600)))
    assert len(made.terms) == TERMS
    assert msgspec.json.decode(msgspec.json.encode(made), type=Profile) == made
    assert sum(weight * weight for _, weight in made.terms) == pytest.approx(1.0, abs=1e-3)


def test_a_reading_has_the_profile_of_its_report():
    own = report(FERRY[0])
    assert profile(Reading(report=own, producer="test", steps=(), statements=())) == profile(own)


def claim(label: str, *statements: str) -> Claim:
    members = tuple(Member(statement=s, relation=RelationType.SAME, score=1.0, reason="") for s in statements)
    return Claim(id=f"c{label}", label=label, event_type=None, members=members)


def test_the_title_is_the_claim_that_most_reports_make():
    report_of = {"s1": "r1", "s2": "r1", "s3": "r1", "s4": "r2", "s5": "r3"}
    claims = [claim("said thrice by one", "s1", "s2", "s3"), claim("said by two", "s1", "s4"), claim("too", "s4", "s5")]
    assert title_of(claims, report_of) == "said by two"
    assert title_of([], report_of, otherwise="A headline") == "A headline"


def test_the_title_is_rather_what_reports_begin_with_than_what_they_repeat():
    report_of = {f"s{i}": f"r{i % 3}" for i in range(6)}
    claims = [claim("background of all three", "s0", "s1", "s2"), claim("the news of two", "s3", "s4")]
    assert title_of(claims, report_of) == "background of all three"
    assert title_of(claims, report_of, leads={"s3", "s4"}) == "the news of two"


@given(st.text(st.sampled_from("abc ,"), max_size=300))
def test_a_title_is_cut_between_words(label):
    title = title_of([claim(label, "s1")], {"s1": "r1"})
    assert len(title) <= 90
    words = label.split()
    assert title.rstrip("…").split() == words[: len(title.rstrip("…").split())] or len(words[0]) > 80 or "," in label


def test_a_storys_id_is_made_of_its_first_report():
    assert story_id("r1") == story_id("r1") != story_id("r2")
    assert Story(id=story_id("r1"), title="A ferry sank").reports == ()


DAYS = st.one_of(st.none(), st.dates(date(2031, 1, 1), date(2031, 9, 1)).map(date.isoformat))
REPORTS = st.lists(
    st.tuples(st.sampled_from(FERRY + DEPOT + STRIKE_AT_NEDRE + STRIKE_AT_OVRE + [""]), DAYS), max_size=14
)


@settings(deadline=None, max_examples=60)
@given(REPORTS)
def test_every_report_is_in_exactly_one_story(rows):
    made = [profile(report(text, day=day)) for text, day in rows]
    groups = group(made)
    assert sorted(i for members in groups for i in members) == list(range(len(rows)))
    assert groups == group(made)


@settings(deadline=None, max_examples=60)
@given(REPORTS)
def test_one_text_of_one_day_is_in_one_story(rows):
    made = [profile(report(text, day=day)) for text, day in rows for _ in range(2)]
    story = {i: number for number, members in enumerate(group(made)) for i in members}
    assert all(story[i] == story[i + 1] for i in range(0, len(made), 2))


@settings(deadline=None, max_examples=60)
@given(REPORTS, st.randoms(use_true_random=False))
def test_an_unrelated_report_leaves_the_others_as_they_were(rows, rng: random.Random):
    made = [profile(report(text, day=day)) for text, day in rows]
    other = profile(report("Quinces ripened early; orchard keepers praised mild winters.", day="2031-05-01"))
    at = rng.randint(0, len(made))
    groups = group([*made[:at], other, *made[at:]])
    without = {frozenset(i - (i > at) for i in members if i != at) for members in groups} - {frozenset()}
    assert without == sets(group(made))
