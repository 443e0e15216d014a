"""Checks of geographic statements: sentences of our own about Norway, Iceland, Poland, the United States and others."""

import tomllib

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.ground_samples import GIVEN, layer
from twosource.model import Place, Quantity, Span
from twosource.territory.boundaries import VIEWPOINT_FILE
from twosource.territory.check_distances import OTHER_PLACE, ROAD, _other, judged
from twosource.territory.check_names import NAMED, named
from twosource.territory.checks import notes, notes_of, world_of
from twosource.territory.measure import between_km
from twosource.territory.wording import PATTERNS, fits, pattern, settings

WORLD = world_of()


@pytest.fixture(scope="module")
def southern(tmp_path_factory):
    """A layer for 2031-03-04 over the south of Norway, up to 60 degrees north."""
    folder = tmp_path_factory.mktemp("layers")
    return world_of([layer(folder, shapely.box(4.0, 57.5, 11.2, 60.0), date="2031-03-04")])


CASES = [
    # borders
    ("Missouri is bordered by eight states, officials said.", "borders", "consistent"),
    ("Missouri is bordered by five states, officials said.", "borders", "not consistent"),
    ("Colorado borders Wyoming and Texas, the ministry said.", "borders", "not consistent"),
    ("Colorado borders Wyoming and Utah, the ministry said.", "borders", "consistent"),
    ("Colorado is bordered by seven states: Wyoming, Nebraska, Kansas, Oklahoma, New Mexico, Arizona and Utah, the governor said.", "borders", "consistent"),
    ("Poland borders Ukraine, Belarus and Germany, the ministry said.", "borders", "consistent"),
    ("Poland borders Hungary, the ministry said.", "borders", "not consistent"),
    ("Troops reached the border of Vermont with New Hampshire, police said.", "borders", "consistent"),
    # distances
    ("Lillehammer lies 300 kilometers north of Oslo, police said.", "distance", "not consistent"),
    ("Lillehammer lies about 135 kilometers north of Oslo, police said.", "distance", "consistent"),
    ("The troops are 40 kilometers from Warsaw, the general said.", "distance", "cannot say"),
    ("Lillehammer lies about 135 kilometers south of Oslo, police said.", "distance", "not consistent"),
    ("Lillehammer lies 190 kilometers north of Oslo, police said.", "distance", "cannot say"),  # as by road
    ("Lillehammer lies some 70 kilometers from the border with Sweden, police said.", "distance", "not consistent"),
    ("Lillehammer lies some 97 kilometers from the border with Sweden, police said.", "distance", "consistent"),
    ("Lillehammer lies some 60 miles from the Swedish border, police said.", "distance", "consistent"),
    ("Lillehammer lies 20 kilometers from the front line, police said.", "distance", "cannot say"),
    ("Finnmark, about 1,400 kilometers north of Oslo, was hit, police said.", "distance", "consistent"),
    # borders of areas with countries, and what is between
    ("Finnmark borders Russia, the ministry said.", "borders", "consistent"),
    ("Norway borders Värmland, the ministry said.", "borders", "consistent"),
    ("Finnmark borders Poland, the ministry said.", "borders", "not consistent"),
    # sizes
    ("Vermont covers 24,900 square kilometers, officials said.", "area", "consistent"),
    ("Vermont covers 18,000 square kilometers, officials said.", "area", "cannot say"),
    ("Vermont has an area of 600 square miles, officials said.", "area", "not consistent"),
    ("Rebels control 600 square kilometers of Vermont, the ministry said.", "area", "cannot say"),
    # ranks and populations
    ("Poland's second-largest city of Kraków was hit, the mayor said.", "rank", "consistent"),
    ("Kraków, Poland's third-largest city, was hit, the mayor said.", "rank", "cannot say"),  # within other counts
    ("The mayor said Kraków, a city of about 800,000, was hit.", "population", "consistent"),
    ("The mayor said Kraków, a city of 7,000, was hit.", "population", "not consistent"),
    ("Texas is the second-largest state by area in the United States, he said.", "rank", "consistent"),
    ("Vermont is the second-largest state by area in the United States, he said.", "rank", "not consistent"),
    ("Kraków, Poland's second-largest city, was hit, the mayor said.", "rank", "consistent"),
    ("Kraków, Poland's largest city, was hit, the mayor said.", "rank", "not consistent"),
    ("Texas is the second most populous state in the United States, he said.", "rank", "cannot say"),
    ("The city of Reykjavik has a population of about 120,000 people, the mayor said.", "population", "consistent"),
    ("The city of Reykjavik has a population of about 900,000 people, the mayor said.", "population", "not consistent"),
    # containment
    ("Troops were seen in Boston in Massachusetts, police said.", "containment", "consistent"),
    ("Boston in Texas was hit by the storm, police said.", "containment", "not consistent"),
    ("Kraków in Poland's Masovian Voivodeship was hit, police said.", "containment", "not consistent"),
    # shares without a layer
    ("Rebels control about half of Iceland, the ministry said.", "share", "cannot say"),
    # names that stand for areas
    ("The Baltic states are made up of four countries, he said.", "name", "not consistent"),
    ("Estonia, Latvia and Lithuania, known as the Baltic states, protested, the ministry said.", "name", "consistent"),
    ("Vermont, Maine and Texas, known collectively as New England, were hit, he said.", "name", "not consistent"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "check", "verdict"), CASES)
