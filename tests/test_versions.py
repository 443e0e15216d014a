"""Versions of a report: which text stands at a moment, on both clocks; what was withdrawn; and nothing disappears."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ledger_samples import plain, report
from tests.test_ledger import Clock
from twosource.ledger import Ledger
from twosource.ledger.moments import asked, end_of, published_by, stamp
from twosource.ledger.replay import moments_of, readings_of
from twosource.ledger.versions import Event, replaced_by
from twosource.model import Furniture, FurnitureKind, PubStatus, Reading, Span

URL = "https://wire.example/1"
FIRST_DAY, SECOND_DAY, THIRD_DAY = (f"2031-03-0{day}T10:00Z" for day in (1, 2, 3))
CANCELED, WITHHELD = PubStatus.CANCELED, PubStatus.WITHHELD


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "cases.ledger", clock=Clock()) as opened:
        yield opened


def bare(text: str = "", **values: Any) -> Reading:
    """A reading of a text in which nothing was found; the text may be empty."""
    return Reading(report=report(text, **values), producer="bare", steps=(), statements=())


def texts(book: Ledger, **moments: Any) -> list[str]:
    return [reading.report.text for reading in book.readings(**moments)]


def states(book: Ledger, **moments: Any) -> list[tuple[int, str, str | None]]:
    return [(row.version, row.status, row.status_since) for row in book.reports(every=True, **moments)]


def test_the_newest_version_stands_for_the_report_at_each_moment(book: Ledger) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))
    book.add(bare("two", url=URL, published=FIRST_DAY, updated=SECOND_DAY))
    assert texts(book) == ["two"]
    assert texts(book, published_by="2031-03-02T09:59Z") == ["one"]
    assert texts(book, published_by=SECOND_DAY) == ["two"]
    assert texts(book, published_by="2031-02-28") == []
    assert [reading.report.text for reading in book.readings(every=True)] == ["one", "two"]
    assert states(book) == [(1, "superseded", "2031-03-02T10:00:00.000000Z"), (2, "standing", None)]
    assert states(book, published_by=FIRST_DAY) == [(1, "standing", None)]


def test_an_older_version_that_is_read_later_does_not_stand(book: Ledger) -> None:
    book.add(bare("two", url=URL, published=FIRST_DAY, updated=SECOND_DAY))
    book.add(bare("one", url=URL, published=FIRST_DAY))
    assert texts(book) == ["two"]
    assert texts(book, read_by="2031-03-05T12:01Z") == ["two"]
    assert [row.version for row in book.reports()] == [2]


def test_without_times_of_change_a_version_counts_from_when_it_was_read(book: Ledger) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))  # read 5 March, 12:01
    book.add(bare("two", url=URL, published=FIRST_DAY))  # 12:02
    assert texts(book) == ["two"]
    assert texts(book, published_by=SECOND_DAY) == ["one"]
    assert texts(book, published_by="2031-03-05T12:02Z") == ["two"]
    assert texts(book, read_by="2031-03-05T12:01Z") == ["one"]
    assert states(book, published_by=SECOND_DAY) == [(1, "standing", None)]


def test_versions_that_state_no_time_are_in_the_order_in_which_they_were_read(book: Ledger) -> None:
    for text in ("one", "two", "three"):
        book.add(bare(text, url=URL))
    assert texts(book) == ["three"]
    assert texts(book, read_by="2031-03-05T12:02Z") == ["two"]
    assert [row.version for row in book.reports(every=True)] == [1, 2, 3]


def test_the_outlets_own_numbers_decide_between_versions_of_one_moment(book: Ledger) -> None:
    book.add(bare("three", url=URL, updated=SECOND_DAY, version=3))
    book.add(bare("two", url=URL, updated=SECOND_DAY, version=2))
    assert texts(book) == ["three"]


def test_a_fuller_record_of_a_text_is_no_version_of_it(book: Ledger) -> None:
    book.add(bare("one", url=URL))
    book.add(bare("one", url=URL, published=FIRST_DAY, outlet="Harbour Wire"))
    assert [(row.published, row.version, row.status) for row in book.reports(every=True)] == [
        (FIRST_DAY, 1, "standing")
    ]


@pytest.mark.parametrize("status", [CANCELED, WITHHELD])
@pytest.mark.parametrize("text", ["", "Editors: kill this.", "one"])
def test_a_withdrawn_report_counts_until_then(book: Ledger, status: PubStatus, text: str) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))
    book.add(bare("elsewhere", url="https://wire.example/2", published=FIRST_DAY))
    notice = bare(text, url=URL, pub_status=status, updated=THIRD_DAY)
    assert book.add(notice) is True
    assert book.add(notice) is False, "the same notice twice changes nothing"
    assert texts(book) == ["elsewhere"]
    assert texts(book, published_by=SECOND_DAY) == ["one", "elsewhere"]
    assert texts(book, read_by="2031-03-05T12:02Z") == ["one", "elsewhere"]
    since = "2031-03-03T10:00:00.000000Z"
    assert (1, str(status), since) in states(book)
    assert states(book, published_by=SECOND_DAY) == [(1, "standing", None), (1, "standing", None)]
    assert {one.reading.report.text for one in book.history()} == {"one", "elsewhere", text}


def test_a_notice_without_a_time_counts_from_when_it_was_read(book: Ledger) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))
    book.add(bare(url=URL, pub_status=CANCELED, published=FIRST_DAY))
    assert texts(book, published_by=THIRD_DAY) == ["one"]
    assert texts(book, published_by="2031-03-05T12:02Z") == []


def test_a_new_version_after_a_notice_stands(book: Ledger) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))
    book.add(bare(url=URL, pub_status=WITHHELD, updated=SECOND_DAY))
    book.add(bare("two", url=URL, updated=THIRD_DAY))
    assert texts(book) == ["two"]
    assert texts(book, published_by=SECOND_DAY) == []


def test_a_notice_without_a_url_is_of_the_report_with_its_short_name(book: Ledger) -> None:
    book.add(bare("one", doc="k-17", outlet="Harbour Wire", url=URL, published=FIRST_DAY))
    book.add(bare("two", doc="k-17", outlet="Lakeside Post", published=FIRST_DAY))
    book.add(bare(doc="k-17", outlet="Harbour Wire", pub_status=CANCELED, updated=SECOND_DAY))
    assert texts(book) == ["two"]
    book.add(bare(doc="k-17", pub_status=CANCELED, updated=THIRD_DAY))
    assert texts(book) == ["two"], "two reports have that name: which is meant cannot be known"


def test_files_that_share_a_name_by_chance_are_no_versions(book: Ledger) -> None:
    for text in ("one", "two"):
        book.add(bare(text, doc="article", published=FIRST_DAY))
    book.add(bare("three", doc="article", published=FIRST_DAY, updated=SECOND_DAY))
    assert texts(book) == ["one", "two", "three"]
    book.add(bare("four", doc="article", version=2, updated=THIRD_DAY))
    assert texts(book) == ["four"], "a row that says that it is a version is one"


def test_a_report_whose_text_says_that_it_was_retracted_does_not_count(book: Ledger) -> None:
    book.add(bare("one", url=URL, published=FIRST_DAY))
    text = "This story has been retracted."
    told = bare(text, url=URL, updated=SECOND_DAY)
    notice = Furniture(span=Span(0, len(text)), kind=FurnitureKind.RETRACTION)
    struct = type(told.report)
    values = {name: getattr(told.report, name) for name in struct.__struct_fields__} | {"furniture": (notice,)}
    book.add(Reading(report=struct(**values), producer="bare", steps=(), statements=()))
    assert texts(book) == []
    assert texts(book, published_by=FIRST_DAY) == ["one"]
    assert [status for _, status, _ in states(book)] == ["retracted", "retracted"]


def test_a_statement_of_a_replaced_version_can_still_be_looked_up(book: Ledger) -> None:
    old = plain("They left on Monday", url=URL, published=FIRST_DAY)
    book.add(old)
    book.add(plain("They left on Friday", url=URL, updated=SECOND_DAY))
    cited = book.statement(old.statements[0].id)
    assert cited is not None
    assert (cited.report.version, cited.report.status) == (1, "superseded")


def test_what_stood_of_a_report_at_each_of_its_moments(book: Ledger) -> None:
    first = bare("one", url=URL, published=FIRST_DAY)
    book.add(first)
    book.add(bare("two", url=URL, updated=SECOND_DAY))
    book.add(bare(url=URL, pub_status=CANCELED, updated=THIRD_DAY))
    book.add(bare("other", url="https://wire.example/2", published=FIRST_DAY))
    moments = moments_of(book, [first.report.id])
    assert moments == tuple(end_of(day)[:17] + "00.000000Z" for day in (FIRST_DAY, SECOND_DAY, THIRD_DAY))
    stood = [readings_of(book, [first.report.id], published_by=at) for at in moments]
    assert [[one.report.text for one in there] for there in stood] == [["one"], ["two"], []]
    assert len(moments_of(book, [first.report.id], read=True)) == 3


HOURS = st.integers(0, 5)
TIMES = st.one_of(st.none(), HOURS.map(lambda hour: f"2031-03-01T{hour:02}:00Z"), st.just("2031-03-01"))
VERSIONS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["one", "two", "three", ""]),
        "url": st.sampled_from([URL, "https://wire.example/2", None]),
    },
    optional={
        "published": TIMES,
        "updated": TIMES,
        "version": st.integers(1, 3),
        "pub_status": st.sampled_from(PubStatus),
        "outlet": st.sampled_from(["Harbour Wire", "Lakeside Post"]),
    },
).filter(lambda row: row["text"] or row.get("pub_status") in (CANCELED, WITHHELD))
MOMENTS = st.one_of(st.none(), HOURS.map(lambda hour: f"2031-03-01T{hour:02}:30Z"), st.just("2031-03-06"))
numbers = itertools.count()
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a ledger is made for each example, and a failing example is short."""


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(VERSIONS, min_size=1, max_size=6), published=MOMENTS, read=st.integers(0, 7))
def test_both_clocks_hold_and_nothing_disappears(
    tmp_path: Path, rows: list[dict[str, Any]], published: str | None, read: int
) -> None:
    read_by = stamp(datetime(2031, 3, 5, 12, 0, tzinfo=UTC) + timedelta(minutes=read))
    with Ledger.open(tmp_path / f"{next(numbers)}.ledger", clock=Clock()) as book:
        added = [row for row in rows if book.add(bare(**row))]
        assert {one.reading.report.text for one in book.history()} == {row["text"] for row in added}
        shown = list(book.readings(published_by=published, read_by=read_by))
        every = {row.id: row for row in book.reports(published_by=published, read_by=read_by, every=True)}
        with book.reads() as connection:
            found = connection.exec_driver_sql("SELECT * FROM versions").mappings()
            events = [Event(**row) for row in found]
        standing = {reading.report.id for reading in shown}
        for reading in shown:
            time = reading.report.updated or reading.report.published
            assert (
                published is None
                or time is None
                or published_by(time) <= end_of(published)
                or (
                    reading.report.published is not None and published_by(reading.report.published) <= end_of(published)
                )
            )
            assert not reading.report.withdrawn
        for key, row in every.items():
            (event,) = [one for one in events if one.report_id == key]
            item = [one for one in events if one.item == event.item]
            other = replaced_by(event.sha256, item, published=published, read=read_by)
            stands = other is None and event.status == "usable"
            assert (key in standing) is stands, (row, other)
            assert (row.status == "standing") is stands
        # What is read later changes no picture of before.
        known = list(book.readings(read_by="2031-03-05T13:00Z"))
        book.add(bare("late", url=URL, published="2031-03-01T00:00Z"), read_at="2031-03-05T14:00:00.000000Z")
        assert list(book.readings(read_by="2031-03-05T13:00Z")) == known


