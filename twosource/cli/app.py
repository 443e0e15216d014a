"""The commands by name, each with an example to copy at the end of its help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from twosource import __version__
from twosource.cli import changes, custody, exporting, judging, layering, reading, review, showing
from twosource.cli.demo import demo
from twosource.cli.mcp import mcp
from twosource.cli.options import LedgerOption, ModelOption, Settings
from twosource.cli.serve import serve
from twosource.cli.stories import stories
from twosource.cli.watch import watch

app = typer.Typer(
    name="twosource",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: twosource demo",
)

ABOUT = (
    "Who said what, who denies it, and has anyone independent confirmed it?\n\n"
    "twosource reads news reports and keeps the ledger of every claim, with the exact words that support it. "
    "It never decides what is true.\n\n"
    "Exit codes: 0 done; 1 something could not be read, or nothing was found; 2 the command was not understood; "
    "3 evidence no longer matches its report; 130 interrupted."
)

COMMANDS: tuple[tuple[Callable[..., None], str], ...] = (
    (reading.read, "twosource read reports/ article.html --ledger desk.ledger"),
    (watch, "twosource watch feeds.toml --ledger desk.ledger"),
    (stories, "twosource stories --ledger desk.ledger"),
    (showing.claims, "twosource claims --as-of 2025-06-09"),
    (showing.claim, "twosource claim 7f3a2c"),
    (changes.changes, "twosource changes --since 2025-06-08 --until 2025-06-09T18:00+03:00"),
    (showing.statements, "twosource statements --json > statements.json"),
    (showing.reports, "twosource reports --ledger desk.ledger"),
    (showing.actors, "twosource actors"),
    (review.review, "twosource review --as Ada"),
    (judging.judgements, "twosource judgements"),
    (custody.custody, "twosource custody --ledger desk.ledger"),
    (custody.verify, "twosource verify --ledger desk.ledger"),
    (serve, "twosource serve --ledger desk.ledger"),
    (mcp, "twosource mcp --ledger desk.ledger"),
    (exporting.export, "twosource export --format csv -o tables.zip"),
    (exporting.import_, "twosource import ledger.jsonl --ledger copy.ledger"),
    (reading.annotate, "twosource annotate --format html -o page.html article.txt"),
    (demo, "twosource demo"),
)
"""In the order in which a person comes to need them."""


def _flowing(text: str | None) -> str:
    """A docstring's paragraphs, each in one line: the terminal decides where lines end."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in (text or "").split("\n\n"))


for command, example in COMMANDS:
    app.command(help=_flowing(command.__doc__), epilog=f"Example: {example}")(command)
app.add_typer(judging.app, name="judge")
app.add_typer(layering.app, name="layers")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"twosource {__version__}")
        raise typer.Exit


@app.callback(help=ABOUT)
def start(
    ctx: typer.Context,
    ledger: LedgerOption = None,
    model: ModelOption = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep what was said before the command's name."""
    ctx.obj = Settings(ledger=ledger, model=model)
