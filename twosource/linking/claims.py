"""Claims in the making: facets gathered round cores.

The facets that state most are looked at first. Each joins the claim whose core it compares best with, or becomes the
core of a new one. Since every comparison is with a core, a chain of near-matches cannot glue two claims together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from twosource.linking.blocking import CROWD, Index, keys_of, wanted
from twosource.linking.compare import (
    MIN_TEXT_WORDS,
    Comparison,
    Weights,
    compare,
    compatible,
    rival_accounts,
    special_victims,
    tells_little,
)
from twosource.linking.facets import Facet
from twosource.model import Commitment, Member, Proposition, RelationType, Report
from twosource.reading.references import SAYING
from twosource.reading.taxonomy import taxonomy

TIE = 0.10
"""Between claims whose scores differ by less than any single ground weighs, the one that states most is taken."""
ADOPTED = 0.6
"""Score of a member that no words tie to the claim, only the report: the least that any member has."""
MOST = 0.5
MOST_AT_LEAST = 3
"""Share of the statements of one event type, and their number, from which their claim is what the story is about."""
LABEL_WORDS = 24
"""Words of a claim's label at most: what fits two lines of a table."""
GOOD_LABEL = 12
"""Words of a good label: one line."""
QUOTES = '“”"«»'
CORE = "states the claim most fully"
"""How the reason of a claim's core begins, by which the core of a finished claim is known."""


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A claim while its members are gathered.

    Attributes:
        number: position among the claims in the making.
        core: the facet that the others are compared with.
        members: (facet, comparison), the core first. ids: of their statements.
    """

    number: int
    core: Facet
    members: list[tuple[Facet, Comparison]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def add(self, facet: Facet, comparison: Comparison) -> None:
        """Make a facet's statement a member."""
        self.members.append((facet, comparison))
        self.ids.add(facet.statement.id)

    @property
    def first(self) -> Facet:
        """The member published first."""
        return min((facet for facet, _ in self.members), key=lambda f: f.index)

    def id(self) -> str:
        """Stable while the first member stays: made of its id, and of the event where that is not its main one."""
        first = self.first
        return claim_id(first.statement.id if first.main else f"{first.statement.id} {first.event}")

    def listed(self) -> tuple[Member, ...]:
        """The members in order of publication."""
        ordered = sorted(self.members, key=lambda row: row[0].index)
        return tuple(
            Member(statement=f.statement.id, relation=c.relation, score=c.score, reason=c.reason) for f, c in ordered
        )


def claim_id(key: str) -> str:
    """A short id made of a key."""
    return "c" + hashlib.sha256(key.encode()).hexdigest()[:8]