def test_a_statement_is_checked(read, text, check, verdict):
    found = notes_of(read(text), WORLD)
    assert [(str(n.check), str(n.verdict)) for n in found] == [(check, verdict)]
    (note,) = found
    assert note.data
    assert note.text.endswith(".")
    assert note.span.of(text)


@pytest.mark.parametrize(
    "text",
    [
        "The ministry demanded that all of Texas and Vermont be ceded.",
        "The talks took place in Oslo in March, the ministry said.",
        "Moscow in the Syrian war was an ally, the paper said.",
        "The troops entered Vermont, the ministry said.",
        "Texas is larger than many countries, he said.",
        "The troops are 40 kilometers from the Donbas, the general said.",
        "Norway lost half of the tanks that it had, the general said.",
        "The crash in Poland killed more than 5,000 people, police said.",
        "He was bordered by two friends: Paul and Ann, she said.",
        "Kraków is not in Norway, the mayor said.",
        "The attack hit Kraków and Gdańsk, none of which are in the Baltic states, police said.",
        "Rebels hold half of the Norwegian tanks, the ministry said.",
        "Half of Norway's power stations are held by rebels, the ministry said.",
        "The plant, which gives power to a quarter of Norway, is in rebel hands, the ministry said.",
    ],
)
def test_a_statement_without_geography_that_can_be_checked_has_no_note(read, text):
    assert notes_of(read(text), WORLD) == ()


def test_a_note_on_borders_names_those_left_out(read):
    (note,) = notes_of(read("Missouri is bordered by two states: Kansas and Iowa, officials said."), WORLD)
    assert note.values["neighbours"][:1] == ["Illinois"]
    assert set(note.values["left_out"]) == {"Illinois", "Arkansas", "Kentucky", "Tennessee", "Nebraska", "Oklahoma"}
    assert "Not named: Illinois" in note.text


def test_where_only_held_areas_are_counted_a_layer_decides(read, southern):
    text = "The county of Buskerud is bordered by two counties that are partly occupied: Telemark and Vestfold, the ministry said."
    (without,) = notes_of(read(text, published="2031-03-08"), WORLD)
    assert str(without.verdict) == "cannot say"
    assert "no control layer is loaded" in without.text
    (late,) = notes_of(read(text, published="2031-03"), southern)
    assert "the report's day is not known" in late.text
    (found,) = notes_of(read(text, published="2031-03-08"), southern)
    assert str(found.verdict) == "not consistent"
    assert "Left out: " in found.text
    assert "Hordaland" in found.text.partition("Left out: ")[2]
    assert found.date == "2031-03-04"


def test_a_share_is_computed_with_its_denominator(read, southern):
    (note,) = notes_of(read("Rebels control more than 12 percent of Norway, the ministry said."), southern)
    assert note.values["of_km2"] == pytest.approx(
        sum(WORLD.boundaries.km2(a.code) for a in WORLD.boundaries.country("NO")), abs=1
    )
    assert 0 < note.values["share"] < 1
    (far,) = notes_of(read("Rebels control nearly 70 percent of Norway, the ministry said."), southern)
    assert str(far.verdict) == "not consistent"
    assert "percentage points" in (far.error or "")
    (area,) = notes_of(read("Rebels control all but 1 percent of Finnmark, the ministry said."), southern) or (None,)
    assert area is None or area.values["share"] == 0


