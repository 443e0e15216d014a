"""The doors to the rooms that do the work. Each is opened when a command needs it, and not before.

spaCy, SQLAlchemy and the gazetteer take a second to import; `--help` must not wait for them. Errors of the rooms come
out as `Ended`, with the exit code that they mean.
"""
# ruff: noqa: PLC0415 - imports inside functions are what this module is for

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from twosource.cli.console import NOT_READ, UNVERIFIED, USAGE, Ended
from twosource.model import Claim, OrphanError, Reading, Report

if TYPE_CHECKING:
    from twosource.cli.options import Keep
    from twosource.ledger import Ledger, Picture
    from twosource.ledger.findings import Findings
    from twosource.linking.decisions import Decisions
    from twosource.model.custody import Arrival, Custody
    from twosource.readers import ReadOptions
    from twosource.readers.originals import Originals
    from twosource.readers.receiving import Item
    from twosource.reading.reader import Reader


@contextmanager
def ledger(where: str, *, create: bool = False) -> Iterator[Ledger]:
    """An open ledger; its errors inside the block become endings.

    Args:
        where: file or URL.
        create: make it where there is none.

    Raises:
        Ended: it cannot be opened, read or written; 3 when evidence in it no longer matches its report.
    """
    from twosource.exports.files import ExportError
    from twosource.ledger import Ledger, LedgerError

    try:
        with Ledger.open(where, create=create) as opened:
            yield opened
    except (LedgerError, ExportError) as error:
        raise Ended(str(error), NOT_READ) from error
    except OrphanError as error:
        raise Ended(
            f"{where}: evidence no longer matches its report ({error}); restore a copy, or read the reports again",
            UNVERIFIED,
        ) from error


def moment(given: str | None, option: str = "--as-of") -> str | None:
    """A moment that a person asks about, checked; the end of it where its zone is given by name.

    Raises:
        Ended: it is not a time, or there is no such zone.
    """
    from twosource.ledger.moments import asked, interval, stamp

    if given is None:
        return None
    try:
        end = stamp(asked(given)[1])
    except ValueError as error:
        raise Ended(f"{option}: {error}; give a year, month, day or moment", USAGE) from error
    try:
        interval(given)
    except ValueError:
        return end
    return given


def reader(model: str | None) -> Reader:
    """The reader of the language model, `None` being the default one.

    Raises:
        Ended: the model is not installed.
    """
    from twosource.language.pipeline import DEFAULT_MODEL
    from twosource.reading.reader import Reader

    try:
        return Reader(model=model or DEFAULT_MODEL)
    except OSError as error:
        raise Ended(f"--model: {error}", USAGE) from error


def read_options(*, column: Sequence[str] | None = None, **given: str | None) -> ReadOptions:
    """What the command line says of the reports.

    Args:
        column: pairs FIELD=COLUMN.
        given: the other fields of `ReadOptions`.

    Raises:
        Ended: an option says something that cannot be.
    """
    from twosource.readers import ReadError, ReadOptions
    from twosource.readers.options import columns_of
    from twosource.readers.plugins import readers

    if (reader := given.get("reader")) is not None and reader not in readers():
        raise Ended(f"--reader: there is no reader {reader!r}; give one of {', '.join(readers())}", USAGE)
    try:
        return ReadOptions(columns=columns_of(column or ()), **given)
    except ReadError as error:
        raise Ended(str(error), USAGE) from error


def discovered(inputs: Sequence[str]) -> list[Any]:
    """The files that the inputs name, in order."""
    from twosource.readers import discover

    return list(discover(inputs))


def reports(source: Any, options: ReadOptions, keep: Originals | None = None) -> Iterator[Item]:
    """The reports of one source, and an error for each that cannot be read; before them how its bytes are kept.

    Args:
        source: as `discovered` gives them, or bytes at hand.
        options: how to read it.
        keep: where its bytes are kept; `None` where nothing is logged.
    """
    from twosource.readers import read
    from twosource.readers.receiving import Handed, received, received_bytes

    if keep is None:
        yield from read([source], options)
    elif isinstance(source, Handed):
        yield from received_bytes(source, options, keep)
    else:
        yield from received(source, options, keep)


def originals(where: str, keep: Keep) -> Originals:
    """Where the originals of a ledger are kept, cleared of what ended runs have left.

    Beside the ledger's file, where no folder is named. A database has no place beside it: there, only hashes are kept.
    """
    from twosource.ledger.engine import file_of, url_of
    from twosource.readers.originals import Originals

    file, folder = file_of(url_of(where)), keep.place()
    if keep.off:
        return Originals(None)
    found = Originals(folder) if folder or file is None else Originals.beside(file)
    found.sweep()
    return found


