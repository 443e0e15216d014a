"""The chart of a series: what it draws, what it leaves open, and that text from outside stays text."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ground_samples import GIVEN, layer
from twosource.exports import series_chart
from twosource.exports.files import ExportError
from twosource.exports.series_chart import Curve, Dot, curve, draw
from twosource.territory.boundaries import boundaries
from twosource.territory.layers import Series

WORLD = boundaries()
HEDMARK = WORLD.areas[[area.code for area in WORLD.areas].index("NO-04")]
SVG = "{http://www.w3.org/2000/svg}"
DAYS = ("2031-03-01", "2031-03-02", "2031-03-03", "2031-03-07", "2031-03-08", "2031-03-20")
"""Daily, with two gaps."""


def series(folder: Path, days=DAYS, given=GIVEN) -> Series:
    return Series(
        layer(folder, shapely.box(11.3, 61.0, 11.5 + 0.01 * number, 61.2), date=day, given=given)
        for number, day in enumerate(days)
    )


def drawn(curves) -> ET.Element:
    return ET.fromstring(draw(curves, WORLD.source.cited()))  # noqa: S314 - our own


def of(found: ET.Element, tag: str, name: str = "") -> list[ET.Element]:
    return [one for one in found.iter(f"{SVG}{tag}") if not name or one.get("class") == name]


@pytest.fixture
def one(tmp_path):
    return curve(series(tmp_path), (HEDMARK,), WORLD, name="Hedmark", code="NO-04")


def test_gaps_stay_gaps(one):
    assert [[dot.day[-2:] for dot in stretch] for stretch in one.stretches] == [
        ["01", "02", "03"],
        ["07", "08"],
        ["20"],
    ]
    found = drawn([one])
    lines = of(found, "polyline", "curve")
    assert [len((line.get("points") or "").split()) for line in lines] == [3, 2]
    assert len(of(found, "rect", "gap")) == 2
    titles = [title.text for title in found.iter(f"{SVG}title")]
    assert "No layer between 2031-03-03 and 2031-03-07" in titles
    assert len(of(found, "circle", "dot")) == len(DAYS)


def test_a_weekly_series_has_no_gap_between_its_days(tmp_path):
    weekly = series(tmp_path, ("2031-03-01", "2031-03-08", "2031-03-15", "2031-03-22"))
    assert weekly.gaps() == []
    missed = series(tmp_path, ("2031-03-01", "2031-03-08", "2031-03-22", "2031-03-29"))
    assert [(a.date, b.date) for a, b in missed.gaps()] == [("2031-03-08", "2031-03-22")]


def test_the_band_is_the_error_of_the_boundaries(tmp_path):
    crossing = layer(tmp_path, shapely.box(10.6, 61.0, 11.8, 61.2), date="2031-03-02")
    both = Series([layer(tmp_path, shapely.box(10.5, 61.0, 11.8, 61.2), date="2031-03-01"), crossing])
    one = curve(both, (HEDMARK,), WORLD, name="Hedmark", code="NO-04")
    (dots,) = one.stretches
    assert all(dot.error_km2 for dot in dots)
    assert len(of(drawn([one]), "polygon", "band")) == 1
    unknown = replace(one, stretches=(tuple(replace(dot, error_km2=None) for dot in dots),))
    found = drawn([unknown])
    assert of(found, "polygon", "band") == []
    assert "The error of these boundaries is not known." in "".join(found.itertext())


def test_it_names_publisher_class_denominator_and_source_and_is_told_in_words(one):
    found = drawn([one])
    assert found.get("role") == "img"
    words = " ".join("".join(found.itertext()).split())
    assert "Mapdesk (occupied, assessed)" in words
    assert f"Hedmark {one.of_km2:,.0f} km²" in words
    assert WORLD.source.cited() in words
    title, desc = found.find(f"{SVG}title"), found.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert found.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert "6 layers, 2 gaps" in (desc.text or "")


def test_publishers_have_a_panel_each_on_the_same_scale(tmp_path, one):
    other = curve(series(tmp_path, given=replace(GIVEN, publisher="Other")), (HEDMARK,), WORLD, name="Hedmark", code="")
    found = drawn([one, other])
    panels = of(found, "g")
    assert len(panels) == 2
    assert [p.get("points") for p in of(panels[0], "polyline")] == [p.get("points") for p in of(panels[1], "polyline")]


def test_its_colours_are_those_of_the_pages_in_light_and_dark(one):
    text = draw([one], "source")
    sheet = (series_chart.TEMPLATES / "page.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    for name in series_chart.COLOURS:
        assert re.findall(rf"--{name}: (#\w+)", text) == re.findall(rf"--{name}: (#\w+)", sheet)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_text_from_outside_stays_text(name):
    dots = (Dot(day="2031-03-01", km2=1.0, error_km2=0.5), Dot(day="2031-03-02", km2=2.0, error_km2=None))
    found = drawn([Curve(name=f"{name}<script>alert(1)</script>", stretches=(dots,), place=f"&{name}", of_km2=10.0)])
    assert not list(found.iter(f"{SVG}script"))
    assert {one.tag for one in found.iter()} <= {
        SVG + tag
        for tag in ("svg", "title", "desc", "style", "rect", "text", "g", "line", "polygon", "polyline", "circle")
    }


@given(st.lists(st.tuples(st.floats(0, 1e6), st.one_of(st.none(), st.floats(0, 1e4))), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_everything_is_drawn_inside_its_panel(values):
    dots = tuple(
        Dot(day=f"2031-03-{i:02d}", km2=km2, error_km2=error) for i, (km2, error) in enumerate(values, start=1)
    )
    found = drawn([Curve(name="x", stretches=(dots,), place="y", of_km2=1e6)])
    for circle in of(found, "circle"):
        assert -0.1 <= float(circle.get("cy") or -1) <= series_chart.TALL + 0.1
        assert series_chart.LEFT <= float(circle.get("cx") or -1) <= series_chart.RIGHT


def test_a_file_that_cannot_be_written_leaves_nothing(one, tmp_path):
    with pytest.raises(ExportError):
        series_chart.write([one], "source", tmp_path / "no" / "chart.svg")
    series_chart.write([one], "source", tmp_path / "chart.svg")
    assert [path.name for path in tmp_path.glob("*.svg")] == ["chart.svg"]
