"""WARC and WACZ to reports: what was captured, when and where, and what is passed over or refused."""

import gzip
import hashlib
import io
import logging
import time
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.archive_samples import DATE, HOST, LINKS, PICTURE, Crawl, edited, edits, page, sha256, wacz, zipped
from tests.readers_samples import ARTICLE, PAGE, STORY, error, report
from twosource.model import Basis, Report
from twosource.readers import ReadError, ReadOptions, read_bytes, read_path
from twosource.readers.warc_reader import Kept, running_words
from twosource.readers.warc_records import Record, digest_holds


def both(items: Any) -> tuple[list[Report], list[ReadError]]:
    found = list(items)
    return [one for one in found if isinstance(one, Report)], [one for one in found if isinstance(one, ReadError)]


@pytest.mark.parametrize("gzip_records", [True, False])
def test_a_response_is_a_report_with_its_custody(gzip_records):
    crawl = Crawl(gzip=gzip_records)
    crawl.record("warcinfo", "", b"software: none\r\n", Content_Type="application/warc-fields")
    number = crawl.response(page())
    found = report(read_bytes(crawl.data, name="crawl.warc.gz" if gzip_records else "crawl.warc"))
    plain = report(read_bytes(page(), name="a.html"))
    assert (found.text, found.title, found.outlet, found.published) == (
        plain.text,
        plain.title,
        plain.outlet,
        plain.published,
    )
    assert (found.doc, found.part, found.captured, found.url) == ("crawl-2", number, DATE, f"{HOST}/news/1")
    assert found.archived_digest is not None
    assert found.archived_digest.startswith("sha1:")
    assert found.published != found.captured


def test_an_archive_is_recognised_without_its_suffix():
    crawl = Crawl()
    crawl.response(page())
    assert report(read_bytes(crawl.data, name="stdin")).part
    assert report(read_bytes(gzip.decompress(crawl.data), name="stdin")).part


def test_the_address_is_the_archive_s_and_not_what_the_page_says():
    crawl = Crawl()
    pretending = page().replace(b"www.harbour.example", b"edition.cnn.com")
    crawl.response(pretending, "https://other.example/a")
    found = report(read_bytes(crawl.data, name="a.warc.gz"))
    assert (found.url, found.outlet) == ("https://other.example/a", "Harbour Courier")
    crawl = Crawl()
    crawl.response(page(), "https://edition.cnn.com/a")
    assert report(read_bytes(crawl.data, name="a.warc.gz")).outlet == "CNN"


def test_what_is_no_article_is_passed_over_and_counted(caplog):
    crawl = Crawl()
    kinds = [("Content-Type", "image/png")]
    crawl.response(page())
    crawl.response(PICTURE, f"{HOST}/a.png", headers=kinds)
    crawl.response(LINKS, f"{HOST}/")
    crawl.response(b"<html></html>", f"{HOST}/empty")
    crawl.response(page(), f"{HOST}/404", status="404 Not Found")
    crawl.response(b"User-agent: *\n", f"{HOST}/robots.txt", headers=[("Content-Type", "text/plain")])
    crawl.response(b"\x00\x01", f"{HOST}/br", headers=[("Content-Type", "text/html"), ("Content-Encoding", "br")])
    crawl.record("metadata", f"{HOST}/news/1", b"a: b", Content_Type="application/warc-fields")
    with caplog.at_level(logging.WARNING):
        found, errors = both(read_bytes(crawl.data, name="a.warc.gz"))
    assert (len(found), errors) == (1, [])
    (line,) = (one.getMessage() for one in caplog.records if one.name == "twosource.readers")
    assert line.startswith("a.warc.gz: 1 reports; passed over: ")
    for words in ("2 pages without an article", "2 files that are no page", "1 pages with another HTTP status than 200",
                  "1 pages not read: is encoded as 'br'", "1 records about the crawl"):  # fmt: skip
        assert words in line


