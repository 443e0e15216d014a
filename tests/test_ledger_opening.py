"""Opening: what is wrong is said in one line with the file, the cause and the remedy, and nothing is lost."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event

from tests.ledger_samples import PRODUCER, full, plain
from twosource.ledger import Ledger, LedgerError, opening, schema

NEXT = "9000"
NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9000", "{head}"

def upgrade():
    op.create_table("later_things", sa.Column("id", sa.Integer, primary_key=True))
    {more}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with one reading."""
    place = tmp_path / "cases.ledger"
    with Ledger.open(place) as ledger:
        ledger.add(full())
    return place


@contextmanager
def refused(*words: str) -> Iterator[None]:
    with pytest.raises(LedgerError) as caught:
        yield
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message, message


def test_a_missing_ledger_is_made_or_not(tmp_path: Path) -> None:
    place = tmp_path / "cases.ledger"
    with refused(str(place), "there is no ledger here", "twosource read"):
        Ledger.open(place, create=False)
    assert not place.exists()
    Ledger.open(str(place)).close()
    Ledger.open(place, create=False).close()


def test_odd_names_are_names(tmp_path: Path) -> None:
    place = tmp_path / "a b?c#d%41:é.ledger"
    with Ledger.open(str(place)) as ledger:
        ledger.add(plain())
    assert place.is_file()


def test_a_url_will_do(tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/cases.ledger") as ledger:
        assert ledger.add(plain())
        assert ledger.where == f"{tmp_path}/cases.ledger"
    with Ledger.open("sqlite://") as ledger:
        ledger.add(plain())
        assert list(ledger.readings()) == [plain()]
        assert ledger.info().bytes is None


def test_places_that_cannot_hold_a_ledger(tmp_path: Path) -> None:
    with refused(str(tmp_path), "is a folder"):
        Ledger.open(tmp_path)
    with refused("nowhere", "its folder does not exist"):
        Ledger.open(tmp_path / "nowhere" / "cases.ledger")
    with refused("is not a database URL"):
        Ledger.open("postgres://:::/x")
    with refused("no driver", "pip install"):
        Ledger.open("oracle+nothing://someone:secret@host/db")


def test_a_password_is_not_shown() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open("oracle+nothing://someone:secret@host/db")
    assert "secret" not in str(caught.value)


def test_files_that_are_no_ledger(tmp_path: Path) -> None:
    words, other, empty = tmp_path / "words.txt", tmp_path / "other.db", tmp_path / "empty.ledger"
    words.write_text("These are words, and many of them. " * 100)
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE things (id)")
    connection.close()
    empty.touch()
    for place, cause in ((words, "is not a ledger"), (other, "is a database, but not a ledger")):
        before = place.read_bytes()
        with refused(str(place), cause, "name another file"):
            Ledger.open(place)
        assert place.read_bytes() == before
    with refused(str(empty), "is empty"):
        Ledger.open(empty, create=False)
    Ledger.open(empty).close()


def test_a_damaged_ledger(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 2 :] = os.urandom(len(damaged) - 4096 * 2)
    path.write_bytes(damaged)
    with refused(str(path), "is damaged", "restore a copy"), Ledger.open(path) as ledger:
        list(ledger.readings())


def test_a_newer_ledger_is_left_as_it_is(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with refused(str(path), "newer twosource", "'9999'", "upgrade twosource"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_ledger_that_another_process_writes(path: Path) -> None:
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with Ledger.open(path, wait=0.05) as ledger:
        assert list(ledger.readings()) == [full()], "reading goes on"
        with refused(str(path), "another process", "wait"):
            ledger.add(plain())
        writer.execute("ROLLBACK")
        assert ledger.add(plain())
    writer.close()


def test_a_full_disk_loses_nothing_already_read(path: Path) -> None:
    with Ledger.open(path) as ledger:

        def no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {path.stat().st_size // 4096 + 4}")

        event.listen(ledger._engine, "connect", no_more_pages)
        ledger._engine.dispose()
        with refused(str(path), "the disk is full", "what was read is kept"):
            ledger.add(plain("word " * 20_000 + "end"))
        assert list(ledger.readings()) == [full()]
        assert ledger.info().texts == 1, "the text of the reading that failed is gone with it"
        assert ledger.add(plain())


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anywhere; its tests of what may not be written are done as another user."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("folder_mode", [0o777, 0o555])
def test_a_read_only_ledger_can_be_read(path: Path, folder_mode: int) -> None:
    for parent in path.parents:
        if not parent.stat().st_mode & 0o005:
            parent.chmod(parent.stat().st_mode | 0o055)
    path.chmod(0o444)
    path.parent.chmod(folder_mode)
    try:
        with as_nobody(), Ledger.open(path) as ledger:
            assert list(ledger.readings()) == [full()]
            with refused("cases.ledger", "is read-only", "copy it"):
                ledger.add(plain())
    finally:
        path.parent.chmod(0o755)
        path.chmod(0o644)


def test_the_migrations_make_the_schema(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == schema.HEAD
    engine.dispose()


def test_every_migration_is_known() -> None:
    config = Config()
    config.set_main_option("script_location", str(opening.MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([one.revision for one in script.walk_revisions()])) == schema.REVISIONS
    assert script.get_current_head() == schema.HEAD


def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, more: str = "") -> None:
    """Put the program into a future where there is one more migration."""
    place = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, place, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "versions" / "v9000_next.py").write_text(NEXT_REVISION.format(head=schema.HEAD, more=more))
    monkeypatch.setattr(opening, "MIGRATIONS", place)
    monkeypatch.setattr(opening, "schema", SimpleNamespace(HEAD=NEXT, REVISIONS=(*schema.REVISIONS, NEXT)))


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return names


def test_an_older_ledger_is_copied_and_upgraded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    next_version(path.parent, monkeypatch)
    for _ in range(2):
        with Ledger.open(path) as ledger:
            assert list(ledger.readings()) == [full()]
    assert "later_things" in tables(path)
    copy = path.with_name(f"cases.ledger-before-{NEXT}")
    assert "later_things" not in tables(copy)
    monkeypatch.undo()
    with Ledger.open(copy) as ledger:
        assert ledger.has(full().report, PRODUCER)


def test_a_migration_that_fails_leaves_the_older_ledger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    next_version(path.parent, monkeypatch, more='op.execute("SELECT no_such_column FROM texts")')
    with refused(str(path), "no such column"):
        Ledger.open(path)
    assert "later_things" not in tables(path)
    monkeypatch.undo()
    with Ledger.open(path) as ledger:
        assert list(ledger.readings()) == [full()]


def test_the_documentation_names_every_table() -> None:
    said = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert [name for name in sorted(schema.metadata.tables) if f"`{name}`" not in said] == []
