"""Files of control layers: what is read, what is repaired and said, what is refused with which reason."""

import io
import json
import sqlite3
import zipfile

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pyproj import CRS, Transformer

from tests.ground_samples import EAST, GIVEN, NORTH, geojson, geopackage, layer, shapefile_zip, square, write
from twosource.territory import features
from twosource.territory import shapefile_zip as zips
from twosource.territory.boundaries import boundaries
from twosource.territory.features import LayerError
from twosource.territory.layer_files import date_of, read_layer, read_layers
from twosource.territory.layers import Layer
from twosource.territory.measure import area_km2

WORLD = boundaries()


def refused(path, **more):
    with pytest.raises(LayerError) as caught:
        read_layer(path, replace(GIVEN, date="2031-03-04"), WORLD, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_layer_keeps_publisher_class_basis_date_hash_and_properties(tmp_path):
    path = write(tmp_path, "map_20310304.geojson", square(), properties=[{"name": "north", "id": 7}])
    found = read_layer(path, replace(GIVEN, kind="grey zone"), WORLD)
    assert (found.publisher, found.kind, found.status, found.date, found.basis) == (
        "Mapdesk", "grey zone", "assessed", "2031-03-04", "file name",
    )  # fmt: skip
    assert len(found.sha256) == 64
    assert found.properties == ({"name": "north", "id": 7},)
    assert found.notes == ()
    assert found.km2 == pytest.approx(area_km2(square()))
    assert found.shape.equals(square())


@pytest.mark.parametrize("end", ["geojson", "gpkg", "zip", "zip without projection"])
def test_all_formats_give_the_same_shape(tmp_path, end):
    path = tmp_path / f"map-2031-03-04.{end.split()[0]}"
    if end == "geojson":
        path.write_bytes(geojson(square()))
    elif end == "gpkg":
        geopackage(path, square())
    else:
        path.write_bytes(
            shapefile_zip(square(), projection=CRS.from_epsg(4326).to_wkt("WKT1_ESRI") if end == "zip" else None)
        )
    found = read_layer(path, GIVEN, WORLD)
    assert found.shape.equals(square())
    assert bool(found.notes) == ("without" in end)


@pytest.mark.parametrize("end", ["gpkg", "zip", "geojson"])
def test_a_known_projection_is_brought_to_degrees_and_said(tmp_path, end):
    move = Transformer.from_crs("OGC:CRS84", "EPSG:32632", always_xy=True)
    flat = shapely.transform(shapely.segmentize(square(), 0.01), lambda p: np.column_stack(move.transform(*p.T)))
    path = tmp_path / f"map-2031-03-04.{end}"
    if end == "gpkg":
        geopackage(path, flat, system=32632)
    elif end == "zip":
        path.write_bytes(shapefile_zip(flat, projection=CRS.from_epsg(32632).to_wkt("WKT1_ESRI")))
    else:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}
        path.write_text(json.dumps(json.loads(geojson(flat)) | {"crs": crs}))
    found = read_layer(path, GIVEN, WORLD)
    assert found.km2 == pytest.approx(area_km2(square()), rel=1e-3)
    assert "UTM zone 32N" in found.notes[0]


def test_a_dated_series_is_read_in_order_and_one_bad_file_stops_nothing(tmp_path):
    for day in ("20310306", "20310304"):
        write(tmp_path, f"map_{day}.geojson", square())
    (tmp_path / "map_20310305.geojson").write_bytes(geojson(square())[:200])
    (tmp_path / "readme.txt").write_text("not a layer")
    found = list(read_layers(tmp_path, GIVEN, WORLD))
    assert [one.date if isinstance(one, Layer) else "refused" for one in found] == [
        "2031-03-04",
        "refused",
        "2031-03-06",
    ]
    assert "map_20310305.geojson" in str(found[1])
    with pytest.raises(LayerError, match="leave --date out"):
        list(read_layers(tmp_path, replace(GIVEN, date="2031-03-04"), WORLD))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("map_20310304.geojson", "2031-03-04"),
        ("map-2031-03-04-v2.geojson", "2031-03-04"),
        ("2031.03.04.zip", "2031-03-04"),
        ("20310304_made_20310305.gpkg", "2031-03-05"),
        ("map_99999999_20310304_20311399.geojson", "2031-03-04"),
    ],
)
def test_a_date_is_taken_from_the_name(name, day):
    assert date_of(name) == day


