"""The claim page's values: made of a claim and its pictures, and of nothing else."""

from __future__ import annotations

from msgspec import Struct

from twosource.exports.voices import counts, voices
from twosource.exports.wording import CREDIBILITY, RELIABILITY, day, one_line, standing
from twosource.model import Claim, Report
from twosource.standing.signing import Signed, SignedState, signature_of
from twosource.web.moments import Timeline, timeline
from twosource.web.places import Spot, countries, spots
from twosource.web.relays import Node, tree
from twosource.web.source import Picture, concerning
from twosource.web.strip import Strip, strip
from twosource.web.voices import Column, columns, evidence_href, hues, span_href

PROPOSED = "proposed, unsigned"


class Verdict(Struct, frozen=True, kw_only=True):
    """The standing and grade shown, and by whom: the program's proposal, or a person's word.

    Attributes:
        by: "proposed, unsigned" or what a person did, with name and day. reason: theirs.
        proposed: what is proposed where a person said otherwise; empty elsewhere.
        changed: the proposal is another one since the person judged. differ: people said different things.
    """

    term: str
    word: str
    reliability: str
    reliability_words: str
    credibility: int
    credibility_words: str
    by: str
    signed: bool
    reason: str
    proposed: str
    changed: bool
    differ: bool


class ValueShown(Struct, frozen=True, kw_only=True):
    """One value of a difference and where it stands: outlet, address of the evidence, and the exact words, or none."""

    value: str
    links: tuple[tuple[str, str, str], ...]


class DifferenceShown(Struct, frozen=True, kw_only=True):
    """A point on which the accounts differ."""

    point: str
    values: tuple[ValueShown, ...]


class SideShown(Struct, frozen=True):
    """A side and its hue, for the legend."""

    name: str
    hue: str


class ClaimView(Struct, frozen=True, kw_only=True):
    """Everything that the claim page shows."""

    id: str
    label: str
    event_type: str
    counts: tuple[str, ...]
    verdict: Verdict | None
    columns: tuple[Column, ...]
    differences: tuple[DifferenceShown, ...]
    tree: tuple[Node, ...]
    relays: tuple[str, ...]
    rules: tuple[int, ...]
    why: tuple[str, ...]
    sides: tuple[SideShown, ...]
    spots: tuple[Spot, ...]
    countries: tuple[str, ...]
    timeline: Timeline
    strip: Strip | None
    reports: int
    outlets: int


def claim_view(claim: Claim, picture: Picture, *, newest: tuple[Claim, Picture], as_of: str | None) -> ClaimView:
    """The claim as it stood.

    Args:
        claim: as of the moment.
        picture: as of the moment.
        newest: the claim and the picture as they are now, for what came later.
        as_of: the moment; `None` for now.

    Raises:
        OrphanError: a statement's span no longer lies in its report.
    """
    for one, where in ((claim, picture), newest):
        where.proved(concerning(one))
    groups = voices(claim, picture.book)
    same = newest[1] is picture
    latest = groups if same else voices(newest[0], newest[1].book)
    hue = hues(newest[0], latest)
    shown = columns(claim, groups, picture, hue)
    found = spots(groups, picture, hue)
    reports = reports_about(claim, picture)
    everything = shown if same else columns(newest[0], latest, newest[1], hue)
    return ClaimView(
        id=claim.id,
        label=one_line(claim.label),
        event_type=one_line(claim.event_type or ""),
        counts=tuple(counts(claim, picture.book)),
        verdict=verdict(claim),
        columns=shown,
        differences=_differences(claim, picture),
        tree=tree(claim, picture, hue),
        relays=tuple(one_line(relay) for relay in claim.relays),
        rules=claim.standing.rules if claim.standing else (),
        why=tuple(one_line(reason) for reason in claim.standing.why) if claim.standing else (),
        sides=tuple(dict.fromkeys(SideShown(c.side, c.hue) for column in shown for c in column.cards)),
        spots=found,
        countries=countries(found),
        timeline=timeline(reports_about(newest[0], newest[1]), as_of=as_of),
        strip=strip(newest[0], everything, newest[1], as_of=as_of),
        reports=len(reports),
        outlets=len({report.outlet or report.doc for report in reports}),
    )


def reports_about(claim: Claim, picture: Picture) -> list[Report]:
    """The reports whose statements concern the claim, each once."""
    found = {}
    for key in concerning(claim):
        statement = picture.statements.get(key)
        if statement is not None:
            report = picture.report_of(statement)
            found[report.id] = report
    return list(found.values())


def verdict(claim: Claim) -> Verdict | None:
    """How the claim stands: as the last person said who judged it, or else as proposed."""
    if claim.standing is None:
        return None
    proposed = claim.standing
    signed = signature_of(claim)
    term, credibility = proposed.term, proposed.grade.credibility
    proposal = f"{standing(term)}, {proposed.grade.reliability}{credibility}"
    if signed is not None:
        term, credibility = signed.standing or term, signed.credibility or credibility
    said = f"{standing(term)}, {proposed.grade.reliability}{credibility}"
    return Verdict(
        term=str(term),
        word=standing(term),
        reliability=proposed.grade.reliability,
        reliability_words=RELIABILITY.get(proposed.grade.reliability, "?"),
        credibility=credibility,
        credibility_words=CREDIBILITY.get(credibility, "?"),
        by=_by(signed),
        signed=signed is not None and signed.state in {SignedState.SIGNED, SignedState.OVERRULED},
        reason=one_line(signed.judgement.reason or "") if signed else "",
        proposed=proposal if said != proposal else "",
        changed=signed is not None and signed.changed,
        differ=signed is not None and signed.differ,
    )


def _by(signed: Signed | None) -> str:
    if signed is None:
        return PROPOSED
    words = {
        SignedState.SIGNED: "signed by",
        SignedState.OVERRULED: "overruled by",
        SignedState.REJECTED: "rejected as a claim by",
        SignedState.UNSURE: "proposed; left undecided by",
    }
    return f"{words[signed.state]} {one_line(signed.by)}, {day(signed.at[:10])}"


def _differences(claim: Claim, picture: Picture) -> tuple[DifferenceShown, ...]:
    made = []
    for difference in claim.differences:
        values = []
        for value in difference.values:
            links: dict[tuple[str, str], str] = {}
            for statement in picture.book.of(value.statements):
                told, report = picture.book.words(value, statement), picture.report_of(statement)
                href = span_href(report, told[0]) if told else evidence_href(statement, report)
                links.setdefault((picture.book.outlet(statement), told[1] if told else ""), href)
            shown = tuple((outlet, href, words) for (outlet, words), href in links.items())
            values.append(ValueShown(value=one_line(value.value), links=shown))
        made.append(DifferenceShown(point=one_line(difference.point), values=tuple(values)))
    return tuple(made)


def found_again(claim_id: str, picture: Picture, newest: Picture) -> Claim | None:
    """The claim in an earlier picture: by its id, or else by the statements that it shares with today's.

    A claim's id is made of its first statement, so it is the same as long as that is there.
    """
    if claim_id in picture.claims:
        return picture.claims[claim_id]
    now = newest.claims.get(claim_id)
    if now is None:
        return None
    shared: dict[str, int] = {}
    for member in now.members:
        for other in picture.claims_of.get(member.statement, ()):
            if any(one.statement == member.statement for one in picture.claims[other].members):
                shared[other] = shared.get(other, 0) + 1
    best = max(shared, key=lambda key: shared[key], default=None)
    return picture.claims[best] if best else None