def test_a_moment_may_name_its_zone() -> None:
    assert stamp(asked("2025-06-09T18:00 Europe/Kyiv")[1]) == "2025-06-09T15:00:59.999999Z"
    assert stamp(asked("2025-01-09 18:00 Europe/Kyiv")[1]) == "2025-01-09T16:00:59.999999Z"
    assert [stamp(each) for each in asked("2025-06-09 Europe/Kyiv")] == [
        "2025-06-08T21:00:00.000000Z",
        "2025-06-09T20:59:59.999999Z",
    ]
    assert asked("2025-06-09T18:00+03:00") == asked("2025-06-09T18:00 Europe/Kyiv")
    assert asked("2025-06-09T15:00") == asked("2025-06-09T15:00 UTC")


def test_an_hour_that_comes_twice_is_both_and_one_that_is_left_out_is_none() -> None:
    first, last = asked("2025-10-26T03:30 Europe/Kyiv")
    assert last - first == timedelta(hours=1, minutes=1) - timedelta(microseconds=1)
    with pytest.raises(ValueError, match="there is no 2025-03-30T03:30 in Europe/Kyiv"):
        asked("2025-03-30T03:30 Europe/Kyiv")


@pytest.mark.parametrize("zone", ["Kyiv", "Europe/Nowhere", "EUROPE", "posix"])
def test_an_unknown_zone_is_named(zone: str) -> None:
    with pytest.raises(ValueError, match=f"no time zone '{zone}'; name it as Europe/Kyiv"):
        asked(f"2025-06-09T18:00 {zone}")
