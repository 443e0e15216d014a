"""What changed between two pictures, and which statements changed it. Pure: pictures in, changes out.

`twosource.standing.matching` says which claims and statements of the two are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from twosource.model import Claim, FurnitureKind, Report, StandingTerm
from twosource.model.change import ORDER, Change, ChangeKind, Stood
from twosource.standing.matching import ROLES, Matching, Pictured, View, item_of
from twosource.standing.telling import Teller

DECIDES = {
    StandingTerm.RETRACTED: ("retracted_by",),
    StandingTerm.REFUTED: ("disputed_by",),
    StandingTerm.DISPUTED: ("disputed_by",),
    StandingTerm.CORROBORATED: ("members", "confirmed_by"),
    StandingTerm.CONFIRMED_BY_ADVERSARY: ("members", "confirmed_by"),
    StandingTerm.INDEPENDENTLY_CONFIRMED: ("members", "confirmed_by"),
}
"""Where the statements stand that bring a standing about."""
NOTICES = frozenset({FurnitureKind.CORRECTION, FurnitureKind.RETRACTION})


class Withdrawal(NamedTuple):
    """How a report was withdrawn: withheld, canceled or retracted, and since when (ISO 8601)."""

    status: str
    since: str | None


def changes(
    before: Pictured, after: Pictured, *, withdrawn: Mapping[str, Withdrawal] | None = None
) -> tuple[Change, ...]:
    """What is different in `after`, in order of the reports that made it so.

    Args:
        before: the earlier picture.
        after: the later one.
        withdrawn: how reports were withdrawn, by id; of one that is gone and not named here it is not told.
    """
    differ = _Differ(View(before), View(after), withdrawn or {})
    return tuple(sorted(differ.all(), key=lambda one: (moment_key(one.at), ORDER[one.kind])))


def moment_key(iso: str | None) -> str:
    """Sorts ISO 8601 times of any precision and zone; a bare day comes before its hours, what has no time last."""
    if iso is None:
        return "~"
    if "T" not in iso:
        return iso
    moment = datetime.fromisoformat(iso)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")


class _Differ:
    """Compares two views."""

    def __init__(self, old: View, new: View, withdrawn: Mapping[str, Withdrawal]) -> None:
        self.old, self.new, self.withdrawn = old, new, withdrawn
        self.was, self.now = Teller(old.statements, old.named), Teller(new.statements, new.named)
        self.same = Matching(old, new)

    def all(self) -> Iterator[Change]:
        yield from self._reports()
        for earlier, later in self.same.continued:
            yield from self._within(self.old.claims[earlier], self.new.claims[later])
        for later, parent in self.same.fresh.items():
            yield self._new(self.new.claims[later], parent)
        for earlier, heir in self.same.gone.items():
            yield self._gone(self.old.claims[earlier], heir)

    def _reports(self) -> Iterator[Change]:
        for key, report in self.old.reports.items():
            if key not in self.new.reports:
                yield self._replaced(report)
        for key, report in self.new.reports.items():
            notices = [piece.span.of(report.text) for piece in report.furniture if piece.kind in NOTICES]
            if key not in self.old.reports and notices:
                words = " ".join(" ".join(notices).split())
                why = f"{self.now.outlet(report)} says of its report: {words}"
                yield Change(at=time_of(report), kind=ChangeKind.CORRECTION_NOTICE, report=key, now=words, why=why)

    def _replaced(self, report: Report) -> Change:
        """What became of a report that no longer stands, and which statements went with it."""
        said = self.old.by_report[report.id]
        later = self.same.instead.get(item_of(report))
        if later is None:
            how = self.withdrawn.get(report.id)
            why = f"{self.was.outlet(report)}: {how.status if how else 'no longer stands'}; {self.was.unsaid(said)}"
            return Change(
                at=how.since if how else None,
                kind=ChangeKind.REPORT_WITHDRAWN,
                report=report.id,
                was=time_of(report),
                now=how.status if how else None,
                statements=tuple(one.id for one in said),
                why=why,
            )
        kept = {self.new.key(one.id) for one in self.new.by_report[later.id]}
        lost = [one for one in said if self.old.key(one.id) not in kept or one.id in self.same.reworded]
        unsaid = self.was.unsaid([one for one in lost if one.id not in self.same.reworded])
        said_now = [
            f"“{self.was.words(one.id)}” is now “{self.now.words(self.same.reworded[one.id])}”"
            for one in lost
            if one.id in self.same.reworded
        ]
        return Change(
            at=time_of(later),
            kind=ChangeKind.REPORT_VERSION,
            report=report.id,
            was=time_of(report),
            now=time_of(later),
            statements=tuple(one.id for one in lost),
            why="; ".join([f"{self.now.outlet(later)} changed its text", *said_now, unsaid]),
        )

    def _new(self, claim: Claim, parent: str | None) -> Change:
        ids = tuple(member.statement for member in claim.members)
        kind = ChangeKind.CLAIM_NEW if parent is None else ChangeKind.SPLIT
        told = (
            f"first said by {self.now.speakers(ids)}"
            if parent is None
            else "its statements were parted from another claim"
        )
        return Change(
            at=self._first(self.new, ids),
            kind=kind,
            claim=claim.id,
            was=parent,
            now=_term(claim),
            statements=ids,
            why=f"“{claim.label}”: {told}",
        )

    def _gone(self, claim: Claim, heir: str | None) -> Change:
        ids = tuple(member.statement for member in claim.members)
        if heir is not None:
            why = f"“{claim.label}” is one with another claim now"
            return Change(
                at=self._removed(ids),
                kind=ChangeKind.MERGED,
                claim=heir,
                was=claim.id,
                now=heir,
                statements=ids,
                why=why,
            )
        why = f"“{claim.label}”: no report that stands makes it any more"
        return Change(
            at=self._removed(ids), kind=ChangeKind.CLAIM_GONE, claim=claim.id, was=_term(claim), statements=ids, why=why
        )

    def _within(self, earlier: Claim, later: Claim) -> Iterator[Change]:
        """What changed in one claim."""
        yield from self._voices(earlier, later)
        yield from self._differences(earlier, later)
        yield from _judged(earlier, later)
        if _term(earlier) != _term(later):
            ids = self._deciding(earlier, later)
            yield Change(
                at=self._first(self.new, ids) if set(ids) <= set(self.new.statements) else self._removed(ids),
                kind=ChangeKind.STANDING,
                claim=later.id,
                was=_term(earlier),
                now=_term(later),
                statements=ids,
                why=_reasons(earlier, later),
            )
        if _grade(earlier) != _grade(later):
            ids = self._deciding(earlier, later)
            at = self._first(self.new, ids) if set(ids) <= set(self.new.statements) else self._removed(ids)
            yield Change(
                at=at,
                kind=ChangeKind.GRADE,
                claim=later.id,
                was=_grade(earlier),
                now=_grade(later),
                statements=ids,
                why=f"proposed grade {_grade(later)}, was {_grade(earlier)}",
            )

    def _voices(self, earlier: Claim, later: Claim) -> Iterator[Change]:
        known = {(one.actor, one.side, one.channel) for one in earlier.origins}
        for origin in later.origins:
            if (origin.actor, origin.side, origin.channel) not in known:
                yield self._added(ChangeKind.ORIGIN_ADDED, later, origin.statements, now=origin.actor)
        for relay in later.relays:
            if relay not in earlier.relays:
                ids = [m.statement for m in later.members if self.now.outlet_of(m.statement) == relay]
                yield self._added(ChangeKind.RELAY_ADDED, later, ids, now=relay)
        for role, kind in ROLES.items():
            before = {self.old.key(one) for one in getattr(earlier, role)}
            for one in getattr(later, role):
                if self.new.key(one) not in before:
                    yield self._added(kind, later, [one], now=self.now.speakers([one]))

    def _added(self, kind: ChangeKind, claim: Claim, ids: Iterable[str], *, now: str) -> Change:
        made = tuple(ids)
        why = self.now.added(kind, made, now)
        return Change(at=self._first(self.new, made), kind=kind, claim=claim.id, now=now, statements=made, why=why)

    def _differences(self, earlier: Claim, later: Claim) -> Iterator[Change]:
        before = {one.point: [value.value for value in one.values] for one in earlier.differences}
        for difference in later.differences:
            known = before.get(difference.point, [])
            for value in difference.values:
                newly = all(self.new.key(one) not in self.old.told(earlier) for one in value.statements)
                if value.value not in known and newly:
                    others = known or [one.value for one in difference.values if one.value != value.value]
                    yield Change(
                        at=self._first(self.new, value.statements),
                        kind=ChangeKind.DIFFERENCE_ADDED,
                        claim=later.id,
                        was="; ".join(others),
                        now=value.value,
                        statements=value.statements,
                        why=f"{self.now.speakers(value.statements)}: {difference.point} {value.value}, "
                        f"elsewhere {'; '.join(others)}",
                    )

    def _deciding(self, earlier: Claim, later: Claim) -> tuple[str, ...]:
        """The statements that changed the standing: those added where it is decided, all added, or those gone."""
        roles = DECIDES.get(later.standing.term, ()) if later.standing else ()
        before = self.old.told(earlier)
        every = {role: _in(later, role) for role in ("members", *ROLES)}
        added = {role: [one for one in ids if self.new.key(one) not in before] for role, ids in every.items()}
        chosen = [one for role in roles for one in added[role]] or [one for ids in added.values() for one in ids]
        if not chosen:
            after = self.new.told(later)
            chosen = [one for role in every for one in _in(earlier, role) if self.old.key(one) not in after]
        return tuple(dict.fromkeys(chosen))

    def _first(self, view: View, ids: Iterable[str]) -> str | None:
        """Time of the first report among those of some statements."""
        times = [time_of(view.named[view.statements[one].report]) for one in ids if one in view.statements]
        return min(times, key=moment_key, default=None)

    def _removed(self, ids: Iterable[str]) -> str | None:
        """When statements of the earlier picture were first left out: by a new version, or withdrawn."""
        times: list[str] = []
        for one in ids:
            report = self.old.named.get(self.old.statements[one].report) if one in self.old.statements else None
            if report is None or report.id in self.new.reports:
                continue
            later, how = self.same.instead.get(item_of(report)), self.withdrawn.get(report.id)
            at = time_of(later) if later else how.since if how else None
            times += [at] if at else []
        return min(times, key=moment_key, default=None)


def timeline(
    claim: Claim,
    moments: Iterable[str],
    picture_at: Callable[[str], Pictured],
    *,
    withdrawn: Mapping[str, Withdrawal] | None = None,
) -> tuple[Stood, ...]:
    """How one claim stood, moment by moment.

    Args:
        claim: as it stands now; before, it may have had another id and is then found by its statements.
        moments: ISO 8601 times at which reports that bear on it were published; sorted here, each asked once.
        picture_at: the picture as of a moment.
        withdrawn: how reports were withdrawn, by id.
    """
    pictures = [(at, picture_at(at)) for at in sorted(set(moments), key=moment_key)]
    chosen = _traced(claim, [picture for _, picture in pictures])
    found: list[Stood] = []
    for number, (at, picture) in enumerate(pictures):
        told: tuple[Change, ...] = ()
        if number:
            ids = {one.id for one in chosen[number - 1 : number + 1] if one is not None}
            between = changes(pictures[number - 1][1], picture, withdrawn=withdrawn)
            told = tuple(one for one in between if one.claim in ids or one.claim is None)
        one = chosen[number]
        standing = one.standing if one else None
        found.append(
            Stood(
                at=at,
                claim=one.id if one else None,
                standing=standing.term if standing else None,
                grade=standing.grade if standing else None,
                changes=told,
            )
        )
    return tuple(found)


def _traced(claim: Claim, pictures: Sequence[Pictured]) -> list[Claim | None]:
    """The claim in each picture, followed back from the last one; before it was made, `None`."""
    chosen: list[Claim | None] = []
    views = [View(picture) for picture in pictures]
    for number in range(len(views) - 1, -1, -1):
        after = chosen[-1] if chosen else None
        earlier = None
        if after is not None:
            heirs = dict(Matching(View(pictures[number]), View(pictures[number + 1])).continued)
            earlier = next((views[number].claims[old] for old, new in heirs.items() if new == after.id), None)
        chosen.append(earlier or _found(claim, pictures[number]))
    return chosen[::-1]


def _found(claim: Claim, picture: Pictured) -> Claim | None:
    """The claim in a picture: by its id, else the one that shares most statements with it."""
    by_id = {one.id: one for one in picture.claims}
    if claim.id in by_id:
        return by_id[claim.id]
    own = {member.statement for member in claim.members}
    shared = {one.id: len(own & {member.statement for member in one.members}) for one in picture.claims}
    best = max(shared, key=lambda key: shared[key], default=None)
    return by_id[best] if best is not None and shared[best] else None


def time_of(report: Report) -> str | None:
    """Since when a report's text stands: its last change, else its publication."""
    return report.updated or report.published


