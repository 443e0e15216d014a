"""A process that is killed while it writes leaves a ledger that opens, and a second run completes it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from tests.ledger_samples import plain
from twosource.ledger import Ledger
from twosource.model import Reading, Span

REPORTS = 200
STATEMENTS = 40
ROUNDS = 6
WRITER = """
import sys
from tests.test_ledger_kill import readings
from twosource.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    print("open", flush=True)
    for reading in readings():
        if not ledger.has(reading.report, reading.producer):
            ledger.add(reading)
print("done", flush=True)
"""


def readings() -> list[Reading]:
    """Readings with so many statements that most of the time is spent inside transactions."""
    made = []
    for number in range(REPORTS):
        text = f"Report {number}. " + "The harbour master of Halden said that the ferry was late. " * STATEMENTS
        base = plain(text, doc=f"report-{number}", outlet="Harbour Wire")
        (one,) = base.statements
        many = [
            type(one)(id=f"{one.id}-{n}", report=one.report, sha256=one.sha256, doc=one.doc, kind=one.kind, source=(Span(0, 6),), cue=(),
                      content=(Span(n, n + 50),))
            for n in range(STATEMENTS)
        ]  # fmt: skip
        made.append(Reading(report=base.report, producer=base.producer, steps=base.steps, statements=tuple(many)))
    return made


def start(path: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def check(path: Path, expected: dict[str, Reading]) -> int:
    """Every report is there whole or not at all; gives how many are there."""
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    with Ledger.open(path) as ledger:
        found = list(ledger.readings())
        assert ledger.info().texts == ledger.info().reports == len(found)
    for reading in found:
        assert reading == expected[reading.report.doc]
    return len(found)


def test_a_killed_run_loses_nothing_and_is_resumed(tmp_path: Path) -> None:
    path = tmp_path / "cases.ledger"
    expected = {reading.report.doc: reading for reading in readings()}
    chance = random.Random(8)  # noqa: S311 (moments to kill at, no secret)
    counts = [0]
    for _ in range(ROUNDS):
        process = start(path)
        time.sleep(chance.uniform(0.01, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        counts.append(check(path, expected))
    assert counts == sorted(counts), "what was there stays"
    assert any(0 < count < REPORTS for count in counts), "some run was killed on the way"
    process = start(path)
    out, _ = process.communicate(timeout=60)
    assert out == "done\n"
    assert check(path, expected) == REPORTS
