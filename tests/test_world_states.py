import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twosource.world.phrases import Phrases, fold, tokenise
from twosource.world.states import (
    FORMS,
    Form,
    StateMention,
    find,
    lookup,
    speaks_for_state,
    state,
    state_of_iso,
    states,
)
from twosource.world.swap import swap_parties
from twosource.world.tables import DATA, read_table, texts, words

TABLE = {row["name"].removesuffix("?"): row for row in read_table("states.tsv")}


def known(text: str, *, case_sensitive: bool = True) -> StateMention:
    found = lookup(text, case_sensitive=case_sensitive)
    assert found is not None
    return found


def named(text: str) -> list[tuple[str, str, str]]:
    return [(text[h.start : h.end], h.value.state, h.value.form.value) for h in find(text)]


@pytest.mark.parametrize(
    ("mention", "name", "form"),
    [
        ("Peru", "Peru", "name"),
        ("the Kremlin", "Russia", "seat"),
        ("Moscow", "Russia", "capital"),
        ("Kiev", "Ukraine", "capital"),
        ("Kyiv's", "Ukraine", "capital"),
        ("Ukraine’s", "Ukraine", "name"),
        ("the Russians", "Russia", "people"),
        ("a Peruvian", "Peru", "people"),
        ("Peruvian", "Peru", "adjective"),
        ("the Dutch", "Netherlands", "people"),
        ("Dutch", "Netherlands", "adjective"),
        ("the Houthis'", None, None),
        ("“Britain”", "United Kingdom", "name"),
        ("U.S.", "United States", "name"),
        ("the U.S", "United States", "name"),
        ("the US", "United States", "name"),
        ("us", None, None),
        ("turkey", None, None),
        ("Türkiye", "Turkey", "name"),
        ("Côte d’Ivoire", "Ivory Coast", "name"),
        ("Cote d'Ivoire", "Ivory Coast", "name"),
        ("Bogotá", "Colombia", "capital"),
        ("the Bundeswehr", "Germany", "force"),
        ("Downing Street", "United Kingdom", "seat"),
        ("The Hague", "Netherlands", "seat"),
        ("South Sudan", "South Sudan", "name"),
        ("the Congolese", "Democratic Republic of the Congo", "people"),
        ("Atlantis", None, None),
        ("", None, None),
        ("the", None, None),
    ],
)
def test_lookup_reads_a_whole_mention(mention, name, form):
    found = lookup(mention)
    assert (found and found.state, found and found.form.value) == (name, form)


def test_lookup_reads_any_case_when_told():
    assert lookup("russia") is None
    assert known("russia", case_sensitive=False).state == "Russia"


def test_find_takes_the_longest_name_and_leaves_the_possessive_out():
    assert named("South Sudan's army, Sudan’s and Papua New Guinea's") == [
        ("South Sudan", "South Sudan", "name"),
        ("Sudan", "Sudan", "name"),
        ("Papua New Guinea", "Papua New Guinea", "name"),
    ]


def test_compounds_are_flagged_with_their_other_part():
    text = "Chilean-backed miners, anti-Peruvian posters, the Chile–Peru border, Chile - said a Peruvian"
    assert [(h.value.state, h.value.hyphenated, h.value.compound) for h in find(text)] == [
        ("Chile", True, "backed"),
        ("Peru", True, "anti"),
        ("Chile", True, "peru"),
        ("Peru", True, "chile"),
        ("Chile", False, None),
        ("Peru", False, None),
    ]


def test_guinea_bissau_is_a_name_and_no_compound():
    assert [(h.value.state, h.value.hyphenated) for h in find("Guinea-Bissau said")] == [("Guinea-Bissau", False)]


def test_which_compounds_speak_for_the_state():
    assert speaks_for_state("backed") is True
    assert speaks_for_state("born") is False
    assert speaks_for_state("flavoured") is None


