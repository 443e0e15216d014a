"""What judgements do to claims: put together, taken apart, linked otherwise. Claims in, claims out.

A changed claim is made again by the linker's own functions, so that its origins, relays, differences and words follow
from its members as those of any other. What a person decided says so in its reason, with name and day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twosource.linking.claims import CORE, Draft, claim_id
from twosource.linking.compare import Comparison, Weights, compare, weights_of
from twosource.linking.facets import Facet, facets_of
from twosource.linking.finding import Shelf
from twosource.linking.linker import made
from twosource.linking.routes import Routes
from twosource.linking.stances import Link
from twosource.model import Action, Claim, Judgement, Reading, RelationType, Statement, reports_of
from twosource.model.judgement import ClaimRef

AGAINST = frozenset({RelationType.DISPUTES, RelationType.RETRACTS, RelationType.UNABLE_TO_VERIFY})
"""What a statement cannot do to a claim that it makes."""

RESHAPING = frozenset({Action.MERGE, Action.SPLIT, Action.LINK, Action.UNLINK, Action.REJECT})
"""Actions that work on claims once they have been linked."""

Place = tuple[int, ...]
"""Where a claim stands among the others: a part of a claim follows it, whoever was judged first."""


class CannotApplyError(Exception):
    """A judgement does not fit the claims as they are now. The message is one phrase; the judgement stays on record."""


class Shaping:
    """Claims while judgements are applied to them, in the order in which they were made."""

    def __init__(self, claims: Sequence[Claim], readings: Sequence[Reading]) -> None:
        self._shelf = Shelf(claims)
        self._places: dict[str, Place] = {claim.id: (number,) for number, claim in enumerate(claims)}
        self._readings = readings
        self._known: _Known | None = None

    def claims(self) -> tuple[Claim, ...]:
        """The claims as they are now, in order."""
        return tuple(sorted(self._shelf.by_id.values(), key=lambda claim: self._places[claim.id]))

    def apply(self, judgement: Judgement) -> None:
        """Do what a judgement says.

        Raises:
            CannotApplyError: its claims or statements are not there, or nothing would be left of a claim.
        """
        doing = {
            Action.MERGE: self._merge,
            Action.SPLIT: self._split,
            Action.LINK: self._link,
            Action.UNLINK: self._unlink,
            Action.REJECT: self._unlink,
        }
        doing[judgement.action](judgement)

    @property
    def known(self) -> _Known:
        """What the linker knows of the statements; made when the first judgement needs it."""
        if self._known is None:
            self._known = _Known(self._readings)
        return self._known

    def _found(self, ref: ClaimRef) -> Claim:
        claim = self._shelf.find(ref)
        if claim is None:
            raise CannotApplyError(f"claim {ref.id} ({ref.label}) is not among these claims")
        return claim

    def _merge(self, judgement: Judgement) -> None:
        found = {claim.id: claim for claim in map(self._found, judgement.target.claims)}
        first, *others = found.values()
        if not others:
            return  # the program has put them together itself meanwhile
        draft, links = self.known.opened(first)
        for other in others:
            more, further = self.known.opened(other)
            for facet, _ in sorted(more.members, key=lambda row: row[0].index):
                if facet.statement.id not in draft.ids:
                    draft.add(facet, self.known.against(draft.core, facet, _said("put together", judgement)))
            links += [link._replace(draft=draft) for link in further]
        place = min(self._places[identity] for identity in found)
        for other in others:
            self._shelf.take(other.id)
            del self._places[other.id]
        self._put(first.id, place, draft, links)

    def _split(self, judgement: Judgement) -> None:
        claim = self._found(judgement.target.claims[0])
        leaving = set(judgement.target.statements) & {member.statement for member in claim.members}
        if not leaving:
            raise CannotApplyError(f"none of the statements that are to leave is a member of claim {claim.id}")
        self._part(claim, leaving, judgement)

    def _part(self, claim: Claim, leaving: set[str], judgement: Judgement) -> None:
        draft, links = self.known.opened(claim)
        if leaving >= draft.ids:
            raise CannotApplyError(f"nothing would be left of claim {claim.id}")
        said = _said("taken apart", judgement)
        place = self._places[claim.id]
        new = self.known.regathered([f for f, _ in draft.members if f.statement.id in leaving], said)
        stays = [row for row in draft.members if row[0].statement.id not in leaving]
        if draft.core.statement.id in leaving:
            old = self.known.regathered([facet for facet, _ in stays], said)
        else:
            old = Draft(number=0, core=draft.core, members=stays, ids={facet.statement.id for facet, _ in stays})
        identity = part_id(judgement)
        while identity in self._shelf.by_id:  # of another claim, by chance
            identity = claim_id(identity)
        go = [link._replace(draft=new) for link in links if link.statement.id in leaving]
        self._put(claim.id, place, old, [x._replace(draft=old) for x in links if x.statement.id not in leaving])
        self._put(identity, (*place, new.first.index), new, go)

    def _link(self, judgement: Judgement) -> None:
        claim, kind = self._found(judgement.target.claims[0]), judgement.value.relation
        wanted = [self.known.statement(identity) for identity in judgement.target.statements]
        draft, links = self.known.opened(claim)
        if kind is None:
            raise CannotApplyError("no relation was named")
        ids = {statement.id for statement in wanted}
        if kind in AGAINST and ids & draft.ids:
            draft = self._without(draft, ids, judgement)
        links = [x._replace(draft=draft) for x in links if not (x.type is kind and x.statement.id in ids)]
        said = _said("so", judgement)
        links += [Link(statement, draft, kind, 1.0, said) for statement in wanted]
        self._put(claim.id, self._places[claim.id], draft, links)

    def _without(self, draft: Draft, ids: set[str], judgement: Judgement) -> Draft:
        """The draft without members that speak against it."""
        stays = [facet for facet, _ in draft.members if facet.statement.id not in ids]
        if not stays:
            raise CannotApplyError("nobody would be left who makes the claim")
        if draft.core.statement.id in ids:
            return self.known.regathered(stays, _said("so", judgement))
        kept = [row for row in draft.members if row[0].statement.id not in ids]
        return Draft(number=0, core=draft.core, members=kept, ids=draft.ids - ids)

    def _unlink(self, judgement: Judgement) -> None:
        claim, kind = self._found(judgement.target.claims[0]), judgement.value.relation
        ids = set(judgement.target.statements)
        members = {member.statement for member in claim.members}
        draft, links = self.known.opened(claim)
        kept = [x for x in links if x.statement.id not in ids or kind not in {None, x.type}]
        leaving = ids & members if judgement.action is Action.REJECT else set()
        if len(kept) == len(links) and not leaving:
            raise CannotApplyError(f"these statements do not stand so to claim {claim.id} (any more)")
        self._put(claim.id, self._places[claim.id], draft, kept)
        if leaving:
            self._part(self._shelf.by_id[claim.id], leaving, judgement)

    def _put(self, identity: str, place: Place, draft: Draft, links: Iterable[Link]) -> None:
        self._shelf.put(self.known.closed(identity, draft, links))
        self._places[identity] = place


class _Known:
    """The linker's view of the statements: what opens a claim into a draft, and makes a draft a claim again."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._facets = facets_of(readings)
        self._statements = {s.id: s for reading in readings for s in reading.statements}
        self._reports = reports_of(readings)
        self._routes = Routes(readings)
        self._weights: Weights = weights_of(row[0] for row in self._facets.values() if row)
        self.order = {key: number for number, key in enumerate(self._facets)}

    def statement(self, identity: str) -> Statement:
        """The statement with this id.

        Raises:
            CannotApplyError: it is not in these readings.
        """
        found = self._statements.get(identity)
        if found is None:
            raise CannotApplyError(f"statement {identity} is not in these reports")
        return found

    def facet(self, identity: str, event: str | None) -> Facet:
        """The proposition by which a statement is a member of a claim of this event, or its main one."""
        row = self._facets.get(identity)
        if not row:
            raise CannotApplyError(f"statement {identity} is not in these reports")
        return next((facet for facet in row if facet.event == event), row[0])

    def opened(self, claim: Claim) -> tuple[Draft, list[Link]]:
        """The draft that a claim was made of, and how other statements stand to it."""
        rows = [
            (self.facet(m.statement, claim.event_type), Comparison(m.relation, m.score, m.reason))
            for m in claim.members
        ]
        core = core_of(claim)
        draft = Draft(number=0, core=next(facet for facet, _ in rows if facet.statement.id == core))
        for facet, comparison in rows:
            draft.add(facet, comparison)
        return draft, [Link(self.statement(r.source), draft, r.type, r.score, r.reason) for r in claim.relations]

    def closed(self, identity: str, draft: Draft, links: Iterable[Link]) -> Claim:
        """The claim of a draft; of two links of one statement and type the first counts."""
        unique: dict[tuple[str, RelationType], Link] = {}
        for link in links:
            unique.setdefault((link.statement.id, link.type), link)
        return made(draft, list(unique.values()), identity, self.order, self._statements, self._reports, self._routes)

    def against(self, core: Facet, facet: Facet, said: str) -> Comparison:
        """How a statement that a person put to a claim compares with its core: as the words do, or as the same."""
        found = compare(facet, core, self._weights)
        if found is None:
            return Comparison(RelationType.SAME, 1.0, said)
        return Comparison(found.relation, 1.0, f"{said}; {found.reason}")

    def regathered(self, facets: Sequence[Facet], said: str) -> Draft:
        """A draft of these statements round the one that states most."""
        ordered = sorted(facets, key=lambda facet: (-facet.detail, facet.index))
        draft = Draft(number=0, core=ordered[0])
        draft.add(ordered[0], Comparison(RelationType.SAME, 1.0, f"{CORE} of these; {said}"))
        for facet in ordered[1:]:
            draft.add(facet, self.against(draft.core, facet, said))
        return draft


def core_of(claim: Claim) -> str:
    """Id of the statement that a claim's other members are compared with."""
    named = (member.statement for member in claim.members if member.reason.startswith(CORE))
    ends = {relation.target for relation in claim.relations}
    linked = (member.statement for member in claim.members if member.statement in ends)
    return next(named, None) or next(linked, None) or claim.members[0].statement


def part_id(judgement: Judgement) -> str:
    """Id of the claim that leaves another: made of the first statement that leaves, and of the claim that it leaves."""
    return claim_id(f"part {judgement.target.claims[0].id} {judgement.target.statements[0]}")


def _said(done: str, judgement: Judgement) -> str:
    """Who decided, when and why, for the reason of a member or relation."""
    return f"{done} by {judgement.who} on {judgement.day}: {judgement.reason}"
