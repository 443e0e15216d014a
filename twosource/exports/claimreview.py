"""schema.org JSON-LD: a `Claim` for every claim, a `ClaimReview` only for those that a person signed.

A proposal is never a rating. What a person signed or overruled is one, with that person as its author.
https://schema.org/Claim, https://schema.org/ClaimReview
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from twosource.exports.addresses import urn, web_address
from twosource.exports.coarse import places
from twosource.exports.files import whole
from twosource.exports.stances import stances
from twosource.exports.view import View
from twosource.exports.wording import CREDIBILITY, standing
from twosource.model import Actor, ActorKind, Claim, Report
from twosource.standing import SignedState, signature_of

Json = dict[str, Any]
CONTEXT = "https://schema.org"
RATED = frozenset({SignedState.SIGNED, SignedState.OVERRULED})
"""What is a rating: not "rejected" and not "left undecided". It has words and no number: the axes have no scale."""


def write(view: View, target: Path) -> None:
    """Write the JSON-LD, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    graph = [node for claim in view.claims for node in _nodes(claim, view)]
    document = {"@context": CONTEXT, "@graph": graph}
    with whole(target) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")


def _nodes(claim: Claim, view: View) -> Iterator[Json]:
    made = _claim(claim, view)
    yield made
    review = _review(claim, made)
    if review is not None:
        yield review


def _claim(claim: Claim, view: View) -> Json:
    members = view.book.of(member.statement for member in claim.members)
    reports = list({s.report: view.book.reports[s.report] for s in members if s.report in view.book.reports}.values())
    dated = [report.published for report in reports if report.published is not None]
    places_named = [{"@type": "Place", "name": one.name} for one in places(claim, view) if one.name]
    actors = {s.actor.name: s.actor for s in members if isinstance(s.actor, Actor)}
    authors = [_author(one.actor, actors.get(one.actor)) for one in claim.origins]
    made: Json = {
        "@type": "Claim",
        "@id": urn("claim", claim.id),
        "identifier": claim.id,
        "text": claim.label,
        "name": claim.label,
        "author": authors or None,
        "datePublished": dated[0] if dated else None,
        "firstAppearance": _work(reports[0]) if reports else None,
        "appearance": [_work(report) for report in reports],
        "contentLocation": places_named or None,
        "claimInterpreter": {"@type": "SoftwareApplication", "name": "twosource"},
    }
    denied = stances(claim, view.book).denied_by
    if denied:
        made["disambiguatingDescription"] = f"Denied by: {', '.join(denied)}."
    return {key: value for key, value in made.items() if value is not None}


def _author(name: str, actor: Actor | None) -> Json:
    kind = actor.kind if actor else None
    if kind is ActorKind.PERSON and actor is not None:
        person: Json = {"@type": "Person", "name": name}
        if actor.organisation:
            person["affiliation"] = {"@type": "Organization", "name": actor.organisation}
        return person
    return {"@type": "Thing" if kind in {None, ActorKind.UNNAMED} else "Organization", "name": name}


def _work(report: Report) -> Json:
    """A report as a CreativeWork, with what is known of it."""
    url = web_address(report.url)
    made: Json = {
        "@type": "CreativeWork",
        "@id": url or urn("report", report.id),
        "url": url,
        "headline": report.title,
        "publisher": report.outlet and {"@type": "Organization", "name": report.outlet},
        "datePublished": report.published,
        "inLanguage": report.lang,
        "identifier": f"sha256:{report.sha256}",
    }
    return {key: value for key, value in made.items() if value is not None}


def _review(claim: Claim, made: Json) -> Json | None:
    """The review that a person's last word amounts to; `None` while there is no such word, or it is no rating."""
    signed = signature_of(claim)
    if signed is None or signed.state not in RATED or signed.standing is None:
        return None
    rating: Json = {"@type": "Rating", "alternateName": standing(signed.standing), "author": _person(signed.by)}
    if signed.credibility is not None:
        rating["ratingExplanation"] = f"Credibility {signed.credibility}: {CREDIBILITY[signed.credibility]}"
    review: Json = {
        "@type": "ClaimReview",
        "@id": urn("judgement", signed.judgement.id),
        "claimReviewed": claim.label,
        "itemReviewed": {"@id": made["@id"]},
        "reviewRating": rating,
        "author": _person(signed.by),
        "datePublished": signed.at[:10],
    }
    if signed.judgement.reason:
        review["reviewBody"] = signed.judgement.reason
    return review


def _person(name: str) -> Json:
    return {"@type": "Person", "name": name}
