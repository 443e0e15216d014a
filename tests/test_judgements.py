"""Judgements: what can be said, how it is kept, and that undoing brings everything back."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from tests.judgement_samples import ADA, BO, WHY, claim, proposed, story
from tests.test_ledger import target as target  # noqa: PLC0414 - the fixture: every database that there is
from twosource.exports import jsonl
from twosource.ledger import Ledger, LedgerError, UnfitError
from twosource.linking.decisions import Decisions
from twosource.model import Action, Judgement, RelationType, StandingTerm, Target, Value, judging
from twosource.model.judgement import problem_of


class Clock:
    """Stands still until it is moved."""

    now = datetime(2031, 3, 7, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(target: str, clock: Clock) -> Any:
    with Ledger.open(target, clock=clock) as opened:
        for reading in story():
            opened.add(reading)
        yield opened


def every_action() -> list[Judgement]:
    """One judgement of each kind."""
    entered, struck = claim("wire0"), claim("wire2")
    return [
        judging.sign(entered, who=ADA),
        judging.overrule(entered, who=ADA, reason=WHY, standing=StandingTerm.DISPUTED, credibility=4),
        judging.reject(entered, who=ADA, reason=WHY),
        judging.unsure(entered, who=ADA),
        judging.split(entered, ["gazette1"], who=ADA, reason=WHY),
        judging.merge([entered, struck], who=ADA, reason=WHY),
        judging.link(entered, ["post2"], RelationType.DISPUTES, who=ADA, reason=WHY),
        judging.unlink(entered, ["wire1"], who=ADA, reason=WHY),
        judging.set_side("Andean Survey", "Peru", who=ADA, reason=WHY),
        judging.set_reliability("Andean Survey", "b", who=ADA, reason=WHY),
        judging.set_report(story()[0].report.id, who=ADA, reason=WHY, outlet="The Other Wire", published=None),
        judging.undo("j1", who=ADA, reason=WHY),
    ]


def test_there_is_one_of_each_kind() -> None:
    assert [one.action for one in every_action()] == list(Action)
    assert [problem_of(one) for one in every_action()] == [None] * len(Action)


@pytest.mark.parametrize("one", every_action(), ids=lambda one: one.action)
def test_a_judgement_has_a_name_and_a_reason_where_it_disagrees(one: Judgement) -> None:
    assert "name" in (problem_of(replace(one, who=" ")) or "")
    without = problem_of(replace(one, reason=" "))
    assert (without is None) == (one.action in {Action.SIGN, Action.UNSURE})


@pytest.mark.parametrize("one", every_action(), ids=lambda one: one.action)
def test_a_judgement_needs_what_it_is_about(one: Judgement) -> None:
    assert problem_of(replace(one, target=Target(), undoes=None)) is not None


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (judging.overrule(claim("wire0"), who=ADA, reason=WHY), "a standing, a credibility or both"),
        (judging.overrule(claim("wire0"), who=ADA, reason=WHY, credibility=7), "1 to 6"),
        (judging.set_reliability("Andean Survey", "G", who=ADA, reason=WHY), "A to F"),
        (judging.set_report("r", who=ADA, reason=WHY), "an outlet, a time"),
        (judging.split(claim("wire0"), ["wire0", "post0", "gazette1"], who=ADA, reason=WHY), "not all of them"),
        (judging.split(claim("wire0"), ["post2"], who=ADA, reason=WHY), "members of the claim"),
        (judging.merge([claim("wire0"), claim("wire0")], who=ADA, reason=WHY), "two different claims"),
        (judging.link(claim("wire0"), ["post2"], RelationType.SAME, who=ADA, reason=WHY), "relation is one of"),
    ],
)
def test_what_cannot_be_is_refused(one: Judgement, said: str, ledger: Ledger) -> None:
    assert said in (problem_of(one) or "")
    with pytest.raises(UnfitError, match="not recorded"):
        ledger.judge(one)
    assert ledger.judgements() == ()


def test_what_goes_in_comes_out_with_time_and_id_in_order(ledger: Ledger) -> None:
    first = ledger.judge(every_action()[0])
    made = [first, *(ledger.judge(one) for one in every_action()[1:-1])]
    made.append(ledger.judge(judging.undo(first.id, who=BO, reason=WHY)))
    assert ledger.judgements() == tuple(made)
    assert len({one.id for one in made}) == len(made)
    assert {one.day for one in made} == {"2031-03-07"}
    assert [replace(one, id="", at="") for one in made[:-1]] == every_action()[:-1]


def test_the_same_word_twice_in_one_moment_is_two_judgements(ledger: Ledger) -> None:
    one = judging.sign(claim("wire0"), who=ADA)
    made = [ledger.judge(one) for _ in range(3)]
    assert len({each.id for each in made}) == 3
    assert len(ledger.judgements()) == 3


def test_the_second_clock(ledger: Ledger, clock: Clock) -> None:
    signed = ledger.judge(judging.sign(claim("wire0"), who=ADA))
    clock.now = datetime(2031, 3, 9, tzinfo=UTC)
    ledger.judge(judging.undo(signed.id, who=ADA, reason=WHY))
    assert ledger.judgements(read_by="2031-03-06") == ()
    assert Decisions.of(ledger.judgements(read_by="2031-03-08")).effective == (signed,)
    assert Decisions.of(ledger.judgements()).effective == ()
    with pytest.raises(ValueError, match="not an ISO"):
        ledger.judgements(read_by="then")


def test_nothing_is_undone_that_is_not_there(ledger: Ledger) -> None:
    with pytest.raises(UnfitError, match="no such judgement"):
        ledger.judge(judging.undo("jnothing", who=ADA, reason=WHY))


def test_a_time_of_publication_has_to_be_one(ledger: Ledger) -> None:
    with pytest.raises(UnfitError, match="not an ISO 8601 time"):
        ledger.judge(judging.set_report("r", who=ADA, reason=WHY, published="last week"))


def test_the_database_refuses_changes(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "cases.ledger") as ledger:
        ledger.judge(judging.sign(claim("wire0"), who=ADA))
    connection = sqlite3.connect(tmp_path / "cases.ledger")
    for sql in (
        "UPDATE judgements SET who = 'somebody'",
        "DELETE FROM judgements",
        "INSERT OR REPLACE INTO judgements SELECT * FROM judgements",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only: judgements"):
            connection.execute(sql)
    connection.close()


def test_every_database_refuses_changes(ledger: Ledger) -> None:
    ledger.judge(judging.sign(claim("wire0"), who=ADA))
    for sql in ("UPDATE judgements SET who = 'somebody'", "DELETE FROM judgements"):
        with pytest.raises(LedgerError, match="append-only"), ledger.writes() as connection:
            connection.execute(text(sql))


def test_an_export_holds_every_judgement_and_gives_it_back(tmp_path: Path, ledger: Ledger) -> None:
    first = ledger.judge(judging.sign(claim("wire0"), who=ADA))
    ledger.judge(judging.undo(first.id, who=BO, reason="mistaken"))
    jsonl.write(ledger, tmp_path / "all.jsonl")
    last = msgspec.json.decode((tmp_path / "all.jsonl").read_bytes().splitlines()[-1])
    counted = {"report": 3, "reading": 3, "judgement": 2, "claims": 0}
    assert counted.items() <= last.items()
    with Ledger.open(tmp_path / "other.ledger") as other:
        assert jsonl.read(tmp_path / "all.jsonl", other) == 5
        assert jsonl.read(tmp_path / "all.jsonl", other) == 0, "reading it twice changes nothing"
        assert other.judgements() == ledger.judgements()


def test_an_export_from_before_judgements_is_still_read(tmp_path: Path, ledger: Ledger) -> None:
    jsonl.write(ledger, tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8")
    (tmp_path / "all.jsonl").write_text(lines.replace('"judgement":0,', ""), encoding="utf-8")
    with Ledger.open(tmp_path / "other.ledger") as other:
        assert jsonl.read(tmp_path / "all.jsonl", other) == 3


def test_a_corrected_report_is_listed_as_it_is_and_as_it_was_recorded(ledger: Ledger) -> None:
    (wrong,) = [row for row in ledger.reports() if row.doc == "wire"]
    ledger.judge(judging.set_report(wrong.id, who=ADA, reason=WHY, outlet="Northern Wire", published="2031-03-06"))
    (row,) = [row for row in ledger.reports() if row.doc == "wire"]
    assert (row.id, row.outlet, row.published) == (wrong.id, "Northern Wire", "2031-03-06")
    assert row.corrected_from == {"outlet": "wire", "published": "2031-03-04"}
    assert [one.corrected_from for one in ledger.reports() if one.doc != "wire"] == [None, None]
    (held,) = [one for one in ledger.history() if one.reading.report.doc == "wire"]
    assert held.reading.report.outlet == "wire", "the wrong record stays on file"


def test_as_of_a_moment_goes_by_the_corrected_time(ledger: Ledger) -> None:
    rows = {row.doc: row.id for row in ledger.reports()}
    later = ledger.judge(judging.set_report(rows["wire"], who=ADA, reason=WHY, published="2031-03-06"))
    ledger.judge(judging.set_report(rows["gazette"], who=ADA, reason=WHY, published="2031-03-04"))
    assert {row.doc for row in ledger.reports(published_by="2031-03-04")} == {"gazette"}
    assert {one.report.doc for one in ledger.readings(published_by="2031-03-04")} == {"gazette"}
    digest = ledger.inputs_digest(published_by="2031-03-04")
    ledger.judge(judging.undo(later.id, who=ADA, reason=WHY))
    assert {row.doc for row in ledger.reports(published_by="2031-03-04")} == {"gazette", "wire"}
    assert ledger.inputs_digest(published_by="2031-03-04") != digest
    assert {row.doc for row in ledger.reports(published_by="2031-03-04", read_by="2031-03-06")} == set()


def test_three_kinds_of_emptiness_of_a_correction(ledger: Ledger) -> None:
    identity = story()[0].report.id
    unknown = ledger.judge(judging.set_report(identity, who=ADA, reason=WHY, published=None))
    assert msgspec.to_builtins(unknown.value) == {"published": None}, "an outlet left as it is has no key"
    assert ledger.judgements()[0].value == Value(published=None)
    (row,) = [row for row in ledger.reports(published_by="2031-03-01") if row.doc == "wire"]
    assert row.published is None, "what does not say when is part of every picture"


def test_proposals_are_those_of_the_program() -> None:
    assert [one.judgements for one in proposed()] == [()] * len(proposed())
