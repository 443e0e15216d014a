"""`review`: the proposals that nobody has judged yet, one a screen, the most consequential first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Annotated, ClassVar, NamedTuple

import typer
from rich.console import RenderableType

from twosource.cli import rooms, screens
from twosource.cli.console import Ended, note, out, write_list
from twosource.cli.desk import Desk, last_of, name_of
from twosource.cli.ids import short_ids
from twosource.cli.judging import NameOption
from twosource.cli.options import JsonOption, LedgerOption, ledger_of
from twosource.exports.wording import count, one_line
from twosource.model import Claim, Judgement, StandingTerm, judging
from twosource.model.judgement import CREDIBILITY_NUMBERS, problem_of

UNDOING = "taken back in the review"
"""Reason of an undoing in the review, where the person gives none."""
ENOUGH = 2
"""Words that split and merge need: what, and at least one word why."""


class Entry(NamedTuple):
    """What a person typed: a key, and what follows it; on a terminal what follows is asked for."""

    key: str
    rest: str = ""


class Lines:
    """Entries from the lines of standard input, for scripts and tests."""

    asks = False

    def entry(self) -> Entry:
        """The next line; its end is the key q."""
        line = sys.stdin.readline()
        key, _, rest = line.strip().partition(" ")
        return Entry(key or ("n" if line else "q"), rest.strip())

    def more(self, prompt: str) -> str:
        """Nothing: a line says all at once."""
        del prompt
        return ""


class Keys:
    """Entries from single presses on a terminal."""

    asks = True
    NAMES: ClassVar = {
        "\x1b[B": "n",
        "\x1b[C": "n",
        "\x1b[A": "k",
        "\x1b[D": "k",
        " ": "n",
        "\r": "n",
        "\n": "n",
        "\x7f": "z",
    }
    """Arrows, space, return and backspace."""

    def entry(self) -> Entry:
        """The next key; the end of input is the key q."""
        try:
            pressed = typer.getchar()
        except EOFError:
            pressed = "q"
        return Entry(self.NAMES.get(pressed, pressed))

    def more(self, prompt: str) -> str:
        """What the person types in answer; empty to go back."""
        answer: str = typer.prompt(prompt, default="", show_default=False)
        return answer


class Review:
    """One person going through the queue."""

    def __init__(self, desk: Desk, typing: Lines | Keys, choose: Callable[[Desk], list[Claim]]) -> None:
        self.desk = desk
        self.typing = typing
        self.made: list[Judgement] = []
        self._choose = choose
        self._queue = [claim.id for claim in choose(desk)]
        self._at = 0

    def run(self) -> None:
        """Show claims and do what the person says, until the queue or the person has come to an end."""
        self._show()
        while self._queue:
            entry = self.typing.entry()
            if entry.key == "q":
                break
            try:
                self._do(entry)
            except Ended as problem:
                note(str(problem))
        else:
            note("nothing is waiting any more")

    def _do(self, entry: Entry) -> None:
        doing: dict[str, Callable[[str], None]] = {
            "a": self._sign,
            "x": self._reject,
            "u": self._unsure,
            "o": self._overrule,
            "s": self._split,
            "m": self._merge,
            "z": self._undo,
            "e": lambda _: self._print(screens.evidence(self._claim, self.desk.book)),
            "l": lambda _: self._print(screens.listed(self._claims(), self._short, at=self._at)),
            "n": lambda _: self._go(1),
            "j": lambda _: self._go(1),
            "k": lambda _: self._go(-1),
            "?": lambda _: self._print(screens.keys()),
        }
        act = doing.get(entry.key)
        if act is None:
            raise Ended(f"{entry.key!r} is no key here; ? lists them")
        act(entry.rest)

    # --- where we are -----------------------------------------------------------------------------------------------

    @property
    def _claim(self) -> Claim:
        return self._claims()[self._at]

    def _claims(self) -> list[Claim]:
        by_id = {claim.id: claim for claim in self.desk.claims}
        return [by_id[identity] for identity in self._queue]

    @property
    def _short(self) -> dict[str, str]:
        return short_ids(claim.id for claim in self.desk.claims)

    def _go(self, step: int) -> None:
        if not 0 <= self._at + step < len(self._queue):
            raise Ended("this is the last one; q ends" if step > 0 else "this is the first one")
        self._at += step
        self._show()

    def _show(self) -> None:
        if self._queue:
            place = f"{self._at + 1} of {len(self._queue)}"
            short = self._short[self._queue[self._at]]
            self._print(screens.screen(self._claim, self.desk.book, place=place, short=short))

    def _print(self, parts: Iterable[RenderableType]) -> None:
        console = out()
        for part in parts:
            console.print(part)

    # --- what a person decides --------------------------------------------------------------------------------------

    def _sign(self, rest: str) -> None:
        self._record(judging.sign(self._claim, who=self.desk.who, reason=rest or None))

    def _unsure(self, rest: str) -> None:
        self._record(judging.unsure(self._claim, who=self.desk.who, reason=rest or None))

    def _reject(self, rest: str) -> None:
        reason = rest or self.typing.more("Why is it no claim?")
        self._record(judging.reject(self._claim, who=self.desk.who, reason=reason))

    def _overrule(self, rest: str) -> None:
        if not rest and self.typing.asks:
            terms = ", ".join(StandingTerm)
            parts = [
                self.typing.more(f"Standing ({terms}; empty: as proposed)"),
                self.typing.more("Credibility (1-6; empty: as proposed)"),
                self.typing.more("Why?"),
            ]
            rest = " ".join(part for part in parts if part)
        words = rest.split()
        standing = StandingTerm(words.pop(0)) if words and words[0] in set(StandingTerm) else None
        number = int(words.pop(0)) if words and words[0] in {str(n) for n in CREDIBILITY_NUMBERS} else None
        reason = " ".join(words)
        made = judging.overrule(self._claim, who=self.desk.who, reason=reason, standing=standing, credibility=number)
        self._record(made)

    def _split(self, rest: str) -> None:
        numbers, _, reason = self._two(rest, "Numbers of the voices that leave (1,3)").partition(" ")
        voiced = screens.numbered(self._claim, self.desk.book)
        picked = []
        for number in numbers.split(","):
            if not number.isdecimal() or not 1 <= int(number) <= len(voiced):
                raise Ended(f"{number!r} is no number of a voice here; give them as in: s 1,3 another raid")
            picked.append(voiced[int(number) - 1][1].id)
        self._record(judging.split(self._claim, picked, who=self.desk.who, reason=reason))

    def _merge(self, rest: str) -> None:
        typed, _, reason = self._two(rest, "Id, or number in the queue, of the other claim").partition(" ")
        if typed.isdecimal():
            if not 1 <= int(typed) <= len(self._queue):
                raise Ended(f"{typed} is no number in the queue; l lists it")
            other = self._claims()[int(typed) - 1]
        else:
            other = self.desk.claim(typed)
        self._record(judging.merge([self._claim, other], who=self.desk.who, reason=reason))

    def _two(self, rest: str, prompt: str) -> str:
        """What and why in one line; asked for one after the other on a terminal."""
        if not rest and self.typing.asks:
            rest = f"{self.typing.more(prompt).replace(', ', ',')} {self.typing.more('Why?')}"
        if len(rest.split(maxsplit=1)) < ENOUGH:
            raise Ended("say which and why in one line, as in: s 1,3 another raid")
        return rest

    def _undo(self, rest: str) -> None:
        last = last_of(self.desk, self.made)
        if last is None:
            raise Ended("nothing was judged in this session, or all of it was undone; see: twosource judgements")
        self.desk.judge(judging.undo(last.id, who=self.desk.who, reason=rest or UNDOING))
        note(f"undone: {last.action} ({last.id}); both stay on record")
        self._again(last.target.claims[0].id)

    def _record(self, judgement: Judgement) -> None:
        from twosource.exports.judgements import did  # noqa: PLC0415 - see rooms

        problem = problem_of(judgement)
        if problem is not None:
            raise Ended(f"nothing was recorded: {problem}")
        made = self.desk.judge(judgement)
        self.made.append(made)
        note(f"{made.id}: {did(made)}, by {one_line(made.who)}; z takes it back")
        following = self._queue[self._at + 1] if self._at + 1 < len(self._queue) else None
        self._again(None if not made.shapes else made.target.claims[0].id, following)

    def _again(self, wanted: str | None, following: str | None = None) -> None:
        """Make the queue anew, and go to the claim wanted, else to the one that followed, else stay near."""
        self._queue = [claim.id for claim in self._choose(self.desk)]
        places = {identity: place for place, identity in enumerate(self._queue)}
        found = places.get(wanted or "", places.get(following or "", self._at))
        self._at = max(0, min(found, len(self._queue) - 1))
        self._show()


def review(
    ctx: typer.Context,
    who: NameOption = None,
    story: Annotated[
        str | None, typer.Option("--story", metavar="ID", help="Only the claims of this story.", show_default=False)
    ] = None,
    standing: Annotated[
        StandingTerm | None,
        typer.Option("--standing", help="Only claims for which this is proposed.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that have been judged.")] = False,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go through the proposals that nobody has judged, the most consequential first.

    Keys: a accept, x reject, u unsure, z undo, e evidence, o overrule, s split, m merge, n next, k previous, q quit.
    Where standard input is no terminal each line is a key with what belongs to it: "o disputed 6 the reason". With
    --json the queue is listed and nothing is asked.
    """
    from twosource.standing.queue import queue  # noqa: PLC0415 - see rooms

    def choose(desk: Desk) -> list[Claim]:
        claims = desk.of_story(story) if story else desk.claims
        return queue(claims, desk.book.statements, standing=standing, judged_too=everything)

    name = "" if as_json else name_of(who)
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        desk = Desk(book, name)
        waiting = choose(desk)
        if as_json:
            from twosource.exports.claims import to_json  # noqa: PLC0415 - see rooms

            write_list(to_json(claim, desk.book.statements) for claim in waiting)
            return
        if not waiting:
            raise Ended("nothing is waiting: no claims, or all of them have been judged (--all shows those)")
        session = Review(desk, Keys() if _on_terminal() else Lines(), choose)
        session.run()
        left = len(choose(desk))
    done = sum(one.id not in desk.decisions.undone_by for one in session.made)
    note(
        f"{count(done, 'judgement')} by {one_line(name)}; {count(left, 'claim')} {'shown' if everything else 'waiting'}"
    )


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
