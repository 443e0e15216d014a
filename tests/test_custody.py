"""Originals are kept as they came, the log says how, and a run that is killed leaves nothing by halves."""

import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger_samples import full, plain
from tests.test_cli import Outcome, SmallReader
from twosource.cli import main, rooms
from twosource.exports import jsonl
from twosource.ledger import Ledger
from twosource.ledger.custody import add_custody, arrived, log, originals_of, ties
from twosource.model import Report
from twosource.model.custody import FIELDS, Arrival, Custody, Deed, Keeping, chained
from twosource.readers import ReadError, ReadOptions, Source, originals
from twosource.readers.originals import INCOMING, Originals, hash_of
from twosource.readers.receiving import Handed, received, received_bytes

BODY = b"The Guard said that three boats entered the bay.\r\nIt rained on the hills all day.\r\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def arrival(**values: Any) -> Arrival:
    known: dict[str, Any] = {"deed": Deed.ARRIVED, "origin": "a.txt", "place": "/in/a.txt", "method": "reader text", "version": "v",
             "sha256": "a" * 64, "size": 5, "media_type": "text/plain", "kept": Keeping.HASH_ONLY, "kept_at": None}  # fmt: skip
    return Arrival(**known | values)


def test_two_that_read_one_file_at_once_log_one_arrival(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.ledger") as book:
        for number in range(20):
            ready, given = threading.Barrier(4), arrival(sha256=f"{number:064}")

            def logged(ready: threading.Barrier = ready, given: Arrival = given) -> bool:
                ready.wait()
                return arrived(book, given, who="Ada")

            with ThreadPoolExecutor(4) as pool:
                added = [done.result() for done in [pool.submit(logged) for _ in range(4)]]
            assert added.count(True) == 1


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "in" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(BODY)
    return Source(name=str(path), path=path)


def test_a_source_is_kept_as_it_came_before_its_reports_come(source: Source, tmp_path: Path) -> None:
    store = Originals(tmp_path / "store")
    items = received(source, ReadOptions(), store)
    first = next(items)
    assert isinstance(first, Arrival)
    assert (first.sha256, first.size, first.kept) == (sha256(BODY), len(BODY), Keeping.COPIED)
    assert (first.origin, first.place) == (str(source.path), str(source.path))
    assert (first.method, first.media_type) == ("reader text", "text/plain")
    place = store.path_of(first.sha256)
    assert place is not None
    assert place.read_bytes() == BODY, "whole before the first report"
    (report,) = items
    assert isinstance(report, Report)
    assert report.text == BODY.decode()
    assert list((tmp_path / "store" / INCOMING).iterdir()) == []


def test_what_cannot_be_read_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    first, problem = received(Source(name="a.txt", path=path), ReadOptions(), Originals(tmp_path / "store"))
    assert isinstance(first, Arrival)
    assert isinstance(problem, ReadError)
    (missing,) = received(Source(name="b.txt", path=tmp_path / "b.txt"), ReadOptions(), Originals(tmp_path / "store"))
    assert isinstance(missing, ReadError)


def test_what_is_too_large_is_referred_to(source: Source, tmp_path: Path) -> None:
    store = Originals(tmp_path / "store", limit=10)
    first, report = received(source, ReadOptions(), store)
    assert isinstance(first, Arrival)
    assert (first.kept, first.kept_at, first.sha256) == (Keeping.REFERENCED, str(source.path), sha256(BODY))
    assert isinstance(report, Report)
    assert not (tmp_path / "store").exists()


def test_a_file_that_changes_while_it_is_read_is_told(source: Source) -> None:
    items = received(source, ReadOptions(), Originals(None))
    assert source.path is not None
    next(items)
    source.path.write_bytes(BODY + b"more")
    assert any("was changed while it was read" in str(item) for item in items if isinstance(item, ReadError))


def test_standard_input_is_kept_or_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for store, kept in (
        (Originals(tmp_path / "store"), Keeping.COPIED),
        (Originals(tmp_path / "store", limit=10), Keeping.HASH_ONLY),
        (Originals(None), Keeping.HASH_ONLY),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BODY)))
        first, report = received(Source(name="stdin"), ReadOptions(), store)
        assert isinstance(first, Arrival)
        assert isinstance(report, Report)
        assert (first.kept, first.sha256, first.place) == (kept, sha256(BODY), None)


def test_a_fetched_page_without_an_address_of_its_own_has_the_one_it_came_from() -> None:
    body = b"<html><body><article><p>The Guard said that three boats entered the bay this morning.</p></article></body></html>"
    handed = Handed(
        body=body, name="page.html", origin="https://hest.example/a", place="https://hest.example/b", deed=Deed.FETCHED
    )
    first, report = received_bytes(handed, ReadOptions(), Originals(None))
    assert isinstance(first, Arrival)
    assert isinstance(report, Report)
    assert (first.deed, first.origin, report.url) == (Deed.FETCHED, "https://hest.example/a", "https://hest.example/b")


