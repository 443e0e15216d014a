"""Readings made by hand for the tests of the ledger and the exports: an invented strait, two invented states."""

from __future__ import annotations

import hashlib
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from twosource.model import (
    Actor,
    ActorKind,
    Basis,
    Claim,
    Commitment,
    Difference,
    Furniture,
    FurnitureKind,
    Grade,
    Kind,
    Manner,
    Member,
    Origin,
    Place,
    Precision,
    Proposition,
    Quantity,
    Reading,
    Relation,
    RelationType,
    Report,
    Span,
    Stance,
    Standing,
    StandingTerm,
    Stated,
    Statement,
    Timex,
    TimexType,
    ValueOf,
    sha256_of,
)

PRODUCER = "samples 1"

FIRST = (
    "PORT HALDEN (Harbour Wire)\r\n\r\n"
    "The Arvonian navy said on Tuesday that two patrol boats had left the Strait of Merrow 🚢, "
    "“as agreed”, after 40 days. Keldmark's coast guard denied it. "
    "Harbour Wire could not verify the claim.\r\n© Harbour Wire"
)
SECOND = "Arvonian patrol boats are still in the Strait of Merrow, a Keldmark official said. Arvonia did not respond."


def span(text: str, quote: str) -> Span:
    """Where a quotation stands; it must be there once."""
    assert text.count(quote) == 1, quote
    return Span(text.index(quote), text.index(quote) + len(quote))


def report(text: str = FIRST, *, basis: dict[str, Basis] | None = None, **values: Any) -> Report:
    """A report; `basis` says how a value is known, an option otherwise."""
    stated = {
        name: Stated(basis=(basis or {}).get(name, Basis.OPTION))
        for name in ("outlet", "published")
        if values.get(name)
    }
    return Report(**{"doc": "sample", **values}, text=text, sha256=sha256_of(text), stated=stated)


def statement(about: Report, content: str, *, source: str = "", cue: str = "", **values: Any) -> Statement:
    """A statement of a report; the id is made of the text, the document and the content."""
    values |= {name: (span(about.text, quote),) if quote else () for name, quote in (("source", source), ("cue", cue))}
    values["content"] = (span(about.text, content),)
    name = hashlib.sha256(f"{about.sha256} {about.doc} {values['content']}".encode()).hexdigest()[:16]
    return Statement(
        **{"kind": Kind.ATTRIBUTED, **values}, id=name, report=about.id, sha256=about.sha256, doc=about.doc
    )


def plain(
    text: str = SECOND, *, producer: str = PRODUCER, basis: dict[str, Basis] | None = None, **values: Any
) -> Reading:
    """A reading with one short statement and nothing else read."""
    about = report(text, basis=basis, **values)
    word = text.rsplit(maxsplit=1)[-1]
    end = text.rindex(word) + len(word)
    start = end - len(word)
    name = hashlib.sha256(f"{about.sha256} {about.doc}".encode()).hexdigest()[:16]
    one = Statement(
        id=name,
        report=about.id,
        sha256=about.sha256,
        doc=about.doc,
        kind=Kind.OWN_VOICE,
        source=(),
        cue=(),
        content=(Span(start, end),),
    )
    return Reading(report=about, producer=producer, steps=("attribution",), statements=(one,))


NAVY = Actor(name="Arvonian navy", kind=ActorKind.ARMED_FORCE, side="Arvonia")


def full(*, doc: str = "wire", outlet: str = "Harbour Wire", producer: str = PRODUCER) -> Reading:
    """A reading in which every field of the model has a value somewhere, and each of the three emptinesses occurs."""
    about = replace(
        report(FIRST, doc=doc, outlet=outlet, published="2031-03-04", url=f"https://{doc}.example/1", lang="en"),
        dateline="PORT HALDEN",
        retrieved="2031-03-05T08:00:00Z",
        byline=("Ada Quill",),
        furniture=(Furniture(span=span(FIRST, "© Harbour Wire"), kind=FurnitureKind.COPYRIGHT),),
    )
    about = replace(
        about, stated={**about.stated, "dateline": Stated(basis=Basis.TEXT, span=span(FIRST, "PORT HALDEN"))}
    )
    strait = Place(
        span=span(FIRST, "Strait of Merrow"), name="Strait of Merrow", lat=12.5, lon=-3.25, geonameid=901,
        country="AV", admin1="02", precision=Precision.AREA, alternatives=(902,),
    )  # fmt: skip
    people = Place(span=span(FIRST, "Arvonian"), name="Arvonia", geonameid=900, demonym=True)
    tuesday = Timex(span=span(FIRST, "Tuesday"), type=TimexType.DATE, value="2031-03-04")
    days = Timex(span=span(FIRST, "40 days"), type=TimexType.DURATION, value="P40D", mod="APPROX")
    said = statement(
        about, "two patrol boats had left the Strait of Merrow 🚢, “as agreed”, after 40 days",
        source="The Arvonian navy", cue="said", manner=Manner.MIXED, commitment=Commitment.ASSERTS,
        stance=Stance.NEUTRAL, actor=NAVY, channel="briefing", places=(strait, people), times=(tuesday, days),
        quantities=(Quantity(span=span(FIRST, "40"), value=40.0, unit="days", comparator="about"),),
        proposition=Proposition(event_type="movement", predicate="leave", strength=2, agent="Arvonia", units=("boats",)),
    )  # fmt: skip
    denied = statement(
        about, " it.", source="Keldmark's coast guard", cue="denied", manner=None, commitment=Commitment.DENIES,
        stance=None, actor=Actor(name="Keldmark's coast guard", side="Keldmark"), channel=None, places=(), times=(),
        quantities=(), proposition=None, response=True, nested_in=said.id,
    )  # fmt: skip
    note = statement(about, "the claim", source="Harbour Wire could", cue="verify", kind=Kind.VERIFICATION, actor=None)
    return Reading(
        report=about, producer=producer, steps=("attribution", "places"), statements=(said, denied, note),
        places=(strait, people), times=UNSET,
    )  # fmt: skip


def claim_of(reading: Reading) -> Claim:
    """A claim of the statements of `full`: asserted by the first, disputed by the second, checked by the third."""
    said, denied, note = (one.id for one in reading.statements)
    return Claim(
        id=f"claim-{said}", label="patrol boats had left the strait", event_type="movement",
        members=(Member(statement=said, relation=RelationType.SAME, score=1.0, reason="the first to say it"),),
        origins=(Origin(actor="Arvonian navy", side="Arvonia", channel="briefing", statements=(said,)),),
        relays=("Harbour Wire",), independent_origins=1, disputed_by=(denied,), unable_to_verify=(note,),
        differences=(Difference(point="number", values=(ValueOf(value="40 days", statements=(said,)),)),),
        relations=(
            Relation(source=denied, target=said, type=RelationType.DISPUTES, score=0.9, reason="“it” is the departure"),
        ),
        standing=Standing(term=StandingTerm.DISPUTED, grade=Grade(), rules=(2,), why=("Keldmark's coast guard denied it.",)),
    )  # fmt: skip
