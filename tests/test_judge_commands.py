"""The commands that judge and show what was judged: what each records, and what is wrong is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.judgement_samples import ADA, BO, LEDGER, at_the_desk, claim, judgements, members, proposed, short, story
from twosource.cli import rooms
from twosource.ledger import Ledger
from twosource.model import Action

ENTERED, STRUCK, DRONE, BOATS = (claim(member).id for member in ("wire0", "wire2", "post2", "gazette2"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a ledger of the story, with these lines on standard input."""
    return at_the_desk(tmp_path, monkeypatch, capsys)


def test_every_command_that_judges(run: Any) -> None:
    report = story()[1].report
    said = ("--as", ADA, "--reason", "as the map shows")
    commands = [
        ("sign", ENTERED),
        ("overrule", short(ENTERED), "--standing", "disputed", "--credibility", "4"),
        ("reject", BOATS),
        ("unsure", DRONE),
        ("split", ENTERED, "gazette1"),
        ("merge", STRUCK, DRONE),
        ("link", STRUCK, "gazette2", "--relation", "disputes"),
        ("unlink", STRUCK, "gazette2"),
        ("set-side", "andean survey", "Peru"),
        ("set-reliability", "wire", "b"),
        ("set-report", "post", "--outlet", "Harbour Post", "--published", "not-stated"),
    ]
    for command, *rest in commands:
        ended = run("judge", command, *rest, *said)
        assert (ended.code, ended.out) == (0, ""), (command, ended.err)
        assert "Ada Quill" in ended.err
    shown = run("judge", "undo", judgements()[0].id, *said, "--json")
    assert json.loads(shown.out)["undoes"] == judgements()[0].id
    assert shown.err == ""
    made = judgements()
    assert [one.action for one in made] == list(Action)
    assert {one.reason for one in made} == {"as the map shows"}
    assert made[8].target.actor == "Andean Survey", "as the reports write it"
    assert made[10].target.report == report.id
    rows = {row["doc"]: row for row in json.loads(run("reports", "--json").out)}
    assert (rows["post"]["outlet"], rows["post"]["published"]) == ("Harbour Post", None)
    assert rows["post"]["corrected_from"] == {"outlet": "post", "published": "2031-03-05"}
    assert "corrected; it was recorded as post" in " ".join(run("reports").out.split())


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["sign", "zzz"], 1, "no claim's id begins with 'zzz'"),
        (["split", ENTERED, "nobody"], 1, "no statement's id begins with 'nobody'"),
        (["split", ENTERED, "gazette1"], 2, "split needs a reason"),
        (["overrule", ENTERED, "--reason", "x"], 2, "needs a standing"),
        (["overrule", ENTERED, "--credibility", "7", "--reason", "x"], 2, "to 6"),
        (["overrule", ENTERED, "--standing", "true", "--reason", "x"], 2, "true"),
        (["merge", ENTERED, "--reason", "x"], 2, "two different claims"),
        (["link", ENTERED, "post2", "--relation", "same", "--reason", "x"], 2, "the relation is one of"),
        (["set-side", "Nobody At All", "Peru", "--reason", "x"], 1, "nobody of the name 'Nobody At All'"),
        (["set-reliability", "Andean Survey", "G", "--reason", "x"], 2, "A to F"),
        (["set-report", "post", "--published", "last week", "--reason", "x"], 1, "not an ISO 8601 time"),
        (["set-report", "nothing", "--published", "2031", "--reason", "x"], 1, "no report's id begins with 'nothing'"),
        (["set-report", "post", "--reason", "x"], 2, "an outlet, a time"),
        (["undo", "j9", "--reason", "x"], 1, "no judgement's id begins with 'j9'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(run: Any, arguments: list[str], code: int, named: str) -> None:
    ended = run("judge", *arguments, "--as", ADA)
    assert (ended.code, ended.out) == (code, "")
    assert named in " ".join(ended.err.split())
    assert judgements() == ()


def test_what_was_undone_is_not_undone_again(run: Any) -> None:
    said = ("--as", ADA, "--reason", "x")
    run("judge", "sign", ENTERED, *said)
    run("judge", "undo", judgements()[0].id, *said)
    again = run("judge", "undo", judgements()[0].id, *said)
    assert again.code == 1
    assert f"was undone already by {ADA} ({judgements()[1].id}); undo that one to restore it" in again.err
    assert run("judge", "undo", judgements()[1].id, *said).code == 0
    assert json.loads(run("claim", ENTERED, "--json").out)["signed"]["state"] == "signed"


def test_the_feed_of_what_was_decided(run: Any) -> None:
    empty = run("judgements")
    assert empty.code == 1
    assert "twosource review" in empty.err
    run("judge", "sign", ENTERED, "--as", ADA)
    run("judge", "overrule", ENTERED, "--credibility", "5", "--as", BO, "--reason", "both saw one video")
    run("judge", "sign", STRUCK, "--as", ADA)
    run("judge", "undo", judgements()[2].id, "--as", BO, "--reason", "not her desk")
    rows = json.loads(run("judgements", "--json").out)
    assert [row["action"] for row in rows] == ["sign", "overrule", "sign", "undo"]
    assert [row["undone_by"] for row in rows] == [None, None, rows[3]["id"], None]
    assert [row["orphaned"] for row in rows] == [None] * 4
    shown = run("judgements")
    flat = " ".join(shown.out.split())
    assert "both saw one video" in flat
    assert "undone by" in flat
    assert "Ada Quill, Bo Marsh say different things; the last word counts" in " ".join(shown.err.split())
    assert "4 judgements, 2 in force" in shown.err


def test_claims_say_what_was_proposed_and_what_was_signed(run: Any) -> None:
    unsigned = {one["id"]: one for one in json.loads(run("claims", "--json").out)}
    assert {(one["signed"], len(one["judgements"])) for one in unsigned.values()} == {(None, 0)}
    run("judge", "overrule", ENTERED, "--standing", "refuted", "--as", ADA, "--reason", "old footage")
    found = {one["id"]: one for one in json.loads(run("claims", "--json").out)}
    signed = found[ENTERED].pop("signed")
    (made,) = found[ENTERED].pop("judgements")
    assert found[ENTERED] | {"signed": None, "judgements": []} == unsigned[ENTERED], "the proposal is as it was"
    assert (signed["state"], signed["by"], signed["standing"], signed["credibility"]) == (
        "overruled",
        ADA,
        "refuted",
        3,
    )
    assert (signed["reason"], signed["judgement"], signed["proposal_changed"]) == ("old footage", made["id"], False)
    assert "corroborated (overruled)" in " ".join(run("claims").out.split())
    note = " ".join(run("claim", ENTERED).out.split())
    assert "Standing: corroborated · grade F3 (proposed)" in note
    assert "Overruled by Ada Quill" in note
    assert "refuted" in note


def test_recorded_claims_are_those_of_the_judgements_in_force(run: Any) -> None:
    with Ledger.open(LEDGER) as ledger:
        rooms.record(ledger)
    run("judge", "merge", STRUCK, DRONE, "--as", ADA, "--reason", "one raid")
    with Ledger.open(LEDGER) as ledger:
        assert len(rooms.claims(ledger)[0]) == len(proposed()) - 1
        rooms.record(ledger)
        assert members(claim("wire2", rooms.claims(ledger)[0])) == ["wire2", "post2", "gazette0"]
    run("judge", "undo", judgements()[0].id, "--as", ADA, "--reason", "two raids")
    with Ledger.open(LEDGER) as ledger:
        assert rooms.claims(ledger)[0] == proposed()
