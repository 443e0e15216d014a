"""What "the claim", "these reports" or "the attack" refer to: statements that stand before them in the same report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from twosource.linking.distance import words_between
from twosource.linking.facets import Facet
from twosource.model import Commitment, Kind, Statement
from twosource.model.actor import OUTLET_SIDE
from twosource.reading.taxonomy import taxonomy

REACH = 250
"""Words back within which a report's "the claim" finds what it means: about eight newspaper paragraphs. The farthest
in the seeds and the ledger-dev stories stands 150 back."""
BREATH = 25
"""Words within which a speaker's next words spell out what "the claim" is: less than a sentence."""
WORD = re.compile(r"\w+")
ASSERTIVE = frozenset({Commitment.ASSERTS, Commitment.CONFIRMS})


class Reports:
    """Statements of every report in the order of the text."""

    def __init__(self, facets: Mapping[str, tuple[Facet, ...]]) -> None:
        self._facets = facets
        self._rows: dict[str, list[Facet]] = {}
        for row in facets.values():
            if row:
                self._rows.setdefault(row[0].statement.report, []).append(row[0])

    def before(self, statement: Statement) -> list[Facet]:
        """Main facets of the attributed assertions that end before a statement begins, nearest first."""
        start = position(statement)
        rows = self._rows.get(statement.report, ())
        held = [f for f in rows if asserts(f.statement) and _near(f, start)]
        return sorted(held, key=lambda f: (-f.statement.content[-1].end, f.index))

    def said_with(self, statement: Statement) -> list[Facet]:
        """What the same speaker says in the same breath: "made the claim, saying that ..."."""
        end = statement.content[-1].end
        return [
            f
            for f in self._rows.get(statement.report, ())
            if f.statement.content[0].start >= end
            and words_between(f.report.text, end, f.statement.content[0].start) <= BREATH
            and same_speaker(f.statement, statement)
        ]

    def meant(self, facet: Facet) -> list[Facet]:
        """The statements that one which only refers to a claim is about; empty when none is found.

        The nearest one of the event that it names, or else the nearest one; of a plural, also those that the same
        side made just before it. Who denies or doubts means its own side's only where it says so ("its claim").
        """
        words = WORD.findall(content_of(facet).lower())
        found = self.before(facet.statement)
        if facet.mode is not None:
            said = self.said_with(facet.statement)
            if said:
                return said[:1]
        else:
            own = refers_to_own(words)
            found = [f for f in found if same_side(f.statement, facet.statement) == own]
        found = [f for f in found if self._has(f, facet.event)] or found
        if not found or not is_plural(words):
            return found[:1]
        side = side_of(found[0].statement)
        run = 1
        while run < len(found) and side_of(found[run].statement) == side:
            run += 1
        return found[:run]

    def _has(self, facet: Facet, event: str | None) -> bool:
        return event is not None and any(other.event == event for other in self._facets[facet.statement.id])


def _near(facet: Facet, start: int) -> bool:
    """Whether a statement ends before a position of its report, and not too far back."""
    end = facet.statement.content[-1].end
    return end <= start and words_between(facet.report.text, end, start) <= REACH


def content_of(facet: Facet) -> str:
    """The words of a facet's statement."""
    return " ".join(span.of(facet.report.text) for span in facet.statement.content)


def position(statement: Statement) -> int:
    """Where a statement begins: at its source, cue or content, whichever is first."""
    return min(span.start for span in (*statement.content, *statement.cue, *statement.source))


def is_plural(words: Sequence[str]) -> bool:
    """Whether the words, in lower case, refer to several claims ("the reports", "both")."""
    data = taxonomy()
    return any(w in data.plural or (w.endswith("s") and w[:-1] in data.reference_nouns) for w in words)


def refers_to_own(words: Sequence[str]) -> bool:
    """Whether the words, in lower case, are "its claim", "their earlier statements"."""
    data = taxonomy()
    nouns = [i for i, w in enumerate(words) if w.removesuffix("s") in data.reference_nouns]
    return any(word in data.possessives for i in nouns for word in words[max(0, i - 2) : i])


def asserts(statement: Statement) -> bool:
    """Whether somebody other than the outlet says that it is so."""
    return statement.kind is Kind.ATTRIBUTED and statement.commitment in ASSERTIVE


def side_of(statement: Statement) -> str | None:
    """The side of a statement's speaker; `None` when it is not stated or not read."""
    return statement.actor.side if statement.actor else None


def same_side(one: Statement, other: Statement) -> bool:
    """Whether two statements are known to be of one side; the outlets' own voices are of none."""
    side = side_of(one)
    return side is not None and side == side_of(other) and side != OUTLET_SIDE


def same_speaker(one: Statement, other: Statement) -> bool:
    """Whether two statements have one and the same actor."""
    return one.actor is not None and other.actor is not None and one.actor.name == other.actor.name