class Gathering:
    """Claims and the index over their cores."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.drafts: list[Draft] = []
        self._index = Index()
        self._waiting: list[Facet] = []
        self._of_type: dict[tuple[str | None, str | None, bool], list[Draft]] = {}

    def add(self, facet: Facet, *, waits: bool = True) -> Draft | None:
        """Put a facet where it belongs. What is only said beside a main event joins claims, but opens none.

        With `waits`, one that no claim is like and that tells little of its event is kept for `add_waiting`.
        """
        scored = [row for row in self.compared(facet) if not self._contested(facet, row[0])]
        if not scored and waits and facet.main and self._may_be_adopted(facet):
            self._waiting.append(facet)
            return None
        if not scored:
            return self._adopted(facet) or (self._open(facet) if facet.main else None)
        same = [row for row in scored if row[0].core.event == facet.event] or scored
        top = max(comparison.score for _, comparison in same)
        near = [row for row in same if row[1].score >= top - TIE]
        draft, comparison = max(near, key=lambda row: (row[0].core.detail, row[1].score))
        draft.add(facet, comparison)
        return draft

    def _adopted(self, facet: Facet) -> Draft | None:
        """The claim about the event that a facet only speaks on of: the one its report has mostly told of."""
        deed = facet.agent is not None and facet.event in taxonomy().by_actor
        if not (facet.main or deed) or not self._may_be_adopted(facet):
            return None
        best, reason = self._told_of(facet)
        if best is not None:
            best.add(facet, Comparison(RelationType.SAME, ADOPTED, reason))
        return best

    def _told_of(self, facet: Facet, *, less: Draft | None = None) -> tuple[Draft | None, str]:
        """The claim of a facet's event type that its report, or most of the story, has told of; with the reason."""
        alike = [d for d in self._of_type.get((facet.mode, facet.event, facet.polarity), ()) if d.ids]
        if facet.agent is not None and facet.event in taxonomy().by_actor:
            alike = [d for d in alike if d.core.agent == facet.agent]
        fitting = [d for d in alike if d is not less and self._takes(d, facet)]
        best = max(fitting, key=lambda d: (_held(d, facet.report), len(d.ids), -d.number), default=None)
        if best is None:
            return None, ""
        held = _held(best, facet.report)
        every = sum(len(d.ids) for d in alike)
        if not held and not (len(best.ids) >= MOST_AT_LEAST and len(best.ids) >= MOST * every):
            return None, ""
        whose = "its report" if held else "most reports"
        return best, f"speaks on of the {(facet.event or '').replace('-', ' ')} that {whose} told of"

    def join_little(self) -> None:
        """Give up claims whose core tells little of its event, where their members fit the one the story is about."""
        for draft in sorted(self.drafts, key=lambda d: (len(d.ids), d.number)):
            if not self._may_be_adopted(draft.core) or not draft.core.main:
                continue
            best, reason = self._told_of(draft.core, less=draft)
            if best is None or len(best.ids) < len(draft.ids):
                continue
            if all(self._takes(best, facet) for facet, _ in draft.members):
                for facet, _ in draft.members:
                    best.add(facet, self._compared_or_told(facet, best, reason))
                draft.members.clear()
                draft.ids.clear()

    def _compared_or_told(self, facet: Facet, draft: Draft, reason: str) -> Comparison:
        return compare(facet, draft.core, self.weights) or Comparison(RelationType.SAME, ADOPTED, reason)

    @staticmethod
    def _may_be_adopted(facet: Facet) -> bool:
        return facet.event in taxonomy().incidents and tells_little(facet)

    def add_waiting(self) -> None:
        """Put those that waited where they belong, now that the events of the story are known."""
        for facet in self._waiting:
            self.add(facet, waits=False)

    def _takes(self, draft: Draft, facet: Facet) -> bool:
        return (
            facet.statement.id not in draft.ids and compatible(facet, draft.core) and not self._contested(facet, draft)
        )

    def compared(self, facet: Facet) -> list[tuple[Draft, Comparison]]:
        """Claims that the facet could be a member of, with the comparison, in order."""
        found = []
        for draft in self.near(facet):
            if facet.statement.id in draft.ids:
                continue
            comparison = compare(facet, draft.core, self.weights)
            if comparison is not None:
                found.append((draft, comparison))
        return found

    def near(self, facet: Facet) -> list[Draft]:
        """Claims that share a key with the facet, in order."""
        found = (self.drafts[number] for number in self._index.find(wanted(facet, self.weights)))
        return [draft for draft in found if draft.members]

    def rivals(self, draft: Draft) -> list[Draft]:
        """Claims that may be other accounts of a claim's event, in order."""
        if draft.core.event not in taxonomy().by_name:
            return self.near(draft.core)
        core = draft.core
        return [other for other in self._of_type[core.mode, core.event, core.polarity][:CROWD] if other.members]

    def claims(self) -> list[Draft]:
        """The claims that have members, in the order in which they were opened."""
        return [draft for draft in self.drafts if draft.members]

    def _open(self, facet: Facet) -> Draft:
        reason = f"{CORE}; the others are compared with it"
        draft = Draft(number=len(self.drafts), core=facet)
        draft.add(facet, Comparison(RelationType.SAME, 1.0, reason))
        self._index.add(draft.number, keys_of(facet, self.weights))
        self.drafts.append(draft)
        self._of_type.setdefault((facet.mode, facet.event, facet.polarity), []).append(draft)
        return draft

    def _contested(self, facet: Facet, draft: Draft) -> bool:
        """Whether the facet names no doer where two accounts of its event name different ones."""
        if facet.agent is not None or facet.event not in taxonomy().by_actor or draft.core.agent is None:
            return False
        others = (other.core for other in self.near(draft.core))
        return any(rival_accounts(draft.core, core, self.weights) for core in others)

    def part_unnamed(self) -> None:
        """Take from each of two rival accounts those that name no doer: they support neither."""
        for draft in self.claims():
            if draft.core.agent is None or draft.core.event not in taxonomy().by_actor:
                continue
            unnamed = [row for row in draft.members if row[0].agent is None]
            if not unnamed or not self._contested(unnamed[0][0], draft):
                continue
            for row in unnamed:
                draft.members.remove(row)
                draft.ids.discard(row[0].statement.id)
            for facet, _ in unnamed:
                self.add(facet, waits=False)

    def add_entailing(self) -> None:
        """Make members also of those who say more than a claim: who did it, or a larger number that holds it.

        Each such statement joins one more claim, the one it compares best with.
        """
        best: dict[tuple[str, str | None], tuple[Comparison, Facet, Draft]] = {}
        for draft in filter(lambda d: _says_less(d.core), self.claims()):
            for other in self.near(draft.core):
                for facet, _ in other.members:
                    if facet.event != draft.core.event or facet.statement.id in draft.ids or _says_less(facet):
                        continue
                    comparison = compare(facet, draft.core, self.weights)
                    held = best.get((facet.statement.id, facet.event))
                    if comparison is not None and (held is None or comparison.score > held[0].score):
                        best[facet.statement.id, facet.event] = (comparison, facet, draft)
        for comparison, facet, draft in best.values():
            draft.add(facet, comparison)


