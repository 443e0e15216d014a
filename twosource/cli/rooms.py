"""The doors to the rooms that do the work. Each is opened when a command needs it, and not before.

spaCy, SQLAlchemy and the gazetteer take a second to import; `--help` must not wait for them. Errors of the rooms come
out as `Ended`, with the exit code that they mean.
"""
# ruff: noqa: PLC0415 - imports inside functions are what this module is for

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

from twosource.cli.console import NOT_READ, UNVERIFIED, USAGE, Ended
from twosource.model import Claim, OrphanError, Reading, Report

if TYPE_CHECKING:
    from twosource.ledger import Ledger, Picture
    from twosource.linking.decisions import Decisions
    from twosource.readers import ReadError, ReadOptions
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


def read_options(*, outlet: str | None, published: str | None, lang: str | None, encoding: str | None) -> ReadOptions:
    """What the command line says of the reports.

    Raises:
        Ended: an option says something that cannot be.
    """
    from twosource.readers import ReadError, ReadOptions

    try:
        return ReadOptions(outlet=outlet, published=published, lang=lang, encoding=encoding)
    except ReadError as error:
        raise Ended(str(error), USAGE) from error


def discovered(inputs: Sequence[str]) -> list[Any]:
    """The files that the inputs name, in order."""
    from twosource.readers import discover

    return list(discover(inputs))


def reports(source: Any, options: ReadOptions) -> Iterator[Report | ReadError]:
    """The reports of one source, and an error for each that cannot be read."""
    from twosource.readers import read

    yield from read([source], options)


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


def add(book: Ledger, reading: Reading) -> str | None:
    """Record a reading; where it cannot be, one line that says why.

    Raises:
        LedgerError: the ledger takes nothing more.
    """
    from twosource.ledger import UnfitError

    try:
        book.add(reading)
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
    """The web application on a ledger, which is made where there is none and changes are allowed.

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
