"""The custody log in the ledger, each row chained to the one before, and which report was read from which bytes."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Connection, Select, insert, select, text

from twosource.ledger import queries, schema
from twosource.ledger.moments import stamp
from twosource.model import Report
from twosource.model.custody import FIELDS, Arrival, Custody, Deed, Keeping, chained

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger


def login_name() -> str:
    """The name under which the person is known to this machine; "unknown" where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, or no way to ask
        return "unknown"


class Kept(Struct, frozen=True, kw_only=True):
    """An original that a report was read from.

    Attributes:
        report_id, sha256: of the report, and of the original's bytes.
        part: where in it the report is ("line 12"); empty where the whole of it is the report.
        archived_digest: what an archive states of its part (see `Report`).
        kept: how the bytes are kept, of the best of its arrivals. kept_at: where.
        size: in bytes. media_type, origin: as in `Custody`.
    """

    report_id: str
    sha256: str
    part: str
    archived_digest: str | None
    kept: Keeping
    kept_at: str | None
    size: int
    media_type: str | None
    origin: str


def add_custody(book: Ledger, entry: Custody) -> bool:
    """Add a row to the log; `False` when it is there already.

    Raises:
        LedgerError: the database refuses.
    """
    with book.writes() as connection:
        return _add(connection, entry)


def _add(connection: Connection, entry: Custody) -> bool:
    table = schema.custody
    if connection.dialect.name == "postgresql":  # two writers must not chain to one row
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('twosource custody'))"))
    digest = entry.digest
    if connection.execute(select(table.c.seq).where(table.c.digest == digest)).first() is not None:
        return False
    last = connection.execute(select(table.c.chain).order_by(table.c.seq.desc()).limit(1)).scalar()
    row = {name: getattr(entry, name) for name in FIELDS}
    row |= {name: str(row[name]) for name in ("deed", "kept") if row[name] is not None}
    connection.execute(insert(table), [row | {"digest": digest, "chain": chained(last or "", digest)}])
    return True


def arrived(book: Ledger, arrival: Arrival, *, who: str) -> bool:
    """Log that bytes came in.

    The same bytes from the same place, kept in the same way, are logged once: reading a folder again changes nothing.
    What was fetched is logged each time, for it says that the page still read so.

    Raises:
        LedgerError: the database refuses.
    """
    table = schema.custody
    same = [table.c[name] == str(getattr(arrival, name)) for name in ("sha256", "deed", "origin", "kept")]
    same += [
        table.c[name].is_(None) if getattr(arrival, name) is None else table.c[name] == getattr(arrival, name)
        for name in ("place", "kept_at")
    ]
    entry = Custody.of(arrival, who=who, at=stamp(book.clock()))
    if arrival.deed is not Deed.ARRIVED:
        return add_custody(book, entry)
    there = select(table.c.seq).where(*same).limit(1)
    with book.reads() as connection:
        if connection.execute(there).first() is not None:
            return False
    with book.writes() as connection:  # another process may have logged it between the look and the write
        return connection.execute(there).first() is None and _add(connection, entry)


def tie(connection: Connection, report_id: str, report: Report, sha256: str) -> bool:
    """Record which original a report was read from, in the caller's transaction; `False` when that is there already."""
    row = {"report_id": report_id, "sha256": sha256, "part": report.part or ""}
    if connection.execute(_tie(row)).first() is not None:
        return False
    connection.execute(insert(schema.report_originals), [row | {"archived_digest": report.archived_digest}])
    return True


def _tie(row: dict[str, Any]) -> Select[Any]:
    table = schema.report_originals
    return select(table.c.seq).where(*(table.c[name] == value for name, value in row.items())).limit(1)


def tie_known(book: Ledger, report: Report, producer: str, sha256: str) -> bool:
    """Record which original a report was read from that is in the ledger already; `False` when nothing was added.

    Raises:
        LedgerError: the database refuses.
    """
    with book.reads() as connection:
        found = connection.execute(queries.known(report, producer)).first()
        if found is None:
            return False
        report_id = str(found[0])
        row = {"report_id": report_id, "sha256": sha256, "part": report.part or ""}
        if connection.execute(_tie(row)).first() is not None:
            return False
    with book.writes() as connection:
        return tie(connection, report_id, report, sha256)


def log(book: Ledger, *, sha256: str | None = None, report: str | None = None) -> Iterator[tuple[int, Custody]]:
    """The log's rows with their numbers, in the order in which they were added.

    Args:
        book: an open ledger.
        sha256: only those about bytes whose hash begins so.
        report: only those about the originals of the reports whose id begins so.
    """
    table, ties = schema.custody, schema.report_originals
    query = select(table.c.seq, *(table.c[name] for name in FIELDS)).order_by(table.c.seq)
    if sha256 is not None:
        query = query.where(table.c.sha256.startswith(sha256, autoescape=True))
    if report is not None:
        of = select(ties.c.sha256).where(ties.c.report_id.startswith(report, autoescape=True))
        query = query.where(table.c.sha256.in_(of))
    with book.reads() as connection:
        for row in connection.execute(query, execution_options={"yield_per": queries.BATCH}).mappings():
            yield row["seq"], entry_of(row)


def entry_of(row: Any) -> Custody:
    """A row of the log as a value.

    Raises:
        ValueError: it names a deed or a way of keeping that there is not.
    """
    values = {name: row[name] for name in FIELDS}
    kept = None if values["kept"] is None else Keeping(values["kept"])
    return Custody(**values | {"deed": Deed(values["deed"]), "kept": kept})


def originals_of(book: Ledger, report_id: str) -> tuple[Kept, ...]:
    """The originals that a report was read from, in order; the best way in which each is kept."""
    ties, table = schema.report_originals, schema.custody
    query = select(ties).where(ties.c.report_id == report_id).order_by(ties.c.seq)
    best = list(Keeping)
    found: list[Kept] = []
    with book.reads() as connection:
        for row in connection.execute(query).mappings().all():
            came = select(*(table.c[name] for name in FIELDS)).where(table.c.sha256 == row["sha256"])
            logged = [entry_of(one) for one in connection.execute(came.order_by(table.c.seq)).mappings()]
            logged = [one for one in logged if one.kept is not None and one.size is not None]
            if not logged:
                continue
            one = min(logged, key=lambda entry: best.index(entry.kept or Keeping.HASH_ONLY))
            values = {name: row[name] for name in ("report_id", "sha256", "part", "archived_digest")}
            values |= {name: getattr(one, name) for name in ("kept", "kept_at", "size", "media_type", "origin")}
            found.append(Kept(**values))
    return tuple(found)


def ties(book: Ledger) -> Iterator[dict[str, Any]]:
    """Every tie of a report to an original, in order: report_id, sha256, part, archived_digest."""
    table = schema.report_originals
    query = select(table.c.report_id, table.c.sha256, table.c.part, table.c.archived_digest).order_by(table.c.seq)
    with book.reads() as connection:
        for row in connection.execute(query, execution_options={"yield_per": queries.BATCH}).mappings():
            yield dict(row)


def add_tie(book: Ledger, row: dict[str, Any]) -> bool:
    """Record a tie again that `ties` gave (rebuilding from an export); `False` when it is there already.

    Raises:
        LedgerError: there is no such report, or the database refuses.
    """
    key = {name: str(row[name]) for name in ("report_id", "sha256", "part")}
    with book.writes() as connection:
        if connection.execute(_tie(key)).first() is not None:
            return False
        connection.execute(insert(schema.report_originals), [key | {"archived_digest": row["archived_digest"]}])
    return True
