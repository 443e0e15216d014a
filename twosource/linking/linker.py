"""`link`: from readings to claims. Pure: the same readings, in the same order, give the same claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twosource.linking.claims import Draft, claim_id, gather, label_of
from twosource.linking.compare import weights_of
from twosource.linking.differences import differences_of
from twosource.linking.facets import Facet, facets_of
from twosource.linking.origins import trace
from twosource.linking.routes import Routes
from twosource.linking.stances import Link, Stances
from twosource.model import Claim, Reading, RelationType, Report, Statement, reports_of


def link(readings: Sequence[Reading]) -> tuple[Claim, ...]:
    """The claims that the statements of some reports make, and how other statements stand to them.

    Args:
        readings: one of each report. Their order decides only between reports published at the same moment.

    Returns:
        Claims by publication of their first statement, without standing. A statement that makes several propositions
        is a member of several claims. Statements whose proposition has not been read are in none.
    """
    facets = facets_of(readings)
    reports = reports_of(readings)
    statements = {s.id: s for reading in readings for s in reading.statements}
    gathering = gather(facets, weights_of(row[0] for row in facets.values() if row))
    links: dict[int, list[Link]] = {}
    for found in Stances(facets, gathering).links():
        links.setdefault(found.draft.number, []).append(found)
    order = {key: number for number, key in enumerate(facets)}
    drafts = sorted(gathering.claims(), key=lambda d: (d.first.index, not d.first.main, d.number))
    ids: set[str] = set()
    routes = Routes(readings)
    return tuple(made(d, links.get(d.number, []), _unique(d, ids), order, statements, reports, routes) for d in drafts)


def made(
    draft: Draft,
    links: Sequence[Link],
    identity: str,
    order: Mapping[str, int],
    statements: Mapping[str, Statement],
    reports: Mapping[str, Report],
    routes: Routes,
) -> Claim:
    """The claim that a draft has become.

    Args:
        draft: with all its members.
        links: how other statements stand to it.
        identity: its id.
        order: number of each statement in order of publication.
        statements: by id.
        reports: by id.
        routes: what the same readings say of who has it from whom.
    """
    facets: list[Facet] = [facet for facet, _ in sorted(draft.members, key=lambda row: row[0].index)]
    confirming = [link.statement for link in links if link.type is RelationType.CONFIRMS]
    carrying = [*(facet.statement for facet in facets), *confirming]
    traced = trace(carrying, statements, reports)
    members = draft.ids

    def stand(kind: RelationType, *, also_members: bool = False) -> tuple[str, ...]:
        listed = {link.statement.id for link in links if link.type is kind}
        return tuple(sorted(listed if also_members else listed - members, key=lambda key: order[key]))

    disputed = stand(RelationType.DISPUTES)
    return Claim(
        id=identity,
        label=label_of(draft),
        event_type=draft.core.event,
        members=draft.listed(),
        origins=traced.origins,
        relays=traced.relays,
        independent_origins=traced.independent_origins,
        disputed_by=disputed,
        confirmed_by=stand(RelationType.CONFIRMS, also_members=True),
        retracted_by=stand(RelationType.RETRACTS),
        unable_to_verify=stand(RelationType.UNABLE_TO_VERIFY),
        responses=tuple(key for key in stand(RelationType.RESPONDS) if key not in disputed),
        bears_on=tuple(key for key in stand(RelationType.BEARS_ON) if key not in disputed),
        differences=differences_of(facets),
        relations=tuple(link.relation() for link in links),
        routes=routes.of(carrying),
    )


def _unique(draft: Draft, ids: set[str]) -> str:
    """The claim's id; where two claims begin with one statement and event, the core's statement tells them apart."""
    made = draft.id()
    if made in ids:
        made = claim_id(f"{draft.first.statement.id} {draft.core.statement.id} {draft.number}")
    ids.add(made)
    return made
