"""Versions: which text stands for a report at a moment; notices that a report is withheld or canceled.

Frozen: what a later schema needs goes into a later revision.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = (("seq",),)
STAMP = sa.String(27)


def upgrade() -> None:
    """Make the table, put the reports that are there into it, and keep it append-only."""
    op.add_column("reports", sa.Column("notice", sa.Text()))
    op.create_table(
        "versions",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("report_id", sa.String(64), sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("place", sa.String(37), nullable=False),
        sa.Column("certain", STAMP, nullable=False),
        sa.Column("read_at", STAMP, nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=False),
    )
    op.create_index("versions_by_item", "versions", ["item", "seq"])
    op.create_index("versions_by_report", "versions", ["report_id"])
    op.create_index("reports_by_doc", "reports", ["doc"])
    _fill()
    for statement in append_only(op.get_bind().dialect.name, "versions", KEYS):
        op.execute(statement)


OLD = """
SELECT reports.id, reports.sha256, given_url, reports.doc, reports.outlet, first_read_at, published_from, published_by
FROM reports JOIN readings ON readings.seq = (SELECT MIN(seq) FROM readings WHERE report_id = reports.id)
ORDER BY readings.seq
"""
NEW = """
INSERT INTO versions (item, report_id, sha256, status, place, certain, read_at, replaces)
VALUES (:item, :report_id, :sha256, 'usable', :place, :certain, :read_at, :replaces)
"""


def _fill() -> None:
    """One row a report, as they were read. Of two that state one time, the later one counts from then."""
    times: dict[str, list[tuple[str, str, str]]] = {}
    for row in op.get_bind().execute(sa.text(OLD)).mappings().all():
        url, read_at = row["given_url"], row["first_read_at"]
        item = f"doc {row['doc']}\n{row['outlet'] or ''}" if url is None else f"url {url}"
        since, certain = row["published_from"] or read_at, row["published_by"] or read_at
        others = times.setdefault(item, [])
        if url is not None and any(
            sha != row["sha256"] and start <= certain and since <= end for sha, start, end in others
        ):
            since = certain = read_at
        others.append((row["sha256"], since, certain))
        new: dict[str, Any] = {"item": item, "report_id": row["id"], "sha256": row["sha256"], "read_at": read_at}
        new |= {"place": f"{since}/000000000", "certain": certain, "replaces": int(url is not None)}
        op.get_bind().execute(sa.text(NEW), new)
