"""Input that nobody wishes for, from the command line: what is said, and what is read all the same."""

import io
import json
import os
import random
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.bad_input_samples import (
    HARBOUR,
    MEGABYTE,
    ROOT,
    STEERS,
    counts,
    process,
    run,
    write_folder,
)
from twosource.cli import rooms
from twosource.model import Reading, Report

__all__ = ["run"]


# --- what cannot be read ---------------------------------------------------------------------------------------------

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "is empty; give a file"),
    "blank.txt": (b" \r\n\t\n", "only white space; give a file"),
    "random.txt": (random.Random(1).randbytes(40_000), "give the report as plain text"),  # noqa: S311 (no secret)
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a PNG image, not text; give"),
    "paper.txt": (b"%PDF-1.7\n" + bytes(range(256)), "is a PDF, not text; give"),
    "nul.txt": (b"words\x00words" * 40, "holds NUL bytes"),
    "codes.txt": (b"\x01\x02\x03\x04 word " * 40, "is full of control codes, so it is not text; give"),
    "big.txt": (MEGABYTE.encode() * 50, "has more than 1,000,000 characters; give a text of at most"),
    "big.jsonl": (b'{"text": "%b"}\n' % (MEGABYTE.replace("\n", " ").encode() * 50), "is longer than 12,100,000 bytes"),
    "big.html": (b"<html><body><p>" + MEGABYTE.encode() * 50, "has more than 32,000,000 bytes; save the page without"),
    "broken.txt": ("Ærlig talt, sa han. ".encode() * 9 + b"\xff" + HARBOUR.encode(), "broken at byte 189; repair"),
    "western.txt": (("Müller, café, naïve. " + HARBOUR).encode("cp1252"), "cannot be told; say which encoding"),
    "wide.txt": (HARBOUR.encode("utf-16-le"), "give --encoding utf-16-le"),
    "ukrainian.txt": ("Речник порту сказав, що три пороми вийшли із затоки. ".encode() * 4, "Cyrillic script"),
    "old-cyrillic.txt": (("Капитан порта сказал, что паромы ушли из залива. " * 9).encode("cp1251"), "Cyrillic script"),
    "page.html": (b"<html><body></body></html>", "no article was found in the page; save"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_gets_one_line_and_does_not_stop_the_rest(run: Any, tmp_path: Path, name: str) -> None:
    data, words = UNREADABLE[name]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(HARBOUR)
    (folder / f"b-{name}").write_bytes(data)
    (folder / "c.txt").write_text(HARBOUR.replace("Monday", "Friday"))
    ended = run("read", str(folder))
    assert (ended.code, ended.out) == (1, "")
    (problem,) = ended.problems
    assert ended.err.splitlines() == [problem, "2 read, 0 skipped (already read), 1 failed"]
    assert problem.startswith(f"twosource: {folder}/b-{name}")
    assert words in problem
    assert "; " in problem, "the cause, then the remedy"
    assert [row["doc"] for row in json.loads(run("reports", "--json").out)] == ["a", "c"]
    assert run("annotate", str(folder / f"b-{name}")).out == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.txt", "missing.txt: there is no such file or folder; check the name"),
        ("none-*.txt", "nothing matches; check the pattern"),
        ("https://example.org/a", "nothing is fetched from the network; save the page"),
        ("", "there is no such file"),
        ("hollow", "has no report in it; put files there"),
        ("gone.txt", "gone.txt: there is no such file or folder"),
    ],
)
def test_an_input_that_is_not_there(run: Any, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "gone.txt").symlink_to("nowhere")
    (tmp_path / "a.txt").write_text(HARBOUR)
    ended = run("read", name, "a.txt")
    assert ended.code == 1
    assert len(ended.problems) == 1
    assert words in ended.problems[0]
    assert len(json.loads(run("reports", "--json").out)) == 1


def test_a_wrong_encoding_is_named(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR + "Ærlig talt.\n", encoding="utf-8")
    ended = run("read", "a.txt", "--encoding", "ascii")
    assert ended.code == 1
    assert "a.txt: is not in the encoding ascii at byte" in ended.problems[0]
    assert run("read", "a.txt").code == 0


def test_the_remedy_for_an_unknown_encoding_works(run: Any, tmp_path: Path) -> None:
    data, _ = UNREADABLE["western.txt"]
    (tmp_path / "a.txt").write_bytes(data)
    ended = run("annotate", "a.txt", "--encoding", "cp1252")
    assert ended.code == 0
    assert ended.documents[0]["attributions"]