def test_an_archive_without_an_article_is_one_error_that_counts():
    crawl = Crawl()
    crawl.response(PICTURE, f"{HOST}/a.png", headers=[("Content-Type", "image/png")])
    assert "holds no article (1 files that are no page)" in str(error(read_bytes(crawl.data, name="a.warc.gz")))
    assert "is no WARC file" in str(error(read_bytes(STORY.encode(), name="a.warc")))


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(page())), ("deflate", zlib.compress(page())), ("gzip", page())],
)
@pytest.mark.parametrize("chunked", [True, False])
def test_bodies_are_decoded(coding, body, chunked):
    headers = [("Content-Type", "text/html"), ("Content-Encoding", coding)]
    if chunked:
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    crawl = Crawl()
    crawl.response(body, headers=headers)
    assert "denied" in report(read_bytes(crawl.data, name="a.warc.gz")).text


def test_the_charset_beside_the_page_goes_before_that_in_it():
    body = PAGE.replace("utf-8", "ascii").replace("The navy", "Порт").replace("’", "'").encode("cp1251")
    crawl = Crawl()
    crawl.response(body, headers=[("Content-Type", 'text/html; charset="windows-1251"')])
    assert "Порт" in report(read_bytes(crawl.data, name="a.warc.gz")).text
    for odd in ("punycode", "idna", "rot13", "zip", "utf-7", "no such"):
        crawl = Crawl()
        crawl.response(page(), headers=[("Content-Type", f"text/html; charset={odd}")])
        assert "café" in report(read_bytes(crawl.data, name="a.warc.gz")).text


def test_text_records():
    crawl = Crawl()
    crawl.record("conversion", f"{HOST}/a", STORY.encode() * 2, Content_Type="text/plain")
    crawl.record("resource", f"{HOST}/b", page(), Content_Type="text/html")
    crawl.record("resource", "urn:b", page(2), Content_Type="text/html")
    first, *others = read_bytes(crawl.data, name="a.warc.wet.gz")
    assert isinstance(first, Report)
    assert (first.text, first.url) == (STORY * 2, f"{HOST}/a")
    assert [type(item) for item in others] == [Report, Report]


# --- revisits --------------------------------------------------------------------------------------------------------

LATER = "2031-05-05T12:00:00Z"


def revisits(**headers: str) -> list[Report | ReadError]:
    """A page, and a revisit of it; `{id}` and `{digest}` in a header are those of the page."""
    crawl = Crawl()
    number = crawl.response(page())
    digest = report(read_bytes(crawl.data, name="a.warc.gz")).archived_digest
    filled = {name: value.format(id=number, digest=digest) for name, value in headers.items()}
    url = filled.pop("url", f"{HOST}/news/1")
    crawl.revisit(url, **{"WARC_Date": LATER} | filled)
    return list(read_bytes(crawl.data, name="a.warc.gz"))


@pytest.mark.parametrize(
    "headers",
    [
        {"WARC_Refers_To": "<{id}>"},
        {"WARC_Refers_To_Target_URI": f"{HOST}/news/1", "WARC_Refers_To_Date": DATE, "url": f"{HOST}/moved"},
        {"WARC_Refers_To_Date": DATE},
        {"WARC_Payload_Digest": "{digest}", "url": f"{HOST}/moved"},
        {"WARC_Payload_Digest": "{digest}", "WARC_Refers_To": "<urn:uuid:elsewhere>"},
    ],
)
def test_a_revisit_is_another_capture_of_the_same_text(headers):
    first, second = revisits(**headers)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert second.text == first.text
    assert (first.captured, second.captured) == (DATE, LATER)
    assert second.part not in {None, first.part}
    assert second.url == headers.get("url", first.url)
    assert (second.id == first.id) == (second.url == first.url), "the same page is the same report"


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        ({"WARC_Refers_To": "<urn:uuid:elsewhere>"}, "urn:uuid:elsewhere"),
        ({"WARC_Refers_To_Date": "2030-01-01T00:00:00Z"}, f"{HOST}/news/1 of 2030-01-01T00:00:00Z"),
        ({}, "an unstated time"),
    ],
)
def test_a_revisit_of_what_is_elsewhere_names_it(headers, missing):
    _, second = revisits(**headers)
    assert isinstance(second, ReadError)
    assert missing in str(second)
    assert "read the archive that holds" in str(second)


