"""hxl, the data package and parquet: read back with libhxl, frictionless and pyarrow."""

import csv
import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hxl
import pyarrow as pa
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pyarrow import parquet as pq

from tests.exports_samples import killed, shelling, view
from tests.ledger_samples import claim_of, full, plain
from twosource.exports import columns, csv_files, parquet, tables
from twosource.exports.files import ExportError
from twosource.exports.view import View, view_of
from twosource.ledger import Ledger, picture

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
STARTS = st.sampled_from(
    ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n", "'", '"', "＝1", "a,b", ""]
)


def samples() -> View:
    reading, claim = shelling(dead=[killed(12.0, "at least")])
    return view([full(), plain(), reading], [claim_of(full()), claim])


def errors_of(path: Path) -> list[str]:
    """What libhxl's own schema finds wrong; hints ("info") are none."""
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
        report = hxl.validate(source)
    return [one for one in report["issues"] if one["severity"] == "error"]


def check_hxl(folder: Path) -> None:
    for name, listed in columns.TABLES.items():
        path = folder / f"{name}.csv"
        assert errors_of(path) == [], name
        with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
            assert source.headers == [column.name for column in listed]
            assert len(source.tags) == len(listed)
            assert len({column.display_tag for column in source.columns}) == len(listed), "each tag is one column's"


def check_package(folder: Path) -> dict[str, list[dict[str, Any]]]:
    found = Package(str(folder / "datapackage.json"))
    report = found.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    return {resource.name: [row.to_dict() for row in resource.read_rows()] for resource in found.resources}  # type: ignore[attr-defined]


def test_hxl_has_a_row_of_tags_that_libhxl_understands(tmp_path: Path) -> None:
    csv_files.write_hxl(samples(), tmp_path)
    check_hxl(tmp_path)
    assert not (tmp_path / "datapackage.json").exists()
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][rows[0].index("killed_low")] == "#affected+killed+min"
    assert rows[3][rows[0].index("killed_low")] == "12"


def test_a_wrong_value_is_noticed_by_the_hxl_schema(tmp_path: Path) -> None:
    csv_files.write_hxl(samples(), tmp_path)
    path = tmp_path / "events.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2031-03-04,", ",some day,"), encoding="utf-8")
    assert errors_of(path)


def test_the_data_package_is_valid_and_gives_typed_values(tmp_path: Path) -> None:
    csv_files.write(samples(), tmp_path)
    found = check_package(tmp_path)
    said, denied, note = found["statements"][:3]
    assert (said["actor"], denied["channel"], note["channel"]) == ("Arvonian navy", None, None)
    assert (denied["places"], note["places"]) == ([], None)
    (event,) = (row for row in found["events"] if row["claim"] == "c-shelling")
    assert event["date_start"] == date(2031, 3, 4)
    assert (float(event["latitude"]), event["killed"], int(event["killed_low"])) == (59.4583, None, 12)
    assert found["reports"][0]["published_until"].date() == date(2031, 3, 4)


def test_keys_that_lead_nowhere_are_noticed(tmp_path: Path) -> None:
    csv_files.write(samples(), tmp_path)
    path = tmp_path / "members.csv"
    path.write_bytes(path.read_bytes().replace(b"c-shelling", b"c-nowhere", 1))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert "foreign-key" in {one for (one,) in report.flatten(["type"])}


@given(first=STARTS, text=HOSTILE)
def test_no_cell_of_any_table_is_a_formula(first: str, text: str) -> None:
    reading, claim = shelling()
    hostile = first + text
    report = replace(reading.report, title=hostile, outlet=hostile or None, byline=(hostile,))
    seen = view([replace(reading, report=report)], [replace(claim, label=hostile)])
    for name, row in tables.rows(seen):
        file = io.StringIO(newline="")
        csv.writer(file).writerow([tables.cell(value) for value in row.values()])
        file.seek(0)
        (cells,) = csv.reader(file)
        for column, cell in zip(row, cells, strict=True):
            if not isinstance(row[column], int | float):
                assert cell[:1] not in set("=+-@\t\r\n＝＋－＠"), (name, column, cell)
        assert name != "claims" or tables.plain(cells[list(row).index("label")]) == hostile


def test_parquet_is_typed_and_keeps_three_kinds_of_emptiness(tmp_path: Path) -> None:
    parquet.write(samples(), tmp_path / "out")
    found = {name: pq.read_table(tmp_path / "out" / f"{name}.parquet") for name in columns.TABLES}
    schema = found["statements"].schema
    assert schema.field("commitment").type == pa.dictionary(pa.int32(), pa.string())
    assert found["reports"].schema.field("published_from").type == pa.timestamp("us", tz="UTC")
    assert found["events"].schema.field("date_start").type == pa.date32()
    said, denied, note = found["statements"].to_pylist()[:3]
    assert (denied["channel"], denied["places"]) == (None, [])
    assert (note["channel"], note["places"]) == (None, None)
    assert ("channel" in denied["not_read_yet"], "channel" in note["not_read_yet"]) == (False, True)
    assert said["content_spans"] == [list(span) for span in full().statements[0].content]
    assert found["reports"].to_pylist()[0]["published_from"] == datetime(2031, 3, 4, tzinfo=UTC)
    (event,) = (row for row in found["events"].to_pylist() if row["claim"] == "c-shelling")
    assert (event["date_start"], event["killed_low"], event["killed"]) == (date(2031, 3, 4), 12.0, None)


def test_parquet_without_pyarrow_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pyarrow is not installed; run: pip install .twosource\[parquet\]"):
        parquet.write(samples(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_samples_as_tables(sample_ledger: Path, tmp_path: Path) -> None:
    with Ledger.open(sample_ledger, create=False) as book:
        seen = view_of(book, picture(book))
        csv_files.write(seen, tmp_path / "csv")
        csv_files.write_hxl(seen, tmp_path / "hxl")
        parquet.write(seen, tmp_path / "parquet")
    found = check_package(tmp_path / "csv")
    check_hxl(tmp_path / "hxl")
    for name, rows in found.items():
        assert pq.read_table(tmp_path / "parquet" / f"{name}.parquet").num_rows == len(rows) > 0
    assert json.loads((tmp_path / "csv" / "datapackage.json").read_text())["as_of"] is None


def test_one_claim_alone_has_all_that_its_keys_lead_to(sample_ledger: Path, tmp_path: Path) -> None:
    with Ledger.open(sample_ledger, create=False) as book:
        seen = picture(book)
        chosen = max(seen.claims, key=lambda one: len(one.disputed_by))
        csv_files.write(view_of(book, seen, claim=chosen), tmp_path)
    found = check_package(tmp_path)
    assert [row["id"] for row in found["claims"]] == [chosen.id]
    assert 0 < len(found["statements"]) < sum(len(reading.statements) for reading in seen.readings)
