"""The tables, as the newest migration leaves them. Rows are only ever added; triggers refuse anything else.

In the columns of `statements` that a reading step fills, NULL is "not read yet" and empty text is "not stated".
Elsewhere NULL is "not stated". `document` holds the whole value as JSON; the other columns are there to be asked by.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
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
    Column("notice", Text),
    Index("reports_by_text", "sha256"),
    Index("reports_by_url", "given_url"),
    Index("reports_by_doc", "doc"),
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
    Column("story", Text),
    UniqueConstraint("producer", "inputs_digest", name="claim_runs_once"),
    Index("claim_runs_by_digest", "inputs_digest"),
    Index("claim_runs_by_story", "story", "seq"),
)
claim_values = Table(
    "claim_values",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("event_type", Text),
    Column("standing", Text),
    Column("reliability", Text),
    Column("credibility", Integer),
    Column("independent_origins", Integer, nullable=False),
    Column("document", Text, nullable=False),
)
claims = Table(
    "claims",
    metadata,
    Column("run", Integer, ForeignKey("claim_runs.seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("digest", String(64), ForeignKey("claim_values.digest"), nullable=False),
    UniqueConstraint("run", "id", name="claims_once_0002"),
    Index("claims_by_id", "id", "run"),
    Index("claims_by_value", "digest"),
)
claim_statements = Table(
    "claim_statements",
    metadata,
    Column("digest", String(64), ForeignKey("claim_values.digest"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("statement_id", Text, nullable=False),
    Index("claim_statements_by_statement", "statement_id"),
)
profiles = Table(
    "profiles",
    metadata,
    Column("report_id", String(64), ForeignKey("reports.id"), primary_key=True),
    Column("producer", Text, primary_key=True),
    Column("day", Integer),
    Column("plain", Text, nullable=False),
    Column("damped", Text, nullable=False),
    Index("profiles_by_day", "producer", "day"),
)
profile_keys = Table(
    "profile_keys",
    metadata,
    Column("producer", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("report_id", String(64), ForeignKey("reports.id"), primary_key=True),
)
story_members = Table(
    "story_members",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("story", Text, nullable=False),
    Column("report_id", String(64), ForeignKey("reports.id"), nullable=False),
    Column("producer", Text, nullable=False),
    Column("home", Integer, nullable=False),
    Column("score", Float),
    Column("reason", Text, nullable=False),
    Column("assigned_at", String(27), nullable=False),
    UniqueConstraint("producer", "report_id", "story", name="story_members_once"),
    Index("story_members_by_story", "producer", "story"),
)
link_marks = Table(
    "link_marks",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("producer", Text, nullable=False),
    Column("readings", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("judgements", Integer, nullable=False),
    Column("marked_at", String(27), nullable=False),
    Index("link_marks_by_producer", "producer"),
)
judgements = Table(
    "judgements",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("claim", Text),
    Column("subject", Text),
    Column("undoes", Text),
    Column("who", Text, nullable=False),
    Column("judged_at", String(27), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("id", name="judgements_once"),
    Index("judgements_by_action", "action", "seq"),
    Index("judgements_by_claim", "claim"),
)
layer_shapes = Table(
    "layer_shapes",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("wkb", LargeBinary, nullable=False),
)
layers = Table(
    "layers",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("publisher", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("date", String(10), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("shape_id", String(64), ForeignKey("layer_shapes.id"), nullable=False),
    *(Column(name, Float, nullable=False) for name in ("km2", "west", "south", "east", "north")),
    Column("recorded_at", String(27), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("publisher", "kind", "status", "date", "sha256", "shape_id", name="layers_once"),
    Index("layers_by_date", "date", "publisher"),
)
versions = Table(
    "versions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("item", Text, nullable=False),
    Column("report_id", String(64), ForeignKey("reports.id"), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("status", String(9), nullable=False),
    Column("place", String(37), nullable=False),
    Column("certain", String(27), nullable=False),
    Column("read_at", String(27), nullable=False),
    Column("replaces", Integer, nullable=False),
    Index("versions_by_item", "item", "seq"),
    Index("versions_by_report", "report_id"),
)