def test_a_revisit_of_what_is_no_article_is_no_error():
    crawl = Crawl()
    crawl.response(page())
    picture = crawl.response(PICTURE, f"{HOST}/a.png", headers=[("Content-Type", "image/png")])
    links = crawl.response(LINKS, f"{HOST}/")
    for number in (picture, links):
        crawl.revisit(f"{HOST}/x", WARC_Refers_To=f"<{number}>")
    found, errors = both(read_bytes(crawl.data, name="a.warc.gz"))
    assert (len(found), errors) == (1, [])


def test_what_was_kept_first_is_forgotten_first(monkeypatch):
    monkeypatch.setattr("twosource.readers.warc_reader.MAX_KEPT", 20_000)
    kept, one = Kept(), report(read_bytes(STORY.encode(), name="a.txt"))
    made = [Record(number=n, kind="response", headers={"warc-record-id": f"<urn:{n}>"}) for n in range(200)]
    for record in made:
        kept.keep(record, one)
        kept.keep(record, one)
    asking = [Record(number=1, kind="revisit", headers={"warc-refers-to": f"<urn:{n}>"}) for n in (199, 0)]
    assert kept.meant_by(asking[0]) == one
    with pytest.raises(KeyError):
        kept.meant_by(asking[1])


# --- damage ----------------------------------------------------------------------------------------------------------


def test_another_digest_is_an_error_and_the_rest_is_read():
    crawl = Crawl()
    crawl.response(page(1), WARC_Payload_Digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    crawl.response(page(2))
    bad, good = read_bytes(crawl.data, name="a.warc.gz")
    assert isinstance(bad, ReadError)
    assert "its digest is another" in str(bad)
    assert isinstance(good, Report)


def test_digests_in_the_forms_that_archives_use():
    import base64  # noqa: PLC0415

    body = page()
    sha1, sha2 = hashlib.sha1(body, usedforsecurity=False).digest(), hashlib.sha256(body).digest()
    for stated in (f"sha1:{base64.b32encode(sha1).decode()}", f"SHA-1:{sha1.hex()}", f"sha256:{sha2.hex().upper()}",
                   f"sha256:{base64.b64encode(sha2).decode()}", f"sha256:{base64.b32encode(sha2).decode().lower()}",
                   "blake9:unknown", "not a digest"):  # fmt: skip
        assert digest_holds(stated, b"", body)
    for stated in (f"sha1:{sha2.hex()}", f"sha256:{sha2[::-1].hex()}", "sha1:", "md5:é"):
        assert not digest_holds(stated, b"", body)


def test_a_truncated_record_is_an_error():
    crawl = Crawl()
    crawl.response(page(1), WARC_Truncated="length")
    crawl.response(page(2))
    bad, good = read_bytes(crawl.data, name="a.warc.gz")
    assert "was cut short when it was archived (length)" in str(bad)
    assert isinstance(good, Report)


@pytest.mark.parametrize("gzip_records", [True, False])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data, half: data[: half + 700], "cut short"),
        (lambda data, half: data[: half + 60] + b"\xff" * 40 + data[half + 100 :], ""),
        (lambda data, half: data[:half] + b"rubbish" + data[half:], ""),
        (lambda data, _half: data.replace(b"Content-Length: ", b"Content-Length: 9", 1), ""),
    ],
)
def test_damage_ends_the_file_and_what_was_whole_is_kept(gzip_records, damage, words, capfd):
    crawl = Crawl(gzip=gzip_records)
    crawl.response(page(1))
    half = len(crawl.data)
    crawl.response(page(2))
    found, errors = both(read_bytes(damage(crawl.data, half), name="a.warc"))
    assert len(found) <= 2
    assert errors or len(found) == 2 or not gzip_records, (
        "damage within headers of a plain file may look like other headers"
    )
    assert words in " ".join(map(str, errors))
    if words:
        assert [one.doc for one in found] == ["a-1"]
        assert "record 2" in str(errors[0]) or "gzip member" in str(errors[0])
    assert capfd.readouterr() == ("", "")