def _in(claim: Claim, role: str) -> Sequence[str]:
    found: Sequence[str] = [m.statement for m in claim.members] if role == "members" else getattr(claim, role)
    return found


def _term(claim: Claim) -> str | None:
    return str(claim.standing.term) if claim.standing else None


def _grade(claim: Claim) -> str | None:
    return f"{claim.standing.grade.reliability}{claim.standing.grade.credibility}" if claim.standing else None


def _reasons(earlier: Claim, later: Claim) -> str:
    """The reasons that were not there before, in the words of the rules; the grade is told by itself."""
    known = set(earlier.standing.why) if earlier.standing else set()
    why = later.standing.why if later.standing else ()
    return " ".join(one for one in why if one not in known and "grade" not in one)


def _judged(earlier: Claim, later: Claim) -> Iterator[Change]:
    """What persons said of the claim since."""
    known = {one.id for one in earlier.judgements}
    kinds = {"sign": ChangeKind.SIGNED, "overrule": ChangeKind.OVERRULED}
    for judgement in later.judgements:
        if judgement.id not in known:
            reason = f": {judgement.reason}" if judgement.reason else ""
            yield Change(
                at=judgement.at or None,
                kind=kinds.get(str(judgement.action), ChangeKind.JUDGED),
                claim=later.id,
                now=str(judgement.value.standing or judgement.action),
                why=f"{judgement.who}, {judgement.action}{reason}",
            )
