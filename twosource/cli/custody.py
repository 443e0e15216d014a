"""`custody`: what became of the bytes of every source; `verify`: is everything still as it was recorded?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from msgspec.structs import replace
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from twosource import __version__
from twosource.cli import listings, rooms
from twosource.cli.console import NOT_READ, UNVERIFIED, USAGE, Ended, err, note, out, write_lines, write_list
from twosource.cli.options import JsonOption, Keep, LedgerOption, OneJsonOption, OriginalsOption, WhoOption, ledger_of
from twosource.exports.wording import count, day, one_line
from twosource.model.custody import Custody, Deed

if TYPE_CHECKING:
    from pathlib import Path

    from twosource.ledger import Ledger
    from twosource.ledger.findings import Findings

HEX = frozenset("0123456789abcdef")
SHORT = 12
"""Characters of a hash in a table: enough to tell a million originals apart."""


def custody(
    ctx: typer.Context,
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="[REPORT|SHA256]",
            help="A report's id, or the hash of an original, or the beginning of it.",
            show_default=False,
        ),
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the custody log: who read which bytes from where, when, and how they are kept."""
    where = ledger_of(ctx, ledger)
    wanted = None if item is None else item.strip().lower()
    if wanted is not None and (not wanted or not set(wanted) <= HEX):
        raise Ended(f"{item}: is no id of a report and no hash; twosource reports --json lists the ids", USAGE)
    with rooms.ledger(where) as book:
        rows = list(_rows(book, wanted))
    if wanted is not None and not rows:
        raise Ended(f"{where}: the log says nothing of {wanted}; twosource custody lists all of it")
    if as_json:
        write_list({"number": number, **msgspec.to_builtins(entry)} for number, entry in rows)
    else:
        out().print(_table(rows))
        note(count(len(rows), "row"))


def _rows(book: Ledger, wanted: str | None) -> Iterator[tuple[int, Custody]]:
    from twosource.ledger.custody import log  # noqa: PLC0415 - see rooms

    if wanted is None:
        yield from log(book)
        return
    found = dict(log(book, report=wanted))
    found.update(log(book, sha256=wanted))
    yield from sorted(found.items())


def _table(rows: list[tuple[int, Custody]]) -> Table:
    made = listings.table("when", "who", "what", "where from", "size", "SHA-256", "kept", narrow=("SHA-256",))
    for _, one in rows:
        made.add_row(
            day(f"{one.at[:16]}Z"),
            one_line(one.who),
            f"{one.deed}, {one_line(one.method)}" + (f": {one_line(one.detail)}" if one.detail else ""),
            one_line(one.place or one.origin),
            "" if one.size is None else f"{one.size:,}",
            (one.sha256 or "")[:SHORT],
            "" if one.kept is None else str(one.kept),
        )
    return made


def verify(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    originals: OriginalsOption = None,
    who: WhoOption = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Of originals only whether they are there and as long as they were.")
    ] = False,
    as_json: OneJsonOption = False,
) -> None:
    """Check that everything in the ledger, and every original, is still what it was when it was recorded.

    Every text, quotation, claim, judgement, shape and row of the custody log is held against its hash, place or
    columns, to the last one, and each that does not match is named. What this proves, and what not, is told in
    docs/custody.md.
    """
    from twosource.ledger.findings import Weight  # noqa: PLC0415 - see rooms

    where = ledger_of(ctx, ledger)
    keep = Keep(folder=originals, who=who)
    with rooms.ledger(where) as book, _progress() as step:
        found = rooms.verified(book, rooms.originals(where, keep), quick=quick, step=step)
        wrong, unchecked = found.of(Weight.MISMATCH), found.of(Weight.UNCHECKED)
        words = f"{_number(len(wrong))} not match" if wrong else "all that was looked at matches"
        words += f", {len(unchecked)} could not be looked at" if unchecked else ""
        how = "verify --quick" if quick else "verify"
        row = checked_row(where, who=keep.name(), method=how, detail=words)
        if found.seal is not None and not wrong:
            row = replace(row, sha256=found.seal, detail=f"{words}; SHA-256 of the readings up to {found.sealed}")
        rooms.logged(book, row)
    if as_json:
        write_lines([_summary(where, found, quick=quick)])
    else:
        for one in found.found:
            out().print(f"{one.weight}: {one_line(str(one))}", soft_wrap=True)
        note(", ".join(_counted(number, kind) for kind, number in found.looked.items() if number))
        note(f"{where}: {words}")
    if wrong or unchecked:
        raise typer.Exit(UNVERIFIED if wrong else NOT_READ)


def _counted(number: int, kind: str) -> str:
    """A number and its kind in the plural: 6 rows of the log."""
    head, _, rest = kind.partition(" ")
    return f"{number:,} {head}{'s' if number != 1 else ''}" + (f" {rest}" if rest else "")


def _number(wrong: int) -> str:
    return "1 does" if wrong == 1 else f"{wrong} do"


def _summary(where: str, found: Findings, *, quick: bool) -> dict[str, Any]:
    from twosource.ledger.findings import Weight  # noqa: PLC0415 - see rooms

    wrong, unchecked, notes = (found.of(weight) for weight in Weight)
    return {
        "ledger": where,
        "quick": quick,
        "well": not wrong and not unchecked,
        "looked": found.looked,
        "mismatches": wrong,
        "unchecked": unchecked,
        "notes": notes,
    }


def checked_row(where: str, *, who: str, method: str, detail: str) -> Custody:
    """The row that says that a ledger was checked; its time is set when it is logged."""
    return Custody(
        who=who,
        at="",
        deed=Deed.CHECKED,
        origin=where,
        place=None,
        method=method,
        version=f"twosource {__version__}",
        detail=detail,
    )


def exported_row(target: Path, *, who: str, method: str) -> Custody:
    """The row that says that a file, or a folder of files, was made of the ledger."""
    from twosource.readers.originals import hash_of  # noqa: PLC0415 - see rooms

    sha256, size = hash_of(target) if target.is_file() else (None, None)
    return Custody(
        who=who,
        at="",
        deed=Deed.EXPORTED,
        origin=str(target),
        place=str(target.absolute()),
        method=method,
        version=f"twosource {__version__}",
        sha256=sha256,
        size=size,
    )


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error while it is a terminal."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(bar_width=16), MofNCompleteColumn())
    console = err()
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("checking", total=None)

        def step(name: str, done: int, every: int) -> None:
            bar.update(task, description=name, completed=done, total=every)

        yield step
