"""Verification: everything in a ledger that has a hash, a place or a count is held against it, to the last row.

One damaged row is one finding. Rows are fetched one by one by their keys, so that a row that cannot be read does not
hide those after it. Nothing is mended here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Table, and_, inspect, select, text
from sqlalchemy.exc import DBAPIError

from twosource.ledger import rows, schema
from twosource.ledger.append_only import trigger_names
from twosource.ledger.custody import entry_of
from twosource.ledger.errors import LedgerError
from twosource.ledger.findings import RELINK, REREAD, RESTORE, Findings
from twosource.ledger.judging import row_of
from twosource.ledger.layers import _unpacked
from twosource.model import Claim, Evidence, Judgement, OrphanError, Reading, Span, Statement, sha256_of
from twosource.model.custody import Deed, chained
from twosource.territory.layers import Layer

if TYPE_CHECKING:
    from twosource.ledger.store import Ledger

Step = Callable[[str, int, int], None]
"""Is told what is gone through, how much of it is done, and how much there is."""
SEALED = re.compile(r"readings up to (\d+)$")
"""How the log says which readings a digest is of."""
PLACED = ("statement", "role", "piece", "start_pos", "end_pos", "exact")
BROKEN = (msgspec.MsgspecError, ValueError, TypeError, AttributeError, KeyError, LedgerError, DBAPIError)
"""What a damaged row can raise: it is not JSON, has another type, or the database itself cannot read it."""


def verify(book: Ledger, *, quick: bool = False, step: Step = lambda _name, _done, _all: None) -> Findings:
    """Go through a ledger to its end.

    Args:
        book: an open ledger.
        quick: have SQLite look at its file in the quick way, which leaves its indices out.
        step: is told how far it is.

    Raises:
        LedgerError: the database cannot be asked at all.
    """
    checks = (
        *(_texts, _reports, _readings, _evidence_alone, _versions, _claim_values, _claim_parts, _runs, _judgements),
        *(_shapes, _layers, _log, _ties),
    )
    with book.reads() as connection:
        check = _Check(connection, step)
        with check.guarded("database", book.where):
            _database(check, book.where, quick=quick)
        for each in checks:
            with check.guarded("table", each.__name__.strip("_")):
                each(check)
    return check.findings


class _Check:
    """A connection, what was found so far, and whom to tell how far it is."""

    def __init__(self, connection: Connection, step: Step) -> None:
        self.connection = connection
        self.findings = Findings()
        self.step = step

    @contextmanager
    def guarded(self, kind: str, name: object, remedy: str = RESTORE) -> Iterator[None]:
        """Make a finding of whatever a damaged row does to the code that looks at it."""
        try:
            yield
        except BROKEN as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if isinstance(error, DBAPIError) and self.connection.dialect.name != "sqlite":
                self.connection.rollback()  # a server answers nothing more in a transaction in which something failed
            words = " ".join(str(cause or error).split())[:200] or type(error).__name__
            self.findings.wrong(kind, name, f"cannot be read ({words})", remedy)

    def each(self, kind: str, table: Table, *keys: str, remedy: str = RESTORE) -> Iterator[Any]:
        """The rows of a table, one by one in the order of their keys; one that cannot be read is a finding."""
        columns = [table.c[name] for name in keys]
        every = self.connection.execute(select(*columns).order_by(*columns)).all()
        for number, key in enumerate(every):
            self.step(kind, number, len(every))
            self.findings.count(kind)
            row = None
            with self.guarded(kind, name_of(key), remedy):
                same = and_(*(column == value for column, value in zip(columns, key, strict=True)))
                row = self.connection.execute(select(table).where(same)).mappings().first()
                if row is None:
                    self.findings.wrong(kind, name_of(key), "is listed, and is not there when asked for", remedy)
            if row is not None:
                yield row
        self.step(kind, len(every), len(every))


def name_of(key: Iterable[Any]) -> str:
    """A row's key in one word."""
    return "/".join(str(part) for part in key)


def differing(stored: Any, right: dict[str, Any], *, but: Iterable[str] = ()) -> list[str]:
    """Names of the columns that do not hold what the row's own value says."""
    left_out = set(but)
    return [name for name, value in right.items() if name not in left_out and stored[name] != value]


