from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from twosource.cli.console import Ended
from twosource.cli.ids import resolve, short_ids
from twosource.cli.listings import actor_rows
from twosource.cli.listings import claims as claim_table
from twosource.cli.note import note
from twosource.exports.voices import Book, counts
from twosource.model import (
    Actor,
    ActorKind,
    Claim,
    Commitment,
    Difference,
    Grade,
    Kind,
    Member,
    Origin,
    OrphanError,
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

TEXTS = {
    "wire": "The Teal guard said three boats entered the bay. Ochre's ministry said no boat had entered. "
    "The Wire could not verify the account.",
    "times": "Four boats pushed into the bay, according to the Teal guard. A spokesman for Ochre called it untrue. "
    "An institute has seen no evidence of boats. Ochre's minister called for calm. The Times was unable to verify it.",
}
REPORTS = {
    name: Report(doc=name, text=text, sha256=sha256_of(text), outlet=f"The {name.title()}", published="2024-03-05")
    for name, text in TEXTS.items()
}
GUARD = Actor(name="Teal guard", kind=ActorKind.ARMED_FORCE, side="Teal")
MINISTRY = Actor(name="Ochre Ministry of Defence", kind=ActorKind.MINISTRY, side="Ochre")
SPOKESMAN = Actor(name="a spokesman", kind=ActorKind.UNNAMED, role="spokesman", organisation="Ochre", side="Ochre")
INSTITUTE = Actor(name="an institute", kind=ActorKind.ANALYST, side="third-party")


def statement(identity: str, doc: str, part: str, **more: Any) -> Statement:
    start = TEXTS[doc].index(part)
    more = {"kind": Kind.ATTRIBUTED, "actor": GUARD, "commitment": Commitment.ASSERTS, "channel": None, **more}
    return Statement(
        id=identity,
        report=REPORTS[doc].id,
        sha256=REPORTS[doc].sha256,
        doc=doc,
        source=(),
        cue=(),
        content=(Span(start, start + len(part)),),
        **more,
    )


def outlet(doc: str) -> Actor:
    return Actor(name=REPORTS[doc].outlet or doc, kind=ActorKind.OUTLET, side="outlet")


UNABLE = {"kind": Kind.VERIFICATION, "commitment": Commitment.UNABLE_TO_VERIFY}
STATEMENTS = [
    statement("a1", "wire", "three boats entered the bay", channel="Telegram"),
    statement("a2", "times", "Four boats pushed into the bay"),
    statement("d1", "wire", "no boat had entered", actor=MINISTRY, commitment=Commitment.DENIES),
    statement("d2", "times", "called it untrue", actor=SPOKESMAN, commitment=Commitment.DENIES),
    statement("v1", "wire", "the account", actor=outlet("wire"), **UNABLE),
    statement("v2", "times", "it.", actor=outlet("times"), **UNABLE),
    statement("n1", "times", "boats.", actor=INSTITUTE, commitment=Commitment.NO_EVIDENCE_OBSERVED),
    statement("x1", "times", "institute", actor=INSTITUTE, commitment=Commitment.CONFIRMS),
    statement("r1", "times", "calm", actor=MINISTRY, commitment=Commitment.DEMANDS),
]
CLAIM = Claim(
    id="c0ffee00aa",
    label="three boats entered the [bold]bay[/bold]\x1b[31m",
    event_type="movement",
    members=(
        Member(statement="a1", relation=RelationType.SAME, score=1.0, reason="first"),
        Member(statement="a2", relation=RelationType.STRONGER, score=0.8, reason="pushed into, against entered"),
    ),
    origins=(Origin(actor="Teal guard", side="Teal", channel="Telegram", statements=("a1", "a2")),),
    relays=("The Wire", "The Times"),
    independent_origins=1,
    disputed_by=("d1", "d2"),
    unable_to_verify=("v1", "v2", "n1"),
    responses=("r1",),
    differences=(
        Difference(
            point="number",
            values=(ValueOf(value="3 boats", statements=("a1",)), ValueOf(value="4 boats", statements=("a2",))),
        ),
    ),
    standing=Standing(term=StandingTerm.DISPUTED, grade=Grade(), rules=(1, 2), why=("One side denies it.",)),
)
BOOK = Book(statements={s.id: s for s in STATEMENTS}, reports={r.id: r for r in REPORTS.values()})


def printed(parts: Iterable[Any], width: int = 100) -> str:
    console = Console(width=width, markup=False, emoji=False, highlight=False, no_color=True)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


def with_(**changes: Any) -> Claim:
    return replace(CLAIM, **changes)


def test_counts_say_who_does_what_and_nothing_else() -> None:
    assert counts(CLAIM, BOOK) == [
        "1 origin asserts",
        "2 speakers of one side deny",
        "2 outlets could not verify",
        "1 source has seen no evidence",
        "1 response does not deny",
        "0 independent confirmations",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"disputed_by": ()}, "nobody denies"),
        ({"disputed_by": ("d1",)}, "1 speaker denies"),
        ({"independent_origins": 2}, "2 independent origins assert"),
        ({"independent_origins": 0, "origins": ()}, "no origin is named"),
        ({"retracted_by": ("a2",)}, "1 speaker takes it back"),
        ({"confirmed_by": ("x1",)}, "1 independent confirmation"),
        ({"confirmed_by": ("a2",)}, "0 independent confirmations"),
    ],
)
def test_counts_follow_the_claim(changes: Any, expected: Any) -> None:
    assert expected in counts(with_(**changes), BOOK)


