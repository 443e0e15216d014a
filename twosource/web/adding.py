"""Adding reports from the page: pasted text, dropped files, an address; read one job at a time beside the server."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import msgspec
from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from msgspec import Struct

from twosource.exports.wording import one_line
from twosource.ledger import LedgerError, UnfitError, custody
from twosource.ledger.engine import file_of, url_of
from twosource.model import OrphanError, Report
from twosource.model.custody import Arrival, Deed
from twosource.readers import ReadError, ReadOptions
from twosource.readers.fetching import FetchError, fetch
from twosource.readers.originals import Originals
from twosource.readers.plugins import suffixes
from twosource.readers.receiving import Handed, received_bytes
from twosource.web.forms import View, three
from twosource.web.review import Own
from twosource.web.settings import Settings
from twosource.web.source import Source

if TYPE_CHECKING:
    from twosource.reading.reader import Reader

router = APIRouter()
FILES_AT_MOST = 200
TEXT_LIMIT = 1_000_000
"""Characters of a pasted text: a book."""
JOBS_KEPT = 50
WAITING = 20
"""Jobs that wait at most; whoever has more uses `twosource read`."""
CLOSING = 30
"""Seconds to wait for the report in hand when the server stops."""
JOB = ("id", "name", "state", "total", "done", "added", "known", "failed")
LINES = 200
"""Lines about reports that failed, kept of one job."""


class Job(Struct, kw_only=True):
    """What becomes of one batch.

    Attributes:
        state: "waiting", "reading", "linking", "done" or "failed".
        added, known, failed: reports. lines: one for each that failed. reports: ids of those that were added.
    """

    id: str
    name: str
    total: int
    state: str = "waiting"
    done: int = 0
    added: int = 0
    known: int = 0
    failed: int = 0
    lines: list[str] = msgspec.field(default_factory=list)
    reports: list[str] = msgspec.field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether nothing more will change."""
        return self.state in {"done", "failed"}


class Desk:
    """One thread that reads what was handed in, in order. The language model is loaded with the first job."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.jobs: dict[str, Job] = {}
        self._source, self._settings = source, settings
        self._queue: queue.Queue[tuple[Job, Sequence[Handed], ReadOptions] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._reader: Reader | None = None

    def hand_in(self, name: str, files: Sequence[Handed], options: ReadOptions) -> Job:
        """Queue a batch.

        Raises:
            HTTPException: 503, too many wait.
        """
        if sum(not job.over for job in self.jobs.values()) >= WAITING:
            raise HTTPException(503, f"{WAITING} batches are waiting: let them be read first.")
        job = Job(id=uuid4().hex[:12], name=one_line(name)[:120], total=len(files))
        self.jobs[job.id] = job
        for old in [key for key, one in self.jobs.items() if one.over][: max(0, len(self.jobs) - JOBS_KEPT)]:
            del self.jobs[old]
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
            self._thread.start()
        self._queue.put((job, files, options))
        return job

    def close(self) -> None:
        """Stop after the report in hand."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=CLOSING)

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            job, files, options = item
            try:
                self._read_all(job, files, options)
                job.state = "linking"
                self._source.record()
                self._source.picture()
                job.state = "done"
            except (LedgerError, OSError) as error:
                job.lines.append(one_line(str(error)))
            finally:  # whatever else happened, nobody waits for ever; the next batch gets a new thread
                if not job.over:
                    job.state = "failed"

    def _read_all(self, job: Job, files: Sequence[Handed], options: ReadOptions) -> None:
        job.state = "reading"
        originals = self._originals()
        originals.sweep()
        for file in files:
            original: str | None = None
            for item in received_bytes(file, options, originals):
                if isinstance(item, Arrival):
                    original = item.sha256
                    custody.arrived(self._source.ledger, item, who=self._settings.signer or custody.login_name())
                else:
                    self._read_one(job, item, original)
            job.done += 1

    def _originals(self) -> Originals:
        """Where the bytes are kept: as the server was told, else beside the ledger's file, else nowhere."""
        file, folder = file_of(url_of(self._settings.ledger)), self._settings.originals
        return Originals(folder) if folder is not None or file is None else Originals.beside(file)

    def _read_one(self, job: Job, report: Report | ReadError, original: str | None) -> None:
        if isinstance(report, ReadError):
            return _failed(job, str(report))
        reader, ledger = self._loaded(), self._source.ledger
        if ledger.has(report, reader.producer):
            if original is not None:
                custody.tie_known(ledger, report, reader.producer, original)
            job.known += 1
            return None
        try:
            ledger.add(reader.read(report), original=original)
        except (UnfitError, OrphanError, ValueError) as error:
            return _failed(job, f"{report.doc}: {error}")
        job.added += 1
        job.reports.append(report.id)
        return None

    def _loaded(self) -> Reader:
        if self._reader is None:
            from twosource.language.pipeline import DEFAULT_MODEL  # noqa: PLC0415 - seconds, and seldom needed
            from twosource.reading.reader import Reader  # noqa: PLC0415

            self._reader = Reader(model=self._settings.model or DEFAULT_MODEL)
        return self._reader


def _failed(job: Job, line: str) -> None:
    job.failed += 1
    if len(job.lines) < LINES:
        job.lines.append(one_line(line))


def desk_of(request: Request) -> Desk:
    """The reading desk.

    Raises:
        HTTPException: 403, the server is read-only.
    """
    if request.app.state.settings.read_only:
        raise HTTPException(403, "This server is read-only: start it without --read-only to add reports.")
    desk: Desk = request.app.state.desk
    return desk


