"""`judge`: one judgement by one command, for scripts; `judgements`: what was decided, by whom, when and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from msgspec import UNSET, UnsetType
from rich.table import Table

from twosource.cli import listings, rooms
from twosource.cli.console import USAGE, Ended, note, out, write_lines, write_list
from twosource.cli.desk import NOT_STATED, Desk, name_of
from twosource.cli.ids import short_ids
from twosource.cli.options import JsonOption, LedgerOption, OneJsonOption, ledger_of
from twosource.exports.wording import count, day, one_line
from twosource.model import Judgement, RelationType, StandingTerm, judging
from twosource.model.judgement import problem_of

NameOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who judges. Default: $TWOSOURCE_USER.", show_default=False),
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept on record.", show_default=False)
]
ClaimArgument = Annotated[
    str, typer.Argument(metavar="CLAIM", help="Its id, or the beginning of it.", show_default=False)
]
StatementsArgument = Annotated[
    list[str], typer.Argument(metavar="STATEMENT...", help="Ids, or the beginnings of them.", show_default=False)
]

app = typer.Typer(
    no_args_is_help=True,
    help="Judge one thing: sign a proposal, overrule or reject it, correct what it rests on, or undo.\n\n"
    "Nothing is changed or lost: a judgement stands beside the proposal, with name, time and reason.",
    epilog='Example: twosource judge sign 7f3a2c --as "Ada Quill"',
)


def _record(
    ctx: typer.Context, ledger: str | None, who: str | None, as_json: bool, make: Callable[[Desk, str], Judgement]
) -> None:
    from twosource.exports.judgements import about, did, to_json  # noqa: PLC0415 - see rooms

    name = name_of(who)
    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        desk = Desk(book, name)
        wanted = make(desk, name)
        problem = problem_of(wanted)
        if problem is not None:
            raise Ended(f"{wanted.action}: {problem}", USAGE)
        made = desk.judge(wanted)
        decisions = desk.decisions
    if as_json:
        write_lines([to_json(made, decisions)])
    else:
        note(f"{made.id}: {about(made)}: {did(made)}, by {one_line(made.who)}")


def sign(
    ctx: typer.Context,
    claim: ClaimArgument,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Accept what is proposed for a claim, as it is now."""
    _record(ctx, ledger, who, as_json, lambda desk, name: judging.sign(desk.claim(claim), who=name, reason=reason))


