from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.model.actor import THIRD_PARTY, ActorKind
from twosource.world.bodies import bodies, body, find_bodies, find_generics, generic, lookup_body
from twosource.world.offices import SpeaksFor, find_offices, lookup_office
from twosource.world.outlets import find_outlets, lookup_outlet, outlet_of_domain, outlets
from twosource.world.people import lookup_person, people
from twosource.world.states import find, lookup, state, state_of_iso, states
from twosource.world.swap import swap_parties
from twosource.world.tables import read_table, word, words

PARTIES = ("Russia", "Ukraine")
RICHEST = 1.5
"""Neither party of a war may have more than this many times the other's rows: it would be read better."""


@pytest.mark.parametrize(
    ("mention", "name", "kind", "side"),
    [
        ("the ICRC", "International Committee of the Red Cross", "international body", "third-party"),
        ("Institute for the Study of War (ISW)", "Institute for the Study of War", "analyst", "third-party"),
        ("Deep State", "DeepState", "analyst", "Ukraine"),
        ("Rybar", "Rybar", "analyst", "Russia"),
        ("Nato", "NATO", "international body", "NATO"),
        ("the E.U.'s", "European Union", "international body", "European Union"),
        ("the Pentagon", "US Department of Defense", "ministry", "United States"),
        ("SBU", "Security Service of Ukraine", "ministry", "Ukraine"),
        ("the FSB", "Federal Security Service", "ministry", "Russia"),
        ("Hezbollah", "Hezbollah", "armed force", "Hezbollah"),
        ("Wagner", "Wagner Group", "armed force", "Russia"),
        ("RSF", "Rapid Support Forces", "armed force", "Rapid Support Forces"),
        ("Médecins Sans Frontières", "Doctors Without Borders", "organisation", "third-party"),
        ("the Security Council", "United Nations Security Council", "international body", "third-party"),
    ],
)
def test_bodies_by_any_of_their_names(mention, name, kind, side):
    found = lookup_body(mention)
    assert found is not None
    assert (found.name, found.kind.value, found.side) == (name, kind, side)


def test_unknown_and_shared_names_are_no_body():
    assert lookup_body("the Society of Clockmakers") is None
    assert lookup_body("") is None
    with pytest.raises(KeyError, match="lookup_body"):
        body("Society of Clockmakers")


def test_ordinary_words_are_bodies_only_as_whole_mentions():
    assert lookup_body("Amazon") is body("Amazon")
    assert find_bodies("Boats on the Amazon and the UN") == [(28, 30, body("United Nations"))]


def test_sides_of_bodies_are_states_blocs_parties_or_none():
    known = {entry.name for entry in states()} | {entry.name for entry in bodies()} | {THIRD_PARTY}
    assert {entry.side for entry in bodies()} <= known
    own = [entry for entry in bodies() if entry.side in {other.name for other in bodies()}]
    assert all(body(entry.side).side == entry.side for entry in own if entry.side not in {s.name for s in states()})


@pytest.mark.parametrize(
    ("phrase", "canonical", "kind", "takes_owner"),
    [
        ("Chile's southern defense forces", "Armed Forces", "armed force", True),
        ("Chile’s defense ministry", "Ministry of Defence", "ministry", True),
        ("the Peruvian MoD", "Ministry of Defence", "ministry", True),
        ("Ministry of Defense of Peru", "Ministry of Defence", "ministry", True),
        ("the General Staff of the Armed Forces of Peru", "General Staff", "armed force", True),
        ("British intelligence", "Intelligence Service", "ministry", True),
        ("the president's office", "Presidency", "ministry", True),
        ("a US defense official", "Officials", "unnamed", True),
        ("defense ministry officials", "Officials", "unnamed", True),
        ("two residents of Arica", "Residents", "unnamed", False),
        ("Chilean military analysts", "Analysts", "analyst", False),
        ("Peruvian state media", "State Media", "outlet", True),
        ("Peruvian news agencies", "News Media", "outlet", False),
        ("critics of the mayor", "Critics", "unnamed", False),
        ("people familiar with the matter", "Sources", "unnamed", False),
        ("rebels", "Militia", "armed force", False),
        ("the regional military administration", "Regional Administration", "ministry", True),
        ("the navy's", "Navy", "armed force", True),
    ],
)
def test_generic_bodies_by_their_head(phrase, canonical, kind, takes_owner):
    found = generic(phrase)
    assert found is not None
    assert (found.canonical, found.kind.value, found.takes_owner) == (canonical, kind, takes_owner)


@pytest.mark.parametrize("phrase", ["army trucks", "the police-led search", "Peru", "", "the ministry building"])
def test_a_word_that_only_modifies_is_no_head(phrase):
    assert generic(phrase) is None


def test_the_head_is_not_its_owner():
    found = generic("the navy's southern command")
    assert found is not None
    assert found.canonical == "Military Command"