@pytest.mark.parametrize("name", ["map.geojson", "map_120310304.geojson", "map_2031-0304.geojson", "map_20310230.json"])
def test_a_name_without_a_date_is_said(name):
    with pytest.raises(LayerError, match="--date"):
        date_of(name)


def test_a_ring_that_crosses_itself_is_repaired_and_reported(tmp_path):
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 0.2, NORTH + 0.1), (EAST + 0.2, NORTH), (EAST, NORTH + 0.1)])
    found = layer(tmp_path, bow)
    assert found.shape.is_valid
    assert "Self-intersection" in found.notes[0]
    assert "km2" in found.notes[0]


def test_polygons_that_overlap_are_one(tmp_path):
    found = read_layer(write(tmp_path, "a-20310304.geojson", square(), square(lon=EAST + 0.05)), GIVEN, WORLD)
    assert found.km2 == pytest.approx(area_km2(shapely.box(EAST, NORTH, EAST + 0.15, NORTH + 0.1)), rel=1e-6)


def test_points_and_lines_are_left_out_and_said(tmp_path):
    found = read_layer(write(tmp_path, "a-20310304.geojson", shapely.Point(EAST, NORTH), square()), GIVEN, WORLD)
    assert "no areas" in found.notes[0]
    assert "holds no areas" in refused(write(tmp_path, "b.geojson", shapely.Point(EAST, NORTH)))


def test_polygons_with_holes_heights_and_in_collections_are_read(tmp_path):
    hole = shapely.Polygon(square(0.3).exterior, [square(0.1, lon=EAST + 0.1, lat=NORTH + 0.1).exterior])
    high = shapely.force_3d(square(0.3), 120.0)
    both = shapely.GeometryCollection([square(), square(lon=EAST + 0.5)])
    assert layer(tmp_path, hole).shape.equals(hole)
    assert layer(tmp_path, high).shape.equals(square(0.3))
    assert layer(tmp_path, both).km2 == pytest.approx(2 * area_km2(square()), rel=1e-6)


def test_only_features_with_a_property_can_be_taken(tmp_path):
    path = write(tmp_path, "a-20310304.geojson", square(), square(lon=12.0), properties=[{"c": "grey"}, {"c": "held"}])
    found = read_layer(path, replace(GIVEN, where=("c", "held")), WORLD)
    assert found.shape.equals(square(lon=12.0))
    with pytest.raises(LayerError, match="there are: grey, held"):
        read_layer(path, replace(GIVEN, where=("c", "red")), WORLD)


IMPOSSIBLE = {
    "outside the world": (shapely.box(200, 10, 201, 11), "outside the world"),
    "swapped": (shapely.box(60.0, 100.0, 60.1, 100.1), "axes are swapped"),
    "metres": (shapely.box(600_000, 6_700_000, 610_000, 6_710_000), "metres of a projection"),
    "swapped, in the sea": (shapely.box(60.2, 11.2, 60.6, 11.6), "axes are swapped"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_the_reason(tmp_path, case):
    shape, reason = IMPOSSIBLE[case]
    assert reason in refused(write(tmp_path, "a.geojson", shape))


def test_a_layer_away_from_the_publishers_others_is_refused(tmp_path):
    expected = (11.0, 60.5, 12.0, 61.5)
    assert "axes are swapped" in refused(
        write(tmp_path, "a.geojson", shapely.box(61, 11.4, 61.1, 11.5)), expected=expected
    )
    assert "another region" in refused(write(tmp_path, "b.geojson", square(lon=30.0)), expected=expected)


def test_a_layer_of_a_sea_is_no_swapped_one(tmp_path):
    assert layer(tmp_path, shapely.box(2.0, 57.0, 3.0, 58.0)).km2 > 0


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"type": "Nonsense"}', b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}}]}',
     b'{"type": "Polygon", "coordinates": [[[11, 61], [11.1, 61], [11.1, 61.1], [11, 61.1]]]}',
     b"[" * 200_000, b'{"type": "Polygon", "coordinates": [[[1e999, 61], [11.1, 61], [11.1, 61.1], [1e999, 61]]]}',
     b'{"type": "Polygon", "coordinates": [[["11", "61"], ["11.1", "61"], ["11.1", "61.1"], ["11", "61"]]]}',
     b'{"type": "Polygon", "coordinates": [[[11, null], [11.1, 61], [11.1, 61.1], [11, null]]]}',
     b'{"type": "Polygon", "coordinates": [[11, 61]]}',
     b'{"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [[[11, 61], [11.1, 61], [11.1, 61.1], [11, 61.1]]]}]}',
     b'{"type": "GeometryCollection", "geometries": "x"}', b'{"type": "Feature", "geometry": {"type": "Polygon"}}'],
)  # fmt: skip
def test_damaged_geojson_is_refused(tmp_path, data):
    path = tmp_path / "a.geojson"
    path.write_bytes(data)
    refused(path)


