"""Annotators' marks: what they quote is found where they say, or named as not found."""

from itertools import pairwise

import pytest

from training.marks import Marked, read_marks, show

TEXT = (
    "Lind said the ferry had sunk. “We saw it,” she said. “It was over in minutes.”\n"
    "The navy has not said whether the ferry was hit. The ferry left Tindur on Monday."
)
STOPS = (0, 30, 53, 79, 128, len(TEXT))
SENTENCES = list(pairwise(STOPS))


def read(*lines: str) -> tuple[Marked, list[str]]:
    found, errors = read_marks("\n".join(["# DOC d", *lines]), {"d": (TEXT, SENTENCES)})
    return found[0], errors


def words(spans: list[tuple[int, int]]) -> list[str]:
    return [TEXT[start:end] for start, end in spans]


def test_quoted_ends_become_a_span() -> None:
    marked, errors = read("1 | Lind | said | the ferry ~ sunk")
    assert not errors
    assert words(marked.marks[0].content) == ["the ferry had sunk"]
    assert words(marked.marks[0].source) == ["Lind"]


def test_a_content_in_pieces_over_sentences() -> None:
    marked, errors = read("2 | she | said | “We saw it,” + 3: “It was ~ minutes.”")
    assert not errors
    assert words(marked.marks[0].content) == ["“We saw it,”", "“It was over in minutes.”"]


def test_straight_quotation_marks_match_curly_ones() -> None:
    marked, errors = read('2 | she | said | "We saw it,"')
    assert not errors
    assert words(marked.marks[0].content) == ["“We saw it,”"]


def test_flags() -> None:
    marked, _ = read("4 | The navy | has not said | whether ~ was hit | none dist", "OWN 5")
    assert (marked.marks[0].commitment, marked.marks[0].stance) == (None, "distancing")
    assert marked.own_voice == [5]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("1 | Lind | said | the boat", "has no 'the boat'"),
        ("1 | Lind | said | the ferry ~ under", "there is no 'under'"),
        ("9 | Lind | said | the ferry", "no sentence 9"),
        ("1 | Lind | said | -", "has a content"),
        ("1 | Lind | said | the ferry | maybe", "no flag 'maybe'"),
        ("1 | Lind", "needs NUMBER"),
        ("OWN 7", "no sentence 7"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(line: str, complaint: str) -> None:
    marked, errors = read("1 | Lind | said | the ferry ~ sunk", line)
    assert len(errors) == 1
    assert errors[0].startswith("line 3: ")
    assert complaint in errors[0]
    assert len(marked.marks) == 1


def test_sentences_are_shown_with_their_numbers() -> None:
    assert show("d", TEXT, SENTENCES).splitlines()[2] == "[2] “We saw it,” she said."
