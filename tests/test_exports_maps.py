"""GeoJSON and KML: a vague place is its area, rings turn right, nothing crosses the antimeridian, coarse is coarse."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from fastkml import kml as fast
from fastkml.features import Placemark
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.exports_samples import shelling, view
from tests.ledger_samples import claim_of, full
from twosource.exports import geojson, kml
from twosource.exports.coarse import coarseness
from twosource.exports.outlines import cell, circle, rounded, to_json
from twosource.exports.view import View, view_of
from twosource.ledger import Ledger, picture
from twosource.model import PlaceRelation, Precision
from twosource.territory.measure import between_km, geod

FAR = 2000.0


def collection(seen: View, folder: Path) -> dict[str, Any]:
    geojson.write(seen, folder / "places.geojson")
    found: dict[str, Any] = json.loads((folder / "places.geojson").read_text(encoding="utf-8"))
    return found


def rings(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    polygons: list[list[list[list[float]]]] = geometry["coordinates"]
    return [polygons] if geometry["type"] == "Polygon" else polygons  # type: ignore[list-item]


def check_rfc7946(geometry: dict[str, Any]) -> None:
    """Closed rings of four positions or more, outer ones anticlockwise, inside the world (RFC 7946, 3.1.6 and 3.1.9)."""
    assert geometry["type"] in {"Polygon", "MultiPolygon"}
    for polygon in rings(geometry):
        for number, ring in enumerate(polygon):
            assert len(ring) >= 4
            assert ring[0] == ring[-1]
            assert shapely.LinearRing(ring).is_ccw == (number == 0)
            lons = [lon for lon, _ in ring]
            assert max(lons) - min(lons) <= 180.0 or {max(lons), min(lons)} == {180.0, -180.0}
            assert all(-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0 for lon, lat in ring)
    assert shapely.from_geojson(json.dumps(geometry)).is_valid


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), km=st.floats(1, FAR))
def test_a_circle_is_a_polygon_of_rfc_7946(lon: float, lat: float, km: float) -> None:
    made = circle(lon, lat, km)
    check_rfc7946(to_json(rounded(made)))
    area = abs(geod().geometry_area_perimeter(made)[0]) / 1e6
    assert 0.9 < area / (3.14159 * km**2) < 1.05
    assert made.buffer(1e-6).covers(shapely.Point(lon, lat))


@given(lon=st.floats(-180, 180), lat=st.floats(-89, 89), km=st.floats(1, 500))
def test_a_cell_holds_the_point_and_tells_no_more(lon: float, lat: float, km: float) -> None:
    made = cell(shapely.Point(lon, lat), km)
    check_rfc7946(to_json(rounded(made)))
    assert made.buffer(1e-9).covers(shapely.Point(lon, lat))
    inside = made.representative_point()
    assert cell(inside, km).equals_exact(made, 1e-9), "every point of a cell gives the same cell"


def test_a_circle_at_the_antimeridian_is_cut_there() -> None:
    made = to_json(rounded(circle(179.9, -16.5, 50)))
    assert made["type"] == "MultiPolygon"
    assert {max(lon for lon, _ in polygon[0]) > 0 for polygon in rings(made)} == {True, False}


def test_a_point_is_a_point_with_longitude_first(tmp_path: Path) -> None:
    reading, claim = shelling()
    (feature,) = collection(view([reading], [claim], as_of="2031-03-06"), tmp_path)["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-35.3139, 59.4583]}
    told = feature["properties"]
    assert {key: told[key] for key in ("claim_id", "label", "stance", "basis", "precision", "as_of", "place")} == {
        "claim_id": "c-shelling",
        "label": "boats shelled Ovre",
        "stance": ["asserts"],
        "basis": "claimed",
        "precision": "settlement",
        "as_of": "2031-03-06",
        "place": "Ovre",
    }
    assert (told["speakers"], told["denied_by"], told["admin1"]) == (["Arvonian navy"], [], None)
    assert (told["date_start"], told["date_end"]) == ("2031-03-04", "2031-03-04")


@pytest.mark.parametrize(
    ("relation", "km"), [(PlaceRelation.NEAR, 10), (PlaceRelation.DIRECTION_OF, 25), (PlaceRelation.NORTH_OF, 20)]
)
def test_a_vague_place_is_a_circle_and_no_point(relation: PlaceRelation, km: float, tmp_path: Path) -> None:
    reading, claim = shelling(relation=relation, precision=Precision.AREA)
    (feature,) = collection(view([reading], [claim]), tmp_path)["features"]
    check_rfc7946(feature["geometry"])
    assert feature["properties"]["radius_km"] == km
    ring = rings(feature["geometry"])[0][0]
    middle = shapely.Polygon(ring).centroid
    assert all(abs(between_km((middle.x, middle.y), point) - km) < 0.1 * km for point in ring)
    assert (middle.y > 59.5) == (relation is PlaceRelation.NORTH_OF), "north of it is not around it"


def test_an_area_is_our_outline_of_it(tmp_path: Path) -> None:
    reading, claim = shelling("Austurland", geonameid=3337405, precision=Precision.ADMIN1, country="IS")
    (feature,) = collection(view([reading], [claim]), tmp_path)["features"]
    check_rfc7946(feature["geometry"])
    assert shapely.from_geojson(json.dumps(feature["geometry"])).covers(shapely.Point(-14.5, 65.2))
    assert feature["properties"]["radius_km"] is None


def test_what_cannot_be_drawn_has_no_shape_and_what_has_no_place_no_feature(tmp_path: Path) -> None:
    sea, claim = shelling("Sea of Ovre", precision=Precision.AREA)
    none = replace(sea, statements=tuple(replace(s, places=()) for s in sea.statements))
    found = collection(view([sea], [claim]), tmp_path)
    assert [feature["geometry"] for feature in found["features"]] == [None]
    found = collection(view([none], [claim]), tmp_path)
    assert (found["features"], found["claims_without_a_place"]) == ([], 1)


def test_a_denied_claim_says_who_denies_it(tmp_path: Path) -> None:
    found = collection(view([full()], [claim_of(full())]), tmp_path)
    told = found["features"][0]["properties"]
    assert told["stance"] == ["asserts", "denies", "unable-to-verify"]
    assert (told["denied_by"], told["standing"], told["signed_standing"]) == (
        ["Keldmark's coast guard"],
        "disputed",
        None,
    )


def test_a_country_is_a_place_only_where_the_words_say_so(tmp_path: Path) -> None:
    for words, features in (("boats in Iceland", 1), ("the boats of Iceland", 0)):
        reading, claim = shelling(words, precision=Precision.COUNTRY, country="IS")
        about = reading.report
        start = about.text.index("Iceland")
        place = replace(reading.statements[0].places[0], span=type(reading.statements[0].content[0])(start, start + 7))  # type: ignore[index]
        reading = replace(reading, statements=(replace(reading.statements[0], places=(place,)),))
        assert len(collection(view([reading], [claim]), tmp_path)["features"]) == features, words


@pytest.mark.parametrize("typed", ["admin1", "admin2", "25", "25 km", "0.5km"])
def test_coarseness_as_typed(typed: str) -> None:
    assert coarseness(typed) == (typed if typed.startswith("admin") else float(typed.removesuffix("km")))


@pytest.mark.parametrize("typed", ["", "admin3", "0", "-5", "nan", "inf", "5000"])
def test_coarseness_that_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="admin1, admin2, or kilometres"):
        coarseness(typed)


def test_coarse_places_do_not_tell_where_they_are(tmp_path: Path) -> None:
    made = [shelling(f"Ovre {i}", doc=f"d{i}", lat=59.4583 + i / 1000) for i in (1, 2)]
    seen = view([reading for reading, _ in made], [claim for _, claim in made], coarse=50.0)
    one, other = collection(seen, tmp_path)["features"]
    assert one["geometry"] == other["geometry"], "two towns in one cell look the same"
    told = one["properties"]
    assert (told["place"], told["words"], told["geonameid"], told["precision"]) == (None, None, None, "cell of 50 km")
    check_rfc7946(one["geometry"])


def test_coarse_to_an_area_that_the_gazetteer_knows(tmp_path: Path) -> None:
    town: Any = {"geonameid": 2630299, "country": "IS", "lat": 65.68, "lon": -18.09}  # Akureyri
    reading, claim = shelling("Akureyri", **town)
    for coarse, precision in (("admin1", {"admin-1"}), ("admin2", {"admin-1", "admin-2"})):
        (feature,) = collection(view([reading], [claim], coarse=coarse), tmp_path)["features"]
        assert feature["properties"]["precision"] in precision
        assert "Akureyri" not in json.dumps({**feature["properties"], "label": ""}).replace("Akureyrarb", "")
        if feature["geometry"] is not None:
            check_rfc7946(feature["geometry"])
    lost, claim = shelling()
    (feature,) = collection(view([lost], [claim], coarse="admin1"), tmp_path)["features"]
    assert feature["geometry"] is None, "what holds it is not known"


def placemarks(path: Path) -> list[Placemark]:
    document = fast.KML.parse(path).features[0]
    return list(document.features)  # type: ignore[union-attr, arg-type]


def test_kml_is_read_by_fastkml(tmp_path: Path) -> None:
    reading, claim = shelling(when="2031-W10", relation=PlaceRelation.NEAR, precision=Precision.AREA)
    claim = replace(claim, label="<script>\x1b[31m & “boats”\x00 \uffff ]]>")
    kml.write(view([reading], [claim]), tmp_path / "places.kml")
    (mark,) = placemarks(tmp_path / "places.kml")
    assert mark.name == "<script><U+001B>[31m & “boats”<U+0000> ? ]]>"
    assert mark.times is not None
    assert (str(mark.times.begin), str(mark.times.end)) == ("2031-03-03", "2031-03-09")  # type: ignore[union-attr]
    told = {one.name: one.value for one in mark.extended_data.elements}  # type: ignore[union-attr]
    assert (told["claim_id"], told["speakers"], told["denied_by"], told["admin1"]) == (
        "c-shelling",
        "Arvonian navy",
        "none",
        "not stated",
    )
    assert mark.geometry is not None
    assert mark.geometry.geom_type == "Polygon"


def test_kml_without_a_day_has_no_time(tmp_path: Path) -> None:
    reading, claim = shelling(when=None)
    kml.write(view([reading], [claim]), tmp_path / "places.kml")
    (mark,) = placemarks(tmp_path / "places.kml")
    assert mark.times is None, "the day of publication is not that of the event"
    assert mark.geometry is not None
    assert mark.geometry.geom_type == "Point"


def test_the_samples_on_a_map(sample_ledger: Path, tmp_path: Path) -> None:
    with Ledger.open(sample_ledger, create=False) as book:
        seen = view_of(book, picture(book))
        found = collection(seen, tmp_path)
        kml.write(seen, tmp_path / "places.kml")
    fjord = [f for f in found["features"] if f["properties"]["place"] == "Eskifjörður"]
    assert {f["geometry"]["type"] for f in fjord} == {"Point"}
    assert all(f["geometry"]["coordinates"] == [-14.0152, 65.0731] for f in fjord)
    assert len(placemarks(tmp_path / "places.kml")) == len(found["features"]) > 3
    for feature in found["features"]:
        if feature["geometry"] and feature["geometry"]["type"] != "Point":
            check_rfc7946(feature["geometry"])
