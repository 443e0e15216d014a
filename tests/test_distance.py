"""Distances in words: what they count, and that no name's length changes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twosource.linking.distance import words_between

WORDS = st.lists(st.sampled_from(["Norland", "Xu", "said", "it", "would", "not"]), min_size=1, max_size=30)


def test_words_that_begin_between_two_positions_are_counted() -> None:
    text = "Norland said it would leave."
    assert words_between(text, 0, len(text)) == 5
    assert words_between(text, 8, 12) == 1
    assert words_between(text, 12, 8) == -1
    assert words_between(text, 3, 3) == 0


@given(WORDS, st.integers(0, 29), st.integers(0, 29))
def test_a_longer_name_is_no_longer_way(words: list[str], one: int, other: int) -> None:
    first, last = sorted((one % len(words), other % len(words)))
    counts = set()
    for name in ("Xu", "Upper Sudmark".replace(" ", ""), "Ó"):
        listed = [name if word == "Norland" else word for word in words]
        starts = [sum(len(word) + 1 for word in listed[:i]) for i in range(len(listed))]
        counts.add(words_between(" ".join(listed), starts[first], starts[last]))
    assert counts == {last - first}
