"""The doors to the rooms that do the work. Each is opened when a command needs it, and not before.

spaCy, SQLAlchemy and the gazetteer take a second to import; `--help` must not wait for them. Errors of the rooms come
out as `Ended`, with the exit code that they mean.
"""
# ruff: noqa: PLC0415 - imports inside functions are what this module is for

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from twosource.cli.console import NOT_READ, UNVERIFIED, USAGE, Ended
from twosource.model import Claim, OrphanError, Reading, Report, reports_of

if TYPE_CHECKING:
    from twosource.ledger import Ledger
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


def moment(as_of: str | None) -> str | None:
    """The `--as-of` option, checked.

    Raises:
        Ended: it is not a time.
    """
    from twosource.ledger import interval

    if as_of is None:
        return None
    try:
        interval(as_of)
    except ValueError as error:
        raise Ended(f"--as-of: {error}; give a year, month, day or moment", USAGE) from error
    return as_of


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


def link(readings: Sequence[Reading]) -> tuple[Claim, ...]:
    """Claims from readings, each with its standing."""
    from twosource.linking import link as join
    from twosource.standing import stand

    statements = {s.id: s for reading in readings for s in reading.statements}
    reports = reports_of(readings)
    return tuple(replace(claim, standing=stand(claim, statements, reports)) for claim in join(readings))


def claims(book: Ledger, *, published_by: str | None = None) -> tuple[tuple[Claim, ...], list[Reading]]:
    """The claims of a ledger as of a moment, as recorded or linked now, and the readings they rest on."""
    # Claims before readings: another process may add readings meanwhile, and a claim's statements must be among them.
    digest = book.inputs_digest(published_by=published_by)
    recorded = book.claims(inputs_digest=digest, producer=producer())
    readings = list(book.readings(published_by=published_by))
    return (link(readings) if recorded is None else recorded), readings


def record(book: Ledger) -> None:
    """Link all that the ledger holds and record the claims in it, if that was not done yet.

    Where another process adds readings meanwhile nothing is recorded: it will do so when it has done.
    """
    digest = book.inputs_digest()
    if book.claims(inputs_digest=digest, producer=producer()) is not None:
        return
    found, _ = claims(book)
    if book.inputs_digest() == digest:
        book.record_claims(found, producer=producer(), inputs_digest=digest)


def producer() -> str:
    """Name and version of the linking and the rules that made a run of claims."""
    from twosource import __version__

    return f"twosource {__version__} linking and standing"