def test_bad_lines_of_a_jsonl_file_are_named_by_number(run: Any, tmp_path: Path) -> None:
    good = {"doc": "good", "text": HARBOUR}
    lines = [
        json.dumps(good), "no JSON", '{"doc": "n"}', "[1, 2]", json.dumps(good | {"text": 7}),
        json.dumps(good | {"published": "soonish"}), json.dumps(good | {"text": "half \ud83d"}), "[" * 100_000,
        json.dumps({"doc": "last", "text": HARBOUR + "It rained.", "published": "2031-03-04T21:14"}),
    ]  # fmt: skip
    (tmp_path / "rows.jsonl").write_text("\n".join(lines))
    ended = run("read", "rows.jsonl")
    assert ended.code == 1
    assert [line.split(": ")[1] for line in ended.problems] == [f"rows.jsonl:{n}" for n in range(2, 9)]
    assert all("; " in line for line in ended.problems)
    assert {row["doc"] for row in json.loads(run("reports", "--json").out)} == {"good", "last"}


def test_a_language_that_is_not_read_yet(run: Any, tmp_path: Path) -> None:
    rows = [{"doc": "one", "text": HARBOUR, "lang": "uk"}, {"doc": "two", "text": HARBOUR, "lang": "en-GB"}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    ended = run("read", "rows.jsonl")
    assert ended.code == 1
    (problem,) = ended.problems
    assert problem == (
        "twosource: rows.jsonl: one: no reader for language 'uk' yet, this version reads English; "
        "leave it out, give it in English, or say --lang en if that is what it is in"
    )
    assert len(json.loads(run("reports", "--json").out)) == 1
    assert run("read", "rows.jsonl", "--lang", "en", "--ledger", "other.ledger").code == 0, "the remedy works"


def test_a_reading_that_does_not_hold_together_stops_nothing(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Any
) -> None:
    class Twice:
        producer = reader.producer

        def read(self, report: Report) -> Reading:
            reading: Reading = reader.read(report)
            again = reading.statements * (2 if report.doc == "r1" else 1)
            return msgspec.structs.replace(reading, statements=again)

    write_folder(tmp_path / "in", 3, size=1)
    monkeypatch.setattr(rooms, "reader", lambda _model: Twice())
    ended = run("read", "in")
    assert ended.code == 1
    assert "r1: two statements have the id" in ended.problems[0]
    assert ended.err.endswith("2 read, 0 skipped (already read), 1 failed\n")
    assert {row["doc"] for row in json.loads(run("reports", "--json").out)} == {"r0", "r2"}


# --- what is odd, and is read ----------------------------------------------------------------------------------------

ODD = {
    "unbalanced quotation mark": "The mayor of Moss said: “we were there all night and nobody came.\n\n",
    "unbalanced straight mark": 'The mayor of Moss said: "we were there all night and nobody came.\n\n',
    "control characters": "The mayor of Moss said\x07 that \x1b[31mtwo boats\x1b[0m had sunk.\n",
    "right-to-left marks": "The mayor of Moss said\u200f that \u202etwo boats\u202c had sunk.\n",
    "right-to-left letters": "The mayor of Moss (موس) said that the boat שלום had sunk.\n",
    "a script": "<script>alert(1)</script> The mayor of Moss said that <b onclick=x>two boats</b> &amp; more had sunk.\n",
    "a formula": "=cmd|'/C calc'!A0 said the note. The mayor of Moss said that two boats had sunk.\n",
    "terminal commands": "\x1b]0;owned\x07\x9b2J The mayor of Moss said that two boats had sunk.\n",
    "markup of ours": "[red]The mayor of Moss[/red] said that :smile: two boats had sunk [link=x].\n",
    "a byte order mark inside": "The mayor of Moss said that two \ufeffboats had\u200b sunk.\n",
    "old line ends": "The mayor of Moss said that two boats had sunk.\r\rIt rained.\r\n\r\n",
    "emoji and combining marks": "The mayor of Moss said 🚢 that e\u0301ight boats 👩‍👩‍👧 had sunk.\n",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_text_is_read_and_its_offsets_are_right(run: Any, tmp_path: Path, name: str) -> None:
    text = ODD[name] + HARBOUR
    (tmp_path / "odd.txt").write_bytes(text.encode())
    ended = run("annotate", "odd.txt")
    assert (ended.code, ended.err) == (0, "")
    (document,) = ended.documents
    found = document["attributions"]
    for statement in found:
        for role in ("source", "cue", "content"):
            assert [text[start:end] for start, end in statement[role]] == statement["exact"][role]
    said = {(tuple(s["exact"]["source"]), s["commitment"]) for s in found}
    assert {(("The harbour master of Halden",), "asserts"), (("The coast guard",), "denies")} <= said
    assert any("mayor of Moss" in source for sources, _ in said for source in sources)


def test_odd_text_never_steers_a_terminal(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, text in enumerate(ODD.values()):
        (folder / f"{number}.txt").write_bytes((text + HARBOUR).encode())
    for number, text in enumerate(ODD.values()):
        assert run("read", f"in/{number}.txt", "--outlet", text.split(" said")[0]).code == 0
    claims = json.loads(run("claims", "--json").out)
    for command in (["reports"], ["statements"], ["claims"], ["actors"], *(["claim", c["id"]] for c in claims)):
        shown = run(*command)
        assert shown.code == 0
        assert not STEERS.search(shown.out + shown.err), command
    page = run("annotate", "--format", "html", "in").out
    assert page.count("<article") == len(ODD)
    assert not re.search("<script>alert|<b onclick", page)
    assert not STEERS.search(page.replace("\r", ""))


def test_a_hostile_file_name_is_shown_in_one_harmless_line(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in ((b"a\x1b[2J\n\xff.txt", b""), ("b\u202etxt.txt".encode(), HARBOUR.encode())):
        (folder / os.fsdecode(name)).write_bytes(data)
    ended = run("read", str(folder))
    assert (ended.code, len(ended.err.splitlines())) == (1, 2)
    assert not STEERS.search(ended.err + run("reports").out + run("statements").out)


def test_a_terminal_that_knows_less_than_unicode_gets_escapes(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The mayor of Moss said “it is over” in Ærø.\n" + HARBOUR, encoding="utf-8")
    run("read", "a.txt")
    child = process("statements", env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"})
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
    assert "\\xc6r\\xf8" in out


def test_what_is_not_stated_stays_so(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    run("read", "a.txt")
    (row,) = json.loads(run("reports", "--json").out)
    assert (row["published"], row["outlet"]) == (None, None)
    assert "not stated" in run("reports").out
    early = json.loads(run("claims", "--as-of", "1900", "--json").out)
    assert early == json.loads(run("claims", "--json").out), "what does not say when is never left out"


# --- the same again, standard input, pipes ---------------------------------------------------------------------------


def test_the_same_bytes_from_anywhere_change_no_row_but_the_log_of_arrivals(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    shutil.copy("a.txt", "copy.txt")
    assert run("read", "a.txt").code == 0
    before = counts("twosource.ledger")
    assert (before["reports"], before["claim_runs"]) == (1, 1)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(HARBOUR.encode())))
    for name in ("a.txt", "copy.txt", "-"):
        ended = run("read", name)
        assert (ended.code, ended.err) == (0, "0 read, 1 skipped (already read), 0 failed\n")
        assert counts("twosource.ledger") | {"custody": 0} == before | {"custody": 0}
    assert counts("twosource.ledger")["custody"] == len({"a.txt", "copy.txt", "-"})


@pytest.mark.parametrize(("data", "code", "number"), [(HARBOUR.encode(), 0, 1), (b"", 1, 0), (b"\xfe\x00\x01", 1, 0)])
def test_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch, data: bytes, code: int, number: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    ended = run("annotate", "-")
    assert (ended.code, len(ended.documents)) == (code, number)
    assert [line[: len("twosource: stdin")] for line in ended.problems] == ["twosource: stdin"] * code


def test_closed_standard_input_is_an_error_like_others(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    ended = run("annotate", "-")
    assert ended.code == 1
    assert "stdin: cannot be read (standard input is closed); check" in ended.problems[0]


def test_a_reader_of_our_output_may_leave(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", 28, size=20)
    child = process("annotate", str(folder))
    assert child.stdout is not None
    assert child.stderr is not None
    assert json.loads(child.stdout.readline())["doc"] == "r0"
    child.stdout.close()
    problems = child.stderr.read()
    child.stderr.close()
    assert (child.wait(timeout=60), problems) == (1, "")
