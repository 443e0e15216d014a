"""The whole ledger in a few questions, for a program that stays and shows it: readings and claims, many at once.

Texts are checked against their hashes, as always. Quotations are not checked when they are loaded, since an overview
shows none; `Bulk.prove` checks those that are about to be shown, each once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import and_, func, select

from twosource.ledger import queries, rows, schema
from twosource.ledger.linked import producer
from twosource.ledger.picture import Kept
from twosource.ledger.store import Ledger
from twosource.model import Claim, OrphanError, Reading, Statement

Key = TypeVar("Key")
Wanted = tuple[Reading, Statement]


class Bulk(Kept):
    """What never changes once it is there, loaded many at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._proved: set[tuple[str, str, str]] = set()

    def prepare(self, book: Ledger, seqs: Iterable[int], digests: Iterable[str]) -> None:
        """Load the readings and the recorded claims that are not here yet."""
        missing = [seq for seq in seqs if seq not in self.readings]
        self.readings.update(_readings(book, missing))
        self.claims.update(_claims(book, [one for one in digests if one not in self.claims]))

    def prove(self, book: Ledger, wanted: Iterable[Wanted]) -> None:
        """Check that the quotations of statements are still at their places, where that was not done before.

        Raises:
            OrphanError: one is not.
        """
        fresh = {key: one for one in wanted if (key := _key(*one)) not in self._proved}
        quoted = _quotations(book, fresh)
        for key, (reading, statement) in fresh.items():
            if key not in quoted and (statement.source or statement.cue or statement.content):
                raise OrphanError(f"statement {statement.id}: its quotations are not in the ledger")
            rows.checked(statement, quoted.get(key, []), reading.report.text)
        self._proved.update(fresh)


def state_of(book: Ledger) -> tuple[int, ...]:
    """What changes whenever something is read, judged or linked: the newest number of each of these."""
    tables = (schema.readings, schema.versions, schema.judgements, schema.link_marks)
    newest = [select(func.max(table.c.seq)).scalar_subquery() for table in tables]
    with book.reads() as connection:
        return tuple(number or 0 for number in connection.execute(select(*newest)).one())


def _batches(given: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(given)
    while batch := list(islice(rest, queries.BATCH)):
        yield batch


def _readings(book: Ledger, seqs: Sequence[int]) -> dict[int, Reading]:
    """Readings by number, their quotations not checked.

    Raises:
        LedgerError: a stored text is no longer the one that was hashed.
    """
    heads, texts, statements = schema.readings, schema.texts, schema.statements
    query = select(heads.c.seq, heads.c.document, texts.c.text)
    query = query.join(schema.reports, schema.reports.c.id == heads.c.report_id)
    query = query.join(texts, texts.c.sha256 == schema.reports.c.sha256)
    head, body = msgspec.json.Decoder(Reading), msgspec.json.Decoder(Statement)
    found: dict[int, Reading] = {}
    with book.reads() as connection:
        for batch in _batches(seqs):
            said: dict[int, list[Statement]] = defaultdict(list)
            own = select(statements.c.reading, statements.c.document).where(statements.c.reading.in_(batch))
            for seq, document in connection.execute(own.order_by(statements.c.reading, statements.c.position)):
                said[seq].append(body.decode(document))
            for seq, document, text in connection.execute(query.where(heads.c.seq.in_(batch))):
                reading = head.decode(document)
                report = rows.report_of(reading, text, where=book.where)
                found[seq] = replace(reading, report=report, statements=tuple(said[seq]))
    return found


def _claims(book: Ledger, digests: Sequence[str]) -> dict[str, tuple[Claim, ...]]:
    """The claims last recorded for each digest of inputs; digests for which none were are left out."""
    runs, claims, values = schema.claim_runs, schema.claims, schema.claim_values
    decoder = msgspec.json.Decoder(Claim)
    found: dict[str, tuple[Claim, ...]] = {}
    with book.reads() as connection:
        for batch in _batches(digests):
            latest = select(func.max(runs.c.seq), runs.c.inputs_digest)
            latest = latest.where(runs.c.inputs_digest.in_(batch), runs.c.producer == producer())
            of_run = {row[0]: row[1] for row in connection.execute(latest.group_by(runs.c.inputs_digest))}
            made: dict[int, list[Claim]] = {seq: [] for seq in of_run}
            query = select(claims.c.run, values.c.document).join(values, claims.c.digest == values.c.digest)
            query = query.where(claims.c.run.in_(list(of_run))).order_by(claims.c.run, claims.c.position)
            for run, document in connection.execute(query):
                made[run].append(decoder.decode(document))
            found.update((of_run[run], tuple(listed)) for run, listed in made.items())
    return found


def _key(reading: Reading, statement: Statement) -> tuple[str, str, str]:
    """Names a recorded statement: a report is read once by each producer."""
    return reading.report.id, reading.producer, statement.id


def _quotations(book: Ledger, wanted: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], list[Any]]:
    heads, statements, evidence = schema.readings, schema.statements, schema.evidence
    query = select(heads.c.report_id, heads.c.producer, statements.c.id, evidence)
    query = query.join(statements, statements.c.reading == heads.c.seq)
    same = and_(evidence.c.reading == statements.c.reading, evidence.c.statement == statements.c.position)
    query = query.join(evidence, same)
    known = set(wanted)
    found: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    with book.reads() as connection:
        for batch in _batches(sorted({statement for _, _, statement in known})):
            for row in connection.execute(query.where(statements.c.id.in_(batch))).mappings():
                key = (row["report_id"], row["producer"], row["id"])
                if key in known:
                    found[key].append(row)
    return found
