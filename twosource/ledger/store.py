"""The ledger itself: readings go in, readings and claims come out, as they stood on any day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, Select, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from twosource.ledger import custody, queries, rows, schema, versions
from twosource.ledger.engine import file_of, name_of, url_of
from twosource.ledger.errors import LedgerError, explained
from twosource.ledger.judging import add_judgement, corrected_row, corrections_of, judgements_of, times_of
from twosource.ledger.moments import now, stamp
from twosource.ledger.opening import open_engine
from twosource.ledger.runs import add_run, claims_of, newest
from twosource.ledger.values import Cited, ClaimRun, Info, Recorded, ReportRow
from twosource.linking.decisions import Correction
from twosource.model import Claim, Judgement, Reading, Report, Statement

WAIT = 10.0
"""Seconds to wait for another process's write: one report takes milliseconds, so ten seconds mean a stuck writer."""


class Ledger:
    """An open ledger. Use it as a context manager, or call `close`."""

    def __init__(self, engine: Engine, *, where: str, path: Path | None, clock: Callable[[], datetime] = now) -> None:
        self._engine = engine
        self.clock = clock
        self._path = path
        self.where = where
        """The ledger's name in messages: its file, or its URL without the password."""

    @classmethod
    def open(
        cls,
        target: str | Path,
        *,
        create: bool = True,
        wait: float = WAIT,
        clock: Callable[[], datetime] = now,
        read_only: bool = False,
    ) -> Self:
        """Open a ledger; an older one is brought up to date (its file is copied first).

        Args:
            target: path of an SQLite file, or an SQLAlchemy URL.
            create: make the ledger when there is none.
            wait: seconds to wait while another process writes.
            clock: gives the present moment with its zone; the time of each reading is taken from it.
            read_only: have the database refuse every write; then an older ledger is not brought up to date.

        Raises:
            LedgerError: there is no ledger, it is not one, it is damaged, of a newer program, or not to be opened.
        """
        url = url_of(target)
        engine = open_engine(url, create=create, wait=wait, read_only=read_only)
        return cls(engine, where=name_of(url), path=file_of(url), clock=clock)

    def close(self) -> None:
        """Close all connections; the ledger cannot be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reads(self) -> Iterator[Connection]:
        """A connection for one question, for the modules of this room."""
        with explained(self.where), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writes(self) -> Iterator[Connection]:
        """A connection in one transaction, all of it or nothing, for the modules of this room."""
        engine = self._engine.execution_options(writes=True)
        with explained(self.where), engine.begin() as connection:
            yield connection

    def has(self, report: Report, producer: str) -> bool:
        """Whether this report, or a record that says more about the same report, was read by this producer."""
        with self.reads() as connection:
            return connection.execute(queries.known(report, producer)).first() is not None

    def add(self, reading: Reading, *, read_at: str | None = None, original: str | None = None) -> bool:
        """Record one reading, in one transaction: all of it or nothing.

        Args:
            reading: what was read.
            original: SHA-256 of the bytes that it was read from; `None` when they were not kept.
            read_at: stamp of when, if that was earlier (rebuilding from an export); now otherwise.

        Returns:
            False when it is there already, from this producer; nothing is changed then.

        Raises:
            OrphanError: a span does not lie in the text.
            UnfitError: the reading does not hold together; others can still be recorded.
            LedgerError: the database refuses.
        """
        rows.check_reading(reading)
        read_at = read_at or stamp(self.clock())
        try:
            return self._add(reading, read_at, original)
        except LedgerError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            # Another process recorded the same text or report between our look and our write.
            return self._add(reading, read_at, original)

    def _add(self, reading: Reading, read_at: str, original: str | None) -> bool:
        report, key = reading.report, reading.report.id
        with self.writes() as connection:
            if connection.execute(queries.known(report, reading.producer)).first() is not None:
                return False
            _add_text(connection, report)
            if not _there(connection, select(schema.reports.c.id).where(schema.reports.c.id == key)):
                row = rows.report_row(report, report_id=key, read_at=read_at)
                connection.execute(insert(schema.reports), [row])
                versions.record(connection, report, read_at=read_at)
            row = rows.reading_row(reading, report_id=key, read_at=read_at)
            _add_statements(connection, reading, _add_row(connection, schema.readings, row))
            if original is not None:
                custody.tie(connection, key, report, original)
            return True

    def reports(
        self, *, published_by: str | None = None, read_by: str | None = None, every: bool = False
    ) -> Iterator[ReportRow]:
        """The reports, without their texts, in order of publication (not stated: last), then of reading.

        Args:
            published_by: ISO 8601; only what had been published by the end of this moment, or does not say when.
            read_by: ISO 8601; the ledger as it stood at the end of this moment.
            every: also the versions that a later one has taken the place of, what was withdrawn, and the notices that
                say so.

        Raises:
            ValueError: a moment is not an ISO 8601 time.
        """
        corrections = self._corrections(read_by)
        corrected = times_of(corrections)
        condition = queries.current(published_by=published_by, read_by=read_by, corrected=corrected, every=every)
        query = queries.in_order(queries.listing().where(condition))
        with self.reads() as connection:
            states = versions.States(connection, published=published_by, read=read_by)
            for row in connection.execution_options(yield_per=queries.BATCH).execute(query).mappings():
                yield corrected_row(states.described(ReportRow(**row)), corrections)

    def readings(
        self, *, published_by: str | None = None, read_by: str | None = None, every: bool = False
    ) -> Iterator[Reading]:
        """The latest reading of each report; arguments and order as in `reports`.

        Raises:
            ValueError: a moment is not an ISO 8601 time.
            OrphanError: a quotation is no longer at its place.
            LedgerError: a stored text was changed, or the database refuses.
        """
        corrected = times_of(self._corrections(read_by))
        query = queries.chosen(published_by=published_by, read_by=read_by, corrected=corrected, every=every)
        for recorded in self._recorded(query):
            yield recorded.reading

    def reading(self, seq: int) -> Reading:
        """One recorded reading, by its number.

        Raises:
            OrphanError: a quotation is no longer at its place.
        """
        with self.reads() as connection:
            return _load(connection, seq, where=self.where).reading

    def history(self) -> Iterator[Recorded]:
        """Every reading ever recorded, by every producer, in the order in which they were recorded."""
        yield from self._recorded(select(schema.readings.c.seq).order_by(schema.readings.c.seq))

    def _recorded(self, query: Select[Any]) -> Iterator[Recorded]:
        with self.reads() as connection:
            for row in connection.execute(query, execution_options={"yield_per": queries.BATCH}):
                yield _load(connection, row[0], where=self.where)

    def statement(self, statement_id: str) -> Cited | None:
        """A statement with its report and evidence, of the latest reading that has it; `None` when there is none.

        Raises:
            OrphanError: a quotation is no longer at its place.
        """
        table = schema.statements
        newest = select(func.max(table.c.reading)).where(table.c.id == statement_id)
        with self.reads() as connection:
            seq = connection.execute(newest).scalar()
            if seq is None:
                return None
            text = _text(connection, seq)
            found = dict(_statements(connection, seq, text, statement_id=statement_id))
            listing = queries.listing().where(schema.readings.c.seq == seq)
            row = ReportRow(**connection.execute(listing).mappings().one())
            report = versions.States(connection, only=row.id).described(row)
        (statement,) = found
        return Cited(statement=statement, report=report, evidence=found[statement])

    def inputs_digest(self, *, published_by: str | None = None, read_by: str | None = None) -> str:
        """Hash of which readings `readings` would give, without loading them; 64 hexadecimal digits."""
        digest = hashlib.sha256()
        corrected = times_of(self._corrections(read_by))
        query = queries.chosen(published_by=published_by, read_by=read_by, corrected=corrected)
        with self.reads() as connection:
            for row in connection.execute(query, execution_options={"yield_per": queries.BATCH}):
                digest.update(msgspec.json.encode([row.report_id, row.producer]))
        return digest.hexdigest()

    def record_claims(
        self,
        claims: Sequence[Claim],
        *,
        producer: str,
        inputs_digest: str,
        story: str | None = None,
        made_at: str | None = None,
    ) -> bool:
        """Record the claims made from the readings that `inputs_digest` names, in one transaction.

        Args:
            claims: with their standing.
            producer: name and version of what made them.
            inputs_digest: of all that they were made from.
            story: id of the story they were made of; `None` when they are those of the whole ledger.
            made_at: stamp of when, if that was earlier (rebuilding from an export); now otherwise.

        Returns:
            False when this producer's claims from these readings are there already; nothing is changed then.

        Raises:
            LedgerError: a claim rests on a statement that the ledger does not have, or the database refuses.
        """
        runs = schema.claim_runs
        with self.writes() as connection:
            same = (runs.c.producer == producer, runs.c.inputs_digest == inputs_digest)
            if _there(connection, select(runs.c.seq).where(*same)):
                return False
            made_at = made_at or stamp(self.clock())
            row = {"producer": producer, "inputs_digest": inputs_digest, "story": story, "made_at": made_at}
            add_run(connection, row, claims)
            return True

    def claims(self, *, inputs_digest: str, producer: str | None = None) -> tuple[Claim, ...] | None:
        """The claims last made from these readings, by `producer` or by any; `None` when none were made yet."""
        with self.reads() as connection:
            run = connection.execute(newest(inputs_digest, producer)).scalar()
            return None if run is None else claims_of(connection, run)

    def claim_runs(self) -> Iterator[ClaimRun]:
        """Every run of linking and standing ever recorded, in order."""
        with self.reads() as connection:
            query = select(schema.claim_runs).order_by(schema.claim_runs.c.seq)
            for row in connection.execute(query, execution_options={"yield_per": queries.BATCH}):
                yield ClaimRun(
                    producer=row.producer,
                    inputs_digest=row.inputs_digest,
                    story=row.story,
                    made_at=row.made_at,
                    claims=claims_of(connection, row.seq),
                )

    def judge(self, judgement: Judgement) -> Judgement:
        """Record what a person decided, and give it with its time and id.

        Raises:
            UnfitError: it lacks a name, a reason or a target, or undoes what is not there; nothing is recorded.
            LedgerError: the database refuses.
        """
        with self.writes() as connection:
            return add_judgement(connection, judgement, clock=self.clock())

    def judgements(self, *, read_by: str | None = None) -> tuple[Judgement, ...]:
        """What persons decided, in the order in which it was recorded; undone ones are there with what undid them.

        Args:
            read_by: ISO 8601; as it stood at the end of this moment.

        Raises:
            ValueError: not an ISO 8601 time.
        """
        with self.reads() as connection:
            return judgements_of(connection, read_by=read_by)

    def _corrections(self, read_by: str | None) -> dict[str, Correction]:
        with self.reads() as connection:
            return corrections_of(connection, read_by=read_by)

    def info(self) -> Info:
        """What the ledger holds."""
        names = ("texts", "reports", "readings", "statements", "claim_runs")
        with self.reads() as connection:
            counts = {
                name: connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one()
                for name in names
            }
            producers = connection.execute(select(schema.readings.c.producer).distinct()).scalars()
            return Info(
                where=self.where,
                revision=schema.HEAD,
                producers=tuple(sorted(producers)),
                bytes=self._path.stat().st_size if self._path else None,
                **counts,
            )


def _there(connection: Connection, query: Select[Any]) -> bool:
    return connection.execute(query.limit(1)).first() is not None


def _add_row(connection: Connection, table: Table, row: rows.Row) -> int:
    """Insert one row and give the number that the database gave it."""
    (number,) = connection.execute(insert(table).values(**row).returning(table.c.seq)).one()
    return int(number)


def _add_text(connection: Connection, report: Report) -> None:
    texts = schema.texts
    if not _there(connection, select(texts.c.sha256).where(texts.c.sha256 == report.sha256)):
        connection.execute(insert(texts), [{"sha256": report.sha256, "text": report.text}])


def _add_statements(connection: Connection, reading: Reading, seq: int) -> None:
    statements: list[rows.Row] = []
    quotations: list[rows.Row] = []
    for position, statement in enumerate(reading.statements):
        statements.append(rows.statement_row(statement, reading=seq, position=position))
        quotations += rows.evidence_rows(statement, reading.report.text, reading=seq, position=position)
    if statements:
        connection.execute(insert(schema.statements), statements)
    if quotations:
        connection.execute(insert(schema.evidence), quotations)


def _text(connection: Connection, seq: int) -> str:
    query = (
        select(schema.texts.c.text)
        .join(schema.reports, schema.reports.c.sha256 == schema.texts.c.sha256)
        .join(schema.readings, schema.readings.c.report_id == schema.reports.c.id)
        .where(schema.readings.c.seq == seq)
    )
    text: str = connection.execute(query).scalar_one()
    return text


def _statements(
    connection: Connection, seq: int, text: str, *, statement_id: str | None = None
) -> Iterator[tuple[Statement, rows.Quotations]]:
    """The statements of one reading with their evidence by role, checked, in order."""
    table, quotation = schema.statements, schema.evidence
    query = select(table.c.position, table.c.document).where(table.c.reading == seq).order_by(table.c.position)
    quoted = select(quotation).where(quotation.c.reading == seq)
    if statement_id is not None:
        query = query.where(table.c.id == statement_id)
    by_statement: dict[int, list[Any]] = {}
    for row in connection.execute(quoted).mappings():
        by_statement.setdefault(row["statement"], []).append(row)
    for position, document in connection.execute(query).all():
        statement = msgspec.json.decode(document, type=Statement)
        yield statement, rows.checked(statement, by_statement.get(position, []), text)


def _load(connection: Connection, seq: int, *, where: str) -> Recorded:
    table = schema.readings
    found = connection.execute(
        select(table.c.report_id, table.c.read_at, table.c.document).where(table.c.seq == seq)
    ).one()
    text = _text(connection, seq)
    document = msgspec.json.decode(found.document, type=Reading)
    report = rows.report_of(document, text, where=where)
    statements = tuple(statement for statement, _ in _statements(connection, seq, text))
    reading = replace(document, report=report, statements=statements)
    return Recorded(report_id=found.report_id, read_at=found.read_at, reading=reading)
