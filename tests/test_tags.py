"""Tags and windows: what the tagger is trained with and read by."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from twosource.reading.tags import LAYERS, SIDES, TAGS, Words, decode, depth, encode, side_of
from twosource.reading.windows import OVERLAP, SIZE, kept, windows


def both_ways(attributions: list[Words], length: int, light: frozenset[int] = frozenset()) -> list[Words]:
    """What is left of attributions that are written as tags and read again."""
    sides = ["none"] * length
    for attribution in attributions:
        sides[attribution.cue[0][0]] = side_of(attribution)
    found = []
    for layer, tags in enumerate(encode(attributions, length)):
        found += decode(tags, [1.0] * length, sides, [i in light for i in range(length)], layer)
    return found


def parts(words: Words) -> tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]:
    return words.source, words.cue, words.content


def test_a_content_round_its_cue_stays_one() -> None:
    # “We(0) came(1) ,(2) ” Lund(3) said(4) “and(5) stayed(6)
    round_cue = Words(source=[(3, 4)], cue=[(4, 5)], content=[(0, 2), (5, 7)])
    (found,) = both_ways([round_cue], 7, frozenset({2}))
    assert parts(found) == parts(round_cue)


def test_one_source_with_two_cues_is_shared_to_the_left() -> None:
    # Lund(0) said(1) A(2) and(3) warned(4) B(5)
    first = Words(source=[(0, 1)], cue=[(1, 2)], content=[(2, 3)])
    second = Words(source=[(0, 1)], cue=[(4, 5)], content=[(5, 6)])
    assert [parts(w) for w in both_ways([first, second], 6)] == [parts(first), parts(second)]


def test_a_cue_without_a_source_takes_none() -> None:
    # Lund(0) left(1) .(2) It(3) was(4) denied(5)
    passive = Words(source=[], cue=[(4, 6)], content=[(3, 4)])
    (found,) = both_ways([passive], 6, frozenset({2}))
    assert found.source == []


def test_the_inner_attribution_keeps_its_layer() -> None:
    # The(0) paper(1) said(2) the(3) navy(4) had(5) denied(6) the(7) raid(8)
    outer = Words(source=[(0, 2)], cue=[(2, 3)], content=[(3, 9)])
    inner = Words(source=[(3, 5)], cue=[(5, 7)], content=[(7, 9)])
    assert [depth([outer, inner], i) for i in (0, 1)] == [0, 1]
    found = both_ways([outer, inner], 9)
    assert [(w.layer, parts(w)) for w in found] == [(0, parts(outer)), (1, parts(inner))]


def test_what_a_source_is_told_by_stands_in_the_inner_layer() -> None:
    # A(0) man(1) who(2) declined(3) to(4) give(5) names(6) said(7) it(8) rained(9)
    outer = Words(source=[(0, 7)], cue=[(7, 8)], content=[(8, 10)])
    inner = Words(source=[(2, 3)], cue=[(3, 4)], content=[(4, 7)])
    assert [w.layer for w in both_ways([outer, inner], 10)] == [0, 1]


def test_far_away_nothing_is_joined() -> None:
    tags = ["B-source", *["O"] * 60, "B-cue>", "B-content"]
    (found,) = decode(tags, [1.0] * len(tags), ["left"] * len(tags), [False] * len(tags))
    assert found.source == []


@given(st.lists(st.sampled_from(TAGS), max_size=60), st.data())
def test_any_tags_give_attributions_within_the_text(tags: list[str], data: st.DataObject) -> None:
    size = len(tags)
    sides = data.draw(st.lists(st.sampled_from(SIDES), min_size=size, max_size=size))
    light = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    for found in decode(tags, [0.5] * size, sides, light):
        assert found.content
        assert len(found.cue) == 1
        runs = [*found.source, *found.cue, *found.content]
        assert all(0 <= start < end <= size for start, end in runs)
        assert found.content == sorted(found.content)
        assert all(0 <= sure <= 1 for sure in found.sureness)
    contents = [run for found in decode(tags, [0.5] * size, sides, light) for run in found.content]
    assert len(contents) == len(set(contents))  # a content belongs to one cue


@given(st.integers(0, 3000), st.integers(0, SIZE // 2))
def test_windows_cover_every_piece_once(length: int, shift: int) -> None:
    cut = windows(range(length), shift=shift)
    assert all(end - start <= SIZE for start, end in cut)
    assert cut[0][0] == 0
    assert cut[-1][1] == length
    assert all(first[1] - second[0] == OVERLAP for first, second in pairwise(cut))
    counted = [i for start, end in kept(cut) for i in range(start, end)]
    assert counted == list(range(length))
    assert all(s <= a and b <= e for (s, e), (a, b) in zip(cut, kept(cut), strict=True))


def test_there_are_tags_for_every_layer() -> None:
    assert len(encode([], 3)) == LAYERS
    assert encode([], 3)[0] == ["O"] * 3
