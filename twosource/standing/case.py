"""A case: one claim with all that is said about it, put together for the rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from twosource.linking.origins import Party, PartyKey, in_order, parties, party_key, sides_of
from twosource.model import Claim, Commitment, Proposition, Report, Statement

ABSENT_WITHIN = 3
"""Words before a term of evidence in which a negation makes it evidence that is missing ("no independent footage")."""
NEITHER = frozenset({Commitment.UNABLE_TO_VERIFY, Commitment.NO_EVIDENCE_OBSERVED})
"""What neither confirms nor denies, wherever it has been listed (rule 5)."""


class Case(Struct, frozen=True, kw_only=True):
    """One claim, its statements by what they do to it, and the parties that assert it. All in order of publication.

    Attributes:
        members: what makes the claim, less what denies it or takes it back.
        denials, confirmations, retractions, responses: as linked, less what rules 5 and 6 rule out.
        not_verified: what could not verify it, and what has seen no evidence.
        parties: sources that assert or confirm it (rules 1 and 8).
        sides: of speakers, by folded name.
        reports: by SHA-256.
    """

    claim: Claim
    members: tuple[Statement, ...]
    denials: tuple[Statement, ...]
    confirmations: tuple[Statement, ...]
    retractions: tuple[Statement, ...]
    responses: tuple[Statement, ...]
    not_verified: tuple[Statement, ...]
    parties: tuple[Party, ...]
    sides: Mapping[str, str]
    reports: Mapping[str, Report]

    def key_of(self, statement: Statement) -> PartyKey:
        """Which source the statement's speaker belongs to."""
        return party_key(statement, self.sides)

    def everything(self) -> tuple[Statement, ...]:
        """All statements of the case."""
        return self.members + self.denials + self.confirmations + self.retractions + self.responses


def assemble(claim: Claim, statements: Mapping[str, Statement], reports: Mapping[str, Report]) -> Case:
    """Put a claim's statements together for the rules. Ids that `statements` does not hold are passed over."""

    def named(identities: Iterable[str]) -> tuple[Statement, ...]:
        return tuple(in_order((statements[i] for i in identities if i in statements), reports))

    listed = named(member.statement for member in claim.members)
    disputing, confirming = named(claim.disputed_by), named(claim.confirmed_by)
    taking_back, answering = named(claim.retracted_by), named(claim.responses)
    unable = named(claim.unable_to_verify)
    unseen = [s for s in (*named(claim.bears_on), *disputing, *confirming) if s.commitment in NEITHER]
    answers = {statement.id for statement in answering}
    denials = tuple(s for s in disputing if s.commitment not in NEITHER and not is_bare_answer(s, answers))
    against = {s.id for s in (*denials, *taking_back)}
    members = tuple(s for s in listed if s.id not in against and s.commitment not in NEITHER)
    confirmations = tuple(s for s in confirming if s.id not in against and s.commitment not in NEITHER)
    sides = sides_of((*listed, *disputing, *confirming, *taking_back, *answering))
    return Case(
        claim=claim,
        members=members,
        denials=denials,
        confirmations=confirmations,
        retractions=taking_back,
        responses=tuple(s for s in answering if s.id not in against),
        not_verified=tuple(in_order((*unable, *unseen), reports)),
        parties=parties((*members, *confirmations), statements, reports, sides=sides),
        sides=sides,
        reports=reports,
    )


def is_bare_answer(statement: Statement, answers: frozenset[str] | set[str]) -> bool:
    """Whether a statement only answers a claim, without denying it (rule 6)."""
    return statement.id in answers and statement.commitment is not Commitment.DENIES


def proposition_of(statement: Statement) -> Proposition | None:
    """What the statement says, where it has been read."""
    return statement.proposition if isinstance(statement.proposition, Proposition) else None


def evidence_in(statement: Statement, reports: Mapping[str, Report]) -> str | None:
    """The evidence that a statement names ("satellite imagery"), as written; `None` when it names none."""
    spans = [*statement.source, *statement.cue, *statement.content]
    report = reports.get(statement.report)
    if report is None or not spans:
        return None
    text = report.text[min(span.start for span in spans) : max(span.end for span in spans)]
    for found in _terms().finditer(text):
        before = re.findall(r"\w+", text[: found.start()].casefold())[-ABSENT_WITHIN:]
        if not _absent() & set(before):
            return " ".join(found[0].split())
    return None


def harms() -> Mapping[str, str]:
    """Event type -> "agent" or "patient": whom it harms (rule 4); types that harm nobody are absent."""
    table: dict[str, str] = _data()["harms"]
    return table


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("twosource.standing").joinpath("data/rules.toml").read_text(encoding="utf-8"))


@cache
def _terms() -> re.Pattern[str]:
    terms = sorted(_data()["evidence"]["terms"], key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, term.split())) for term in terms)
    return re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE)


@cache
def _absent() -> frozenset[str]:
    return frozenset(_data()["evidence"]["absent"])
