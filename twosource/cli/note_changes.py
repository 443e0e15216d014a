"""How one claim stood, moment by moment: a section of the note on a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from twosource.cli import rooms
from twosource.cli.changes import Clock, Seen, headline, withdrawals
from twosource.exports.wording import day, one_line, standing
from twosource.model import Claim
from twosource.model.change import ChangeKind, Stood

if TYPE_CHECKING:
    from twosource.ledger import Ledger

MOST = 40
"""Moments at most: each is linked anew, and a list that is longer is read by `twosource changes --claim`."""
TOLD_ELSEWHERE = frozenset({ChangeKind.STANDING, ChangeKind.GRADE, ChangeKind.CLAIM_NEW})
"""What the line of the moment says already."""


def history(book: Ledger, claim: Claim, *, by: Clock = Clock.PUBLISHED, most: int = MOST) -> tuple[Stood, ...]:
    """How a claim stood at each moment at which a report that concerns it was published, changed or withdrawn.

    Only these reports are linked again, so that what it costs depends on the claim and not on the ledger.

    Args:
        book: an open ledger.
        claim: as it stands.
        by: when reports were published, or when we read them.
        most: moments at most, the last ones.

    Raises:
        LedgerError, OrphanError: the ledger cannot be read.
    """
    from twosource.ledger.replay import moments_of, readings_of  # noqa: PLC0415 - see rooms
    from twosource.standing.changes import timeline  # noqa: PLC0415

    decided = rooms.decisions(book)
    cited = [book.statement(one) for one in concerned(claim)]
    own = {one.statement.report for one in cited if one is not None}
    moments = moments_of(book, own, read=by is Clock.READ)[-most:]

    def picture_at(moment: str) -> Seen:
        published, read = (moment, None) if by is Clock.PUBLISHED else (None, moment)
        there = decided.readings(readings_of(book, own, published_by=published, read_by=read))
        return Seen(claims=rooms.link(there, decided), readings=there)

    return timeline(claim, moments, picture_at, withdrawn=withdrawals(book, None, by))


def concerned(claim: Claim) -> tuple[str, ...]:
    """Ids of the statements that make, dispute, confirm, retract or could not verify a claim."""
    ids = [member.statement for member in claim.members]
    for role in ("disputed_by", "confirmed_by", "retracted_by", "unable_to_verify", "responses"):
        ids += getattr(claim, role)
    return tuple(dict.fromkeys(ids))


def lines(stood: Sequence[Stood]) -> Iterator[RenderableType]:
    """The section: a line for each moment at which something changed, and under it what did."""
    told = [one for number, one in enumerate(stood) if not number or one.changes]
    if len(told) < 2:
        return
    yield Text("\nHow it stood", style="bold")
    for one in told:
        grade = f" · grade {one.grade.reliability}{one.grade.credibility}" if one.grade else ""
        term = standing(one.standing) if one.standing else "not claimed"
        yield Text(f"  {day(one.at[:16] + 'Z')}: {term}{grade}")
        for change in one.changes:
            if change.kind not in TOLD_ELSEWHERE:
                yield Text(f"    {one_line(change.why) if change.claim else headline(change)}", style="dim")
