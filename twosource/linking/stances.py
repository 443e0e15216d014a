"""How other statements stand to a claim: who denies it, could not check it, answers it, confirms it, takes it back.

A denial is one by its speaker's own commitment, an account of the same event that cannot be true as well, or the flat
contrary of the same place and day. A note that something could not be verified, a lack of evidence, an answer that
does not deny, and silence are never denials.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from twosource.linking.accounts import Accounts
from twosource.linking.antecedents import WORD, Reports, asserts, content_of, position, same_side, same_speaker, side_of
from twosource.linking.claims import Draft, Gathering, only_refers
from twosource.linking.compare import Comparison, alike, compatible, places_between
from twosource.linking.distance import words_between
from twosource.linking.facets import Facet
from twosource.linking.links import MEANT, Link, Target, all_of_side, may_dispute, party_of
from twosource.linking.moments import published_day
from twosource.model import Commitment, Kind, RelationType, Statement
from twosource.model.actor import OUTLET_SIDE
from twosource.reading.references import SAYING
from twosource.reading.taxonomy import grammar, taxonomy

__all__ = ["Link", "Stances"]

RESPONSE_REACH = 100
"""Words after a claim within which the other side's next word counts as its answer: two or three paragraphs."""
TIE = 0.10
"""A statement is about every claim whose score is this near the best one's: less than any single ground weighs."""
DISPUTES = RelationType.DISPUTES
UNVERIFIED = frozenset({Commitment.UNABLE_TO_VERIFY, Commitment.NO_EVIDENCE_OBSERVED})


