"""`demo`: the bundled sample reports, read into a ledger and shown. Reports, outlets and events are invented."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twosource.cli import rooms
from twosource.cli.console import Ended, note, out
from twosource.cli.ids import short_ids
from twosource.cli.listings import discussed
from twosource.cli.options import ModelOption, model_of
from twosource.cli.reading import Work, into
from twosource.cli.showing import show_claim, show_claims

LEDGER = "demo.ledger"
SAMPLES = Path(__file__).parent / "samples"


def demo(
    ctx: typer.Context,
    ledger: Annotated[
        str, typer.Option("--ledger", metavar="FILE", help="Where to leave the demonstration's ledger.")
    ] = LEDGER,
    model: ModelOption = None,
) -> None:
    """Read the bundled sample reports and show what comes of them.

    Six short reports, written for this purpose, of an event that never happened: one side says that boats entered a
    fjord, the other denies it, and nobody else could verify it.
    """
    if ledger == LEDGER:
        ledger = _before(ctx) or ledger
    _spare(ledger)
    options = rooms.read_options(outlet=None, published=None, lang=None, encoding=None)
    into(ledger, Work(inputs=[str(SAMPLES)], options=options, model=model_of(ctx, model)))
    out().print("An exercise: these reports, their outlets and the event are invented.\n")
    with rooms.ledger(ledger) as book:
        seen = rooms.picture(book)
        main = max(seen.claims, key=discussed, default=None)
        if main is None:
            raise Ended("no claims were found; the language model may not fit, try the default one")
        out().print("Claims that more than one statement concerns:\n")
        show_claims(seen.claims, list(seen.readings), least=min(2, discussed(main)))
        short = short_ids(claim.id for claim in seen.claims)[main.id]
        out().print()
        show_claim(main, seen, book, short=short)
    out().print()
    note(
        f"The ledger is in {ledger}. Now try:\n"
        f"  twosource serve --ledger {ledger}    shows it as a page\n"
        f"  twosource claims --ledger {ledger}\n"
        f"  twosource claim {short} --ledger {ledger} --as-of 2024-03-05\n"
        f"  twosource annotate --format html -o demo.html {SAMPLES}\n"
        "  twosource read YOUR-REPORTS/    and then    twosource claims"
    )


def _before(ctx: typer.Context) -> str | None:
    """The ledger named before the command; one that only the environment names is a desk's own."""
    above = ctx.parent
    source = above.get_parameter_source("ledger") if above is not None else None
    if above is None or source is None or source.name != "COMMANDLINE":
        return None
    return str(above.params["ledger"])


def _spare(ledger: str) -> None:
    """Keep the invented reports out of a ledger that holds others.

    Raises:
        Ended: it does.
    """
    if "://" not in ledger and not Path(ledger).exists():
        return
    names = {path.stem for path in SAMPLES.glob("*.txt")}
    with rooms.ledger(ledger) as book:
        others = sum(row.doc not in names for row in book.reports())
    if others:
        raise Ended(f"{ledger}: holds reports of its own; give the demonstration another file with --ledger")