def _database(check: _Check, where: str, *, quick: bool) -> None:
    connection = check.connection
    if connection.dialect.name == "sqlite":
        pragma = "quick_check" if quick else "integrity_check"
        for (line,) in connection.execute(text(f"PRAGMA {pragma}")):
            if line != "ok":
                check.findings.wrong("database", where, f"SQLite says: {line}", RELINK)
        for table, number, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
            check.findings.wrong(str(table), f"row {number}", f"names a row of {parent} that is not there")
        found = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    elif connection.dialect.name == "postgresql":
        found = set(connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).scalars())
    else:
        return
    for table in sorted(set(inspect(connection).get_table_names()) & set(schema.metadata.tables)):
        check.findings.count("table")
        missing = [name for name in trigger_names(connection.dialect.name, table) if name not in found]
        if missing:
            problem = f"nothing keeps its rows from being changed: {', '.join(missing)} is gone"
            check.findings.wrong("table", table, problem, RESTORE)


def _texts(check: _Check) -> None:
    for row in check.each("text", schema.texts, "sha256", remedy=REREAD):
        with check.guarded("text", row["sha256"], REREAD):
            if sha256_of(row["text"]) != row["sha256"]:
                check.findings.wrong("text", row["sha256"], "was changed: its hash is another", REREAD)


def _reports(check: _Check) -> None:
    names = ("sha256", "given_outlet", "given_url", "given_published")
    for row in check.each("report", schema.reports, "id"):
        parts = [row[name] for name in names] + ([] if row["notice"] is None else [row["notice"]])
        if hashlib.sha256(msgspec.json.encode(parts)).hexdigest() != row["id"]:
            check.findings.wrong("report", row["id"], "its outlet, address or time was changed: its id is another")


def _readings(check: _Check) -> None:
    seal = Seal(check)
    for row in check.each("reading", schema.readings, "seq", remedy=REREAD):
        seal.compare(row["seq"])
        with check.guarded("reading", row["seq"], REREAD):
            _reading(check, row, seal)
    seal.compare(None)
    if check.connection.dialect.name == "sqlite" and not check.findings.found:
        check.findings.seal, check.findings.sealed = seal.digest.hexdigest(), seal.last


def _reading(check: _Check, row: Any, seal: Seal) -> None:
    statements, quoted = (
        [dict(one) for one in check.connection.execute(query).mappings()]
        for query in (
            select(schema.statements).where(schema.statements.c.reading == row["seq"]).order_by("position"),
            select(schema.evidence)
            .where(schema.evidence.c.reading == row["seq"])
            .order_by("statement", "role", "piece"),
        )
    )
    seal.add(row, statements, quoted)
    document = msgspec.json.decode(row["document"], type=Reading)
    query = select(schema.texts.c.text).join(schema.reports, schema.reports.c.sha256 == schema.texts.c.sha256)
    content = check.connection.execute(query.where(schema.reports.c.id == row["report_id"])).scalar()
    if document.report.id != row["report_id"]:
        check.findings.wrong("reading", row["seq"], "is of another report than its row says", REREAD)
    right = rows.reading_row(document, report_id=row["report_id"], read_at=row["read_at"])
    names = differing(row, right, but=("document", "statements"))
    if names:
        check.findings.wrong("reading", row["seq"], f"{', '.join(names)}: not what was read", REREAD)
    by_statement: dict[int, list[rows.Row]] = {}
    for one in quoted:
        by_statement.setdefault(one["statement"], []).append(one)
    for statement in statements:
        check.findings.count("statement")
        with check.guarded("statement", statement["id"], REREAD):
            found = by_statement.get(statement["position"], [])
            _statement(check, statement, found, content, document.report.sha256)
    if len(statements) != row["statements"]:
        problem = f"has {len(statements)} statements, and was recorded with {row['statements']}"
        check.findings.wrong("reading", row["seq"], problem, REREAD)


