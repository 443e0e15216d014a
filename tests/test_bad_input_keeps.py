"""Full disks, foreign ledgers, killed and crossing processes, text without end: what is kept, and that it ends."""

import contextlib
import json
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input_samples import (
    CLI,
    HARBOUR,
    ROOT,
    counts,
    listings,
    process,
    run,
    write_folder,
)
from twosource.cli import rooms
from twosource.ledger import Ledger, linked
from twosource.model import Reading
from twosource.reading import reader as reader_room
from twosource.reading.quotations import find_quotations

__all__ = ["run"]


# --- disks, ledgers, processes ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_files(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: what a full disk does, for this process alone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_loses_nothing_already_read(run: Any, tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 12)
    with small_files(500_000):
        ended = run("read", "in", "--ledger", "small.ledger")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 1)
    assert re.search(r"small\.ledger .*the disk .*full.*run this again", ended.err)
    kept = len(json.loads(run("reports", "--json", "--ledger", "small.ledger").out))
    assert 0 < kept < 12
    again = run("read", "in", "--ledger", "small.ledger")
    assert (again.code, again.err) == (0, f"{12 - kept} read, {kept} skipped (already read), 0 failed\n")
    run("read", "in", "--ledger", "large.ledger")
    assert listings(run, "small.ledger") == listings(run, "large.ledger")


def test_a_full_disk_as_it_is(tmp_path: Path) -> None:
    unshare = ["unshare", "--mount", "--map-root-user"]
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    if not shutil.which("unshare") or subprocess.run([*unshare, *mount], capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    folder = write_folder(tmp_path / "in", 12)
    cli = f"{sys.executable} -c '{CLI[2]}'"
    script = (
        f"{' '.join(mount)} && ! {cli} read {folder} --ledger {place}/l.ledger && "
        f"{cli} reports --json --ledger {place}/l.ledger"
    )
    done = subprocess.run(
        [*unshare, "sh", "-c", script], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert 0 < len(json.loads(done.stdout)) < 12
    assert done.stderr == (
        f"twosource: {place}/l.ledger could not grow, the disk is full: free some space and run this again; "
        "what was read is kept\n"
    )


def test_output_that_does_not_fit_leaves_what_was_there(run: Any, tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 4, size=25)
    run("read", "in")
    out = tmp_path / "out"
    out.write_text("mine\n")
    for command in (["annotate", "in"], ["export", "--format", "jsonl"]):
        with small_files(33_000):  # SQLite's index of a write-ahead log takes 32,768, also for reading
            ended = run(*command, "-o", "out")
        assert (ended.code, len(ended.problems)) == (1, 1)
        assert re.search(r"out was not written \(.+\): .*free some space", ended.err)
        assert out.read_text() == "mine\n"
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_standard_output_that_is_full(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    with Path("/dev/full").open("wb") as full:
        child = process("annotate", str(tmp_path / "a.txt"), stdout=full)
        _, err = child.communicate(timeout=60)
    assert (child.returncode, err.count("\n")) == (1, 1)
    assert "No space left on device; make room" in err


def test_a_ledger_of_a_newer_version_is_left_as_it_is(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    run("read", "a.txt")
    with contextlib.closing(sqlite3.connect("twosource.ledger")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = Path("twosource.ledger").read_bytes()
    (tmp_path / "b.txt").write_text(HARBOUR.replace("Monday", "Friday"))
    for command in (["read", "b.txt"], ["claims"], ["statements", "--json"], ["export", "--format", "csv", "-o", "t"]):
        ended = run(*command)
        assert (ended.code, ended.out, len(ended.problems)) == (1, "", 1)
        assert re.search(r"twosource\.ledger was written by a newer twosource .*: upgrade twosource", ended.err)
    assert Path("twosource.ledger").read_bytes() == before


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        ("notes.txt", "notes.txt is not a ledger: name another file"),
        (".", "is a folder: name a file"),
        ("no/such.ledger", "its folder does not exist: make the folder"),
        ("what://ever", "what://"),
    ],
)
def test_a_ledger_that_is_none(run: Any, tmp_path: Path, ledger: str, words: str) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR)
    (tmp_path / "notes.txt").write_text("my notes\n" * 500)
    ended = run("read", "a.txt", "--ledger", ledger)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (1, "", 1)
    assert words in ended.problems[0]
    assert (tmp_path / "notes.txt").read_text() == "my notes\n" * 500


def test_two_processes_read_into_one_ledger(run: Any, tmp_path: Path) -> None:
    write_folder(tmp_path / "one", 8, size=3)
    write_folder(tmp_path / "two", 8, first=6, size=3)
    running = [process("read", name, "--ledger", "shared.ledger") for name in ("one", "two")]
    for child in running:
        _, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        assert re.fullmatch(r"\d read, \d skipped \(already read\), 0 failed\n", err)
    run("read", "one", "two", "--ledger", "alone.ledger")
    assert listings(run, "shared.ledger") == listings(run, "alone.ledger")
    held, alone = counts("shared.ledger"), counts("alone.ledger")
    assert {table: held[table] for table in ("texts", "reports", "statements", "evidence")} == {
        table: alone[table] for table in ("texts", "reports", "statements", "evidence")
    }


def test_claims_are_never_recorded_for_readings_that_came_meanwhile(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path / "one", 2)
    write_folder(tmp_path / "two", 2, first=2)
    plain, other = Ledger.reading, iter(["two"])

    def reading(self: Ledger, seq: int) -> Reading:
        for folder in other:  # another process adds to the ledger now, and has not come to its claims yet
            with monkeypatch.context() as patched:
                patched.setattr(rooms, "record", lambda _book: None)
                run("read", folder)
        return plain(self, seq)

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "reading", reading)
        assert run("read", "one").code == 0
    run("read", "two")
    run("read", "one", "two", "--ledger", "alone.ledger")
    found, alone = (json.loads(run("claims", "--json", "--ledger", f"{n}.ledger").out) for n in ("twosource", "alone"))
    assert found == alone


def test_a_killed_read_is_completed_by_the_next(run: Any, tmp_path: Path) -> None:
    write_folder(tmp_path / "in", 28, size=3)
    child = process("read", "in", "--ledger", "killed.ledger")
    deadline = time.monotonic() + 60
    kept = 0
    while kept < 3 and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.01)
        with contextlib.suppress(sqlite3.Error):
            kept = counts("killed.ledger").get("readings", 0)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    kept = len(json.loads(run("reports", "--json", "--ledger", "killed.ledger").out))
    assert 3 <= kept < 28
    again = run("read", "in", "--ledger", "killed.ledger")
    assert (again.code, again.err) == (0, f"{28 - kept} read, {kept} skipped (already read), 0 failed\n")
    run("read", "in", "--ledger", "whole.ledger")
    assert listings(run, "killed.ledger") == listings(run, "whole.ledger")
    assert counts("killed.ledger") == counts("whole.ledger")