@three(router, "/add", summary="Form to add reports, and what became of the batches")
def add_page(request: Request) -> View:
    """Paste, drop, or give an address."""
    desk = desk_of(request)
    kinds = sorted(suffixes())
    jobs = list(desk.jobs.values())[::-1]
    rows = [job_row(job) for job in jobs]
    return View(
        template="add.html",
        values={"title": "Add reports", "kinds": kinds, "jobs": jobs},
        data={"kinds": kinds, "fetch": request.app.state.settings.fetch, "batches": rows},
        columns=JOB,
        rows=rows,
        name="batches",
    )


def job_row(job: Job) -> dict[str, Any]:
    """A batch in one line."""
    return {name: getattr(job, name) for name in JOB}


def options_of(outlet: str, published: str, lang: str) -> ReadOptions:
    """What a person says of the reports.

    Raises:
        HTTPException: 400, it cannot be.
    """
    try:
        return ReadOptions(
            outlet=outlet.strip() or None, published=published.strip() or None, lang=lang.strip() or None
        )
    except ReadError as error:
        raise HTTPException(400, f"published: {error.cause}; {error.remedy}") from error


Said = Annotated[str, Form(max_length=200)]


@router.post("/add/text", summary="Add a pasted text", dependencies=[Own], response_class=Response)
def add_text(
    request: Request,
    text: Annotated[str, Form(max_length=TEXT_LIMIT)],
    name: Said = "pasted",
    outlet: Said = "",
    published: Said = "",
    lang: Said = "",
) -> Response:
    """One report."""
    desk = desk_of(request)
    if not text.strip():
        raise HTTPException(400, "There is no text: paste the report's text into the field.")
    plain = text.replace("\r\n", "\n").encode("utf-8", "replace")
    job = desk.hand_in(
        name or "pasted",
        [Handed(body=plain, name=f"{_safe(name)}.txt", origin="the page: pasted text")],
        options_of(outlet, published, lang),
    )
    return RedirectResponse(f"/add/{job.id}", 303)


def _safe(name: str) -> str:
    """A name without folders: it only ever names a report, never a file."""
    return PurePath(one_line(name).replace("\\", "/")).stem[:80] or "pasted"


@router.post("/add/files", summary="Add files", dependencies=[Own], response_class=Response)
def add_files(
    request: Request,
    files: Annotated[list[UploadFile], File()],
    outlet: Said = "",
    published: Said = "",
    lang: Said = "",
) -> Response:
    """Text, HTML, JSONL and whatever else there is a reader for; size and number are limited."""
    desk = desk_of(request)
    options = options_of(outlet, published, lang)
    taken = list(_taken(files))
    if not taken:
        raise HTTPException(400, "There is no file: choose some, or drop them on the field.")
    name = taken[0].name if len(taken) == 1 else f"{len(taken)} files"
    return RedirectResponse(f"/add/{desk.hand_in(name, taken, options).id}", 303)


def _taken(files: Sequence[UploadFile]) -> Iterator[Handed]:
    if len(files) > FILES_AT_MOST:
        raise HTTPException(413, f"More than {FILES_AT_MOST} files: send fewer at a time, or use `twosource read`.")
    known = suffixes()
    for file in files:
        name = PurePath((file.filename or "").replace("\\", "/")).name
        if not name:
            continue
        suffix = PurePath(name).suffix.lower()
        if suffix not in known:
            raise HTTPException(415, f"{one_line(name)[:80]}: only {', '.join(sorted(known))} are read.")
        given = one_line(name)[:200]
        yield Handed(body=file.file.read(), name=f"{_safe(name)}{suffix}", origin=f"the page: {given}")


@router.post("/add/url", summary="Add a page by its address", dependencies=[Own], response_class=Response)
def add_url(
    request: Request,
    url: Annotated[str, Form(max_length=2000)],
    outlet: Said = "",
    published: Said = "",
    lang: Said = "",
) -> Response:
    """Only where the server was started with --fetch, and never from an address that is not public."""
    desk = desk_of(request)
    if not request.app.state.settings.fetch:
        raise HTTPException(
            403, "Nothing is fetched: start the server with --fetch, or save the page and drop the file."
        )
    options = options_of(outlet, published, lang)
    try:
        found = fetch(url)
    except FetchError as error:
        raise HTTPException(400, str(error)) from error
    suffix = ".txt" if found.kind == "text/plain" else ".html"
    name = f"{_safe(PurePath(found.url).name)}{suffix}"
    file = Handed(body=found.body, name=name, origin=url, place=found.url, deed=Deed.FETCHED, media_type=found.kind)
    job = desk.hand_in(found.url, [file], options)
    return RedirectResponse(f"/add/{job.id}", 303)


@three(router, "/add/{job_id}", summary="What became of a batch")
def job_page(request: Request, job_id: str) -> View:
    """Progress; asked for by the page itself, only the part that changes."""
    job = _job(request, job_id)
    part = request.headers.get("hx-request") == "true"
    return View(
        template="job_part.html" if part else "job.html",
        values={"title": f"Reading {job.name}", "job": job},
        data=job,
        columns=JOB,
        rows=[job_row(job)],
        name=f"batch-{job.id}",
    )


def _job(request: Request, job_id: str) -> Job:
    jobs = desk_of(request).jobs
    if job_id not in jobs:
        raise HTTPException(404, "There is no such batch: the server may have been started again since.")
    return jobs[job_id]