def test_other_names_hide_the_state_in_them():
    assert named("Latin American leaders; the Washington Post; the Moscow Times; American leaders") == [
        ("American", "United States", "adjective")
    ]


def test_words_with_another_reading_are_marked():
    assert known("Georgia").ambiguous
    assert known("Jordan").ambiguous
    assert not known("Georgian").ambiguous
    assert not known("Peru").ambiguous


def test_headlines_in_capitals_are_read():
    assert named("PERU DENIES IT") == [("PERU", "Peru", "name")]


def test_a_blank_line_parts_a_name():
    assert named("in New\nZealand") == [("New\nZealand", "New Zealand", "name")]
    assert named("in New\n\nZealand") == []


def test_state_by_name_and_by_code():
    assert state("Ukraine").geonameid == 690791
    assert state_of_iso("ru") is state("Russia")
    assert state_of_iso("QQ") is None
    with pytest.raises(KeyError, match="lookup"):
        state("Ruritania")


def test_the_world_is_whole():
    by_status = defaultdict(list)
    for entry in states():
        by_status[entry.status].append(entry.name)
    assert len(by_status["member"]) == 193
    assert sorted(by_status["observer"]) == ["Palestine", "Vatican"]
    assert {"Taiwan", "Kosovo"} <= set(by_status["limited"])
    for entry in states():
        if entry.status in ("member", "observer"):
            assert entry.iso
            assert entry.geonameid
            assert entry.capitals or entry.name in ("Vatican", "Singapore", "Monaco", "San Marino")
        if entry.status == "member":
            assert entry.side == entry.name


def test_codes_ids_and_sides_are_sound():
    isos = [entry.iso for entry in states() if entry.iso]
    ids = [entry.geonameid for entry in states() if entry.geonameid]
    assert len(isos) == len(set(isos))
    assert len(ids) == len(set(ids))
    names = {entry.name for entry in states()}
    assert {entry.side for entry in states()} <= names
    assert all(state(entry.side).side == entry.side for entry in states())


def test_no_certain_word_belongs_to_two_states():
    owners = defaultdict(set)
    for name, row in TABLE.items():
        for column, _ in FORMS:
            for entry in words(row[column]):
                if not entry.ambiguous:
                    owners[entry.text].add(name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_certain_word_finds_its_state(name):
    entries = [name] if not TABLE[name]["name"].endswith("?") else []
    entries += [e.text for column, _ in FORMS for e in words(TABLE[name][column]) if not e.ambiguous]
    wrong = [text for text in entries if (found := lookup(text)) is None or found.state != name]
    wrong += [text for text in entries if named(f"Then {text} spoke.")[0][1] != name]
    assert wrong == []


@pytest.mark.parametrize("column", [column for column, _ in FORMS])
def test_both_parties_of_a_war_are_equally_rich(column):
    assert len(getattr(state("Russia"), column)) >= 1
    assert len(getattr(state("Ukraine"), column)) >= 1


def test_former_states_and_proxies_have_a_side():
    assert known("Abkhaz").side == "Russia"
    assert known("Turkish Cypriot").side == "Turkey"
    assert known("Scottish").side == "United Kingdom"
    assert known("Taiwanese").side == "Taiwan"


def test_a_row_that_lacks_cells_names_file_and_line(tmp_path, monkeypatch):
    monkeypatch.setattr("twosource.world.tables.DATA", tmp_path)
    (tmp_path / "x.tsv").write_text("# note\na\tb\n1\t2\n3\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.tsv:4: 1 cells, expected 2"):
        list(read_table("x.tsv"))
    with pytest.raises(FileNotFoundError, match="install twosource again"):
        list(read_table("y.tsv"))


def test_every_table_is_clean():
    for path in DATA.glob("*.tsv"):
        for row in read_table(path.name):
            for cell in row.values():
                assert cell == cell.strip()
                assert cell == unicodedata.normalize("NFC", cell)
                assert all(part and part == part.strip() for part in cell.split("|")) or not cell


PIECES = st.sampled_from(
    ["Peru", "the Kremlin", "U.S.", "Chilean", "-", "’s", " ", "\n\n", "said", "São Tomé", "e\u0301", "Kyiv", "South"]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join))
