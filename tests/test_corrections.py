"""Corrections and retractions from the file to the list of changes: notices in texts, statuses in rows, the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input_samples import run  # noqa: F401 - a fixture
from twosource.model import FurnitureKind, PubStatus, Report
from twosource.readers import ReadError
from twosource.readers.reading import read_bytes

WIRE = "https://wire.example/1"
SAID = (
    "Thirty people were killed when rockets struck the port of Lisbon on Tuesday, the Portuguese defence ministry said."
)
NOTE = "Correction: An earlier version of this story said that thirty people were killed; the figure is 21."
ROWS: list[dict[str, Any]] = [
    {"doc": "wire", "url": WIRE, "outlet": "Northern Wire", "published": "2031-03-04T08:00Z", "text": SAID},
    {"doc": "wire", "url": WIRE, "outlet": "Northern Wire", "published": "2031-03-04T08:00Z",
     "updated": "2031-03-05T09:00Z", "text": f"{SAID.replace('Thirty', 'Twenty-one')}\n\n{NOTE}"},
    {"doc": "cancel", "url": WIRE, "outlet": "Northern Wire", "updated": "2031-03-06T10:00Z", "pubStatus": "canceled"},
]  # fmt: skip


def reports(*rows: dict[str, Any]) -> list[Report | ReadError]:
    return list(read_bytes("\n".join(map(json.dumps, rows)).encode(), name="rows.jsonl"))


def test_a_row_gives_version_update_and_status() -> None:
    row = ROWS[1] | {"version": 2, "pub_status": "usable"}
    (made,) = reports(row)
    assert isinstance(made, Report)
    assert (made.version, made.updated, made.pub_status) == (2, "2031-03-05T09:00Z", PubStatus.USABLE)
    assert {"version", "updated", "pub_status"} <= set(made.stated)


def test_a_notice_needs_no_text_but_must_say_what_it_is_of() -> None:
    (made,) = reports(ROWS[2])
    assert isinstance(made, Report)
    assert (made.text, made.withdrawn) == ("", True)
    blank, nothing, odd = reports(
        ROWS[2] | {"text": " \n"}, {"pub_status": "canceled"}, {"doc": "a", "text": "b", "pub_status": "gone"}
    )
    assert isinstance(blank, Report)
    assert blank.text == ""
    assert isinstance(nothing, ReadError)
    assert "does not say which report is" in str(nothing)
    assert isinstance(odd, ReadError)
    (usable,) = reports({"doc": "a", "text": "", "pub_status": "usable"})
    assert isinstance(usable, ReadError), "only a notice may be empty"


def test_the_same_text_usable_and_canceled_is_two_records() -> None:
    one, other, later = reports(
        ROWS[0], ROWS[0] | {"pub_status": "canceled"}, ROWS[0] | {"pub_status": "canceled", "updated": "2031-03-07"}
    )
    assert isinstance(one, Report)
    assert isinstance(other, Report)
    assert isinstance(later, Report)
    assert len({one.id, other.id, later.id}) == 3


def test_a_page_says_when_it_was_changed() -> None:
    page = (
        '<html><head><meta property="article:published_time" content="2031-03-04T08:00Z">'
        '<meta property="article:modified_time" content="2031-03-05T09:00Z"></head>'
        f"<body><article><h1>Rockets strike the port</h1><p>{SAID}</p><p>{SAID}</p></article></body></html>"
    )
    (made,) = read_bytes(page.encode(), name="page.html")
    assert isinstance(made, Report)
    assert (made.published, made.updated) == ("2031-03-04T08:00Z", "2031-03-05T09:00Z")


def test_a_notice_in_the_text_is_marked_and_not_read_as_reporting(read: Any) -> None:
    (made,) = reports(ROWS[1])
    assert isinstance(made, Report)
    assert [(piece.kind, piece.span.of(made.text)) for piece in made.furniture] == [(FurnitureKind.CORRECTION, NOTE)]
    reading = read(made.text, furniture=made.furniture)
    assert reading.statements
    assert not [one for one in reading.statements if "earlier version" in one.content[0].of(made.text)]


@pytest.fixture
def desk(run: Any, tmp_path: Path) -> Any:  # noqa: F811
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    assert run("read", "rows.jsonl").code == 0
    return run


def test_what_changed_between_two_moments(desk: Any) -> None:
    found = json.loads(desk("changes", "--since", "2031-03-05 Europe/Lisbon", "--until", "2031-03-05", "--json").out)
    assert [one["kind"] for one in found] == ["report-version", "correction-notice"]
    version, notice = found
    assert "“Thirty people were killed" in version["why"]
    assert [one["doc"] for one in version["statements"]] == ["wire"]
    assert notice["now"] == NOTE
    later = json.loads(desk("changes", "--since", "2031-03-06", "--json").out)
    assert [one["kind"] for one in later] == ["report-withdrawn", "claim-gone"]
    assert later[0]["at"] == "2031-03-06T10:00:00.000000Z"
    assert desk("changes", "--since", "2031-03-07").code == 1


def test_the_listings_tell_versions_and_withdrawals(desk: Any) -> None:
    shown = json.loads(desk("reports", "--json").out)
    assert [(row["version"], row["status"]) for row in shown] == [(2, "canceled"), (3, "canceled")]
    every = json.loads(desk("reports", "--all-versions", "--json").out)
    assert [(row["version"], row["status"]) for row in every] == [(1, "superseded"), (2, "canceled"), (3, "canceled")]
    assert json.loads(desk("claims", "--json").out) == []
    assert len(json.loads(desk("claims", "--as-of", "2031-03-05T11:00 Europe/Kyiv", "--json").out)) == 1
    assert json.loads(desk("statements", "--json").out) == []
    assert len(json.loads(desk("statements", "--all-versions", "--json").out)) >= 2
    assert json.loads(desk("claims", "--read-by", "2020", "--json").out) == []


@pytest.mark.parametrize(("option", "words"), [("--as-of", "no time zone"), ("--read-by", "no time zone")])
def test_an_unknown_zone_is_an_error_of_the_option(desk: Any, option: str, words: str) -> None:
    ended = desk("claims", option, "2031-03-05T11:00 Lisbon")
    assert ended.code == 2
    assert option in ended.err
    assert words in ended.err
