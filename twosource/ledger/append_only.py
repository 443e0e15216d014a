"""Triggers that make the database itself refuse to change or remove a row, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

REFUSAL = "the ledger is append-only"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME; END $$
"""


def append_only(dialect: str, table: str, keys: Sequence[Sequence[str]]) -> Iterator[str]:
    """SQL statements that make `table` append-only.

    Args:
        dialect: "sqlite" or "postgresql"; of others the ledger relies on its own code alone.
        table: its name.
        keys: columns of each unique key; SQLite's INSERT OR REPLACE would remove the row that has the same key.
    """
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
            )
        same = " OR ".join("(" + " AND ".join(f"{c} = NEW.{c}" for c in key) + ")" for key in keys)
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (the names are those of our migrations)
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        )
    elif dialect == "postgresql":
        yield POSTGRESQL_FUNCTION
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
        )


def trigger_names(dialect: str, table: str) -> tuple[str, ...]:
    """Names of the triggers that `append_only` makes for a table."""
    if dialect == "sqlite":
        return tuple(f"{table}_no_{verb}" for verb in ("update", "delete", "replace"))
    return (f"{table}_append_only",) if dialect == "postgresql" else ()
