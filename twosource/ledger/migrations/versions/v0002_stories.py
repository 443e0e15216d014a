"""Stories: profiles of reports, which story each is of; runs by story, each distinct value of a claim kept once.

Frozen: what a later schema needs goes into a later revision.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from twosource.ledger.append_only import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEYS = {
    "claim_values": (("digest",),),
    "claims": (("run", "position"), ("run", "id")),
    "claim_statements": (("digest", "role", "position"),),
    "profiles": (("report_id", "producer"),),
    "profile_keys": (("producer", "key", "report_id"),),
    "story_members": (("seq",), ("producer", "report_id", "story")),
    "link_marks": (("seq",),),
}
STAMP = sa.String(27)
HASH = sa.String(64)
BATCH = 256
"""Claims moved at a time."""


def upgrade() -> None:
    """Make the new tables, move the claims into them, and keep all of them append-only."""
    op.add_column("claim_runs", sa.Column("story", sa.Text()))
    op.create_index("claim_runs_by_story", "claim_runs", ["story", "seq"])
    for index, table in (
        ("claims_by_id", "claims"),
        ("claim_statements_by_statement", "claim_statements"),
    ):
        op.drop_index(index, table)
    op.rename_table("claims", "claims_0001")
    op.rename_table("claim_statements", "claim_statements_0001")
    _claims()
    _move()
    op.drop_table("claim_statements_0001")
    op.drop_table("claims_0001")
    _stories()
    for table, keys in KEYS.items():
        for statement in append_only(op.get_bind().dialect.name, table, keys):
            op.execute(statement)


def _column(name: str, kind: sa.types.TypeEngine[Any], **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, **more)


def _claims() -> None:
    op.create_table(
        "claim_values",
        sa.Column("digest", HASH, primary_key=True),
        *(_column(name, sa.Text()) for name in ("id", "label")),
        *(sa.Column(name, sa.Text()) for name in ("event_type", "standing", "reliability")),
        sa.Column("credibility", sa.Integer()),
        _column("independent_origins", sa.Integer()),
        _column("document", sa.Text()),
    )
    op.create_table(
        "claims",
        sa.Column("run", sa.Integer(), sa.ForeignKey("claim_runs.seq"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        _column("id", sa.Text()),
        sa.Column("digest", HASH, sa.ForeignKey("claim_values.digest"), nullable=False),
        sa.UniqueConstraint("run", "id", name="claims_once_0002"),
    )
    op.create_index("claims_by_id", "claims", ["id", "run"])
    op.create_index("claims_by_value", "claims", ["digest"])
    op.create_table(
        "claim_statements",
        sa.Column("digest", HASH, sa.ForeignKey("claim_values.digest"), primary_key=True),
        sa.Column("role", sa.String(16), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        _column("statement_id", sa.Text()),
    )
    op.create_index("claim_statements_by_statement", "claim_statements", ["statement_id"])


COLUMNS = ("id", "label", "event_type", "standing", "reliability", "credibility", "independent_origins", "document")


def _move() -> None:
    """Put every claim of the old table under its digest, and the parts of its statements with it."""
    connection = op.get_bind()
    names = ", ".join(COLUMNS)
    old = connection.execute(sa.text(f"SELECT run, position, {names} FROM claims_0001 ORDER BY run, position"))  # noqa: S608
    seen: set[str] = set()
    for batch in old.mappings().partitions(BATCH):
        for row in batch:
            digest = hashlib.sha256(row["document"].encode()).hexdigest()
            if digest not in seen:
                seen.add(digest)
                _insert("claim_values", {"digest": digest, **{name: row[name] for name in COLUMNS}})
                for part in _parts(row["run"], row["position"]):
                    _insert("claim_statements", {"digest": digest, **part})
            _insert("claims", {**{name: row[name] for name in ("run", "position", "id")}, "digest": digest})


def _parts(run: int, claim: int) -> Iterator[dict[str, Any]]:
    query = "SELECT role, position, statement_id FROM claim_statements_0001 WHERE run = :run AND claim = :claim"
    for row in op.get_bind().execute(sa.text(query), {"run": run, "claim": claim}).mappings().all():
        yield dict(row)


def _insert(table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    op.get_bind().execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)  # noqa: S608


def _stories() -> None:
    report = ("report_id", HASH, "reports.id")
    op.create_table(
        "profiles",
        sa.Column(report[0], report[1], sa.ForeignKey(report[2]), primary_key=True),
        sa.Column("producer", sa.Text(), primary_key=True),
        sa.Column("day", sa.Integer()),
        *(_column(name, sa.Text()) for name in ("plain", "damped")),
    )
    op.create_index("profiles_by_day", "profiles", ["producer", "day"])
    op.create_table(
        "profile_keys",
        *(sa.Column(name, sa.Text(), primary_key=True) for name in ("producer", "key")),
        sa.Column(report[0], report[1], sa.ForeignKey(report[2]), primary_key=True),
    )
    op.create_table(
        "story_members",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        _column("story", sa.Text()),
        sa.Column(report[0], report[1], sa.ForeignKey(report[2]), nullable=False),
        _column("producer", sa.Text()),
        _column("home", sa.Integer()),
        sa.Column("score", sa.Float()),
        _column("reason", sa.Text()),
        _column("assigned_at", STAMP),
        sa.UniqueConstraint("producer", "report_id", "story", name="story_members_once"),
    )
    op.create_index("story_members_by_story", "story_members", ["producer", "story"])
    op.create_table(
        "link_marks",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        _column("producer", sa.Text()),
        *(_column(name, sa.Integer()) for name in ("readings", "versions", "judgements")),
        _column("marked_at", STAMP),
    )
    op.create_index("link_marks_by_producer", "link_marks", ["producer"])
