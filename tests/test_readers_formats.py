"""JSONL and HTML to reports."""

import json

import pytest

from tests.readers_samples import ARTICLE, PAGE, STORY, error, lines, report
from twosource.model import Basis, Report
from twosource.readers import (
    ReadError,
    ReadOptions,
    read_bytes,
)


def test_jsonl_rows_are_reports():
    row = {"doc": "ships-1", "text": "The port\u2028 reopened.\r\n", "published": "2031-05-04T09:30:00Z", "outlet": None,
           "lang": "en", "title": "Ships\nleave", "url": "https://harbour.example/1", "other": [1]}  # fmt: skip
    first, second = read_bytes(lines(row, b"", {"text": STORY}), name="dir/rows.jsonl")
    assert isinstance(first, Report)
    assert (first.doc, first.text, first.published) == ("ships-1", row["text"], "2031-05-04T09:30:00Z")
    assert (first.outlet, first.lang, first.title, first.url) == (None, "en", "Ships leave", row["url"])
    assert isinstance(second, Report)
    assert second.doc == "rows-3"


BAD_ROWS = {
    "not JSON": (b'{"doc": "x", "text": ', "is not JSON"),
    "list": (b"[1, 2]", "Expected `object`"),
    "number": (b'{"text": 3}', "Expected `str"),
    "no text": (b'{"doc": "x"}', 'has no "text"'),
    "empty text": (b'{"text": ""}', "is empty"),
    "surrogate": (b'{"text": "a \\ud800 b"}', "surrogate"),
    "NUL": (b'{"text": "a \\u0000 b"}', "NUL"),
    "date": (b'{"text": "a", "published": "yesterday"}', "not a date"),
    "bytes": (b'{"text": "\xff"}', "not in the encoding utf-8"),
    "deep": (b'{"text": ' + b"[" * 100_000, "nested"),
    "digits": (b'{"text": ' + b"9" * 10_000 + b"}", "number"),
}


@pytest.mark.parametrize(("bad", "cause"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_line_names_file_and_line_and_the_others_are_read(bad, cause):
    first, second, third = read_bytes(lines({"text": STORY}, bad, {"text": STORY}), name="rows.jsonl")
    assert isinstance(first, Report)
    assert isinstance(third, Report)
    assert isinstance(second, ReadError)
    assert str(second).startswith("rows.jsonl:2: ")
    assert cause in str(second)
    assert len(str(second)) < 400


def test_a_line_beyond_measure_is_passed_over(monkeypatch):
    monkeypatch.setattr("twosource.readers.jsonl_reader.MAX_LINE", 200)
    found = list(read_bytes(lines({"text": "a" * 1000}, {"text": STORY[:60]}), name="rows.jsonl"))
    assert [type(item) for item in found] == [ReadError, Report]
    assert "rows.jsonl:1" in str(found[0])


def test_jsonl_with_a_mark_or_in_another_encoding():
    row = '{"text": "Порт открыт"}\n'
    assert report(read_bytes(row.encode("utf-8-sig"), name="a.jsonl")).text == "Порт открыт"
    said = ReadOptions(encoding="cp1251")
    assert report(read_bytes(row.encode("cp1251"), name="a.jsonl", options=said)).text == "Порт открыт"


def test_json_over_many_lines_is_one_error():
    assert "one object a line" in str(error(read_bytes(b'{\n "text": "a"\n}\n', name="a.json")))
    assert "is empty" in str(error(read_bytes(b"\n\n", name="a.jsonl")))


def test_an_outlet_with_half_a_character_harms_nothing():
    found = report(
        read_bytes(b'{"doc": "\\udcff", "text": "The port reopened.", "outlet": "A\\ud800\\u0000B"}', name="a.jsonl")
    )
    f"{found.doc}{found.outlet}".encode()
    assert "\x00" not in (found.outlet or "")


def test_a_page():
    found = report(read_bytes(PAGE.encode(), name="ships.html"))
    first, second = found.text.split("\n\n")[-2:]
    assert first == ARTICLE
    assert second.startswith("The navy denied that")
    assert "café" in second
    assert (found.doc, found.outlet, found.lang, found.title) == (
        "ships",
        "Harbour Courier",
        "en-GB",
        "Ships leave Port Essel",
    )
    assert found.published == "2024-05-04T09:30:00+01:00"
    assert (found.byline, found.url) == (("Ana Varga",), "https://www.harbour.example/news/ships")
    assert {known.basis for known in found.stated.values()} == {Basis.METADATA}


def test_a_known_address_names_the_outlet():
    page = PAGE.replace("www.harbour.example", "edition.cnn.com").replace("Harbour Courier", "Edition")
    assert report(read_bytes(page.encode(), name="a.html")).outlet == "CNN"


def test_a_date_of_modification_is_not_that_of_publication():
    page = PAGE.replace("article:published_time", "x")
    assert report(read_bytes(page.encode(), name="a.html")).published is None


def test_the_date_in_json_ld():
    graph = {"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},
                        {"@type": ["Thing", "NewsArticle"], "datePublished": "2024-05-04T08:30:00Z"}]}  # fmt: skip
    script = (
        f'<script type="application/ld+json">{json.dumps(graph)}</script><script type="application/ld+json">{{</script>'
    )
    page = PAGE.replace("</head>", f"{script}</head>")
    assert report(read_bytes(page.encode(), name="a.html")).published == "2024-05-04T08:30:00Z"


@pytest.mark.parametrize(
    ("codec", "label"), [("cp1252", "iso-8859-1"), ("cp1251", "windows-1251"), ("utf-16", "utf-8")]
)
def test_the_encoding_that_the_page_declares(codec, label):
    word = "Порт" if codec == "cp1251" else "“Café”"
    page = PAGE.replace("utf-8", label).replace("The navy", word).replace("’", "'")
    assert word in report(read_bytes(page.encode(codec), name="a.html")).text


@pytest.mark.parametrize(
    "page", ["<html><body></body></html>", "<html></html>", "<html><script>x()</script></html>", "<" * 500]
)
def test_a_page_without_an_article(page):
    assert "no article" in str(error(read_bytes(page.encode(), name="a.html")))


def test_a_page_beyond_measure(monkeypatch):
    monkeypatch.setattr("twosource.readers.html_reader.MAX_PAGE", 100)
    assert "more than 100 bytes" in str(error(read_bytes(PAGE.encode(), name="a.html")))
