"""Furniture: every pattern finds its examples, and nothing else is touched."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twosource.model import FurnitureKind, Span
from twosource.readers import find_furniture
from twosource.readers.dates import parse_date
from twosource.readers.facts import read_facts
from twosource.readers.furniture import find
from twosource.readers.outlets import holder, of_byline
from twosource.readers.patterns import furniture_table, notice_table

TABLE = furniture_table().pattern + notice_table().pattern
EXAMPLES = [(entry.kind, example) for entry in TABLE for example in entry.examples]
NEVER = [text for entry in TABLE for text in entry.never]
REPORT = """Ships leave Port Essel after eleven days

By Ana Varga and Idris Bello, CNN
Published 21:14 GMT, Sunday 4 May 2031
Updated 09:00 GMT, Monday 5 May 2031

Port Essel (CNN) — Three ships left on Sunday, the harbour master said.

Advertisement

The navy denied that it had closed the port.

Read more: What we know about the port

™ & © 2031 Cable News Network, Inc. All rights reserved.

CNN’s Oda Lunde contributed to this report.
"""


def kinds(text):
    return [(item.kind.value, item.span.of(text)) for item in find_furniture(text)]


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_a_pattern_finds_its_example_and_nothing_more(kind, example):
    text = example.replace("⟦", "").replace("⟧", "")
    marked = Span(example.index("⟦"), example.index("⟧") - 1)
    assert [(item.kind, item.span) for item in find_furniture(text)] == [(kind, marked)]


@pytest.mark.parametrize("text", NEVER)
def test_a_real_sentence_is_not_swallowed(text):
    assert find_furniture(text) == ()


def test_every_kind_has_a_pattern_or_a_date():
    assert {entry.kind for entry in TABLE} | {FurnitureKind.DATE_LINE} == set(FurnitureKind)


def test_a_whole_report():
    assert kinds(REPORT) == [
        ("byline", "By Ana Varga and Idris Bello, CNN"),
        ("date-line", "Published 21:14 GMT, Sunday 4 May 2031"),
        ("date-line", "Updated 09:00 GMT, Monday 5 May 2031"),
        ("dateline", "Port Essel (CNN) —"),
        ("advertisement", "Advertisement"),
        ("link", "Read more: What we know about the port"),
        ("copyright", "™ & © 2031 Cable News Network, Inc. All rights reserved."),
        ("contributors", "CNN’s Oda Lunde contributed to this report."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2029"])
def test_line_ends_of_every_kind(end):
    text = REPORT.replace("\n", end)
    assert kinds(text) == kinds(REPORT)


def test_date_and_byline_on_one_line():
    assert kinds(" date 2031-05-04 By Ana Varga and Idris Bello, CNN\n\nThe port reopened.") == [
        ("date-line", "date 2031-05-04"),
        ("byline", "By Ana Varga and Idris Bello, CNN"),
    ]


def test_a_date_or_byline_in_the_middle_is_reporting():
    story = "\n".join(f"Ship number {number} left the port." for number in range(20))
    assert kinds(f"{story}\n4 May 2031\nBy Ana Varga\n{story}") == []


def test_credits_in_a_text_of_one_line():
    text = "The port reopened, the mayor said. (AP Photo/Ana Varga) Ships left. CNN’s Oda Lunde contributed to this report."
    assert kinds(text) == [
        ("caption-credit", "(AP Photo/Ana Varga)"),
        ("contributors", "CNN’s Oda Lunde contributed to this report."),
    ]


def facts(text):
    return read_facts(text, find(text))


def test_what_the_text_states():
    found = facts(REPORT)
    assert (found.outlet.value, found.published.value, found.dateline.value) == (
        "CNN", "2031-05-04T21:14:00+00:00", "Port Essel",
    )  # fmt: skip
    assert found.byline == ("Ana Varga", "Idris Bello")
    assert found.published.span.of(REPORT) == "Published 21:14 GMT, Sunday 4 May 2031"
    assert found.outlet.span.of(REPORT) == "Cable News Network"
    assert found.byline_span.of(REPORT).startswith("Ana Varga")


def test_an_update_publishes_when_nothing_else_is_stated():
    assert facts("Updated 09:00 GMT, 5 May 2031\n\nThe port reopened.").published.value == "2031-05-05T09:00:00+00:00"


def test_a_copyright_states_the_year_only_and_a_range_states_nothing():
    assert facts("The port reopened.\n\n©2031 Bloomberg L.P.").published.value == "2031"
    assert facts("The port reopened.\n\n© 2019-2031 Bloomberg L.P.").published is None


@pytest.mark.parametrize(
    ("dateline", "published"),
    [
        ("PORT ESSEL, March 5, 2031 (Harbour Wire) -", "2031-03-05"),
        ("LISBON, 5 March 2031 (Reuters) -", "2031-03-05"),
        ("Lisbon, Sept. 26 2031 (CNN) —", "2031-09-26"),
        ("PORT ESSEL, March 5, 2031 —", "2031-03-05"),
        ("LISBON, March 5, 2031. /TASS/.", "2031-03-05"),
        ("LISBON, February 30, 2031 (Reuters) -", "2032"),
        ("LISBON, March 5 (Reuters) -", "2032"),
        ("LISBON (Reuters) -", "2032"),
    ],
)
def test_a_whole_date_in_the_dateline_beats_the_year_of_the_copyright(dateline, published):
    text = f"{dateline} The port reopened.\n\n© 2032 Harbour Wire"
    found = facts(text)
    assert found.published.value == published
    assert parse_date(found.published.span.of(text)) == published


def test_a_dateline_without_a_year_states_no_time_by_itself():
    assert facts("LISBON, March 3 (Reuters) - The port reopened.").published is None


def test_a_date_line_goes_before_the_dateline_and_the_first_dateline_before_others():
    dated = "PORT ESSEL, March 5, 2031 (Harbour Wire) - The port reopened."
    assert facts(f"Updated 7 March 2031\n\n{dated}").published.value == "2031-03-07"
    assert facts(f"{dated}\n\n{dated.replace('5,', '4,')}").published.value == "2031-03-05"
    assert facts(f"{dated.replace(', 2031', '')}\n\n{dated}").published is None


@pytest.mark.parametrize(
    ("line", "outlet", "published"),
    [
        ("© Harbour Courier 2031", "Harbour Courier", "2031"),
        ("© Harbour Courier Media Ltd, 2031. All rights reserved.", "Harbour Courier Media", "2031"),
        ("Copyright Bloomberg L.P. 2031", "Bloomberg", "2031"),
        ("(c) Harbour Courier 2019-2031", "Harbour Courier", None),
        ("© Getty Images 2031", None, None),
        ("© 2031 Getty Images", None, None),
    ],
)
def test_a_copyright_with_the_name_first(line, outlet, published):
    found = facts(f"The port reopened.\n\n{line}")
    assert (found.outlet and found.outlet.value, found.published and found.published.value) == (outlet, published)


def test_a_name_and_a_year_at_the_end_of_a_text_in_one_line():
    found = facts("The port reopened. © BBC 2031. All rights reserved.")
    assert (found.outlet.value, found.published.value) == ("BBC News", "2031")
    assert facts("The port reopened. © Tall Ships Imaging 2031").outlet is None


def test_a_picture_agency_is_no_outlet_of_a_report():
    found = facts("Ships leave Lisbon after days\n\nGetty Images\n\nThe port reopened.")
    assert (found.outlet, found.byline) == (None, ())


def test_a_date_in_the_story_is_not_the_date_of_the_story():
    found = facts("The port was closed on 4 May 2031.\n\nIt reopened on 15 May 2031, the mayor said.")
    assert (found.published, found.outlet, found.dateline, found.byline) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("The port reopened.\n\n©2031 Bloomberg L.P.", "Bloomberg"),
        ("The port reopened.\n\n© 2031 Harbour Courier Media Ltd. All rights reserved.", "Harbour Courier Media"),
        ("By Ana Varga, CNN\n\nThe port reopened.", "CNN"),
        ("LISBON, March 3 (Reuters) - The port reopened.", "Reuters"),
        ("PORT ESSEL (Harbour News) — The port reopened.", "Harbour News"),
        ("LISBON, Portugal (AP) — The port reopened.\n\n© 2031 BBC.", "BBC News"),
    ],
)
def test_the_outlet_by_the_text(text, outlet):
    assert facts(text).outlet.value == outlet


def test_a_holder_is_an_outlet_when_known_or_alone():
    assert holder("Cable News Network, Inc", alone=False) == "CNN"
    assert holder("Tall Ships Imaging", alone=False) is None
    assert holder("The Harbour Courier Ltd", alone=True) == "Harbour Courier"
    assert holder("all who worked on this page and many more", alone=True) is None


@pytest.mark.parametrize(
    ("text", "names", "outlet"),
    [
        ("Ana Varga and Idris Bello, CNN", ("Ana Varga", "Idris Bello"), "CNN"),
        ("Ana Varga, Idris Bello & Oda Lunde", ("Ana Varga", "Idris Bello", "Oda Lunde"), None),
        ("Oda Lunde, Defence Correspondent, in Port Essel", ("Oda Lunde",), None),
        ("The Associated Press", (), "Associated Press"),
        ("Staff", (), None),
    ],
)
def test_bylines(text, names, outlet):
    assert of_byline(text) == (names, outlet)


WORDS = st.sampled_from(
    ["By", "Ana", "Varga", "and", "CNN", "(CNN)", "—", "© 2031", "Reuters", "4 May 2031", "Published", ".", "\n", "\r\n",
     "contributed to this report.", "LISBON", "(AP Photo/Ana Varga)", "Advertisement", "Read more:", "said", "the", ",",
     "Sign up for our newsletter", "\u202e", "“", "”", "\u2028", "©"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("\n".join)))
@settings(max_examples=300)
def test_furniture_is_sorted_within_the_text_and_does_not_overlap(text):
    end = 0
    for found in find(text):
        span = found.furniture.span
        assert end <= span.start < span.end <= len(text)
        assert not text[span.start].isspace()
        assert all(span.start <= part.start <= part.end <= span.end for part in found.parts.values())
        end = span.end


@pytest.mark.parametrize(
    "unit",
    [
        "Aa Correspondent ",
        "Mr. ",
        "A. Bb, ",
        ". Aa and ",
        "(A ",
        "By Aa, ",
        "Aa/",
        "© 2031 ",
        "A",
        " ",
        ". Sign up for ",
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(unit):
    began = time.perf_counter()
    find_furniture(unit * (50_000 // len(unit)))
    assert time.perf_counter() - began < 5


def test_on_real_texts_little_is_taken_and_no_long_sentence(shared):
    rows = (shared / "corpora/war-news/press-2022.jsonl").read_text(encoding="utf-8").splitlines()[:150]
    texts = [json.loads(row)["text"] for row in rows]
    spans = [(text, item) for text in texts for item in find_furniture(text)]
    assert len(spans) > 10
    assert sum(item.span.end - item.span.start for _, item in spans) < 0.02 * sum(map(len, texts))
    speech = [item.span.of(text) for text, item in spans if " said" in item.span.of(text)]
    assert speech == []
