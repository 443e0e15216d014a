"""What the shared corpora say: distances and areas of twelve days of a layer, and the notes on two real reports.

Read in place; skipped where the corpora are not beside the checkout.
"""

import pytest

from twosource.model import Report, sha256_of
from twosource.territory.boundaries import boundaries
from twosource.territory.checks import notes_of, world_of
from twosource.territory.layer_files import Given, read_layers
from twosource.territory.layers import Layer, Status, series_of
from twosource.territory.questions import distance, first_touch, part_of, parts

WORLD = boundaries()
STATED = {
    "2025-05-20": (3.34, 0.0), "2025-06-07": (2.38, 0.0), "2025-06-08": (2.38, 0.0), "2025-06-15": (0.87, 0.0),
    "2025-06-21": (0.10, 0.0), "2025-07-01": (0.0, 0.02), "2025-08-09": (0.0, 3.60), "2025-08-27": (0.0, 14.45),
}  # fmt: skip
"""corpora/control/SOURCES.md: km to the border along the stretch that it names, km2 inside; by another boundary."""


@pytest.fixture(scope="module")
def days(shared) -> list[Layer]:
    given = Given(publisher="DeepState", status=Status.ASSESSED)
    found = list(read_layers(shared / "corpora" / "control", given, WORLD))
    assert all(isinstance(one, Layer) for one in found)
    return [one for one in found if isinstance(one, Layer)]


def area(code):
    found = WORLD.area(code)
    assert found is not None
    return found


def test_distances_and_areas_are_those_stated_within_the_error(days):
    (series,) = series_of(days)
    assert len(series.layers) == 12
    for day, (km, km2) in STATED.items():
        layer = series.on(day)
        assert layer is not None
        assert layer.date == day
        way, part = distance(layer, area("UA-12"), area("UA-14"), WORLD), part_of(layer, area("UA-12"), WORLD)
        assert way is not None
        assert part.error_km2 is not None
        assert way.km == pytest.approx(km, abs=0.1)
        assert part.km2 == pytest.approx(km2, abs=part.error_km2 + 0.01)
    touch = first_touch(series, area("UA-12"), WORLD)
    assert touch.layer is not None
    assert touch.part is not None
    assert (touch.layer.date, touch.part.within_error) == ("2025-07-01", True)


def test_the_share_has_its_denominator_and_error(days):
    (series,) = series_of(days)
    layer = series.on("2025-06-08")
    assert layer is not None
    whole = parts(layer, WORLD.country("UA"), WORLD, name="Ukraine", code="UA").whole
    assert whole.share == pytest.approx(0.188, abs=0.003)
    assert whole.of_km2 == pytest.approx(603_550, rel=0.01)
    assert layer.km2 == pytest.approx(113_325, abs=2)


def notes_on(name, shared, reader, days):
    text = (shared / "corpora" / "seeds" / name).read_text(encoding="utf-8")
    reading = reader.read(Report(doc=name, text=text, sha256=sha256_of(text), published="2025-06-08"))
    return {(str(n.check), str(n.verdict)): n for n in notes_of(reading, world_of(days))}


def test_the_notes_on_one_report(shared, reader, days):
    found = notes_on("bloomberg.txt", shared, reader, days)
    note = found["distance", "consistent"]
    assert note.values["stated_km"] == 140
    assert note.values["km"][0] == pytest.approx(142.6, abs=1)
    assert "the border of Dnipropetrovsk Oblast with Donetsk Oblast" in note.text


def test_the_notes_on_the_other(shared, reader, days):
    found = notes_on("cnn.txt", shared, reader, days)
    borders = found["borders", "not consistent"]
    assert len(borders.values["neighbours"]) == 7
    named = borders.text.partition("Named and among them: ")[2].partition(".")[0]
    assert all(name in named for name in ("Donetsk", "Kherson", "Zaporizhzhia"))
    assert "Kharkiv Oblast" in borders.text.partition("Left out: ")[2]
    assert ("share", "consistent") in found
    assert "Donetsk Oblast and Luhansk Oblast: 2" in found["name", "not consistent"].text
