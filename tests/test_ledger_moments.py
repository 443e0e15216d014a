"""Times as precise as they are written."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.ledger import interval
from twosource.ledger.moments import end_of, published_by, stamp, start_of

FORMS = ["%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]
FIRST, LAST = datetime(1001, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds() * 1e6)).map(lambda n: FIRST + timedelta(microseconds=n))


@given(moment=MOMENTS, form=st.sampled_from(FORMS))
def test_a_moment_lies_in_every_shortened_form_of_itself(moment: datetime, form: str) -> None:
    first, last = interval(moment.strftime(form))
    assert first <= moment <= last
    after = (last + timedelta(microseconds=1)).strftime(form)
    assert after != moment.strftime(form), "the period ends where the next begins"
    assert last.strftime(form) == moment.strftime(form)


@given(one=MOMENTS, other=MOMENTS)
def test_stamps_are_ordered_as_the_moments_are(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == len(stamp(other)) == 27


@given(moment=MOMENTS, minutes=st.integers(-14 * 60, 14 * 60))
def test_a_zone_names_the_same_moment(moment: datetime, minutes: int) -> None:
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    local = (moment + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    for zone in (f"{sign}{size // 60:02}:{size % 60:02}", f"{sign}{size // 60:02}{size % 60:02}"):
        assert start_of(local + zone) == stamp(moment)


@given(moment=MOMENTS, form=st.sampled_from(FORMS))
def test_published_by_lies_in_its_period_and_before_its_end(moment: datetime, form: str) -> None:
    iso = moment.strftime(form)
    assert start_of(iso) <= published_by(iso) <= end_of(iso)


@pytest.mark.parametrize(
    ("iso", "first", "certain", "last"),
    [
        ("2024-02", "2024-02-01T00:00:00.000000Z", "2024-02-29T23:59:00.000000Z", "2024-02-29T23:59:59.999999Z"),
        ("2023", "2023-01-01T00:00:00.000000Z", "2023-12-31T23:59:00.000000Z", "2023-12-31T23:59:59.999999Z"),
        ("2031-03-04T10", "2031-03-04T10:00:00.000000Z", "2031-03-04T10:59:00.000000Z", "2031-03-04T10:59:59.999999Z"),
        (
            "2031-03-04 10:05+02:00",
            "2031-03-04T08:05:00.000000Z",
            "2031-03-04T08:05:00.000000Z",
            "2031-03-04T08:05:59.999999Z",
        ),
        (
            "2031-03-04T10:05:07,5Z",
            "2031-03-04T10:05:07.500000Z",
            "2031-03-04T10:05:07.500000Z",
            "2031-03-04T10:05:07.500000Z",
        ),
    ],
)
def test_examples(iso: str, first: str, certain: str, last: str) -> None:
    assert (start_of(iso), published_by(iso), end_of(iso)) == (first, certain, last)


@pytest.mark.parametrize(
    "text", ["", "8 June", "2025-13", "2025-02-30", "2025-06-08T25:00", "0000", "9999-12-31T23:00-05:00", "٢٠٢٥"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        interval(text)