def test_an_archive_that_is_compressed_as_a_whole():
    crawl = Crawl(gzip=False)
    crawl.response(page(1))
    crawl.response(page(2))
    found, errors = both(read_bytes(gzip.compress(crawl.data), name="a.warc.gz"))
    assert len(found) == 1
    assert "compressed as a whole" in str(error(errors))
    assert "warcio recompress" in str(errors[0])


@pytest.mark.parametrize("name", ["a.arc", "a.arc.gz", "stdin"])
def test_arc_files_are_refused_with_a_reason(name):
    data = (b"filedesc://a.arc 0.0.0.0 20310504120000 text/plain 70\n1 0 none\nURL IP-address Archive-date Content-type "
            b"Archive-length\n\nhttp://a.example/ 0.0.0.0 20310504120000 text/html 5\nHello\n")  # fmt: skip
    found = error(read_bytes(gzip.compress(data) if name.endswith("gz") else data, name=name))
    assert "is an ARC file" in str(found)
    assert "warcio recompress" in str(found)


ODD_RECORDS = {
    "no address": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nHTTP/\r\n\r\n",
    "no type": b"WARC/1.0\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n",
    "no length": b"WARC/1.0\r\nWARC-Type: resource\r\n\r\nabcde",
    "negative": b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: -5\r\n\r\nabcde\r\n\r\n",
    "digits": b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nabcde\r\n\r\n",
    "spaces": b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a b\r\nContent-Length: 1\r\n\r\na\r\n\r\n",
    "no HTTP": b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n",
    "empty": b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
}


@pytest.mark.parametrize("data", ODD_RECORDS.values(), ids=ODD_RECORDS)
def test_odd_records_are_errors_or_nothing_and_write_nothing(data, capfd):
    found = list(read_bytes(data, name="a.warc"))
    assert all(isinstance(item, ReadError) for item in found)
    assert all(len(str(item).splitlines()) == 1 for item in found)
    assert capfd.readouterr() == ("", "")


SAMPLE = Crawl()
SAMPLE.response(page(1))
SAMPLE.revisit(f"{HOST}/news/1", WARC_Refers_To_Date=DATE)
SAMPLE.response(PICTURE, f"{HOST}/a.png", headers=[("Content-Type", "image/png")])
PLAIN_SAMPLE = gzip.decompress(SAMPLE.data)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits, st.booleans())
def test_any_change_of_an_archive_gives_reports_and_errors(changes, packed):
    for item in read_bytes(edited(SAMPLE.data if packed else PLAIN_SAMPLE, changes), name="a.warc"):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=300),
    st.sampled_from(["a.warc", "a.wacz", "a.mhtml"]),
    st.sampled_from([b"", b"WARC/1.0\r\n", b"PK\x03\x04"]),
)
def test_any_bytes_are_reports_or_errors(data, name, start):
    for item in read_bytes(start + data, name=name):
        assert isinstance(item, Report | ReadError)
        assert "the reader failed" not in str(item)


def test_running_words_are_those_of_sentences():
    assert running_words("Ships leave Port Essel after eleven days of waiting\n\nSport\n\nWeather today.") == 0
    assert running_words(ARTICLE) == len(ARTICLE.split())


# --- WACZ ------------------------------------------------------------------------------------------------------------


def test_a_wacz_is_read_like_its_archives():
    one, two = Crawl(), Crawl()
    one.response(page(1))
    untitled = page(2).replace(b"<title>Ships leave Port Essel | Harbour Courier</title>", b"").replace(b"h1>", b"b>")
    two.response(untitled, f"{HOST}/news/2")
    two.revisit(f"{HOST}/news/1", WARC_Refers_To_Target_URI=f"{HOST}/news/1", WARC_Refers_To_Date=DATE)
    rows = b'{"format":"json-pages-1.0"}\n{"url":"%b/news/2","title":"Blockade ends"}\nrubbish\n' % HOST.encode()
    data = wacz({"archive/1.warc.gz": one.data, "archive/2.warc.gz": two.data, "pages/pages.jsonl": rows})
    for name in ("a.wacz", "a"):
        found, errors = both(read_bytes(data, name=name))
        assert errors == []
        assert [(each.doc, each.title) for each in found] == [
            ("1-1", "Ships leave Port Essel"), ("2-1", "Blockade ends"), ("2-2", "Ships leave Port Essel")]  # fmt: skip
        assert found[1].stated["title"].basis is Basis.METADATA


