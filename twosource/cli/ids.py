"""Ids that people can type: the shortest beginnings that no other id has, as with git's commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from twosource.cli.console import Ended

SHORTEST = 6
"""Characters of a short id at least: in hexadecimal, 1,000 ids then share a beginning with odds of 3 %."""


def short_ids(identities: Iterable[str]) -> dict[str, str]:
    """For each id its shortest beginning, of one length for all, that names it alone."""
    every = sorted(set(identities))
    length = SHORTEST
    for one, other in pairwise(every):
        common = next(
            (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        length = max(length, common + 1)
    return {identity: identity[:length] for identity in every}


def resolve(
    typed: str, identities: Sequence[str], *, where: str, what: str = "claim", listed_by: str = "twosource claims"
) -> str:
    """The one id that begins with what was typed, in either case.

    Args:
        typed: by the person.
        identities: those to choose from.
        where: the ledger's name, for the message.
        what: whose ids they are, for the message.
        listed_by: the command that lists them.

    Raises:
        Ended: there is none, or more than one; the message lists those that begin so.
    """
    found = sorted({i for i in identities if i.casefold().startswith(typed.strip().casefold())})
    exact = [i for i in found if i == typed.strip()]
    if exact or len(found) == 1:
        return (exact or found)[0]
    if not found:
        raise Ended(f"{where}: no {what}'s id begins with {typed!r}; list them with: {listed_by}")
    named = ", ".join(list(short_ids(found).values())[:5]) + (", ..." if len(found) > 5 else "")
    several = "stories" if what == "story" else f"{what}s"
    raise Ended(f"{where}: {len(found)} {several}' ids begin with {typed!r}: {named}; type more of the one you mean")