def test_only_layers_of_what_is_held_answer_for_shares(read, tmp_path):
    text = "Rebels control more than 12 percent of Norway, the ministry said."
    grey = replace(GIVEN, kind="grey zone")
    drawn = layer(tmp_path, shapely.box(4.0, 57.5, 11.2, 60.0), given=grey)
    (note,) = notes_of(read(text), world_of([drawn]))
    assert str(note.verdict) == "cannot say"
    assert "no control layer of what is held is loaded for that day (only: grey zone)" in note.text
    both = world_of([drawn, layer(tmp_path, shapely.box(4.0, 57.5, 11.2, 60.0))])
    (note,) = notes_of(read(text), both)
    assert str(note.verdict) == "consistent"
    assert "(occupied, assessed)" in note.text


def test_an_old_layer_says_nothing_of_the_day(read, southern):
    text = "Rebels control nearly 70 percent of Norway, the ministry said."
    (note,) = notes_of(read(text, published="2031-06-08"), southern)
    assert str(note.verdict) == "cannot say"
    assert "the last control layer before it is of 2031-03-04" in note.text


def test_what_a_side_holds_of_its_own_is_not_what_a_layer_draws(read, southern):
    (note,) = notes_of(read("Norway still controls 80 percent of Norway, the ministry said."), southern)
    assert str(note.verdict) == "cannot say"
    (note,) = notes_of(read("A fifth of Norway is under Swedish control, the ministry said."), southern)
    assert str(note.verdict) == "not consistent"


def test_a_front_is_measured_on_a_layer_of_the_day(read, southern, tmp_path):
    (near,) = notes_of(read("Hamar lies about 90 kilometers from the front line, the general said."), southern)
    assert str(near.verdict) == "consistent"
    assert near.date == "2031-03-04"
    (far,) = notes_of(read("Hamar lies about 40 kilometers from the front line, the general said."), southern)
    assert str(far.verdict) == "not consistent"
    held = world_of([layer(tmp_path, shapely.box(10.5, 60.3, 11.5, 61.2))])
    (inside,) = notes_of(read("Hamar lies about 40 kilometers from the front line, the general said."), held)
    assert "which of its edges is the front the layer does not say" in inside.text


def test_how_much_is_held_of_an_area_is_told_by_the_layer(read, southern):
    (note,) = notes_of(read("Rebels control 50,000 square kilometers of Norway, the ministry said."), southern)
    assert str(note.verdict) == "consistent"
    (note,) = notes_of(read("Rebels control 5,000 square kilometers of Norway, the ministry said."), southern)
    assert str(note.verdict) == "cannot say"


def test_another_town_of_the_name_is_thought_of():
    oslo = Place(span=Span(0, 1), name="Oslo", lat=59.9127, lon=10.7461, geonameid=3143244)
    alike = Place(span=Span(0, 1), name="Berg", lat=69.0, lon=17.0, geonameid=1)
    found = [c for c in WORLD.gazetteer.find("Berg") if c.country == "NO" and c.lat == c.lat]
    if found:
        km = between_km((oslo.lon or 0, oslo.lat or 0), (found[0].lon, found[0].lat))
        assert _other(alike, oslo, Quantity(span=Span(0, 1), value=km, unit="km"), WORLD)
    assert not _other(alike, oslo, Quantity(span=Span(0, 1), value=19_000, unit="km"), WORLD)


@given(st.floats(1, 5000), st.floats(1, 5000), st.floats(0, 50))
def test_a_length_by_road_or_of_another_place_is_never_held_against_a_report(km, stated, allowed):
    verdict, why = judged(Quantity(span=Span(0, 1), value=stated, unit="km"), [km], allowed)
    if str(verdict) == "not consistent":
        assert stated < km - allowed or stated > ROAD * (km + allowed)
        assert stated <= OTHER_PLACE * (km + allowed)
        assert stated * OTHER_PLACE >= km - allowed
    assert bool(why) == (str(verdict) == "cannot say")


