"""What a check of a ledger found: each thing that does not match, what is wrong with it, and what can be done."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec import Struct

RESTORE = "restore a copy of the ledger"
REREAD = "restore a copy of the ledger, or read the report again into a new one"
RELINK = "restore a copy of the ledger, or rebuild it: export jsonl, then import it elsewhere"
AGAIN = "move it away, then read the source again from a copy that is whole"


class Weight(StrEnum):
    """How much a finding matters."""

    MISMATCH = "mismatch"
    """Something is not what the ledger says it was."""
    UNCHECKED = "unchecked"
    """It could not be looked at, so nothing is known of it."""
    NOTE = "note"
    """Nothing is wrong; a person may want to know."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was found.

    Attributes:
        kind: what it is ("text", "evidence", "original", ...).
        id: which one.
        problem: what is wrong with it.
        remedy: what a person can do.
    """

    weight: Weight
    kind: str
    id: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}: {self.problem}; {self.remedy}"


class Findings(Struct, kw_only=True):
    """All that a check found.

    Attributes:
        looked: how many things of each kind were looked at.
        found: in the order in which they came.
        seal: digest of all readings, to be logged, where nothing was wrong with them; `None` otherwise.
        sealed: number of the last of these readings.
    """

    looked: dict[str, int] = msgspec.field(default_factory=dict)
    found: list[Finding] = msgspec.field(default_factory=list)
    seal: str | None = None
    sealed: int = 0

    def of(self, weight: Weight) -> list[Finding]:
        """Those of one weight."""
        return [one for one in self.found if one.weight is weight]

    def count(self, kind: str, number: int = 1) -> None:
        """Count things that were looked at."""
        self.looked[kind] = self.looked.get(kind, 0) + number

    def wrong(self, kind: str, name: object, problem: str, remedy: str = RESTORE) -> None:
        """Something does not match."""
        self._add(Weight.MISMATCH, kind, name, problem, remedy)

    def unchecked(self, kind: str, name: object, problem: str, remedy: str) -> None:
        """Something could not be looked at."""
        self._add(Weight.UNCHECKED, kind, name, problem, remedy)

    def note(self, kind: str, name: object, problem: str, remedy: str) -> None:
        """Something that is not wrong."""
        self._add(Weight.NOTE, kind, name, problem, remedy)

    def _add(self, weight: Weight, kind: str, name: object, problem: str, remedy: str) -> None:
        self.found.append(Finding(weight=weight, kind=kind, id=str(name), problem=problem, remedy=remedy))