def _held(draft: Draft, report: Report) -> int:
    """How many of a claim's members are of a report."""
    return sum(facet.report is report for facet, _ in draft.members)


def _says_less(core: Facet) -> bool:
    """Whether others may say the claim and more: it names no doer, or only special victims."""
    data = taxonomy()
    if core.event in data.outcomes:
        return bool(special_victims(core))
    return core.event in data.by_actor and core.agent is None


def gather(facets: Mapping[str, tuple[Facet, ...]], weights: Weights) -> Gathering:
    """Claims of all facets that make one.

    A nested statement and the one that holds it may be members of one claim: the relay and its origin.
    """
    gathering = Gathering(weights)
    making = [facet for row in facets.values() for facet in row if facet.mode is not None]
    making = [facet for facet in making if not only_refers(facet)]
    making.sort(key=lambda f: (-f.detail, f.index))
    for facet in (facet for facet in making if facet.main):
        gathering.add(facet)
    gathering.add_waiting()
    gathering.part_unnamed()
    gathering.join_little()
    for facet in (facet for facet in making if not facet.main):
        gathering.add(facet)
    gathering.add_entailing()
    return gathering


def only_refers(facet: Facet) -> bool:
    """Whether the statement says nothing but which claim it speaks of ("confirmed the report")."""
    proposition = facet.statement.proposition
    if not isinstance(proposition, Proposition) or not proposition.refers_to:
        return False
    happening = taxonomy().by_actor | taxonomy().outcomes
    spoken_of = facet.statement.commitment is Commitment.ASSERTS and facet.event in happening
    return facet.event in {None, SAYING} or spoken_of or len(facet.words) < MIN_TEXT_WORDS


def label_of(draft: Draft) -> str:
    """The claim in its own words: of the members that state nearly as much as the core, the easiest to read alone."""
    same = [facet for facet, how in draft.members if facet.main and how.relation is not RelationType.STRONGER]
    full = [facet for facet in same if facet.detail >= draft.core.detail - 2]
    chosen = min(full or [draft.core], key=lambda f: (_unclear(_plain(f)), f.index))
    words = _plain(chosen).split()
    text = " ".join(words[:LABEL_WORDS]) + (" …" if len(words) > LABEL_WORDS else "")
    return text[:1].upper() + text[1:]


def _unclear(text: str) -> int:
    """How hard a content is to read alone: a pronoun or verb for a first word, a quotation mark, too long or short."""
    words = text.split()
    first = words[0] if words else ""
    pronoun = first.lower() in taxonomy().unclear_openers
    return (
        20 * pronoun + 5 * (not first[:1].isupper()) + 3 * any(c in QUOTES for c in text) + abs(len(words) - GOOD_LABEL)
    )


def _plain(facet: Facet) -> str:
    """The content in one line, without "that" and outer marks."""
    text = " ".join(" ".join(span.of(facet.report.text).split()) for span in facet.statement.content)
    text = text.strip("“”\"' ,.;")
    first, _, rest = text.partition(" ")
    return rest if first.lower() == "that" and rest else text
