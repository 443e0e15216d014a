"""The picture at a moment: stories are the unit of linking, and what did not change is not linked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.linking_samples import ECUADOR_ARMY, PERU_ARMY, PERU_MINISTRY, SURVEY, Paper
from twosource.ledger import Ledger, picture, record, schema
from twosource.ledger.picture import told_once
from twosource.ledger.storybook import PRODUCER
from twosource.model import Claim, Commitment, Member, Reading, RelationType, judging

BORDER = (
    "The river town of Zarumilla lies on the Peruvian bank, where customs officers and traders had fled the shelling"
)
MINE = "The copper pit of Cerro Verde near Arequipa had been shut since miners struck over dust masks and unpaid shifts"


def border(name: str, day: int, *, denied: bool = False) -> Reading:
    paper = Paper(name, day=day).own(BORDER)
    if denied:
        paper.says(ECUADOR_ARMY, "Peruvian troops had entered Zarumilla", commitment=Commitment.DENIES)
    else:
        paper.says(PERU_MINISTRY, "Peruvian troops had entered Zarumilla")
    return paper.reading()


def mine(name: str, day: int) -> Reading:
    paper = Paper(name, day=day).own(MINE)
    return paper.says(SURVEY, "nine miners had died at Cerro Verde", numbers=[(9, "miners")]).reading()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "cases.ledger") as ledger:
        for reading in (border("Andina", 3), mine("Correo", 3), border("Hoy", 4, denied=True)):
            ledger.add(reading)
        yield ledger


def runs(book: Ledger) -> int:
    with book.reads() as connection:
        return connection.execute(select(func.count()).select_from(schema.claim_runs)).scalar_one()


def docs(book: Ledger) -> set[frozenset[str]]:
    seen = picture(book)
    by_id = {reading.report.id: reading.report.doc for reading in seen.readings}
    return {frozenset(by_id[key] for key in story.reports) for story in seen.stories}


def test_reports_of_one_matter_are_one_story_before_and_after_recording(book: Ledger) -> None:
    before = picture(book)
    assert docs(book) == {frozenset({"Andina", "Hoy"}), frozenset({"Correo"})}
    assert record(book) == 2
    after = picture(book)
    assert (after.stories, after.claims) == (before.stories, before.claims)
    assert record(book) == 0, "nothing changed, nothing was linked"


def test_the_claims_of_the_stories_are_those_of_the_picture(book: Ledger) -> None:
    seen = picture(book)
    assert [claim.id for claim in seen.claims] == [key for story in seen.stories for key in story.claims]
    assert all(claim.standing is not None for claim in seen.claims)


def test_a_report_links_its_own_story_and_no_other(book: Ledger) -> None:
    record(book)
    mines = {claim for claim in picture(book).claims if "miners" in claim.label}
    book.add(border("El Comercio", 5))
    before = runs(book)
    assert record(book) == 1
    assert runs(book) == before + 1
    seen = picture(book)
    assert docs(book) == {frozenset({"Andina", "Hoy", "El Comercio"}), frozenset({"Correo"})}
    assert mines <= set(seen.claims)


def test_an_interrupted_linking_goes_on(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str | None] = []
    kept = book.record_claims

    def once(*args: object, **values: object) -> bool:
        if made:
            raise KeyboardInterrupt
        made.append(str(values["story"]))
        return kept(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(book, "record_claims", once)
    with pytest.raises(KeyboardInterrupt):
        record(book)
    monkeypatch.undo()
    assert record(book) == 1, "the other story"
    assert record(book) == 0


def test_as_of_a_day_the_story_has_what_had_been_published(book: Ledger) -> None:
    record(book)
    seen = picture(book, published_by="2031-03-03")
    assert {reading.report.doc for reading in seen.readings} == {"Andina", "Correo"}
    entered = next(claim for claim in seen.claims if "entered" in claim.label)
    assert entered.disputed_by == ()
    now = next(claim for claim in picture(book).claims if claim.id == entered.id)
    assert now.disputed_by
    assert {story.id for story in seen.stories} == {story.id for story in picture(book).stories}


def test_one_story_alone(book: Ledger) -> None:
    record(book)
    whole = picture(book)
    for story in whole.stories:
        alone = picture(book, story=story.id)
        assert alone.stories == (story,)
        assert [claim.id for claim in alone.claims] == list(story.claims)


def test_a_judgement_reaches_its_story_and_no_other(book: Ledger) -> None:
    record(book)
    before = runs(book)
    book.judge(judging.set_side(PERU_MINISTRY.name, "Chile", who="Ada", reason="a test"))
    assert record(book) == 1
    assert runs(book) == before + 1
    origins = {origin.side for claim in picture(book).claims for origin in claim.origins if "entered" in claim.label}
    assert origins == {"Chile"}


def test_an_opinion_on_a_claim_links_nothing_again_and_is_shown(book: Ledger) -> None:
    record(book)
    entered = next(claim for claim in picture(book).claims if "entered" in claim.label)
    book.judge(judging.sign(entered, who="Ada"))
    assert record(book) == 0
    assert [one.who for claim in picture(book).claims if claim.id == entered.id for one in claim.judgements] == ["Ada"]


def test_merging_claims_of_two_stories_makes_them_one(book: Ledger) -> None:
    record(book)
    seen = picture(book)
    entered = next(claim for claim in seen.claims if "entered" in claim.label)
    died = next(claim for claim in seen.claims if "miners had died" in claim.label)
    book.judge(judging.merge([entered, died], who="Ada", reason="a test of what nobody would do"))
    record(book)
    assert docs(book) == {frozenset({"Andina", "Hoy", "Correo"})}
    merged = next(claim for claim in picture(book).claims if claim.id == entered.id)
    assert {m.statement for m in entered.members + died.members} <= {m.statement for m in merged.members}


def test_a_value_of_a_claim_is_kept_once(book: Ledger) -> None:
    record(book)
    book.judge(judging.set_reliability(PERU_MINISTRY.name, "B", who="Ada", reason="a test"))
    record(book)
    with book.reads() as connection:
        values = connection.execute(select(func.count()).select_from(schema.claim_values)).scalar_one()
        listed = connection.execute(select(func.count()).select_from(schema.claims)).scalar_one()
    assert values < listed


def test_every_report_has_one_story_and_the_reason(book: Ledger) -> None:
    record(book)
    members = schema.story_members
    with book.reads() as connection:
        rows = connection.execute(select(members).where(members.c.producer == PRODUCER)).all()
    assert len(rows) == len({row.report_id for row in rows}) == 3
    assert all(row.reason for row in rows)


def test_another_spokesman_of_the_army_joins_the_story_that_it_is_about(book: Ledger) -> None:
    record(book)
    late = Paper("La Hora", day=6).own(BORDER).says(PERU_ARMY, "Peruvian troops had entered Zarumilla").reading()
    book.add(late)
    record(book)
    entered = [claim for claim in picture(book).claims if "entered" in claim.label]
    assert len(entered) == 1
    assert entered[0].independent_origins == 1, "ministry and army are one side"


def claim(identity: str, *statements: str, event: str = "strike") -> Claim:
    members = tuple(Member(statement=one, relation=RelationType.SAME, score=1.0, reason="") for one in statements)
    return Claim(id=identity, label=identity, event_type=event, members=members)


def test_a_claim_that_two_stories_have_is_told_once() -> None:
    home = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "b3": "B"}
    made = {
        "A": [claim("c1", "a1", "a2", "b1"), claim("c2", "a1", "b2", "b3"), claim("c3", "a2", event="fire")],
        "B": [claim("c1", "b1"), claim("c2", "a1", "b2", "b3"), claim("c4", "b1", event="fire")],
    }
    kept = {story: [one.id for one in claims] for story, claims in told_once(made, home).items()}
    assert kept == {"A": ["c1", "c3"], "B": ["c2", "c4"]}


def test_two_claims_with_one_id_that_are_not_the_same_get_different_ones() -> None:
    made = {"A": [claim("c1", "a1", "a2")], "B": [claim("c1", "a1", "b1")]}
    kept = told_once(made, {"a1": "A", "a2": "A", "b1": "B"})
    ids = [one.id for claims in kept.values() for one in claims]
    assert len(set(ids)) == 2
    assert ids[0] == "c1"