def test_spans_are_in_order_inside_the_text_and_mean_what_they_say(text):
    end = 0
    for hit in find(text):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
        alone = lookup(text[hit.start : hit.end])
        assert alone is not None
        assert alone.state == hit.value.state


@given(st.text())
def test_tokens_cover_all_but_white_space(text):
    tokens = tokenise(text)
    assert [text[t.start : t.end] for t in tokens] == [t.text for t in tokens]
    covered = {i for t in tokens for i in range(t.start, t.end)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)


@pytest.mark.parametrize(
    ("written", "key"), [("Élysée", "elysee"), ("’", "'"), ("–", "-"), ("Łódź", "lodz"), ("Kalın", "kalin")]
)
def test_folding(written, key):
    assert fold(written) == key


def test_phrases_require_known_capitals_and_keep_all_values():
    reefs = Phrases[int]()
    reefs.add("The Reef", 1)
    reefs.add("ORB", 2)
    reefs.add("orb", 3)
    assert reefs.whole("the Reef") == [1]
    assert reefs.whole("the reef") == []
    assert reefs.whole("ORB") == [2, 3]
    assert reefs.whole("Orb") == [3]
    assert reefs.whole("the reef", case_sensitive=False) == [1]


def test_swap_exchanges_every_form():
    text = "Peru's army said the Chileans left LIMA. A Peruvian and Santiago agreed; La Moneda did not."
    swapped = swap_parties(text, "Peru", "Chile")
    assert (
        swapped == "Chile's army said the Peruvians left SANTIAGO. A Chilean and Lima agreed; Pizarro Palace did not."
    )
    assert swap_parties(swapped, "Chile", "Peru") == text


def test_swap_prefers_one_word_for_one_word():
    text = "The Kremlin and Bankova, Russian-backed men, pro-Ukrainian men"
    assert swap_parties(text, "Russia", "Ukraine") == ("The Bankova and Kremlin, Ukrainian-backed men, pro-Russian men")


def test_swap_takes_a_word_before_a_noun_for_the_adjective():
    assert swap_parties("US officials met Peru.", "United States", "Peru") == "Peruvian officials met US."
    assert swap_parties("Peru's envoy, US", "United States", "Peru") == "US's envoy, Peru"


def test_swap_takes_further_pairs_and_leaves_other_names():
    text = "Ana Roe told the Moscow Times, a Russian paper, about Bo Lind."
    assert swap_parties(text, "Russia", "Ukraine", also={"Ana Roe": "Bo Lind"}) == (
        "Bo Lind told the Moscow Times, a Ukrainian paper, about Ana Roe."
    )


def test_swap_refuses_an_unknown_state():
    with pytest.raises(KeyError):
        swap_parties("", "Peru", "Ruritania")


CANONICAL = [
    "Russia",
    "Russian",
    "Russians",
    "Moscow",
    "Kremlin",
    "Ukraine",
    "Ukrainian",
    "Ukrainians",
    "Kyiv",
    "Bankova",
]


@given(
    st.lists(st.sampled_from([*CANONICAL, *map(str.upper, CANONICAL), "the", "said,", "’s", "-", " ", "x"])).map(
        " ".join
    )
)
def test_swapping_twice_changes_nothing(text):
    once = swap_parties(text, "Russia", "Ukraine")
    assert len(tokenise(once)) == len(tokenise(text))
    assert swap_parties(once, "Russia", "Ukraine") == text


def test_lists_drop_marks_and_empty_parts():
    assert texts("a|b?|") == ("a", "b")
    assert [entry.ambiguous for entry in words("a|b?")] == [False, True]


def test_forms_are_those_of_the_table():
    assert {form for _, form in FORMS} == set(Form)