@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cut")
    kinds = {
        "geojson": geojson(square()),
        "zip": shapefile_zip(square()),
        "gpkg": geopackage(folder / "whole.gpkg", square()).read_bytes(),
    }
    end = data.draw(st.sampled_from(sorted(kinds)))
    whole = kinds[end]
    path = folder / f"a.{end}"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    refused(path)


@given(st.data())
def test_a_shapefile_cut_off_inside_its_zip_is_refused(tmp_path_factory, data):
    whole = zipfile.ZipFile(io.BytesIO(shapefile_zip(square(), square(lon=12.0))))
    out = io.BytesIO()
    shp = whole.read("held.shp")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("held.shp", shp[: data.draw(st.integers(0, len(shp) - 1))])
        archive.writestr("held.dbf", whole.read("held.dbf"))
    path = tmp_path_factory.mktemp("cut") / "a.zip"
    path.write_bytes(out.getvalue())
    refused(path)


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MOST_BYTES", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("held.shp", b"\0" * 50_000_000)
    path = tmp_path / "bomb.zip"
    path.write_bytes(out.getvalue())
    assert len(out.getvalue()) < 100_000
    assert "unpacks to more than" in refused(path)


def test_a_zip_of_many_files_or_shapefiles_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(1200):
            archive.writestr(f"{number}.txt", b"")
    path = tmp_path / "many.zip"
    path.write_bytes(out.getvalue())
    assert "1200 files" in refused(path)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.shp", b"")
        archive.writestr("b.shp", b"")
    path.write_bytes(out.getvalue())
    assert "a, b" in refused(path)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = write(tmp_path, "a.geojson", square())
    monkeypatch.setattr("twosource.territory.layer_files.MOST_BYTES", 10)
    assert "simplify it first" in refused(path)
    assert features.MOST_BYTES > 60_000_000


def test_a_geopackage_with_a_view_in_place_of_its_table_is_refused(tmp_path):
    path = geopackage(tmp_path / "a.gpkg", square())
    with sqlite3.connect(path) as database:
        database.executescript("ALTER TABLE held RENAME TO other; CREATE VIEW held AS SELECT * FROM other;")
    database.close()
    assert "0 tables of features" in refused(path)


def test_an_sqlite_file_that_is_no_geopackage_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    sqlite3.connect(path).executescript("CREATE TABLE x (y)")
    assert "no such table" in refused(path)


def test_an_unknown_coordinate_system_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(shapefile_zip(square(), projection="PROJCS[nonsense"))
    assert "not known" in refused(path)


def test_a_shapefile_that_is_not_zipped_and_other_files_are_refused(tmp_path):
    for name in ("a.shp", "a.kml"):
        (tmp_path / name).write_bytes(b"x")
        reason = refused(tmp_path / name)
        assert ("zip it" in reason) == name.endswith("shp")


@given(st.integers(0, 3), st.booleans(), st.permutations(range(3)))
def test_the_same_shape_has_the_same_id_whatever_the_order_of_its_rings(tmp_path_factory, start, back, order):
    squares = [square(lon=EAST + i * 0.2) for i in range(3)]
    turned = []
    for one in squares:
        ring = list(one.exterior.coords)[:-1]
        ring = ring[start:] + ring[:start]
        ring = [*reversed(ring)] if back else ring
        turned.append(shapely.Polygon([*ring, ring[0]]))
    folder = tmp_path_factory.mktemp("order")
    plain = layer(folder, shapely.MultiPolygon(squares))
    other = layer(folder, shapely.MultiPolygon([turned[i] for i in order]), date="2031-03-05")
    assert plain.shape_id == other.shape_id
    assert plain.sha256 != other.sha256 or (start, back, list(order)) == (0, False, [0, 1, 2])
    assert layer(folder, square(0.3)).shape_id != plain.shape_id
