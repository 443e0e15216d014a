"""jsonl and csv: read back, they give what was written; and no file is ever there by half."""

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from tests.exports_samples import view
from tests.ledger_samples import FIRST, claim_of, full, plain
from twosource.exports import columns, csv_files, jsonl, tables
from twosource.exports.files import ExportError, whole
from twosource.ledger import Ledger

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "'=1",
    "'",
    'a "quoted", b',
    "one\ntwo\r\nthree",
]


@contextmanager
def filled(path: Path) -> Iterator[Ledger]:
    """A ledger with two reports, one of them a copy, two readings of one of them, and two runs of claims."""
    with Ledger.open(path) as ledger:
        ledger.add(full())
        ledger.add(full(doc="copy", outlet="Lakeside Post"))
        ledger.add(full(producer="samples 2"))
        ledger.add(plain())
        ledger.record_claims((claim_of(full()),), producer="links 1", inputs_digest=ledger.inputs_digest())
        ledger.record_claims((), producer="links 2", inputs_digest="0" * 64)
        yield ledger


def test_a_ledger_is_rebuilt_from_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    with filled(tmp_path / "old.ledger") as old, Ledger.open(tmp_path / "new.ledger") as new:
        jsonl.write(old, file)
        assert jsonl.read(file, new) == 6
        assert list(new.history()) == list(old.history()), "with the times of the first reading"
        assert list(new.claim_runs()) == list(old.claim_runs())
        assert list(new.reports()) == list(old.reports())
        assert new.inputs_digest() == old.inputs_digest()
        assert b"".join(jsonl.lines(new)) == file.read_bytes()
        assert jsonl.read(file, new) == 0, "reading it twice changes nothing"
        assert b"".join(jsonl.lines(new)) == file.read_bytes()


def test_the_lines_are_json_and_say_what_they_are(tmp_path: Path) -> None:
    with filled(tmp_path / "cases.ledger") as ledger:
        found = [json.loads(line) for line in jsonl.lines(ledger)]
    kinds = [line["type"] for line in found]
    assert kinds == [
        "twosource",
        "report",
        "reading",
        "report",
        "reading",
        "reading",
        "report",
        "reading",
        "claims",
        "claims",
        "end",
    ]
    assert found[0]["format"] == 1
    assert found[1] == {"type": "report", "id": full().report.id, "sha256": full().report.sha256, "text": FIRST}
    none = dict.fromkeys(("custody", "original", "judgement", "layer", "story"), 0)
    assert found[-1] == {"type": "end", "report": 3, "reading": 4, "claims": 2, **none}
    assert "commitment" not in found[2]["reading"]["statements"][2], "not read yet"
    assert found[2]["reading"]["statements"][1]["channel"] is None, "not stated"


def test_a_file_that_was_cut_short_is_recognised(tmp_path: Path) -> None:
    with filled(tmp_path / "cases.ledger") as ledger:
        lines = list(jsonl.lines(ledger))
    cut, damaged = tmp_path / "cut.jsonl", tmp_path / "damaged.jsonl"
    cases = {
        "was cut short after line 10": lines[:-1],
        "line 11 is not of this format": [*lines[:-1], lines[-1][:-5]],
        "lacks lines that its last line counts": [*lines[:-3], *lines[-2:]],
        "has format 99": [b'{"type":"twosource","format":99}\n', *lines[1:]],
        "line 1 is not of this format": [b"words\n"],
        "line 2 is not of this format": [lines[0], lines[2]],
        "was cut short after line 0": [],
    }
    for number, (message, kept) in enumerate(cases.items()):
        cut.write_bytes(b"".join(kept))
        with Ledger.open(tmp_path / f"new{number}.ledger") as new, pytest.raises(ExportError, match=message) as caught:
            jsonl.read(cut, new)
        assert str(cut) in str(caught.value)
    damaged.write_bytes(b"".join(lines).replace(b"Harbour Wire could not", b"Harbour Wire should not"))
    with (
        Ledger.open(tmp_path / "damaged.ledger") as new,
        pytest.raises(Exception, match="SHA-256 is not that of its text"),
    ):
        jsonl.read(damaged, new)
    with Ledger.open(tmp_path / "none.ledger") as new, pytest.raises(ExportError, match=r"none\.jsonl cannot be read"):
        jsonl.read(tmp_path / "none.jsonl", new)


def rows_of(file: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(file))


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return rows_of(file)


