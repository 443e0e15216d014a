"""Control layers, and their shapes, each distinct one once.

Frozen: what a later schema needs goes into a later revision.
"""

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = {
    "layer_shapes": (("id",),),
    "layers": (("seq",), ("publisher", "kind", "status", "date", "sha256", "shape_id")),
}
STAMP = sa.String(27)
HASH = sa.String(64)
DAY = sa.String(10)


def upgrade() -> None:
    """Make the tables, their indices and the triggers that keep them append-only."""
    op.create_table(
        "layer_shapes",
        sa.Column("id", HASH, primary_key=True),
        sa.Column("wkb", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "layers",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("publisher", "kind", "status")),
        sa.Column("date", DAY, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("shape_id", HASH, sa.ForeignKey("layer_shapes.id"), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("km2", "west", "south", "east", "north")),
        sa.Column("recorded_at", STAMP, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.UniqueConstraint("publisher", "kind", "status", "date", "sha256", "shape_id", name="layers_once"),
    )
    op.create_index("layers_by_date", "layers", ["date", "publisher"])
    for table, keys in KEYS.items():
        for statement in append_only(op.get_bind().dialect.name, table, keys):
            op.execute(statement)
