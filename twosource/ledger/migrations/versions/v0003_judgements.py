"""Judgements: what persons decided, in the order in which they did.

Frozen: what a later schema needs goes into a later revision.
"""

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEYS = (("seq",), ("id",))


def upgrade() -> None:
    """Make the table, its indices and the triggers that keep it append-only."""
    op.create_table(
        "judgements",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("undoes", sa.Text()),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.String(27), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.UniqueConstraint("id", name="judgements_once"),
    )
    op.create_index("judgements_by_action", "judgements", ["action", "seq"])
    op.create_index("judgements_by_claim", "judgements", ["claim"])
    for statement in append_only(op.get_bind().dialect.name, "judgements", KEYS):
        op.execute(statement)