def test_the_tables_hold_the_ledger(tmp_path: Path) -> None:
    csv_files.write(view([full(), plain()], [claim_of(full())]), tmp_path / "out")
    reports, statements, claims, members, events = (read_table(tmp_path / "out", name) for name in columns.TABLES)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "claims.csv",
        "datapackage.json",
        "events.csv",
        "members.csv",
        "reports.csv",
        "statements.csv",
    ]
    assert [(row["doc"], row["outlet"], row["published"], row["statements"]) for row in reports] == [
        ("wire", "Harbour Wire", "2031-03-04", "3"),
        ("sample", "", "", "1"),
    ]
    said, denied, note, own = statements
    assert said["report"] == reports[0]["id"]
    assert (said["actor"], said["side"], said["commitment"], said["content"]) == (
        "Arvonian navy", "Arvonia", "asserts", "two patrol boats had left the Strait of Merrow 🚢, “as agreed”, after 40 days",
    )  # fmt: skip
    ((start, end),) = json.loads(said["content_spans"])
    assert FIRST[start:end] == said["content"]
    assert json.loads(said["quantities"])[0]["value"] == 40
    assert (denied["channel"], denied["places"], note["channel"], note["places"]) == (
        "",
        "[]",
        "not read yet",
        "not read yet",
    )
    assert (own["actor"], own["source"], own["source_spans"]) == ("not read yet", "", "[]")
    assert (claims[0]["standing"], claims[0]["credibility"], json.loads(claims[0]["disputed_by"])) == (
        "disputed",
        "6",
        [denied["id"]],
    )
    assert [(row["statement"], row["role"], row["relation"]) for row in members] == [
        (said["id"], "member", "same"),
        (denied["id"], "disputed_by", "disputes"),
        (note["id"], "unable_to_verify", ""),
    ]
    ((event,)) = events
    assert (event["claim"], event["place"], event["latitude"], event["disputed"]) == (
        claims[0]["id"],
        "Strait of Merrow",
        "",
        "true",
    ), "an area has no point"
    assert (event["date_start"], event["date_end"], json.loads(event["denied_by"])) == (
        "2031-03-04",
        "2031-03-04",
        ["Keldmark's coast guard"],
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_is_a_formula(tmp_path: Path, hostile: str) -> None:
    text = f"{hostile} is what it says here"
    reading = plain(text, outlet=hostile, title=hostile)
    whole_text = replace(reading.statements[0], content=(type(reading.statements[0].content[0])(0, len(text)),))
    claim = replace(claim_of(full()), label=hostile)
    csv_files.write(view([replace(reading, statements=(whole_text,)), full()], [claim]), tmp_path)
    (report, _), (statement, *_), (made,) = (read_table(tmp_path, name) for name in ("reports", "statements", "claims"))
    for row in (report, statement, made):
        for value in row.values():
            assert value[:1] not in set("=+-@\t\r\n＝＋－＠"), value
    assert [tables.plain(one) for one in (report["outlet"], report["title"], made["label"])] == [hostile] * 3
    assert tables.plain(statement["content"]) == text


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
@example(text="=cmd|' /C calc'!A0")
@example(text="a\x00b")
@example(text="\ufeffa")
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([tables.cell(text), "x"])
    file.seek(0)
    ((first, _),) = csv.reader(file)
    assert tables.plain(first) == text
    assert first[:1] not in tables.DANGEROUS - {"'"}


def test_numbers_and_emptiness_in_cells() -> None:
    assert [tables.cell(value) for value in (-3.25, 6, True, None, UNSET, (), ["=x"])] == [
        "-3.25", "6", "true", "", "not read yet", "[]", '["=x"]',
    ]  # fmt: skip


def test_the_tables_in_a_zip_file(tmp_path: Path) -> None:
    csv_files.write(view([full()], [claim_of(full())]), tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == [*(f"{name}.csv" for name in columns.TABLES), "datapackage.json"]
        assert archive.read("reports.csv").startswith(b"\xef\xbb\xbfid,")
        with archive.open("statements.csv") as raw:
            assert len(rows_of(io.TextIOWrapper(raw, "utf-8-sig", newline=""))) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


class BrokenError(Exception):
    """Something goes wrong in the middle."""


def breaking(count: int) -> Iterator[Any]:
    for _ in range(count):
        yield full()
    raise BrokenError


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_export_that_fails_leaves_the_earlier_one(tmp_path: Path, name: str) -> None:
    csv_files.write(view([full()], []), tmp_path / name)
    before = sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())
    broken = replace(view([full()], []), readings=breaking(3))
    with pytest.raises(BrokenError):
        csv_files.write(broken, tmp_path / name)
    assert sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_whole_file_or_the_one_before(tmp_path: Path) -> None:
    target, halves = tmp_path / "out.txt", breaking(0)
    with whole(target) as part:
        part.write_text("first")
    with pytest.raises(BrokenError), whole(target) as part:
        part.write_text(next(halves))
    assert target.read_text() == "first"
    with (
        pytest.raises(ExportError, match=r"out\.txt was not written \(No space left on device\).*untouched"),
        whole(target),
    ):
        raise OSError(28, os.strerror(28))
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_link_is_followed_and_a_device_is_left(tmp_path: Path) -> None:
    target, link = tmp_path / "out.txt", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with whole(link) as part:
        part.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    with whole(Path("/dev/null")) as part:
        part.write_bytes(b"nothing")
    assert Path("/dev/null").is_char_device()


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="is a folder: name a file"), whole(tmp_path):
        pass
    with pytest.raises(ExportError, match="was not written"), whole(tmp_path / "nowhere" / "x") as part:
        part.write_text("x")
    with pytest.raises(ExportError, match="was not written"):
        csv_files.write(view([], []), tmp_path / "file")
    with pytest.raises(ExportError, match="was not written"):
        csv_files.write(view([], []), tmp_path / "nowhere" / "x.zip")
