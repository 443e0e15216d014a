"""What changed between two pictures: each change names its statements, standings chain, claims are followed by id or words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from tests.invented import MINISTRY, RIVAL, SURVEY
from twosource.model import (
    Actor,
    Claim,
    Commitment,
    Difference,
    Furniture,
    FurnitureKind,
    Grade,
    Kind,
    Member,
    Origin,
    Reading,
    RelationType,
    Report,
    Span,
    Standing,
    StandingTerm,
    Statement,
    ValueOf,
    sha256_of,
)
from twosource.model.change import Change, ChangeKind
from twosource.standing.changes import Withdrawal, changes, moment_key, timeline


class Picture(Struct, frozen=True):
    """A picture made by hand."""

    claims: Sequence[Claim]
    readings: Sequence[Reading]


def reading(doc: str, *said: tuple[Actor, str], at: str, notice: str = "", **values: Any) -> Reading:
    """A report in which actors say things; each statement's id is the report's short name and a number."""
    text = " ".join(f"{actor.name}: {words}." for actor, words in said) + notice
    furniture = (
        (Furniture(span=Span(len(text) - len(notice), len(text)), kind=FurnitureKind.CORRECTION),) if notice else ()
    )
    report = Report(
        doc=doc,
        text=text,
        sha256=sha256_of(text),
        outlet=doc.partition("-")[0].title(),
        published=at,
        furniture=furniture,
        **values,
    )
    statements = tuple(
        Statement(
            id=f"{doc}{number}", report=report.id, sha256=report.sha256, doc=doc, kind=Kind.ATTRIBUTED, source=(), cue=(),
            content=(Span(text.index(words), text.index(words) + len(words)),), actor=actor, channel=None,
            commitment=Commitment.DENIES if words.startswith("no ") else Commitment.ASSERTS,
        )
        for number, (actor, words) in enumerate(said)
    )  # fmt: skip
    return Reading(report=report, producer="hand", steps=(), statements=statements)


def claim(*members: str, term: StandingTerm = StandingTerm.SINGLE_ORIGIN, credibility: int = 6, **values: Any) -> Claim:
    return Claim(
        id=f"c-{members[0]}",
        label="the landing",
        event_type=None,
        members=tuple(Member(statement=one, relation=RelationType.SAME, score=1.0, reason="") for one in members),
        standing=Standing(term=term, grade=Grade(credibility=credibility), rules=(1,), why=(f"It is {term}.",)),
        **values,
    )


LANDED, DENIED = "nine boats landed on Hest", "no boat landed on Hest"
FIRST = reading("wire", (MINISTRY, LANDED), at="2031-05-02T08:00Z", url="https://wire.example/1")
SECOND = reading("post", (RIVAL, DENIED), (SURVEY, LANDED), at="2031-05-02T12:00Z")
BEFORE = Picture([claim("wire0")], [FIRST])


def kinds(found: Sequence[Change]) -> list[ChangeKind]:
    return [one.kind for one in found]


def test_nothing_changed() -> None:
    assert changes(BEFORE, BEFORE) == ()
    nobody = Picture([], [])
    assert kinds(changes(nobody, BEFORE)) == [ChangeKind.CLAIM_NEW]


def test_a_denial_and_what_follows_of_it_name_the_denial() -> None:
    after = Picture([claim("wire0", term=StandingTerm.DISPUTED, disputed_by=("post0",))], [FIRST, SECOND])
    denial, standing = changes(BEFORE, after)
    assert (denial.kind, denial.statements, denial.at) == (ChangeKind.DISPUTE_ADDED, ("post0",), "2031-05-02T12:00Z")
    assert denial.why == "General Staff of Sudmark (Post) denies it"
    assert (standing.kind, standing.was, standing.now) == (ChangeKind.STANDING, "single-origin", "disputed")
    assert (standing.statements, standing.why) == (("post0",), "It is disputed.")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"confirmed_by": ("post1",)}, ChangeKind.CONFIRMATION_ADDED),
        ({"unable_to_verify": ("post1",)}, ChangeKind.UNABLE_TO_VERIFY_ADDED),
        ({"responses": ("post1",)}, ChangeKind.RESPONSE_ADDED),
        ({"retracted_by": ("post1",)}, ChangeKind.RETRACTION_ADDED),
        ({"origins": (Origin(actor="A", side=None, channel=None, statements=("post1",)),)}, ChangeKind.ORIGIN_ADDED),
    ],
)
def test_each_new_voice_is_a_change_of_its_kind(values: dict[str, Any], kind: ChangeKind) -> None:
    (found,) = changes(BEFORE, Picture([claim("wire0", **values)], [FIRST, SECOND]))
    assert (found.kind, found.statements, found.at) == (kind, ("post1",), "2031-05-02T12:00Z")


def test_a_relay_a_value_and_a_grade() -> None:
    numbers = Difference(
        point="number",
        values=(ValueOf(value="9", statements=("wire0",)), ValueOf(value="7", statements=("post1",))),
    )
    later = claim("wire0", "post1", relays=("Post",), differences=(numbers,), credibility=2)
    relay, value, grade = changes(BEFORE, Picture([later], [FIRST, SECOND]))
    assert (relay.kind, relay.now, relay.statements) == (ChangeKind.RELAY_ADDED, "Post", ("post1",))
    assert (value.kind, value.was, value.now) == (ChangeKind.DIFFERENCE_ADDED, "9", "7")
    assert (grade.kind, grade.was, grade.now, grade.statements) == (ChangeKind.GRADE, "F6", "F2", ("post1",))


def test_a_claim_that_gets_an_earlier_first_statement_is_the_same_claim() -> None:
    earlier = reading("dawn", (MINISTRY, LANDED), at="2031-05-01")
    after = Picture([claim("dawn0", "wire0", term=StandingTerm.CORROBORATED)], [earlier, FIRST])
    (standing,) = changes(BEFORE, after)
    assert (standing.kind, standing.claim, standing.statements) == (ChangeKind.STANDING, "c-dawn0", ("dawn0",))


def test_a_new_version_that_repeats_the_words_changes_no_claim() -> None:
    again = reading(
        "wire-2",
        (MINISTRY, LANDED),
        (SURVEY, "calm seas"),
        at="2031-05-02T08:00Z",
        updated="2031-05-03T08:00Z",
        url="https://wire.example/1",
    )
    (found,) = changes(BEFORE, Picture([claim("wire-20")], [again]))
    assert (found.kind, found.at, found.statements) == (ChangeKind.REPORT_VERSION, "2031-05-03T08:00Z", ())
    assert found.why == "Wire changed its text; no statement was taken out"


def test_a_corrected_number_is_the_same_claim_with_its_old_words_told() -> None:
    again = reading(
        "wire-2", (MINISTRY, LANDED.replace("nine", "six")), at="2031-05-02T08:00Z", updated="2031-05-03T08:00Z",
        url="https://wire.example/1", notice=" Correction: it was six boats.",
    )  # fmt: skip
    version, notice = changes(BEFORE, Picture([claim("wire-20")], [again]))
    assert version.statements == ("wire0",)
    assert "“nine boats landed on Hest” is now “six boats landed on Hest”" in version.why
    assert (notice.kind, notice.now) == (ChangeKind.CORRECTION_NOTICE, "Correction: it was six boats.")


def test_a_version_without_the_statement_takes_the_claim_with_it_and_its_words_are_told() -> None:
    again = reading("wire-2", (MINISTRY, "calm seas"), at="2031-05-03", url="https://wire.example/1")
    version, new, gone = changes(BEFORE, Picture([claim("wire-20")], [again]))
    assert (version.statements, new.kind) == (("wire0",), ChangeKind.CLAIM_NEW)
    assert "1 statement is no longer made: “nine boats landed on Hest”" in version.why
    assert (gone.kind, gone.at, gone.was) == (ChangeKind.CLAIM_GONE, "2031-05-03", "single-origin")


def test_a_withdrawn_report_is_told_with_how_and_when() -> None:
    how = {FIRST.report.id: Withdrawal("canceled", "2031-05-04T00:00:00.000000Z")}
    report, gone = changes(BEFORE, Picture([], []), withdrawn=how)
    assert (report.kind, report.at, report.now) == (ChangeKind.REPORT_WITHDRAWN, how[FIRST.report.id].since, "canceled")
    assert (gone.kind, gone.at, gone.statements) == (ChangeKind.CLAIM_GONE, how[FIRST.report.id].since, ("wire0",))


def test_claims_that_become_one_and_one_that_becomes_two() -> None:
    two = Picture([claim("wire0"), claim("post1")], [FIRST, SECOND])
    one = Picture([claim("wire0", "post1")], [FIRST, SECOND])
    (merged,) = [change for change in changes(two, one) if change.kind is ChangeKind.MERGED]
    assert (merged.was, merged.now, merged.statements) == ("c-post1", "c-wire0", ("post1",))
    (split,) = [change for change in changes(one, two) if change.kind is ChangeKind.SPLIT]
    assert (split.was, split.claim) == ("c-wire0", "c-post1")


def test_times_of_any_zone_and_precision_are_in_order() -> None:
    times = ["2031-05-02", "2031-05-02T10:00+03:00", "2031-05-02T08:00Z", "2031-05-02T08:00:00.500000Z", None]
    assert sorted(times, key=moment_key, reverse=True)[::-1] == times


TERMS = st.lists(st.sampled_from(StandingTerm), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(terms=TERMS, drops=st.sets(st.integers(0, 5)))
def test_standings_chain_over_time(terms: list[StandingTerm], drops: set[int]) -> None:
    moments = [f"2031-05-0{day + 1}" for day in range(len(terms))]
    pictures = {
        at: Picture([] if number in drops else [claim("wire0", term=term)], [FIRST])
        for number, (at, term) in enumerate(zip(moments, terms, strict=True))
    }
    stood = timeline(claim("wire0"), reversed(moments), pictures.__getitem__)
    assert [one.at for one in stood] == moments
    assert [one.standing for one in stood] == [None if n in drops else term for n, term in enumerate(terms)]
    for earlier, later in pairwise(stood):
        told = [one for one in later.changes if one.kind is ChangeKind.STANDING]
        if earlier.standing and later.standing and earlier.standing is not later.standing:
            assert [(one.was, one.now) for one in told] == [(str(earlier.standing), str(later.standing))]
        else:
            assert not told
        gone = [one for one in later.changes if one.kind is ChangeKind.CLAIM_GONE]
        assert bool(gone) is (earlier.standing is not None and later.standing is None)


def test_a_claim_is_followed_back_through_versions() -> None:
    again = reading(
        "wire-2",
        (MINISTRY, LANDED.replace("nine", "six")),
        at="2031-05-02",
        updated="2031-05-03",
        url="https://wire.example/1",
    )
    last = claim("wire-20", term=StandingTerm.DISPUTED)
    pictures = {"2031-05-02": BEFORE, "2031-05-03": Picture([last], [again])}
    first, second = timeline(last, pictures, pictures.__getitem__)
    assert (first.claim, first.standing) == ("c-wire0", StandingTerm.SINGLE_ORIGIN)
    assert (second.claim, second.standing) == ("c-wire-20", StandingTerm.DISPUTED)
    assert replace(second, changes=()) != first
