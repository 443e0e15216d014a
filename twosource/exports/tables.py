"""The rows of five tables: reports, statements, claims, members, events; and how a value stands in a cell.

An empty cell is "not stated", `not read yet` is just that, lists are JSON. A text that a spreadsheet would take for a
formula gets an apostrophe in front, and so does one that begins with an apostrophe: `plain` takes off exactly what was
put on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from twosource.exports.annotations import pairs, quantity
from twosource.exports.columns import REPORTS
from twosource.exports.events import ClaimedEvent, Number, event_of
from twosource.exports.spots import Spot
from twosource.exports.view import View
from twosource.exports.wording import NOT_READ
from twosource.ledger import CLAIM_ROLES
from twosource.ledger.moments import interval, stamp
from twosource.model import Actor, Claim, Proposition, Reading, RelationType, Statement
from twosource.standing import signature_of

ENCODING = "utf-8-sig"
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠'")
"""First characters that make a cell a formula (https://owasp.org/www-community/attacks/CSV_Injection), and our mark."""

RELATION_OF = {
    "disputed_by": RelationType.DISPUTES,
    "confirmed_by": RelationType.CONFIRMS,
    "retracted_by": RelationType.RETRACTS,
    "unable_to_verify": RelationType.UNABLE_TO_VERIFY,
    "responses": RelationType.RESPONDS,
    "bears_on": RelationType.BEARS_ON,
}

Row = dict[str, Any]


def rows(view: View) -> Iterator[tuple[str, Row]]:
    """Every row with the name of its table, values as the model has them."""
    for reading in view.readings:
        yield "reports", _report(reading)
        for statement in reading.statements:
            yield "statements", _statement(statement, reading)
    for claim in view.claims:
        yield "claims", _claim(claim)
        for row in _members(claim):
            yield "members", row
        for row in _events(event_of(claim, view)):
            yield "events", row


def cell(value: Any) -> str:
    """A value as a cell: numbers as they are, text made safe, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, UnsetType):
        return NOT_READ
    if isinstance(value, str):
        return f"'{value}" if value[:1] in DANGEROUS and value else str(value)
    return msgspec.json.encode(value).decode()


def plain(cell: str) -> str:
    """The text that a text cell holds, without the apostrophe that made it safe."""
    return cell.removeprefix("'")


def _report(reading: Reading) -> Row:
    report = reading.report
    row = {column.name: getattr(report, column.name) for column in REPORTS if hasattr(report, column.name)}
    first, last = interval(report.published) if report.published else (None, None)
    times = {"published_from": first and stamp(first), "published_until": last and stamp(last)}
    return {**row, **times, "id": report.id, "producer": reading.producer, "statements": len(reading.statements)}


def _statement(statement: Statement, reading: Reading) -> Row:
    report, actor = reading.report, statement.actor
    who = actor if isinstance(actor, Actor) else None
    unknown = UNSET if isinstance(actor, UnsetType) else None
    what = statement.proposition
    return {
        "id": statement.id,
        "report": report.id,
        "doc": statement.doc,
        "outlet": report.outlet,
        "published": report.published,
        "kind": statement.kind,
        "manner": statement.manner,
        "commitment": statement.commitment,
        "stance": statement.stance,
        "actor": who.name if who else unknown,
        "actor_kind": who.kind if who else unknown,
        "organisation": who.organisation if who else unknown,
        "role": who.role if who else unknown,
        "side": who.side if who else unknown,
        "channel": statement.channel,
        "nested_in": statement.nested_in,
        "response": statement.response,
        "confidence": statement.confidence,
        **_quotations(statement, report.text),
        "event_type": what.event_type if isinstance(what, Proposition) else what,
        **_found(statement),
    }


def _quotations(statement: Statement, text: str) -> Row:
    """What each role's spans cover, pieces joined by an ellipsis, and the spans themselves."""
    row: Row = {}
    for role in ("source", "cue", "content"):
        spans = getattr(statement, role)
        row[role] = " … ".join(span.of(text) for span in spans) or None
        row[f"{role}_spans"] = pairs(spans)
    return row


def _found(statement: Statement) -> Row:
    """Places, times and quantities, each as a list or not read yet."""
    places, times, quantities = statement.places, statement.times, statement.quantities
    return {
        "places": UNSET if isinstance(places, UnsetType) else [place.name for place in places],
        "geonameids": UNSET if isinstance(places, UnsetType) else [place.geonameid for place in places],
        "times": UNSET if isinstance(times, UnsetType) else [time.value for time in times],
        "quantities": UNSET if isinstance(quantities, UnsetType) else [quantity(one) for one in quantities],
    }


def _claim(claim: Claim) -> Row:
    standing, signed = claim.standing, signature_of(claim)
    return {
        "id": claim.id,
        "label": claim.label,
        "event_type": claim.event_type,
        "standing": standing and standing.term,
        "reliability": standing and standing.grade.reliability,
        "credibility": standing and standing.grade.credibility,
        "independent_origins": claim.independent_origins,
        "statements": [member.statement for member in claim.members],
        "origins": [{"actor": one.actor, "channel": one.channel, "side": one.side} for one in claim.origins],
        "relays": claim.relays,
        **{role: getattr(claim, role) for role in CLAIM_ROLES},
        "differences": claim.differences,
        "why": standing.why if standing else (),
        "signed": signed and signed.state,
        "signed_standing": signed and signed.standing,
        "signed_by": signed and signed.by,
        "signed_at": signed and signed.at,
    }


def _members(claim: Claim) -> Iterator[Row]:
    """One row for each part that a statement plays in the claim."""
    for member in claim.members:
        yield {
            "claim": claim.id,
            "statement": member.statement,
            "role": "member",
            "relation": member.relation,
            "score": member.score,
            "reason": member.reason,
        }
    for role in CLAIM_ROLES:
        for statement in getattr(claim, role):
            yield {"claim": claim.id, "statement": statement, "role": role, **_link(claim, statement, role)}


def _link(claim: Claim, statement: str, role: str) -> Row:
    """The relation by which a statement that is no member bears on the claim; empty cells when none is recorded."""
    wanted = (statement, RELATION_OF[role])
    link = next((one for one in claim.relations if (one.source, one.type) == wanted), None)
    return {
        "relation": link and link.type,
        "score": link and link.score,
        "reason": link and link.reason,
    }


def _events(event: ClaimedEvent) -> Iterator[Row]:
    """One row a place of the claim; one with empty places where it names none."""
    who, days = event.stances, event.days
    common: Row = {
        "claim": event.claim.id,
        "label": event.claim.label,
        "event_type": event.claim.event_type,
        "happened": who.happened,
        "standing": event.claim.standing and event.claim.standing.term,
        "disputed": who.disputed,
        "date_start": days and days.first.isoformat(),
        "date_end": days and days.last.isoformat(),
        "agent": event.agent,
        "patient": event.patient,
        **_counted("killed", event.killed),
        **_counted("injured", event.wounded),
        "speakers": who.speakers,
        "sides": who.sides,
        "denied_by": who.denied_by,
        "confirmed_by": who.confirmed_by,
        "not_verified_by": who.not_verified,
        "no_evidence_seen_by": who.no_evidence,
        "origins": who.origins,
        "outlets": who.outlets,
        "independent_origins": event.claim.independent_origins,
    }
    for number, spot in enumerate(event.spots, 1):
        yield {**common, "place_number": number, **_place(spot)}
    if not event.spots:
        yield {**common, "place_number": 0}


def _counted(name: str, number: Number | None) -> Row:
    return {
        name: number and number.agreed,
        f"{name}_low": number and number.low,
        f"{name}_high": number and number.high,
    }


def _place(spot: Spot) -> Row:
    lon, lat = spot.point or (None, None)
    return {
        "place": spot.name,
        "precision": spot.precision,
        "basis": spot.basis,
        "latitude": lat,
        "longitude": lon,
        "radius_km": spot.radius_km,
        "geonameid": spot.geonameid,
        "country": spot.country,
        "adm1": spot.admin1 and spot.admin1.name,
        "adm2": spot.admin2 and spot.admin2.name,
    }
