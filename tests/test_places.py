import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET
from spacy.tokens import Doc

from twosource.exports.annotations import toponym
from twosource.language import pipeline
from twosource.model import Place, PlaceRelation, Precision, Report
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
        ("The army crossed the border of Chernihiv.", "Chernihiv", "Chernihiv Oblast", Precision.AREA),
        ("The European Union will vote, the EU said.", "EU", "European Union", Precision.COUNTRY),
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


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("TRIPOLI (AP) — Two ships sank on Monday.", "TRIPOLI"),
        ("ST. LOUIS – A bridge was shut on Monday.", "ST. LOUIS"),
        ("BAMAKO & DAKAR, March 3 -- Two airlines will merge.", "BAMAKO"),
        ("BAMAKO & DAKAR, March 3 -- Two airlines will merge.", "DAKAR"),
        ("A Limerick mother said she feared for her sons.", "Limerick"),
        ("The Kaduna State Commissioner for Health resigned.", "Kaduna State"),
        ("The fire came close to the Catawba River before noon.", "Catawba River"),
        ("They camped at Lake Wampanunu for a week.", "Lake Wampanunu"),
        ("A truck left the road at Fourth Street and burnt.", "Fourth Street"),
        ("A truck burnt on Highway 61 on Monday.", "Highway 61"),
        ("The sheriff of Walker County (Ga.) retired.", "Ga."),
        ("Ferries on the B.C. coast were cancelled.", "B.C."),
        ("An Ill. man was found alive.", "Ill."),
        ("Voters in Wood County, W. Va., stayed home.", "W. Va."),
        ("Firms in Cork city closed early.", "Cork"),
        ("It would betray the Peruvian people, he said.", "Peruvian"),
        ("Fishermen of the Crimean peninsula stayed in port.", "Crimean peninsula"),
        ("Shops in Yaounde opened late. The mayor of Yaounde spoke. Yaounde said nothing.", "Yaounde"),
    ],
)
def test_names_in_all_their_forms(text: str, surface: str):
    assert surface in [text[p.span.start : p.span.end] for p in read(text)]


@pytest.mark.parametrize(
    "text",
    ["The firm of Dunn & Frick, P.A., will appeal.", "It was built about 300 B.C. and burnt down."],
)
def test_abbreviations_that_are_no_areas(text: str):
    assert read(text) == ()


RELATIONS = [
    ("Shells fell near Lyman on Friday.", "Lyman", "near", None),
    ("Shells fell close to the Russian-held city of Enerhodar.", "Enerhodar", "near", None),
    ("Families on the outskirts of Damascus left.", "Damascus", "near", None),
    ("Buses in the Leeds area stood still.", "Leeds", "near", None),
    ("A depot burnt outside Kharkiv.", "Kharkiv", "outside", None),
    ("A train stopped two miles outside Aleppo.", "Aleppo", "outside", 3.219),
    ("Fighting went on in the Pokrovsk direction.", "Pokrovsk", "direction-of", None),
    ("The convoy moved towards Sumy.", "Sumy", "direction-of", None),
    ("The village lies 140 kilometres from Dnipro.", "Dnipro", "at-distance", 140.0),
    ("A drone crashed within 5 km of Homs.", "Homs", "at-distance", 5.0),
    ("Troops dug in north of the village of Robotyne.", "Robotyne", "north-of", None),
    ("They were seen about 20 km (12 miles) north-east of Kyiv.", "Kyiv", "northeast-of", 20.0),
    ("It fell ten to 15 km south of Homs.", "Homs", "south-of", None),
    ("It fell 10-15 km south of Homs.", "Homs", "south-of", None),
    ("The line between Kupiansk and Svatove held.", "Kupiansk", "between", None),
    ("The line between Kupiansk and Svatove held.", "Svatove", "between", None),
    ("They reached the border of the Poltava region.", "Poltava", "border-of", None),
    ("They were swapped on the border with Belarus.", "Belarus", "border-of", None),
    ("The Ukraine-Poland border was shut.", "Ukraine", "border-of", None),
    ("The Ukraine-Poland border was shut.", "Poland", "border-of", None),
    ("Schools closed in the regions bordering Russia.", "Russia", "border-of", None),
    ("Mines were laid near Lyman, Siversk and Bakhmut.", "Bakhmut", "near", None),
]


