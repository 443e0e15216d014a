"""Each kind of damage to a ledger or its originals is named, whatever other damage there is."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ground_samples import layer, square
from tests.ledger_samples import claim_of, full, plain
from tests.test_cli import Outcome
from twosource.cli import main
from twosource.ledger import Ledger, schema
from twosource.ledger.append_only import trigger_names
from twosource.ledger.custody import add_custody, arrived, log
from twosource.ledger.findings import Findings, Weight
from twosource.ledger.layers import add_layer
from twosource.ledger.verify_originals import verify_originals
from twosource.ledger.verifying import verify
from twosource.model import Report
from twosource.model.custody import Arrival, Custody, Deed
from twosource.model.judging import set_side
from twosource.readers import ReadOptions
from twosource.readers.originals import INCOMING, Originals
from twosource.readers.receiving import Handed, received_bytes

BODIES = (
    b"The Guard said that three boats entered the bay. It rained on the hills all day.\n",
    b"The Ministry denied that three boats entered the bay. The sun shone on the harbour for hours.\n",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger that has something of every kind, and its originals."""
    folder: Path = tmp_path_factory.mktemp("verify")
    path = folder / "l.ledger"
    store = Originals.beside(path)
    with Ledger.open(path) as book:
        for number, body in enumerate(BODIES):
            handed = Handed(body=body, name=f"{number}.txt", origin=f"{number}.txt")
            for item in received_bytes(handed, ReadOptions(), store):
                if isinstance(item, Arrival):
                    arrived(book, item, who="Ada")
                    original = item.sha256
                else:
                    assert isinstance(item, Report)
                    book.add(plain(item.text, doc=item.doc, outlet=f"Outlet {number}"), original=original)
        reading = full()
        book.add(reading)
        book.record_claims([claim_of(reading)], producer="samples 1", inputs_digest="0" * 64)
        book.judge(set_side("The Guard", "Teal", who="Ada", reason="it is theirs"))
        add_layer(book, layer(folder, square()))
        add_custody(book, Custody(who="Ada", at="2031-03-04T18:14:00.000000Z", deed=Deed.EXPORTED, origin="x", place=None, method="m", version="v"))  # fmt: skip
    return folder


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Callable[..., Findings]:
    """What is found in a copy after SQL that the triggers would have refused."""

    def done(*statements: str, quick: bool = False) -> Findings:
        path = tmp_path / "copy" / "l.ledger"
        shutil.copytree(whole, path.parent)
        connection = sqlite3.connect(path)
        kept = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in kept:
            connection.execute(sql)
        connection.commit()
        connection.close()
        return checked(path, quick=quick)

    return done


def checked(path: Path, *, quick: bool = False) -> Findings:
    store = Originals.beside(path)
    with Ledger.open(path) as book:
        found = verify(book, quick=quick)
        verify_originals(book, store, found, quick=quick)
    return found


def wrong(found: Findings) -> list[str]:
    return [str(one) for one in found.of(Weight.MISMATCH)]


def test_a_ledger_that_nobody_touched_is_well(damaged: Callable[..., Findings]) -> None:
    found = damaged()
    assert (wrong(found), found.of(Weight.UNCHECKED)) == ([], [])
    kinds = {"text", "report", "reading", "statement", "quotation", "version", "claim", "judgement", "shape", "layer"}
    assert kinds | {"row of the log", "original", "claim in a run", "table"} == set(found.looked)
    assert found.looked["original"] == 2
    (note,) = found.of(Weight.NOTE)
    assert "1 of the reports are tied to no original" in note.problem


