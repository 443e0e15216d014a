"""The custody log, and which report was read from which original.

Frozen: what a later schema needs goes into a later revision.
"""

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYS = {
    "custody": (("seq",), ("digest",)),
    "report_originals": (("seq",), ("report_id", "sha256", "part")),
}
STAMP = sa.String(27)
HASH = sa.String(64)


def upgrade() -> None:
    """Make the tables, their indices and the triggers that keep them append-only."""
    op.create_table(
        "custody",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        *(sa.Column(name, HASH, nullable=False) for name in ("digest", "chain")),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", STAMP, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("deed", "origin")),
        sa.Column("place", sa.Text()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("method", "version")),
        sa.Column("sha256", HASH),
        sa.Column("size", sa.BigInteger()),
        *(sa.Column(name, sa.Text()) for name in ("media_type", "kept", "kept_at", "detail")),
        sa.UniqueConstraint("digest", name="custody_once"),
    )
    op.create_index("custody_by_bytes", "custody", ["sha256"])
    op.create_index("custody_by_place", "custody", ["place"])
    op.create_table(
        "report_originals",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("report_id", HASH, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("archived_digest", sa.Text()),
        sa.UniqueConstraint("report_id", "sha256", "part", name="report_originals_once"),
    )
    op.create_index("report_originals_by_bytes", "report_originals", ["sha256"])
    for table, keys in KEYS.items():
        for statement in append_only(op.get_bind().dialect.name, table, keys):
            op.execute(statement)