@pytest.mark.parametrize(("text", "surface", "relation", "kilometres"), RELATIONS)
def test_what_a_place_is_an_anchor_of(text: str, surface: str, relation: str, kilometres: float | None):
    place = found(text, surface)
    assert (place.relation, place.distance_km) == (relation, kilometres)
    assert place.precision is Precision.AREA
    assert place.country is not None


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Talks between Khartoum and Nairobi broke down.", "Khartoum"),
        ("Shells fell near Lyman in Donetsk region.", "Donetsk"),
        ("Policy towards Iran has changed.", "Iran"),
        ("It happened near Kyiv's main airport.", "Kyiv"),
        ("Polish border guards saw it.", "Polish"),
        ("The army took 12 km of the Kherson region.", "Kherson"),
        ("He spoke outside the court in Istanbul.", "Istanbul"),
        ("In northern Sumy region all was calm.", "Sumy"),
        ("Trade around Europe slowed.", "Europe"),
    ],
)
def test_a_place_that_is_meant_itself_has_no_relation(text: str, surface: str):
    assert found(text, surface).relation is None
    assert found(text, surface).distance_km is None


def test_an_unknown_place_can_be_an_anchor():
    place = found("Rebels shot at buses near the village of Qwaltabuz, the ministry said.", "Qwaltabuz")
    assert (place.relation, place.precision, place.lat) == (PlaceRelation.NEAR, Precision.AREA, None)


def test_a_line_end_hides_no_relation():
    assert found("Witnesses saw smoke near\nHoms on Friday.", "Homs").relation is PlaceRelation.NEAR


def test_relations_are_written_out():
    written = toponym(found("A train stopped two miles outside Aleppo.", "Aleppo"))
    assert (written["relation"], written["distance_km"], written["precision"]) == ("outside", 3.219, "area")
    plain = toponym(found("A train stopped in Aleppo.", "Aleppo"))
    assert (plain["relation"], plain["distance_km"], plain["precision"]) == (None, None, "settlement")


def test_relations_read_both_sides_of_a_border_alike():
    one = read("Drones fell 10 km north of Sumy and near Okhtyrka.")
    other = read("Drones fell 10 km north of Kursk and near Rylsk.")
    assert [(p.relation, p.distance_km) for p in one] == [(p.relation, p.distance_km) for p in other]
    assert [str(p.relation) for p in one] == ["north-of", "near"]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["near", "outside", "north of", "12 km from", "close to", "west of"]),
    st.sampled_from(["", "the city of ", "the besieged town of "]),
    st.sampled_from(["Homs", "Kharkiv", "Kandahar", "Bakhmut"]),
)
def test_an_anchor_is_never_a_point(phrase: str, kind: str, name: str):
    places_ = read(f"Witnesses saw smoke {phrase} {kind}{name} on Friday.")
    assert all(p.precision is Precision.AREA for p in places_ if p.relation is not None)
    assert [p.relation is not None for p in places_] == [True]


def test_the_component_prefers_the_outlets_country():
    def country(report: Report | None) -> str | None:
        doc = pipeline.load()("The council of Richmond met on Monday.")
        doc._.report = report
        (place,) = find_places(doc, outlet_country=places.country_of(report))
        assert places.places_component(doc)._.places == (place,)
        return str(place.country)

    text = "The council of Richmond met on Monday."
    assert places.country_of(Report(doc="a", text=text, sha256="", outlet="The Guardian")) == "GB"
    assert places.country_of(Report(doc="a", text=text, sha256="", url="https://www.abc.net.au/news/1")) == "AU"
    assert places.country_of(Report(doc="a", text=text, sha256="")) is None
    assert country(Report(doc="a", text=text, sha256="", outlet="CBC News")) == "CA"
    assert country(Report(doc="a", text=text, sha256="", url="https://www.cbc.ca/news/1")) == "CA"
    assert country(None) == country(Report(doc="a", text=text, sha256="")) == "US"


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
