"""`read` and `annotate`: reports in, with a progress bar for people and one line for each that could not be read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from twosource.cli import rooms
from twosource.cli.console import INTERRUPTED, NOT_READ, USAGE, Ended, err, note, report_problem
from twosource.cli.options import (
    AnnotateFormat,
    ChannelOption,
    ColumnOption,
    EncodingOption,
    InputsArgument,
    Keep,
    LangOption,
    LedgerOption,
    ModelOption,
    NoOriginalsOption,
    OriginalsOption,
    OutletOption,
    OutputOption,
    PublishedOption,
    ReaderOption,
    WhoOption,
    ledger_of,
    model_of,
)
from twosource.exports.wording import one_line
from twosource.model import Reading, Report
from twosource.model.custody import Arrival

if TYPE_CHECKING:
    from twosource.ledger import Ledger
    from twosource.readers import ReadOptions
    from twosource.readers.originals import Originals
    from twosource.readers.receiving import Handed
    from twosource.reading.reader import Reader

NAME = 20
"""Characters of a report's name beside the progress bar: leaves room for bar and counts on 80 columns."""


BAR = 16


class Tally(msgspec.Struct):
    """What became of the reports so far."""

    read: int = 0
    skipped: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.read} read, {self.skipped} skipped (already read), {self.failed} failed"

    def brief(self) -> str:
        """The same beside a progress bar, without what is zero."""
        counts = ((self.read, "read"), (self.skipped, "skipped: already read"), (self.failed, "failed"))
        return ", ".join(f"{number} {word}" for number, word in counts if number)


class Work(msgspec.Struct, frozen=True):
    """What is to be read, how, what need not be read again, and where the bytes of the sources are kept.

    `reader` is one that is loaded already. `arrived` is told of each source's bytes before the first of its reports.
    """

    inputs: Sequence[str | Handed]
    options: ReadOptions
    model: str | None
    known: Callable[[Report, str], bool] = lambda _report, _producer: False
    keep: Originals | None = None
    reader: Reader | None = None
    arrived: Callable[[Arrival], None] = lambda _arrival: None


def readings(work: Work, tally: Tally) -> Iterator[Reading]:
    """Read what there is to read, in order. What fails gets its line on standard error and is counted."""
    sources = [
        one for given in work.inputs for one in (rooms.discovered([given]) if isinstance(given, str) else [given])
    ]
    reader = work.reader or rooms.reader(work.model)
    with _progress(len(sources)) as step:
        for source in sources:
            step(str(source), tally)
            for report in rooms.reports(source, work.options, work.keep):
                if isinstance(report, Arrival):
                    work.arrived(report)
                elif not isinstance(report, Report):
                    tally.failed += 1
                    report_problem(str(report))
                elif work.known(report, reader.producer):
                    tally.skipped += 1
                else:
                    step(report.doc, tally, done=0)
                    reading = rooms.reading(report, reader, source=str(source))
                    if isinstance(reading, Reading):
                        yield reading
                        tally.read += 1
                    else:
                        tally.failed += 1
                        report_problem(reading)


@contextmanager
def _progress(total: int) -> Iterator[Callable[..., None]]:
    """A bar on standard error while it is a terminal; gives a function that names what is being read."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[tally]}"),
    )
    console = err()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=total, tally="")
        started = False

        def step(name: str, tally: Tally, *, done: int = 1) -> None:
            nonlocal started
            bar.update(task, advance=done if started else 0, description=_short(name), tally=tally.brief())
            started = started or bool(done)

        yield step


def _short(name: str) -> str:
    line = one_line(Path(name).name or name)
    return f"{line:<{NAME}}" if len(line) <= NAME else f"{line[: NAME - 1]}…"


def finish(tally: Tally, *, quiet: bool = False) -> None:
    """Say what became of the reports, and end with what that means.

    Raises:
        Ended: nothing was found.
        typer.Exit: some reports failed; each has had its line.
    """
    if not tally.read + tally.skipped + tally.failed:
        raise Ended("nothing to read there; name text, HTML or JSONL files, or a folder that holds some")
    if tally.failed or not quiet:
        note(str(tally))
    if tally.failed:
        raise typer.Exit(NOT_READ)


@contextmanager
def _interruptible(tally: Tally, kept: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise Ended(f"interrupted: {tally}; {kept}", INTERRUPTED) from None


def read(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    inputs: InputsArgument,
    outlet: OutletOption = None,
    published: PublishedOption = None,
    lang: LangOption = None,
    encoding: EncodingOption = None,
    reader: ReaderOption = None,
    column: ColumnOption = None,
    channel: ChannelOption = None,
    originals: OriginalsOption = None,
    no_originals: NoOriginalsOption = False,
    who: WhoOption = None,
    ledger: LedgerOption = None,
    model: ModelOption = None,
) -> None:
    """Read reports into the ledger.

    What is in the ledger already is skipped: reading the same reports again changes nothing. A report that cannot
    be read gets one line that says why, and does not stop the rest.
    """
    options = rooms.read_options(
        outlet=outlet,
        published=published,
        lang=lang,
        encoding=encoding,
        reader=reader,
        column=column,
        channel=channel,
    )
    keep = Keep(folder=originals, off=no_originals, who=who)
    into(ledger_of(ctx, ledger), Work(inputs=inputs, options=options, model=model_of(ctx, model)), keep)


class Intake:
    """An open ledger that takes reports in, and knows from which bytes those in hand are read."""

    def __init__(self, book: Ledger, who: str) -> None:
        self._book, self._who = book, who
        self._original: str | None = None

    def arrived(self, arrival: Arrival) -> None:
        """Log a source's bytes; the reports that follow are read from them."""
        rooms.arrived(self._book, arrival, who=self._who)
        self._original = arrival.sha256

    def known(self, report: Report, producer: str) -> bool:
        """Whether the ledger has the report, which is then tied to the bytes that it has come in now."""
        there = self._book.has(report, producer)
        if there and self._original is not None:
            rooms.tie_known(self._book, report, producer, self._original)
        return there

    def add(self, reading: Reading) -> str | None:
        """Record a reading; where it cannot be, one line that says why."""
        return rooms.add(self._book, reading, original=self._original)


