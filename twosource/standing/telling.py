"""Sentences about statements, for changes: who said it, in which outlet. Neutral words, names as published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from twosource.linking.origins import outlet_of
from twosource.model import Actor, Report, Statement
from twosource.model.actor import OUTLET_SIDE
from twosource.model.change import ChangeKind

NAMED = 3
"""Names or quotations in one sentence before the rest is counted."""
QUOTED = 80
"""Characters of a quotation in a sentence: one line of a terminal."""
ADDED = {
    ChangeKind.ORIGIN_ADDED: "asserts it, too",
    ChangeKind.DISPUTE_ADDED: "denies it",
    ChangeKind.CONFIRMATION_ADDED: "confirms it",
    ChangeKind.UNABLE_TO_VERIFY_ADDED: "could not verify it",
    ChangeKind.RESPONSE_ADDED: "responds without denying it",
    ChangeKind.RETRACTION_ADDED: "takes it back",
}


class Teller:
    """Tells about the statements of one picture."""

    def __init__(self, statements: Mapping[str, Statement], reports: Mapping[str, Report]) -> None:
        self._statements, self._reports = statements, reports

    def outlet(self, report: Report) -> str:
        """The outlet, or the short name where that is not stated."""
        return report.outlet or report.doc

    def outlet_of(self, identity: str) -> str | None:
        """Where a statement was published; `None` for one that is not at hand."""
        statement = self._statements.get(identity)
        return outlet_of(statement, self._reports) if statement else None

    def speaker(self, identity: str) -> str:
        """Who speaks, and where it was published if that is somebody else."""
        statement = self._statements[identity]
        outlet = outlet_of(statement, self._reports)
        actor = statement.actor if isinstance(statement.actor, Actor) else None
        if actor is None or actor.side == OUTLET_SIDE or actor.name == outlet:
            return outlet
        return f"{actor.name} ({outlet})"

    def speakers(self, ids: Iterable[str]) -> str:
        """Who speaks in some statements, each once."""
        names = list(dict.fromkeys(self.speaker(one) for one in ids if one in self._statements))
        return listed(names) or "a source that is not stated"

    def added(self, kind: ChangeKind, ids: Sequence[str], name: str) -> str:
        """What statements add to a claim."""
        if kind is ChangeKind.RELAY_ADDED:
            return f"{name} passes it on"
        return f"{self.speakers(ids)} {ADDED[kind]}"

    def unsaid(self, statements: Sequence[Statement]) -> str:
        """Which statements are no longer made, in their own words."""
        if not statements:
            return "no statement was taken out"
        words = [f"“{self.words(one.id)}”" for one in statements]
        number = len(statements)
        return f"{number} {'statement is' if number == 1 else 'statements are'} no longer made: {listed(words)}"

    def words(self, identity: str) -> str:
        """The beginning of what a statement says, in its own words."""
        statement = self._statements[identity]
        report = self._reports.get(statement.report)
        if report is None:
            return identity
        return _cut(" ".join(" … ".join(span.of(report.text) for span in statement.content).split()))


def listed(names: Sequence[str]) -> str:
    """Names in one phrase; the first few, and the number of the rest."""
    shown = list(names[:NAMED]) if len(names) <= NAMED else [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def _cut(words: str) -> str:
    return words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + "…"
