"""Areas and distances: properties that hold whatever the shape, and figures known from elsewhere."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twosource.territory.measure import area_km2, between_km, length_km, nearest

LON, LAT = st.floats(-179, 179), st.floats(-89, 89)
SIZE = st.floats(0.01, 5)
EARTH_KM2 = 510_065_621.7
"""Surface of the ellipsoid WGS 84."""


@st.composite
def boxes(draw):
    lon, lat, wide, high = draw(LON), draw(LAT), draw(SIZE), draw(SIZE)
    return shapely.box(lon, lat, min(180, lon + wide), min(90, lat + high))


def test_the_whole_earth_has_its_surface():
    assert area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(EARTH_KM2, rel=1e-6)


def test_a_polar_cap_has_its_area():
    # The ring runs along the pole's edge of the map. On a sphere of equal area it is 2 pi r2 (1 - sin 60); the ellipsoid
    # is flatter there, by less than 1 %.
    cap = area_km2(shapely.box(-180, 60, 180, 90))
    assert cap == pytest.approx(EARTH_KM2 / 2 * (1 - math.sin(math.radians(60))), rel=0.01)
    assert cap == pytest.approx(area_km2(shapely.box(-180, -90, 180, -60)), rel=1e-9)


@given(boxes())
def test_an_area_is_that_of_its_parts(box):
    west, south, east, north = box.bounds
    middle = (west + east) / 2
    parts = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    assert sum(map(area_km2, parts)) == pytest.approx(area_km2(box), rel=1e-6, abs=1e-6)


@given(boxes(), boxes())
def test_a_union_is_no_smaller_than_its_parts_and_no_larger_than_both(one, other):
    both = area_km2(shapely.union(one, other))
    a, b = area_km2(one), area_km2(other)
    assert max(a, b) * (1 - 1e-6) - 1e-6 <= both <= (a + b) * (1 + 1e-6) + 1e-6
    common = area_km2(shapely.intersection(one, other))
    assert both + common == pytest.approx(a + b, rel=1e-6, abs=1e-6)


@given(boxes(), st.integers(0, 3), st.booleans())
def test_an_area_does_not_depend_on_where_its_ring_begins_or_which_way_it_runs(box, start, back):
    ring = list(box.exterior.coords)[:-1]
    ring = ring[start:] + ring[:start]
    ring = [*reversed(ring)] if back else ring
    assert area_km2(shapely.Polygon([*ring, ring[0]])) == pytest.approx(area_km2(box), rel=1e-9)


@given(boxes(), st.floats(-300, 300))
def test_an_area_stays_the_same_at_another_longitude(box, shift):
    west, south, east, north = box.bounds
    moved = max(-180.0, min(180.0 - (east - west), west + shift))
    assert area_km2(shapely.box(moved, south, moved + east - west, north)) == pytest.approx(
        area_km2(box), rel=1e-6, abs=1e-9
    )


def test_an_area_on_both_sides_of_the_antimeridian_is_that_of_one_elsewhere():
    split = shapely.MultiPolygon([shapely.box(179, 60, 180, 62), shapely.box(-180, 60, -179, 62)])
    assert area_km2(split) == pytest.approx(area_km2(shapely.box(10, 60, 12, 62)), rel=1e-9)


def test_nothing_has_no_area_and_no_distance():
    assert area_km2(shapely.MultiPolygon()) == 0
    assert area_km2(shapely.LineString([(0, 0), (1, 1)])) == 0
    assert nearest(shapely.MultiPolygon(), shapely.Point(0, 0)) is None
    assert length_km(shapely.MultiLineString()) == 0


@given(LON, st.floats(-80, 80), st.floats(0.05, 2))
def test_a_distance_to_a_line_is_that_to_its_nearest_end(lon, lat, away):
    # A point west of a short meridian arc: the nearest point is the arc's foot on nearly the same parallel.
    east = lon + away if lon + away < 180 else lon - away
    line = shapely.LineString([(east, lat - 0.5), (east, lat + 0.5)])
    way = nearest(shapely.Point(lon, lat), line)
    assert way is not None
    assert way.km <= between_km((lon, lat), (east, lat)) * (1 + 1e-6)
    assert way.km == pytest.approx(between_km((lon, lat), (east, lat)), rel=0.02)
    assert between_km(way.start, way.end) == pytest.approx(way.km, abs=1e-6)


def test_shapes_that_touch_are_no_distance_apart():
    way = nearest(shapely.box(0, 0, 1, 1), shapely.LineString([(1, 0.2), (2, 0.2)]))
    assert way is not None
    assert way.km == 0


def test_a_distance_over_the_antimeridian_is_short():
    way = nearest(shapely.Point(179.9, 65), shapely.LineString([(-179.9, 64), (-179.9, 66)]))
    assert way is not None
    assert way.km == pytest.approx(between_km((179.9, 65), (-179.9, 65)), rel=0.01)


def test_a_known_distance():
    assert between_km((10.7522, 59.9139), (5.3221, 60.3913)) == pytest.approx(306, abs=3)  # Oslo to Bergen