@given(st.binary(max_size=2000), st.integers(0, 3000))
def test_any_bytes_are_kept_or_hashed_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, limit: int
) -> None:
    store = Originals(tmp_path_factory.mktemp("store"), limit=limit)
    with store.keep(io.BytesIO(body)) as (found, stream):
        assert stream.read() == body
    assert (found.sha256, found.size) == (sha256(body), len(body))
    place = store.path_of(found.sha256)
    assert place is not None
    assert place.is_file() == (found.kept is Keeping.COPIED) == (len(body) <= limit)


def test_leftovers_go_and_what_is_being_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Originals(tmp_path / "store")
    with store.keep(io.BytesIO(BODY)):
        pass
    left = tmp_path / "store" / INCOMING / "x.part"
    left.write_bytes(b"half")
    assert store.sweep() == 0, "it is young: its writer may just begin"
    os.utime(left, (0, 0))
    monkeypatch.setattr(originals, "YOUNG", 0.0)
    if sys.platform != "win32":
        with store._part() as (_, name):
            assert store.sweep() == 1
            assert name.exists()
    assert not left.exists()


def test_no_room_is_told_with_what_to_do(tmp_path: Path, source: Source) -> None:
    (tmp_path / "store").write_text("a file")
    (problem,) = received(source, ReadOptions(), Originals(tmp_path / "store"))
    assert "--no-originals" in str(problem)