def test_a_run_stopped_before_its_claims_gets_them_from_the_next(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    write_folder(tmp_path / "in", 2, size=1)
    with monkeypatch.context() as patched:
        patched.setattr(linked, "link", stopped)
        ended = run("read", "in")
    assert (ended.code, counts("twosource.ledger")["claim_runs"]) == (130, 0)
    assert "what was read is kept" in ended.err
    assert run("read", "in").err == "0 read, 2 skipped (already read), 0 failed\n"
    assert counts("twosource.ledger")["claim_runs"] == 1


# --- text without end ------------------------------------------------------------------------------------------------

HOSTILE = {
    "a line without white space": "a" * 200_000,
    "marks without white space": "-=" * 10_000,
    "straight marks": '"' * 20_000,
    "opening marks": "“a " * 2_000,
    "parentheses": "(" * 2_000 + "so it was said" + ")" * 2_000,
    "cues without end": "The guard said that " * 400 + "it rained.",
    "quotations without words": 'said "' * 250,
    "dashes in a quotation": "“It is" + " - a boat" * 700 + "”, the mayor of Moss said.",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(run: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text(HARBOUR + "\n" + HOSTILE[name] + "\n\n" + HARBOUR.replace("Monday", "Friday"))
    began = time.process_time()
    ended = run("annotate", "a.txt")
    assert (ended.code, ended.err) == (0, "")
    assert time.process_time() - began < 25, "in time by the square 20,000 marks take over 30 s, and nesting for ever"
    said = [s["commitment"] for s in ended.documents[0]["attributions"] if s["exact"]["source"] == ["The coast guard"]]
    assert said == ["denies", "denies"], "what stands before and after is read as if it were alone"


def growth(work: Any, small: Any, large: Any) -> float:
    """How many times the processor time of the small input the large one takes; the best of three each."""
    best = []
    for value in (small, large):
        times = []
        for _ in range(3):
            began = time.process_time()
            work(value)
            times.append(time.process_time() - began)
        best.append(min(times))
    return best[1] / best[0]


@pytest.mark.parametrize("pattern", ["“a ", "‘a ", "“a.” he said. "])
def test_quotations_are_found_in_time_that_grows_with_the_text(pattern: str) -> None:
    assert growth(find_quotations, pattern * 2_000, pattern * 8_000) < 9, "4 is even, 16 goes by the square"


def test_statements_are_made_in_time_that_grows_with_the_text(reader: Any) -> None:
    story = (
        "“We saw {n} boats leave,” said Ann Lee, a spokeswoman for the navy. “They were grey.” The ministry denied that "
        "any boat had left Moss on Monday, adding that he was wrong. Residents of Halden, {n} of them, told reporters "
        "that the ministry could not confirm it. It rained in Moss for {n} hours, and the ferries stayed in the bay.\n\n"
    )

    def parsed(number: int) -> Any:
        text = "".join(story.format(n=n + 2) for n in range(number))
        doc = reader.nlp.make_doc(text)
        for name, step in reader.nlp.pipeline:
            if name != "twosource_statements":
                doc = step(doc)
        return doc

    assert growth(reader_room.statements, parsed(20), parsed(80)) < 6.5, "4 is even, 16 goes by the square"