class Stances:
    """Finds the claims that statements are about, and how the statements stand to them."""

    def __init__(self, facets: Mapping[str, tuple[Facet, ...]], gathering: Gathering) -> None:
        self._facets = facets
        self._gathering = gathering
        self._reports = Reports(facets)
        self._nested: dict[str, list[Facet]] = {}
        for row in facets.values():
            if row and row[0].statement.nested_in:
                self._nested.setdefault(row[0].statement.nested_in, []).append(row[0])
        self._of: dict[str, list[Draft]] = {}
        for draft in gathering.claims():
            for facet, _ in draft.members:
                self._of.setdefault(facet.statement.id, []).append(draft)
        self._accounts = Accounts(gathering, self._of)

    def links(self) -> list[Link]:
        """All links, in order of publication of the statements that make them; one a statement, claim and type."""
        self._join_referring()
        found: dict[tuple[str, int, RelationType], Link] = {}
        for row in self._facets.values():
            for link in self._links(row) if row else ():
                found.setdefault((link.statement.id, link.draft.number, link.type), link)
        for link in self._accounts.rivals():
            found.setdefault((link.statement.id, link.draft.number, link.type), link)
        for row in self._facets.values():
            for link in self._next_word(row, tuple(found.values())) if row else ():
                found.setdefault((link.statement.id, link.draft.number, link.type), link)
        return list(found.values())

    def _links(self, row: tuple[Facet, ...]) -> Iterable[Link]:
        statement = row[0].statement
        if statement.commitment is Commitment.DENIES:
            return self._denials(row)
        if statement.kind is Kind.VERIFICATION or statement.commitment in UNVERIFIED:
            return self._notes(row)
        if statement.commitment is None or statement.response:
            return self._answers(row)
        return [
            *self._confirmations(row),
            *self._contraries(row),
            *self._accounts.opposed(row),
            *self._accounts.ranked(row[0]),
        ]

    def _denials(self, row: tuple[Facet, ...]) -> list[Link]:
        """What a denial denies: what it quotes, what it says, or what it refers to."""
        statement = row[0].statement
        known = self._known(row[0])
        targets = self._quoted(statement)
        targets = targets or [t for t in known if t.draft.core.agent == party_of(statement) is not None]
        targets = targets or self._about(row, denied=True) or self._meant(row[0])
        links = []
        for draft, score, reason in targets or known or self._accused(row[0]):
            if any(same_speaker(f.statement, statement) and f.index < row[0].index for f, _ in draft.members):
                links.append(
                    Link(statement, draft, RelationType.RETRACTS, score, f"takes back its own claim: {reason}")
                )
            elif not all_of_side(draft, statement):
                links.append(Link(statement, draft, RelationType.DISPUTES, score, f"denies it: {reason}"))
        return links

    def _notes(self, row: tuple[Facet, ...]) -> list[Link]:
        """The claims that could not be verified."""
        statement = row[0].statement
        observed = statement.commitment is Commitment.NO_EVIDENCE_OBSERVED
        said = "has seen no evidence of it" if observed else "could not verify it"
        found = self._about(row) or self._meant(row[0])
        return [Link(statement, d, RelationType.UNABLE_TO_VERIFY, score, f"{said}: {why}") for d, score, why in found]

    def _answers(self, row: tuple[Facet, ...]) -> list[Link]:
        """The claims that a statement answers without denying or confirming them."""
        statement = row[0].statement
        found: list[Target] = []
        if statement.response:
            before = [f for f in self._reports.before(statement) if not same_side(f.statement, statement)]
            found = self._claims_of(before[:1], "marked as an answer to what was said just before")
        found = found or self._about(row) or self._meant(row[0])
        said = "answers it" if statement.response else "does not say that it is so"
        return [
            Link(statement, draft, RelationType.RESPONDS, score, f"{said}: {why}")
            for draft, score, why in found
            if statement.id not in draft.ids and not all_of_side(draft, statement)
        ]

    def _confirmations(self, row: tuple[Facet, ...]) -> list[Link]:
        """Claims of another side that a speaker of his own knowledge asserts too."""
        statement = row[0].statement
        side = side_of(statement)
        if side in {None, OUTLET_SIDE} and statement.commitment is not Commitment.CONFIRMS:
            return []
        links = []
        for draft in self._of.get(statement.id, ()):
            whose = _whose(draft, {f.statement.id for f, _ in draft.members if self._passes_on(f.statement, draft)})
            if whose in {None, side} or self._passes_on(statement, draft):
                continue
            reason = f"{side or 'another speaker'} says so too, where the claim is {whose}'s"
            links.append(Link(statement, draft, RelationType.CONFIRMS, 1.0, reason))
        return links

    def _passes_on(self, statement: Statement, draft: Draft) -> bool:
        """Whether a statement only holds another member's: who quotes a claim does not say so himself."""
        children = (child.statement for child in self._nested.get(statement.id, ()))
        return any(child.id in draft.ids and not same_side(child, statement) for child in children)

    def _next_word(self, row: tuple[Facet, ...], links: Sequence[Link]) -> list[Link]:
        """The claim of one side that the other side speaks to next, in the same report and of the same place."""
        facet = row[0]
        side = party_of(facet.statement)
        if side is None or not asserts(facet.statement) or facet.statement.response:
            return []
        before = [f for f in self._reports.before(facet.statement) if f.statement.nested_in is None]
        if not before:
            return []
        end = before[0].statement.content[-1].end
        if words_between(facet.report.text, end, position(facet.statement)) > RESPONSE_REACH:
            return []
        claimed = before[0]
        if party_of(claimed.statement) in {None, side} or claimed.agent != party_of(claimed.statement):
            return []
        if places_between(facet, claimed).relation == "apart":
            return []
        denied = {
            link.draft.number
            for link in links
            if link.type is DISPUTES
            and party_of(link.statement) == side
            and _same_report(link.statement, facet.statement)
        }
        reason = f"the next word of {side} after the claim, which neither denies nor confirms it"
        return [
            Link(facet.statement, target.draft, RelationType.RESPONDS, 0.5, reason)
            for target in self._claims_of([claimed], reason)
            if target.draft.number not in denied and facet.statement.id not in target.draft.ids
        ]

    def _contraries(self, row: tuple[Facet, ...]) -> list[Link]:
        """Claims whose flat contrary another side asserts, of the same place and day."""
        links = []
        for facet in row:
            if facet.mode != "fact" or facet.event is None:
                continue
            for draft in self._gathering.near(facet):
                core = draft.core
                if core.mode != "fact" or core.polarity == facet.polarity or all_of_side(draft, facet.statement):
                    continue
                if not may_dispute(facet.statement, draft):
                    continue
                found = alike(facet, core, self._gathering.weights)
                if found is None:
                    continue
                flat = not facet.polarity and _same_place_and_day(facet, core)
                kind = RelationType.DISPUTES if flat else RelationType.BEARS_ON
                said = "says the contrary of the same place and day" if flat else "says the contrary, less exactly"
                links.append(Link(facet.statement, draft, kind, found.score, f"{said}: {found.reason}"))
        return links

    def _about(self, row: tuple[Facet, ...], *, denied: bool = False) -> list[Target]:
        """Claims that a statement's own words match, whatever it says of them; near ties all count."""
        found: dict[int, Target] = {}
        for facet in row:
            if only_refers(facet):
                continue
            for draft in self._gathering.near(facet):
                if denied and not _deniable(facet, draft):
                    continue
                comparison = alike(facet, draft.core, self._gathering.weights)
                if comparison is not None:
                    found.setdefault(draft.number, Target(draft, comparison.score, comparison.reason))
        best = max((target.score for target in found.values()), default=0.0)
        return [target for target in found.values() if target.score >= best - TIE]

    def _meant(self, facet: Facet) -> list[Target]:
        """Claims that a statement only refers to: those of the statements before it that it means."""
        if not only_refers(facet):
            return []
        whose = facet.agent
        if whose is None and facet.statement.commitment is Commitment.DENIES:
            whose = party_of(facet.statement)
        blamed = self._blaming(facet, whose) if whose else []
        if blamed:
            return blamed
        return self._claims_of(self._reports.meant(facet), "refers to what was said just before")

    def _known(self, facet: Facet) -> list[Target]:
        """The claim about the event that a denial speaks of as known, if its report has told of one ("the raid").

        Where it is the denier who is said to have done it, that is what he denies.
        """
        words = WORD.findall(content_of(facet).lower())
        if only_refers(facet) or not grammar("definite").intersection(words[:1]):
            return []
        side = party_of(facet.statement)
        found = [
            (sum(f.report is facet.report for f, _ in draft.members), draft)
            for draft in self._gathering.claims()
            if draft.core.event == facet.event is not None
            and _deniable(facet, draft)
            and draft.core.polarity
            and compatible(facet, draft.core)
        ]
        if facet.agent is None:
            found = [row for row in found if side is not None and row[1].core.agent == side] or found
        held, best = max(found, key=lambda row: (row[0], len(row[1].ids), -row[1].number), default=(0, None))
        return [Target(best, MEANT, "speaks of it as the event that its report told of")] if best and held else []

    def _accused(self, facet: Facet) -> list[Target]:
        """What a side is said to have done, where it denies something about its own doings ("used no such shells")."""
        side = party_of(facet.statement)
        if side is None or facet.agent != side:
            return []
        blaming = [
            (sum(f.report is facet.report for f, _ in draft.members), draft)
            for draft in self._gathering.claims()
            if draft.core.agent == side
            and draft.core.event in taxonomy().by_actor
            and draft.core.polarity
            and draft.core.mode == "fact"
            and not all_of_side(draft, facet.statement)
        ]
        meant = {facet.event, taxonomy().entails.get(facet.event or "")} - {None}
        blaming = [row for row in blaming if row[1].core.event in meant] or blaming
        held, best = max(blaming, key=lambda row: (row[0], len(row[1].ids), -row[1].number), default=(0, None))
        return [Target(best, MEANT, f"denies doings of {side}, of which its report tells")] if best and held else []

    def _claims_of(self, facets: Iterable[Facet], reason: str) -> list[Target]:
        """The claims that statements make by their main events."""
        return [
            Target(draft, MEANT, reason)
            for facet in facets
            for draft in self._of.get(facet.statement.id, ())
            if draft.core.event == facet.event
        ]

    def _blaming(self, facet: Facet, whose: str) -> list[Target]:
        """Claims made before in the report that a side did what the statement refers to ("the raid", "any part")."""
        data = taxonomy()
        if facet.event in {None, SAYING} and not data.reference_links & facet.words:
            return []
        found: dict[int, Target] = {}
        for before in self._reports.before(facet.statement):
            for draft in self._of.get(before.statement.id, ()):
                core = draft.core
                fits = core.event == facet.event if facet.event not in {None, SAYING} else core.event in data.by_actor
                if fits and core.agent == whose and draft.number not in found:
                    found[draft.number] = Target(draft, MEANT, f"refers to what {whose} is said to have done")
        return list(found.values())

    def _quoted(self, statement: Statement) -> list[Target]:
        """Claims that the statement quotes from somebody else."""
        return [
            Target(draft, 1.0, "quotes it")
            for child in self._nested.get(statement.id, ())
            if not same_side(child.statement, statement)
            for draft in self._of.get(child.statement.id, ())
        ]

    def _join_referring(self) -> None:
        """Make members of the statements that assert a claim by reference only ("confirmed the report")."""
        for row in self._facets.values():
            if not row or row[0].mode is None or not only_refers(row[0]):
                continue
            facet = row[0]
            if facet.event not in {None, SAYING} and facet.statement.commitment is not Commitment.CONFIRMS:
                continue
            for draft, score, reason in self._meant(facet):
                if facet.statement.id not in draft.ids:
                    draft.add(facet, Comparison(RelationType.SAME, score, reason))
                    self._of.setdefault(facet.statement.id, []).append(draft)