def overrule(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    claim: ClaimArgument,
    standing: Annotated[
        StandingTerm | None, typer.Option("--standing", help="How it stands instead.", show_default=False)
    ] = None,
    credibility: Annotated[
        int | None, typer.Option("--credibility", min=1, max=6, help="Of the information.", show_default=False)
    ] = None,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Give a claim another standing, another credibility, or both; the proposal stays beside it."""

    def make(desk: Desk, name: str) -> Judgement:
        found = desk.claim(claim)
        return judging.overrule(found, who=name, reason=reason or "", standing=standing, credibility=credibility)

    _record(ctx, ledger, who, as_json, make)


def reject(
    ctx: typer.Context,
    claim: ClaimArgument,
    statement: Annotated[
        list[str] | None,
        typer.Option("--statement", metavar="ID", help="Only what links this statement to it.", show_default=False),
    ] = None,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Say that a claim is no claim; with --statement: that these statements are wrongly put to it."""

    def make(desk: Desk, name: str) -> Judgement:
        statements = desk.statements(statement or ())
        return judging.reject(desk.claim(claim), who=name, reason=reason or "", statements=statements)

    _record(ctx, ledger, who, as_json, make)


def unsure(
    ctx: typer.Context,
    claim: ClaimArgument,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Leave a claim undecided; the queue passes over it until the proposal changes."""
    _record(ctx, ledger, who, as_json, lambda desk, name: judging.unsure(desk.claim(claim), who=name, reason=reason))


def split(
    ctx: typer.Context,
    claim: ClaimArgument,
    statements: StatementsArgument,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Let some of a claim's statements make a claim of their own."""

    def make(desk: Desk, name: str) -> Judgement:
        return judging.split(desk.claim(claim), desk.statements(statements), who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def merge(
    ctx: typer.Context,
    claims: Annotated[
        list[str], typer.Argument(metavar="CLAIM...", help="Two or more; the first stays.", show_default=False)
    ],
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Make several claims one."""

    def make(desk: Desk, name: str) -> Judgement:
        return judging.merge([desk.claim(one) for one in claims], who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def link(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    claim: ClaimArgument,
    statements: StatementsArgument,
    relation: Annotated[RelationType, typer.Option("--relation", help="How they stand to it.", show_default=False)],
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Say that statements dispute a claim, confirm it, take it back, could not verify it, or answer it."""

    def make(desk: Desk, name: str) -> Judgement:
        found = desk.statements(statements)
        return judging.link(desk.claim(claim), found, relation, who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def unlink(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    claim: ClaimArgument,
    statements: StatementsArgument,
    relation: Annotated[
        RelationType | None,
        typer.Option("--relation", help="Which relation is wrong. Default: any.", show_default=False),
    ] = None,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Say that statements do not dispute a claim, confirm it, ..., as was proposed."""

    def make(desk: Desk, name: str) -> Judgement:
        found = desk.statements(statements)
        return judging.unlink(desk.claim(claim), found, relation, who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def set_side(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Its name.", show_default=False)],
    side: Annotated[
        str,
        typer.Argument(metavar="SIDE", help=f"A country or bloc, third-party, or {NOT_STATED}.", show_default=False),
    ],
    report: Annotated[
        str | None, typer.Option("--report", metavar="REPORT", help="In this report only.", show_default=False)
    ] = None,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Say whom an actor speaks for."""

    def make(desk: Desk, name: str) -> Judgement:
        known = desk.speaker(actor, outlets=False)
        only = desk.report(report) if report else None
        given = None if side == NOT_STATED else side
        return judging.set_side(known, given, who=name, reason=reason or "", report=only)

    _record(ctx, ledger, who, as_json, make)


def set_reliability(
    ctx: typer.Context,
    actor: Annotated[str, typer.Argument(metavar="NAME", help="Of an actor or outlet.", show_default=False)],
    letter: Annotated[str, typer.Argument(metavar="LETTER", help="A to F.", show_default=False)],
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Judge an actor or outlet as a source: A completely reliable ... E unreliable, F cannot be judged."""

    def make(desk: Desk, name: str) -> Judgement:
        return judging.set_reliability(desk.speaker(actor, outlets=True), letter, who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def set_report(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Its short name, or its id.", show_default=False)],
    outlet: Annotated[
        str | None, typer.Option("--outlet", metavar="NAME", help=f"Or {NOT_STATED}.", show_default=False)
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help=f"Or {NOT_STATED}.", show_default=False)
    ] = None,
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Correct the outlet or time of publication of a report; what it was recorded with stays on record."""

    def make(desk: Desk, name: str) -> Judgement:
        return judging.set_report(
            desk.report(report),
            who=name,
            reason=reason or "",
            outlet=_given(outlet),
            published=_given(published),
        )

    _record(ctx, ledger, who, as_json, make)


def undo(
    ctx: typer.Context,
    judgement: Annotated[
        str, typer.Argument(metavar="JUDGEMENT", help="Its id, or the beginning of it.", show_default=False)
    ],
    who: NameOption = None,
    reason: ReasonOption = None,
    ledger: LedgerOption = None,
    as_json: OneJsonOption = False,
) -> None:
    """Take a judgement back. Both stay on record; an undoing can be undone itself."""

    def make(desk: Desk, name: str) -> Judgement:
        return judging.undo(desk.judgement(judgement).id, who=name, reason=reason or "")

    _record(ctx, ledger, who, as_json, make)


def _given(typed: str | None) -> str | UnsetType | None:
    if typed is None:
        return UNSET
    return None if typed == NOT_STATED else typed


for command, example in (
    (sign, '7f3a2c --as "Ada Quill"'),
    (overrule, '7f3a2c --standing disputed --credibility 6 --reason "the third voice quotes the first"'),
    (reject, '7f3a2c --reason "a headline, not a claim"'),
    (unsure, "7f3a2c"),
    (split, '7f3a2c s1a2b3 s4c5d6 --reason "another raid, of the day before"'),
    (merge, '7f3a2c 81d0ee --reason "the same landing"'),
    (link, '7f3a2c s1a2b3 --relation disputes --reason "\\"that\\" is the landing"'),
    (unlink, '7f3a2c s1a2b3 --reason "denies another raid"'),
    (set_side, '"Harbour Command" Norland --reason "its own statutes"'),
    (set_reliability, '"Harbour Survey" B --reason "right in 40 of 43 cases since 2029"'),
    (set_report, 'kelda-wire --published 2031-05-04 --reason "the file was named after the wrong day"'),
    (undo, 'j81d0ee --reason "wrong claim"'),
):
    called = command.__name__.replace("_", "-")
    about_it = " ".join((command.__doc__ or "").split())
    app.command(called, help=about_it, epilog=f"Example: twosource judge {called} {example}")(command)


def judgements(ctx: typer.Context, ledger: LedgerOption = None, as_json: JsonOption = False) -> None:
    """List what was decided: by whom, when, why, and what was undone."""
    from twosource.exports.judgements import to_json  # noqa: PLC0415 - see rooms

    with rooms.ledger(ledger_of(ctx, ledger)) as book:
        desk = Desk(book)
    orphans = desk.decisions.orphans(desk.claims)
    every = desk.decisions.judgements
    if as_json:
        write_list(to_json(one, desk.decisions, orphans=orphans) for one in every)
        return
    if not every:
        raise Ended("nobody has judged anything yet; begin with: twosource review")
    out().print(_table(desk, orphans))
    for conflict in desk.decisions.conflicts():
        people = ", ".join(dict.fromkeys(one_line(one.who) for one in conflict.judgements))
        note(f"{one_line(conflict.about)}: {people} say different things; the last word counts")
    note(f"{count(len(every), 'judgement')}, {len(desk.decisions.effective)} in force")


def _table(desk: Desk, orphans: dict[str, str]) -> Table:
    from twosource.exports.judgements import about, did  # noqa: PLC0415 - see rooms

    made = listings.table("id", "when", "who", "what", "why", narrow=("id",), widest={"who": 14, "when": 11, "why": 30})
    short = short_ids(one.id for one in desk.decisions.judgements)
    for one in desk.decisions.judgements:
        undoing = desk.decisions.undone_by.get(one.id)
        what = did(one) + ("" if one.undoes else f" · {about(one)}")
        what += f" (undone by {short[undoing.id]})" if undoing else ""
        what += " (its claim is not there any more)" if one.id in orphans else ""
        made.add_row(short[one.id], day(one.at[:10]), one_line(one.who), what, one_line(one.reason or ""))
    return made
