"""acled and ucdp: their columns and scales, vague times and places as vague, differing numbers as a range."""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.exports_samples import killed, shelling, view
from tests.ledger_samples import claim_of, full
from twosource import reading as room
from twosource.exports import acled, ucdp
from twosource.exports.event_rows import EXTRA, types
from twosource.exports.events import length, middle, number
from twosource.linking.moments import Days, days_of_value
from twosource.model import Commitment, PlaceRelation, Precision, Proposition

ACLED_NAMES = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
UCDP_NAMES = [
    "id",
    "relid",
    "year",
    "code_status",
    "type_of_violence",
    "dyad_name",
    "side_a",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
]


def rows(write: Any, seen: Any, folder: Path) -> list[dict[str, str]]:
    write(seen, folder / "events.csv")
    with (folder / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_theirs_and_then_ours(tmp_path: Path) -> None:
    reading, claim = shelling()
    for write, names in ((acled.write, ACLED_NAMES), (ucdp.write, UCDP_NAMES)):
        (row,) = rows(write, view([reading], [claim]), tmp_path)
        assert [name for name in names if name not in row] == []
        assert list(row)[-len(EXTRA) :] == list(EXTRA)
    assert list(acled.ACLED) == ACLED_NAMES
    assert [name for name in ucdp.UCDP if name in UCDP_NAMES] == UCDP_NAMES


def test_a_claimed_event_in_the_columns_of_acled(tmp_path: Path) -> None:
    reading, claim = shelling(dead=[killed(12.0)])
    (row,) = rows(acled.write, view([reading], [claim], as_of="2031-03-06"), tmp_path)
    told = ("event_id_cnty", "event_date", "year", "time_precision", "event_type", "actor1", "actor2", "location")
    assert [row[name] for name in told] == [
        "c-shelling", "2031-03-04", "2031", "1", "Explosions/Remote violence", "Arvonia", "", "Ovre",
    ]  # fmt: skip
    assert (row["latitude"], row["longitude"], row["geo_precision"]) == ("59.4583", "-35.3139", "1")
    assert (row["fatalities"], row["source"], row["tags"]) == ("12", "Harbour Wire", "claimed event")
    assert row["notes"].startswith("2031-03-04. Arvonian navy, in Harbour Wire: “boats shelled Ovre”.")
    assert (row["disputed"], row["denied_by"], row["as_of"]) == ("false", "none", "2031-03-06")


def test_disputed_events_are_flagged_with_who_denies_them(tmp_path: Path) -> None:
    (row,) = rows(acled.write, view([full()], [claim_of(full())]), tmp_path)
    assert (row["disputed"], row["denied_by"], row["tags"]) == (
        "true",
        "Keldmark's coast guard",
        "claimed event; disputed",
    )
    assert "Denied by: Keldmark's coast guard." in row["notes"]
    assert (row["latitude"], row["geo_precision"]) == ("", ""), "a strait has no point, and no capital stands for it"
    (row,) = rows(ucdp.write, view([full()], [claim_of(full())]), tmp_path)
    assert (row["source_original"], row["source_office"]) == ("Arvonian navy (briefing)", "Harbour Wire")


def test_numbers_that_differ_are_a_range_and_no_choice(tmp_path: Path) -> None:
    reading, claim = shelling(dead=[killed(12.0, "at least"), killed(None, low=15.0, high=20.0)])
    (row,) = rows(ucdp.write, view([reading], [claim]), tmp_path)
    assert (row["low"], row["best"], row["high"]) == ("12", "", "20")
    (row,) = rows(acled.write, view([reading], [claim]), tmp_path)
    assert (row["fatalities"], row["fatalities_low"], row["fatalities_high"]) == ("", "12", "20")
    assert "at least 12 killed; 15 to 20 killed" in row["notes"]


def test_one_number_that_is_not_exact_is_no_best() -> None:
    reading, _ = shelling(dead=[killed(12.0, "at least")])
    found = number(reading.statements, "killed")
    assert found is not None
    assert (found.low, found.agreed, found.high) == (12, None, 12)
    assert number(reading.statements, "wounded") is None, "nobody counts them: not stated, and not none"


@pytest.mark.parametrize(
    ("value", "date", "time_precision", "date_prec"),
    [
        ("2031-03-04", "2031-03-04", "1", "1"),
        ("2031-W10", "2031-03-06", "2", "3"),
        ("2031-03", "2031-03-16", "3", "4"),
        ("2031", "", "", "5"),
        ("XXXX-WXX-7", "", "", ""),
        (None, "", "", ""),
    ],
)
def test_vague_times_are_as_vague_as_they_are(
    value: str | None, date: str, time_precision: str, date_prec: str, tmp_path: Path
) -> None:
    reading, claim = shelling(when=value)
    (row,) = rows(acled.write, view([reading], [claim]), tmp_path)
    assert (row["event_date"], row["time_precision"]) == (date, time_precision)
    assert row["first_published"] == "2031-03-05", "which is never taken for the day of the event"
    (row,) = rows(ucdp.write, view([reading], [claim]), tmp_path)
    assert row["date_prec"] == date_prec
    days = days_of_value(value or "")
    assert (row["date_start"], row["date_end"]) == (tuple(str(day) for day in days) if days else ("", ""))


@given(st.dates(), st.dates())
def test_longer_is_never_more_precise(one: Any, other: Any) -> None:
    days = Days(min(one, other), max(one, other))
    shorter = Days(days.first, middle(days))
    assert days.first <= middle(days) <= days.last
    assert length(shorter) <= length(days)
    assert (acled.time_precision(shorter)[1] or 9) <= (acled.time_precision(days)[1] or 9)
    assert (ucdp.date_prec(shorter) or 9) <= (ucdp.date_prec(days) or 9)


@pytest.mark.parametrize(
    ("place", "geo_precision", "where_prec", "point"),
    [
        ({}, "1", "1", True),
        ({"relation": PlaceRelation.NEAR, "precision": Precision.AREA}, "2", "2", False),
        ({"relation": PlaceRelation.AT_DISTANCE, "precision": Precision.AREA, "distance_km": 60.0}, "2", "5", False),
        ({"geonameid": 3337405, "precision": Precision.ADMIN1, "country": "IS"}, "3", "4", False),
        ({"precision": Precision.AREA, "lat": 1.0}, "", "", False),
        ({"precision": None, "lat": None, "lon": None}, "", "", False),
    ],
)
def test_vague_places_are_as_vague_as_they_are(
    place: dict[str, Any], geo_precision: str, where_prec: str, point: bool, tmp_path: Path
) -> None:
    reading, claim = shelling(**place)
    (row,) = rows(acled.write, view([reading], [claim]), tmp_path)
    assert (row["geo_precision"], bool(row["latitude"])) == (geo_precision, point)
    (row,) = rows(ucdp.write, view([reading], [claim]), tmp_path)
    assert (row["where_prec"], bool(row["latitude"])) == (where_prec, point)
    assert row["geom_wkt"].startswith("POINT") == point


def test_what_did_not_happen_or_has_not_yet_makes_no_row(tmp_path: Path) -> None:
    reading, claim = shelling()
    (said,) = reading.statements
    for changed in (
        replace(said, proposition=Proposition(event_type="strike", polarity=False)),
        replace(said, commitment=Commitment.THREATENS),
        replace(said, commitment=Commitment.CONDITIONAL),
    ):
        seen = view([replace(reading, statements=(changed,))], [claim])
        assert rows(acled.write, seen, tmp_path) == rows(ucdp.write, seen, tmp_path) == []
    talks = replace(claim, event_type="talks")
    assert rows(acled.write, view([reading], [talks]), tmp_path) == []


def test_actors_are_not_places_and_not_guessed(tmp_path: Path) -> None:
    reading, claim = shelling()
    (said,) = reading.statements
    town = replace(said, proposition=Proposition(event_type="strike", agent="Arvonia", patient="Ovre"))
    other = replace(said, id="other", proposition=Proposition(event_type="strike", agent="Keldmark"))
    (row,) = rows(acled.write, view([replace(reading, statements=(town,))], [claim]), tmp_path)
    assert (row["actor1"], row["actor2"]) == ("Arvonia", "")
    two = replace(claim, members=(*claim.members, replace(claim.members[0], statement="other")))
    (row,) = rows(ucdp.write, view([replace(reading, statements=(town, other))], [two]), tmp_path)
    assert (row["side_a"], row["dyad_name"]) == ("", ""), "accounts that differ name nobody"


def test_every_type_of_the_table_is_one_of_ours() -> None:
    ours = tomllib.loads((Path(room.__file__).parent / "data" / "events.toml").read_text(encoding="utf-8"))["event"]
    assert set(types()) <= set(ours)
