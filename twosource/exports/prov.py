"""Where claims come from as W3C PROV, in PROV-JSON (https://www.w3.org/submissions/prov-json/).

Reports, statements, claims, origins and relays are entities; actors, outlets, persons and the program are agents;
reading, linking and judging are activities. wasQuotedFrom, hadPrimarySource and wasRevisionOf are derivations with the
type that PROV-DM gives them.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from twosource import __version__
from twosource.exports.files import whole
from twosource.exports.view import View
from twosource.ledger import ReportRow
from twosource.model import Actor, ActorKind, Claim, Hop, HopKind, Judgement, Known, Reading, Report, Statement

Json = dict[str, Any]
PREFIX = {
    kind: f"urn:twosource:{kind}:"
    for kind in ("report", "statement", "claim", "origin", "relay", "agent", "activity", "judgement")
} | {"tw": "urn:twosource:term:"}
PASSED_ON = frozenset({Known.NAMED, Known.QUOTED, Known.CITED, Known.COPIED, Known.CREDIT, Known.PASSED_ON})
"""How a step of a route may be known so that the one has it from the other."""
PEOPLE = frozenset({ActorKind.PERSON, ActorKind.UNNAMED})
Name = str


def write(view: View, target: Path) -> None:
    """Write the document, whole or not at all.

    Raises:
        ExportError: it cannot be written.
    """
    with whole(target) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(document(view)), indent=1) + b"\n")


def document(view: View) -> Json:
    """The PROV-JSON document."""
    made = _Document()
    for reading in view.readings:
        made.reading(reading)
    for claim in view.claims:
        made.claim(claim)
    shown = {reading.report.id for reading in view.readings}
    made.versions(view.ledger.reports(published_by=view.as_of, every=True), shown)
    return made.json()


class _Document:
    """Collects the parts of one document."""

    def __init__(self) -> None:
        self._parts: dict[str, Json] = defaultdict(dict)
        self._number = 0
        self._behalf: set[tuple[Name, Name]] = set()

    def json(self) -> Json:
        return {"prefix": PREFIX, **self._parts}

    def _add(self, part: str, name: Name, values: Json) -> Name:
        known = {key: value for key, value in values.items() if value is not None and value != ""}
        self._parts[part].setdefault(name, known)
        return name

    def _relate(self, relation: str, **ends: Any) -> None:
        self._number += 1
        values = {key if ":" in key else f"prov:{key}": value for key, value in ends.items() if value is not None}
        self._parts[relation][f"_:{relation}{self._number}"] = values

    def _derived(self, new: Name, old: Name, kind: str | None = None, **more: Any) -> None:
        typed = {"type": _qualified(f"prov:{kind}")} if kind else {}
        self._relate("wasDerivedFrom", generatedEntity=new, usedEntity=old, **typed, **more)

    def _agent(self, name: str, kind: str, **values: Any) -> Name:
        identity = _name("agent", name)
        return self._add("agent", identity, {"prov:type": _qualified(f"prov:{kind}"), "prov:label": name, **values})

    def _software(self, producer: str) -> Name:
        return self._agent(producer, "SoftwareAgent", **{"tw:version": __version__})

    # ---------------------------------------------------------------- reports and statements

    def reading(self, reading: Reading) -> None:
        """A report, what was read in it, and what read it."""
        report = self._report(reading.report)
        act = _name("activity", f"reading {reading.report.id} {reading.producer}")
        self._add(
            "activity", act, {"prov:type": _qualified("tw:Reading"), "prov:label": f"reading {reading.report.doc}"}
        )
        self._relate("used", activity=act, entity=report)
        self._relate("wasAssociatedWith", activity=act, agent=self._software(reading.producer))
        for statement in reading.statements:
            made = self._statement(statement, reading.report.text)
            self._derived(made, report, "Quotation", activity=act)
            self._relate("wasGeneratedBy", entity=made, activity=act)

    def _report(self, report: Report) -> Name:
        made = self._add(
            "entity",
            _name("report", report.id),
            {
                "prov:type": _qualified("tw:Report"),
                "prov:label": report.title or report.doc,
                "tw:sha256": report.sha256,
                "tw:published": report.published,
                "tw:url": report.url,
                "tw:retrieved": report.retrieved,
            },
        )
        if report.outlet:
            self._relate("wasAttributedTo", entity=made, agent=self._agent(report.outlet, "Organization"))
        return made

    def _statement(self, statement: Statement, text: str) -> Name:
        made = self._add(
            "entity",
            _name("statement", statement.id),
            {
                "prov:type": _qualified("tw:Statement"),
                "prov:value": " … ".join(span.of(text) for span in statement.content),
                "tw:kind": str(statement.kind),
                "tw:commitment": str(statement.commitment) if statement.commitment else None,
                "tw:channel": statement.channel if isinstance(statement.channel, str) else None,
                "tw:start": min((span.start for span in statement.content), default=None),
                "tw:end": max((span.end for span in statement.content), default=None),
            },
        )
        if isinstance(statement.actor, Actor):
            self._relate("wasAttributedTo", entity=made, agent=self._actor(statement.actor))
        return made

    def _actor(self, actor: Actor) -> Name:
        kind = "Person" if actor.kind in PEOPLE else "Organization"
        made = self._agent(actor.name, kind, **{"tw:side": actor.side, "tw:role": actor.role})
        if actor.organisation and actor.organisation != actor.name:
            behind = self._agent(actor.organisation, "Organization")
            if (made, behind) not in self._behalf:
                self._behalf.add((made, behind))
                self._relate("actedOnBehalfOf", delegate=made, responsible=behind)
        return made

    # ---------------------------------------------------------------- claims

    def claim(self, claim: Claim) -> None:
        """A claim, its statements, its routes, and what people said of it."""
        proposed = claim.standing
        made = self._add(
            "entity",
            _name("claim", claim.id),
            {
                "prov:type": _qualified("tw:Claim"),
                "prov:label": claim.label,
                "tw:proposedStanding": proposed and str(proposed.term),
                "tw:proposedGrade": proposed and f"{proposed.grade.reliability}{proposed.grade.credibility}",
                "tw:independentOrigins": claim.independent_origins,
            },
        )
        act = _name("activity", f"linking {claim.id}")
        self._add("activity", act, {"prov:type": _qualified("tw:Linking"), "prov:label": "linking"})
        self._relate("wasAssociatedWith", activity=act, agent=self._software(f"twosource {__version__}"))
        self._relate("wasGeneratedBy", entity=made, activity=act)
        for member in claim.members:
            statement = _name("statement", member.statement)
            self._derived(made, statement, activity=act, **{"tw:relation": str(member.relation)})
        self._routes(claim, made)
        for judgement in claim.judgements:
            self._judgement(judgement, made)

    def _routes(self, claim: Claim, made: Name) -> None:
        """The ways from origins to outlets: each hop quotes the one before it; roots that are origins are primary."""
        names: list[list[Name]] = []
        for number, hop in enumerate(claim.routes):
            own = self._hop(claim, hop, number)
            names.append(own)
            if hop.kind is HopKind.ORIGIN:
                for one in own:
                    self._derived(made, one, "PrimarySource")
            if hop.parent is not None and hop.known in PASSED_ON:
                for old in names[hop.parent]:
                    for new in own:
                        if new != old:
                            self._derived(new, old, "Quotation", **{"tw:known": str(hop.known)})

    def _hop(self, claim: Claim, hop: Hop, number: int) -> list[Name]:
        """The entities of one hop: reports of an outlet, or one for what an origin said or a relay passed on."""
        if hop.kind is HopKind.OUTLET and hop.reports:
            return [_name("report", one) for one in hop.reports]
        kind = "origin" if hop.kind is HopKind.ORIGIN else "relay"
        made = self._add(
            "entity",
            _name(kind, f"{claim.id}/{number}"),
            {
                "prov:type": _qualified("tw:Utterance" if kind == "origin" else "tw:Relay"),
                "prov:label": hop.name or "not stated",
                "tw:channel": hop.channel,
                "tw:time": hop.time,
            },
        )
        if hop.name:
            self._relate("wasAttributedTo", entity=made, agent=self._agent(hop.name, "Organization"))
        return [made]

    def _judgement(self, judgement: Judgement, about: Name) -> None:
        made = self._add(
            "entity",
            _name("judgement", judgement.id),
            {
                "prov:type": _qualified("tw:Judgement"),
                "tw:action": str(judgement.action),
                "tw:standing": judgement.value.standing and str(judgement.value.standing),
                "tw:reason": judgement.reason,
            },
        )
        act = _name("activity", f"judging {judgement.id}")
        times = {"prov:startTime": judgement.at, "prov:endTime": judgement.at}
        self._add("activity", act, {**times, "prov:type": _qualified("tw:Judging")})
        self._relate("used", activity=act, entity=about)
        self._relate("wasAssociatedWith", activity=act, agent=self._agent(judgement.who, "Person"))
        self._relate("wasGeneratedBy", entity=made, activity=act, time=judgement.at)
        self._relate("wasAttributedTo", entity=made, agent=self._agent(judgement.who, "Person"))

    # ---------------------------------------------------------------- versions

    def versions(self, rows: Any, shown: set[str]) -> None:
        """Later versions of the shown reports' pages are revisions of earlier ones."""
        by_url: dict[str, list[ReportRow]] = defaultdict(list)
        for row in rows:
            if row.url is not None:
                by_url[row.url].append(row)
        for listed in by_url.values():
            ordered = sorted(listed, key=lambda row: row.version)
            if not shown & {row.id for row in ordered}:
                continue
            for earlier, later in pairwise(ordered):
                names = [self._version(row) for row in (earlier, later)]
                self._derived(names[1], names[0], "Revision")

    def _version(self, row: ReportRow) -> Name:
        values = {
            "prov:type": _qualified("tw:Report"),
            "prov:label": row.title or row.doc,
            "tw:sha256": row.sha256,
            "tw:published": row.published,
            "tw:url": row.url,
            "tw:version": row.version,
            "tw:status": row.status,
        }
        return self._add("entity", _name("report", row.id), values)


def _name(kind: str, identity: str) -> Name:
    """A qualified name; what PROV-N has no room for in one is percent-encoded."""
    return f"{kind}:{quote(identity, safe='')}"


def _qualified(name: str) -> Json:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
