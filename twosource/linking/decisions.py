"""What persons decided, and what follows of it: for readings before linking, for claims after it, for their grades.

The order of work is

    decisions = Decisions.of(judgements)
    readings = decisions.readings(readings)          # corrected reports, sides
    claims = link(readings)
    claims = decisions.claims(claims, readings)      # merged, split, linked
    stand(claim, statements, reports, reliability=decisions.reliability)
    claims = decisions.signed(claims)                # judgements put to their claims; also for claims kept in a ledger

Without judgements in force each step gives back what it was given. Signing, overruling, rejecting a claim and being
unsure change nothing that is proposed: they stand beside it, in `Claim.judgements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct, UnsetType
from msgspec.structs import replace

from twosource.linking.finding import Shelf
from twosource.linking.shaping import RESHAPING, CannotApplyError, Shaping, part_id
from twosource.model import Action, Actor, Basis, Claim, ClaimRef, Judgement, Reading, Report, Stated, Statement
from twosource.model.judgement import VERDICTS
from twosource.model.report import outlet_key
from twosource.reading.actors import publisher


class Problem(Struct, frozen=True, kw_only=True):
    """A judgement in force that has no effect on the claims given, and why in one phrase. It stays on record."""

    judgement: Judgement
    why: str


class Applied(Struct, frozen=True, kw_only=True):
    """Claims after the judgements, without these; and the judgements that found no place among them."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


class Conflict(Struct, frozen=True, kw_only=True):
    """Judgements of different people on one point that say different things; the last one counts.

    Attributes:
        about: the point, in words.
        judgements: in the order in which they were made.
    """

    about: str
    judgements: tuple[Judgement, ...]


class Decisions(Struct, frozen=True, kw_only=True):
    """Judgements with their undoing resolved.

    Attributes:
        judgements: all that were ever made, in order.
        effective: those that hold, without undoings, in order.
        undone_by: id of a judgement that does not hold -> the undoing that does.
    """

    judgements: tuple[Judgement, ...] = ()
    effective: tuple[Judgement, ...] = ()
    undone_by: dict[str, Judgement] = {}

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Decisions:
        """Decisions from judgements in the order in which they were made.

        An undoing can be undone itself; then the first judgement holds again.
        """
        every = tuple(judgements)
        undone: dict[str, Judgement] = {}
        for judgement in reversed(every):
            if judgement.action is Action.UNDO and judgement.id not in undone and judgement.undoes:
                undone.setdefault(judgement.undoes, judgement)
        held = (one for one in every if one.action is not Action.UNDO and one.id not in undone)
        return cls(judgements=every, effective=tuple(held), undone_by=undone)

    # --- before linking ---------------------------------------------------------------------------------------------

    def readings(self, readings: Iterable[Reading]) -> list[Reading]:
        """The readings with corrected outlets, times and sides.

        Where a report, once corrected, is the same as another of the same text, the other stands for both.
        """
        given = list(readings)
        corrections, sides = self.corrections, self._sides()
        if not corrections and not sides:
            return given
        made = [_corrected(one, corrections.get(one.report.id)) for one in given]
        others = {_known(one.report) for one in made if one.report.recorded_as is None}
        kept = (one for one in made if one.report.recorded_as is None or _known(one.report) not in others)
        return [_sided(one, sides) for one in kept]

    @property
    def corrections(self) -> Mapping[str, Correction]:
        """What reports are to be used with, by the id of the report."""
        found: dict[str, Correction] = {}
        for judgement in self.effective:
            if judgement.action is Action.SET_REPORT and judgement.target.report:
                before = found.get(judgement.target.report, Correction())
                outlet, published = judgement.value.outlet, judgement.value.published
                found[judgement.target.report] = Correction(
                    outlet=before.outlet if isinstance(outlet, UnsetType) else outlet,
                    published=before.published if isinstance(published, UnsetType) else published,
                )
        return found

    def _sides(self) -> dict[tuple[str, str | None], str | None]:
        """Sides by folded name and report; without a report for all of them."""
        return {
            (folded(one.target.actor or ""), one.target.report): one.value.side
            for one in self.effective
            if one.action is Action.SET_SIDE and not isinstance(one.value.side, UnsetType)
        }

    # --- after linking ----------------------------------------------------------------------------------------------

    def claims(self, claims: Sequence[Claim], readings: Sequence[Reading]) -> tuple[Claim, ...]:
        """Claims put together, taken apart and linked as decided.

        Args:
            claims: as linked, without standing.
            readings: those that they were linked from, as `readings` gave them.
        """
        return self.applied(claims, readings).claims

    def applied(self, claims: Sequence[Claim], readings: Sequence[Reading]) -> Applied:
        """The same, and the judgements that found no place: of claims or statements that are not among these."""
        shaping = Shaping(claims, readings)
        problems: list[Problem] = []
        changed = False
        for judgement in self.effective:
            if judgement.action in RESHAPING and judgement.shapes:
                try:
                    shaping.apply(judgement)
                    changed = True
                except CannotApplyError as error:
                    problems.append(Problem(judgement=judgement, why=str(error)))
        shaped = shaping.claims() if changed else tuple(claims)
        placed = {judgement.id for claim in self.signed(shaped) for judgement in claim.judgements}
        for judgement in self.effective:
            if judgement.action in VERDICTS and not judgement.shapes and judgement.id not in placed:
                named = judgement.target.claims[0]
                problems.append(
                    Problem(judgement=judgement, why=f"claim {named.id} ({named.label}) is not among these")
                )
        return Applied(claims=shaped, problems=tuple(problems))

    def signed(self, claims: Sequence[Claim]) -> tuple[Claim, ...]:
        """The claims with the judgements in force that concern them, in place of those that they have.

        For claims that were shaped before and kept: what is proposed stays as it is.
        """
        concerning = [one for one in self.effective if one.target.claims]
        shelf = Shelf(claims) if concerning else None
        found: dict[str, list[Judgement]] = {}
        for judgement in concerning:
            about = (shelf.find(ref) for ref in _refs(judgement)) if shelf else ()
            for identity in dict.fromkeys(claim.id for claim in about if claim is not None):
                found.setdefault(identity, []).append(judgement)
        return tuple(
            claim if claim.judgements == (held := tuple(found.get(claim.id, ()))) else replace(claim, judgements=held)
            for claim in claims
        )

    @property
    def reliability(self) -> Mapping[str, str]:
        """Letters by folded name of actor or outlet, for the proposed grades."""
        return {
            folded(one.target.actor or ""): one.value.reliability or ""
            for one in self.effective
            if one.action is Action.SET_RELIABILITY
        }

    # --- about the decisions themselves -----------------------------------------------------------------------------

    def orphans(self, claims: Sequence[Claim]) -> dict[str, str]:
        """Judgements in force of claims that are not among these, by id, each with the reason in one phrase.

        Args:
            claims: all there are, after the judgements.
        """
        shelf = Shelf(claims)
        found: dict[str, str] = {}
        for judgement in self.effective:
            missing = [ref for ref in judgement.target.claims if shelf.find(ref) is None]
            if missing:
                found[judgement.id] = f"claim {missing[0].id} ({missing[0].label}) is not among these claims"
        return found

    def conflicts(self) -> tuple[Conflict, ...]:
        """Points on which different people said different things, in the order of the last word."""
        points: dict[str, list[Judgement]] = {}
        for judgement in self.effective:
            for point in _points(judgement):
                points.setdefault(point, []).append(judgement)
        found = []
        for point, listed in points.items():
            last = {one.who: one for one in listed}  # a person may change his mind
            said = {_say(one) for one in last.values()}
            if len(said) > 1:
                found.append(Conflict(about=point, judgements=tuple(one for one in listed if one in last.values())))
        order = {one.id: number for number, one in enumerate(self.effective)}
        return tuple(sorted(found, key=lambda conflict: order[conflict.judgements[-1].id]))


