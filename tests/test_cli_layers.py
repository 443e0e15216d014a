"""`twosource layers`: added, asked and shown; errors that name file and remedy; JSON that is JSON."""

import json
import subprocess
import sys

import pytest
import shapely
from typer.testing import CliRunner

from tests.ground_samples import geojson, write
from twosource.cli import app
from twosource.cli.console import Ended
from twosource.cli.ground import bar
from twosource.ledger import Ledger
from twosource.ledger.layers import layers


class Desk:
    """A ledger with the layers of four days, a box that grows from New Hampshire into Vermont; unchanged on one."""

    def __init__(self, folder):
        self.folder = folder
        self.ledger = str(folder / "cases.ledger")
        self.maps = folder / "maps"
        self.maps.mkdir()
        for day, west in (("0301", -71.9), ("0302", -71.9), ("0320", -72.6), ("0325", -73.0)):
            write(self.maps, f"map_2031{day}.geojson", shapely.box(west, 43.4, -71.6, 43.7))

    def run(self, *words, code=0):
        result = CliRunner().invoke(app, ["layers", *words, "--ledger", self.ledger])
        ended = result.exception.code if isinstance(result.exception, Ended) else result.exit_code
        assert ended == code, (result.output, result.exception)
        return str(result.exception) if isinstance(result.exception, Ended) else result.stdout

    def rows(self, *words):
        return json.loads(self.run(*words, "--json"))

    def add(self):
        return self.rows("add", str(self.maps), "--source", "Mapdesk", "--status", "assessed")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def full(desk):
    desk.add()
    return desk


def test_a_folder_is_added_and_unchanged_days_are_recognised(desk):
    assert [row["outcome"] for row in desk.add()] == ["added", "unchanged", "added", "added"]
    assert [row["outcome"] for row in desk.add()] == ["known"] * 4
    rows = desk.rows("list")
    assert [row["date"] for row in rows] == ["2031-03-01", "2031-03-02", "2031-03-20", "2031-03-25"]
    assert {(row["publisher"], row["class"], row["status"]) for row in rows} == {("Mapdesk", "occupied", "assessed")}
    text = desk.run("list")
    assert "2031-03-02" in text
    assert text.count("Mapdesk") == 3


def test_a_bad_file_is_refused_and_the_others_are_kept(desk):
    (desk.maps / "map_20310326.geojson").write_bytes(geojson(shapely.box(0, 0, 1, 1))[:100])
    write(desk.maps, "map_20310327.geojson", shapely.box(43.4, -72.6, 43.7, -71.6))
    desk.run("add", str(desk.maps), "--source", "Mapdesk", "--status", "assessed", code=1)
    with Ledger.open(desk.ledger) as book:
        assert [one.date for one in layers(book)] == ["2031-03-01", "2031-03-02", "2031-03-20", "2031-03-25"]


def test_a_layer_elsewhere_than_said_is_refused(desk):
    words = ("add", str(desk.maps), "--source", "Mapdesk", "--status", "assessed", "--within", "Norway")
    assert all(row["outcome"] == "refused" for row in json.loads(desk.run(*words, "--json", code=1)))


def test_first_touch(full):
    (row,) = full.rows("first-touch", "US-VT")
    assert (row["first"], row["before"], row["still"]) == ("2031-03-20", "2031-03-02", True)
    assert row["part"]["km2"] > 0
    assert "2031-03-20" in full.run("first-touch", "Vermont")
    (never,) = full.rows("first-touch", "Texas")
    assert never["first"] is None


def test_area_with_its_denominator(full):
    rows = full.rows("area", "--on", "2031-03-20", "--in", "United States")
    assert {row["code"] for row in rows if not row["sum"]} == {"US-VT", "US-NH"}
    (whole,) = [row for row in rows if row["sum"]]
    assert whole["km2"] == pytest.approx(sum(row["km2"] for row in rows if not row["sum"]), abs=0.01)
    assert whole["share"] == pytest.approx(whole["km2"] / whole["of_km2"], abs=1e-5)
    assert len(full.rows("area", "--by", "all")) == 1
    assert "United States, in" in full.run("area")