DAMAGE = [
    ("UPDATE texts SET text = replace(text, 'three', 'seven') WHERE text LIKE 'The Guard%'", "text", "its hash is another"),
    ("UPDATE texts SET text = x'ff00' WHERE text LIKE 'The Guard%'", "text", ""),
    ("UPDATE texts SET text = CAST(x'fffe41' AS TEXT) WHERE text LIKE 'The Guard%'", "text", "cannot be read"),
    ("DELETE FROM texts WHERE text LIKE 'The Guard%'", "reports", "names a row of texts that is not there"),
    ("UPDATE reports SET given_outlet = 'other' WHERE doc = '0'", "report", "its id is another"),
    ("UPDATE readings SET outlet = 'Other' WHERE doc = '0'", "reading", "outlet: not what was read"),
    ("UPDATE readings SET document = '{' WHERE doc = '0'", "reading", "cannot be read"),
    ("UPDATE readings SET statements = 9 WHERE doc = '0'", "reading", "was recorded with 9"),
    ("UPDATE readings SET document = replace(document, 'Outlet 0', 'Outlet 1')", "reading", "another report"),
    ("UPDATE statements SET kind = 'verification' WHERE reading = 1", "statement", "kind: not what was read"),
    ("UPDATE statements SET document = '[]' WHERE reading = 1", "statement", "cannot be read"),
    ("DELETE FROM statements WHERE reading = 1", "quotation", "a statement that is not there"),
    ("UPDATE evidence SET exact = 'other' WHERE reading = 1 AND role = 'content'", "quotation", "no longer reads"),
    ("UPDATE evidence SET start_pos = start_pos + 1 WHERE reading = 1 AND role = 'content'", "quotation", "no longer reads"),
    ("DELETE FROM evidence WHERE reading = 1 AND role = 'content'", "quotation", "are not the same"),
    ("UPDATE evidence SET suffix = 'other' WHERE reading = 1", "quotation", "other words before or after"),
    ("UPDATE versions SET sha256 = 'other' WHERE seq = 1", "version", "another text than its report"),
    ("DELETE FROM versions WHERE seq = 1", "report", "its row in versions is gone"),
    ("UPDATE claim_values SET document = replace(document, 'a', 'e')", "claim", "its hash is another"),
    ("UPDATE claim_values SET standing = 'refuted'", "claim", "standing: not what it says"),
    ("DELETE FROM claim_statements", "claim", "rows in claim_statements"),
    ("UPDATE claims SET id = 'other'", "claim in a run", "another claim than its value"),
    ("UPDATE judgements SET document = replace(document, 'Teal', 'Ochre')", "judgement", "its id is another"),
    ("UPDATE judgements SET who = 'Ben'", "judgement", "who: not what was decided"),
    ("UPDATE layer_shapes SET wkb = x'00'", "shape", "its hash is another"),
    ("UPDATE layers SET km2 = 1.0", "layer", "km2: not what was recorded"),
    ("UPDATE custody SET who = 'Ben' WHERE seq = 1", "row of the log", "its hash is another"),
    ("DELETE FROM custody WHERE seq = 1", "row of the log", "a row was taken out"),
    ("UPDATE report_originals SET sha256 = 'other' WHERE seq = 1", "original", "does not say how it came"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kind", "words"), DAMAGE, ids=[row[0][:60] for row in DAMAGE])
def test_each_kind_of_damage_is_named(damaged: Callable[..., Findings], statement: str, kind: str, words: str) -> None:
    for quick in (False,):
        found = damaged(statement, quick=quick)
        assert any(one.startswith(f"{kind} ") and words in one for one in wrong(found)), wrong(found)
        assert all(one.remedy for one in found.found)


def test_all_damage_is_named_at_once(damaged: Callable[..., Findings]) -> None:
    """The first does not hide the rest: everything is gone through to its end."""
    chosen = [row for row in DAMAGE if not row[0].startswith("DELETE")]
    found = damaged(*(statement for statement, _, _ in chosen))
    assert {one.kind for one in found.of(Weight.MISMATCH)} >= {
        "text", "report", "reading", "version", "claim", "claim in a run", "judgement", "shape", "layer",
        "row of the log", "original",
    }  # fmt: skip
    assert found.looked["text"] == 3


def test_a_ledger_without_its_triggers_is_told(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER texts_no_update")
    connection.close()
    assert any(one.startswith("table texts: ") and "texts_no_update" in one for one in wrong(checked(path)))


def test_every_table_is_kept_by_triggers(whole: Path) -> None:
    connection = sqlite3.connect(whole / "l.ledger")
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    connection.close()
    assert {name for table in schema.metadata.tables for name in trigger_names("sqlite", table)} <= there


def test_a_damaged_page_of_the_file_does_not_end_the_check(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'judgements'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(data)
    found = checked(path)
    assert any("cannot be read" in one for one in wrong(found))
    assert found.looked["layer"] == 1, "what comes after is looked at too"


@pytest.mark.parametrize(
    ("damage", "words"),
    [("change", "its hash is another"), ("cut", "bytes, and came with"), ("remove", "is not there")],
)
@pytest.mark.parametrize("quick", [False, True])
def test_damaged_originals_are_named(whole: Path, tmp_path: Path, damage: str, words: str, quick: bool) -> None:
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    shutil.move(whole / "l.ledger.originals", tmp_path / "away")  # where the log says it was
    try:
        place = next(one for one in (path.parent / "l.ledger.originals").glob("??/*"))
        place.chmod(0o644)
        data = place.read_bytes()
        if damage == "remove":
            place.unlink()
        else:
            place.write_bytes(data[:-1] if damage == "cut" else bytes([data[0] ^ 1]) + data[1:])
        found = wrong(checked(path, quick=quick))
    finally:
        shutil.move(tmp_path / "away", whole / "l.ledger.originals")
    if quick and damage == "change":
        assert found == [], "sizes alone do not tell"
    else:
        assert [one for one in found if one.startswith(f"original {place.name}") and words in one] == found != []


def test_what_is_referred_to_is_checked_where_it_is(tmp_path: Path) -> None:
    path, crawl = tmp_path / "l.ledger", tmp_path / "crawl.txt"
    crawl.write_bytes(BODIES[0])
    store = Originals(tmp_path / "store", limit=10)
    with Ledger.open(path) as book:
        with crawl.open("rb") as stream, store.keep(stream, path=crawl) as (one, _):
            told = {"deed": Deed.ARRIVED, "origin": "crawl.txt", "place": str(crawl), "method": "m", "version": "v"}
            kept = {name: getattr(one, name) for name in ("sha256", "size", "kept", "kept_at")}
            arrived(book, Arrival(**told, **kept, media_type=None), who="Ada")  # type: ignore[arg-type]
        for change, weight in ((None, None), (b"other", Weight.MISMATCH), ("gone", Weight.UNCHECKED)):
            if isinstance(change, bytes):
                crawl.write_bytes(change)
            elif change:
                crawl.unlink()
            found = Findings()
            verify_originals(book, store, found)
            assert [one.weight for one in found.found] == ([weight] if weight else [])


def test_what_nobody_told_of_is_a_note(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    stranger = path.parent / "l.ledger.originals" / "ab" / ("ab" * 32)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"x")
    (path.parent / "l.ledger.originals" / INCOMING / "x.part").write_bytes(b"x")
    found = checked(path)
    assert wrong(found) == []
    assert [one.id for one in found.of(Weight.NOTE) if one.kind == "file"] == [str(stranger)]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    for name in ("TWOSOURCE_LEDGER", "TWOSOURCE_ORIGINALS"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return Outcome(int(ended.value.code or 0), capsys.readouterr())

    return command


def test_the_command_ends_with_what_it_found_and_logs_it(run: Any, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    well = run("verify", "--ledger", str(path), "--as", "Ben", "--quick")
    assert well.code == 0
    assert "all that was looked at matches" in well.err
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER texts_no_update")
    connection.execute("UPDATE texts SET text = 'other' WHERE text LIKE 'The Guard%'")
    connection.commit()
    connection.close()
    bad = run("verify", "--ledger", str(path), "--json")
    assert (bad.code, bad.err) == (3, "")
    told = json.loads(bad.out)
    assert not told["well"]
    assert {"text", "table"} <= {one["kind"] for one in told["mismatches"]}
    assert all(one["remedy"] for one in told["mismatches"])
    with Ledger.open(path) as book:
        rows = [entry for _, entry in log(book) if entry.deed is Deed.CHECKED]
    assert (rows[0].who, rows[0].method) == ("Ben", "verify --quick")
    assert "not match" in (rows[1].detail or "")
    shown = run("verify", "--ledger", str(path))
    assert shown.code == 3
    assert "mismatch: text " in shown.out


def test_what_no_hash_tells_the_next_check_does(run: Any, whole: Path, tmp_path: Path) -> None:
    """Who says what in a statement, changed in its value and its column alike: only what the last check saw tells."""
    path = tmp_path / "copy" / "l.ledger"
    shutil.copytree(whole, path.parent)
    assert run("verify", "--ledger", str(path)).code == 0
    with Ledger.open(path) as book:
        book.add(plain("A third report came in. It says little of the boats.", doc="third", outlet="Third"))
    assert run("verify", "--ledger", str(path)).code == 0, "what comes after changes nothing of what was checked"
    connection = sqlite3.connect(path)
    (kept,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'statements_no_update'").fetchone()
    connection.execute("DROP TRIGGER statements_no_update")
    document, _ = connection.execute("SELECT document, reading FROM statements WHERE reading = 1").fetchone()
    kind = json.loads(document)["kind"]
    other = "verification" if kind != "verification" else "attributed"
    connection.execute(
        "UPDATE statements SET kind = ?, document = ? WHERE reading = 1", (other, document.replace(kind, other))
    )
    connection.execute(kept)
    connection.commit()
    connection.close()
    bad = run("verify", "--ledger", str(path), "--json")
    assert bad.code == 3
    assert {one["kind"] for one in json.loads(bad.out)["mismatches"]} == {"readings"}


def test_what_is_no_ledger_cannot_be_checked(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("no ledger " * 100)
    assert run("verify", "--ledger", str(tmp_path / "x")).code == 1
