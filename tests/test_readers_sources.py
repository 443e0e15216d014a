"""Files, folders, globs, standard input and plug-ins: what cannot be read is an error among the reports."""

import io
import os
import sys
import tomllib
import types
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.readers_samples import PAGE, STORY, error, lines, report
from twosource.model import Report, sha256_of
from twosource.readers import (
    ReadError,
    ReadOptions,
    discover,
    plugins,
    read,
    read_bytes,
    read_inputs,
    read_path,
    readers,
    script_of,
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "a.txt", "c.TXT", "picture.png", "sub/d.txt", ".e.txt", ".hidden/f.txt"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    return tmp_path


def names(items, folder):
    return [os.path.relpath(str(item), folder) for item in items]


def test_a_folder_in_order_without_what_is_hidden_or_unknown(folder):
    assert names(discover([str(folder)]), folder) == ["a.txt", "b.txt", "c.TXT", "sub/d.txt"]


def test_globs(folder):
    assert names(discover([str(folder / "[ab].txt")]), folder) == ["a.txt", "b.txt"]
    assert names(discover([str(folder / "**" / "*.txt")]), folder) == ["a.txt", "b.txt", "sub/d.txt"]
    assert names(discover([str(folder / "s*")]), folder) == ["sub/d.txt"]


def test_a_file_whose_name_looks_like_a_glob(folder):
    (folder / "odd[1].txt").write_text(STORY, encoding="utf-8")
    assert names(discover([str(folder / "odd[1].txt")]), folder) == ["odd[1].txt"]


def test_a_named_file_is_taken_whatever_its_suffix(folder):
    assert report(read_path(folder / "picture.png")).text == STORY


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("missing.txt", "no such file"),
        ("*.pdf", "nothing matches"),
        ("https://harbour.example/1", "nothing is fetched"),
        ("", "no such file"),
        ("a\x00b", "no such file"),
        (".hidden/none", "has no report in it"),
    ],
)
def test_an_input_that_names_nothing(folder, monkeypatch, name, cause):
    (folder / ".hidden" / "none").mkdir()
    monkeypatch.chdir(folder)
    assert cause in str(error(read_inputs([name])))


def test_one_bad_report_does_not_stop_the_rest(folder):
    (folder / "b.txt").write_bytes(b"\x00\x01")
    (folder / "c.TXT").write_bytes(b"")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    found = list(read_inputs([str(folder), "missing.txt", str(folder / "a.txt")]))
    assert [type(item) for item in found] == [Report, ReadError, ReadError, Report, ReadError, Report]


def test_a_dangling_link_that_is_named_is_an_error(folder):
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    assert "no such file" in str(error(read_path(folder / "gone.txt")))


def refuse(*_args, **_kwargs):
    raise PermissionError(13, "Permission denied")


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    monkeypatch.setattr("pathlib.Path.open", refuse)
    found = error(read_path(folder / "a.txt"))
    assert str(found) == f"{folder / 'a.txt'}: may not be read; check its permissions"


def test_a_folder_that_may_not_be_looked_into(folder, monkeypatch):
    monkeypatch.setattr("os.scandir", refuse)
    assert "may not be read; check its permissions" in str(error(read_path(folder)))


def test_a_disk_that_fails_in_the_middle(folder, monkeypatch):
    class Failing(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, _buffer):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.open", lambda *_: io.BufferedReader(Failing()))
    assert "Input/output error" in str(error(read_path(folder / "a.txt")))


@pytest.mark.parametrize(
    ("data", "docs"),
    [
        (STORY.encode(), ["stdin"]),
        (lines({"text": STORY}, {"doc": "x", "text": STORY}), ["stdin-1", "x"]),
        (PAGE.encode(), ["stdin"]),
    ],
)
def test_standard_input_is_recognised_by_its_content(monkeypatch, data, docs):
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))
    assert [getattr(item, "doc", item) for item in read(discover(["-"]))] == docs


def test_reports_come_one_at_a_time(folder):
    stream = read_inputs([str(folder)])
    assert isinstance(next(stream), Report)
    for name in ("b.txt", "c.TXT"):
        (folder / name).unlink()
    assert [type(item) for item in stream] == [ReadError, ReadError, Report]


class ShoutReader:
    name = "shout"
    suffixes = (".shout",)

    def sniff(self, head):
        return head.startswith(b"!!")

    def read(self, stream, *, name, options):
        text = stream.read().decode()
        if "boom" in text:
            raise RuntimeError("boom\nand more")
        yield Report(doc=name, text=text.upper(), sha256=sha256_of(text.upper()), outlet=options.outlet)


@pytest.fixture
def declare(monkeypatch):
    def _declare(value):
        points = [EntryPoint(name="shout", value=value, group=plugins.GROUP)]
        monkeypatch.setattr(plugins, "entry_points", lambda **_: points)
        readers.cache_clear()

    yield _declare
    readers.cache_clear()


def test_a_reader_of_another_package(declare, tmp_path):
    declare(f"{__name__}:ShoutReader")
    (tmp_path / "a.shout").write_text("ships", encoding="utf-8")
    (tmp_path / "b.shout").write_text("boom", encoding="utf-8")
    first, second = read_path(tmp_path, options=ReadOptions(outlet="X"))
    assert isinstance(first, Report)
    assert (first.text, first.outlet) == ("SHIPS", "X")
    assert isinstance(second, ReadError)
    assert "RuntimeError: boom\\nand more" in str(second)
    assert report(read_bytes(b"!! ships", name="no-suffix")).text == "!! SHIPS"
    assert report(read_bytes(b"ships", name="a.txt", options=ReadOptions(reader="shout"))).text == "SHIPS"


def declared():
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = project["entry-points"][plugins.GROUP].items()
    return [EntryPoint(name=name, value=value, group=plugins.GROUP) for name, value in rows]


def test_our_own_readers_are_declared():
    assert {point.name: point.load() for point in declared()} == {
        reader.name: type(reader) for reader in readers().values()
    }


def test_a_reader_of_the_same_name_replaces_ours(monkeypatch):
    points = [*declared(), EntryPoint(name="text", value=f"{__name__}:ShoutReader", group=plugins.GROUP)]
    monkeypatch.setattr(plugins, "entry_points", lambda **_: points)
    readers.cache_clear()
    try:
        assert isinstance(readers()["text"], ShoutReader)
        assert list(readers())[-1] == "text"
    finally:
        readers.cache_clear()


def test_a_broken_reader_is_named(declare, tmp_path):
    declare("no.such.module:Reader")
    found = error(read_path(tmp_path))
    assert "'shout' cannot be loaded" in str(found)


def test_a_reader_that_does_not_exist():
    assert "no reader 'klingon'; give one of " in str(
        error(read_bytes(b"a", name="a.txt", options=ReadOptions(reader="klingon")))
    )


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("The port reopened.", "Latin"),
        ("Порт открыт, сообщает CNN.", "Cyrillic"),
        ("أعيد فتح الميناء", "Arabic"),
        ("הנמל נפתח", "Hebrew"),
        ("港口重新开放", "Han"),
        ("Το λιμάνι", "Greek"),
        ("2031 … 5", None),
        ("", None),
    ],
)
def test_the_script_of_a_text(text, script):
    assert script_of(text) == script