def test_the_point_of_a_distance_is_that_of_the_border_which_the_report_names(read, tmp_path):
    text = (
        "Rebel troops reached the border of Vermont with New Hampshire, the ministry said. "
        "The ministry said its troops are now about 70 kilometers from Rutland."
    )
    east = world_of([layer(tmp_path, shapely.box(-71.8, 43.0, -71.0, 44.0))])
    (note,) = [n for n in notes_of(read(text), east) if n.check == "distance"]
    assert "the border of Vermont with New Hampshire" in note.text
    assert "nearest to Mapdesk's layer of 2031-03-04" in note.text
    (bare,) = [n for n in notes_of(read(text), WORLD) if n.check == "distance"]
    low, high = bare.values["km"]
    assert low <= note.values["km"][0] <= high


def test_troops_at_a_distance_are_measured_from_a_layer(read, southern):
    (note,) = notes_of(read("The troops are 100 kilometers from Lillehammer, the general said."), southern)
    assert "nearest edge of Mapdesk's layer" in note.text
    assert note.values["km"][0] == pytest.approx(130, abs=10)


def test_every_note_of_a_statement_lies_in_its_report(read):
    reading = read(" ".join(text for text, _, _ in CASES[:12]))
    for statement in reading.statements:
        for note in notes(statement, reading, WORLD):
            assert note.statement == statement.id
            assert 0 <= note.span.start < note.span.end <= len(reading.report.text)


def test_who_holds_a_place_is_told_by_the_declared_viewpoint(read):
    seen, view = 0, WORLD.boundaries.source.viewpoint
    assert view
    for entry in tomllib.loads(VIEWPOINT_FILE.read_text(encoding="utf-8"))["area"]:
        if not entry["de_facto"]:
            continue
        area = WORLD.boundaries.area(entry.get("iso", entry["codes"][0]))
        holder = WORLD.gazetteer.country(entry["de_facto"])
        if area is None or holder is None or not area.geonameid:
            continue
        (note,) = notes_of(read(f"Troops were seen in {area.name} in {holder.name}, police said."), WORLD)
        assert str(note.verdict) == "cannot say"
        assert "is counted to" in note.text
        assert view in note.text
        seen += 1
    assert seen


def test_exchanging_names_exchanges_nothing_else(read):
    one = "Norway borders Sweden, the Norwegian ministry said."
    other = "Sweden borders Norway, the Swedish ministry said."
    assert [(n.check, n.verdict) for n in notes_of(read(one), WORLD)] == [
        (n.check, n.verdict) for n in notes_of(read(other), WORLD)
    ]


def test_every_pattern_compiles_and_every_name_has_members():
    data = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    count = 0
    for section in ("borders", "names", "containment", "rank"):
        for texts in data[section].values():
            for text in texts if section != "rank" or isinstance(texts, list) else []:
                assert pattern(text)
                count += 1
    assert count > 15
    for entry in tomllib.loads(NAMED.read_text(encoding="utf-8"))["area"]:
        assert entry["source"]
        found = named(entry["name"])
        assert found is not None
        assert all(WORLD.boundaries.area(code) for code in found.areas)
        assert all(WORLD.boundaries.country(code) for code in found.countries)


@given(st.floats(0.01, 1e6), st.sampled_from(sorted(settings()["numbers"]["comparator"])))
def test_a_number_always_fits_itself(value, comparator):
    quantity = Quantity(span=Span(0, 1), value=value, unit="km", comparator=comparator)
    assert fits(value, quantity, section="numbers")
    assert fits(value, quantity, section="shares")


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(0, 100))
def test_more_error_never_makes_a_number_fit_less(value, stated, error):
    quantity = Quantity(span=Span(0, 1), value=stated, unit="km")
    assert fits(value, quantity, section="numbers") <= fits(value, quantity, section="numbers", error=error)


@given(st.floats(1, 1e5), st.floats(1, 1e5))
def test_bounds_are_taken_at_their_word(value, stated):
    more = Quantity(span=Span(0, 1), value=stated, unit="km", comparator="more than")
    less = Quantity(span=Span(0, 1), value=stated, unit="km", comparator="up to")
    assert fits(value, more, section="numbers") == (stated <= value <= 1000 * stated)
    assert fits(value, less, section="numbers") == (value <= stated)
