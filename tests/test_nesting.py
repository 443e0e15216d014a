"""Which statement stands inside which: never in a circle."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from twosource.model import Kind, Span
from twosource.reading.drafts import Draft
from twosource.reading.nesting import nest


def draft(cue: tuple[int, int], *content: tuple[int, int]) -> Draft:
    return Draft(
        rule="test", kind=Kind.ATTRIBUTED, cue_class=None, cue_token=None, subject=None,
        source=[], cue=[Span(*cue)], content=[Span(*piece) for piece in content],
    )  # fmt: skip


def parents(one: Draft) -> int:
    """How many statements hold a draft; it must end."""
    seen: list[int] = []
    above = one.parent
    while above is not None:
        assert id(above) not in seen, "a circle"
        seen.append(id(above))
        above = above.parent
    return len(seen)


def test_the_smallest_content_around_is_the_parent() -> None:
    outer, middle, inner = draft((0, 4), (5, 90)), draft((10, 14), (15, 80)), draft((20, 24), (25, 60))
    nest([outer, middle, inner], ())
    assert inner.parent is middle
    assert middle.parent is outer
    assert outer.parent is None


def test_of_two_that_hold_each_others_cue_the_longer_is_outer() -> None:
    long, short = draft((50, 54), (0, 49), (55, 90)), draft((10, 14), (20, 60))
    nest([long, short], ())
    assert short.parent is long
    assert long.parent is None


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda row: (row[0], row[0] + row[1]))


@given(st.lists(st.tuples(SPANS, st.lists(SPANS, min_size=1, max_size=3)), max_size=7))
def test_nesting_is_never_a_circle(rows: list[tuple[tuple[int, int], list[tuple[int, int]]]]) -> None:
    drafts = nest([draft(cue, *content) for cue, content in rows], ())
    for one in drafts:
        parents(one)
    for one, other in itertools.combinations(drafts, 2):
        assert not (one.parent is other and other.parent is one)
