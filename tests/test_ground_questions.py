"""Questions to layers, on squares that we draw: the figures are known, and hold whatever the shape."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ground_samples import GIVEN, NORTH, layer, square
from twosource.territory.boundaries import boundaries
from twosource.territory.layers import Series, series_of
from twosource.territory.looking_up import LookUpError, area_named, areas_named, point_of
from twosource.territory.measure import area_km2
from twosource.territory.notes import World
from twosource.territory.questions import (
    change,
    control,
    covered,
    distance,
    first_touch,
    held_at,
    main_country,
    part_of,
    parts,
)
from twosource.world import gazetteer

WORLD = boundaries()
HEDMARK, OPPLAND, FINNMARK, AKERSHUS = (WORLD.areas[WORLD._at[code]] for code in ("NO-04", "NO-05", "NO-20", "NO-02"))
LOOK = World(boundaries=WORLD, gazetteer=gazetteer.load())


@pytest.fixture
def advancing(tmp_path):
    """A square that grows westwards, from Hedmark to Oppland; unchanged on one day."""
    edges = {"2031-03-01": 11.6, "2031-03-02": 11.3, "2031-03-03": 11.3, "2031-03-04": 10.6, "2031-03-05": 10.4}
    return Series(layer(tmp_path, shapely.box(west, 61.0, 11.8, 61.2), date=day) for day, west in edges.items())


def test_a_day_without_a_layer_has_the_last_before_it(advancing):
    assert advancing.on("2031-02-28") is None
    assert advancing.on("2031-03-02").date == "2031-03-02"
    assert advancing.on("2031-12-31").date == "2031-03-05"


def test_days_without_change_are_one_run(advancing):
    assert [(a.date[-2:], b.date[-2:]) for a, b in advancing.runs()] == [
        ("01", "01"),
        ("02", "03"),
        ("04", "04"),
        ("05", "05"),
    ]


def test_of_two_layers_for_a_day_the_later_recorded_counts(tmp_path):
    first, second = layer(tmp_path, square()), layer(tmp_path, square(0.2))
    assert Series([first, second]).on(first.date) is second


def test_publishers_classes_and_statuses_are_never_merged(tmp_path):
    one = layer(tmp_path, square())
    others = [replace(one, publisher="Other"), replace(one, kind="grey zone"), replace(one, status="claimed")]
    assert len(series_of([one, *others])) == 4
    assert len(series_of([one, *others], publisher="mapdesk")) == 3


def test_the_first_day_of_touching_is_found_with_the_day_before(advancing):
    touch = first_touch(advancing, OPPLAND, WORLD)
    assert touch.layer is not None
    assert touch.part is not None
    assert touch.before is not None
    assert (touch.layer.date, touch.before.date, touch.still) == ("2031-03-04", "2031-03-03", True)
    assert touch.part.km2 == pytest.approx(area_km2(shapely.intersection(touch.layer.shape, WORLD.polygon("NO-05"))))
    never = first_touch(advancing, FINNMARK, WORLD)
    assert never.before is not None
    assert (never.layer, never.part, never.before.date, never.still) == (None, None, "2031-03-05", False)


def test_an_area_that_is_left_again_is_not_touched_still(tmp_path):
    days = [layer(tmp_path, square(), date="2031-03-01"), layer(tmp_path, square(lon=30.0), date="2031-03-02")]
    assert not first_touch(Series(days), HEDMARK, WORLD).still


def test_parts_add_up_to_the_whole_and_the_layer(advancing):
    found = parts(advancing.on("2031-03-04"), WORLD.country("NO"), WORLD, name="Norway", code="NO")
    assert {row.code for row in found.rows} >= {"NO-04", "NO-05"}
    assert sum(row.km2 for row in found.rows) == pytest.approx(found.whole.km2)
    assert found.whole.km2 + found.elsewhere_km2 == pytest.approx(found.layer.km2)
    assert found.whole.of_km2 == pytest.approx(sum(WORLD.km2(a.code) for a in WORLD.country("NO")))
    assert sum(row.of_km2 * row.share for row in found.rows) == pytest.approx(found.whole.share * found.whole.of_km2)


def test_the_error_is_that_of_the_line_that_the_layer_covers(advancing):
    inside = part_of(advancing.on("2031-03-01"), HEDMARK, WORLD)
    assert inside.error_km2 == 0
    crossing = part_of(advancing.on("2031-03-04"), OPPLAND, WORLD)
    assert crossing.error_km2 is not None
    assert crossing.error_km2 > 10
    assert crossing.within_error == (crossing.km2 <= crossing.error_km2)


@settings(max_examples=25, deadline=None)
@given(st.floats(10.6, 11.6), st.floats(0.05, 0.6), st.floats(10.6, 11.6), st.floats(0.05, 0.6))
def test_a_part_grows_with_the_layer(tmp_path_factory, lon, size, other, extra):
    folder = tmp_path_factory.mktemp("union")
    small = layer(folder, square(size, lon=lon))
    large = layer(folder, shapely.union(square(size, lon=lon), square(extra, lon=other)))
    areas = (HEDMARK, OPPLAND)
    a, b = (parts(one, areas, WORLD, name="both", code="") for one in (small, large))
    assert a.whole.km2 <= b.whole.km2 * (1 + 1e-9) + 1e-9
    grown = change(small, large, areas, WORLD)
    assert grown.lost_km2 == pytest.approx(0, abs=1e-6)
    assert grown.added_km2 == pytest.approx(large.km2 - small.km2, rel=1e-4, abs=1e-5)
    assert sum(p.km2 for p in grown.added) == pytest.approx(b.whole.km2 - a.whole.km2, rel=1e-4, abs=1e-4)


def test_change_has_both_directions(tmp_path):
    first, second = layer(tmp_path, square(), date="2031-03-01"), layer(tmp_path, square(lon=11.45), date="2031-03-02")
    found = change(first, second, (HEDMARK,), WORLD)
    assert found.added_km2 == pytest.approx(first.km2 / 2, rel=1e-3)
    assert found.lost_km2 == pytest.approx(first.km2 / 2, rel=1e-3)
    assert [p.code for p in found.added] == ["NO-04"]


def test_a_distance_is_along_the_stretch_that_is_named(advancing):
    one = advancing.on("2031-03-01")
    along = distance(one, HEDMARK, OPPLAND, WORLD)
    other = distance(one, HEDMARK, AKERSHUS, WORLD)
    assert along is not None
    assert other is not None
    assert 0 < along.km < other.km
    assert distance(one, HEDMARK, FINNMARK, WORLD) is None
    touching = distance(advancing.on("2031-03-04"), HEDMARK, OPPLAND, WORLD)
    assert touching is not None
    assert touching.km == 0
    assert along.error_km == WORLD.error_km("NO")


def test_control_of_a_point(advancing):
    (held,) = control(11.7, 61.1, [advancing], "2031-03-10")
    assert held.inside
    assert held.days_old == 5
    assert held.edge_km == pytest.approx(5.4, abs=0.2)
    assert control(11.7, 61.1, [advancing], "2031-01-01") == ()
    (far,) = control(5.0, 61.1, [advancing], "2031-03-10")
    assert not far.inside


def test_control_of_many_points_is_that_of_each(advancing):
    one = advancing.on("2031-03-04")
    points = [("p", lon, lat) for lon in np.linspace(10, 12, 20) for lat in np.linspace(60.9, 61.3, 10)]
    many = [held.inside for held in held_at(points, one, edges=False)]
    assert many == [control(lon, lat, [advancing], one.date)[0].inside for _, lon, lat in points]
    assert any(many)
    assert covered(np.empty((0, 2)), one).tolist() == []


def test_the_country_in_which_a_layer_lies(advancing):
    assert main_country(advancing.layers[0], WORLD) == "NO"


def test_an_area_is_looked_up_by_code_or_name():
    assert area_named("no-04", LOOK) == area_named("Hedmark", LOOK) == HEDMARK
    areas, name, code = areas_named("Norway", LOOK)
    assert (name, code, len(areas)) == ("Norway", "NO", len(WORLD.country("NO")))
    assert areas_named("NO", LOOK)[0] == areas
    with pytest.raises(LookUpError, match="no first-level area"):
        area_named("Atlantis", LOOK)


def test_a_point_is_looked_up_by_numbers_or_name():
    assert point_of("61.1, 11.7", LOOK) == ("61.1, 11.7", 11.7, 61.1)
    name, lon, lat = point_of("Lillehammer", LOOK)
    assert (name, round(lon), round(lat)) == ("Lillehammer", 10, 61)
    with pytest.raises(LookUpError, match="latitude first"):
        point_of("116.1, 61", LOOK)
    with pytest.raises(LookUpError, match="say which"):
        point_of("Springfield", LOOK)
    assert point_of("Springfield, Illinois", LOOK)[2] == pytest.approx(39.8, abs=0.1)


def test_the_samples_lie_where_they_should():
    assert WORLD.at(11.45, NORTH + 0.05) == HEDMARK
    assert GIVEN.publisher == "Mapdesk"
