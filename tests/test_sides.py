"""For whom a source speaks: owners, places, introductions, pronouns, and several speakers in one source."""

from functools import cache

import pytest

from twosource.model import Actor, Furniture, FurnitureKind, Report, Span, sha256_of
from twosource.reading.reader import STEPS, Reader
from twosource.world.people import lookup_person, people
from twosource.world.spelling import name_key
from twosource.world.swap import swap_parties


def actor(read, text, source, **known):
    """The actor of the last statement with this source."""
    found = [s.actor for s in read(text, **known).statements if [p.of(text) for p in s.source] == [source]]
    assert found, text
    return found[-1]


RAID = "A mine sank a boat near Bergen. Denmark denied it. "
LATE = "Divers searched the pier in Bergen and the beach in Trondheim. Denmark protested. It was late. It was dark. "
LOCAL = [
    ("A ferry caught fire off Bergen on Monday, killing two, police said. Denmark sent a cutter.", "police", "Norway"),
    (RAID + "Mayor Kari Olsen said that windows broke.", "Mayor Kari Olsen", "Norway"),
    (RAID + "Nils Haugen, a spokesman for the city council, said the pier was shut.",
     "Nils Haugen, a spokesman for the city council", "Norway"),
    ("Two men were seen near the Danish capital after Norway’s raid, police said.", "police", "Denmark"),
    (LATE + "It was cold. Nobody slept. The governor said that the search would go on.", "The governor", "Norway"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "side"), LOCAL)
def test_a_local_body_speaks_for_the_country_of_its_place(read, text, source, side):
    assert actor(read, text, source).side == side


def test_a_dateline_places_the_report(read):
    text = "OSLO, Norway (AP) — A bridge fell on Sunday, emergency services said."
    furniture = (Furniture(span=Span(0, text.index("A bridge")), kind=FurnitureKind.DATELINE),)
    assert actor(read, text, "emergency services", furniture=furniture).side == "Norway"


def test_a_country_named_nearby_places_nothing(read):
    assert actor(read, "After Denmark’s protest, police said that the boat was safe.", "police").side is None


INTRODUCED = [
    ("Knut Berg, who leads Norway’s coast guard, said two boats sank. Berg said that a third was safe.", "Berg",
     "Norway"),
    ("Admiral John Berg, former chief of the Norwegian navy, said the loss was grave. Berg said the ship was old.",
     "Berg", "third-party"),
    ("General Anders Holm, commander of the Norwegian navy, said that it was a lie.",
     "General Anders Holm, commander of the Norwegian navy", "Norway"),
    ("Ida Lund, an aid worker who had passed the station, said that it was full.",
     "Ida Lund, an aid worker who had passed the station", "third-party"),
    ("The Example’s Joe Hill arrived in Moss and said that the harbour was empty. Hill said that divers were at work.",
     "Hill", "outlet"),
    ("Holm said that the boat had sunk. Anders Holm, Norway’s defence minister, was in Bergen.", "Holm", "Norway"),
    ("Norway believes that a mine sank the ferry, a senior official said. Denmark protested in Aarhus.",
     "a senior official", "Norway"),
    ("Another Telegram user in Oslo filmed smoke and said that the lights had gone out.",
     "Another Telegram user in Oslo", "third-party"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "side"), INTRODUCED)
def test_a_person_keeps_the_side_of_the_introduction(read, text, source, side):
    assert actor(read, text, source).side == side


NAMED = [
    ("Windows broke, according to Bergen Gov. Kari Olsen. It was late. The governor said that nobody was hurt.",
     "The governor", "Kari Olsen"),
    ("A train was hit, according to the head of Norway’s national railways, Martin Lund.",
     "the head of Norway’s national railways, Martin Lund", "Martin Lund"),
    ("Around the port, Hrodvar Ness, the head of the regional police force, said that two boats had sunk.",
     "Hrodvar Ness, the head of the regional police force", "Hrodvar Ness"),
    ("Two trains were hit, according to Norway’s state-owned railway company, which in a statement called it a crime.",
     "Norway’s state-owned railway company", "Norway’s state-owned railway company"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "name"), NAMED)
def test_an_office_leads_to_its_holder_and_a_name_is_no_longer_than_it_is(read, text, source, name):
    assert actor(read, text, source).name == name


