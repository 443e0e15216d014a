"""Areas about a place ("near Machala") beside the place itself, its area and its other sides."""

import pytest

from tests.linking_samples import PERU_ARMY, QUITO, Paper, linked
from twosource.linking.spots import holds, is_exact, place_words, spot_key, touches
from twosource.model import Place, PlaceRelation, Precision, Span

TOWN = Place(
    span=Span(0, 7), name="Machala", geonameid=3654410, country="EC", admin1="08", precision=Precision.SETTLEMENT
)
PROVINCE = Place(
    span=Span(0, 6), name="El Oro", geonameid=3658195, country="EC", admin1="08", precision=Precision.ADMIN1
)


def about(place: Place, relation: str, distance_km: float | None = None) -> Place:
    return Place(
        span=place.span,
        name=place.name,
        geonameid=place.geonameid,
        country=place.country,
        admin1=place.admin1,
        precision=Precision.AREA,
        relation=PlaceRelation(relation),
        distance_km=distance_km,
    )


@pytest.mark.parametrize("relation", list(PlaceRelation))
def test_an_area_about_a_place_is_not_the_place(relation: PlaceRelation):
    area = about(TOWN, relation)
    assert spot_key(area) != spot_key(TOWN)
    assert touches(area, TOWN)
    assert touches(TOWN, area)
    assert not holds(TOWN, area)
    assert not holds(area, TOWN)
    assert not holds(PROVINCE, area)
    assert touches(PROVINCE, area)


def test_opposite_sides_do_not_overlap():
    assert not touches(about(TOWN, "north-of"), about(TOWN, "south-of"))
    assert not touches(about(TOWN, "southwest-of"), about(TOWN, "northeast-of"))
    assert touches(about(TOWN, "north-of"), about(TOWN, "near"))
    assert touches(about(TOWN, "north-of"), about(TOWN, "west-of"))


def test_a_border_may_be_anywhere_in_the_area_it_bounds():
    border = about(PROVINCE, "border-of")
    assert touches(border, TOWN)
    assert touches(border, PROVINCE)
    assert not holds(PROVINCE, border)


def test_what_lies_about_a_country_is_too_wide_to_tell_events_apart():
    country = Place(span=Span(0, 4), name="Peru", geonameid=3932488, country="PE", precision=Precision.COUNTRY)
    assert not is_exact(about(country, "border-of"))
    assert is_exact(about(TOWN, "near"))


def test_places_in_words():
    assert place_words(TOWN) == "Machala"
    assert place_words(about(TOWN, "near")) == "near Machala"
    assert place_words(about(TOWN, "northeast-of", 20.0)) == "20 km northeast of Machala"
    assert place_words(about(TOWN, "at-distance", 3.5)) == "3.5 km from Machala"
    assert place_words(about(TOWN, "direction-of")) == "direction of Machala"
    assert place_words(about(PROVINCE, "border-of")) == "border of El Oro"


def test_near_a_town_and_in_it_may_be_one_event_with_a_difference():
    one = Paper("a", day=3).says(QUITO, "Peruvian rockets struck a market in Machala on Tuesday")
    two = Paper("b", day=3).says(PERU_ARMY, "Peruvian rockets struck a market near Machala on Tuesday")
    (claim,) = linked(one, two)
    assert "may overlap" in " ".join(m.reason for m in claim.members)
    values = {
        value.value for difference in claim.differences if difference.point == "place" for value in difference.values
    }
    assert values == {"Machala", "near Machala"}


def test_opposite_sides_of_a_town_are_two_events():
    one = Paper("a", day=3).says(QUITO, "Peruvian rockets struck a market north of Machala on Tuesday")
    two = Paper("b", day=3).says(QUITO, "Peruvian rockets struck a market south of Machala on Tuesday")
    assert len(linked(one, two)) == 2
