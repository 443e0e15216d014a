"""Time expressions: what is read, what it means, and what stays unknown."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from twosource.language.pipeline import load
from twosource.model import Report, TimexType, sha256_of
from twosource.reading.numbers import table
from twosource.reading.times import find_times
from twosource.reading.times_calendar import Anchor, nearest_weekday, nearest_year, shifted

VALUE = re.compile(
    r"(?:PAST|PRESENT|FUTURE)_REF"
    r"|(?:BC)?(?:[\dX]{1,4})"
    r"|(?:BC)?[\dX]{4}-(?:[\dX]{2}(?:-[\dX]{2})?|W[\dX]{2}(?:-(?:[1-7]|WE))?|Q[\dX]|H[\dX]|SP|SU|FA|WI)"
    r"(?:T(?:MO|MI|AF|EV|NI|XX|\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?))?"
    r"|P(?:X|\d+(?:\.\d+)?)(?:[YMWDH]|WE)(?:6M|T12H)?|PT(?:X|\d+(?:\.\d+)?)[HMS](?:30[MS])?|PT\d\d[MS]|P6M|PT12H"
)
"""The values of TIMEX3 that we write."""


def read(text: str, published: str | None = None) -> list[tuple[str, str]]:
    return [(text[t.span.start : t.span.end], t.value) for t in find_times(load()(text), published=published)]


def mods(text: str, published: str | None = None) -> dict[str, str | None]:
    return {text[t.span.start : t.span.end]: t.mod for t in find_times(load()(text), published=published)}


SUNDAY = "2024-06-09"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour closed on 8 June 2024.", [("8 June 2024", "2024-06-08")]),
        ("The harbour closed on June 8, 2024, at dawn.", [("June 8, 2024", "2024-06-08"), ("dawn", "2024-06-08TMO")]),
        ("The harbour closed on Sunday, June 9.", [("Sunday, June 9", "2024-06-09")]),
        (
            "Ferries sank on the 8th of June and on 2024-05-03.",
            [("the 8th of June", "2024-06-08"), ("2024-05-03", "2024-05-03")],
        ),
        ("Storms on 22 and 23 February closed it.", [("22", "2024-02-22"), ("23 February", "2024-02-23")]),
        ("The bridge fell on Sunday.", [("Sunday", "2024-06-09")]),
        ("The bridge fell last Sunday.", [("last Sunday", "2024-06-02")]),
        ("The bridge fell on Monday.", [("Monday", "2024-06-03")]),
        ("The council will meet on Monday.", [("Monday", "2024-06-10")]),
        ("The council meets next Monday.", [("next Monday", "2024-06-10")]),
        ("The mayor spoke on Sunday morning.", [("Sunday morning", "2024-06-09TMO")]),
        ("Sirens sounded overnight.", [("overnight", "2024-06-09TNI")]),
        ("The bridge fell last night.", [("last night", "2024-06-08TNI")]),
        ("They took the hill in late May.", [("late May", "2024-05")]),
        ("The election was held in November.", [("November", "2023-11")]),
        ("The election will be held in November.", [("November", "2024-11")]),
        ("He was born in 1968, in the winter of 1968.", [("1968", "1968"), ("the winter of 1968", "1968-WI")]),
        (
            "It rained in the early 1990s and in the 20th century.",
            [("the early 1990s", "199"), ("the 20th century", "19")],
        ),
        ("The flood came more than three years ago.", [("more than three years ago", "2021")]),
        ("Fighting grew in recent weeks.", [("recent weeks", "PAST_REF")]),
        ("They talked for two days about a 30-day truce.", [("two days", "P2D"), ("30-day", "P30D")]),
        (
            "It lasted half an hour, then two and a half years.",
            [("half an hour", "PT30M"), ("two and a half years", "P2Y6M")],
        ),
        ("Boats leave every day and each Thursday.", [("every day", "P1D"), ("each Thursday", "XXXX-WXX-4")]),
        ("Five boats leave per week.", [("per week", "P1W")]),
        (
            "Guns fired at 0600 in the first three months of 2023.",
            [("0600", "2024-06-09T06:00"), ("the first three months", "P3M"), ("2023", "2023")],
        ),
        ("The depot burned yesterday.", [("yesterday", "2024-06-08")]),
        ("The depot burned last week and last year.", [("last week", "2024-W22"), ("last year", "2023")]),
        ("Output fell in the third quarter of 2023.", [("the third quarter of 2023", "2023-Q3")]),
    ],
)
def test_dates_durations_and_sets(text, expected):
    assert read(text, SUNDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It closed in the week of March 4.", [("the week of March 4", "2024-W10")]),
        ("It closed on the day before Christmas.", [("the day before Christmas", "2023-12-24")]),
        ("It closed two days before June 8.", [("two days before June 8", "2024-06-06")]),
        ("It ends two weeks after 1 July 2024.", [("two weeks after 1 July 2024", "2024-07-15")]),
        ("It was hit overnight on Friday.", [("overnight", "2024-06-07TNI"), ("Friday", "2024-06-07")]),
        ("Sirens sounded in the early hours of Sunday.", [("the early hours of Sunday", "2024-06-09TMO")]),
        ("It rained in mid-afternoon yesterday.", [("mid-afternoon yesterday", "2024-06-08TAF")]),
        ("It was hit three nights ago.", [("three nights ago", "2024-06-06TNI")]),
        ("It opened at Christmas 1963.", [("Christmas 1963", "1963-12-25")]),
        ("It opened last Christmas.", [("last Christmas", "2023-12-25")]),
        (
            "It fell from 3 August to 5 September 2022.",
            [("3 August", "2022-08-03"), ("5 September 2022", "2022-09-05")],
        ),
        ("It fell between March and April 2022.", [("March", "2022-03"), ("April 2022", "2022-04")]),
        ("It snowed in the winter of 2022-23.", [("the winter of 2022-23", "2022-WI")]),
        ("The year ended March 31 was poor.", [("The year", "P1Y"), ("March 31", "2024-03-31")]),
        ("Sales fell in the quarter ended March 31.", [("the quarter", "2024-Q1"), ("March 31", "2024-03-31")]),
        ("Sales fell in the first quarter.", [("the first quarter", "2024-Q1")]),
        ("They hope to finish by year-end.", [("year-end", "2024")]),
        ("He left a year or two ago.", [("a year or two ago", "2023")]),
        ("He spoke in May nineteen ninety-seven.", [("May nineteen ninety-seven", "1997-05")]),
        ("It should be ready by the year two thousand.", [("the year two thousand", "2000")]),
        (
            "Right now it is quiet in present-day Harrow.",
            [("Right now", "PRESENT_REF"), ("present-day", "PRESENT_REF")],
        ),
        ("It may open in the near future.", [("the near future", "FUTURE_REF")]),
        ("It sails every other day, twice a week.", [("every other day", "P2D"), ("twice a week", "P1W")]),
        ("He extended the truce until Tuesday.", [("Tuesday", "2024-06-11")]),
        (
            "The wall fell in 480 B.C., in the spring of 480 BC.",
            [("480 B.C.", "BC0480"), ("the spring of 480 BC", "BC0480-SP")],
        ),
        ("The Long March of the miners began in March.", [("March", "2024-03")]),
    ],
)
def test_what_stands_beside_a_date_belongs_to_it(text, expected):
    assert read(text, SUNDAY) == expected


def test_an_unknown_number_of_days_later_keeps_only_its_precision():
    text = "The bridge fell on May 3. A few days later the mayor left. Years ago he had built it."
    assert read(text, SUNDAY)[1:] == [("A few days later", "XXXX-XX-XX"), ("Years ago", "PAST_REF")]


def test_a_day_of_the_month_belongs_to_the_month_spoken_of():
    assert read("The ship sailed on May 3. On the 20th it came back.", SUNDAY)[-1] == ("the 20th", "2024-05-20")


def test_years_before_christ_are_counted_backwards():
    text = "The town was built in 512 BC. The following year it burned. It fell in 501-500 BC, in the 500s BC."
    values = [value for _, value in read(text, SUNDAY)]
    assert values == ["BC0512", "BC0511", "BC0501", "BC0500", "BC050"]


def test_what_a_history_tells_by_the_way_does_not_move_it():
    text = (
        "The siege of Harrow began in 1643. In May 1643 the walls were breached, as they had been in 1541 before. "
        "The town (founded in 1302) was lost in June 1643. In July the king left.\n\n1644\n\nSoldiers came in March."
    )
    found = dict(read(text, SUNDAY))
    assert (found["July"], found["1644"], found["March"]) == ("1643-07", "1644", "1644-03")


def test_what_counts_from_the_moment_spoken_of():
    text = "The port fell on May 3. The following day the army left. A week earlier the mayor had fled."
    assert read(text, SUNDAY) == [
        ("May 3", "2024-05-03"),
        ("The following day", "2024-05-04"),
        ("A week earlier", "2024-04-27"),
    ]


def test_a_history_keeps_its_own_year():
    text = (
        "The siege of Harrow began in 1643. In May 1643 the walls were breached. "
        "The king came in June 1643. In July he left, and on 4 August the town fell."
    )
    assert read(text, SUNDAY)[-2:] == [("July", "1643-07"), ("4 August", "1643-08-04")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge fell on Sunday.", [("Sunday", "XXXX-WXX-7")]),
        ("The bridge fell in May.", [("May", "XXXX-05")]),
        ("The bridge fell yesterday.", [("yesterday", "XXXX-XX-XX")]),
        ("The bridge fell last week.", [("last week", "XXXX-WXX")]),
        ("The bridge fell last year.", [("last year", "XXXX")]),
        ("The bridge fell on May 3.", [("May 3", "XXXX-05-03")]),
        ("The bridge fell two days ago.", [("two days ago", "XXXX-XX-XX")]),
    ],
)
def test_without_a_publication_nothing_is_guessed(text, expected):
    assert read(text, None) == expected


def test_a_year_alone_gives_months_and_no_weekdays():
    assert read("The bridge fell in late May.", "2024") == [("late May", "2024-05")]
    assert read("The bridge fell on Sunday.", "2024") == [("Sunday", "XXXX-WXX-7")]
    assert read("The bridge fell last year.", "2024") == [("last year", "2023")]


def test_clock_times_take_their_day_and_their_zone():
    text = "The station was hit at about 10:30 Kyiv time (07:30 GMT) on Friday. It closed at 9 p.m. Thursday."
    values = [value for _, value in read(text, SUNDAY)]
    assert values[0] in {"2024-06-07T10:30+03:00", "2024-06-07T10:30"}  # without a tz database the offset is unknown
    assert values[1:] == ["2024-06-07T07:30Z", "2024-06-07", "2024-06-06T21:00"]


def test_modifiers():
    found = mods(
        "In late May, more than three years ago, nearly two weeks passed; at the end of 2020 it ended.", SUNDAY
    )
    assert found == {
        "late May": "END",
        "more than three years ago": "BEFORE",
        "nearly two weeks": "LESS_THAN",
        "the end of 2020": "END",
    }


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the town.",
        "A 51-year-old man and his wife, aged 40, came.",
        "The tank is a T-1990 and cost $2014.",
        "About 1850 people fled.",
        "The sun sat in the second row; he saw a dozen.",
        "A quarter of the town burned.",
    ],
)
def test_what_is_no_time(text):
    assert read(text, SUNDAY) == []


WORDS = sorted({w for section in table("times").values() for w in section if isinstance(w, str)})
BLANK = spacy.blank("en")
PIECES = st.sampled_from(
    [
        *WORDS,
        "the",
        "of",
        "a",
        "in",
        "on",
        "two",
        "5",
        "31",
        "1943",
        "-",
        ",",
        ".",
        "'s",
        "(",
        "8th",
        "10:30",
        "pm",
        "\n\n",
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(PIECES, max_size=14),
    st.sampled_from([None, "2024", "2024-06", SUNDAY, "2024-06-09T21:14:00+03:00", "soon", "2024-13-45"]),
)
def test_any_heap_of_time_words_gives_valid_values_in_order(pieces, published):
    text = " ".join(pieces).title()
    found = find_times(BLANK(text), published=published)
    assert all(0 <= t.span.start < t.span.end <= len(text) for t in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(VALUE.fullmatch(t.value) for t in found), found


@given(st.dates(date(1900, 1, 9), date(2199, 12, 1)), st.integers(1, 7), st.sampled_from([-1, 1]), st.booleans())
def test_the_nearest_weekday_is_that_weekday_within_a_week(day, weekday, direction, same_day):
    found = date.fromisoformat(
        nearest_weekday(Anchor(day.year, day.month, day.day), weekday, direction, same_day=same_day)
    )
    away = (found - day).days * direction
    assert found.isoweekday() == weekday
    assert (0 if same_day else 1) <= away <= 7


@given(st.integers(-3000, 3000).filter(bool), st.integers(-3000, 3000))
def test_there_is_no_year_nought_between_the_eras(year, count):
    moved = Anchor.of(shifted(Anchor(year), "Y", count)).year
    assert moved
    assert shifted(Anchor(moved), "Y", -count) == Anchor(year).value("Y")


@given(st.dates(date(1900, 3, 1), date(2199, 12, 1)), st.integers(-40, 40))
def test_shifting_months_and_back_returns(day, count):
    anchor = Anchor(day.year, day.month, day.day)
    assert shifted(Anchor.of(shifted(anchor, "M", count)), "M", -count) == anchor.value("M")
    assert shifted(Anchor.of(shifted(anchor, "D", count)), "D", -count) == day.isoformat()


def test_a_date_ten_months_off_is_the_near_one_after_all():
    assert nearest_year(Anchor(2000, 1, 5), 1, 14, -1) == 2000
    assert nearest_year(Anchor(2022, 10, 1), 2, 24, -1) == 2022
    assert nearest_year(Anchor(2022, 3, 1), 11, 1, -1) == 2021
    assert nearest_year(Anchor(None), 11, 1, -1) is None


def test_the_component_uses_the_report_and_tells_not_read_from_none():
    nlp = spacy.blank("en")
    assert nlp("Nothing.")._.times is UNSET
    nlp.add_pipe("twosource_times")
    doc = nlp.make_doc("The bridge fell on June 8, 2024, and yesterday.")
    doc._.report = Report(doc="a", text=doc.text, sha256=sha256_of(doc.text), published=SUNDAY)
    assert [t.value for t in nlp(doc)._.times] == ["2024-06-08", "2024-06-08"]
    assert [t.type for t in doc._.times] == [TimexType.DATE, TimexType.DATE]
    assert nlp("Nothing.")._.times == ()
