"""Hindsight: when layers agree with a claim of entry, advance, capture or withdrawal. The places are real, the events are not."""

import pytest
import shapely
from msgspec.structs import replace

from tests.ground_samples import GIVEN, layer
from twosource.cli import rooms
from twosource.cli.note_ground import findings, ground_lines
from twosource.ledger import Ledger
from twosource.ledger.layers import add_layer
from twosource.model import reports_of
from twosource.territory.checks import world_of
from twosource.territory.hindsight import hindsight, wanted

EDGES = {"2031-03-01": -71.9, "2031-03-05": -72.2, "2031-03-20": -72.6, "2031-03-25": -73.0}
"""West edges of a box that grows from New Hampshire into Vermont, where it reaches Rutland last."""


def grown(west):
    return shapely.box(west, 43.4, -71.6, 43.7)


@pytest.fixture
def world(tmp_path):
    return world_of(layer(tmp_path, grown(west), date=day) for day, west in EDGES.items())


def told(read, text, world, *, published="2031-03-08"):
    reading = read(text, published=published)
    claims = rooms.link([reading])
    found = [one for claim in claims for one in findings(claim, [reading], world)]
    return found, claims, reading


def test_entry_into_an_area_agrees_from_the_first_day_of_touching(read, world):
    (found, *_), _, _ = told(read, "Rebel troops entered Vermont on Saturday, the ministry said.", world)
    assert (found.agrees_on, found.days_later, found.last) == ("2031-03-20", 12, "2031-03-25")
    assert "first touches Vermont on 2031-03-20, 12 days later" in found.text
    assert "km2" in found.text


def test_a_finding_has_all_that_a_page_shows(read, world):
    (found, *_), _, _ = told(read, "Rebel troops entered Vermont on Saturday, the ministry said.", world)
    assert (found.publisher, found.kind, found.status, found.code) == ("Mapdesk", "occupied", "assessed", "US-VT")
    assert (found.first, found.last, found.layers, found.claim_day) == ("2031-03-01", "2031-03-25", 4, "2031-03-08")
    assert (found.touches_on, found.before) == ("2031-03-20", "2031-03-05")
    assert found.km2 is not None
    assert found.error_km2 is not None
    assert found.within_error is (found.km2 <= found.error_km2)
    assert found.gaps == (("2031-03-05", "2031-03-20"),)
    assert found.unsure
    assert "No layer is loaded for the 14 days before it, since 2031-03-05." in found.text


def test_a_series_that_begins_after_the_claim_says_so(read, world):
    text = "Rebel troops entered Vermont, the ministry said."
    (found, *_), _, _ = told(read, text, world, published="2031-02-27")
    assert "The first layer loaded is of 2031-03-01, 2 days later." in found.text
    (found, *_), _, _ = told(read, text, world, published="2031-04-04")
    assert "The last layer loaded is of 2031-03-25, 10 days before." in found.text


def test_an_area_that_is_never_touched(read, world):
    (found, *_), _, _ = told(read, "Rebel troops entered Texas, the ministry said.", world)
    assert (found.agrees_on, found.days_later) == (None, None)
    assert "never touches Texas in the 4 days that are loaded (with 1 gap), up to 2031-03-25" in found.text
    assert (found.touches_on, found.km2, found.within_error, found.unsure) == (None, None, None, False)


def test_the_stretch_that_the_claim_names_is_measured(read, world):
    text = "Rebel troops crossed the border of New Hampshire into Vermont, the ministry said."
    (found, *_), _, _ = told(read, text, world)
    assert "On 2031-03-05 it is " in found.text
    assert "km from the border with New Hampshire" in found.text


def test_a_capture_agrees_when_the_town_is_covered(read, world):
    (found, *_), _, _ = told(read, "Rebel troops captured Rutland in Vermont, the ministry said.", world)
    assert (found.place, found.agrees_on, found.days_later) == ("Rutland", "2031-03-25", 17)
    (found, *_), _, _ = told(read, "Rebel troops captured Boston in Massachusetts, the ministry said.", world)
    assert found.agrees_on is None
    assert "never covers the point of Boston in the 4 days that are loaded (with 1 gap), up to 2031-03-25" in found.text


def test_a_capture_of_an_area_agrees_when_all_of_it_is_covered(read, world):
    (found, *_), _, _ = told(read, "Rebel troops captured Vermont, the ministry said.", world)
    assert found.agrees_on is None
    assert "It covers at most" in found.text
    (found, *_), _, _ = told(read, "Rebel troops captured territory in Vermont, the ministry said.", world)
    assert found.agrees_on == "2031-03-20"


def test_a_withdrawal_agrees_when_the_area_is_no_longer_touched(read, tmp_path):
    days = [layer(tmp_path, grown(-72.6), date="2031-03-01"), layer(tmp_path, grown(-71.9), date="2031-03-10")]
    text = "Rebel troops withdrew from Vermont, the ministry said."
    (found, *_), _, _ = told(read, text, world_of(days))
    assert (found.agrees_on, found.days_later) == ("2031-03-10", 2)
    assert "no longer touches Vermont" in found.text


def test_an_advance_where_the_layer_is_already_agrees_when_it_grows(read, world):
    (found, *_), _, _ = told(read, "Rebel troops advanced in New Hampshire, the ministry said.", world)
    assert found.agrees_on == "2031-03-20"
    assert "km2 more on 2031-03-20" in found.text


def test_nothing_is_said_of_claims_of_another_kind_or_without_layers(read, world):
    found, claims, reading = told(read, "Rebel troops shelled Vermont, the ministry said.", world)
    assert found == []
    statements = {s.id: s for s in reading.statements}
    assert all(wanted(claim, statements, reports_of([reading]), world) is None for claim in claims)
    text = "Rebel troops entered Vermont, the ministry said."
    assert told(read, text, world_of())[0] == []


def test_each_publisher_is_told_by_itself(read, tmp_path):
    one = layer(tmp_path, grown(-72.6), date="2031-03-01")
    other = replace(one, publisher="Other", date="2031-03-09")
    text = "Rebel troops entered Vermont, the ministry said."
    found, _, _ = told(read, text, world_of([one, other]))
    assert {f.series.partition(" ")[0]: f.agrees_on for f in found} == {"Mapdesk": "2031-03-01", "Other": "2031-03-09"}
    assert "touches already in its first layer" in found[0].text


def test_the_lines_for_the_note_on_a_claim(read, tmp_path):
    reading = read("Rebel troops entered Vermont, the ministry said.")
    with Ledger.open(tmp_path / "cases.ledger") as book:
        (claim, *_) = rooms.link([reading])
        assert list(ground_lines(claim, [reading], book)) == []
        add_layer(book, layer(tmp_path, grown(-72.6), date="2031-03-20"))
        (line, *_) = ground_lines(claim, [reading], book)
    assert "first layer" in line
    assert GIVEN.publisher in line


def test_hindsight_is_a_function_of_its_values(read, world):
    _, claims, reading = told(read, "Rebel troops entered Vermont, the ministry said.", world)
    statements, reports = {s.id: s for s in reading.statements}, reports_of([reading])
    for claim in claims:
        assert hindsight(claim, statements, reports, world) == hindsight(claim, statements, reports, world)