def test_a_member_that_is_not_what_the_package_says_is_not_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one, two = Crawl(), Crawl()
    one.response(page(1))
    two.response(page(2))
    members = {"archive/1.warc.gz": one.data, "archive/../../2.warc.gz": two.data, "archive/3.warc.gz": two.data}
    found, errors = both(
        read_bytes(wacz(members, wrong=["archive/1.warc.gz"], unlisted=["archive/3.warc.gz"]), name="a.wacz")
    )
    assert [each.doc for each in found] == ["2-1"]
    assert "archive/1.warc.gz: is not what datapackage.json says" in str(errors[0])
    assert "archive/3.warc.gz: is not listed" in str(errors[1])
    assert list(tmp_path.parent.rglob("*.warc.gz")) == [], "nothing is written by a member's name"


def test_pages_with_another_hash_are_an_error_and_the_archive_is_read():
    crawl = Crawl()
    crawl.response(page())
    data = wacz({"archive/1.warc.gz": crawl.data, "pages/pages.jsonl": b"{}"}, wrong=["pages/pages.jsonl"])
    found, errors = both(read_bytes(data, name="a.wacz"))
    assert len(found) == 1
    assert "pages/pages.jsonl: is not what" in str(error(errors))


def test_what_is_no_wacz():
    package = b'{"resources": []}'
    digest = b'{"path": "datapackage.json", "hash": "%b"}'
    cases = {
        "has no datapackage.json": zipped({"a": b""}),
        "not as it should be": zipped({"datapackage.json": b"[]"}),
        "holds no article (no record)": zipped({"datapackage.json": package}),
        "another datapackage.json": zipped(
            {"datapackage.json": package, "datapackage-digest.json": digest % sha256(b"").encode()}
        ),
        "is no zip file": b"PK\x03\x04" + bytes(100),
    }
    for words, data in cases.items():
        assert words in str(error(read_bytes(data, name="a.wacz")))


def test_a_wacz_needs_a_file_to_go_back_in(tmp_path):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    from twosource.readers.wacz_reader import WaczReader  # noqa: PLC0415

    with pytest.raises(ReadError, match="from a pipe"):
        list(WaczReader().read(Pipe(), name="stdin", options=ReadOptions()))
    crawl = Crawl()
    crawl.response(page())
    (tmp_path / "a.wacz").write_bytes(wacz({"archive/1.warc.gz": crawl.data}))
    assert report(read_path(tmp_path)).part


def test_a_large_archive_is_read_with_flat_memory():
    import tracemalloc  # noqa: PLC0415

    class Endless(io.RawIOBase):
        """One record of a picture, again and again, 60 MB in all; then a page."""

        def __init__(self) -> None:
            super().__init__()
            crawl = Crawl(gzip=False)
            crawl.response(PICTURE * 4000, f"{HOST}/a.png", headers=[("Content-Type", "image/png")])
            last = Crawl(gzip=False)
            last.response(page())
            self.pieces = iter([*[crawl.data] * 56, last.data])
            self.left = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            self.left = self.left or next(self.pieces, b"")
            size = min(len(buffer), len(self.left))
            buffer[:size] = self.left[:size]
            self.left = self.left[size:]
            return size

    from twosource.readers.warc_reader import WarcReader  # noqa: PLC0415

    report(read_bytes(page(), name="a.html"))
    tracemalloc.start()
    began = time.process_time()
    found = list(WarcReader().read(io.BufferedReader(Endless()), name="a.warc", options=ReadOptions()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 1
    assert peak < 16_000_000
    assert time.process_time() - began < 20
