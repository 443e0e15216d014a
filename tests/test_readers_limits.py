"""Bounded decompression: what is unpacked is what was packed, and a bomb is refused early, cheaply and in words."""

import gzip
import io
import os
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.archive_samples import Crawl, zipped
from tests.readers_samples import PAGE, STORY, error, lines, report
from twosource.model import Report
from twosource.readers import ReadError, read_bytes, read_path
from twosource.readers.limits import (
    FREE,
    MAX_PART,
    Inflated,
    Member,
    UnknownEncodingError,
    dechunk,
    http_body,
    inflate,
    open_zip,
)

SECONDS, MEMORY = 2, 64_000_000
"""What refusing may cost. Memory is what Python itself allocates, which is where unpacked bytes go."""


def cheap(work: Callable[[], Any]) -> Any:
    """The result of `work`, which may take no more than refusing may cost."""
    tracemalloc.start()
    began = time.process_time()
    try:
        result = work()
        took, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < 2 * SECONDS, "tracing doubles the time"
    assert peak < MEMORY
    return result


def bomb(size: int) -> bytes:
    """A gzip file of nothing but zeros; 1 GB of them is 1 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def unpacked(data: bytes) -> bytes:
    return io.BufferedReader(Inflated(io.BytesIO(data), "a.gz")).read()


@pytest.mark.parametrize(
    ("name", "data", "doc"),
    [
        ("a.txt.gz", STORY.encode(), "a"),
        ("page.html.gz", PAGE.encode(), "page"),
        ("a.gz", STORY.encode(), "a"),
        ("a.txt", STORY.encode(), "a"),
        ("rows.jsonl.gz", lines({"text": STORY}), "rows-1"),
    ],
)
def test_a_compressed_file_is_read_as_the_file_in_it(name, data, doc):
    plain = report(read_bytes(data, name=name.removesuffix(".gz")))
    found = report(read_bytes(gzip.compress(data), name=name))
    assert (found.doc, found.text) == (doc, plain.text)


def test_a_folder_gives_its_compressed_files(tmp_path):
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(STORY.encode()))
    (tmp_path / "b.tar.gz").write_bytes(b"")
    assert [item.doc for item in read_path(tmp_path) if isinstance(item, Report)] == ["a"]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.integers(0, 9))
def test_members_one_after_the_other_are_one_file(pieces, level):
    data = b"".join(gzip.compress(piece, level) for piece in pieces)
    assert unpacked(data) == b"".join(pieces)
    assert unpacked(data + bytes(7)) == b"".join(pieces), "padding with zeros is usual"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data[:-20], "cut short"),
        (lambda data: data[:30] + b"\xff" * 20 + data[50:], "damaged"),
        (lambda data: data + b"rubbish after the end", "something else"),
    ],
)
def test_a_damaged_file_gives_what_was_whole_and_an_error(damage, words):
    rows = lines(*({"doc": str(n), "text": f"{n} ships left. {os.urandom(30_000).hex()}"} for n in range(3)))
    found = list(read_bytes(damage(gzip.compress(rows)), name="rows.jsonl.gz"))
    assert isinstance(found[-1], ReadError)
    assert words in str(found[-1])
    assert all(isinstance(item, Report) for item in found[:-1])


BOMB = bomb(1_000_000_000)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.warc.gz", "a"])
def test_a_bomb_is_refused_whatever_it_is_called(name):
    found = cheap(lambda: list(read_bytes(BOMB, name=name)))
    assert {type(item) for item in found} == {ReadError}
    assert len(found) <= 2, "a line that is too long, and then the file"


def test_a_bomb_of_good_lines_is_refused_after_the_free_part():
    row = b'{"doc": "a", "text": "Three ships left Port Essel."}\n'
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    data = b"".join(packer.compress(row * 10_000) for _ in range(2 * FREE // len(row) // 10_000)) + packer.flush()
    assert len(data) * 200 < 2 * FREE
    stream = io.BufferedReader(Inflated(io.BytesIO(data), "a.jsonl.gz"))
    with pytest.raises(ReadError, match="200 times its size"):
        cheap(lambda: [None for _ in iter(lambda: stream.read(65_536), b"")])


@given(
    st.binary(max_size=500),
    st.sampled_from(["gzip", "x-gzip", "deflate", "gzip, deflate", "identity", ""]),
    st.booleans(),
)
def test_an_http_body_is_what_was_sent(body, coding, chunked):
    sent = body
    for layer in filter(None, coding.split(", ")):
        sent = gzip.compress(sent) if "gzip" in layer else zlib.compress(sent) if layer == "deflate" else sent
    if chunked:
        sent = b"".join(b"%x\r\n%b\r\n" % (len(sent[at : at + 7]), sent[at : at + 7]) for at in range(0, len(sent), 7))
        sent += b"0\r\n\r\n"
    headers = {"content-encoding": coding, "transfer-encoding": "chunked" if chunked else ""}
    assert http_body(sent, headers, path="a") == body


def test_bare_deflate_and_bodies_that_were_decoded_already():
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bare = packer.compress(PAGE.encode()) + packer.flush()
    assert http_body(bare, {"content-encoding": "deflate"}, path="a") == PAGE.encode()
    for coding in ("gzip", "deflate"):
        assert http_body(PAGE.encode(), {"content-encoding": coding}, path="a") == PAGE.encode()
    assert dechunk(PAGE.encode()) == PAGE.encode()
    assert dechunk(b"5\r\nabc") == b"5\r\nabc"


@pytest.mark.parametrize(
    "chunk", [b"-5\r\nabcde\r\n0\r\n\r\n", b"f" * 60 + b"\r\nabc", b"\r\n", b"zz\r\n", b"_1\r\na\r\n0\r\n\r\n"]
)
def test_chunks_that_lie_about_their_length(chunk):
    assert len(dechunk(chunk)) <= len(chunk)


def test_http_bombs():
    twice = gzip.compress(BOMB)
    for coding, body in (("gzip", BOMB), ("gzip, gzip", twice)):
        with pytest.raises(ReadError, match=f"more than {MAX_PART:,} bytes"):
            cheap(partial(http_body, body, {"content-encoding": coding}, path="a"))
    with pytest.raises(ReadError, match="times over"):
        http_body(b"", {"content-encoding": "gzip," * 9}, path="a")
    with pytest.raises(UnknownEncodingError, match="'br'"):
        http_body(b"x", {"content-encoding": "br"}, path="a")
    with pytest.raises(ReadError, match="cut short"):
        http_body(gzip.compress(PAGE.encode())[:-9], {"content-encoding": "gzip"}, path="a")


@given(st.binary(max_size=400))
def test_any_bytes_inflate_or_are_refused(data):
    for packed in (data, b"\x1f\x8b\x08" + data, gzip.compress(b"abc")[:10] + data):
        try:
            assert len(inflate(packed, path="a", limit=1000)) <= 1000
            unpacked(packed)
        except ReadError:
            pass


def test_members_of_zip_files():
    data = zipped({"a": STORY.encode(), "../../b": b"x" * 10}, packed=True)
    archive = open_zip(io.BytesIO(data), "a.zip")
    assert [io.BufferedReader(Member(archive, info, "a")).read() for info in archive.infolist()] == [
        STORY.encode(),
        b"x" * 10,
    ]


def test_zip_bombs():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a", "w") as member:
        for _ in range(200):
            member.write(bytes(1_000_000))
    opened = open_zip(io.BytesIO(file.getvalue()), "a.zip")
    with pytest.raises(ReadError, match="200 times its size"):
        cheap(lambda: Member(opened, opened.infolist()[0], "a"))
    many = zipped({f"{n:060}": b"" for n in range(25_000)})
    with pytest.raises(ReadError, match="table of contents"):
        cheap(lambda: open_zip(io.BytesIO(many), "a.zip"))


def first_member(data: bytes) -> bytes:
    archive = open_zip(io.BytesIO(data), "a.zip")
    return io.BufferedReader(Member(archive, archive.infolist()[0], "a")).read()


def test_a_zip_member_that_says_it_is_shorter_than_it_is_gives_no_more():
    data = zipped({"a": b"x" * 5000}, packed=True)
    for lie in (10, 4_000_000_000):
        wrong = data.replace((5000).to_bytes(4, "little"), lie.to_bytes(4, "little"))
        with pytest.raises(ReadError):
            first_member(wrong)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 60))
def test_any_change_of_a_zip_file_is_refused_or_harmless(rubbish, at, cut):
    data = zipped({"a": STORY.encode(), "b": b""}, packed=True)
    data = data[:at] + rubbish + data[at + cut :]
    try:
        archive = open_zip(io.BytesIO(data), "a.zip")
        for info in archive.infolist():
            io.BufferedReader(Member(archive, info, "a")).read(1000)
    except ReadError:
        pass


def all_of(data: bytes) -> list[Any]:
    return list(read_bytes(data, name="a.warc"))


def test_headers_without_end_in_an_archive_are_refused():
    record = b"WARC/1.0\r\n" + b"X-A: b\r\n" * 200_000
    for data in (record, gzip.compress(record), b"WARC/1.0\r\nX: " + b"a" * 50_000_000):
        found = cheap(partial(all_of, data))
        assert [type(item) for item in found] == [ReadError]
        assert "bytes of headers" in str(found[0])


def test_a_bomb_in_a_record_stops_the_archive_after_what_was_whole():
    crawl = Crawl()
    crawl.response(PAGE.encode())
    bad = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 900000000\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    data = packer.compress(bad) + b"".join(packer.compress(bytes(1_000_000)) for _ in range(900)) + packer.flush()
    assert report(read_bytes(crawl.data, name="a.warc.gz")), "and what it needs is imported"
    found = cheap(lambda: list(read_bytes(crawl.data + data, name="a.warc.gz")))
    assert [type(item) for item in found] == [Report, ReadError, ReadError], "the page, the record, the file"
    assert "200 times" in str(error(found[2:]))
