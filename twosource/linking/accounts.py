"""Accounts that exclude one another: another doer or weapon of one event, contrary states, other ranks of one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twosource.linking.antecedents import WORD, content_of, same_speaker
from twosource.linking.claims import Draft, Gathering
from twosource.linking.compare import far_apart, places_between, ranked_apart, ranks, rival_accounts, rival_names
from twosource.linking.facets import Facet, same_subject, telling
from twosource.linking.links import MEANT, Link, all_of_side, may_dispute
from twosource.model import Proposition, RelationType
from twosource.reading.taxonomy import Opposite, taxonomy

DISPUTES = RelationType.DISPUTES


class Accounts:
    """Finds what cannot be true together.

    Args:
        gathering: the claims.
        of: the claims that each statement is a member of, by its id.
    """

    def __init__(self, gathering: Gathering, of: Mapping[str, Sequence[Draft]]) -> None:
        self._gathering = gathering
        self._of = of

    def opposed(self, row: tuple[Facet, ...]) -> list[Link]:
        """Claims of another side of a state that cannot be together with what a statement says ("still burning")."""
        text = " ".join(WORD.findall(content_of(row[0]).lower()))
        links = []
        for opposite in taxonomy().opposites:
            if opposite.words and not any(f" {phrase} " in f" {text} " for phrase in opposite.words):
                continue
            for facet in row if opposite.event is not None else row[:1]:
                if facet.mode != "fact" or not facet.polarity or opposite.event not in {None, facet.event}:
                    continue
                for draft in self._gathering.claims():
                    if _stands_against(facet, draft, opposite):
                        said = f"says the contrary: {facet.event or text} against {draft.core.event}"
                        links.append(Link(facet.statement, draft, DISPUTES, MEANT, said))
        return links

    def ranked(self, facet: Facet) -> list[Link]:
        """Claims that put the same place elsewhere among its like than a statement does."""
        links: list[Link] = []
        for draft in self._gathering.claims() if ranks(facet) and facet.mode == "fact" else ():
            scales = ranked_apart(facet, draft.core)
            if not scales or draft.core.mode != "fact" or not same_subject(facet, draft.core):
                continue
            if (
                facet.statement.id not in draft.ids
                and may_dispute(facet.statement, draft)
                and not all_of_side(draft, facet.statement)
            ):
                said = f"puts it elsewhere among its like than the claim does ({', '.join(scales)})"
                links.append(Link(facet.statement, draft, DISPUTES, MEANT, said))
        return links

    def rivals(self) -> list[Link]:
        """Accounts of one event that cannot both be true: each one's members dispute the other."""
        links: list[Link] = []
        for draft in self._gathering.claims():
            if draft.core.mode != "fact":
                continue
            for other in self._gathering.rivals(draft):
                by_doer = rival_accounts(other.core, draft.core, self._gathering.weights)
                one_deed = draft.core.event in taxonomy().by_name and self._of_one_deed(draft, other)
                by_name = rival_names(other.core, draft.core, one_deed=one_deed)
                reason = by_doer or by_name
                if reason is None or other.core.mode != "fact":
                    continue
                for facet, comparison in other.members:
                    if facet.statement.id in draft.ids or (by_doer and facet.agent != other.core.agent):
                        continue
                    if _accuses_several(facet):
                        continue
                    if by_name and self._corrected(facet, draft, links, reason, comparison.score):
                        continue
                    if may_dispute(facet.statement, draft):
                        said = f"cannot be true as well: {reason}"
                        links.append(Link(facet.statement, draft, DISPUTES, comparison.score, said))
        return links

    def _of_one_deed(self, one: Draft, other: Draft) -> bool:
        """Whether two claims say what was used in one deed: members of theirs tell of it, or of rival accounts."""
        mine, theirs = (
            {
                id(deed): deed
                for facet, _ in draft.members
                for deed in self._of.get(facet.statement.id, ())
                if deed.core.event == taxonomy().entails.get(draft.core.event or "")
            }
            for draft in (one, other)
        )
        weights = self._gathering.weights
        return bool(mine.keys() & theirs.keys()) or any(
            rival_accounts(a.core, b.core, weights) for a in mine.values() for b in theirs.values()
        )

    def _corrected(self, facet: Facet, draft: Draft, links: list[Link], reason: str, score: float) -> bool:
        """Whether speaker and account are those of a correction: then what is taken back disputes nothing."""
        own = [f for f, _ in draft.members if same_speaker(f.statement, facet.statement)]
        if not own:
            return False
        if all(f.index < facet.index for f in own):
            said = f"corrects his own claim: {reason}"
            links.append(Link(facet.statement, draft, RelationType.RETRACTS, score, said))
        return True


def _stands_against(facet: Facet, draft: Draft, opposite: Opposite) -> bool:
    """Whether a facet's state excludes the claim's: of one thing or place, at one time, by another side."""
    core = draft.core
    if core.event != opposite.claim or core.mode != "fact" or not core.polarity or core.strength < opposite.strength:
        return False
    if facet.statement.id in draft.ids or all_of_side(draft, facet.statement) or far_apart(facet, core):
        return False
    if core.agent is not None and core.agent == facet.agent:
        return False
    where = places_between(facet, core)
    if opposite.place:
        one = where.relation == "same" and facet.own_places and core.own_places
    else:
        one = bool(facet.names & core.names) or (where.relation == "same" and bool(telling(facet) & telling(core)))
    return one and may_dispute(facet.statement, draft)


def _accuses_several(facet: Facet) -> bool:
    """Whether a statement reports that sides blame one another: it takes no side itself."""
    proposition = facet.statement.proposition
    return isinstance(proposition, Proposition) and bool(proposition.accused)