def test_the_note_shows_every_voice_with_exact_words_and_their_place() -> None:
    text = printed(note(CLAIM, BOOK, short="c0ffee"))
    for words in (
        "Standing: disputed · grade F6 (proposed)",
        "│ three boats entered the bay",
        "via Telegram",
        f"wire:{STATEMENTS[0].content[0].start}-{STATEMENTS[0].content[0].end}",
        "stronger: pushed into, against entered",
        "a spokesman, Ochre · Ochre",
        "The Times, 5 March 2024",
        "Has seen no evidence",
        "Responds without denying",
        "4 boats",
        "- One side denies it.",
        "rules of standing 1, 2",
    ):
        assert words in text, words
    order = [text.index(f"\n{title}\n") for title in ("Asserts", "Denies", "Could not verify", "Passed on by")]
    assert order == sorted(order)
    assert text.count("Teal guard · Teal") == 1


def test_text_from_reports_is_printed_and_not_obeyed() -> None:
    text = printed(note(CLAIM, BOOK, short="c0ffee"))
    assert "[bold]bay[/bold]<U+001B>[31m" in text
    assert "\x1b" not in text


def test_an_orphan_stops_the_note() -> None:
    lost = statement("a1", "wire", "three boats")
    moved = replace(lost, content=(Span(5, 9999),))
    book = Book(statements={**BOOK.statements, "a1": moved}, reports=BOOK.reports)
    with pytest.raises(OrphanError):
        printed(note(CLAIM, book, short="c0ffee"))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_tables_are_never_wider_than_the_terminal(width: Any) -> None:
    text = printed([claim_table([CLAIM], BOOK, {CLAIM.id: "c0ffee"}), *note(CLAIM, BOOK, short="c0ffee")], width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "c0ffee" in text


def test_actors_are_counted_by_statements_and_reports() -> None:
    readings = [
        Reading(report=r, producer="p", steps=(), statements=tuple(s for s in STATEMENTS if s.doc == r.doc))
        for r in REPORTS.values()
    ]
    rows = {row["name"]: (row["statements"], row["reports"]) for row in actor_rows(readings)}
    assert rows["Teal guard"] == (2, 2)
    assert rows["an institute"] == (2, 1)


def test_short_ids_name_one_claim_each() -> None:
    ids = ["abcdef1111", "abcdef1222", "ffff000000"]
    short = short_ids(ids)
    assert short["abcdef1111"] == "abcdef11"
    assert [resolve(s, ids, where="l") for s in short.values()] == ids
    assert resolve("FFFF", ids, where="l") == "ffff000000"


def test_ids_that_begin_alike_are_listed() -> None:
    with pytest.raises(Ended, match="abcdef11, abcdef12"):
        resolve("abc", ["abcdef1111", "abcdef1222"], where="l")
    with pytest.raises(Ended, match="no claim's id begins with 'x'"):
        resolve("x", ["abcdef1111"], where="l")
