"""From a path or URL to a database connection with the ledger's settings."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from twosource.ledger.errors import LedgerError

IS_URL = re.compile(r"[a-z][a-z0-9_+]*://")

SETTINGS = (
    "PRAGMA foreign_keys = ON",
    # REPLACE deletes rows without asking the triggers unless this is on.
    "PRAGMA recursive_triggers = ON",
    # In WAL mode NORMAL may lose the last reports in a power cut. FULL costs one fsync more a report: 3.2 ms against
    # 2.9 ms (1,000 reports of 40 statements, virtual disk), beside tens of milliseconds of language analysis.
    "PRAGMA synchronous = FULL",
)


def url_of(target: str | Path) -> URL:
    """The SQLAlchemy URL that `target` is; a bare path is an SQLite file.

    Raises:
        LedgerError: it looks like a URL and is none.
    """
    if isinstance(target, Path) or not IS_URL.match(target):
        return URL.create("sqlite", database=os.fspath(target))
    try:
        return make_url(target)
    except (ArgumentError, ValueError) as error:
        begin = target.partition("://")[0]  # the rest may hold a password
        raise LedgerError(
            f"{begin}://... is not a database URL: give a path, or dialect://user@host/database"
        ) from error


def name_of(url: URL) -> str:
    """The ledger's name in messages: the file's path, or the URL without its password."""
    return url.database or "sqlite://" if url.get_backend_name() == "sqlite" else url.render_as_string()


def file_of(url: URL) -> Path | None:
    """The ledger's file, or `None` when it is not a plain SQLite file."""
    plain = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    if not plain or str(url.database).startswith("file:"):
        return None
    return Path(str(url.database))


def frozen(url: URL) -> URL:
    """The URL of the same SQLite file for reading where nothing can be written, not even SQLite's own side files."""
    path = Path(str(url.database)).absolute().as_uri()
    return URL.create("sqlite", database=path.replace("file://", "file:", 1), query={"immutable": "1", "uri": "true"})


def engine_for(url: URL, *, wait: float, read_only: bool = False) -> Engine:
    """An engine with the ledger's settings.

    Args:
        url: of the database.
        wait: seconds to wait for another process's write.
        read_only: have the database refuse every write.

    Raises:
        LedgerError: the database's driver is not installed.
    """
    if url.get_backend_name() != "sqlite":
        try:
            engine = create_engine(url)
            return engine.execution_options(postgresql_readonly=True) if read_only else engine
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise LedgerError(f"{name_of(url)}: no driver for this database ({error}): pip install one") from error
    options: dict[str, Any] = {"connect_args": {"timeout": wait}}
    if url.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    if read_only:
        event.listen(engine, "connect", _refuse_writes)
    return engine


def _settle(connection: Any, _record: Any) -> None:
    # Python's sqlite3 begins transactions late and never for DDL; with None it leaves that to `_begin`.
    connection.isolation_level = None
    for setting in SETTINGS:
        connection.execute(setting)


def _refuse_writes(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first cannot be given the lock after another has written.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
