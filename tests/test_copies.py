"""Copies: whole stories, passages, what is no copy, and the index that finds them."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.invented import report
from twosource.linking.copies import (
    CROWD,
    EVIDENCE,
    PASSAGE,
    SHINGLE,
    WHOLE,
    WINDOW,
    Copies,
    candidates,
    compare,
    copied_from,
    is_copy,
    normal,
    signature,
    turned,
)
from twosource.model import Furniture, FurnitureKind, Report, Span

LANDING = (
    "Two boats of the island command landed at Ovre on Tuesday morning, the harbour master of Hest said, and forty men "
    "went ashore before the fog lifted; nobody fired at them, and by noon the flag of Norland flew over the old customs "
    "house while fishermen watched from the quay"
)
RUSSIAN = (
    "Два катера высадились утром у посёлка Овре, сообщил начальник порта острова Хест, и сорок человек сошли на берег "
    "прежде, чем рассеялся туман"
)


def filler(name: str, number: int) -> str:
    return " ".join(f"{name}{i}" for i in range(number))


def furnished(doc: str, text: str, furniture: str) -> Report:
    start = text.index(furniture)
    made = report(doc, text=text)
    mark = Furniture(span=Span(start, start + len(furniture)), kind=FurnitureKind.LINK)
    return Report(doc=made.doc, text=text, sha256=made.sha256, outlet=made.outlet, furniture=(mark,))


def test_a_story_cut_by_half_is_the_same_story() -> None:
    words = LANDING.split()
    short = report("b", text=" ".join(words[: len(words) // 2]))
    assert compare(report("a", text=LANDING), short).whole
    assert compare(report("a", text=LANDING), short).containment == 1.0


def test_case_marks_and_letters_that_are_left_out_make_no_difference() -> None:
    loud = RUSSIAN.upper().replace("Ё", "Е").replace(",", " –")
    assert compare(report("a", text=RUSSIAN), report("b", text=loud)).containment == 1.0


def test_one_quoted_sentence_is_a_passage_and_no_copied_story() -> None:
    one = report("a", text=f"{filler('x', 80)} {LANDING} {filler('y', 80)}")
    other = report("b", text=f"{filler('p', 90)} {LANDING.upper()} {filler('q', 90)}")
    shared = compare(one, other)
    assert not shared.whole
    assert [stretch.ours.of(one.text) for stretch in shared.stretches] == [LANDING]
    assert [stretch.theirs.of(other.text) for stretch in shared.stretches] == [LANDING.upper()]


def test_paragraphs_in_another_order_are_found() -> None:
    first, second = filler("first", 40), filler("second", 40)
    shared = compare(report("a", text=f"{first} {second}"), report("b", text=f"{second} {first}"))
    assert shared.whole
    assert len(shared.stretches) == 2


def test_furniture_and_links_make_no_copy() -> None:
    more = "Read more about the island of Hest and its harbour, its fog and its fishermen, in our Sunday issue of the Herald"
    one = furnished("a", f"{filler('x', 12)} {more}", more)
    other = furnished("b", f"{filler('y', 12)} {more}", more)
    assert compare(one, other).shingles == 0
    assert compare(report("a", text=one.text), report("b", text=other.text)).whole
    link = "https://channel.example/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r"
    assert (
        compare(report("a", text=f"{filler('x', 9)} {link}"), report("b", text=f"{filler('y', 9)} {link}")).shingles
        == 0
    )


def test_a_stretch_is_cut_where_furniture_stands_between() -> None:
    words = LANDING.split()
    ad = "Advertisement of a bank"
    broken = f"{' '.join(words[:20])} {ad} {' '.join(words[20:])}"
    shared = compare(furnished("a", broken, ad), report("b", text=LANDING))
    assert shared.containment == 1.0
    assert ad not in "".join(stretch.ours.of(broken) for stretch in shared.stretches)
    assert len(shared.stretches) == 2


@pytest.mark.parametrize(("shared", "whole"), [(EVIDENCE + SHINGLE - 1, True), (EVIDENCE + SHINGLE - 2, False)])
def test_a_formula_is_no_story(shared: int, whole: bool) -> None:
    formula = filler("alarm", shared)
    assert is_copy(report("a", text=formula), report("b", text=f"{formula} ended")) is whole


def test_empty_and_short_texts_are_no_copies() -> None:
    assert compare(report("a", text=""), report("b", text="")).containment == 0
    assert signature(report("a", text="Two words")) == ()
    assert not is_copy(report("a", text="Two words"), report("b", text="two words!"))


def test_signatures_do_not_change() -> None:
    """They are kept in ledgers: another hash would find no copy among what was kept before."""
    assert signature(report("a", text="one two three four five")) == (SIGNED,)


SIGNED = 3443737995523361934


def test_a_passage_leaves_a_trace_in_long_texts() -> None:
    passage = filler("same", SHINGLE + WINDOW - 1)
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311 (a text, not a secret)
        texts = [
            f"{filler(f'{name}{seed}', chance.randrange(WHOLE, 200))} {passage} {filler(f'{name}', WHOLE)}"
            for name in ("a", "b")
        ]
        traces = {str(i): signature(report(str(i), text=text)) for i, text in enumerate(texts)}
        assert candidates(traces) == {("0", "1"): candidates(traces)["0", "1"]}


def test_a_phrase_that_thousands_print_pairs_each_with_few() -> None:
    traces = {str(i): (7,) for i in range(10 * CROWD)}
    assert max(sum(key in pair for pair in candidates(traces)) for key in traces) == 2 * CROWD


def test_a_story_of_hundreds_hangs_together() -> None:
    reports = {f"r{i:03}": report(f"r{i:03}", text=f"{LANDING} {filler(f'own{i}x', 8)}") for i in range(5 * CROWD)}
    assert set(copied_from(reports)) == set(reports) - {"r000"}
    assert set(copied_from(reports).values()) == {"r000"}


@pytest.mark.parametrize(("kept", "copied"), [(60, True), (33, True), (20, False), (7, False)])
def test_half_of_the_shorter_text_makes_a_copy(kept: int, copied: bool) -> None:
    story = filler("word", 60)
    shorter = f"{' '.join(story.split()[:kept])} {filler('own', 60 - kept)}"
    assert ("b" in copied_from({"a": report("a", text=story), "b": report("b", text=shorter)})) is copied


def test_a_copy_of_a_copy_goes_back_to_the_first() -> None:
    words = filler("word", 60).split()
    texts = {"a": words[:30], "b": words, "c": words[25:]}
    assert copied_from({key: report(key, text=" ".join(text)) for key, text in texts.items()}) == {"b": "a", "c": "a"}


WORDS = st.lists(
    st.sampled_from(["fog", "Hest", "said", "boats", "ashore", "quay", "ёлка", "İl", "ſo", "1"]), max_size=60
)
TEXTS = st.tuples(WORDS, WORDS, WORDS).map(lambda parts: [" ".join(p + parts[2] + q) for p in parts for q in parts])


def bag(text: str) -> list[str]:
    return [normal(word) for word in re.findall(r"\w+", text)]


@settings(deadline=None)
@given(st.lists(WORDS, min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_comparing_is_symmetric_and_stretches_are_the_same_words(parts: list[list[str]], chance: random.Random) -> None:
    left, right = [parts[0], parts[2]], [parts[1], parts[2]]
    chance.shuffle(left)
    one = report("a", text=" ".join(word for part in left for word in part))
    other = report("b", text="  ".join(word for part in right for word in part).upper())
    shared = compare(one, other)
    assert 0 <= shared.containment <= 1
    assert turned(compare(other, one)) == shared
    assert compare(one, one).containment == (1 if len(bag(one.text)) >= SHINGLE else 0)
    for stretch in shared.stretches:
        assert bag(stretch.ours.of(one.text)) == bag(stretch.theirs.of(other.text))
        assert len(bag(stretch.ours.of(one.text))) >= PASSAGE
    if shared.stretches:
        assert candidates({"a": signature(one), "b": signature(other)})


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_nothing(texts: list[str], chance: random.Random) -> None:
    reports = [report(f"r{i}", text=text) for i, text in enumerate(texts)]
    shuffled = list(reports)
    chance.shuffle(shuffled)
    expected, found = Copies(reports), Copies(shuffled)
    assert sorted(map(sorted, expected.pairs())) == sorted(map(sorted, found.pairs()))
    for one in reports:
        assert expected.near(one.id) == found.near(one.id)
        for other in reports:
            assert expected.shared(one.id, other.id) == found.shared(one.id, other.id)
            assert expected.copied(one.id, other.id) == expected.copied(other.id, one.id)