PRONOUNS = [
    ("The ministry of Norway named two officials of Denmark. They said that the charge was false.", "They", "Denmark"),
    ("Another Telegram user in Oslo filmed smoke and said it was dark. They wrote that a shop was on fire.", "They",
     "third-party"),
    ("Norway’s defence ministry counted its boats. The forces of Denmark left. It said that two were lost.", "It",
     "Norway"),
    ("Mr Berg, the Norwegian envoy, met Ms Dahl, the Danish envoy. He said that the talks had ended.", "He", "Norway"),
    ("Mr Berg, the Norwegian envoy, met Ms Dahl, the Danish envoy. She said that the talks had ended.", "She",
     "Denmark"),
    ("Norway has lost two boats. The country said that it would buy more.", "The country", "Norway"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "side"), PRONOUNS)
def test_pronouns_agree_in_number_gender_and_kind(read, text, source, side):
    assert actor(read, text, source).side == side


SEVERAL = [
    ("Norway and Denmark said that a treaty was near.", "Norway and Denmark", "Norway and Denmark", None),
    ("Norwegian and Danish officials said the talks had ended.", "Norwegian and Danish officials",
     "Norwegian and Danish officials", None),
    ("Peru’s army and senior officials said the bridge was mined.", "Peru’s army and senior officials",
     "Peruvian Armed Forces and senior officials", "Peru"),
    ("Peru and its allies said the truce was over.", "Peru and its allies", "Peru and allies", None),
    ("Bosnia and Herzegovina said that a treaty was near.", "Bosnia and Herzegovina", "Bosnia and Herzegovina",
     "Bosnia and Herzegovina"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "name", "side"), SEVERAL)
def test_several_speakers_have_a_side_only_when_they_share_it(read, text, source, name, side):
    found = actor(read, text, source)
    assert (found.name, found.side) == (name, side)


def test_voices_of_state_media_are_the_states(read):
    text = (
        "Norway’s state media are silent about the loss. Morning radio bulletins said the ship had sunk in a storm. "
        "Some newspaper columnists argued that the pumps were old."
    )
    assert actor(read, text, "Morning radio bulletins").side == "Norway"
    assert actor(read, text, "Some newspaper columnists").side == "Norway"
    alone = "A ship sank in a storm. Some newspaper columnists argued that the pumps were old."
    assert actor(read, alone, "Some newspaper columnists").side == "third-party"


def test_the_ministry_is_the_one_with_an_owner(read):
    text = (
        "Norway’s Justice Ministry said the man was held. Iceland’s coast guard said he was a fisherman. "
        "The ministry said that he would be tried."
    )
    assert actor(read, text, "The ministry").name == "Norwegian Ministry of Justice"


TOWNS = ("Oslo", "Bergen", "Aarhus", "Moss")
WORDS_ONLY = [
    str(text) for text, *_ in (*INTRODUCED, *PRONOUNS, *SEVERAL) if not any(town in str(text) for town in TOWNS)
]
"""Texts in which no place decides, so that exchanging the parties' words must exchange the sides."""


@cache
def by_rules() -> Reader:
    return Reader(steps=[step for step in STEPS if step != "tagger"])


def sides_by_rules(text: str) -> list[str | None]:
    report = Report(doc="t", text=text, sha256=sha256_of(text), outlet="The Example", published="2031-03-08")
    return [s.actor.side if isinstance(s.actor, Actor) else None for s in by_rules().read(report).statements]


@pytest.mark.parametrize("text", WORDS_ONLY)
def test_exchanging_the_parties_exchanges_the_sides(text):
    # The rules alone, which is faster; the whole reader is put to this test in test_neutrality_reading.py.
    other: dict[str | None, str | None] = {"Norway": "Denmark", "Denmark": "Norway"}
    here, there = (sides_by_rules(t) for t in (text, swap_parties(text, "Norway", "Denmark")))
    assert there == [other.get(side, side) for side in here]


@pytest.mark.parametrize(
    "spellings",
    ["Zelensky Zelenskyy Zelenskiy Zelenskij", "Sergei Sergey Serhiy Serhii", "Yevgeny Evgeny Yevgeniy",
     "Kamyshin Kamyshyn", "Dmitriev Dmitriyev", "Fyodorov Fedorov", "Alexei Aleksey"],
)  # fmt: skip
def test_transliterations_of_a_name_share_a_key(spellings):
    assert len({name_key(word) for word in spellings.split()}) == 1


def test_the_key_tells_the_known_people_apart():
    surnames = [(name_key(word), person.name) for person in people() for word in person.surnames]
    shared = {key for key, name in surnames if any(key == other and name != whose for other, whose in surnames)}
    assert len(shared) <= 2
    assert lookup_person("Zelenskij") == lookup_person("Zelensky")
    assert lookup_person("Hans Zelenskij") is None
