"""Routes: by which way a claim came from its origins to the outlets."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.invented import MINISTRY, NORLAND, RIVAL, SPOKESMAN, SURVEY, WIRE, Story, report
from twosource.linking.routes import Routes
from twosource.linking.voices import passing_on
from twosource.model import (
    Actor,
    ActorKind,
    Commitment,
    Furniture,
    FurnitureKind,
    Hop,
    HopKind,
    Known,
    Reading,
    Report,
    Span,
    Statement,
    Timex,
    TimexType,
)
from twosource.model.actor import THIRD_PARTY

MEDIA = Actor(name="local media", kind=ActorKind.OUTLET, side=THIRD_PARTY)
REUTERS = Actor(name="Reuters", kind=ActorKind.OUTLET, side=THIRD_PARTY)
LANDING = (
    "Two boats of the island command landed at Ovre on Tuesday morning, the harbour master of Hest said, and forty men "
    "went ashore before the fog lifted; nobody fired at them"
)


def hops(story: Story, *members: Statement, times: dict[str, tuple[Timex, ...]] | None = None) -> tuple[Hop, ...]:
    """Routes of the claim that the members make."""
    readings = [
        Reading(
            report=one, producer="test", steps=(), times=(times or {}).get(one.doc, ()),
            statements=tuple(s for s in story.statements.values() if s.report == one.id),
        )
        for one in story.reports.values()
    ]  # fmt: skip
    return Routes(readings).of(members or story.statements.values())


def drawn(found: tuple[Hop, ...]) -> list[str]:
    """Each hop with those above it: "ministry > wire > paper"; "?" for the unknown."""
    lines: list[str] = []
    for hop in found:
        name = "+".join(hop.outlets) if len(hop.outlets) > 1 else hop.name or "?"
        lines.append(name if hop.parent is None else f"{lines[hop.parent]} > {name}")
    return lines


@pytest.fixture
def story() -> Story:
    return Story(
        report("first", published="2031-05-01T08:00:00Z"),
        report("second", published="2031-05-01T12:00:00Z"),
        report("wire", outlet="Reuters", published="2031-05-01T06:00:00Z"),
    )


def test_who_is_named_as_speaking_is_next_to_the_outlet(story: Story) -> None:
    story.says("first", MINISTRY, channel="Telegram")
    story.says("second", MINISTRY)
    found = hops(story)
    assert drawn(found) == [MINISTRY.name, f"{MINISTRY.name} > FIRST", f"{MINISTRY.name} > SECOND"]
    assert [(hop.kind, hop.known) for hop in found[:2]] == [
        (HopKind.ORIGIN, Known.NAMED), (HopKind.OUTLET, Known.NAMED)]  # fmt: skip
    assert (found[0].channel, found[0].side, found[0].time) == ("Telegram", NORLAND, "2031-05-01T08:00:00Z")
    assert found[0].statements == ("s0", "s1")
    assert found[2].reports == (story.by_doc["second"].id,)


def test_the_agency_that_quotes_stands_between(story: Story) -> None:
    outer = story.says("first", WIRE)
    story.says("first", MINISTRY, nested_in=outer.id)
    found = hops(story)
    assert drawn(found)[-1] == f"{MINISTRY.name} > Northern Wire > FIRST"
    assert [hop.known for hop in found] == [Known.NAMED, Known.QUOTED, Known.CITED]
    assert found[1].statements == (outer.id,)


def test_whom_the_source_told_stands_between(story: Story) -> None:
    story.says("first", MINISTRY, channel="statement to Reuters")
    assert drawn(hops(story))[-1] == f"{MINISTRY.name} > Reuters > FIRST"
    alone = Story(report("wire", outlet="Reuters"))
    alone.says("wire", MINISTRY, channel="statement to Reuters")
    assert drawn(hops(alone))[-1] == f"{MINISTRY.name} > Reuters"


def test_an_agency_whose_report_is_there_is_one_hop(story: Story) -> None:
    story.says("wire", MINISTRY)
    story.says("first", MINISTRY, channel="statement to Reuters")
    story.says("second", REUTERS)
    found = hops(story)
    assert sorted(drawn(found)) == sorted(
        [MINISTRY.name, *(f"{MINISTRY.name} > Reuters{end}" for end in ("", " > FIRST", " > SECOND"))]
    )
    assert found[1].kind is HopKind.OUTLET


def test_an_agency_that_published_later_was_not_the_one_that_was_cited() -> None:
    story = Story(report("first", published="2031-05-01T08:00:00Z"),
                  report("wire", outlet="Reuters", published="2031-05-02T08:00:00Z"))  # fmt: skip
    story.says("first", MINISTRY, channel="statement to Reuters")
    story.says("wire", MINISTRY)
    assert [hop.kind for hop in hops(story)].count(HopKind.RELAY) == 1


@pytest.mark.parametrize("actor", [None, MEDIA])
def test_who_is_not_named_is_an_unknown_hop(story: Story, actor: Actor | None) -> None:
    story.says("first", actor)
    found = hops(story)
    assert drawn(found) == ["?", "? > FIRST"]
    assert (found[0].kind, found[0].known, found[0].name) == (HopKind.UNKNOWN, Known.NOT_STATED, None)


def test_an_unknown_hop_between_is_shown(story: Story) -> None:
    outer = story.says("first", MEDIA)
    story.says("first", MINISTRY, nested_in=outer.id)
    assert drawn(hops(story)) == [MINISTRY.name, f"{MINISTRY.name} > ?", f"{MINISTRY.name} > ? > FIRST"]


def test_the_own_voice_joins_its_reports_hop_or_comes_from_nobody_knows(story: Story) -> None:
    story.says("first", MINISTRY)
    story.own("first")
    story.own("second")
    found = hops(story)
    assert drawn(found) == [MINISTRY.name, f"{MINISTRY.name} > FIRST", "?", "? > SECOND"]
    assert found[1].statements == ("s0", "s1")
    assert found[3].known is Known.OWN_VOICE
    only = hops(story, story.statements["s2"])
    assert [(hop.kind, hop.known, hop.name) for hop in only] == [(HopKind.ORIGIN, Known.OWN_VOICE, "SECOND")]


def test_who_denies_what_he_quotes_passes_nothing_on(story: Story) -> None:
    outer = story.says("first", RIVAL, Commitment.DENIES)
    inner = story.says("first", MINISTRY, nested_in=outer.id)
    assert drawn(hops(story, inner)) == [MINISTRY.name, f"{MINISTRY.name} > FIRST"]


def test_who_publishes_for_himself_is_one_hop() -> None:
    story = Story(report("order", outlet="Ana Roe"))
    story.own("order", SPOKESMAN)
    found = hops(story)
    assert [(hop.kind, hop.outlets) for hop in found] == [(HopKind.ORIGIN, ("Ana Roe",))]


def credited(doc: str, line: str, kind: FurnitureKind, **values: Any) -> Report:
    made = report(doc, text=f"{line} {LANDING}", **values)
    return msgspec.structs.replace(made, furniture=(Furniture(span=Span(0, len(line)), kind=kind),))


def landing(story: Story, doc: str, actor: Actor = MINISTRY) -> Statement:
    start = story.by_doc[doc].text.index("Two boats")
    end = story.by_doc[doc].text.lower().index(", the harbour")
    said = story.by_doc[doc].text.index("said")
    return story.says(doc, actor, span=Span(start, end), cue=(Span(said, said + 4),))


def test_a_credit_line_is_a_relay() -> None:
    story = Story(credited("first", "OVRE (Reuters) -", FurnitureKind.DATELINE))
    landing(story, "first")
    found = hops(story)
    assert drawn(found)[-1] == f"{MINISTRY.name} > Reuters > FIRST"
    assert found[-1].known is Known.CREDIT
    part = Story(credited("first", "Reuters contributed to this report.", FurnitureKind.CONTRIBUTORS))
    landing(part, "first")
    assert drawn(hops(part))[-1] == f"{MINISTRY.name} > FIRST"


def copied(first: str, second: str, **values: Any) -> Story:
    """Two reports with one text, but for capitals and a line of their own."""
    loud = LANDING.replace("harbour master", "HARBOUR MASTER")
    story = Story(
        report("first", text=f"One. {LANDING}", published=first, **values),
        report("second", text=f"Something else here. {loud}", published=second),
    )
    for doc in ("first", "second"):
        landing(story, doc)
    return story


def test_outlets_with_one_text_are_one_hop_with_its_evidence() -> None:
    story = copied("2031-05-01T08:00:00Z", "2031-05-01T09:00:00Z")
    found = hops(story)
    assert drawn(found) == [MINISTRY.name, f"{MINISTRY.name} > FIRST+SECOND"]
    (copy,) = found[1].copies
    first, second = story.by_doc["first"], story.by_doc["second"]
    assert (copy.report, copy.source, copy.whole, copy.directed) == (second.id, first.id, True, True)
    (stretch,) = copy.stretches
    assert stretch.ours.of(second.text).casefold() == stretch.theirs.of(first.text).casefold() == LANDING.casefold()


def test_copies_without_a_first_come_from_nobody_knows() -> None:
    found = hops(copied("2031-05-01", "2031-05-01"))
    assert drawn(found)[-1] == f"{MINISTRY.name} > ? > FIRST+SECOND"
    assert found[-1].known is Known.COPIED
    assert not found[-1].copies[0].directed


def test_of_copies_an_agencys_is_the_first() -> None:
    story = copied("2031-05-01", "2031-05-01", outlet="Reuters")
    found = hops(story)
    assert found[-1].outlets == ("Reuters", "SECOND")
    assert len(found) == 2


def test_copies_that_credit_an_agency_come_from_it() -> None:
    line = "Reuters contributed to this report."
    story = Story(
        credited("first", line, FurnitureKind.CONTRIBUTORS, published="2031-05-01"),
        report("second", text=LANDING, published="2031-05-01"),
    )
    for doc in ("first", "second"):
        landing(story, doc)
    assert drawn(hops(story))[-1] == f"{MINISTRY.name} > Reuters > FIRST+SECOND"


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("The ministry said on Monday that it landed", "2031-04-28"),
        ("On Monday, the ministry said that it landed", "2031-04-28"),
        ("It rained on Monday. The ministry said that it landed", None),
        ("The ministry said that it landed on Monday", None),
    ],
)
def test_first_said_is_when_the_source_spoke(text: str, spoken: str | None) -> None:
    story = Story(report("first", text=text, published="2031-05-01"))
    at, source, cue = text.index("it landed"), text.lower().index("the ministry"), text.index("said")
    story.says(
        "first", MINISTRY, span=Span(at, len(text)), cue=(Span(cue, cue + 4),), source=(Span(source, source + 12),)
    )
    day = text.index("Monday")
    timex = Timex(span=Span(day, day + 6), type=TimexType.DATE, value="2031-04-28")
    found = hops(story, times={"first": (timex,)})
    assert (found[0].time, found[0].spoke) == (spoken or "2031-05-01", spoken is not None)
    after = msgspec.structs.replace(timex, value="2031-05-05")
    assert hops(story, times={"first": (after,)})[0].time == "2031-05-01"


VOICES = [MINISTRY, SPOKESMAN, RIVAL, SURVEY, WIRE, REUTERS, MEDIA, None]


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(0, len(VOICES)), st.booleans()), max_size=8),
    seed=st.integers(0, 99),
)
def test_every_statement_is_in_the_tree_whatever_the_order(rows: list[tuple[int, int, bool]], seed: int) -> None:
    docs = ["first", "second", "wire"]
    story = Story(report("first", text=LANDING), report("second", text=f"{LANDING}."), report("wire", outlet="Reuters"))
    for place, voice, nested in rows:
        outer = f"s{len(story.statements) - 1}" if nested and story.statements else None
        if voice == len(VOICES):
            story.own(docs[place])
        else:
            story.says(docs[place], VOICES[voice], nested_in=outer)
    members = list(story.statements.values())
    found = hops(story, *members) if members else ()
    random.Random(seed).shuffle(members)  # noqa: S311 (an order, not a secret)
    assert not members or hops(story, *members) == found
    assert all(hop.parent is None or hop.parent < number for number, hop in enumerate(found))
    assert all(hop.kind in {HopKind.ORIGIN, HopKind.UNKNOWN} for hop in found if hop.parent is None)
    only_passing_on = passing_on(members, story.statements)
    shown = {key for hop in found for key in hop.statements}
    assert {member.id for member in members} - only_passing_on <= shown <= set(story.statements)


def test_a_forwarded_post_is_its_channels(story: Story) -> None:
    """A channel that forwards another's post is a relay: of whom the post quotes, and of what it says itself."""
    story.reports = {
        key: msgspec.structs.replace(one, relayed_from=("Harbour Watch",)) if one.outlet != "Reuters" else one
        for key, one in story.reports.items()
    }
    story.says("first", MINISTRY)
    found = hops(story)
    assert drawn(found) == [
        MINISTRY.name,
        f"{MINISTRY.name} > Harbour Watch",
        f"{MINISTRY.name} > Harbour Watch > FIRST",
    ]
    assert [hop.known for hop in found] == [Known.NAMED, Known.NAMED, Known.PASSED_ON]


def test_what_a_forwarded_post_says_itself_has_one_origin(story: Story) -> None:
    story.reports = {
        key: msgspec.structs.replace(one, relayed_from=("Harbour Watch",)) for key, one in story.reports.items()
    }
    own = [story.own(doc) for doc in ("first", "second")]
    found = hops(story, *own)
    assert drawn(found) == ["Harbour Watch", "Harbour Watch > FIRST", "Harbour Watch > SECOND"]
    assert [hop.known for hop in found[1:]] == [Known.PASSED_ON, Known.PASSED_ON]


def test_of_several_sources_that_a_file_names_none_is_chosen(story: Story) -> None:
    story.reports = {
        key: msgspec.structs.replace(one, relayed_from=("Harbour Watch", "Coast Wire"))
        for key, one in story.reports.items()
    }
    story.says("first", MINISTRY)
    assert drawn(hops(story)) == [MINISTRY.name, f"{MINISTRY.name} > FIRST"]