def test_change(full):
    rows = full.rows("change", "--from", "2031-03-01", "--to", "2031-03-20")
    assert {row["code"] for row in rows} == {"US-VT", "US-NH", None}
    assert all(row["lost_km2"] == 0 for row in rows)
    assert "km2 more" in full.run("change", "--from", "2031-03-01", "--to", "2031-03-20")


def test_distance_along_each_stretch(full):
    rows = full.rows("distance", "US-VT", "--on", "2031-03-02")
    assert {row["along"] for row in rows} == {"US-NH", "US-NY", "US-MA", "CA-QC"}
    (row,) = full.rows("distance", "Vermont", "--along", "New Hampshire", "--on", "2031-03-02")
    assert 0 < row["km"] < 60
    assert "New Hampshire" in full.run("distance", "US-VT", "--along", "US-NH", "--on", "2031-03-02")
    assert "has no border with" in full.run("distance", "US-VT", "--along", "US-TX", code=2)


def test_control_of_places(full):
    rows = full.rows("control", "43.55, -72.0", "Rutland, Vermont", "--on", "2031-03-21")
    assert [row["inside"] for row in rows] == [True, False]
    assert all(row["edge_km"] > 0 for row in rows)
    places = full.folder / "places.txt"
    places.write_text("43.5, -71.7\n44.5, -71.7\n" * 40)
    many = full.rows("control", "--from-file", str(places))
    assert sum(row["inside"] for row in many) == 40
    assert many[0]["edge_km"] is None
    assert "covers it" in full.run("control", "43.55, -72.0")


def test_a_series_as_table_and_bars(full):
    rows = full.rows("series", "Vermont")
    assert [row["from"] for row in rows] == ["2031-03-01", "2031-03-20", "2031-03-25"]
    assert [row["km2"] for row in rows] == sorted(row["km2"] for row in rows)
    assert "█" in full.run("series", "Vermont")


def test_a_series_as_a_chart_and_its_gaps_as_rows(full):
    chart = full.folder / "chart.svg"
    text = full.run("series", "Vermont", "--chart", str(chart))
    assert "no layer" in text
    assert [row["gap_before_days"] for row in full.rows("series", "Vermont")] == [0, 17, 0]
    assert "Mapdesk (occupied, assessed)" in chart.read_text(encoding="utf-8")
    assert "was not written" in full.run("series", "Vermont", "--chart", str(full.folder / "no" / "x.svg"), code=1)


def test_bars_are_in_proportion():
    assert (bar(0, 10), bar(10, 10), bar(5, 10)) == ("", "█" * 20, "█" * 10)
    assert bar(0.0001, 10) == "▏"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("area", "--on", "tomorrow"), "is not a day such as"),
        (("area", "--on", "2030-01-01"), "begins later"),
        (("area", "--by", "shoe"), "give one of"),
        (("first-touch", "Atlantis"), "no first-level area"),
        (("control",), "which places"),
        (("control", "Nowhere at all"), "no such town"),
        (("change", "--from", "2031-03-20", "--to", "2031-03-01"), "lies before"),
        (("list", "--source", "Nobody"), "no control layers of Nobody"),
        (("add", "nothing.geojson", "--source", "X", "--status", "assessed"), "there is no such file"),
        (("add", ".", "--source", "X", "--status", "claimed", "--where", "x"), "a property and its value"),
    ],
)
def test_what_is_not_understood_is_said_with_a_remedy(full, words, told):
    result = CliRunner().invoke(app, ["layers", *words, "--ledger", full.ledger])
    assert isinstance(result.exception, Ended)
    assert told in str(result.exception)
    assert "\n" not in str(result.exception)


def test_notes_are_listed(full, read):
    reading = read("Missouri is bordered by five states, officials said.")
    with Ledger.open(full.ledger) as book:
        book.add(reading)
    (row,) = full.rows("check")
    assert (row["check"], row["verdict"], row["proposed"]) == ("borders", "not consistent", True)
    assert row["words"] == "Missouri is bordered by five states"
    assert full.rows("check", row["statement"][:8]) == [row]
    assert full.rows("check", "nosuch") == []
    assert "not consistent (proposed)" in full.run("check")


def test_help_and_annotate_do_not_wait_for_maps():
    code = "import sys, twosource.cli.app, twosource.reading.reader; print([m for m in ('shapely', 'pyproj', 'shapefile') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
