"""What the tests of bad input share: commands run in process or as a process, folders of reports, row counts."""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from twosource.cli import main, rooms

HARBOUR = (
    "The harbour master of Halden said on Monday that three ferries had left the bay. "
    "The coast guard denied that any ferry had left.\n"
)
MEGABYTE = (HARBOUR * (1_000_000 // len(HARBOUR) + 1))[:1_000_000]
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What must not reach a terminal from a report."""
ROOT = Path(__file__).parents[1]
CLI = [sys.executable, "-c", "from twosource.cli import main; main()"]


class Outcome(msgspec.Struct):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The lines on standard error that each say what is wrong."""
        return [line for line in self.err.splitlines() if line.startswith("twosource: ")]

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reader: Any) -> Any:
    """Run a command in an empty folder, with the reader that the whole session shares."""
    monkeypatch.chdir(tmp_path)
    for name in ("TWOSOURCE_LEDGER", "TWOSOURCE_MODEL", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(rooms, "reader", lambda _model: reader)

    def command(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        shown = capsys.readouterr()
        return Outcome(code=int(ended.value.code or 0), out=shown.out, err=shown.err)

    return command


def process(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """The same as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    usual: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment}
    child: subprocess.Popen[str] = subprocess.Popen([*CLI, *arguments], text=True, **usual | options)
    return child


def write_folder(folder: Path, number: int, *, first: int = 0, size: int = 6) -> Path:
    """Dated reports of different outlets, in one JSONL file each."""
    folder.mkdir()
    for i in range(first, first + number):
        sentences = (
            f"The harbour master of Halden said on Monday that {i + 2} ferries had left pier {n} of the bay. "
            f"The coast guard denied that any ferry had left pier {n}. "
            for n in range(size)
        )
        row = {"doc": f"r{i}", "text": "".join(sentences), "published": f"2031-03-{i + 1:02}", "outlet": f"Wire {i}"}
        (folder / f"r{i:02}.jsonl").write_text(json.dumps(row) + "\n")
    return folder


def counts(path: Path | str) -> dict[str, int]:
    """Rows by table."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}  # noqa: S608


def listings(run: Any, ledger: str) -> list[Any]:
    """What a ledger says to programs, without when it was read."""
    reports = json.loads(run("reports", "--json", "--ledger", ledger).out)
    kept = [{key: value for key, value in row.items() if key not in {"read_at", "retrieved"}} for row in reports]
    return [kept, *(json.loads(run(name, "--json", "--ledger", ledger).out) for name in ("statements", "claims"))]