def test_find_generics_gives_modifiers_too():
    text = "a defence ministry spokesman"
    assert [text[h.start : h.end] for h in find_generics(text)] == ["defence ministry", "spokesman"]


@pytest.mark.parametrize(
    "kind", ["ministry", "foreign ministry", "general staff", "armed forces", "parliament", "police"]
)
@pytest.mark.parametrize("party", PARTIES)
def test_both_parties_have_every_organ(party, kind):
    adjective = state(party).adjectives[0]
    found = generic(f"the {adjective} {kind}")
    assert found is not None
    assert found.takes_owner


def test_no_word_names_two_kinds_or_roles():
    for table, columns in (("generics.tsv", ("aliases",)), ("offices.tsv", ("role", "aliases"))):
        owners = Counter(e.text.lower() for row in read_table(table) for column in columns for e in words(row[column]))
        assert [text for text, count in owners.items() if count > 1] == []


@pytest.mark.parametrize("table", ["bodies.tsv", "outlets.tsv"])
def test_no_certain_name_belongs_to_two(table):
    owners = defaultdict(set)
    for row in read_table(table):
        for entry in (word(row["name"]), *words(row["aliases"])):
            if not entry.ambiguous:
                owners[entry.text].add(row["name"])
    assert {name: rows for name, rows in owners.items() if len(rows) > 1} == {}


def test_every_body_and_outlet_is_found_by_its_certain_names():
    for table, look in (("bodies.tsv", lookup_body), ("outlets.tsv", lookup_outlet)):
        for row in read_table(table):
            for entry in (word(row["name"]), *words(row["aliases"])):
                found = look(entry.text)
                assert entry.ambiguous or (found and found.name == word(row["name"]).text), entry.text


@pytest.mark.parametrize(
    ("mention", "name", "side", "agency"),
    [
        ("Reuters", "Reuters", THIRD_PARTY, True),
        ("the Guardian", "The Guardian", THIRD_PARTY, False),
        ("TASS", "TASS", "Russia", True),
        ("Tass news agency", "TASS", "Russia", True),
        ("Ukrinform", "Ukrinform", "Ukraine", True),
        ("Interfax-Ukraine", "Interfax-Ukraine", THIRD_PARTY, True),
        ("Xinhua", "Xinhua", "China", True),
        ("VOA", "Voice of America", "United States", False),
        ("Al-Manar", "Al-Manar", "Hezbollah", False),
        ("El País", "El País", THIRD_PARTY, False),
        ("El Pais", "El País", THIRD_PARTY, False),
    ],
)
def test_outlets_by_any_of_their_names(mention, name, side, agency):
    found = lookup_outlet(mention)
    assert found is not None
    assert (found.name, found.side, found.agency) == (name, side, agency)


def test_outlets_in_running_text():
    text = "the New York Times and Sun readers, RIA Novosti's desk, in time"
    assert [text[h.start : h.end] for h in find_outlets(text)] == ["the New York Times", "RIA Novosti"]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.bbc.co.uk", "BBC News"),
        ("edition.cnn.com:443", "CNN"),
        ("INTERFAX.COM.UA.", "Interfax-Ukraine"),
        ("interfax.ru", "Interfax"),
        ("example.org", None),
        ("com", None),
        ("", None),
    ],
)
def test_outlets_by_host(host, name):
    found = outlet_of_domain(host)
    assert (found and found.name) == name


def test_outlets_have_known_countries_and_one_owner_a_host():
    hosts = Counter(host for outlet in outlets() for host in outlet.domains)
    assert [host for host, count in hosts.items() if count > 1] == []
    assert all(host == host.lower() and not host.startswith("www.") for host in hosts)
    assert all(state_of_iso(outlet.country) for outlet in outlets() if outlet.country)
    parties = {entry.name for entry in states()} | {entry.side for entry in bodies()}
    assert {outlet.state_media for outlet in outlets() if outlet.state_media} <= parties


@pytest.mark.parametrize(
    ("phrase", "role", "speaks_for", "former"),
    [
        ("Ana Roe, spokesperson for Chile's island forces", "spokesperson", "organisation", False),
        ("a US defense official", "official", "state", False),
        ("former Peruvian defence minister Bo Lind", "defence minister", "state", True),
        ("ex-president", "president", "state", True),
        ("Lord Roe, a retired admiral", "admiral", "state", True),
        ("General Staff spokesman", "spokesperson", "organisation", False),
        ("Lt. Gen. Bo Lind", "general", "state", False),
        ("Gov. Ana Roe", "governor", "state", False),
        ("defense ministry spokesman Bo Lind", "spokesperson", "organisation", False),
        ("a professor at the University of Arica", "analyst", "self", False),
        ("Commander-in-Chief Bo Lind", "commander", "state", False),
        ("a resident of the former mining town", "resident", "self", False),
    ],
)
def test_offices(phrase, role, speaks_for, former):
    found = lookup_office(phrase)
    assert found is not None
    assert (found.office.role, found.office.speaks_for, found.former) == (role, SpeaksFor(speaks_for), former)