def _statement(check: _Check, row: rows.Row, quoted: list[rows.Row], content: str | None, sha256: str) -> None:
    """A statement's columns and quotations; without its text, which is a finding of its own, only the columns."""
    statement = msgspec.json.decode(row["document"], type=Statement)
    right = rows.statement_row(statement, reading=row["reading"], position=row["position"])
    names = differing(row, right, but=("document",))
    if statement.sha256 != sha256:
        names.append("sha256")
    if names:
        check.findings.wrong("statement", row["id"], f"{', '.join(names)}: not what was read", REREAD)
    check.findings.count("quotation", len(quoted))
    if content is None:
        return
    try:
        found = rows.checked(statement, quoted, content)
    except OrphanError as error:
        check.findings.wrong("quotation", row["id"], str(error), REREAD)
        return
    for role, quotations in found.items():
        for one in quotations:
            if Evidence.take(content, Span(one.start, one.end), sha256=one.sha256) != one:
                problem = f"{role}: {one.start}-{one.end} has other words before or after it"
                check.findings.wrong("quotation", row["id"], problem, REREAD)


class Seal:
    """A digest of all that was read, reading by reading, held against those that earlier checks have logged.

    A reading has no hash of its own: this finds what was changed in one together with its columns. SQLite alone has
    its readings in the order of their numbers for good, so elsewhere there is none.
    """

    def __init__(self, check: _Check) -> None:
        self.digest = hashlib.sha256()
        self.last = 0
        self._check = check
        table = schema.custody
        self._logged: list[tuple[int, str, int]] = []
        with check.guarded("table", "custody"):
            query = select(table.c.seq, table.c.sha256, table.c.detail)
            query = query.where(table.c.deed == str(Deed.CHECKED), table.c.sha256.is_not(None))
            for seq, sha256, detail in check.connection.execute(query):
                match = SEALED.search(detail or "")
                if match:
                    self._logged.append((int(match[1]), sha256, seq))
        self._logged.sort()

    def add(self, row: Any, statements: list[rows.Row], quoted: list[rows.Row]) -> None:
        """Take in one reading."""
        values = [row[name] for name in ("report_id", "producer", "read_at", "document")]
        said = [[one["position"], one["document"]] for one in statements]
        places = [[one[name] for name in PLACED] for one in quoted]
        self.digest.update(msgspec.json.encode([values, said, places]))
        self.last = row["seq"]

    def compare(self, coming: int | None) -> None:
        """Hold it against what was logged of the readings before the one that comes, or of all."""
        while self._logged and (coming is None or self._logged[0][0] < coming):
            until, sha256, seq = self._logged.pop(0)
            if self.digest.hexdigest() != sha256:
                problem = f"not what the check in row {seq} of the log saw: one of them was changed or taken out"
                self._check.findings.wrong("readings", f"up to {until}", problem, REREAD)


def _evidence_alone(check: _Check) -> None:
    table, statements = schema.evidence, schema.statements
    same = and_(statements.c.reading == table.c.reading, statements.c.position == table.c.statement)
    query = select(table.c.reading, table.c.statement).outerjoin(statements, same)
    for key in check.connection.execute(query.where(statements.c.id.is_(None)).distinct()):
        check.findings.wrong("quotation", name_of(key), "is of a statement that is not there", REREAD)


def _versions(check: _Check) -> None:
    table, reports = schema.versions, schema.reports
    query = select(table.c.seq, table.c.sha256, reports.c.sha256).outerjoin(reports, reports.c.id == table.c.report_id)
    for seq, own, right in check.connection.execute(query):
        check.findings.count("version")
        if own != right:
            check.findings.wrong("version", seq, "is of another text than its report")
    have = select(table.c.report_id)
    for identity in check.connection.execute(select(reports.c.id).where(reports.c.id.not_in(have))).scalars():
        check.findings.wrong("report", identity, "is no version of anything: its row in versions is gone")


def _claim_values(check: _Check) -> None:
    for row in check.each("claim", schema.claim_values, "digest", remedy=RELINK):
        with check.guarded("claim", row["digest"], RELINK):
            if hashlib.sha256(row["document"].encode()).hexdigest() != row["digest"]:
                check.findings.wrong("claim", row["digest"], "was changed: its hash is another", RELINK)
                continue
            claim = msgspec.json.decode(row["document"], type=Claim)
            names = differing(row, rows.claim_row(claim, digest=row["digest"], document=row["document"]))
            if names:
                check.findings.wrong("claim", row["digest"], f"{', '.join(names)}: not what it says", RELINK)