def into(where: str, work: Work, keep: Keep | None = None) -> None:
    """Read into the ledger at `where`, and record the claims that it then holds."""
    tally = Tally()
    keep = keep or Keep()
    with (
        _interruptible(tally, "what was read is kept; run the same again to go on"),
        rooms.ledger(where, create=True) as book,
    ):
        intake = Intake(book, keep.name())
        kept = rooms.originals(where, keep)
        if kept.folder is None and not keep.off:
            note("no originals are kept beside a database, only their hashes: name a folder with --originals")
        work = msgspec.structs.replace(work, known=intake.known, arrived=intake.arrived, keep=kept)
        for reading in readings(work, tally):
            problem = intake.add(reading)
            if problem is not None:
                tally.read -= 1
                tally.failed += 1
                report_problem(problem)
        if tally.read + tally.skipped:  # skipped ones too: an earlier run may have been stopped before its claims
            rooms.record(book)
    finish(tally)


def annotate(  # noqa: PLR0913, PLR0917 - Typer makes the command's options of these
    ctx: typer.Context,
    inputs: InputsArgument,
    form: Annotated[AnnotateFormat, typer.Option("--format", help="One JSON line a document, or one HTML page.")] = (
        AnnotateFormat.JSONL
    ),
    output: OutputOption = None,
    outlet: OutletOption = None,
    published: PublishedOption = None,
    lang: LangOption = None,
    encoding: EncodingOption = None,
    reader: ReaderOption = None,
    column: ColumnOption = None,
    channel: ChannelOption = None,
    model: ModelOption = None,
) -> None:
    """Read reports and write their statements, without a ledger.

    Documents come out in the order in which they were read, each as soon as it has been.
    """
    options = rooms.read_options(
        outlet=outlet,
        published=published,
        lang=lang,
        encoding=encoding,
        reader=reader,
        column=column,
        channel=channel,
    )
    tally = Tally()
    done = readings(Work(inputs=inputs, options=options, model=model_of(ctx, model)), tally)
    pieces = _jsonl(done) if form is AnnotateFormat.JSONL else _html(done)
    with _interruptible(tally, "run it again"), _target(output, inputs) as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
    finish(tally, quiet=True)


def _jsonl(done: Iterator[Reading]) -> Iterator[bytes]:
    from twosource.exports.annotations import to_json  # noqa: PLC0415 - the exports need the ledger's room

    for reading in done:
        yield msgspec.json.encode(to_json(reading)) + b"\n"


def _html(done: Iterator[Reading]) -> Iterator[bytes]:
    from twosource.exports.html import pages  # noqa: PLC0415 - Jinja2 is needed for this alone

    return (piece.encode() for piece in pages(done))


@contextmanager
def _target(output: Path | None, inputs: Sequence[str]) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is whole or left as it was."""
    from twosource.exports.files import ExportError, whole  # noqa: PLC0415 - the exports need the ledger's room

    if output is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        return
    if any(name != "-" and Path(name).resolve() == output.resolve() for name in inputs):
        raise Ended(f"-o {output}: is one of the reports to read; name another file", USAGE)
    try:
        with whole(output) as part, part.open("wb") as file:
            yield file
    except ExportError as error:
        raise Ended(str(error)) from error
    note(f"{output}: written")
