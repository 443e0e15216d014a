"""Runs of linking and standing: which claims one run made, each distinct value of a claim kept once.

A story is linked anew whenever a report joins it, and most of its claims come out as they were. So a run's rows only
say which values it made; a value is kept under the SHA-256 of its JSON.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, insert, select

from twosource.ledger import rows, schema
from twosource.ledger.errors import LedgerError
from twosource.ledger.queries import in_batches
from twosource.model import Claim


def add_run(connection: Connection, run: rows.Row, claims: Sequence[Claim]) -> int:
    """Record a run and its claims; gives its number.

    Raises:
        LedgerError: a claim rests on a statement that the ledger does not have, or two claims have one id.
    """
    table = schema.claim_runs
    (number,) = connection.execute(insert(table).values(**run).returning(table.c.seq)).one()
    documents = [msgspec.json.encode(claim).decode() for claim in claims]
    digests = [hashlib.sha256(document.encode()).hexdigest() for document in documents]
    _check_ids(claims)
    known = set(_among(connection, schema.claim_values.c.digest, digests))
    fresh = {
        digest: (claim, document)
        for digest, claim, document in zip(digests, claims, documents, strict=True)
        if digest not in known
    }
    _add_values(connection, fresh)
    made = [
        {"run": number, "position": position, "id": claim.id, "digest": digest}
        for position, (claim, digest) in enumerate(zip(claims, digests, strict=True))
    ]
    if made:
        connection.execute(insert(schema.claims), made)
    return int(number)


def _add_values(connection: Connection, fresh: dict[str, tuple[Claim, str]]) -> None:
    parts = [row for digest, (claim, _) in fresh.items() for row in rows.claim_statement_rows(claim, digest=digest)]
    _check_statements(connection, {part["statement_id"] for part in parts})
    if fresh:
        values = [rows.claim_row(claim, digest=digest, document=json) for digest, (claim, json) in fresh.items()]
        connection.execute(insert(schema.claim_values), values)
    if parts:
        connection.execute(insert(schema.claim_statements), parts)


def _check_ids(claims: Sequence[Claim]) -> None:
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            raise LedgerError(f"two claims of one run have the id {claim.id}: report this as a fault")
        seen.add(claim.id)


def _check_statements(connection: Connection, wanted: Iterable[str]) -> None:
    """Make sure that the ledger has the statements that claims rest on.

    Raises:
        LedgerError: it does not.
    """
    ids = sorted(wanted)
    there = set(_among(connection, schema.statements.c.id, ids))
    missing = [one for one in ids if one not in there]
    if missing:
        raise LedgerError(f"statement {missing[0]} is not in the ledger: record the readings before their claims")


def _among(connection: Connection, column: Any, wanted: Sequence[str]) -> Iterator[str]:
    """Those of the values that the column holds."""
    for batch in in_batches(wanted):
        yield from connection.execute(select(column).where(column.in_(batch)).distinct()).scalars()


def claims_of(connection: Connection, run: int) -> tuple[Claim, ...]:
    """The claims of a run, in its order."""
    return tuple(
        msgspec.json.decode(document, type=Claim) for document in connection.execute(_documents(run)).scalars()
    )


def _documents(run: int) -> Select[Any]:
    claims, values = schema.claims, schema.claim_values
    query = select(values.c.document).join(claims, claims.c.digest == values.c.digest)
    return query.where(claims.c.run == run).order_by(claims.c.position)


def newest(inputs_digest: str, producer: str | None) -> Select[Any]:
    """Number of the latest run that was made from these inputs, by this producer or any."""
    runs = schema.claim_runs
    query = select(func.max(runs.c.seq)).where(runs.c.inputs_digest == inputs_digest)
    return query if producer is None else query.where(runs.c.producer == producer)
