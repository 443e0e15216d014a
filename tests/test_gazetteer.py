import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.world import gazetteer
from twosource.world.gazetteer import Gazetteer, GazetteerError, Level, Quality, fold, key_of, kilometres


@pytest.fixture(scope="module")
def world() -> Gazetteer:
    return gazetteer.load()


def test_fold_ignores_case_accents_apostrophes_and_hyphens():
    assert fold("Slov’yans'k") == fold("SLOVYANSK")
    assert fold("São Paulo") == "sao paulo"
    assert fold("Saint-Denis") == fold("St. Denis")
    assert fold("U.S.") == "us"


@given(st.text(max_size=40))
def test_fold_is_idempotent_and_key_fits(name: str):
    assert fold(fold(name)) == fold(name)
    assert 0 <= key_of(fold(name)) < 1 << 48


def test_kilometres():
    assert kilometres(50.45, 30.52, 50.45, 30.52) == 0
    assert math.isclose(kilometres(0, 0, 0, 180), math.pi * gazetteer.EARTH_KM, rel_tol=1e-9)
    assert math.isclose(kilometres(52.52, 13.40, 48.85, 2.35), 878, abs_tol=5)


@pytest.mark.parametrize(
    ("name", "level", "geonameid"),
    [
        ("Aleppo", Level.ADMIN1, 170062),
        ("Aleppo", Level.SETTLEMENT, 170063),
        ("Sumy Oblast", Level.ADMIN1, 692196),
        ("Sumy", Level.ADMIN1, 692196),
        ("Dnepropetrovsk", Level.SETTLEMENT, 709930),
        ("Novopavlovka", Level.SETTLEMENT, 699373),
        ("Покровськ", Level.SETTLEMENT, 704422),
        ("Stalingrad", Level.SETTLEMENT, 472757),
        ("Burma", Level.COUNTRY, 1327865),
        ("Black Sea", Level.AREA, 0),
        ("Kerch Bridge", Level.SPOT, 0),
    ],
)
def test_names_find_their_places(world: Gazetteer, name: str, level: Level, geonameid: int):
    assert any(c.level is level and c.geonameid == geonameid for c in world.find(name))


def test_unknown_name_finds_nothing(world: Gazetteer):
    assert world.find("Qwxzzt") == ()
    assert world.by_id(0) is None
    assert world.by_id(4_000_000_000) is None


def test_another_name_ranks_below_a_respelt_one(world: Gazetteer):
    quality = {c.geonameid: c.quality for c in (*world.find("Kharkov"), *world.find("Dnipropetrovsk"))}
    assert quality[706483] is Quality.SHORT
    assert quality[709930] is Quality.OTHER


def test_containers_lead_to_the_country(world: Gazetteer):
    lyman = next(c for c in world.find("Lyman") if c.geonameid == 704204)
    names = [world.place(number).name for number in world.containers(lyman)]
    assert names[-2:] == ["Donetsk Oblast", "Ukraine"]
    assert world.admin1_code(lyman) == "05"
    assert type(world.admin1_code(lyman)) is str


def test_villages_without_a_certain_point_have_none(world: Gazetteer):
    villages = [c for c in world.find("Peremoha") if c.country == "UA"]
    assert any(math.isnan(c.lat) for c in villages)
    assert any(not math.isnan(c.lat) for c in villages)


def test_points_are_on_earth(world: Gazetteer):
    for number in range(0, len(world), 997):
        place = world.place(number)
        assert math.isnan(place.lat) or (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)


def test_areas_near_ukraine_lie_where_they_should(world: Gazetteer):
    dnipro = next(c for c in world.find("Dnipro") if c.capital is False and c.level is Level.SETTLEMENT)
    oblast = next(c for c in world.find("Dnipropetrovsk Oblast"))
    assert kilometres(dnipro.lat, dnipro.lon, oblast.lat, oblast.lon) < 60


def test_abbreviations_and_demonyms(world: Gazetteer):
    assert [c.name for c in world.abbreviated("N.C.")] == ["North Carolina"]
    assert world.abbreviated("Qq.") == ()
    people = world.demonym("Chechens")
    assert people is not None
    assert people.country == "RU"
    assert world.demonym("chechens") is None


def test_missing_and_damaged_files_name_the_remedy(tmp_path: Path):
    with pytest.raises(GazetteerError, match="compile_gazetteer"):
        Gazetteer(tmp_path / "none.npz")
    broken = tmp_path / "broken.npz"
    broken.write_bytes(gazetteer.GAZETTEER_FILE.read_bytes()[:5000])
    with pytest.raises(GazetteerError, match=re.escape(str(broken))):
        Gazetteer(broken)
    whole = gazetteer.GAZETTEER_FILE.read_bytes()
    for at in (200, len(whole) // 3, len(whole) // 2, len(whole) - 2000):
        broken.write_bytes(whole[:at] + bytes(byte ^ 0xA5 for byte in whole[at : at + 64]) + whole[at + 64 :])
        with pytest.raises(GazetteerError, match="rebuild it"):
            Gazetteer(broken)
    np.savez(broken, id=np.array([1]))
    with pytest.raises(GazetteerError, match="rebuild it"):
        Gazetteer(broken)
    with pytest.raises(GazetteerError, match="list of areas"):
        Gazetteer(places=tmp_path / "none.toml")


def test_loads_within_its_budget():
    code = (
        "import numpy, time, tracemalloc; from twosource.world import gazetteer as g;"
        "began = time.process_time(); g.load(); spent = time.process_time() - began;"
        "tracemalloc.start(); g.Gazetteer(); print(spent, tracemalloc.get_traced_memory()[1] // 1024)"
    )
    seconds, kilobytes = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert float(seconds) < 0.6  # 0.12 s measured; the bound leaves room for a busy machine
    assert int(kilobytes) < 300_000
    assert gazetteer.GAZETTEER_FILE.stat().st_size < 15_000_000
