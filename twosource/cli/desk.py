"""The desk at which a person judges: an open ledger with its claims, and the name under which judgements are made."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from twosource.cli import listings, rooms
from twosource.cli.console import USAGE, Ended
from twosource.cli.ids import resolve
from twosource.model import Actor, Claim, Judgement

if TYPE_CHECKING:
    from twosource.ledger import Ledger

NAME = "TWOSOURCE_USER"
"""Environment variable with the name of the person who judges."""
NOT_STATED = "not-stated"
"""What a person types for a side, an outlet or a time that is not known."""


def name_of(given: str | None) -> str:
    """The name of the person who judges: as given, in the environment, or asked for once on the terminal.

    Raises:
        Ended: nobody says who it is. A judgement is never anonymous.
    """
    known = given if given is not None else os.environ.get(NAME, "")
    if not known.strip() and given is None and sys.stdin.isatty():
        known = typer.prompt("Your name, which is kept with every judgement", default=_login(), err=True)
    if not known.strip():
        raise Ended(f"who judges? Every judgement has a name: give it with --as, or set {NAME}", USAGE)
    return " ".join(known.split())


def _login() -> str | None:
    """The name under which the person has logged in, to be offered and never taken unasked."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such account, or no accounts at all
        return None


class Desk:
    """A ledger's claims as they are now, with what has been judged."""

    def __init__(self, book: Ledger, who: str = "") -> None:
        self.ledger = book
        self.who = who
        self.refresh()

    def refresh(self) -> None:
        """Look again at the whole ledger."""
        seen = rooms.picture(self.ledger)
        self.claims, self.readings, self.stories = seen.claims, seen.readings, seen.stories
        self.decisions = seen.decisions
        self.book = listings.by_id(self.readings)

    def judge(self, judgement: Judgement) -> Judgement:
        """Record a judgement, and bring the claims up to date."""
        made = self.ledger.judge(judgement)
        undone = next((one for one in self.decisions.judgements if one.id == made.undoes), None)
        if made.shapes or (undone is not None and (undone.shapes or undone.undoes)):
            self.refresh()
        else:
            self.decisions = rooms.decisions(self.ledger)
            self.claims = self.decisions.signed(self.claims)
        return made

    # --- what a person types ----------------------------------------------------------------------------------------

    def claim(self, typed: str) -> Claim:
        """The claim whose id begins so.

        Raises:
            Ended: there is none, or more than one.
        """
        by_id = {one.id: one for one in self.claims}
        return by_id[resolve(typed, list(by_id), where=self.ledger.where)]

    def of_story(self, typed: str) -> list[Claim]:
        """The claims of the story whose id begins so.

        Raises:
            Ended: there is none, or more than one.
        """
        by_id = {one.id: set(one.claims) for one in self.stories}
        how = "twosource stories"
        wanted = by_id[resolve(typed, list(by_id), where=self.ledger.where, what="story", listed_by=how)]
        return [claim for claim in self.claims if claim.id in wanted]

    def statements(self, typed: Iterable[str]) -> list[str]:
        """The ids of statements that begin so, each by itself.

        Raises:
            Ended: there is none for one of them, or more than one.
        """
        known = list(self.book.statements)
        how = "twosource statements --json"
        return [resolve(one, known, where=self.ledger.where, what="statement", listed_by=how) for one in typed]

    def report(self, typed: str) -> str:
        """The id of the report of this short name, or whose id begins so.

        Raises:
            Ended: there is none, or more than one.
        """
        rows = list(self.ledger.reports())
        named = [row.id for row in rows if row.doc == typed]
        if len(named) == 1:
            return named[0]
        known = named or [row.id for row in rows]
        wanted = "" if named else typed
        how = "twosource reports --json"
        return resolve(wanted, known, where=self.ledger.where, what="report", listed_by=how)

    def speaker(self, typed: str, *, outlets: bool) -> str:
        """The name as the ledger has it of an actor, or of an outlet.

        Raises:
            Ended: nobody of that name speaks in the reports.
        """
        from twosource.linking.decisions import folded  # noqa: PLC0415 - see rooms

        actors = (s.actor.name for s in self.book.statements.values() if isinstance(s.actor, Actor))
        names = dict.fromkeys(actors)
        if outlets:
            names |= dict.fromkeys(reading.report.outlet for reading in self.readings if reading.report.outlet)
        found = next((name for name in names if folded(name) == folded(typed)), None)
        if found is None:
            raise Ended(f"{self.ledger.where}: nobody of the name {typed!r} speaks here; see: twosource actors")
        return found

    def judgement(self, typed: str) -> Judgement:
        """The judgement whose id begins so, if it holds.

        Raises:
            Ended: there is none, or more than one, or it was undone already.
        """
        by_id = {one.id: one for one in self.decisions.judgements}
        how = "twosource judgements"
        found = by_id[resolve(typed, list(by_id), where=self.ledger.where, what="judgement", listed_by=how)]
        undoing = self.decisions.undone_by.get(found.id)
        if undoing is not None:
            raise Ended(f"{found.id}: was undone already by {undoing.who} ({undoing.id}); undo that one to restore it")
        return found


def last_of(desk: Desk, made: Sequence[Judgement]) -> Judgement | None:
    """The last of these judgements that still holds."""
    return next((one for one in reversed(made) if one.id not in desk.decisions.undone_by), None)
