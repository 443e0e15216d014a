"""Quotation spans: nesting of marks, paragraphs, and marks that are never closed."""

from hypothesis import given
from hypothesis import strategies as st

from twosource.reading.quotations import find_quotations


def texts(text):
    return [span.of(text) for span in find_quotations(text)]


def test_curly_and_straight_marks():
    assert texts('She said “yes, now.” He said "no" and «oui».') == ["“yes, now.”", '"no"', "«oui»"]


def test_apostrophes_are_no_quotations():
    assert texts("The ship’s crew didn’t ask for the captain’s dog in ’98.") == []


def test_single_marks_count_around_words():
    assert texts("It was ‘a bad day’ for the crew’s cook.") == ["‘a bad day’"]


def test_a_quotation_over_paragraphs_closes_with_the_last():
    text = "“First part of it.\n\n“Second part,” she said."
    assert texts(text) == ["“First part of it.\n\n“Second part,”"]


def test_an_unclosed_mark_harms_nothing_after_its_paragraph():
    text = "He began: “we were there and then\n\nThe mayor said “no” later."
    assert texts(text) == ["“we were there and then", "“no”"]


def test_inches_and_feet_are_left_alone():
    assert texts('A 5" pipe burst.') == []


def test_wire_style_closing_apostrophes():
    assert texts("\"We saw it.'' Then they left.") == ["\"We saw it.''"]


@given(st.text(alphabet="ab .,\n“”\"‘’«»'", max_size=60))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    last = 0
    for span in find_quotations(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end
