"""Claims as a MISP event, each an attribute with its two Admiralty tags (https://www.misp-project.org/taxonomies.html).

The tags are what a person stands for: until one has signed, the source is F and the information 6, "cannot be judged".
What is proposed stands in the comment, and never in a tag.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from twosource.exports.addresses import web_address
from twosource.exports.files import whole
from twosource.exports.stances import stances
from twosource.exports.view import View
from twosource.exports.wording import one_line
from twosource.ledger.moments import interval
from twosource.model import Claim, Report
from twosource.standing import SignedState, signature_of

Json = dict[str, Any]
SPACE = uuid5(NAMESPACE_URL, "urn:twosource")
"""Name space of our UUIDs, so that one claim has one UUID wherever it is exported."""
RELIABILITY = 'admiralty-scale:source-reliability="{}"'
CREDIBILITY = 'admiralty-scale:information-credibility="{}"'
UNKNOWN = ("F", 6)
"""Nobody has judged. MISP gives both the number 50, as if "unknown" were "middling": never average them."""
ORGANISATION_ONLY = "0"
"""MISP's distribution level: what leaves is for a person to decide there."""
UNDEFINED, INITIAL = "4", "0"
"""MISP's threat level and state of analysis."""


def write(view: View, target: Path) -> None:
    """Write the event, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    with whole(target) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(event(view)), indent=1) + b"\n")


def event(view: View) -> Json:
    """The MISP event as JSON. Its day is that of the last report, so that the same claims give the same file."""
    reports = [reading.report for reading in view.readings]
    days = [interval(report.published)[1] for report in reports if report.published]
    last = max(days, default=datetime(1970, 1, 1, tzinfo=UTC))
    stamp = str(int(last.timestamp()))
    linked = {url: report for report in reports if (url := web_address(report.url)) is not None}
    attributes = [_claim(claim, view, stamp) for claim in view.claims]
    attributes += [_link(url, report, stamp) for url, report in linked.items()]
    until = f" as of {view.as_of}" if view.as_of else ""
    told = "|".join(claim.id for claim in view.claims)
    return {
        "Event": {
            "uuid": str(uuid5(SPACE, f"event {until} {told}")),
            "info": f"Claims and who made them{until} (twosource): claims, not facts",
            "date": last.date().isoformat(),
            "timestamp": stamp,
            "threat_level_id": UNDEFINED,
            "analysis": INITIAL,
            "distribution": ORGANISATION_ONLY,
            "published": False,
            "Attribute": attributes,
        }
    }


def _claim(claim: Claim, view: View, stamp: str) -> Json:
    return {
        "uuid": str(uuid5(SPACE, f"claim {claim.id}")),
        "type": "text",
        "category": "Other",
        "value": one_line(claim.label),
        "comment": _comment(claim, view),
        "to_ids": False,
        "disable_correlation": True,
        "distribution": ORGANISATION_ONLY,
        "timestamp": stamp,
        "Tag": [{"name": tag} for tag in tags(claim)],
    }


def tags(claim: Claim) -> list[str]:
    """The two Admiralty tags, by what persons said; F and 6 otherwise.

    The letter is never proposed: it is F until a person has judged the source (`twosource judge set-reliability`).
    """
    signed = signature_of(claim)
    letter = claim.standing.grade.reliability if claim.standing else UNKNOWN[0]
    number = signed.credibility if signed and signed.state in {SignedState.SIGNED, SignedState.OVERRULED} else None
    return [RELIABILITY.format(letter.lower()), CREDIBILITY.format(number or UNKNOWN[1])]


def _comment(claim: Claim, view: View) -> str:
    who, proposed, signed = stances(claim, view.book), claim.standing, signature_of(claim)
    lines = [f"Claim {claim.id}.", f"Asserted by: {_named(who.speakers)}.", f"Denied by: {_named(who.denied_by)}."]
    if who.not_verified:
        lines.append(f"Could not verify: {_named(who.not_verified)}.")
    if who.no_evidence:
        lines.append(f"Has seen no evidence: {_named(who.no_evidence)}.")
    lines.append(f"Origins: {_named(who.origins)}; independent: {claim.independent_origins}.")
    if proposed is not None:
        lines.append(f"Proposed: {proposed.term}, {proposed.grade.reliability}{proposed.grade.credibility}.")
    lines.append(
        f"{signed.state.capitalize()} by {one_line(signed.by)}, {signed.at[:10]}." if signed else "Not signed."
    )
    return " ".join(lines)


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(one_line(name) for name in names) or "none"


def _link(url: str, report: Report, stamp: str) -> Json:
    return {
        "uuid": str(uuid5(SPACE, f"report {report.id}")),
        "type": "link",
        "category": "External analysis",
        "value": url,
        "comment": one_line(f"{report.outlet or report.doc}, {report.published or 'not dated'}; text {report.sha256}"),
        "to_ids": False,
        "disable_correlation": True,
        "distribution": ORGANISATION_ONLY,
        "timestamp": stamp,
    }
