"""Claims as JSON: what `twosource claims --json` writes, one object a claim. docs/formats.md describes every key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UnsetType

from twosource.exports.annotations import pairs
from twosource.exports.judgements import signed_json
from twosource.exports.judgements import to_json as judgement_json
from twosource.ledger import CLAIM_ROLES
from twosource.model import Claim, Hop, Statement

Json = dict[str, Any]


def to_json(claim: Claim, statements: Mapping[str, Statement]) -> Json:
    """One claim. Every statement that it mentions anywhere stands in it once as an object with document and span.

    Args:
        claim: the claim.
        statements: by id, at least those that the claim mentions.

    Raises:
        LookupError: a statement is missing.
    """
    standing = claim.standing
    lists = {role: [entry(one, statements) for one in getattr(claim, role)] for role in CLAIM_ROLES}
    return {
        "id": claim.id,
        "label": claim.label,
        "event_type": claim.event_type,
        "statements": [
            {
                **entry(member.statement, statements),
                "relation": str(member.relation),
                "score": member.score,
                "reason": member.reason,
            }
            for member in claim.members
        ],
        "origins": [
            {"actor": one.actor, "channel": one.channel, "side": one.side, "statements": list(one.statements)}
            for one in claim.origins
        ],
        "relays": list(claim.relays),
        "independent_origins": claim.independent_origins,
        "routes": [_hop(one) for one in claim.routes],
        **lists,
        "mentioned": [entry(one, statements) for one in _elsewhere(claim, statements)],
        "differences": _differences(claim),
        "relations": _relations(claim),
        "standing": standing and str(standing.term),
        "grade": standing and {"reliability": standing.grade.reliability, "credibility": standing.grade.credibility},
        "rules": list(standing.rules) if standing else [],
        "why": list(standing.why) if standing else [],
        "signed": signed_json(claim),
        "judgements": [judgement_json(one) for one in claim.judgements],
    }


def entry(statement_id: str, statements: Mapping[str, Statement]) -> Json:
    """A statement as a claim lists it: enough to find it in its report.

    Raises:
        LookupError: there is no such statement.
    """
    try:
        statement = statements[statement_id]
    except KeyError as error:
        raise LookupError(f"statement {statement_id} of a claim is not at hand: link the readings again") from error
    actor = statement.actor
    parts: Json = {"id": statement.id, "doc": statement.doc, "content": pairs(statement.content)}
    if not isinstance(actor, UnsetType):
        parts["actor"] = actor and actor.name
    if not isinstance(statement.commitment, UnsetType):
        parts["commitment"] = statement.commitment and str(statement.commitment)
    return parts


def _hop(hop: Hop) -> Json:
    return {
        "kind": str(hop.kind),
        "known": str(hop.known),
        "name": hop.name,
        "channel": hop.channel,
        "side": hop.side,
        "outlets": list(hop.outlets),
        "statements": list(hop.statements),
        "reports": list(hop.reports),
        "parent": hop.parent,
        "time": hop.time,
        "spoke": hop.spoke,
        "copies": [
            {
                "report": copy.report,
                "source": copy.source,
                "containment": copy.containment,
                "whole": copy.whole,
                "directed": copy.directed,
                "stretches": [{"ours": list(one.ours), "theirs": list(one.theirs)} for one in copy.stretches],
            }
            for copy in hop.copies
        ],
    }


def _elsewhere(claim: Claim, statements: Mapping[str, Statement]) -> list[str]:
    """Statements that only origins, routes, differences or relations name; a relation may also end at a claim."""
    ids = [one for origin in claim.origins for one in origin.statements]
    ids += [one for hop in claim.routes for one in hop.statements]
    ids += [one for difference in claim.differences for value in difference.values for one in value.statements]
    ends = (end for relation in claim.relations for end in (relation.source, relation.target))
    ids += [end for end in ends if end in statements]
    listed = {member.statement for member in claim.members}.union(*(getattr(claim, role) for role in CLAIM_ROLES))
    return [one for one in dict.fromkeys(ids) if one not in listed]


def _differences(claim: Claim) -> list[Json]:
    return [
        {
            "point": difference.point,
            "values": [
                {
                    "value": one.value,
                    "statements": list(one.statements),
                    "spans": [span and list(span) for span in one.spans],
                }
                for one in difference.values
            ],
        }
        for difference in claim.differences
    ]


def _relations(claim: Claim) -> list[Json]:
    return [
        {"source": one.source, "target": one.target, "type": str(one.type), "score": one.score, "reason": one.reason}
        for one in claim.relations
    ]
