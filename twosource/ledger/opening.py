"""Opening a ledger: is it one, of which version, and what has to be done before it can be used."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from twosource.ledger import schema
from twosource.ledger.engine import engine_for, file_of, frozen, name_of
from twosource.ledger.errors import LedgerError, explained

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps the migration that runs in variables of its modules."""
OUR_TABLES = frozenset({"alembic_version", "texts", "reports", "readings", "statements"})


def open_engine(url: URL, *, create: bool, wait: float, read_only: bool = False) -> Engine:
    """An engine on a ledger of the present schema; makes or upgrades it if need be, unless it is only to be read.

    Raises:
        LedgerError: there is no ledger, it is not one, it is of a newer program, or the database refuses.
    """
    where, path = name_of(url), file_of(url)
    if path is not None:
        _check_path(path, create=create and not read_only)
    engine = engine_for(url, wait=wait, read_only=read_only)
    try:
        with explained(where):
            revision = _revision(engine, where)
            if read_only:
                _check_present(revision, where)
            _bring_up(engine, revision, where=where, path=path, create=create)
    except BaseException as error:
        engine.dispose()
        if path is None or not _on_frozen_medium(path, error):
            raise
        return _open_frozen(url, wait=wait)
    return engine


def _open_frozen(url: URL, *, wait: float) -> Engine:
    where = name_of(url)
    engine = engine_for(frozen(url), wait=wait)
    try:
        with explained(where):
            _bring_up(engine, _revision(engine, where), where=where, path=None, create=False)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _check_present(revision: str | None, where: str) -> None:
    """Whether the ledger can be read as it is.

    Raises:
        LedgerError: it is empty, or of an older program.
    """
    if revision is None:
        raise LedgerError(f"{where} is empty, there is no ledger in it: make one with `twosource read`")
    if revision != schema.HEAD and revision in schema.REVISIONS:
        raise LedgerError(
            f"{where} was written by an older twosource, and may only be read here: "
            "bring it up to date once with `twosource reports`, which copies it first"
        )


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LedgerError(f"{path} is a folder: name a file for the ledger")
    if path.exists():
        return
    if not create:
        raise LedgerError(f"{path}: there is no ledger here: make one with `twosource read`, or check the name")
    if not path.absolute().parent.is_dir():
        raise LedgerError(f"{path}: its folder does not exist: make the folder, or name another file")


def _on_frozen_medium(path: Path, error: BaseException) -> bool:
    """Whether SQLite failed only because it may not write side files, and there is no unfinished write to lose."""
    cause = error.__cause__
    code = getattr(cause.orig if isinstance(cause, DBAPIError) else cause, "sqlite_errorname", "")
    side_file = path.with_name(path.name + "-wal")
    return code in ("SQLITE_READONLY_DIRECTORY", "SQLITE_CANTOPEN") and path.is_file() and not side_file.exists()


def _revision(engine: Engine, where: str) -> str | None:
    """The schema's revision; `None` for an empty database."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        if not tables >= OUR_TABLES:
            raise LedgerError(f"{where} is a database, but not a ledger: name another file, or leave it as it is")
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision or ""


def _bring_up(engine: Engine, revision: str | None, *, where: str, path: Path | None, create: bool) -> None:
    if revision == schema.HEAD:
        return
    if revision is None:
        if not create:
            raise LedgerError(f"{where} is empty, there is no ledger in it: make one with `twosource read`")
        if path is not None:
            _outside_transaction(engine, "PRAGMA journal_mode = WAL")
    elif revision not in schema.REVISIONS:
        raise LedgerError(
            f"{where} was written by a newer twosource (schema {revision!r}, this one knows {schema.HEAD!r}): "
            "upgrade twosource; the ledger is left as it is"
        )
    elif path is not None:
        _back_up(engine, path)
    with engine.execution_options(writes=True).begin() as connection:
        upgrade(connection)


def _back_up(engine: Engine, path: Path) -> Path:
    """Copy the ledger beside itself before its schema changes: `cases.ledger-before-0002`."""
    copy = path.with_name(f"{path.name}-before-{schema.HEAD}")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    _outside_transaction(engine, "VACUUM INTO ?", str(part))
    part.replace(copy)
    return copy


def _outside_transaction(engine: Engine, sql: str, *values: str) -> None:
    raw = engine.raw_connection()
    try:
        driver = raw.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("only SQLite needs this")
        driver.execute(sql, values).close()
    finally:
        raw.close()


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction: all of them or none."""
    # Alembic is slow to import and seldom needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('twosource ledger'))"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")