def beside(where: str, suffix: str, *, otherwise: Path) -> Path:
    """A file beside a ledger's file; where the ledger is none, beside another file."""
    from twosource.ledger.engine import file_of, url_of

    file = file_of(url_of(where)) or otherwise
    return file.with_name(file.name + suffix)


def arrived(book: Ledger, arrival: Arrival, *, who: str) -> None:
    """Log that bytes came in."""
    from twosource.ledger.custody import arrived as log

    log(book, arrival, who=who)


def tie_known(book: Ledger, report: Report, producer: str, original: str) -> None:
    """Record which original a report was read from that was skipped."""
    from twosource.ledger.custody import tie_known as tie

    tie(book, report, producer, original)


def reading(report: Report, by: Reader, *, source: str) -> Reading | str:
    """The reading of a report from a source; where there is none, one line that says why."""
    from twosource.reading.reader import UnreadableError

    where = source if Path(source).stem == report.doc else f"{source}: {report.doc}"
    try:
        return by.read(report)
    except UnreadableError as error:
        return f"{where}: {error}"
    except Exception as error:  # noqa: BLE001 - whatever one report does to the reader, the rest is still read
        cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return f"{where}: the reader failed on it ({cause}); please report this, with the text"


def logged(book: Ledger, entry: Custody) -> None:
    """Add a row of now to the custody log; where nothing can be written, say so and go on."""
    from twosource.cli.console import note
    from twosource.ledger import LedgerError
    from twosource.ledger.custody import add_custody
    from twosource.ledger.moments import stamp

    try:
        add_custody(book, replace(entry, at=stamp(book.clock())))
    except LedgerError as error:
        note(f"the custody log has no row of this: {error}")


def verified(book: Ledger, kept: Originals, *, quick: bool, step: Callable[[str, int, int], None]) -> Findings:
    """What a check of a ledger and its originals found."""
    from twosource.ledger.verify_originals import verify_originals
    from twosource.ledger.verifying import verify

    found = verify(book, quick=quick, step=step)
    verify_originals(book, kept, found, quick=quick, step=step)
    return found


def add(book: Ledger, reading: Reading, *, original: str | None = None) -> str | None:
    """Record a reading; where it cannot be, one line that says why.

    Args:
        book: the ledger.
        reading: what was read.
        original: SHA-256 of the bytes that it was read from.

    Raises:
        LedgerError: the ledger takes nothing more.
    """
    from twosource.ledger import UnfitError

    try:
        book.add(reading, original=original)
    except UnfitError as error:
        return f"{error}; it was not recorded"
    except OrphanError as error:
        return f"{reading.report.doc}: not recorded, {error}; please report this with the text"
    return None


def decisions(book: Ledger, *, read_by: str | None = None) -> Decisions:
    """What persons have judged in a ledger, with their undoing resolved."""
    from twosource.linking.decisions import Decisions

    return Decisions.of(book.judgements(read_by=read_by))


def link(readings: Sequence[Reading], decided: Decisions | None = None) -> tuple[Claim, ...]:
    """Claims from readings, each with its standing; `decided`: what persons have judged, which shapes them."""
    from twosource.ledger.linked import claims_from
    from twosource.linking.decisions import Decisions

    return claims_from(readings, decided or Decisions())


def picture(book: Ledger, *, as_of: str | None = None, read_by: str | None = None, story: str | None = None) -> Picture:
    """What the ledger says as of two moments, as the options give them; of one story, or of all.

    Raises:
        Ended: an option is not a time.
    """
    from twosource.ledger import picture as taken

    return taken(book, published_by=moment(as_of), read_by=moment(read_by, "--read-by"), story=story)


def claims(
    book: Ledger, *, published_by: str | None = None, read_by: str | None = None
) -> tuple[tuple[Claim, ...], list[Reading]]:
    """The claims of a ledger as of two moments, with what people judged of them, and the readings they rest on."""
    seen = picture(book, as_of=published_by, read_by=read_by)
    return seen.claims, list(seen.readings)


def record(book: Ledger) -> None:
    """Link the stories that changed, and record their claims."""
    from twosource.ledger import record as link_new

    link_new(book)


def application(where: str, **settings: Any) -> Any:
    """The web application on a ledger, which is made where there is none if `new` is set.

    Raises:
        Ended: the ledger cannot be opened.
    """
    from twosource.ledger import LedgerError
    from twosource.web import Settings, create_app

    try:
        return create_app(Settings(ledger=where, **settings))
    except LedgerError as error:
        raise Ended(str(error), NOT_READ) from error


def run(app: Any, bound: socket) -> None:
    """Serve the application on a socket until Ctrl-C."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
    server.run(sockets=[bound])