def _deniable(facet: Facet, draft: Draft) -> bool:
    """Whether a denial with this content can be of the claim.

    Who denies that somebody did it does not deny that it happened, and who denies something without naming a doer
    denies what is said of himself, not what is said of others.
    """
    core = draft.core
    if core.mode != "fact" or not core.polarity:
        return False
    if facet.agent is not None:
        return core.agent == facet.agent
    return core.agent is None or core.agent == party_of(facet.statement) or facet.event not in taxonomy().by_actor


def _whose(draft: Draft, relays: set[str]) -> str | None:
    """The side whose claim it is: the one that most often asserts it on the first day that somebody does.

    Who confirms what others said did not say it first, and an outlet's own voice is no side, nor are the `relays`, who
    only quote another member.
    """
    sources = [f for f, _ in draft.members if side_of(f.statement) not in {None, OUTLET_SIDE}]
    sources = [f for f in sources if f.statement.id not in relays] or sources
    sources = [f for f in sources if f.statement.commitment is not Commitment.CONFIRMS] or sources
    if not sources:
        return None
    sources.sort(key=lambda f: f.index)
    day = published_day(sources[0].report)
    sides = [side_of(f.statement) for f in sources if published_day(f.report) == day]
    return max(sides, key=sides.count)


def _same_report(one: Statement, other: Statement) -> bool:
    return one.report == other.report


def _same_place_and_day(facet: Facet, core: Facet) -> bool:
    where = places_between(facet, core)
    if not (facet.own_places and where.relation == "same" and where.share == 1.0):
        return False
    return facet.window is not None and core.window is not None and facet.window.last == core.window.last
