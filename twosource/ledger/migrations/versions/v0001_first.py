"""The first schema: texts, reports, readings, statements and their evidence, runs of linking and their claims.

Frozen: what a later schema needs goes into a later revision.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEYS = {
    "texts": (("sha256",),),
    "reports": (("id",),),
    "readings": (("seq",), ("report_id", "producer")),
    "statements": (("reading", "position"), ("reading", "id")),
    "evidence": (("reading", "statement", "role", "piece"),),
    "claim_runs": (("seq",), ("producer", "inputs_digest")),
    "claims": (("run", "position"), ("run", "id")),
    "claim_statements": (("run", "claim", "role", "position"),),
}
STAMP = sa.String(27)
"""2025-06-08T21:14:00.000000Z"""
HASH = sa.String(64)


def upgrade() -> None:
    """Make the tables, their indices and the triggers that keep them append-only."""
    _reports()
    _statements()
    _claims()
    for table, keys in KEYS.items():
        for statement in append_only(op.get_bind().dialect.name, table, keys):
            op.execute(statement)


def _column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _reports() -> None:
    op.create_table(
        "texts",
        sa.Column("sha256", HASH, primary_key=True),
        _column("text", sa.Text()),
    )
    op.create_table(
        "reports",
        sa.Column("id", HASH, primary_key=True),
        sa.Column("sha256", HASH, sa.ForeignKey("texts.sha256"), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("given_outlet", "given_url", "given_published", "outlet")),
        _column("doc", sa.Text()),
        _column("first_read_at", STAMP),
    )
    op.create_index("reports_by_text", "reports", ["sha256"])
    op.create_index("reports_by_url", "reports", ["given_url"])
    op.create_table(
        "readings",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("report_id", HASH, sa.ForeignKey("reports.id"), nullable=False),
        _column("producer", sa.Text()),
        _column("read_at", STAMP),
        _column("doc", sa.Text()),
        *(sa.Column(name, sa.Text()) for name in ("outlet", "url", "title", "lang", "published")),
        *(sa.Column(name, STAMP) for name in ("published_from", "published_by")),
        _column("statements", sa.Integer()),
        _column("document", sa.Text()),
        sa.UniqueConstraint("report_id", "producer", name="readings_once"),
    )
    op.create_index("readings_in_order", "readings", ["published_from", "seq"])


def _statements() -> None:
    asked_by = ("commitment", "stance", "actor", "side", "channel", "event_type", "nested_in")
    op.create_table(
        "statements",
        sa.Column("reading", sa.Integer(), sa.ForeignKey("readings.seq"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        *(_column(name, sa.Text()) for name in ("id", "kind")),
        *(sa.Column(name, sa.Text()) for name in asked_by),
        _column("document", sa.Text()),
        sa.UniqueConstraint("reading", "id", name="statements_once"),
    )
    op.create_index("statements_by_id", "statements", ["id"])
    op.create_index("statements_by_actor", "statements", ["side", "actor"])
    op.create_table(
        "evidence",
        *(sa.Column(name, sa.Integer(), primary_key=True) for name in ("reading", "statement")),
        sa.Column("role", sa.String(7), primary_key=True),
        sa.Column("piece", sa.Integer(), primary_key=True),
        *(_column(name, sa.Integer()) for name in ("start_pos", "end_pos")),
        *(_column(name, sa.Text()) for name in ("exact", "prefix", "suffix")),
        sa.ForeignKeyConstraint(["reading", "statement"], ["statements.reading", "statements.position"]),
    )


def _claims() -> None:
    op.create_table(
        "claim_runs",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        _column("producer", sa.Text()),
        _column("inputs_digest", HASH),
        _column("made_at", STAMP),
        sa.UniqueConstraint("producer", "inputs_digest", name="claim_runs_once"),
    )
    op.create_index("claim_runs_by_digest", "claim_runs", ["inputs_digest"])
    op.create_table(
        "claims",
        sa.Column("run", sa.Integer(), sa.ForeignKey("claim_runs.seq"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        *(_column(name, sa.Text()) for name in ("id", "label")),
        *(sa.Column(name, sa.Text()) for name in ("event_type", "standing", "reliability")),
        sa.Column("credibility", sa.Integer()),
        _column("independent_origins", sa.Integer()),
        _column("document", sa.Text()),
        sa.UniqueConstraint("run", "id", name="claims_once"),
    )
    op.create_index("claims_by_id", "claims", ["id"])
    op.create_table(
        "claim_statements",
        *(sa.Column(name, sa.Integer(), primary_key=True) for name in ("run", "claim")),
        sa.Column("role", sa.String(16), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        _column("statement_id", sa.Text()),
        sa.ForeignKeyConstraint(["run", "claim"], ["claims.run", "claims.position"]),
    )
    op.create_index("claim_statements_by_statement", "claim_statements", ["statement_id"])
