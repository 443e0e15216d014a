"""`link`: from readings to claims. Pure: the same readings, in the same order, give the same claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twosource.linking.claims import Draft, claim_id, gather, label_of
from twosource.linking.compare import weights_of
from twosource.linking.differences import differences_of
from twosource.linking.facets import Facet, facets_of
from twosource.linking.origins import trace
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
    drafts = sorted(gathering.drafts, key=lambda d: (d.first.index, not d.first.main, d.number))
    ids: set[str] = set()
    return tuple(_claim(d, links.get(d.number, []), ids, order, statements, reports) for d in drafts)


def _claim(
    draft: Draft,
    links: Sequence[Link],
    ids: set[str],
    order: Mapping[str, int],
    statements: Mapping[str, Statement],
    reports: Mapping[str, Report],
) -> Claim:
    facets: list[Facet] = [facet for facet, _ in sorted(draft.members, key=lambda row: row[0].index)]
    traced = trace([facet.statement for facet in facets], statements, reports)
    members = draft.ids

    def stand(kind: RelationType, *, member: bool = False) -> tuple[str, ...]:
        listed = {link.statement.id for link in links if link.type is kind and (link.statement.id in members) == member}
        return tuple(sorted(listed, key=lambda key: order[key]))

    disputed = stand(RelationType.DISPUTES)
    return Claim(
        id=_unique(draft, ids),
        label=label_of(draft),
        event_type=draft.core.event,
        members=draft.listed(),
        origins=traced.origins,
        relays=traced.relays,
        independent_origins=traced.independent_origins,
        disputed_by=disputed,
        confirmed_by=stand(RelationType.CONFIRMS, member=True),
        retracted_by=stand(RelationType.RETRACTS),
        unable_to_verify=stand(RelationType.UNABLE_TO_VERIFY),
        responses=tuple(key for key in stand(RelationType.RESPONDS) if key not in disputed),
        bears_on=tuple(key for key in stand(RelationType.BEARS_ON) if key not in disputed),
        differences=differences_of(facets),
        relations=tuple(link.relation() for link in links),
    )


def _unique(draft: Draft, ids: set[str]) -> str:
    """The claim's id; where two claims begin with one statement and event, the core's statement tells them apart."""
    made = draft.id()
    if made in ids:
        made = claim_id(f"{draft.first.statement.id} {draft.core.statement.id} {draft.number}")
    ids.add(made)
    return made
