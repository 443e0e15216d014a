"""The tables, as the newest migration leaves them. Rows are only ever added; triggers refuse anything else.

In the columns of `statements` that a reading step fills, NULL is "not read yet" and empty text is "not stated".
Elsewhere NULL is "not stated". `document` holds the whole value as JSON; the other columns are there to be asked by.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISIONS = ("0001",)
"""Every migration there is, oldest first; a ledger that names another is of a newer program."""
HEAD = REVISIONS[-1]

metadata = MetaData()

texts = Table(
    "texts",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)
reports = Table(
    "reports",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("sha256", String(64), ForeignKey("texts.sha256"), nullable=False),
    Column("given_outlet", Text),
    Column("given_url", Text),
    Column("given_published", Text),
    Column("outlet", Text),
    Column("doc", Text, nullable=False),
    Column("first_read_at", String(27), nullable=False),
    Index("reports_by_text", "sha256"),
    Index("reports_by_url", "given_url"),
)
readings = Table(
    "readings",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("report_id", String(64), ForeignKey("reports.id"), nullable=False),
    Column("producer", Text, nullable=False),
    Column("read_at", String(27), nullable=False),
    Column("doc", Text, nullable=False),
    Column("outlet", Text),
    Column("url", Text),
    Column("title", Text),
    Column("lang", Text),
    Column("published", Text),
    Column("published_from", String(27)),
    Column("published_by", String(27)),
    Column("statements", Integer, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("report_id", "producer", name="readings_once"),
    Index("readings_in_order", "published_from", "seq"),
)
statements = Table(
    "statements",
    metadata,
    Column("reading", Integer, ForeignKey("readings.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("commitment", Text),
    Column("stance", Text),
    Column("actor", Text),
    Column("side", Text),
    Column("channel", Text),
    Column("event_type", Text),
    Column("nested_in", Text),
    Column("document", Text, nullable=False),
    UniqueConstraint("reading", "id", name="statements_once"),
    Index("statements_by_id", "id"),
    Index("statements_by_actor", "side", "actor"),
)
evidence = Table(
    "evidence",
    metadata,
    Column("reading", Integer, primary_key=True),
    Column("statement", Integer, primary_key=True),
    Column("role", String(7), primary_key=True),
    Column("piece", Integer, primary_key=True),
    Column("start_pos", Integer, nullable=False),
    Column("end_pos", Integer, nullable=False),
    Column("exact", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    ForeignKeyConstraint(["reading", "statement"], ["statements.reading", "statements.position"]),
)
claim_runs = Table(
    "claim_runs",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("producer", Text, nullable=False),
    Column("inputs_digest", String(64), nullable=False),
    Column("made_at", String(27), nullable=False),
    UniqueConstraint("producer", "inputs_digest", name="claim_runs_once"),
    Index("claim_runs_by_digest", "inputs_digest"),
)
claims = Table(
    "claims",
    metadata,
    Column("run", Integer, ForeignKey("claim_runs.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("event_type", Text),
    Column("standing", Text),
    Column("reliability", Text),
    Column("credibility", Integer),
    Column("independent_origins", Integer, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("run", "id", name="claims_once"),
    Index("claims_by_id", "id"),
)
claim_statements = Table(
    "claim_statements",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("claim", Integer, primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("statement_id", Text, nullable=False),
    ForeignKeyConstraint(["run", "claim"], ["claims.run", "claims.position"]),
    Index("claim_statements_by_statement", "statement_id"),
)
