"""Which claims, reports and statements of two pictures are the same. Pure.

Claims are matched by their id, else by what they have in common: a claim's id is made of its first statement, and an
earlier report, a new version or a judgement changes it. A statement that a new version of its report repeats, or words
a little differently, is the same statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from twosource.model import Actor, Claim, Reading, Report, reports_of
from twosource.model.change import ChangeKind
from twosource.model.report import outlet_key

ROLES = {
    "disputed_by": ChangeKind.DISPUTE_ADDED,
    "confirmed_by": ChangeKind.CONFIRMATION_ADDED,
    "unable_to_verify": ChangeKind.UNABLE_TO_VERIFY_ADDED,
    "responses": ChangeKind.RESPONSE_ADDED,
    "retracted_by": ChangeKind.RETRACTION_ADDED,
}
"""Lists of a claim's statements, and the change that an addition to each is."""
REWORDED = 0.6
"""Share of words in common, in order, from which two statements of one speaker in two versions of a report are one
reworded: a corrected number or name leaves most of a sentence as it was, and more than half must be left."""

Key = tuple[str, str, str]


class Pictured(Protocol):
    """A picture: claims with their standing, and the readings that they rest on."""

    @property
    def claims(self) -> Sequence[Claim]:
        """With their standing."""

    @property
    def readings(self) -> Sequence[Reading]:
        """Those that the claims were made of."""


class View:
    """A picture with its statements and reports by id, and what a statement is known by from version to version."""

    def __init__(self, picture: Pictured) -> None:
        self.claims = {claim.id: claim for claim in picture.claims}
        self.reports = {reading.report.id: reading.report for reading in picture.readings}
        self.named = reports_of(picture.readings)
        self.statements = {s.id: s for reading in picture.readings for s in reading.statements}
        self.by_report = {reading.report.id: reading.statements for reading in picture.readings}
        self.same: dict[str, Key] = {}
        """What a reworded statement was known by in the version before."""

    def key(self, identity: str) -> Key:
        """What a statement is known by: its report whatever the version, who speaks, and the words."""
        if identity in self.same:
            return self.same[identity]
        statement = self.statements.get(identity)
        if statement is None or statement.report not in self.named:
            return ("", "", identity)
        report = self.named[statement.report]
        actor = statement.actor.name if isinstance(statement.actor, Actor) else ""
        words = " ".join(" ".join(span.of(report.text) for span in statement.content).split())
        return (item_of(report), f"{actor} {statement.commitment}", words)

    def members(self, claim: Claim) -> dict[Key, str]:
        """The statements that make a claim, by what they are known by."""
        return {self.key(member.statement): member.statement for member in claim.members}

    def told(self, claim: Claim) -> set[Key]:
        """What all the statements that concern a claim are known by."""
        ids = [member.statement for member in claim.members]
        ids += [one for role in ROLES for one in getattr(claim, role)]
        return {self.key(one) for one in ids}


def item_of(report: Report) -> str:
    """What a report is a version of: its URL, else its short name at its outlet."""
    return report.url or f"{outlet_key(report.outlet) or ''}\n{report.doc}"


class Matching:
    """What of an earlier picture is what of a later one.

    Attributes:
        instead: by item the report of the later picture that took another's place.
        reworded: statements of the earlier picture, by id, and what they became.
        continued: claims that go on, earlier and later id.
        fresh: claims that are new, with the claim that they split off from, if they did.
        gone: claims that are gone, with the claim that took them in, if one did.
    """

    def __init__(self, old: View, new: View) -> None:
        self.old, self.new = old, new
        self.instead = {item_of(report): report for key, report in new.reports.items() if key not in old.reports}
        self.reworded: dict[str, str] = {}
        for report in old.reports.values():
            if report.id not in new.reports and (later := self.instead.get(item_of(report))):
                self._align(report, later)
        self.continued, self.fresh, self.gone = self._matched()

    def _align(self, report: Report, later: Report) -> None:
        """Find the statements that the later version words differently."""
        old, new = self.old, self.new
        kept = {new.key(one.id) for one in new.by_report[later.id]}
        known = {old.key(one.id) for one in old.by_report[report.id]}
        lost = [one for one in old.by_report[report.id] if old.key(one.id) not in kept]
        fresh = [one for one in new.by_report[later.id] if new.key(one.id) not in known]
        pairs = []
        for one in lost:
            (_, who, words) = old.key(one.id)
            for other in fresh:
                (_, speaker, wording) = new.key(other.id)
                alike = SequenceMatcher(None, words.split(), wording.split(), autojunk=False).ratio()
                if who == speaker and alike >= REWORDED:
                    pairs.append((alike, one.id, other.id))
        for _, one_id, other_id in sorted(pairs, key=lambda pair: -pair[0]):
            if one_id not in self.reworded and other_id not in new.same:
                self.reworded[one_id] = other_id
                new.same[other_id] = old.key(one_id)

    def _matched(self) -> tuple[list[tuple[str, str]], dict[str, str | None], dict[str, str | None]]:
        """Claims that go on (old, new id), new ones with what they split off, gone ones with what took them in."""
        holders: dict[Key, list[str]] = {}
        for claim in self.old.claims.values():
            for key in self.old.members(claim):
                holders.setdefault(key, []).append(claim.id)
        shared = {
            claim.id: Counter(one for key in self.new.members(claim) for one in holders.get(key, ()))
            for claim in self.new.claims.values()
        }
        heirs = {key: key for key in self.old.claims if key in self.new.claims}
        rest = [(number, old, new) for new, own in shared.items() if new not in heirs for old, number in own.items()]
        for _, old, new in sorted(rest, key=lambda one: -one[0]):
            if old not in heirs and new not in heirs.values():
                heirs[old] = new
        fresh = {new: self._parent(own, heirs) for new, own in shared.items() if new not in heirs.values()}
        gone = {key: self._heir(key, shared) for key in self.old.claims if key not in heirs}
        return list(heirs.items()), fresh, gone

    def _parent(self, shared: Counter[str], heirs: Mapping[str, str]) -> str | None:
        """The claim that a new one split off from: its statements left that claim."""
        for old, number in shared.most_common():
            heir = heirs.get(old)
            if heir is not None:
                left = set(self.old.members(self.old.claims[old])) - set(self.new.members(self.new.claims[heir]))
                if len(left) >= number:
                    return heir
        return None

    def _heir(self, old: str, shared: Mapping[str, Counter[str]]) -> str | None:
        """The claim that took another in: it has the statement that the other was made of first."""
        claim = self.old.claims[old]
        core = self.old.key(claim.members[0].statement) if claim.members else None
        heirs = [new for new in shared if shared[new][old] and core in self.new.members(self.new.claims[new])]
        return max(heirs, key=lambda new: shared[new][old], default=None)
