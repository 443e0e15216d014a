"""Texts to reports: the text as it was given, and what is known about it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers_samples import STORY, error, report
from twosource.model import Basis, Span, sha256_of
from twosource.readers import (
    MAX_CHARACTERS,
    ReadError,
    ReadOptions,
    read_bytes,
    read_path,
)


def test_a_text_file(tmp_path):
    path = tmp_path / "ships.eve.txt"
    path.write_bytes(STORY.encode())
    found = report(read_path(path, options=ReadOptions(retrieved="2031-05-05T00:00:00+00:00")))
    assert (found.doc, found.text, found.sha256) == ("ships.eve", STORY, sha256_of(STORY))
    assert (found.outlet, found.published, found.lang, found.title, found.byline) == (None, None, None, None, ())
    assert found.retrieved == "2031-05-05T00:00:00+00:00"
    assert found.stated == {}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_keeps_its_own_line_ends(tmp_path, end):
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.replace("\n", end).encode())
    assert report(read_path(path)).text == STORY.replace("\n", end)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_text_in_is_text_out(text):
    whole = f"A {text}{STORY * (len(text) + 1)}"
    found = report(read_bytes(whole.encode(), name="a.txt"))
    assert found.text == whole
    assert all(0 <= item.span.start < item.span.end <= len(whole) for item in found.furniture)
    assert all(known.span is None or known.span.of(whole) for known in found.stated.values())


def test_a_byte_order_mark_shifts_no_offset():
    text = f"{STORY}\n©2031 Bloomberg L.P."
    marked = report(read_bytes(b"\xef\xbb\xbf" + text.encode(), name="a.txt"))
    plain = report(read_bytes(text.encode(), name="a.txt"))
    assert (marked.text, marked.furniture, marked.sha256) == (plain.text, plain.furniture, plain.sha256)


def test_direction_overrides_and_control_characters_stay():
    text = f"The port \u202ereopened\u202c, \u200fthe mayor said.\x07 {STORY * 3}"
    assert report(read_bytes(text.encode(), name="a.txt")).text == text


BAD_TEXTS = {
    "empty": (b"", "is empty"),
    "blank": (b" \r\n\t\n", "only white space"),
    "binary": (bytes(range(256)) * 8, "NUL"),
    "controls": (b"\x01\x02\x03\x04\x05\x06 text " * 8, "control codes"),
    "pdf": (b"%PDF-1.7\n%text", "is a PDF"),
    "nul": (b"The port\x00 reopened.", "NUL"),
    "cut": ("The café".encode()[:-1] + b" reopened " + "“Überall”".encode(), "broken at byte"),
}


@pytest.mark.parametrize(("data", "cause"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_bad_text_is_one_error_that_names_the_file(tmp_path, data, cause):
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    found = error(read_path(path))
    assert found.path == str(path)
    assert cause in str(found)


def test_fifty_megabytes_are_refused_at_once(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    began = time.perf_counter()
    assert f"{MAX_CHARACTERS:,}" in str(error(read_path(path)))
    assert time.perf_counter() - began < 1


def test_the_longest_text_is_read_and_one_more_character_is_not():
    text = "a" * (MAX_CHARACTERS - 1) + "é"
    assert len(report(read_bytes(text.encode(), name="a.txt")).text) == MAX_CHARACTERS
    assert "characters" in str(error(read_bytes(f"{text}é".encode(), name="a.txt")))


def test_the_encoding_can_be_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Žluťoučký kůň".encode("cp1250"))
    assert "--encoding NAME" in str(error(read_path(path)))
    assert report(read_path(path, options=ReadOptions(encoding="cp1250"))).text == "Žluťoučký kůň"


STATED = f"By Ana Varga, CNN\n4 May 2031\n\nLISBON (Reuters) - {STORY}"


def test_the_text_states_and_the_span_shows_where():
    found = report(read_bytes(STATED.encode(), name="a.txt"))
    assert (found.outlet, found.published, found.dateline, found.byline) == (
        "CNN",
        "2031-05-04",
        "LISBON",
        ("Ana Varga",),
    )
    assert {name: known.basis for name, known in found.stated.items()} == dict.fromkeys(
        ("outlet", "published", "dateline", "byline"), Basis.TEXT
    )
    assert found.stated["published"].span.of(found.text) == "4 May 2031"
    assert found.stated["dateline"].span.of(found.text) == "LISBON"


def test_a_person_goes_before_the_file_and_the_file_before_the_text():
    row = json.dumps({"doc": "d", "text": STATED, "outlet": "BBC", "published": "2031-05-03", "lang": "en"}).encode()
    by_file = report(read_bytes(row, name="a.jsonl"))
    assert (by_file.outlet, by_file.published, by_file.lang) == ("BBC News", "2031-05-03", "en")
    assert by_file.stated["outlet"].basis is by_file.stated["published"].basis is Basis.METADATA
    said = ReadOptions(outlet="Harbour Courier", published="May 5, 2031", lang="en-GB")
    by_person = report(read_bytes(row, name="a.jsonl", options=said))
    assert (by_person.outlet, by_person.published, by_person.lang) == ("Harbour Courier", "2031-05-05", "en-GB")
    assert {by_person.stated[name].basis for name in ("outlet", "published", "lang")} == {Basis.OPTION}
    assert by_person.stated["byline"].basis is Basis.TEXT


def test_an_impossible_option_is_refused_before_anything_is_read():
    with pytest.raises(ReadError, match=r"--published: '8th' is not a date; write it as 2025"):
        ReadOptions(published="8th")
    with pytest.raises(ReadError, match="--encoding"):
        ReadOptions(encoding="klingon")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Ships leave Port Essel after eleven days", "Ships leave Port Essel after eleven days"),
        ("The port reopened.", None),
        ("“No ship was turned back”", None),
        ("Port Essel", None),
        ("By Ana Varga", None),
    ],
)
def test_a_title_is_taken_only_where_it_is_plain(head, title):
    found = report(read_bytes(f"{head}\n\n{STORY}".encode(), name="a.txt"))
    assert found.title == title
    assert title is None or found.stated["title"].span == Span(0, len(head))


def test_a_first_line_without_a_blank_line_after_it_is_no_title():
    assert report(read_bytes(f"Ships leave Port Essel\n{STORY}".encode(), name="a.txt")).title is None