class Correction(Struct, frozen=True, kw_only=True):
    """Outlet and time that a report is to be used with; `UNSET` is left as recorded, `None` is "not stated"."""

    outlet: str | UnsetType | None = msgspec.UNSET
    published: str | UnsetType | None = msgspec.UNSET


def folded(name: str) -> str:
    """A name for comparing: one case, single spaces."""
    return " ".join(name.casefold().split())


def _corrected(reading: Reading, correction: Correction | None) -> Reading:
    if correction is None:
        return reading
    report = reading.report
    stated = dict(report.stated)
    outlet, published = report.outlet, report.published
    if not isinstance(correction.outlet, UnsetType):
        outlet, stated["outlet"] = correction.outlet, Stated(basis=Basis.JUDGEMENT)
    if not isinstance(correction.published, UnsetType):
        published, stated["published"] = correction.published, Stated(basis=Basis.JUDGEMENT)
    right = replace(report, outlet=outlet, published=published, stated=stated, recorded_as=report.id)
    was, now = publisher(report.outlet), publisher(outlet)
    statements = tuple(replace(s, actor=now) if s.actor == was else s for s in reading.statements)
    return replace(reading, report=right, statements=statements if was != now else reading.statements)


def _known(report: Report) -> tuple[str, str | None, str | None, str | None]:
    """What makes two records one report, apart from how it is known."""
    return report.sha256, outlet_key(report.outlet), report.published, report.url


def _sided(reading: Reading, sides: Mapping[tuple[str, str | None], str | None]) -> Reading:
    if not sides:
        return reading

    def changed(statement: Statement) -> Statement:
        actor = statement.actor
        if not isinstance(actor, Actor):
            return statement
        name = folded(actor.name)
        key = next((key for key in ((name, reading.report.id), (name, None)) if key in sides), None)
        if key is None or actor.side == sides[key]:
            return statement
        return replace(statement, actor=replace(actor, side=sides[key]))

    return replace(reading, statements=tuple(changed(statement) for statement in reading.statements))


def _refs(judgement: Judgement) -> list[ClaimRef]:
    """The claims that a judgement concerns: those that it names, and the one that it makes."""
    refs = list(judgement.target.claims)
    if judgement.action in {Action.SPLIT, Action.REJECT} and judgement.target.statements:
        refs.append(replace(refs[0], id=part_id(judgement), statements=judgement.target.statements))
    return refs


def _points(judgement: Judgement) -> list[str]:
    """What a judgement decides, as keys on which two can differ."""
    target, action = judgement.target, judgement.action
    if action is Action.SET_REPORT:
        values = {"outlet": judgement.value.outlet, "time of publication": judgement.value.published}
        return [f"{name} of report {target.report}" for name, one in values.items() if not isinstance(one, UnsetType)]
    if action in {Action.SET_SIDE, Action.SET_RELIABILITY}:
        what = "side" if action is Action.SET_SIDE else "reliability"
        return [f"{what} of {target.actor}" + (f" in report {target.report}" if target.report else "")]
    if action in VERDICTS and not target.statements:
        return [f"claim {target.claims[0].id} ({target.claims[0].label})"]
    if action in {Action.LINK, Action.UNLINK}:
        relation = judgement.value.relation or "link"
        return [f"{relation} of statement {one} and claim {target.claims[0].id}" for one in target.statements]
    return []


def _say(judgement: Judgement) -> str:
    """What a judgement says of its point, for comparing."""
    value = replace(judgement.value, seen=None)
    return f"{judgement.action} {msgspec.json.encode(value).decode()}"