def test_the_same_arrival_is_logged_once_and_each_fetch_is(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.ledger") as book:
        assert arrived(book, arrival(), who="Ada")
        assert not arrived(book, arrival(), who="Ben")
        assert arrived(book, arrival(origin="b.txt", place="/in/b.txt"), who="Ada")
        fetched = arrival(deed=Deed.FETCHED, origin="https://hest.example/", place=None)
        assert arrived(book, fetched, who="Ada")
        assert arrived(book, fetched, who="Ada")
        assert [entry.deed for _, entry in log(book)] == [Deed.ARRIVED] * 2 + [Deed.FETCHED] * 2
        assert len(list(log(book, sha256="aaa"))) == 4
        assert list(log(book, sha256="a_a")) == list(log(book, sha256="%")) == []


def test_rows_are_chained_and_cannot_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "l.ledger"
    with Ledger.open(path) as book:
        for origin in ("a", "b", "c"):
            arrived(book, arrival(origin=origin), who="Ada")
        arrived(book, arrival(kept=Keeping.COPIED, kept_at="/store", size=5_000_000_000), who="Ada")
        entries = [entry for _, entry in log(book)]
    connection = sqlite3.connect(path)
    before = ""
    for entry, (digest, chain) in zip(entries, connection.execute("SELECT digest, chain FROM custody"), strict=True):
        before = chained(before, digest)
        assert (entry.digest, before) == (digest, chain)
    connection.execute("INSERT INTO report_originals (report_id, sha256, part) VALUES ('x', 'y', 'z')")
    for table in ("custody", "report_originals"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET sha256 = 'z'"):  # noqa: S608 (our own names)
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(change)
    connection.close()


def test_every_value_of_a_row_is_in_its_digest() -> None:
    row = Custody.of(arrival(kept=Keeping.COPIED, kept_at="/store"), who="Ada", at="2031-03-04T18:14:00.000000Z")
    assert set(FIELDS) == set(Custody.__struct_fields__)
    digests = {row.digest}
    for name in FIELDS:
        values = {field: getattr(row, field) for field in FIELDS} | {name: "other"}
        digests.add(Custody(**values).digest)
    assert len(digests) == len(FIELDS) + 1


def test_a_report_is_tied_to_its_bytes_once(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.ledger") as book:
        arrived(book, arrival(kept=Keeping.REFERENCED, kept_at="/in/a.txt"), who="Ada")
        reading = full()
        assert book.add(reading, original="a" * 64)
        assert not book.add(reading, original="a" * 64)
        (kept,) = originals_of(book, reading.report.id)
        assert (kept.sha256, kept.part, kept.kept) == ("a" * 64, "", Keeping.REFERENCED)
        assert len(list(ties(book))) == 1


def test_custody_comes_through_an_export(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.ledger") as book, Ledger.open(tmp_path / "copy.ledger") as copy:
        arrived(book, arrival(), who="Ada")
        book.add(plain(), original="a" * 64)
        jsonl.write(book, tmp_path / "all.jsonl")
        assert jsonl.read(tmp_path / "all.jsonl", copy) == 3
        assert jsonl.read(tmp_path / "all.jsonl", copy) == 0
        assert list(jsonl.lines(copy)) == list(jsonl.lines(book))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("TWOSOURCE_USER", "Ada")
    for name in ("TWOSOURCE_LEDGER", "TWOSOURCE_ORIGINALS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(rooms, "reader", lambda _model: SmallReader())

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return Outcome(int(ended.value.code or 0), capsys.readouterr())

    return command


def custody_of(run: Any, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("custody", "--json", *more).out)
    return found


def test_read_keeps_logs_and_ties(run: Any, source: Source, tmp_path: Path) -> None:
    assert run("read", "in/a.txt").code == 0
    store = Originals(tmp_path / "twosource.ledger.originals")
    (row,) = custody_of(run)
    assert (row["who"], row["origin"], row["place"], row["kept"]) == ("Ada", "in/a.txt", str(source.path), "copied")
    place = store.path_of(row["sha256"])
    assert place is not None
    assert hash_of(place) == (sha256(BODY), len(BODY))
    (report,) = json.loads(run("reports", "--json").out)
    assert custody_of(run, report["id"][:10]) == custody_of(run, row["sha256"][:8]) == [row]
    assert run("custody", "ffff").code == 1
    assert run("custody", "a.txt").code == 2
    assert "in/a.txt" in run("custody").out
    assert run("read", "in/a.txt").code == 0
    assert custody_of(run) == [row], "reading again changes nothing"


def test_read_keeps_nothing_or_elsewhere_where_one_says_so(
    run: Any, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("read", str(source.path), "--no-originals", "--as", "Ben")
    assert not list(tmp_path.glob("*.originals"))
    run("read", str(source.path), "--originals", "there")
    monkeypatch.setenv("TWOSOURCE_ORIGINALS", "elsewhere")
    run("read", str(source.path))
    rows = [(row["who"], row["kept"], row["kept_at"]) for row in custody_of(run)]
    assert rows == [("Ben", "hash-only", None), ("Ada", "copied", str(tmp_path / "there")), ("Ada", "copied", str(tmp_path / "elsewhere"))]  # fmt: skip
    assert (tmp_path / "there" / sha256(BODY)[:2] / sha256(BODY)).is_file()


def test_a_report_that_was_there_before_is_tied_when_it_is_read_again(run: Any, source: Source, tmp_path: Path) -> None:
    report = Report(doc="a", text=BODY.decode(), sha256=sha256(BODY))
    with Ledger.open(tmp_path / "twosource.ledger") as book:
        book.add(SmallReader().read(report))
        assert list(ties(book)) == []
    assert "1 skipped" in run("read", str(source.path)).err
    with Ledger.open(tmp_path / "twosource.ledger") as book:
        assert [tie["sha256"] for tie in ties(book)] == [sha256(BODY)]


def test_an_export_is_logged_with_its_hash(run: Any, source: Source, tmp_path: Path) -> None:
    run("read", str(source.path))
    run("export", "--format", "jsonl", "-o", "all.jsonl")
    row = custody_of(run)[-1]
    assert (row["deed"], row["method"], row["sha256"]) == (
        "exported",
        "format jsonl",
        hash_of(tmp_path / "all.jsonl")[0],
    )


def test_a_ledger_that_may_not_be_written_is_exported_all_the_same(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.ledger") as book:
        add_custody(book, Custody.of(arrival(), who="Ada", at="2031-03-04T18:14:00.000000Z"))
        connection = sqlite3.connect(tmp_path / "l.ledger")
        connection.execute("DROP TABLE report_originals")
        connection.execute("DROP TABLE custody")
        connection.close()
        rooms.logged(book, Custody.of(arrival(), who="Ada", at=""))


KILLED = """
import sys
from pathlib import Path
from twosource.cli import rooms
from twosource.cli.options import Keep
from twosource.cli.reading import Work, into
from twosource.readers import ReadOptions
from tests.test_cli import SmallReader
rooms.reader = lambda _model: SmallReader()
rooms.record = lambda _book: None
print("open", flush=True)
into(sys.argv[1], Work(inputs=[sys.argv[2]], options=ReadOptions(), model=None), Keep(who="Ada"))
print("done", flush=True)
"""
FILES = 150


def test_a_killed_run_keeps_originals_whole_and_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, path = tmp_path / "in", tmp_path / "l.ledger"
    folder.mkdir()
    bodies = {}
    for number in range(FILES):
        text = f"The Guard said that {number} boats entered the bay. " + "It rained on the hills all day. " * 3000
        bodies[sha256(text.encode())] = text.encode()
        (folder / f"{number}.txt").write_text(text)
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", KILLED, str(path), str(folder)]
    store, chance, counts = Originals.beside(path), random.Random(8), [0]  # noqa: S311 (moments to kill at)
    for turn in range(5):
        process = subprocess.Popen(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        if turn < 4:
            more = len(list((store.folder or path).glob("??/*"))) + chance.randint(1, FILES // 6)
            while process.poll() is None and len(list((store.folder or path).glob("??/*"))) < more:
                time.sleep(chance.uniform(0.001, 0.02))
            process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=120)
        for place in (store.folder or path).glob("??/*"):
            assert place.read_bytes() == bodies[place.name], "each that is in its place is whole"
        if path.exists() and path.stat().st_size:
            with Ledger.open(path) as book:
                tied = {tie["report_id"]: tie["sha256"] for tie in ties(book)}
                reports = list(book.reports())
            assert {row.id: row.sha256 for row in reports} == tied, "a report is there with its original or not at all"
            counts.append(len(reports))
    assert out.strip() == "done"
    assert counts == sorted(counts)
    assert counts[-1] == FILES
    assert any(0 < count < FILES for count in counts), "some run was killed on the way"
    monkeypatch.setattr(originals, "YOUNG", 0.0)
    store.sweep()
    assert list((store.folder or path).glob(f"{INCOMING}/*")) == []