def _claim_parts(check: _Check) -> None:
    values, table = schema.claim_values, schema.claim_statements
    for digest, document in check.connection.execute(select(values.c.digest, values.c.document)).all():
        with check.guarded("claim", digest, RELINK):
            claim = msgspec.json.decode(document, type=Claim)
            right = {
                (row["role"], row["position"], row["statement_id"])
                for row in rows.claim_statement_rows(claim, digest=digest)
            }
            query = select(table.c.role, table.c.position, table.c.statement_id).where(table.c.digest == digest)
            if {tuple(row) for row in check.connection.execute(query)} != right:
                check.findings.wrong("claim", digest, "its rows in claim_statements are not what it says", RELINK)


def _runs(check: _Check) -> None:
    table, values = schema.claims, schema.claim_values
    query = select(table.c.run, table.c.position, table.c.id, values.c.id)
    query = query.outerjoin(values, values.c.digest == table.c.digest)
    for run, position, own, right in check.connection.execute(query):
        check.findings.count("claim in a run")
        if own != right:
            check.findings.wrong("claim in a run", f"{run}/{position}", "names another claim than its value", RELINK)


def _judgements(check: _Check) -> None:
    for row in check.each("judgement", schema.judgements, "seq"):
        with check.guarded("judgement", row["id"]):
            judgement = msgspec.json.decode(row["document"], type=Judgement)
            if judgement.recorded(judgement.at).id != row["id"]:
                check.findings.wrong("judgement", row["id"], "was changed: its id is another")
            elif names := differing(row, row_of(judgement), but=("document",)):
                check.findings.wrong("judgement", row["id"], f"{', '.join(names)}: not what was decided")


def _shapes(check: _Check) -> None:
    remedy = "restore a copy of the ledger, or add the layer's file to a new one"
    for row in check.each("shape", schema.layer_shapes, "id", remedy=remedy):
        try:
            _unpacked(row["id"], row["wkb"], where="the ledger")
        except (LedgerError, TypeError):
            check.findings.wrong("shape", row["id"], "was changed: its hash is another", remedy)


def _layers(check: _Check) -> None:
    names = ("publisher", "kind", "date", "file", "sha256", "shape_id", "km2")
    for row in check.each("layer", schema.layers, "seq"):
        with check.guarded("layer", row["seq"]):
            layer = msgspec.json.decode(row["document"], type=Layer)
            right = {name: getattr(layer, name) for name in names} | {"status": str(layer.status)}
            right |= dict(zip(("west", "south", "east", "north"), layer.box, strict=True))
            wrong = differing(row, right)
            if wrong:
                check.findings.wrong("layer", row["seq"], f"{', '.join(wrong)}: not what was recorded")


def _log(check: _Check) -> None:
    before = ""
    for row in check.each("row of the log", schema.custody, "seq"):
        with check.guarded("row of the log", row["seq"]):
            if entry_of(row).digest != row["digest"]:
                check.findings.wrong("row of the log", row["seq"], "was changed: its hash is another")
        if chained(before, str(row["digest"])) != row["chain"]:
            check.findings.wrong(
                "row of the log", row["seq"], "does not follow on the row before it: a row was taken out"
            )
        before = str(row["chain"])


def _ties(check: _Check) -> None:
    table, log = schema.report_originals, schema.custody
    told = select(log.c.sha256).where(log.c.sha256.is_not(None))
    query = select(table.c.seq, table.c.sha256).where(table.c.sha256.not_in(told))
    for seq, sha256 in check.connection.execute(query):
        check.findings.wrong("original", sha256, f"the log does not say how it came (report_originals {seq})")
    none = schema.reports.c.id.not_in(select(table.c.report_id))
    without = len(check.connection.execute(select(schema.reports.c.id).where(none)).all())
    if without:
        problem = f"{without} of the reports are tied to no original"
        check.findings.note("report", "without original", problem, "read their files again to keep them")
