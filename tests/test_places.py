import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from spacy.tokens import Doc

from twosource.language import pipeline
from twosource.model import Place, Precision
from twosource.reading import places
from twosource.reading.places import find_places


def read(text: str, **options: str) -> tuple[Place, ...]:
    return find_places(pipeline.load()(text), **options)


def names(text: str) -> list[str]:
    return [place.name for place in read(text) if not place.demonym]


def found(text: str, surface: str) -> Place:
    return next(place for place in read(text) if text[place.span.start : place.span.end] == surface)


@pytest.mark.parametrize(
    ("text", "surface", "name", "precision"),
    [
        ("Shells fell on the Homs region overnight.", "Homs", "Homs", Precision.ADMIN1),
        ("Shells fell on the city of Homs overnight.", "Homs", "Homs", Precision.SETTLEMENT),
        ("Troops entered Kandahar on Monday.", "Kandahar", "Kandahār", Precision.SETTLEMENT),
        ("Troops entered Kandahar province on Monday.", "Kandahar", "Kandahar", Precision.ADMIN1),
        ("The army crossed the border of Chernihiv.", "Chernihiv", "Chernihiv Oblast", Precision.ADMIN1),
        ("The strike hit Kharkiv on Friday.", "Kharkiv", "Kharkiv", Precision.SETTLEMENT),
        ("Drones hit the Kyiv region on Friday.", "Kyiv", "Kyiv Oblast", Precision.ADMIN1),
        ("Drones hit Bryansk, a western border region.", "Bryansk", "Bryansk Oblast", Precision.ADMIN1),
        ("The largest region after Poltava is quiet.", "Poltava", "Poltava Oblast", Precision.ADMIN1),
        ("Fighting went on in the Kupiansk direction.", "Kupiansk", "Kupiansk", Precision.AREA),
        ("The ship sank in the Black Sea.", "Black Sea", "Black Sea", Precision.AREA),
        ("Sudan said it would not withdraw.", "Sudan", "Sudan", Precision.COUNTRY),
    ],
)
def test_what_kind_of_place(text: str, surface: str, name: str, precision: Precision):
    place = found(text, surface)
    assert (place.name, place.precision) == (name, precision)


def test_a_list_takes_its_kind_from_its_end():
    text = "The decree names the Idlib, Hama and Latakia provinces as closed."
    assert [p.precision for p in read(text)] == [Precision.ADMIN1] * 3


def test_a_list_takes_its_kind_from_its_announcement():
    text = "The plan covers three regions that were quiet until May – Sumy, Kherson and Kharkiv."
    assert names(text) == ["Sumy Oblast", "Kherson Oblast", "Kharkiv Oblast"]


def test_directions_in_a_list_are_areas_around_towns():
    places_ = [p for p in read("They attacked from the Bakhmut and Toretsk directions.") if not p.demonym]
    assert [p.precision for p in places_] == [Precision.AREA, Precision.AREA]
    assert [p.name for p in places_] == ["Bakhmut", "Toretsk"]


@pytest.mark.parametrize(
    ("text", "surface", "country", "admin1"),
    [
        ("He was born in Springfield, Illinois, in 1950.", "Springfield", "US", "IL"),
        ("He was born in Springfield, Mo., in 1950.", "Springfield", "US", "MO"),
        ("Fighting went on near Lyman in Kharkiv.", "Lyman", "UA", "07"),
        ("Fighting went on near Lyman in Donetsk.", "Lyman", "UA", "05"),
        ("Police in Paris, Texas, said a man was held.", "Paris", "US", "TX"),
        ("Police in Paris said a man was held.", "Paris", "FR", "11"),
        ("Residents of Tripoli, Lebanon, left their homes.", "Tripoli", "LB", None),
        ("Residents of Tripoli, Libya, left their homes.", "Tripoli", "LY", None),
    ],
)
def test_a_stated_container_decides(text: str, surface: str, country: str, admin1: str | None):
    place = found(text, surface)
    assert place.country == country
    assert admin1 is None or place.admin1 == admin1


def test_what_holds_a_town_is_the_area():
    assert found("Fighting went on near Lyman in Donetsk.", "Donetsk").name == "Donetsk Oblast"


def test_the_other_places_decide():
    text = (
        "Crews from Ohio met in Dayton. The road from Columbus to Athens was closed, and schools in Athens stayed shut."
    )
    assert found(text, "Athens").admin1 == "OH"
    assert found("The minister flew from Thessaloniki to Athens.", "Athens").country == "GR"


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton arrived late.",
        "John London said he would appeal.",
        "Reading is good for children.",
        "The talks resume in March and May.",
        "He said the US-born singer was nice. Nice work, they told him.",
    ],
)
def test_names_that_are_no_places(text: str):
    assert [p.name for p in read(text) if p.geonameid != 6252001] == []


def test_demonyms_resolve_to_the_country_and_say_so():
    place = found("Peruvian troops left the valley.", "Peruvian")
    assert place.demonym
    assert (place.country, place.precision) == ("PE", Precision.COUNTRY)


def test_labels_of_the_small_model_alone_do_not_decide():
    """Towns that the model takes for people or bodies are found all the same."""
    text = "Paratroopers in Hostomel held out. Shelling of the village of Robotyne went on near Orikhiv."
    assert names(text) == ["Hostomel", "Robotyne", "Orikhiv"]


def test_unresolvable_name_is_kept_by_name():
    place = found("Rebels hold the village of Qwaltabuz in Sudan, the ministry said.", "Qwaltabuz")
    assert (place.name, place.lat, place.lon, place.geonameid) == ("Qwaltabuz", None, None, None)
    assert found("Rebels hold the village of Qwaltabuz in Sudan, the ministry said.", "Sudan").country == "SD"


def test_outlet_country_breaks_a_tie():
    text = "The council of Newcastle met on Monday."
    assert found(text, "Newcastle").country != "ZA"
    assert any(p.country == "AU" for p in read(text, outlet_country="AU"))


def test_swapping_the_parties_changes_names_only():
    """Mirrored sentences about both sides of a border are read alike."""
    one = read("Shells fell on the Sumy region, the governor of Sumy said.")
    other = read("Shells fell on the Kursk region, the governor of Kursk said.")
    assert [p.precision for p in one] == [p.precision for p in other] != []
    assert (one[0].name, other[0].name) == ("Sumy Oblast", "Kursk Oblast")


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="Kyiv Aleppo,.-’'\n in", max_size=60))
def test_spans_are_in_order_and_inside(text: str):
    found_ = read(text)
    ends = [0, *(p.span.end for p in found_)]
    for before, place in zip(ends, found_, strict=False):
        assert before <= place.span.start < place.span.end <= len(text)


def test_component_sets_the_extension():
    nlp = pipeline.load()
    doc = nlp("Talks were held in Geneva.")
    assert doc._.places is UNSET
    assert [p.name for p in places.places_component(doc)._.places] == ["Geneva"]


def test_empty_text():
    assert find_places(Doc(pipeline.load().vocab)) == ()
