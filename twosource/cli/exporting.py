"""`export` and `import`: the ledger to files for other tools, and a ledger from such a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twosource.cli import rooms
from twosource.cli.console import USAGE, Ended, note
from twosource.cli.custody import exported_row
from twosource.cli.ids import resolve
from twosource.cli.options import AsOfOption, Keep, LedgerOption, WhoOption, ledger_of
from twosource.exports.formats import FORMATS, ExportFormat, writer
from twosource.exports.wording import count

if TYPE_CHECKING:
    from twosource.exports.view import View
    from twosource.ledger import Ledger

LISTED = "  ".join(f"{form}: {row.writes}." for form, row in FORMATS.items())


def export(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    form: Annotated[ExportFormat, typer.Option("--format", help=LISTED, show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="A file; for csv, hxl and parquet a folder, or a .zip.",
            show_default=False,
        ),
    ],
    ledger: LedgerOption = None,
    story: Annotated[
        str | None,
        typer.Option("--story", metavar="ID", help="Only this story, by the beginning of its id.", show_default=False),
    ] = None,
    claim: Annotated[
        str | None,
        typer.Option("--claim", metavar="ID", help="Only this claim, by the beginning of its id.", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    coarsen: Annotated[
        str | None,
        typer.Option(
            "--coarsen",
            metavar="HOW",
            help="Places no more exact than admin1, admin2, or a cell of so many km. The words of claims stay.",
            show_default=False,
        ),
    ] = None,
    who: WhoOption = None,
) -> None:
    """Write the ledger, a story or a claim to files for other tools.

    docs/exports.md has every format with its fields. Nothing is a rating that no person has signed.
    """
    described = FORMATS[form]
    if described.whole and (as_of or story or claim):
        raise Ended(f"--format {form} is the whole history; leave out --as-of, --story and --claim", USAGE)
    if described.one_claim and claim is None:
        raise Ended(f"--format {form} is of one claim; name it with --claim ID", USAGE)
    if coarsen is not None and not described.places:
        able = ", ".join(one for one, row in FORMATS.items() if row.places)
        raise Ended(f"--coarsen: {form} has no shapes to make coarser; use it with {able}", USAGE)
    where = ledger_of(ctx, ledger)
    coarse = _coarse(coarsen)
    with rooms.ledger(where) as book:
        view = _view(book, where, story=story, claim=claim, as_of=as_of, coarse=coarse, whole=described.whole)
        writer(form)(view, output)
        rooms.logged(book, exported_row(output, who=Keep(who=who).name(), method=f"format {form}"))
    note(f"{output}: written")


def _coarse(typed: str | None) -> str | float | None:
    from twosource.exports.coarse import coarseness  # noqa: PLC0415 - see rooms

    if typed is None:
        return None
    try:
        return coarseness(typed)
    except ValueError as error:
        raise Ended(f"--coarsen: {error}", USAGE) from error


def _view(
    book: Ledger,
    where: str,
    *,
    story: str | None,
    claim: str | None,
    as_of: str | None,
    coarse: str | float | None,
    whole: bool,
) -> View:
    from twosource.exports.view import View, book_of, view_of  # noqa: PLC0415 - see rooms

    if whole:
        return View(ledger=book, claims=(), readings=(), book=book_of(()))
    seen = rooms.picture(book, as_of=as_of)
    if story is not None:
        chosen = resolve(
            story, [one.id for one in seen.stories], where=where, what="story", listed_by="twosource stories"
        )
        seen = rooms.picture(book, as_of=as_of, story=chosen)
    by_id = {one.id: one for one in seen.claims}
    only = None if claim is None else by_id[resolve(claim, list(by_id), where=where)]
    return view_of(book, seen, claim=only, coarse=coarse)


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Written by export --format jsonl.", show_default=False)],
    ledger: LedgerOption = None,
) -> None:
    """Build a ledger again from a jsonl export, with all that was recorded and when.

    What is in the ledger already stays as it is, so that an interrupted import is run again.
    """
    from twosource.exports import jsonl  # noqa: PLC0415 - see rooms

    if not file.is_file():  # before a ledger is made for nothing
        raise Ended(f"{file}: there is no such file; give one that export --format jsonl wrote", USAGE)
    with rooms.ledger(ledger_of(ctx, ledger), create=True) as book:
        new = jsonl.read(file, book)
        rooms.record(book)
        held = book.info()
    note(f"{count(new, 'record')} new; the ledger has {count(held.reports, 'report')}")


import_.__name__ = "import"  # the command's name, which as a name of Python's own cannot be that of a function