@pytest.mark.parametrize("phrase", ["the general staff", "the prosecutor general's office", "the 3 pm briefing", ""])
def test_no_office(phrase):
    assert lookup_office(phrase) is None


def test_experts_and_witnesses_are_independent_and_officials_are_not():
    for phrase, independent in (("a Peruvian analyst", True), ("an eyewitness", True), ("a general", False)):
        found = lookup_office(phrase)
        assert found is not None
        assert found.office.independent is independent


def test_offices_know_whether_they_have_one_holder():
    singles = {
        m.office.role: m.office.single for m in find_offices("the president, a diplomat, the mayor and a soldier")
    }
    assert singles == {"president": True, "diplomat": False, "mayor": True, "soldier": False}


@pytest.mark.parametrize(
    ("mention", "name", "side"),
    [
        ("Zelenskiy", "Volodymyr Zelensky", "Ukraine"),
        ("President Zelenskyy's", "Volodymyr Zelensky", "Ukraine"),
        ("Russian President Vladimir Putin", "Vladimir Putin", "Russia"),
        ("President of Russia Vladimir Putin", "Vladimir Putin", "Russia"),
        ("Secretary of State Antony Blinken", "Antony Blinken", "United States"),
        ("Mr. Xi", "Xi Jinping", "China"),
        ("Erdogan", "Recep Tayyip Erdoğan", "Turkey"),
        ("Guterres, the UN chief", "António Guterres", THIRD_PARTY),
        ("Stoltenberg", "Jens Stoltenberg", "NATO"),
        ("Boris Johnson", "Boris Johnson", "United Kingdom"),
    ],
)
def test_people_by_name(mention, name, side):
    found = lookup_person(mention)
    assert found is not None
    assert (found.name, found.side) == (name, side)


@pytest.mark.parametrize(
    "mention",
    [
        "Johnson",
        "Boris Putin",
        "a critic of Putin",
        "a spokesman for Vladimir Putin",
        "pro-Putin",
        "Biden and Putin",
        "",
        "Ana Roe",
    ],
)
def test_others_are_not_taken_for_people_of_the_table(mention):
    assert lookup_person(mention) is None


def test_people_have_sound_sides_and_dates():
    known = {entry.side for entry in states()} | {entry.side for entry in bodies()}
    for person in people():
        assert person.side in known or person.side.endswith("opposition"), person.name
        starts = [term.since for term in person.terms if term.since]
        assert starts == sorted(starts), person.name
        for term in person.terms:
            assert not (term.since and term.until) or term.since <= term.until, person.name
    assert len({person.name for person in people()}) == len(people())


def test_no_surname_that_stands_alone_is_shared():
    counts = Counter(surname for person in people() for surname in person.surnames)
    assert [surname for surname, count in counts.items() if count > 1] == []


def test_breadth():
    assert len({term.of for person in people() for term in person.terms if lookup(term.of)}) >= 60
    assert len(outlets()) >= 250
    assert sum(outlet.agency for outlet in outlets()) >= 60


def ratio(counts: Counter[str]) -> float:
    return max(counts[party] for party in PARTIES) / min(counts[party] for party in PARTIES)


def test_both_parties_are_known_equally_well():
    assert ratio(Counter(person.side for person in people())) <= RICHEST
    assert ratio(Counter(entry.side for entry in bodies())) <= RICHEST
    countries = {state(party).iso: party for party in PARTIES}
    assert ratio(Counter(countries[o.country] for o in outlets() if o.country in countries)) <= RICHEST
    assert {o.side for o in outlets() if o.agency} >= set(PARTIES)
    assert {o.side for o in outlets() if not o.agency} >= set(PARTIES)


@given(
    st.sampled_from(["officials", "General Staff", "defence ministry", "analysts", "state media", "army", "residents"])
)
def test_exchanging_the_parties_changes_no_kind(noun):
    phrase = f"Russian {noun}"
    swapped = swap_parties(phrase, *PARTIES)
    assert generic(phrase) == generic(swapped)
    assert [h.value.side for h in find(phrase)] == ["Russia"]
    assert [h.value.side for h in find(swapped)] == ["Ukraine"]


@given(st.text(max_size=40))
def test_any_text_is_borne(text):
    for look in (lookup_body, generic, lookup_outlet, lookup_office, lookup_person, outlet_of_domain):
        look(text)
    for hits in (find_bodies(text), find_generics(text), find_outlets(text)):
        assert all(0 <= start < end <= len(text) for start, end, _ in hits)


def test_kinds_are_those_of_the_model():
    assert {entry.kind for entry in bodies()} <= set(ActorKind)
